/* The dynamic loader of musl (ldso/dynlink.c of musl 1.2): no cache, no versions, no capabilities.
 *
 * A name is found again by the file name under which a search found it, never by SONAME. Then come
 * LD_LIBRARY_PATH, DT_RUNPATH or else DT_RPATH of what needs it and of what needed that, and the
 * directories of /etc/ld-musl-ARCH.path. What dlopen() opens is needed by the program, whoever
 * calls. The first file that opens is taken: there is no passing over.
 */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "loader/candidate.h"

enum { PATH_FILE_CEILING_BYTES = 64 * 1024 };

/* One search: where it is, and how it ended. */
typedef struct MuslSearch {
    Loader *loader;
    const char *name;
    const Candidate *candidate; /* what opened, or NULL */
    Rule rule;
    bool ended; /* found, or an error that ends the search */
} MuslSearch;

/* ---- Looking ---- */

static bool goes_on_after(int error)
{
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ENAMETOOLONG;
}

static void take_path(MuslSearch *search, const char *path, Rule rule, const char *listed_by)
{
    Loader *loader = search->loader;
    const Candidate *candidate = candidate_at(loader, path);
    record_try(loader, (Try){.for_name = search->name,
                             .path = candidate->path,
                             .rule = rule,
                             .listed_by = listed_by,
                             .outcome = candidate->outcome,
                             .says = candidate->says});
    bool is_closed =
        candidate->verdict == CANDIDATE_PASSED_OVER && candidate->outcome != TRY_FOREIGN;
    if (is_closed) {
        loader->error_number = candidate->error;
        search->ended = !goes_on_after(candidate->error);
        return;
    }
    search->candidate = candidate;
    search->rule = rule;
    search->ended = true;
}

/* Empty elements are passed over: here they are not the working directory. */
static void try_directories(MuslSearch *search, const char *list, Rule rule, const char *listed_by)
{
    const char *at = list;
    while (!search->ended) {
        at += strspn(at, ":\n");
        size_t length = strcspn(at, ":\n");
        if (length == 0)
            return;
        take_path(search,
                  arena_printf(search->loader->arena, "%.*s/%s", (int)length, at, search->name),
                  rule, listed_by);
        at += length;
    }
}

/* $ORIGIN is the only token; a path with any other is not used at all. */
static const char *own_path(Loader *loader, const Object *object, const char *path)
{
    for (const char *dollar = strchr(path, '$'); dollar; dollar = strchr(dollar + 1, '$'))
        if (!starts_with(dollar, "$ORIGIN") && !starts_with(dollar, "${ORIGIN}"))
            return NULL;
    const char *slash = strrchr(object->file, '/');
    size_t length = slash ? (size_t)(slash - object->file) : 0;
    const char *expanded = "";
    for (;;) {
        const char *dollar = strchr(path, '$');
        if (!dollar)
            return arena_printf(loader->arena, "%s%s", expanded, path);
        expanded = arena_printf(loader->arena, "%s%.*s%.*s", expanded, (int)(dollar - path), path,
                                slash ? (int)length : 1, slash ? object->file : ".");
        path = dollar + (dollar[1] == '{' ? strlen("${ORIGIN}") : strlen("$ORIGIN"));
    }
}

static void try_own_paths(MuslSearch *search, const Object *needed_by)
{
    for (const Object *object = needed_by; object; object = object->requested_by) {
        const ElfDynamic *dynamic = object->dynamic;
        const char *path = dynamic->runpath ? dynamic->runpath : dynamic->rpath;
        const char *expanded = path ? own_path(search->loader, object, path) : NULL;
        if (expanded)
            try_directories(search, expanded, dynamic->runpath ? RULE_RUNPATH : RULE_RPATH,
                            object->file);
    }
}

/* /etc/ld-musl-x86_64.path, below the directory above that of the loader. */
static const char *path_file(Loader *loader)
{
    const char *interpreter = loader->libc.loader;
    const char *file = strrchr(interpreter, '/') + 1;
    size_t prefix = (size_t)(file - 1 - interpreter);
    while (prefix > 0 && interpreter[prefix - 1] != '/')
        prefix--;
    const char *machine = strstr(file, "ld-musl-") + strlen("ld-musl-");
    return arena_printf(loader->arena, "%.*s/etc/ld-musl-%.*s.path", (int)(prefix ? prefix - 1 : 0),
                        interpreter, (int)strcspn(machine, "."), machine);
}

static void try_defaults(MuslSearch *search)
{
    Loader *loader = search->loader;
    const char *file = path_file(loader);
    Text content;
    Answer answer = world_read(loader->world, file, PATH_FILE_CEILING_BYTES, &content);
    if (!is_answer_of_kernel(answer)) {
        search->ended = true;
        cannot_tell(loader, arena_printf(loader->arena, "%s: %s", file, answer.because));
    } else if (answer.known == PRESENT) {
        try_directories(search, text_copy(loader->arena, content), RULE_DEFAULT, file);
    } else if (answer.error == ENOENT) {
        try_directories(search, "/lib:/usr/local/lib:/usr/lib", RULE_DEFAULT, loader->libc.loader);
    }
}

static void try_library_path(MuslSearch *search)
{
    const char *value;
    Answer answer = world_env(search->loader->world, "LD_LIBRARY_PATH", &value);
    if (answer.known == UNKNOWN) {
        search->ended = true;
        cannot_tell(search->loader,
                    arena_printf(search->loader->arena, "LD_LIBRARY_PATH: %s", answer.because));
    } else if (answer.known == PRESENT) {
        try_directories(search, value, RULE_LD_LIBRARY_PATH, "LD_LIBRARY_PATH");
    }
}

/* ---- One object ---- */

/* The C library and its parts are one file, and stay that. */
static bool is_the_libc(const Loader *loader, const char *name)
{
    static const char *const parts[] = {"c.", "pthread.", "rt.", "m.", "dl.", "util.", "xnet."};
    if (strcmp(name, loader->libc.loader) == 0)
        return true;
    for (size_t i = 0; starts_with(name, "lib") && i < sizeof parts / sizeof *parts; i++)
        if (starts_with(name + strlen("lib"), parts[i]))
            return true;
    return false;
}

static Object *object_with_short_name(Loader *loader, const char *name)
{
    for (size_t i = 0; i < loader->objects.count; i++) {
        Object *object = loader->objects.items[i];
        if (object->short_name && strcmp(object->short_name, name) == 0)
            return object;
    }
    return NULL;
}

static void *load_failed(Loader *loader, const char *name, const Object *needed_by, int error)
{
    const char *needs =
        needed_by ? arena_printf(loader->arena, " (needed by %s)", needed_by->file) : "";
    return fails(loader, name,
                 arena_printf(loader->arena, "Error loading shared library %s: %s%s", name,
                              error_words(loader, error), needs));
}

/* NULL when it can be mapped. musl looks at neither class nor machine nor byte order. */
static Object *refuse(Loader *loader, const Candidate *candidate, const char *name,
                      const Object *needed_by)
{
    if (candidate->outcome == TRY_DIRECTORY)
        return load_failed(loader, name, needed_by, EISDIR);
    if (candidate->verdict == CANDIDATE_STOPS)
        return load_failed(loader, name, needed_by, ENOEXEC);
    const char *because = candidate->says;
    if (candidate->outcome == TRY_FOREIGN)
        because = "it is made for another kind of machine, and musl maps it nevertheless";
    else if (candidate->verdict == CANDIDATE_TAKEN)
        because = candidate->image->doubt;
    return cannot_tell(loader, arena_printf(loader->arena, "%s: %s", candidate->path,
                                            because ? because : "it cannot be read"));
}

static bool is_mappable(const Candidate *candidate)
{
    return candidate->verdict == CANDIDATE_TAKEN && !candidate->image->doubt;
}

static Object *map_found(MuslSearch *search, Object *needed_by, bool is_direct)
{
    Loader *loader = search->loader;
    const Candidate *candidate = search->candidate;
    const Object *tells = is_direct ? NULL : needed_by;
    if (!is_mappable(candidate))
        return refuse(loader, candidate, search->name, tells);
    const Image *image = candidate->image;
    if (image->dynamic_status == ELF_NO_DYNAMIC && image->cut == CUT_NOT)
        return load_failed(loader, search->name, tells, ENOEXEC);
    if (image->cut != CUT_NOT)
        return crashes(loader, candidate->path,
                       arena_printf(loader->arena, "%s: the file is cut short: the process dies",
                                    candidate->path));
    Object object = {.path = candidate->path,
                     .file = candidate->path,
                     .image = image,
                     .dynamic = image->dynamic,
                     .requested_by = needed_by,
                     .has_identity = image->info.inode != 0};
    if (!strchr(search->name, '/'))
        object.short_name = strrchr(candidate->path, '/') + 1;
    return object_add(loader, object, search->name);
}

static Object *load_library(Loader *loader, const char *name, Object *needed_by, bool is_direct,
                            Rule *rule, bool *is_new)
{
    MuslSearch search = {.loader = loader, .name = name};
    *rule = RULE_LOADED;
    *is_new = false;
    if (is_the_libc(loader, name))
        return loader->objects.items[1];
    if (strchr(name, '/')) {
        take_path(&search, name, RULE_PATH, NULL);
    } else {
        Object *object = object_with_short_name(loader, name);
        if (object)
            return object;
        try_library_path(&search);
        try_own_paths(&search, needed_by);
        if (!search.ended)
            try_defaults(&search);
    }
    if (loader->opening->because)
        return NULL;
    if (!search.candidate)
        return load_failed(loader, name, is_direct ? NULL : needed_by, loader->error_number);
    if (is_mappable(search.candidate)) {
        Object *object = object_of_file(loader, &search.candidate->image->info);
        if (object && !object->short_name && !strchr(name, '/'))
            object->short_name = strrchr(object->path, '/') + 1;
        if (object)
            return object;
        /* musl knows glibc's C library by symbols that it defines, and takes itself instead. */
        const ElfDynamic *dynamic = search.candidate->image->dynamic;
        if (dynamic && dynamic->soname && strcmp(dynamic->soname, "libc.so.6") == 0)
            return loader->objects.items[1];
    }
    *rule = search.rule;
    *is_new = true;
    return map_found(&search, needed_by, is_direct);
}

/* ---- A process ---- */

static bool load_needed(Loader *loader, size_t first_new)
{
    for (size_t i = first_new; i < loader->objects.count; i++) {
        Object *object = loader->objects.items[i];
        for (size_t n = 0; n < object->dynamic->needed.count; n++) {
            Rule rule;
            bool is_new;
            if (!load_library(loader, object->dynamic->needed.items[n], object, false, &rule,
                              &is_new))
                return false;
        }
    }
    return true;
}

/* What cannot be preloaded is passed over without a word. */
static bool load_preloads(Loader *loader)
{
    const char *value;
    Answer answer = world_env(loader->world, "LD_PRELOAD", &value);
    if (answer.known == UNKNOWN) {
        cannot_tell(loader, arena_printf(loader->arena, "LD_PRELOAD: %s", answer.because));
        return false;
    }
    for (const char *at = answer.known == PRESENT ? value : ""; *at;) {
        static const char separators[] = ": \t\n\v\f\r";
        size_t length = strcspn(at, separators);
        Rule rule;
        bool is_new;
        if (length > 0) {
            Object *object = load_library(loader, arena_copy(loader->arena, at, length),
                                          loader->program, true, &rule, &is_new);
            if (object)
                object->is_preloaded = true;
            else if (loader->opening->result != OPEN_FAILED)
                return false;
            loader->opening->result = OPEN_FOUND;
            loader->opening->fails_on = loader->opening->error = NULL;
        }
        at += length;
        at += *at != '\0';
    }
    return true;
}

/* The program comes first, the C library (which is the loader) second. */
bool musl_map_start(Loader *loader)
{
    const char *path = loader->libc.loader;
    object_add(loader, (Object){.path = path, .file = path}, path);
    return load_preloads(loader) && load_needed(loader, 0);
}

Object *musl_dlopen(Loader *loader, const char *name, Rule *rule, bool *is_new)
{
    size_t first_new = loader->objects.count;
    if (name[0] == '\0')
        return load_failed(loader, name, NULL, EINVAL);
    Object *object = load_library(loader, name, loader->program, true, rule, is_new);
    return object && load_needed(loader, first_new) ? object : NULL;
}
