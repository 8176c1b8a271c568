#include "machine_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "ld_so_cache.h"
#include "world/internal.h"
#include "world/world_text.h"

static bool read_whole(Arena *arena, const char *path, Text *text)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    Writer writer = writer_new(arena);
    char buffer[65536];
    size_t got;
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0)
        put_bytes(&writer, buffer, got);
    bool well = !ferror(file);
    fclose(file);
    *text = (Text){writer.bytes, writer.length};
    return well;
}

static Strings words_of(Arena *arena, Text value)
{
    Strings words = {0};
    bool more;
    for (Text word = text_next(&value, ' ', &more); more; word = text_next(&value, ' ', &more))
        if (word.length)
            list_add(arena, words, text_copy(arena, word));
    return words;
}

/* ---- The head ---- */

/* Keys that hold one text, and those that hold words. */
typedef struct Key {
    const char *name;
    size_t at;
    bool many;
} Key;

static const Key KEYS[] = {
    {"over", offsetof(Machine, over), true},
    {"environment", offsetof(Machine, environment), false},
    {"framework", offsetof(Machine, framework), false},
    {"ld.so.cache", offsetof(Machine, cache), false},
    {"verdict", offsetof(Machine, verdict), false},
    {"listed", offsetof(Machine, listed), false},
    {"root", offsetof(Machine, root), false},
    {"effect", offsetof(Machine, effect), false},
    {"also", offsetof(Machine, also), true},
    {"consequences", offsetof(Machine, consequences), true},
    {"findings", offsetof(Machine, findings), true},
    {"may", offsetof(Machine, may), true},
    {"neighbours", offsetof(Machine, neighbours), true},
    {"row", offsetof(Machine, row), false},
    {"expected-by", offsetof(Machine, todo), false},
};

/* "# key: value". False when the line is no such thing. */
static bool set_key(Arena *arena, Machine *machine, Text line)
{
    Text key = text_trim(text_part(line, 1, text_find(line, ':') - 1));
    Text value = text_trim(text_part(line, text_find(line, ':') + 1, line.length));
    if (text_is(key, "certain")) {
        machine->certain = text_is(value, "yes");
        return machine->certain || text_is(value, "no");
    }
    if (text_is(key, "cuda") || text_is(key, "nvml")) {
        if (text_is(key, "cuda"))
            list_add(arena, machine->cuda, text_copy(arena, value));
        else
            list_add(arena, machine->nvml, text_copy(arena, value));
        return true;
    }
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        if (!text_is(key, KEYS[i].name))
            continue;
        char *field = (char *)machine + KEYS[i].at;
        if (KEYS[i].many)
            *(Strings *)(void *)field = words_of(arena, value);
        else
            *(const char **)(void *)field = text_copy(arena, value);
        return true;
    }
    return false;
}

/* A key is one lower-case word at the start of a comment; other comments are free text. */
static bool looks_like_key(Text line)
{
    size_t colon = text_find(line, ':');
    if (!text_starts(line, "# ") || colon == line.length)
        return false;
    Text key = text_part(line, 2, colon - 2);
    for (size_t i = 0; i < key.length; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz-.", key.at[i]))
            return false;
    return key.length > 0;
}

static const char *read_head(Arena *arena, Machine *machine)
{
    Text rest = machine->text, line;
    bool any_key = false;
    text_line(&rest, &line);
    while (text_line(&rest, &line) && text_starts(line, "#")) {
        if (looks_like_key(line)) {
            any_key = true;
            if (!set_key(arena, machine, line))
                return arena_printf(arena, "no such key: %s", text_copy(arena, line));
        } else if (!any_key) {
            const char *words = text_copy(arena, text_trim(text_part(line, 1, line.length)));
            machine->says =
                machine->says ? arena_printf(arena, "%s %s", machine->says, words) : words;
        }
    }
    if (!machine->says || !machine->verdict || !machine->listed || !machine->root || !machine->row)
        return "the head needs a sentence and the keys verdict, listed, root and row";
    if (strcmp(machine->root, "none") != 0 && !machine->effect)
        return "a root cause needs its effect";
    if (machine->todo && strncmp(machine->todo, "todo ", 5) != 0)
        return "expected-by is followed by \"todo\" and the reason";
    return NULL;
}

Machine *machine_read(Arena *arena, const char *directory, const char *name, const char **error)
{
    Machine *machine = arena_new_of(arena, Machine);
    *machine =
        (Machine){.name = name, .environment = "tensorflow-2.20.0-and-cuda", .certain = true};
    list_add(arena, machine->over, "gpu");
    if (!read_whole(arena, arena_printf(arena, "%s/faults/%s.machine", directory, name),
                    &machine->text)) {
        *error = strerror(errno);
        return NULL;
    }
    *error = read_head(arena, machine);
    return *error ? NULL : machine;
}

/* ---- Which there are ---- */

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_names(Arena *arena, const char *directory, const char *below, Strings *names)
{
    const char *path = arena_printf(arena, "%s/faults/%s", directory, below);
    DIR *stream = opendir(path);
    const struct dirent *entry;
    while (stream && (entry = readdir(stream))) {
        const char *slash = *below ? "/" : "";
        const char *name = arena_printf(arena, "%s%s%s", below, slash, entry->d_name);
        if (ends_with(name, ".machine"))
            list_add(arena, *names,
                     text_copy(arena, text_part(text_of(name), 0, strlen(name) - 8)));
        else if (!*below && entry->d_name[0] != '.')
            add_names(arena, directory, name, names);
    }
    if (stream)
        closedir(stream);
}

Strings machine_names(Arena *arena, const char *directory)
{
    Strings names = {0};
    add_names(arena, directory, "", &names);
    if (names.count)
        qsort(names.items, names.count, sizeof *names.items, by_bytes);
    return names;
}

/* ---- The world ---- */

/* "# ld.so.cache: PATH…" in a text: the loader's cache holds these files; "none": there is none. */
static void lay_cache(Arena *arena, World *world, Text text)
{
    static const char KEY[] = "# ld.so.cache:";
    Text line;
    while (text_line(&text, &line) && (text_starts(line, "#") || text_starts(line, "whycpu"))) {
        if (!text_starts(line, KEY))
            continue;
        Strings paths = words_of(arena, text_part(line, strlen(KEY), line.length));
        if (paths.count && paths.items[0][0] == '/')
            overlay_file(world, "/etc/ld.so.cache", 0644, ld_so_cache(arena, paths));
        else
            overlay_absent(world, "/etc/ld.so.cache");
    }
}

static bool lay_text(Arena *arena, World *world, Text text, const char **error)
{
    if (!overlay_text(world, text, error))
        return false;
    lay_cache(arena, world, text);
    return true;
}

static bool lay_layer(Arena *arena, const char *directory, World *world, const char *layer,
                      const char **error)
{
    Text text;
    const char *path = arena_printf(arena, "%s/layers/%s.layer", directory, layer), *why = NULL;
    if (!read_whole(arena, path, &text))
        why = strerror(errno);
    else if (lay_text(arena, world, text, &why))
        return true;
    *error = arena_printf(arena, "%s: %s", path, why);
    return false;
}

/* Environments are large: each is read once, and lives as long as the program. */
static World *environment_world(const char *directory, const char *name, const char **error)
{
    static Arena *arena;
    static Table read;
    arena = arena ? arena : arena_new();
    World *world = table_get(&read, name);
    if (world)
        return world;
    Text text;
    const char *path = arena_printf(arena, "%s/%s.world", directory, name);
    if (!read_whole(arena, path, &text))
        *error = arena_printf(arena, "%s: %s", path, strerror(errno));
    else if ((world = world_recorded(arena, text, error)))
        table_put(arena, &read, arena_strdup(arena, name), world);
    return world;
}

World *machine_world(Arena *arena, const char *directory, const Machine *machine,
                     const char **error)
{
    World *below = environment_world(directory, machine->environment, error);
    World *world = below ? world_overlay(arena, below) : NULL;
    if (!world)
        return NULL;
    for (size_t i = 0; i < machine->over.count; i++)
        if (!lay_layer(arena, directory, world, machine->over.items[i], error))
            return NULL;
    if (!lay_text(arena, world, machine->text, error))
        return NULL;
    world->overlays = 0; /* it stands for a machine: none of it counts as assumed */
    return world;
}

static void add_paths(Arena *arena, Text text, Strings *paths)
{
    WorldText read;
    const char *error;
    if (!world_text_read(arena, text, &read, &error))
        return;
    for (size_t i = 0; i < read.entries.count; i++) {
        const Entry *entry = read.entries.items[i];
        bool known = entry->implied || entry->node.answer.known == UNKNOWN;
        for (size_t j = 0; j < paths->count; j++)
            known = known || strcmp(paths->items[j], entry->node.path) == 0;
        if (!known)
            list_add(arena, *paths, entry->node.path);
    }
}

Strings machine_paths(Arena *arena, const char *directory, const Machine *machine)
{
    Strings paths = {0};
    Text text;
    add_paths(arena, machine->text, &paths);
    for (size_t i = 0; i < machine->over.count; i++)
        if (read_whole(arena,
                       arena_printf(arena, "%s/layers/%s.layer", directory, machine->over.items[i]),
                       &text))
            add_paths(arena, text, &paths);
    return paths;
}
