#include "loader/directories.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "loader/candidate.h"

/* What is known of the names in one directory, shared by all paths that lead to it. */
typedef struct Shelf {
    bool is_listed;
    Table names;  /* of a listed one, in lower case: some file systems take no notice of case */
    Table absent; /* names that were looked for in vain */
} Shelf;

/* What was seen at a path where a directory is searched for. */
typedef struct Look {
    Answer answer;
    FileInfo info;
} Look;

/* The next process asks for the same ones again. */
static Answer look_at(Loader *loader, const char *path, FileInfo *info)
{
    Look *look = table_get(&loader->looks, path);
    if (!look) {
        look = arena_new_of(loader->arena, Look);
        look->answer = world_stat(loader->world, path, &look->info);
        table_put(loader->arena, &loader->looks, path, look);
    }
    *info = look->info;
    return look->answer;
}

/* ---- Splitting lists ---- */

static Directory *directory_with_prefix(Loader *loader, const char *prefix)
{
    Directory *directory = table_get(&loader->directories, prefix);
    if (directory)
        return directory;
    directory = arena_new_of(loader->arena, Directory);
    size_t length = strlen(prefix);
    directory->prefix = prefix;
    directory->path = length == 0   ? "."
                      : length == 1 ? prefix
                                    : arena_copy(loader->arena, prefix, length - 1);
    table_put(loader->arena, &loader->directories, prefix, directory);
    return directory;
}

static bool list_has(const SearchList *list, const Directory *directory)
{
    for (size_t i = 0; i < list->directories.count; i++)
        if (list->directories.items[i] == directory)
            return true;
    return false;
}

static void add_element(Loader *loader, SearchList *list, Text element, Tokens tokens)
{
    const char *expanded = tokens_expand(loader->arena, element, tokens);
    size_t length = strlen(expanded);
    if (length == 0 && element.length > 0)
        return; /* a token has no value here */
    while (length > 1 && expanded[length - 1] == '/')
        length--;
    const char *prefix = arena_copy(loader->arena, expanded, length);
    if (length > 0 && expanded[length - 1] != '/')
        prefix = arena_printf(loader->arena, "%s/", prefix);
    Directory *directory = directory_with_prefix(loader, prefix);
    if (!list_has(list, directory))
        list_add(loader->arena, list->directories, directory);
}

SearchList search_list(Loader *loader, const char *text, const char *separators, Tokens tokens,
                       Rule rule, const char *listed_by)
{
    SearchList list = {.rule = rule, .listed_by = listed_by};
    if (text[0] == '\0')
        return list;
    if (world_processor(loader->world)->known != PRESENT && strstr(text, "PLATFORM"))
        list.doubt = "what $PLATFORM stands for was not recorded";
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, separators);
        add_element(loader, &list, (Text){at, length}, tokens);
        at += length;
        if (*at == '\0')
            return list;
    }
}

SearchList default_list(Loader *loader)
{
    SearchList list = {.rule = RULE_DEFAULT, .listed_by = loader->libc.loader};
    for (size_t i = 0; i < loader->libc.directories.count; i++) {
        Directory *directory = directory_with_prefix(loader, loader->libc.directories.items[i]);
        directory->is_default = true;
        list_add(loader->arena, list.directories, directory);
    }
    return list;
}

/* ---- Subdirectories for the processor ---- */

static bool holds(Strings strings, const char *string)
{
    for (size_t i = 0; i < strings.count; i++)
        if (strcmp(strings.items[i], string) == 0)
            return true;
    return false;
}

/* What glibc before 2.37 combines: important capabilities in the order of their bits, then the
 * platform, then "tls" (elf/dl-hwcaps.c). */
static Strings legacy_components(Arena *arena, const Processor *processor)
{
    Strings components = {0};
    for (size_t i = processor->legacy_hwcaps.count; i-- > 0;)
        list_add(arena, components, processor->legacy_hwcaps.items[i]);
    if (processor->platform[0])
        list_add(arena, components, processor->platform);
    list_add(arena, components, "tls");
    return components;
}

/* All combinations, from the one with every component down to, not including, that with none. */
Strings legacy_subdirectories(Arena *arena, const Processor *processor)
{
    Strings components = legacy_components(arena, processor);
    Strings subdirectories = {0};
    for (size_t mask = ((size_t)1 << components.count) - 1; mask > 0; mask--) {
        const char *joined = "";
        for (size_t i = components.count; i-- > 0;)
            if (mask & (size_t)1 << i)
                joined = arena_printf(arena, "%s%s/", joined, components.items[i]);
        if (!holds(subdirectories, joined))
            list_add(arena, subdirectories, joined);
    }
    return subdirectories;
}

Strings process_variations(const Loader *loader)
{
    enum { FIRST_WITH_HWCAPS = 33 };
    const Processor *processor = world_processor(loader->world);
    int minor = loader->libc.minor;
    Strings variations = {0};
    if (processor->known != PRESENT)
        return variations;
    for (size_t i = 0; i < processor->hwcaps.count && (minor == 0 || minor >= FIRST_WITH_HWCAPS);
         i++)
        list_add(loader->arena, variations,
                 arena_printf(loader->arena, "glibc-hwcaps/%s/", processor->hwcaps.items[i]));
    if (is_no(libc_has_legacy_subdirectories(&loader->libc)))
        return variations;
    Strings legacy = legacy_subdirectories(loader->arena, processor);
    for (size_t i = 0; i < legacy.count; i++)
        list_add(loader->arena, variations, legacy.items[i]);
    return variations;
}

static const char *lower_case(Arena *arena, const char *name)
{
    char *lower = arena_strdup(arena, name);
    for (char *c = lower; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return lower;
}

/* What the kernel refuses to the process is none for it. */
static Truth is_directory(Loader *loader, const char *path)
{
    FileInfo info;
    Answer answer = look_at(loader, path, &info);
    if (!is_answer_of_kernel(answer))
        return truth_unknown(
            arena_printf(loader->arena, "whether %s is there: %s", path, answer.because));
    return truth_of(answer.known == PRESENT && info.type == FILE_DIRECTORY);
}

/* Whether there is a directory below; one that the listing lacks costs no look. */
static Truth has_subdirectory(Loader *loader, const Directory *directory, const char *name)
{
    if (directory->shelf->is_listed &&
        !table_get(&directory->shelf->names, lower_case(loader->arena, name)))
        return truth_of(false);
    return is_directory(loader, arena_printf(loader->arena, "%s%s", directory->prefix, name));
}

/* A directory of its own, apart from one that a list may name by the same path. */
static Directory *variation_of(Loader *loader, Directory *directory, const char *subdirectory)
{
    Directory *variation = arena_new_of(loader->arena, Directory);
    variation->prefix = arena_printf(loader->arena, "%s%s", directory->prefix, subdirectory);
    variation->path = arena_copy(loader->arena, variation->prefix, strlen(variation->prefix) - 1);
    Truth is_there = is_directory(loader, variation->path);
    if (is_unknown(is_there))
        directory->doubt = is_there.because;
    if (!is_yes(is_there))
        return NULL;
    variation->looked = variation->is_variation = true;
    Truth has_legacy = libc_has_legacy_subdirectories(&loader->libc);
    if (is_unknown(has_legacy) && !starts_with(subdirectory, "glibc-hwcaps/"))
        variation->doubt = has_legacy.because;
    variation->known = PRESENT;
    variation->shelf = arena_new_of(loader->arena, Shelf);
    return variation;
}

/* The first component of a variation is looked at once, whatever stands behind it. */
static void find_variations(Loader *loader, Directory *directory)
{
    Strings there = {0}, not_there = {0};
    for (size_t i = 0; i < loader->variations.count; i++) {
        const char *variation = loader->variations.items[i];
        const char *first = arena_copy(loader->arena, variation, strcspn(variation, "/"));
        if (!holds(there, first) && !holds(not_there, first)) {
            Truth is_there = has_subdirectory(loader, directory, first);
            if (is_unknown(is_there))
                directory->doubt = is_there.because;
            if (is_yes(is_there))
                list_add(loader->arena, there, first);
            else
                list_add(loader->arena, not_there, first);
        }
        list_add(loader->arena, directory->variations,
                 holds(there, first) ? variation_of(loader, directory, variation) : NULL);
    }
}

/* What stands in the way of telling which variations the process would use. */
static const char *find_doubt(Loader *loader, const Directory *directory)
{
    if (world_processor(loader->world)->known == PRESENT ||
        is_no(has_subdirectory(loader, directory, "glibc-hwcaps")))
        return NULL;
    return "what the processor can do was not recorded, and there are libraries for certain "
           "processors (glibc-hwcaps)";
}

/* ---- Looking ---- */

/* A list saves one look for each name that is not there. */
static void list_names(Loader *loader, const char *path, Shelf *shelf)
{
    static char is_there;
    Strings names;
    if (world_list(loader->world, path, &names).known != PRESENT)
        return;
    for (size_t i = 0; i < names.count; i++)
        table_put(loader->arena, &shelf->names, lower_case(loader->arena, names.items[i]),
                  &is_there);
    shelf->is_listed = true;
}

/* Where names may be read and nothing may be opened, the list would say "no such file" of what is
 * refused in truth. */
static bool may_open_inside(Loader *loader, const char *path, const FileInfo *info)
{
    const unsigned for_everybody = 0111;
    return (info->mode & for_everybody) == for_everybody ||
           world_access(loader->world, path, X_OK).known == PRESENT;
}

static Shelf *shelf_of(Loader *loader, const Directory *directory, const FileInfo *info)
{
    const char *key = inode_key(loader->arena, info);
    Shelf *shelf = table_get(&loader->shelves, key);
    if (!shelf) {
        shelf = arena_new_of(loader->arena, Shelf);
        if (!directory->is_default && may_open_inside(loader, directory->path, info))
            list_names(loader, directory->path, shelf);
        if (info->inode)
            table_put(loader->arena, &loader->shelves, key, shelf);
    }
    return shelf;
}

void directory_look(Loader *loader, Directory *directory)
{
    if (directory->looked)
        return;
    directory->looked = true;
    FileInfo info;
    Answer answer = look_at(loader, directory->path, &info);
    directory->known = answer.known;
    directory->error = answer.error;
    directory->because = answer.because;
    if (answer.known == PRESENT && info.type != FILE_DIRECTORY) {
        directory->known = ABSENT;
        directory->error = ENOTDIR;
    }
    if (directory->known != PRESENT)
        return;
    directory->shelf = shelf_of(loader, directory, &info);
    find_variations(loader, directory);
    if (!directory->doubt)
        directory->doubt = find_doubt(loader, directory);
}

bool directory_lacks(const Directory *directory, const char *name)
{
    if (table_get(&directory->shelf->absent, name))
        return true;
    if (!directory->shelf->is_listed)
        return false;
    char lower[256];
    size_t length = strlen(name);
    if (length >= sizeof lower)
        return false;
    for (size_t i = 0; i <= length; i++)
        lower[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i];
    return !table_get(&directory->shelf->names, lower);
}

void directory_note_absent(Loader *loader, Directory *directory, const char *name)
{
    static char is_absent;
    table_put(loader->arena, &directory->shelf->absent, arena_strdup(loader->arena, name),
              &is_absent);
}
