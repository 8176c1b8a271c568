#include "repair/keep.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/path.h"
#include "parse/words.h"
#include "run/child.h"
#include "world/kept_tree.h"

#define KEPT_PREFIX ".whycpu-kept-"

/* What lies beside a kept tree: the list of it, the names in the environment, and the list of what
 * the package manager left. */
#define LIST_BEFORE "before"
#define LIST_NAMES  "names"
#define LIST_AFTER  "after"

static bool fine(Doer *doer, const char *path, int error, const char **because)
{
    if (error)
        *because = trouble_at(doer->arena, path, error);
    return !error;
}

/* ---- Lists beside the tree ---- */

static bool open_list(Doer *doer, const Ground *ground, const Deed *deed, const char *which,
                      Spot *spot, const char **because)
{
    const char *kept = ground_name(ground, deed->kept);
    if (kept)
        return spot_open(doer->arena, ground, arena_printf(doer->arena, "%s.%s", kept, which), 0,
                         spot, because);
    *because = "what was kept lies elsewhere than it should";
    return false;
}

/* There is a whole list or none. */
static bool write_list(Doer *doer, const Ground *ground, const Deed *deed, const char *which,
                       const Writer *text, const char **because)
{
    Spot spot;
    if (!open_list(doer, ground, deed, which, &spot, because))
        return false;
    Spot new = spot;
    new.name = arena_printf(doer->arena, "%s.new", spot.name);
    int error = text->overflown ? EFBIG : spot_remove(new);
    if (!error)
        error = spot_make_file(new, NULL, (Text){text->bytes, text->length});
    if (!error)
        error = spot_replace(new, spot);
    if (!error)
        error = directory_sync(spot.directory);
    spot_close(&spot);
    return fine(doer, spot.path, error, because);
}

/* False, with `*because` NULL when there is no such list. */
static bool read_text(Doer *doer, const Ground *ground, const Deed *deed, const char *which,
                      Text *text, const char **because)
{
    Spot spot;
    *because = NULL;
    if (is_missing(arena_printf(doer->arena, "%s.%s", deed->kept, which)) ||
        !open_list(doer, ground, deed, which, &spot, because))
        return false;
    int error = spot_read(doer->arena, spot, TREE_LIST_CEILING_BYTES, text);
    spot_close(&spot);
    return fine(doer, spot.path, error, because);
}

static bool read_list(Doer *doer, const Ground *ground, const Deed *deed, const char *which,
                      TreeList *list, const char **because)
{
    Text text;
    const char *error;
    if (!read_text(doer, ground, deed, which, &text, because))
        return false;
    if (tree_list_read(doer->arena, text, list, &error))
        return true;
    *because = arena_printf(doer->arena, "%s.%s: %s", deed->kept, which, error);
    return false;
}

static bool write_tree(Doer *doer, const Ground *ground, const Deed *deed, const char *which,
                       const TreeList *list, const char **because)
{
    Writer text = writer_new(doer->arena);
    tree_list_write(&text, list);
    return write_list(doer, ground, deed, which, &text, because);
}

/* ---- Which trees ---- */

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

/* Where wheels and conda packages put files. What else lies in an environment is somebody's own, or
 * a store of packages that no environment is made of. */
static bool is_written_to(const char *name, bool is_conda)
{
    static const char *const wheels[] = {"bin", "etc",  "include", "lib",        "lib64", "libexec",
                                         "man", "sbin", "share",   "pyvenv.cfg", NULL};
    static const char *const stores[] = {"pkgs", "envs", NULL};
    if (starts_with(name, KEPT_PREFIX))
        return false;
    return is_conda ? !is_one_of(name, stores) : is_one_of(name, wheels);
}

Strings names_to_keep(const Doer *doer, const char **because)
{
    Ground ground;
    Strings all, names = {0};
    *because = NULL;
    if (strcmp(doer->prefix, "/usr") == 0 || strcmp(doer->prefix, "/") == 0) {
        *because = "the packages of the system's own Python are not changed; a virtual environment "
                   "is the place for others";
        return names;
    }
    if (!ground_open(doer->arena, doer->prefix, &ground, because))
        return names;
    if (ground_names(doer->arena, &ground, &all, because)) {
        bool is_conda = strings_have(all, "conda-meta");
        for (size_t i = 0; i < all.count; i++)
            if (is_written_to(all.items[i], is_conda))
                list_add(doer->arena, names, all.items[i]);
    }
    ground_close(&ground);
    if (!*because && !names.count)
        *because = arena_printf(doer->arena, "%s is no environment", doer->prefix);
    return names;
}

/* ---- Keeping ---- */

static bool remove_kept(Doer *doer, const Ground *ground, const Deed *deed, const char **because)
{
    const char *kept = ground_name(ground, deed->kept);
    return kept &&
           tree_remove(doer->arena, ground, arena_printf(doer->arena, "%s.%s", kept, LIST_BEFORE),
                       because) &&
           tree_remove(doer->arena, ground, kept, because);
}

static bool write_names(Doer *doer, const Ground *ground, const Deed *deed, const char **because)
{
    Strings all;
    Writer text = writer_new(doer->arena);
    if (!ground_names(doer->arena, ground, &all, because))
        return false;
    for (size_t i = 0; i < all.count; i++) {
        put(&text, i ? " " : "");
        put_word(&text, text_of(all.items[i]));
    }
    return write_list(doer, ground, deed, LIST_NAMES, &text, because);
}

/* The list comes last: with it everything is there. */
static bool keep(Doer *doer, const Ground *ground, const Deed *deed, const char **because)
{
    TreeList list;
    return remove_kept(doer, ground, deed, because) &&
           tree_scan(doer->arena, ground, &deed->words, &list, because) &&
           tree_keep(doer->arena, ground, &list, ground_name(ground, deed->kept), because) &&
           write_names(doer, ground, deed, because) &&
           write_tree(doer, ground, deed, LIST_BEFORE, &list, because);
}

/* ---- What is there now ---- */

/* The trees that were kept, and the names that came since. */
static bool names_now(Doer *doer, const Ground *ground, const Deed *deed, const TreeList *before,
                      Strings *kept, Strings *new, const char **because)
{
    Text text, line = {NULL, 0};
    Strings all, known;
    *kept = *new = (Strings){0};
    if (!read_text(doer, ground, deed, LIST_NAMES, &text, because) ||
        !ground_names(doer->arena, ground, &all, because))
        return false;
    text_line(&text, &line);
    if (!words_of_line(doer->arena, line, &known)) {
        *because = arena_printf(doer->arena, "%s.%s cannot be read", deed->kept, LIST_NAMES);
        return false;
    }
    for (size_t i = 0; i < known.count; i++)
        if (tree_list_find(before, known.items[i]))
            list_add(doer->arena, *kept, known.items[i]);
    for (size_t i = 0; i < all.count; i++)
        if (!strings_have(known, all.items[i]) && !starts_with(all.items[i], KEPT_PREFIX))
            list_add(doer->arena, *new, all.items[i]);
    return true;
}

static bool scan_now(Doer *doer, const Ground *ground, const Deed *deed, const TreeList *before,
                     TreeList *now, const char **because)
{
    Strings kept, new;
    if (!names_now(doer, ground, deed, before, &kept, &new, because))
        return false;
    for (size_t i = 0; i < new.count; i++)
        list_add(doer->arena, kept, new.items[i]);
    return tree_scan(doer->arena, ground, &kept, now, because);
}

/* ---- Putting back ---- */

/* New names are removed where the package manager left them. When it was interrupted nobody knows
 * what it made, and only what such tools are known to make is removed. */
static bool remove_new_names(Doer *doer, const Ground *ground, const Deed *deed, const Strings *new,
                             const char **because)
{
    TreeList after;
    bool ended = read_list(doer, ground, deed, LIST_AFTER, &after, because);
    if (*because)
        return false;
    for (size_t i = 0; i < new->count; i++)
        if ((ended ? tree_list_find(&after, new->items[i]) != NULL
                   : is_written_to(new->items[i], false)) &&
            !tree_remove(doer->arena, ground, new->items[i], because))
            return false;
    return true;
}

static bool put_back(Doer *doer, const Ground *ground, const Deed *deed, const char **because)
{
    TreeList before;
    Strings kept, new;
    if (!read_list(doer, ground, deed, LIST_BEFORE, &before, because))
        return !*because; /* it was not kept yet, so nothing ran */
    return names_now(doer, ground, deed, &before, &kept, &new, because) &&
           tree_put_back(doer->arena, ground, &kept, &before, ground_name(ground, deed->kept),
                         doer->again, &doer->spoiled, because) &&
           remove_new_names(doer, ground, deed, &new, because);
}

/* ---- Running ---- */

static const char *how_it_ended(Doer *doer, const char *program, const RunEnd *end)
{
    if (end->error == ENOENT)
        return arena_printf(doer->arena, "%s is not found on PATH", program);
    if (end->error)
        return arena_printf(doer->arena, "%s cannot be started: %s", program,
                            trouble_words(end->error));
    if (end->signalled)
        return arena_printf(doer->arena, "%s was ended by signal %d (%s)", program, end->number,
                            strsignal(end->number));
    return arena_printf(doer->arena, "%s ended with status %d", program, end->number);
}

/* pip asks the network whether there is a newer pip; nobody asked for that here. */
static const char *const *environment_of_run(Doer *doer)
{
    static const char quiet[] = "PIP_DISABLE_PIP_VERSION_CHECK=";
    Strings all = {0};
    bool given = false;
    for (const char *const *at = doer->environ_; at && *at; at++) {
        given = given || starts_with(*at, quiet);
        list_add(doer->arena, all, *at);
    }
    if (!given)
        list_add(doer->arena, all, arena_printf(doer->arena, "%s1", quiet));
    list_add(doer->arena, all, NULL);
    return all.items;
}

static bool run_command(Doer *doer, const Deed *deed, const char **because)
{
    Strings words = {0};
    for (size_t i = 0; i < deed->words.count; i++)
        list_add(doer->arena, words, deed->words.items[i]);
    list_add(doer->arena, words, NULL);
    RunStart start = {words.items, environment_of_run(doer), true};
    RunEnd end = run_child(&start, NULL);
    if (!end.error && !end.signalled && end.number == 0)
        return true;
    *because = how_it_ended(doer, words.items[0], &end);
    return false;
}

static bool run(Doer *doer, const Ground *ground, const Deed *deed, const char **because)
{
    TreeList before, after;
    if (doer->again && !put_back(doer, ground, deed, because))
        return false;
    if (!read_list(doer, ground, deed, LIST_BEFORE, &before, because)) {
        *because = *because ? *because : "what it changes was not kept, so it is not run";
        return false;
    }
    return run_command(doer, deed, because) &&
           scan_now(doer, ground, deed, &before, &after, because) &&
           write_tree(doer, ground, deed, LIST_AFTER, &after, because);
}

/* ---- Deeds ---- */

DeedState packages_state(Doer *doer, const Deed *deed, const char **because)
{
    if (!deed->kept)
        return deed->done ? STATE_AFTER : STATE_BEFORE;
    if (!is_missing(arena_printf(doer->arena, "%s." LIST_BEFORE, deed->kept)))
        return STATE_AFTER;
    if (!deed->done)
        return STATE_BEFORE;
    *because = arena_printf(doer->arena, "what was kept of %s is gone, so it cannot be put back",
                            deed->path);
    return STATE_OTHER;
}

typedef bool PackagesDeed(Doer *doer, const Ground *ground, const Deed *deed, const char **because);

static bool in_ground(Doer *doer, const Deed *deed, PackagesDeed *does, const char **because)
{
    Ground ground;
    if (!ground_open(doer->arena, deed->path, &ground, because))
        return false;
    bool done = does(doer, &ground, deed, because);
    ground_close(&ground);
    return done;
}

bool packages_do(Doer *doer, const Deed *deed, const char **because)
{
    if (deed->kind == DEED_KEEP)
        return in_ground(doer, deed, keep, because);
    return deed->kept ? in_ground(doer, deed, run, because) : run_command(doer, deed, because);
}

/* What is kept goes with everything else that is kept. */
bool packages_undo(Doer *doer, const Deed *deed, const char **because)
{
    *because = NULL;
    if (deed->kind == DEED_KEEP || !deed->kept)
        return true;
    return in_ground(doer, deed, put_back, because);
}

bool forget_kept(Doer *doer, const char *path, const char **because)
{
    Ground ground;
    *because = NULL;
    if (!ground_of(doer, path, &ground, because))
        return is_missing(path_parent(doer->arena, path));
    bool done = tree_remove(doer->arena, &ground, ground_name(&ground, kept_directory(doer, path)),
                            because);
    ground_close(&ground);
    return done;
}

/* ---- What somebody else did since ---- */

static bool is_passed_over(Doer *doer, const char *path, const Strings *but)
{
    if (ends_with(path, ".pyc") || ends_with(path, "__pycache__") || ends_with(path, NAME_OF_NEW))
        return true;
    return strings_have(*but, arena_printf(doer->arena, "%s/%s", doer->prefix, path));
}

static bool is_like(const TreeEntry *now, const TreeEntry *then)
{
    if (!now || !then)
        return now == then;
    return now->kind == then->kind && (now->kind == TREE_DIRECTORY || same_entry(now, then));
}

static void compare(Doer *doer, const TreeList *walked, const TreeList *lists[3],
                    const Strings *but, size_t most, Strings *changed)
{
    for (size_t i = 0; i < walked->entries.count && changed->count < most; i++) {
        const char *path = walked->entries.items[i].path;
        const TreeEntry *before = tree_list_find(lists[0], path);
        const TreeEntry *after = tree_list_find(lists[1], path);
        const TreeEntry *now = tree_list_find(lists[2], path);
        if (!is_like(now, after) && !is_like(now, before) && !is_passed_over(doer, path, but) &&
            !strings_have(*changed, path))
            list_add(doer->arena, *changed, path);
    }
}

Strings changed_since(Doer *doer, const Deed *deed, const Strings *but, size_t most,
                      const char **because)
{
    Ground ground;
    TreeList before, after, now;
    Strings changed = {0};
    *because = NULL;
    if (!deed->kept || !ground_open(doer->arena, deed->path, &ground, because))
        return changed;
    if (read_list(doer, &ground, deed, LIST_BEFORE, &before, because) &&
        read_list(doer, &ground, deed, LIST_AFTER, &after, because) &&
        scan_now(doer, &ground, deed, &before, &now, because)) {
        const TreeList *lists[] = {&before, &after, &now};
        compare(doer, &now, lists, but, most, &changed);
        compare(doer, &after, lists, but, most, &changed);
    }
    ground_close(&ground);
    return changed;
}
