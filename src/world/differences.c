#include "world/differences.h"

#include <stdlib.h>
#include <string.h>

#include "parse/ldcache.h"
#include "world/recorded.h"

/* ---- What a recording tells of one path ---- */

typedef struct Told {
    Known known;
    const Entry *entry; /* NULL: nothing but that it is there, or not */
} Told;

static bool is_not_recorded(const Entry *entry)
{
    return entry->node.answer.known == UNKNOWN &&
           entry->node.answer.error == answer_not_recorded().error;
}

/* The nearest entry above a path that has none of its own. */
static const Entry *entry_above(const Tree *tree, const char *path)
{
    char above[WORLD_PATH_BYTES];
    size_t length = strlen(path);
    memcpy(above, path, length + 1);
    for (;;) {
        while (length > 1 && above[length - 1] != '/')
            length--;
        length -= length > 1;
        above[length] = '\0';
        const Entry *entry = tree_find(tree, above);
        if (entry)
            return entry;
    }
}

/* A name of which its directory's listing alone tells is there, and nothing else is known of it. */
static Told told_by_entry(const Entry *entry)
{
    if (entry->implied)
        return (Told){PRESENT, NULL};
    if (!is_not_recorded(entry))
        return (Told){entry->node.answer.known, entry};
    bool is_named = entry->listed && entry->parent && tree_knows_listing(entry->parent);
    return (Told){is_named ? PRESENT : UNKNOWN, NULL};
}

static Told told_of(World *world, const char *path)
{
    const Tree *tree = recorded_tree(world);
    const Entry *entry = tree_find(tree, path);
    if (entry)
        return told_by_entry(entry);
    entry = entry_above(tree, path);
    if (entry->node.answer.known == ABSENT)
        return (Told){ABSENT, NULL};
    if (entry->node.answer.known != PRESENT || entry->node.info.type == FILE_LINK)
        return (Told){UNKNOWN, NULL};
    bool is_directory = entry->node.info.type == FILE_DIRECTORY;
    return (Told){!is_directory || tree_knows_listing(entry) ? ABSENT : UNKNOWN, NULL};
}

Known recorded_presence(World *world, const char *path)
{
    Told told = told_of(world, path);
    bool refused = told.entry && told.known == UNKNOWN;
    return refused ? PRESENT : told.known;
}

/* ---- One file in two recordings ---- */

static bool same_texts(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static const ElfImageSymbol *symbol_named(const ElfImageSpec *spec, const char *name)
{
    for (size_t i = 0; i < spec->symbols.count; i++)
        if (strcmp(spec->symbols.items[i].name, name) == 0)
            return &spec->symbols.items[i];
    return NULL;
}

/* Symbols are recorded when somebody looks for them: one that only one side has says nothing. */
static bool same_elf(Arena *arena, const ElfImageSpec *a, const ElfImageSpec *b)
{
    for (size_t i = 0; i < a->symbols.count; i++) {
        const ElfImageSymbol *symbol = &a->symbols.items[i], *other;
        other = symbol_named(b, symbol->name);
        if (other && other->undefined != symbol->undefined)
            return false;
    }
    Writer writers[2] = {writer_new(arena), writer_new(arena)};
    const ElfImageSpec *specs[] = {a, b};
    for (int i = 0; i < 2; i++) {
        ElfImageSpec bare = *specs[i];
        bare.symbols.count = 0;
        elf_attributes_write(&writers[i], &bare);
    }
    return strcmp(writers[0].bytes, writers[1].bytes) == 0;
}

/* Of large files, parts: only the same part can be compared. */
static bool same_parts(const Content *a, const Content *b)
{
    for (size_t i = 0; i < a->extents.count; i++)
        for (size_t j = 0; j < b->extents.count; j++) {
            const Extent *x = &a->extents.items[i], *y = &b->extents.items[j];
            if (x->offset != y->offset)
                continue;
            size_t length = x->bytes.length < y->bytes.length ? x->bytes.length : y->bytes.length;
            if (memcmp(x->bytes.at, y->bytes.at, length) != 0)
                return false;
        }
    return true;
}

/* A loader's cache is kept in words or, by older recordings, as bytes. */
static const char *cache_in_words(Arena *arena, const Content *content)
{
    const char *error;
    const LdCache *cache = content->cache;
    Writer words = writer_new(arena);
    if (!cache && content->whole)
        cache = ldcache_read(arena, content->extents.items[0].bytes, &error);
    if (!cache || !cache_can_be_told(cache))
        return NULL;
    cache_lines_write(&words, cache);
    return words.bytes;
}

static bool same_cache(Arena *arena, const Content *a, const Content *b)
{
    const char *x = cache_in_words(arena, a), *y = cache_in_words(arena, b);
    return x && y && strcmp(x, y) == 0;
}

static bool is_kept(const Content *content)
{
    return content->elf || content->cache || content->extents.count;
}

static bool same_content(Arena *arena, const Entry *a, const Entry *b)
{
    const Content *x = &a->content, *y = &b->content;
    if (!is_kept(x) || !is_kept(y))
        return a->node.info.size_bytes == b->node.info.size_bytes || x->elf || y->elf;
    if (x->elf && y->elf)
        return same_elf(arena, x->elf, y->elf);
    if (x->elf || y->elf)
        return false;
    if (x->cache || y->cache)
        return same_cache(arena, x, y);
    if (x->whole && y->whole)
        return text_equal(x->extents.items[0].bytes, y->extents.items[0].bytes);
    return a->node.info.size_bytes == b->node.info.size_bytes && same_parts(x, y);
}

static bool same_notes(const Node *a, const Node *b)
{
    if (a->notes.count != b->notes.count)
        return false;
    for (size_t i = 0; i < a->notes.count; i++)
        if (a->notes.items[i].mode != b->notes.items[i].mode ||
            a->notes.items[i].error != b->notes.items[i].error)
            return false;
    return true;
}

static bool same_rights(const Entry *a, const Entry *b)
{
    const FileInfo *x = &a->node.info, *y = &b->node.info;
    return x->mode == y->mode && x->uid == y->uid && x->gid == y->gid &&
           a->open_error == b->open_error && same_notes(&a->node, &b->node);
}

static unsigned changes_of(Arena *arena, const Entry *a, const Entry *b)
{
    if (!a || !b)
        return 0;
    if (a->node.answer.known != PRESENT || b->node.answer.known != PRESENT)
        return a->node.answer.error == b->node.answer.error ? 0 : CHANGED_RIGHTS;
    const FileInfo *x = &a->node.info, *y = &b->node.info;
    unsigned changed = 0;
    if (x->type != y->type)
        return CHANGED_TYPE;
    if (!same_rights(a, b))
        changed |= CHANGED_RIGHTS;
    if (!same_texts(a->node.target, b->node.target) || x->device_major != y->device_major ||
        x->device_minor != y->device_minor)
        changed |= CHANGED_TARGET;
    if (x->type == FILE_REGULAR && !same_content(arena, a, b))
        changed |= CHANGED_CONTENT;
    return changed;
}

/* ---- Everything ---- */

typedef struct Comparison {
    Arena *arena;
    World *worlds[2];
    DifferenceList found;
    size_t not_recorded;
} Comparison;

static Known presence_above(World *world, const char *path)
{
    const char *slash = strrchr(path, '/');
    char above[WORLD_PATH_BYTES];
    size_t length = (size_t)(slash - path);
    memcpy(above, path, length);
    above[length] = '\0';
    return length ? recorded_presence(world, above) : PRESENT;
}

/* Where these lead is whoever looks: another process each time. */
static bool leads_to_the_process_that_looks(const char *path)
{
    return strcmp(path, "/proc/self") == 0 || strcmp(path, "/proc/thread-self") == 0;
}

static void compare_path(Comparison *comparison, const char *path)
{
    if (leads_to_the_process_that_looks(path))
        return;
    Told told[2];
    Difference difference = {.kind = DIFFERENT_FILE, .name = path};
    for (int i = 0; i < 2; i++) {
        told[i] = told_of(comparison->worlds[i], path);
        const Entry *entry = told[i].entry;
        bool is_there = entry && entry->node.answer.known == PRESENT;
        if (is_there)
            difference.value[i] = entry->node.target;
        difference.is_directory |= is_there && entry->node.info.type == FILE_DIRECTORY;
    }
    difference.before = recorded_presence(comparison->worlds[0], path);
    difference.after = recorded_presence(comparison->worlds[1], path);
    if (difference.before == UNKNOWN || difference.after == UNKNOWN) {
        comparison->not_recorded += difference.before != difference.after;
        return;
    }
    if (difference.before == PRESENT && difference.after == PRESENT) {
        difference.changed = changes_of(comparison->arena, told[0].entry, told[1].entry);
        if (difference.changed)
            list_add(comparison->arena, comparison->found, difference);
    } else if (difference.before != difference.after) {
        difference.below_another =
            presence_above(comparison->worlds[difference.before == PRESENT], path) == ABSENT;
        list_add(comparison->arena, comparison->found, difference);
    }
}

static void compare_files(Comparison *comparison)
{
    for (int side = 0; side < 2; side++) {
        const Tree *tree = recorded_tree(comparison->worlds[side]);
        const Tree *first = recorded_tree(comparison->worlds[0]);
        for (size_t i = 0; i < tree->slot_count; i++) {
            const Entry *entry = tree->slots[i];
            if (!entry || (side == 1 && tree_find(first, entry->node.path)))
                continue;
            compare_path(comparison, entry->node.path);
        }
    }
}

static void compare_variable(Comparison *comparison, const char *name)
{
    Difference difference = {.kind = DIFFERENT_VARIABLE, .name = name};
    Known known[2];
    for (int i = 0; i < 2; i++)
        known[i] = world_env(comparison->worlds[i], name, &difference.value[i]).known;
    difference.before = known[0];
    difference.after = known[1];
    if (known[0] == UNKNOWN || known[1] == UNKNOWN)
        comparison->not_recorded += known[0] != known[1];
    else if (known[0] != known[1] || !same_texts(difference.value[0], difference.value[1]))
        list_add(comparison->arena, comparison->found, difference);
}

static void compare_variables(Comparison *comparison)
{
    Strings names = {0};
    for (int side = 0; side < 2; side++) {
        const WorldText *text = recorded_world_text(comparison->worlds[side]);
        for (size_t i = 0; i < text->variables.count; i++)
            list_add(comparison->arena, names, text->variables.items[i].name);
    }
    names_sort(&names);
    for (size_t i = 0; i < names.count; i++)
        compare_variable(comparison, names.items[i]);
}

static bool same_user(const User *a, const User *b)
{
    if (a->uid != b->uid || a->gid != b->gid || a->group_count != b->group_count)
        return false;
    return a->group_count == 0 ||
           memcmp(a->groups, b->groups, a->group_count * sizeof *a->groups) == 0;
}

static bool same_strings(Strings a, Strings b)
{
    for (size_t i = 0; i < a.count && i < b.count; i++)
        if (strcmp(a.items[i], b.items[i]) != 0)
            return false;
    return a.count == b.count;
}

static bool same_processor(const Processor *a, const Processor *b)
{
    return strcmp(a->machine, b->machine) == 0 && strcmp(a->platform, b->platform) == 0 &&
           same_strings(a->hwcaps, b->hwcaps) && same_strings(a->legacy_hwcaps, b->legacy_hwcaps);
}

/* How it ended, and what was said: numbers of processes are in neither. */
static bool same_testimonies(const WorldText *a, const WorldText *b)
{
    if (a->testimonies.count != b->testimonies.count)
        return false;
    for (size_t i = 0; i < a->testimonies.count; i++) {
        const Testimony *x = &a->testimonies.items[i], *y = &b->testimonies.items[i];
        if (strcmp(x->ending, y->ending) != 0 || !text_equal(x->said, y->said))
            return false;
    }
    return true;
}

static void compare_who_and_where(Comparison *comparison)
{
    const WorldText *a = recorded_world_text(comparison->worlds[0]);
    const WorldText *b = recorded_world_text(comparison->worlds[1]);
    Difference difference = {
        .kind = DIFFERENT_USER, .name = "", .before = PRESENT, .after = PRESENT};
    if (a->user && b->user && !same_user(a->user, b->user))
        list_add(comparison->arena, comparison->found, difference);
    difference.kind = DIFFERENT_PROCESSOR;
    if (a->processor && b->processor && !same_processor(a->processor, b->processor))
        list_add(comparison->arena, comparison->found, difference);
    difference.kind = DIFFERENT_TESTIMONY;
    if (!same_testimonies(a, b))
        list_add(comparison->arena, comparison->found, difference);
}

static int by_kind_and_name(const void *a, const void *b)
{
    const Difference *x = a, *y = b;
    return x->kind != y->kind ? (int)x->kind - (int)y->kind : strcmp(x->name, y->name);
}

DifferenceList recorded_differences(Arena *arena, World *before, World *after, size_t *not_recorded)
{
    Comparison comparison = {.arena = arena, .worlds = {before, after}};
    compare_files(&comparison);
    compare_variables(&comparison);
    compare_who_and_where(&comparison);
    DifferenceList *found = &comparison.found;
    if (found->count)
        qsort(found->items, found->count, sizeof *found->items, by_kind_and_name);
    *not_recorded = comparison.not_recorded;
    return *found;
}
