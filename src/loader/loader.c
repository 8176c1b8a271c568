/* One process: starting it, opening libraries in it, asking what is mapped. */
#include "loader/loader.h"

#include <string.h>

#include "loader/process.h"

Loader *loader_new(World *world)
{
    Arena *arena = world_arena(world);
    Loader *loader = arena_new_of(arena, Loader);
    loader->world = world;
    loader->arena = arena;
    return loader;
}

static Opening *new_opening(Loader *loader, const char *name)
{
    Opening *opening = arena_new_of(loader->arena, Opening);
    opening->name = arena_strdup(loader->arena, name);
    opening->rule = RULE_NONE;
    loader->opening = opening;
    return opening;
}

const Opening *loader_start(Loader *loader, const char *program)
{
    Opening *opening = new_opening(loader, program);
    opening->result = OPEN_FOUND;
    opening->rule = RULE_PATH;
    loader->start = opening;
    loader->is_running = start_process(loader, opening->name);
    if (!loader->is_running) {
        opening->path = NULL;
        opening->rule = RULE_NONE;
    }
    return opening;
}

/* ---- Who asks ---- */

static Object *object_at(Loader *loader, const char *path)
{
    for (size_t i = 0; i < loader->objects.count; i++) {
        Object *object = loader->objects.items[i];
        if (strcmp(object->path, path) == 0 || strcmp(object->file, path) == 0)
            return object;
    }
    FileInfo info;
    if (strcmp(loader->program_name, path) == 0)
        return loader->program;
    if (strchr(path, '/') && world_stat(loader->world, path, &info).known == PRESENT)
        return object_of_file(loader, &info);
    return object_named(loader, path, true);
}

static Object *requester_of(Loader *loader, const char *by)
{
    Object *object = by ? object_at(loader, by) : loader->program;
    if (!object)
        cannot_tell(loader, arena_printf(loader->arena, "%s is not mapped in this process", by));
    return object;
}

/* ---- Opening ---- */

static bool open_glibc(Loader *loader, const char *name, Object *requester, Object **object,
                       bool *is_new)
{
    size_t first_new = loader->objects.count;
    Request request = {.requester = requester, .name = name, .is_dlopen = true, .is_direct = true};
    *object = map_object(loader, request, &loader->opening->rule, is_new);
    return *object && (!*is_new || map_dependencies(loader, first_new, true));
}

static bool open_musl(Loader *loader, const char *name, Object **object, bool *is_new)
{
    *object = musl_dlopen(loader, name, &loader->opening->rule, is_new);
    return *object;
}

static void open_name(Loader *loader, Opening *opening, Object *requester)
{
    Object *object;
    bool is_new;
    size_t mapped_before = loader->objects.count;
    bool opens = loader->libc.kind == LIBC_MUSL
                     ? open_musl(loader, opening->name, &object, &is_new)
                     : open_glibc(loader, opening->name, requester, &object, &is_new);
    if (opens) {
        opening->result = is_new ? OPEN_FOUND : OPEN_LOADED;
        opening->path = object->file;
        return;
    }
    opening->rule = RULE_NONE;
    /* What it mapped is unmapped again; names that older objects got meanwhile stay. */
    loader->objects.count = mapped_before;
}

/* A process that did not start opens nothing. */
static void is_not_running(Opening *opening, const Opening *start)
{
    opening->result = start ? start->result : OPEN_UNKNOWN;
    opening->fails_on = start ? start->fails_on : NULL;
    opening->error = start ? start->error : NULL;
    opening->because = start ? start->because : "the program was not started";
}

const Opening *loader_dlopen(Loader *loader, const char *name, const char *by)
{
    Opening *opening = new_opening(loader, name);
    opening->on_musl = loader->libc.kind == LIBC_MUSL;
    if (!loader->is_running) {
        is_not_running(opening, loader->start);
        return opening;
    }
    Object *requester = requester_of(loader, by);
    if (requester) {
        opening->by = requester->file;
        open_name(loader, opening, requester);
    } else {
        opening->by = arena_strdup(loader->arena, by);
    }
    return opening;
}

void loader_make_global(Loader *loader, const char *name)
{
    Object *object = loader->is_running ? object_at(loader, name) : NULL;
    if (object)
        make_global(loader, &object, 1);
}

Loader *loader_again(const Loader *loader)
{
    Loader *again = loader_new(loader->world);
    again->images = table_copy(loader->arena, &loader->images);
    again->candidates = table_copy(loader->arena, &loader->candidates);
    again->looks = table_copy(loader->arena, &loader->looks);
    again->shelves = table_copy(loader->arena, &loader->shelves);
    again->looks_closely = loader->looks_closely;
    again->program_read = loader->program_read;
    again->cache_was_read = loader->cache_was_read;
    again->cache = loader->cache;
    again->cache_doubt = loader->cache_doubt;
    return again;
}

void loader_look_closely(Loader *loader)
{
    loader->looks_closely = true;
}

void loader_pass_over(Loader *loader, bool passes)
{
    loader->passes_over = passes;
}

Openings loader_passed_over(const Loader *loader)
{
    return loader->passed_over;
}

const Opening *loader_started(const Loader *loader)
{
    return loader->start;
}

/* ---- What is mapped ---- */

static const Object *mapped(const Loader *loader, const char *name)
{
    for (size_t i = 0; i < loader->objects.count; i++) {
        const Object *object = loader->objects.items[i];
        const char *soname = object->dynamic->soname;
        if (strcmp(object->path, name) == 0 || (soname && strcmp(soname, name) == 0))
            return object;
        for (size_t n = 0; n < object->names.count; n++)
            if (strcmp(object->names.items[n], name) == 0)
                return object;
    }
    return NULL;
}

const char *loader_mapped(Loader *loader, const char *name)
{
    const Object *object = mapped(loader, name);
    return object ? object->file : NULL;
}

const char *loader_search_path(Loader *loader, const char *name)
{
    const Object *object = mapped(loader, name);
    const ElfDynamic *dynamic = object ? object->dynamic : NULL;
    return !dynamic ? NULL : dynamic->runpath ? dynamic->runpath : dynamic->rpath;
}

Strings loader_mapped_paths(Loader *loader)
{
    Strings paths = {0};
    for (size_t i = 0; i < loader->objects.count; i++)
        list_add(loader->arena, paths, loader->objects.items[i]->file);
    return paths;
}

Strings loader_messages(const Loader *loader)
{
    return loader->messages;
}

const char *loader_c_library(const Loader *loader)
{
    if (loader->libc.known != PRESENT)
        return NULL;
    if (loader->libc.kind == LIBC_MUSL)
        return "musl";
    return loader->libc.minor ? arena_printf(loader->arena, "glibc 2.%d%s", loader->libc.minor,
                                             loader->libc.minor_is_exact ? "" : " or newer")
                              : NULL;
}
