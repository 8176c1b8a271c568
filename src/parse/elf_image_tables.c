/* The tables of an image: symbols with their hashes, and versions. */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "parse/elf_image_inside.h"

/* ---- Indexes of versions ---- */

/* The file itself has index 1, versions count from 2. */
static uint16_t definition_index(const ElfBuild *build, size_t which)
{
    const ElfVersionDefinitions *all = &build->spec->version_definitions;
    uint16_t index = VER_NDX_GLOBAL + 1;
    if (all->items[which].index)
        return all->items[which].index;
    if (all->items[which].is_base)
        return VER_NDX_GLOBAL;
    for (size_t i = 0; i < which; i++)
        index = (uint16_t)(index + !all->items[i].is_base);
    return index;
}

/* Indexes of needed versions follow those of the defined ones. */
static uint16_t first_need_index(const ElfBuild *build)
{
    uint16_t index = VER_NDX_GLOBAL;
    for (size_t i = 0; i < build->spec->version_definitions.count; i++)
        if (definition_index(build, i) > index)
            index = definition_index(build, i);
    return (uint16_t)(index + 1);
}

/* The index of a needed version, 1 (no version) when there is none of that name. */
static uint16_t needed_version_index(const ElfBuild *build, const char *version)
{
    const ElfVersionNeeds *all = &build->spec->version_needs;
    uint16_t index = first_need_index(build);
    for (size_t n = 0; version && n < all->count; n++)
        for (size_t i = 0; i < all->items[n].versions.count; i++, index++)
            if (strcmp(all->items[n].versions.items[i].name, version) == 0)
                return index;
    return VER_NDX_GLOBAL;
}

/* ---- Symbols ---- */

typedef struct Placed {
    const ElfImageSymbol *symbol; /* NULL: the first entry of every symbol table */
    uint32_t gnu_hash, bucket;
    size_t order;
} Placed;

typedef struct Order {
    Placed *items;
    size_t count, first_defined;
    uint32_t buckets;
} Order;

static int by_bucket(const void *left, const void *right)
{
    const Placed *a = left, *b = right;
    if (a->bucket != b->bucket)
        return a->bucket < b->bucket ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static Placed placed(const ElfBuild *build, size_t index, uint32_t buckets)
{
    const ElfImageSymbol *symbol = &build->spec->symbols.items[index];
    uint32_t hash = elf_gnu_hash(symbol->name);
    return (Placed){symbol, hash, hash % buckets, index};
}

/* DT_GNU_HASH wants undefined symbols first and the defined ones in the order of buckets. */
static Order order_symbols(const ElfBuild *build)
{
    size_t count = build->spec->symbols.count;
    Order order = {.items = arena_alloc(build->arena, (count + 1) * sizeof(Placed)), .count = 1};
    for (size_t i = 0; i < count; i++)
        if (build->spec->symbols.items[i].undefined)
            order.items[order.count++] = placed(build, i, 1);
    order.first_defined = order.count;
    order.buckets = (uint32_t)((count + 1 - order.first_defined) / 4 + 1);
    for (size_t i = 0; i < count; i++)
        if (!build->spec->symbols.items[i].undefined)
            order.items[order.count++] = placed(build, i, order.buckets);
    qsort(order.items + order.first_defined, order.count - order.first_defined, sizeof(Placed),
          by_bucket);
    return order;
}

/* Any section but SHN_UNDEF will do: there are no section headers. An address of 0 would read as
 * "not here". */
static void put_symbol(ElfBuild *build, const ElfImageSymbol *symbol)
{
    Writer *out = &build->symbols;
    uint32_t name = 0;
    uint64_t value = 0;
    uint8_t info = 0;
    uint16_t section = SHN_UNDEF;
    if (symbol) {
        name = (uint32_t)build->strings.length;
        put_bytes(&build->strings, symbol->name, strlen(symbol->name) + 1);
        bool is_weak = symbol->undefined && !symbol->needed;
        info = ELF64_ST_INFO(is_weak ? STB_WEAK : STB_GLOBAL,
                             symbol->undefined ? STT_NOTYPE : STT_OBJECT);
    }
    if (symbol && !symbol->undefined) {
        value = symbol->value ? symbol->value : image_header_bytes(build);
        section = 1;
    }
    image_number(build, out, name, 4);
    if (build->spec->is_32) {
        image_word(build, out, value);
        image_word(build, out, 0);
    }
    put_char(out, (char)info);
    put_char(out, STV_DEFAULT);
    image_number(build, out, section, 2);
    if (!build->spec->is_32) {
        image_word(build, out, value);
        image_word(build, out, 0);
    }
}

static void put_symbol_version(ElfBuild *build, const ElfImageSymbol *symbol)
{
    uint16_t index = VER_NDX_LOCAL;
    if (symbol && symbol->needed)
        index = needed_version_index(build, symbol->version);
    else if (symbol)
        index = symbol->undefined ? VER_NDX_GLOBAL : image_version_index(build, symbol->version);
    image_number(build, &build->symbol_versions, index, 2);
}

static void put_gnu_filter(ElfBuild *build, const Order *order, uint32_t words, uint32_t shift)
{
    uint32_t bits = (uint32_t)image_word_bytes(build) * 8;
    uint64_t *filter = arena_alloc(build->arena, words * sizeof *filter);
    for (size_t i = order->first_defined; i < order->count; i++) {
        uint32_t hash = order->items[i].gnu_hash;
        filter[hash / bits & (words - 1)] |= 1ull << hash % bits | 1ull << (hash >> shift) % bits;
    }
    for (uint32_t i = 0; i < words; i++)
        image_word(build, &build->gnu_hash, filter[i]);
}

static void put_gnu_hash(ElfBuild *build, const Order *order)
{
    Writer *out = &build->gnu_hash;
    uint32_t words = 1, shift = 6;
    while (words * 8 < order->count - order->first_defined)
        words *= 2;
    image_number(build, out, order->buckets, 4);
    image_number(build, out, order->first_defined, 4);
    image_number(build, out, words, 4);
    image_number(build, out, shift, 4);
    put_gnu_filter(build, order, words, shift);
    for (size_t bucket = 0, i = order->first_defined; bucket < order->buckets; bucket++) {
        bool empty = i == order->count || order->items[i].bucket != bucket;
        image_number(build, out, empty ? 0 : i, 4);
        while (i < order->count && order->items[i].bucket == bucket)
            i++;
    }
    for (size_t i = order->first_defined; i < order->count; i++) {
        bool last = i + 1 == order->count || order->items[i + 1].bucket != order->items[i].bucket;
        image_number(build, out, (order->items[i].gnu_hash & ~1u) | last, 4);
    }
}

/* Entries of two machines are 8 bytes wide; see elf_symbols.c. */
static void put_sysv_hash(ElfBuild *build, const Order *order)
{
    const ElfImageSpec *spec = build->spec;
    size_t each = !spec->is_32 && (spec->machine == EM_S390 || spec->machine == EM_ALPHA) ? 8 : 4;
    uint32_t buckets = (uint32_t)(order->count / 2 + 1);
    uint32_t *heads = arena_alloc(build->arena, buckets * sizeof *heads);
    uint32_t *next = arena_alloc(build->arena, order->count * sizeof *next);
    for (size_t i = order->count - 1; i > 0; i--) {
        uint32_t bucket = elf_hash(order->items[i].symbol->name) % buckets;
        next[i] = heads[bucket];
        heads[bucket] = (uint32_t)i;
    }
    image_number(build, &build->sysv_hash, buckets, each);
    image_number(build, &build->sysv_hash, order->count, each);
    for (size_t i = 0; i < buckets; i++)
        image_number(build, &build->sysv_hash, heads[i], each);
    for (size_t i = 0; i < order->count; i++)
        image_number(build, &build->sysv_hash, next[i], each);
}

void image_symbols(ElfBuild *build)
{
    Order order = order_symbols(build);
    for (size_t i = 0; i < order.count; i++) {
        put_symbol(build, order.items[i].symbol);
        if (image_has_versions(build))
            put_symbol_version(build, order.items[i].symbol);
    }
    if (!build->spec->no_gnu_hash)
        put_gnu_hash(build, &order);
    if (build->spec->sysv_hash)
        put_sysv_hash(build, &order);
}

/* ---- Versions ---- */

bool image_has_versions(const ElfBuild *build)
{
    return build->spec->version_needs.count > 0 || build->spec->version_definitions.count > 0;
}

uint16_t image_version_index(const ElfBuild *build, const char *version)
{
    const ElfVersionDefinitions *all = &build->spec->version_definitions;
    for (size_t i = 0; version && i < all->count; i++)
        if (!all->items[i].is_base && strcmp(all->items[i].name, version) == 0)
            return definition_index(build, i);
    return VER_NDX_GLOBAL;
}

static void put_definition(ElfBuild *build, size_t which)
{
    const ElfVersionDefinitions *all = &build->spec->version_definitions;
    const ElfVersionDefinition *definition = &all->items[which];
    Writer *out = &build->definitions;
    unsigned flags =
        (definition->is_base ? VER_FLG_BASE : 0) | (definition->weak ? VER_FLG_WEAK : 0);
    uint32_t hash = definition->hash ? definition->hash : elf_hash(definition->name);
    image_number(build, out, VER_DEF_CURRENT, 2);
    image_number(build, out, flags, 2);
    image_number(build, out, definition_index(build, which), 2);
    image_number(build, out, 1, 2); /* one name follows */
    image_number(build, out, hash, 4);
    image_number(build, out, 20, 4);
    image_number(build, out, which + 1 < all->count ? 28 : 0, 4);
    image_number(build, out, image_name(build, definition->name), 4);
    image_number(build, out, 0, 4);
}

static void put_need(ElfBuild *build, const ElfVersionNeed *need, bool last, uint16_t *index)
{
    Writer *out = &build->needs;
    size_t count = need->versions.count;
    image_number(build, out, VER_NEED_CURRENT, 2);
    image_number(build, out, count, 2);
    image_number(build, out, image_name(build, need->file), 4);
    image_number(build, out, 16, 4);
    image_number(build, out, last ? 0 : 16 + 16 * count, 4);
    for (size_t i = 0; i < count; i++) {
        const ElfVersion *version = &need->versions.items[i];
        uint32_t hash = version->hash ? version->hash : elf_hash(version->name);
        image_number(build, out, hash, 4);
        image_number(build, out, version->weak ? VER_FLG_WEAK : 0, 2);
        image_number(build, out, (*index)++, 2);
        image_number(build, out, image_name(build, version->name), 4);
        image_number(build, out, i + 1 < count ? 16 : 0, 4);
    }
}

/* A file of which no version is needed says nothing, and its chain could not be written. */
static size_t needs_that_say_something(const ElfVersionNeeds *needs)
{
    size_t count = 0;
    for (size_t i = 0; i < needs->count; i++)
        count += needs->items[i].versions.count > 0;
    return count;
}

void image_versions(ElfBuild *build)
{
    const ElfImageSpec *spec = build->spec;
    build->definition_count = spec->version_definitions.count;
    for (size_t i = 0; i < build->definition_count; i++)
        put_definition(build, i);

    build->need_count = needs_that_say_something(&spec->version_needs);
    uint16_t index = first_need_index(build);
    for (size_t i = 0, put = 0; i < spec->version_needs.count; i++)
        if (spec->version_needs.items[i].versions.count > 0)
            put_need(build, &spec->version_needs.items[i], ++put == build->need_count, &index);
}
