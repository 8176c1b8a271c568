#include "loader/search.h"

#include <errno.h>
#include <string.h>

#include "loader/cache.h"
#include "loader/directories.h"

/* Releases 2.minor of glibc that mended bugs 31035 and 30435. */
enum { FIRST_THAT_PASSES_OVER_NO_DIRECTORY = 39, FIRST_THAT_KEEPS_ROOT = 38 };

/* One search that is under way. */
typedef struct Quest {
    Loader *loader;
    const char *name;
    Search search;
    bool ended; /* found, stopped or unknown: look no further */
} Quest;

static void end(Quest *quest, SearchEnd how, const Candidate *candidate, Rule rule)
{
    quest->ended = true;
    quest->search.end = how;
    quest->search.candidate = candidate;
    quest->search.rule = rule;
}

static void end_unknown(Quest *quest, const char *because)
{
    quest->search.because = because ? because : "it cannot be read";
    end(quest, SEARCH_UNKNOWN, NULL, RULE_NONE);
}

static Try try_of(const Quest *quest, const char *path, Rule rule, const char *listed_by)
{
    return (Try){.for_name = quest->name, .path = path, .rule = rule, .listed_by = listed_by};
}

static Try try_in(const Quest *quest, const char *prefix, const SearchList *list)
{
    const char *path = arena_printf(quest->loader->arena, "%s%s", prefix, quest->name);
    return try_of(quest, path, list->rule, list->listed_by);
}

/* What came of one path. What is passed over leaves its errno behind. */
static void take(Quest *quest, const Candidate *candidate, Try try)
{
    try.outcome = candidate->outcome;
    try.says = candidate->says;
    record_try(quest->loader, try);
    switch (candidate->verdict) {
    case CANDIDATE_TAKEN:
        quest->loader->error_number = 0;
        end(quest, SEARCH_FOUND, candidate, try.rule);
        break;
    case CANDIDATE_STOPS:
        quest->loader->error_number = candidate->error;
        end(quest, SEARCH_STOPPED, candidate, try.rule);
        break;
    case CANDIDATE_PASSED_OVER:
        quest->loader->error_number = candidate->error;
        quest->search.other_class |= candidate->other_class;
        break;
    case CANDIDATE_UNKNOWN:
        end_unknown(quest, arena_printf(quest->loader->arena, "%s: %s", candidate->path,
                                        candidate->says ? candidate->says : "it cannot be read"));
        break;
    }
}

static void try_name(Quest *quest, Directory *directory, const SearchList *list)
{
    Loader *loader = quest->loader;
    Try try = try_in(quest, directory->prefix, list);
    try.in_variation = directory->is_variation;
    const Candidate *candidate = directory_lacks(directory, quest->name)
                                     ? candidate_absent(loader, try.path)
                                     : candidate_at(loader, try.path);
    if (candidate->outcome == TRY_ABSENT && candidate->error == ENOENT)
        directory_note_absent(loader, directory, quest->name);
    if (directory->is_variation && directory->doubt &&
        candidate->verdict != CANDIDATE_PASSED_OVER) {
        try.outcome = TRY_NOT_LOOKED;
        record_try(loader, try);
        end_unknown(quest,
                    arena_printf(loader->arena, "%s: %s", directory->path, directory->doubt));
        return;
    }
    take(quest, candidate, try);
}

static bool is_relative(const Directory *directory)
{
    return directory->prefix[0] != '/';
}

static void record_absent_variation(Quest *quest, const Directory *directory, const char *variation,
                                    const SearchList *list)
{
    const char *prefix = arena_printf(quest->loader->arena, "%s%s", directory->prefix, variation);
    Try try = try_in(quest, prefix, list);
    try.outcome = TRY_ABSENT;
    try.in_variation = try.directory_is_absent = true;
    record_try(quest->loader, try);
}

/* The variations that are there, each in its turn. The loader tries those that are not there too,
 * once; in a relative directory each time, since the working directory may change. */
static void try_variations(Quest *quest, Directory *directory, const SearchList *list)
{
    const Strings *names = &quest->loader->variations;
    for (size_t i = 0; i < names->count && !quest->ended; i++) {
        Directory *variation =
            i < directory->variations.count ? directory->variations.items[i] : NULL;
        if (variation)
            try_name(quest, variation, list);
        else if (!directory->absences_told || is_relative(directory))
            record_absent_variation(quest, directory, names->items[i], list);
    }
    directory->absences_told |= !quest->ended;
}

/* A look into a directory that is none. glibc remembers an absolute one as absent; of a relative
 * one it always thinks that it is there, so its errno may end the list. */
static void try_no_directory(Quest *quest, Directory *directory, const SearchList *list)
{
    bool is_first_look = !directory->absences_told || is_relative(directory);
    try_variations(quest, directory, list);
    Try try = try_in(quest, directory->prefix, list);
    try.directory_is_absent = directory->error == ENOENT || directory->error == ENOTDIR;
    try.outcome = try.directory_is_absent ? TRY_ABSENT : TRY_UNREADABLE;
    record_try(quest->loader, try);
    if (is_first_look)
        quest->loader->error_number = directory->error;
}

/* Whether errno says that something is wrong with the file, so that the list is given up. */
static bool ends_list(const Loader *loader)
{
    switch (loader->error_number) {
    case ENOENT:
    case EACCES: return false;
    case ENOTDIR: return loader->libc.minor < FIRST_THAT_PASSES_OVER_NO_DIRECTORY;
    default: return true;
    }
}

/* To see whether a directory is there at all, glibc takes the name off what it tried. Of "/name"
 * nothing was left, so it never looked into "/" again, unless the first name was found there (bug
 * 30435). */
static void judge_root(Quest *quest, Directory *directory)
{
    if (strcmp(directory->prefix, "/") != 0 || quest->loader->libc.minor >= FIRST_THAT_KEEPS_ROOT)
        return;
    if (quest->ended) {
        directory->is_proven |= quest->search.end == SEARCH_FOUND;
    } else if (!directory->is_proven) {
        directory->is_given_up = true;
        quest->loader->error_number = ENOENT;
    }
}

/* False when the rest of the list is not looked at. */
static bool try_directory(Quest *quest, Directory *directory, const SearchList *list)
{
    Loader *loader = quest->loader;
    directory_look(loader, directory);
    if (directory->known != PRESENT) {
        Answer answer = {directory->known, directory->error, directory->because};
        if (!is_answer_of_kernel(answer)) {
            end_unknown(
                quest, arena_printf(loader->arena, "%s: %s", directory->path,
                                    directory->because ? directory->because : "it cannot be read"));
            return false;
        }
        try_no_directory(quest, directory, list);
        return !is_relative(directory) || !ends_list(loader);
    }
    if (directory->doubt) {
        end_unknown(quest,
                    arena_printf(loader->arena, "%s: %s", directory->path, directory->doubt));
        return false;
    }
    try_variations(quest, directory, list);
    if (quest->ended || directory->is_given_up)
        return !quest->ended;
    try_name(quest, directory, list);
    judge_root(quest, directory);
    return !quest->ended && !ends_list(loader);
}

/* What stands behind the end of a list is shown, so that nobody wonders why it was not found. */
static void record_rest(Quest *quest, const SearchList *list, size_t from)
{
    for (size_t i = from; i < list->directories.count; i++) {
        Try try = try_in(quest, list->directories.items[i]->prefix, list);
        try.outcome = TRY_NOT_LOOKED;
        record_try(quest->loader, try);
    }
}

static void try_list(Quest *quest, const SearchList *list)
{
    if (quest->ended)
        return;
    if (list->doubt) {
        end_unknown(quest, list->doubt);
        return;
    }
    for (size_t i = 0; i < list->directories.count; i++) {
        if (try_directory(quest, list->directories.items[i], list))
            continue;
        if (!quest->ended || quest->search.end == SEARCH_UNKNOWN)
            record_rest(quest, list, i + 1);
        return;
    }
}

/* ---- The lists in their order ---- */

static void make_lists(Loader *loader, Object *object)
{
    if (object->has_lists)
        return;
    object->has_lists = true;
    const ElfDynamic *dynamic = object->dynamic;
    /* An entry DT_RUNPATH switches the object's DT_RPATH off, be it empty. */
    if (dynamic->rpath && !dynamic->runpath)
        object->rpath =
            search_list(loader, dynamic->rpath, ":", object->tokens, RULE_RPATH, object->file);
    if (dynamic->runpath)
        object->runpath =
            search_list(loader, dynamic->runpath, ":", object->tokens, RULE_RUNPATH, object->file);
}

/* DT_RPATH of the requester, of what asked for that, and so on; at last that of the program. An
 * object between them that has DT_RUNPATH has no DT_RPATH and ends nothing. */
static void try_rpaths(Quest *quest, Object *requester)
{
    Loader *loader = quest->loader;
    if (requester->dynamic->runpath)
        return;
    bool did_program = false;
    for (Object *object = requester; object && !quest->ended; object = object->requested_by) {
        make_lists(loader, object);
        try_list(quest, &object->rpath);
        did_program |= object == loader->program;
    }
    if (!did_program && loader->program) {
        make_lists(loader, loader->program);
        try_list(quest, &loader->program->rpath);
    }
}

static bool has_default_prefix(const Loader *loader, const char *path)
{
    for (size_t i = 0; i < loader->libc.directories.count; i++)
        if (starts_with(path, loader->libc.directories.items[i]))
            return true;
    return false;
}

static bool searches_no_defaults(const Object *requester)
{
    const uint64_t df_1_nodeflib = 0x800;
    return requester->dynamic->flags_1 & df_1_nodeflib;
}

static void try_cache(Quest *quest, const Object *requester)
{
    if (quest->ended)
        return;
    Loader *loader = quest->loader;
    const char *doubt;
    const char *path = cache_lookup(loader, quest->name, &doubt);
    if (doubt) {
        end_unknown(quest, doubt);
        return;
    }
    if (!path)
        return;
    Try try = try_of(quest, path, RULE_CACHE, loader->libc.cache);
    if (searches_no_defaults(requester) && has_default_prefix(loader, path)) {
        try.outcome = TRY_NOT_LOOKED;
        try.says = "DF_1_NODEFLIB of the object that asks rules out the default directories";
        record_try(loader, try);
        return;
    }
    take(quest, candidate_at(loader, path), try);
}

Search search_for(Loader *loader, Object *requester, const char *name)
{
    Quest quest = {loader, name, {.end = SEARCH_NOWHERE}, false};
    make_lists(loader, requester);
    try_rpaths(&quest, requester);
    try_list(&quest, &loader->library_path);
    try_list(&quest, &requester->runpath);
    try_cache(&quest, requester);
    if (!searches_no_defaults(requester))
        try_list(&quest, &loader->defaults);
    return quest.search;
}

Search search_path(Loader *loader, const char *name, const char *path)
{
    Quest quest = {loader, name, {.end = SEARCH_NOWHERE}, false};
    take(&quest, candidate_at(loader, path), try_of(&quest, path, RULE_PATH, NULL));
    return quest.search;
}
