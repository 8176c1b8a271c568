/* Mapping one object, and then everything that it needs. */
#include <string.h>

#include "loader/process.h"
#include "loader/search.h"

enum {
    DF_1_NOOPEN_FLAG = 0x40,
    DF_1_PIE_FLAG = 0x08000000,
    FIRST_THAT_REFUSES_PIE = 30,
    FIRST_THAT_KEEPS_THE_STACK = 41, /* dlopen() makes it executable no more */
    EINVAL_OF_THE_STACK = 22
};

/* ---- One object ---- */

static void *not_found(Loader *loader, const char *name, bool other_class)
{
    if (!other_class)
        return fails(
            loader, name,
            error_text(loader, name, "cannot open shared object file", loader->error_number));
    const char *says =
        loader->host.is_64 ? "wrong ELF class: ELFCLASS32" : "wrong ELF class: ELFCLASS64";
    return fails(loader, name, error_text(loader, name, says, 0));
}

/* The error of a search; NULL as a result of it. */
static void *search_failed(Loader *loader, const char *name, const Search *search)
{
    switch (search->end) {
    case SEARCH_UNKNOWN: return cannot_tell(loader, search->because);
    case SEARCH_STOPPED:
        return fails(loader, search->candidate->path,
                     error_text(loader, search->candidate->path, search->candidate->says,
                                search->candidate->error));
    case SEARCH_NOWHERE:
    case SEARCH_FOUND: break;
    }
    return not_found(loader, name, search->other_class);
}

static void *dies_without_strings(Loader *loader, const Object *object)
{
    return crashes(loader, object->path,
                   arena_printf(loader->arena,
                                "%s has no table of strings, and the process dies when it looks "
                                "for a name there",
                                object->path));
}

/* What is judged once the segments are mapped; the words of dlerror() or NULL. `*error_number`
 * goes with them. */
static const char *flags_refusal(const Loader *loader, const Image *image, bool is_dlopen,
                                 int *error_number)
{
    uint64_t flags = image->dynamic->flags_1;
    int minor = loader->libc.minor;
    if (flags & DF_1_PIE_FLAG && (minor == 0 || minor >= FIRST_THAT_REFUSES_PIE))
        return "cannot dynamically load position-independent executable";
    if (flags & DF_1_NOOPEN_FLAG && is_dlopen)
        return "shared object cannot be dlopen()ed";
    if (is_dlopen && minor >= FIRST_THAT_KEEPS_THE_STACK && !loader->executable_stack &&
        image_wants_executable_stack(image)) {
        *error_number = EINVAL_OF_THE_STACK;
        return "cannot enable executable stack as shared object requires";
    }
    return NULL;
}

static Object new_object(Loader *loader, Request request, const Candidate *candidate)
{
    const Image *image = candidate->image;
    return (Object){
        .path = candidate->path,
        .file = candidate->path,
        .image = image,
        .dynamic = image->dynamic,
        .tokens = tokens_at(loader, candidate->path),
        .requested_by = request.is_direct ? NULL : request.requester,
        .has_identity = image->info.inode != 0,
        .needed_at_start = !request.is_dlopen,
    };
}

/* _dl_map_object_from_fd(): the name of the request, not the path, stands in its errors. */
static Object *map_candidate(Loader *loader, Request request, const Candidate *candidate)
{
    const Image *image = candidate->image;
    int error_number = 0;
    const char *refusal = image_refusal(image, loader->libc.minor);
    if (!refusal && image->cut == CUT_DIES_WHEN_MAPPED) {
        Object lost = {.path = candidate->path, .image = image};
        return dies_of_cut(loader, &lost);
    }
    if (!refusal && image->doubt)
        return cannot_tell(loader,
                           arena_printf(loader->arena, "%s: %s", candidate->path, image->doubt));
    if (!refusal)
        refusal = flags_refusal(loader, image, request.is_dlopen, &error_number);
    if (refusal)
        return fails(loader, request.name, error_text(loader, request.name, refusal, error_number));
    if (!request.is_dlopen)
        loader->executable_stack |= image_wants_executable_stack(image);
    return object_add(loader, new_object(loader, request, candidate), request.name);
}

static const char *expand_name(Loader *loader, const Object *object, const char *name)
{
    if (world_processor(loader->world)->known != PRESENT && strstr(name, "PLATFORM"))
        return cannot_tell(loader, "what $PLATFORM stands for was not recorded");
    return tokens_expand(loader->arena, text_of(name), object->tokens);
}

Object *map_object(Loader *loader, Request request, Rule *rule, bool *is_new)
{
    *is_new = false;
    Object *object = object_named(loader, request.name, true);
    const Object *deadly = object_that_kills(loader, object);
    if (!deadly && !object && request.requester->dynamic->nameless_path &&
        !strchr(request.name, '/'))
        deadly = request.requester;
    if (deadly)
        return dies_without_strings(loader, deadly);
    if (object) {
        *rule = object->is_preloaded ? RULE_PRELOAD : RULE_LOADED;
        return object;
    }
    Search search;
    if (strchr(request.name, '/')) {
        const char *path = expand_name(loader, request.requester, request.name);
        if (!path)
            return NULL;
        search = search_path(loader, request.name, path);
    } else {
        search = search_for(loader, request.requester, request.name);
    }
    if (search.end != SEARCH_FOUND)
        return search_failed(loader, request.name, &search);
    object = object_of_file(loader, &search.candidate->image->info);
    if (object) {
        object_add_name(loader, object, request.name);
        *rule = object->is_preloaded ? RULE_PRELOAD : RULE_LOADED;
        return object;
    }
    *rule = search.rule;
    *is_new = true;
    return map_candidate(loader, request, search.candidate);
}

/* ---- Everything it needs ---- */

/* Keeps what came of it, and goes on as if nothing were needed. */
static bool pass_over(Loader *loader, const Object *object, const char *name)
{
    Opening *whole = loader->opening;
    if (!loader->passes_over || whole->result == OPEN_UNKNOWN)
        return false;
    Opening *one = arena_new_of(loader->arena, Opening);
    *one = *whole;
    one->name = name;
    one->by = object->file;
    one->path = NULL;
    one->rule = RULE_NONE;
    one->tried.items = NULL;
    one->tried.count = one->tried.room = 0;
    for (size_t i = 0; i < whole->tried.count; i++)
        if (strcmp(whole->tried.items[i].for_name, name) == 0)
            list_add(loader->arena, one->tried, whole->tried.items[i]);
    list_add(loader->arena, loader->passed_over, one);
    whole->fails_on = whole->error = whole->because = NULL;
    return true;
}

static bool map_needed(Loader *loader, Object *object, bool is_dlopen)
{
    if (object->dynamic->nameless_needed) {
        dies_without_strings(loader, object);
        return false;
    }
    for (size_t i = 0; i < object->dynamic->needed.count; i++) {
        const char *needed = object->dynamic->needed.items[i];
        const char *name = expand_name(loader, object, needed);
        if (!name)
            return false;
        if (name[0] == '\0')
            continue; /* the program, or a token without a value: glibc goes on without that */
        Request request = {.requester = object, .name = name, .is_dlopen = is_dlopen};
        Rule rule;
        bool is_new;
        Object *dependency = map_object(loader, request, &rule, &is_new);
        if (!dependency && pass_over(loader, object, name))
            continue;
        if (!dependency)
            return false;
        dependency->needed_at_start |= !is_dlopen;
        list_add(loader->arena, object->dependencies, dependency);
    }
    return true;
}

/* Objects are added at the end of the list as they are first needed, so walking it is the breadth
 * first order. What was mapped before has all that it needs. */
static bool map_all_needed(Loader *loader, size_t first_new, bool is_dlopen)
{
    for (size_t i = first_new; i < loader->objects.count; i++)
        if (!map_needed(loader, loader->objects.items[i], is_dlopen))
            return false;
    return true;
}

/* _dl_map_object_deps() gives errno back, where nothing that was needed set it anew: so what
 * looking for /etc/ld.so.preload left behind is still there when the program runs. */
bool map_dependencies(Loader *loader, size_t first_new, bool is_dlopen)
{
    int error_before = loader->error_number;
    loader->error_number = 0;
    bool is_mapped = map_all_needed(loader, first_new, is_dlopen);
    if (loader->error_number == 0)
        loader->error_number = error_before;
    if (loader->passes_over)
        return is_mapped;
    return is_mapped && check_versions(loader, first_new) && check_levels(loader, first_new) &&
           relocate(loader, first_new, is_dlopen);
}
