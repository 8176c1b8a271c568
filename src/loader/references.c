/* Whether somebody defines each symbol that a library looks up: do_lookup_x() and check_match() of
 * elf/dl-lookup.c.
 *
 * That is decided for libraries whose tables are small enough to be in memory, and, where somebody
 * wants it, for functions of others that bear the name of a library. A larger one among
 * what the library needs is taken to define what nobody else does; one that is merely global is
 * looked into, page by page, for what is still missing then. */
#include <ctype.h>
#include <elf.h>
#include <string.h>

#include "base/path.h"
#include "loader/pages.h"

/* A version that a library needs, and the library that should define it. */
typedef struct Need {
    const char *version, *file;
    uint32_t hash;
    bool hidden;
    const Object *provider; /* NULL: none of that name is in reach */
} Need;

typedef struct Needs {
    const Need *items; /* by index of the version; an empty one asks for none */
    size_t count;
} Needs;

typedef struct Wanted {
    ElfName name;
    const Need *need; /* NULL: no version is asked for */
} Wanted;

typedef enum Found { FOUND_NOT, FOUND, FOUND_KILLS, FOUND_UNTOLD } Found;

/* From glibc 2.41 on, a symbol of a library without versions does for every version. */
enum { FIRST_THAT_NEEDS_NO_VERSIONS = 41 };

enum { VERSION_MASK = 0x7fff, VERSION_HIDDEN = 0x8000, FIRST_OWN_VERSION = 3 };

/* ---- What is asked for ---- */

static bool is_named(const Object *object, const char *file)
{
    if (strcmp(object->path, file) == 0)
        return true;
    for (size_t i = 0; i < object->names.count; i++)
        if (strcmp(object->names.items[i], file) == 0)
            return true;
    return false;
}

static const Object *provider_in(const Scope *scope, const char *file)
{
    for (size_t i = 0; i < scope->objects.count; i++)
        if (is_named(scope->objects.items[i], file))
            return scope->objects.items[i];
    return NULL;
}

static Needs needs_of(Loader *loader, const Object *object, const Scope *scope)
{
    const ElfVersionNeeds *all = object->image->needs;
    Needs needs = {0};
    for (size_t n = 0; all && n < all->count; n++)
        for (size_t i = 0; i < all->items[n].versions.count; i++)
            if (all->items[n].versions.items[i].index >= needs.count)
                needs.count = all->items[n].versions.items[i].index + 1u;
    Need *items = arena_alloc(loader->arena, needs.count * sizeof *items);
    for (size_t n = 0; all && n < all->count; n++) {
        const Object *provider = provider_in(scope, all->items[n].file);
        for (size_t i = 0; i < all->items[n].versions.count; i++) {
            const ElfVersion *version = &all->items[n].versions.items[i];
            items[version->index] =
                (Need){version->name, all->items[n].file, version->hash, version->hidden, provider};
        }
    }
    needs.items = items;
    return needs;
}

static Wanted wanted_of(const Needs *needs, const ElfEntry *entry)
{
    uint16_t index = entry->version & VERSION_MASK;
    bool asks = index > 1 && index < needs->count && needs->items[index].hash != 0;
    return (Wanted){elf_name(entry->name), asks ? &needs->items[index] : NULL};
}

/* Weak ones may stay undefined, and hidden ones are the library's own affair. */
static bool must_be_found(const ElfEntry *entry)
{
    return entry->section == SHN_UNDEF && entry->binding != STB_LOCAL &&
           entry->binding != STB_WEAK && entry->visibility != STV_HIDDEN &&
           entry->visibility != STV_INTERNAL && entry->name[0] != '\0';
}

/* ---- What is offered ---- */

static bool is_a_definition(const ElfEntry *entry)
{
    if (entry->section == SHN_UNDEF)
        return false;
    if (entry->value == 0 && entry->section != SHN_ABS && entry->type != STT_TLS)
        return false;
    return entry->type <= STT_FUNC || entry->type == STT_COMMON || entry->type == STT_TLS ||
           entry->type == STT_GNU_IFUNC;
}

/* That is asked last: a hidden symbol that fits ends the search in its library. */
static Found found_if_visible(const ElfEntry *entry)
{
    bool is_visible = entry->visibility != STV_HIDDEN && entry->visibility != STV_INTERNAL;
    bool is_bound = entry->binding == STB_GLOBAL || entry->binding == STB_WEAK ||
                    entry->binding == STB_GNU_UNIQUE;
    return is_visible && is_bound ? FOUND : FOUND_NOT;
}

/* glibc knows the versions of an object that defines or needs some. */
static bool knows_versions(const Object *object)
{
    const Image *image = object->image;
    return object->dynamic->has_symbol_versions &&
           ((image->definitions && image->definitions->count) ||
            (image->needs && image->needs->count));
}

static const ElfVersionDefinition *definition_at(const Object *object, uint16_t index)
{
    const ElfVersionDefinitions *all = object->image->definitions;
    for (size_t i = 0; all && i < all->count; i++)
        if (!all->items[i].is_base && (all->items[i].index & VERSION_MASK) == index)
            return &all->items[i];
    return NULL;
}

static bool version_fits(const Object *object, const ElfEntry *entry, const Wanted *wanted)
{
    const ElfVersionDefinition *has = definition_at(object, entry->version & VERSION_MASK);
    if (has && has->hash == wanted->need->hash && strcmp(has->name, wanted->need->version) == 0)
        return true;
    /* One without a version does, unless it is hidden or asked for by its version alone. */
    return !wanted->need->hidden && !(has && has->hash) && !(entry->version & VERSION_HIDDEN);
}

/* One symbol of the right name. */
typedef enum Fit { FITS_NOT, FITS, FITS_ALONE, FIT_KILLS } Fit;

/* FITS_ALONE: no version is asked for, this has one of its own, and counts when no other one does.
 */
static Fit fit_of(const Loader *loader, const Object *object, const ElfEntry *entry,
                  const Wanted *wanted)
{
    if (!is_a_definition(entry))
        return FITS_NOT;
    if (!knows_versions(object))
        return loader->libc.minor < FIRST_THAT_NEEDS_NO_VERSIONS && wanted->need &&
                       is_named(object, wanted->need->file)
                   ? FIT_KILLS
                   : FITS;
    if (wanted->need)
        return version_fits(object, entry, wanted) ? FITS : FITS_NOT;
    if ((entry->version & VERSION_MASK) < FIRST_OWN_VERSION)
        return FITS;
    return entry->version & VERSION_HIDDEN ? FITS_NOT : FITS_ALONE;
}

/* A recorded file is asked for the one symbol. */
static Found look_in_record(Loader *loader, const Object *object, const char *name)
{
    File *file;
    if (world_open(loader->world, object->file, &file).known != PRESENT)
        return FOUND_UNTOLD;
    Truth defined = file_described_symbol(file, name);
    file_close(file);
    return is_unknown(defined) ? FOUND_UNTOLD : is_yes(defined) ? FOUND : FOUND_NOT;
}

static Found look_in(Loader *loader, const Object *object, const Wanted *wanted)
{
    if (!object->image)
        return FOUND_NOT;
    if (object->image->is_described)
        return look_in_record(loader, object, wanted->name.name);
    if (!object->image->symbols)
        return FOUND_UNTOLD;
    size_t alone = 0;
    ElfEntry entry, lone = {0};
    ElfNamed named = elf_named(object->image->symbols, wanted->name);
    while (elf_next_named(&named, &entry)) {
        Fit fit = fit_of(loader, object, &entry, wanted);
        if (fit == FITS || fit == FIT_KILLS)
            return fit == FITS ? found_if_visible(&entry) : FOUND_KILLS;
        lone = fit == FITS_ALONE ? entry : lone;
        alone += fit == FITS_ALONE;
    }
    if (alone == 1)
        return found_if_visible(&lone);
    return elf_symbols_are_torn(object->image->symbols) ? FOUND_UNTOLD : FOUND_NOT;
}

/* FOUND_UNTOLD: only the global objects with large tables can still define it. */
static Found look_everywhere(Loader *loader, const Scope *scope, const Wanted *wanted)
{
    bool untold = false;
    for (size_t i = 0; i < scope->objects.count; i++) {
        Found found = look_in(loader, scope->objects.items[i], wanted);
        if (found == FOUND || (found == FOUND_KILLS && !untold))
            return found;
        if (found == FOUND_UNTOLD && i >= scope->global_count)
            return FOUND;
        untold |= found != FOUND_NOT;
    }
    return untold ? FOUND_UNTOLD : FOUND_NOT;
}

/* The library that a version is needed of is the likely place, and what is found there ends the
 * search wherever else it is looked for first. */
static Found look_up(Loader *loader, const Scope *scope, const Wanted *wanted)
{
    const Object *likely = wanted->need ? wanted->need->provider : NULL;
    if (likely && look_in(loader, likely, wanted) == FOUND)
        return FOUND;
    return look_everywhere(loader, scope, wanted);
}

/* ---- In large tables ---- */

static Found found_by_pages(Loader *loader, const Object *object, const Wanted *wanted)
{
    const PageLook *look = look_at_pages(loader, object, wanted->name.name);
    if (!look->is_told)
        return FOUND_UNTOLD;
    Fit fit = look->is_there ? fit_of(loader, object, &look->entry, wanted) : FITS_NOT;
    return fit == FITS_NOT    ? FOUND_NOT
           : fit == FIT_KILLS ? FOUND_KILLS
                              : found_if_visible(&look->entry);
}

/* What the first global object that has a say makes of it, among those with tables that are not in
 * memory; FOUND_UNTOLD: it may define it. */
static Found look_in_large_tables(Loader *loader, const Scope *scope, const Wanted *wanted)
{
    for (size_t i = 0; i < scope->global_count; i++) {
        const Object *object = scope->objects.items[i];
        if (!object->image || (object->image->symbols && !object->image->is_described))
            continue;
        Found found = object->image->is_described
                          ? look_in_record(loader, object, wanted->name.name)
                          : found_by_pages(loader, object, wanted);
        if (found != FOUND_NOT)
            return found;
    }
    return FOUND_NOT;
}

/* ---- All that a library asks for ---- */

typedef struct Missing {
    Needs needs;
    LIST_OF(ElfEntry) entries;
    LIST_OF(Found) how;
} Missing;

static void find_missing(Loader *loader, const Object *object, const Scope *scope, Missing *missing)
{
    ElfSymbolTables *symbols = object->image->symbols;
    ElfEntry entry;
    missing->needs = needs_of(loader, object, scope);
    for (uint32_t index = 0; elf_next_unhashed(symbols, &index, &entry);) {
        if (!must_be_found(&entry))
            continue;
        Wanted wanted = wanted_of(&missing->needs, &entry);
        Found found = look_up(loader, scope, &wanted);
        if (found == FOUND)
            continue;
        list_add(loader->arena, missing->entries, entry);
        list_add(loader->arena, missing->how, found);
    }
}

enum { DF_BIND_NOW_FLAG = 0x8, DF_1_NOW_FLAG = 0x1 };

/* Functions are looked up when they are first called. TensorFlow, Python and most others call
 * dlopen() with RTLD_NOW. */
static bool is_lazy(Loader *loader, const Object *object, bool is_dlopen)
{
    const char *value;
    if (is_dlopen || object->dynamic->flags & DF_BIND_NOW_FLAG ||
        object->dynamic->flags_1 & DF_1_NOW_FLAG)
        return false;
    return world_env(loader->world, "LD_BIND_NOW", &value).known != PRESENT || !value[0];
}

static size_t place_of(const Missing *missing, uint32_t index)
{
    size_t which = 0;
    while (missing->entries.items[which].index != index)
        which++;
    return which;
}

/* Whether nobody defines it either who has large tables. */
static bool stays_missing(Loader *loader, const Scope *scope, const Missing *missing, size_t which)
{
    Found *how = &missing->how.items[which];
    Wanted symbol = wanted_of(&missing->needs, &missing->entries.items[which]);
    if (*how == FOUND_UNTOLD)
        *how = look_in_large_tables(loader, scope, &symbol);
    return *how == FOUND_NOT || *how == FOUND_KILLS;
}

/* Those of the missing symbols that the loader meets, in its order; none where the file cannot be
 * read. */
static ElfIndexes all_met(Loader *loader, const Object *object, const Missing *missing, bool lazy)
{
    ElfIndexes met = {0};
    File *file;
    if (world_open(loader->world, object->file, &file).known != PRESENT)
        return met;
    size_t count = missing->entries.items[missing->entries.count - 1].index + (size_t)1;
    bool *wanted = arena_alloc(loader->arena, count * sizeof *wanted);
    for (size_t i = 0; i < missing->entries.count; i++)
        wanted[missing->entries.items[i].index] = true;
    Elf *elf = image_reopen(object->image, file);
    bool is_read = elf_relocated(elf, !lazy, wanted, count, &met) == ELF_OK;
    image_close(object->image);
    return is_read ? met : (ElfIndexes){0};
}

/* Which of the missing symbols the loader meets first, if it meets any: then `*which` is its place
 * among them. */
static bool first_met(Loader *loader, const Object *object, const Scope *scope,
                      const Missing *missing, bool lazy, size_t *which)
{
    ElfIndexes met = all_met(loader, object, missing, lazy);
    for (size_t i = 0; i < met.count; i++) {
        *which = place_of(missing, met.items[i]);
        if (stays_missing(loader, scope, missing, *which))
            return true;
    }
    return false;
}

/* A record holds those alone that were met. */
static bool first_recorded(Loader *loader, const Scope *scope, const Missing *missing,
                           size_t *which)
{
    for (*which = 0; *which < missing->entries.count; ++*which)
        if (stays_missing(loader, scope, missing, *which))
            return true;
    return false;
}

static const char *killed_by(Loader *loader, const Object *object, const Wanted *wanted)
{
    return arena_printf(loader->arena,
                        "%s needs version %s of a symbol of %s, which has it without any version: "
                        "ld.so ends the process with \"Inconsistency detected by ld.so\"",
                        object->file, wanted->need->version, wanted->need->file);
}

/* So that a record of this world comes to the same end. */
static void note(Loader *loader, const Object *object, const Scope *scope, const Wanted *wanted)
{
    File *file;
    if (world_open(loader->world, object->file, &file).known != PRESENT)
        return;
    bool is_noted = file_takes_notes(file);
    file_note_reference(file, wanted->name.name, wanted->need ? wanted->need->version : NULL);
    file_close(file);
    for (size_t i = 0; is_noted && i < scope->objects.count; i++) {
        File *other;
        if (!scope->objects.items[i]->image ||
            world_open(loader->world, scope->objects.items[i]->file, &other).known != PRESENT)
            continue;
        file_note_symbol(other, wanted->name.name, false);
        file_close(other);
    }
}

static Undefined told(Loader *loader, const Object *object, const Wanted *wanted, Found how)
{
    Undefined undefined = {.kills = how == FOUND_KILLS,
                           .symbol = wanted->name.name,
                           .provider = wanted->need ? wanted->need->provider : NULL};
    undefined.says = undefined.kills
                         ? killed_by(loader, object, wanted)
                         : arena_printf(loader->arena, "undefined symbol: %s%s%s",
                                        wanted->name.name, wanted->need ? ", version " : "",
                                        wanted->need ? wanted->need->version : "");
    return undefined;
}

/* ---- In large libraries ---- */

/* The library among those that it needs by whose name the symbol begins: libnccl.so.2 of
 * ncclCommInitRank. NULL: none, or its symbols cannot be told. */
static const Object *library_of_symbol(const Object *object, const char *symbol)
{
    enum { SHORTEST = 4 };
    const Object *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < object->dependencies.count; i++) {
        const Object *other = object->dependencies.items[i];
        const char *name = path_name(other->path);
        size_t length = starts_with(name, "lib") ? strcspn(name + 3, ".") : 0;
        if (length >= SHORTEST && length > longest && strncmp(symbol, name + 3, length) == 0 &&
            isupper((unsigned char)symbol[length])) {
            best = other;
            longest = length;
        }
    }
    return best && best->image && best->image->symbols ? best : NULL;
}

/* The C library and that of the compiler: each release has versions of its own, by which it was
 * judged already. */
static bool is_of_toolchain(const Image *image)
{
    const ElfVersionDefinitions *all = image->definitions;
    for (size_t i = 0; all && i < all->count; i++)
        if (starts_with(all->items[i].name, "GLIBC") || starts_with(all->items[i].name, "GCC_"))
            return true;
    return false;
}

/* Whether the object needs a library whose symbols can be told and that may be of another release:
 * TensorFlow needs none, and opens those of CUDA by itself. */
static bool may_miss_symbols(const Object *object)
{
    for (size_t i = 0; i < object->dependencies.count; i++) {
        const Image *image = object->dependencies.items[i]->image;
        if (image && image->symbols && !is_of_toolchain(image))
            return true;
    }
    return false;
}

/* As far as the objects are in memory; then among the large ones that are global. */
static bool is_defined(Loader *loader, const Scope *scope, const Wanted *wanted)
{
    for (size_t i = 0; i < scope->objects.count; i++) {
        const Object *object = scope->objects.items[i];
        if (object->image && object->image->symbols && look_in(loader, object, wanted) != FOUND_NOT)
            return true;
    }
    return look_in_large_tables(loader, scope, wanted) != FOUND_NOT;
}

/* Functions that a framework calls of the libraries that it needs, by their names: those of another
 * release may lack some. */
static bool find_undefined_in_large(Loader *loader, const Object *object, const Scope *scope,
                                    Undefined *undefined)
{
    if (object->image->is_described || !may_miss_symbols(object))
        return false;
    Strings names = first_undefined(loader, object);
    for (size_t i = 0; i < names.count; i++) {
        const Object *provider = library_of_symbol(object, names.items[i]);
        Wanted wanted = {.name = elf_name(names.items[i])};
        if (!provider || look_in(loader, provider, &wanted) != FOUND_NOT ||
            is_defined(loader, scope, &wanted))
            continue;
        *undefined = told(loader, object, &wanted, FOUND_NOT);
        undefined->provider = provider;
        note(loader, object, scope, &wanted);
        return true;
    }
    return false;
}

bool find_undefined(Loader *loader, const Object *object, const Scope *scope, bool is_dlopen,
                    Undefined *undefined)
{
    Missing missing = {0};
    if (!object->image->symbols)
        return loader->looks_closely && find_undefined_in_large(loader, object, scope, undefined);
    find_missing(loader, object, scope, &missing);
    if (missing.entries.count == 0)
        return false;
    size_t which = 0;
    bool met = object->image->is_described ? first_recorded(loader, scope, &missing, &which)
                                           : first_met(loader, object, scope, &missing,
                                                       is_lazy(loader, object, is_dlopen), &which);
    if (met) {
        Wanted wanted = wanted_of(&missing.needs, &missing.entries.items[which]);
        *undefined = told(loader, object, &wanted, missing.how.items[which]);
        note(loader, object, scope, &wanted);
    }
    return met;
}
