#include "world/kept_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"

enum { DEEPEST = 100, COPIED_AT_MOST_BYTES = 4 * 1024 * 1024 };

/* ---- Listing ---- */

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool names_in(Arena *arena, int fd, const char *path, Strings *names, const char **because)
{
    *names = (Strings){0};
    int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = again < 0 ? NULL : fdopendir(again);
    if (!directory) {
        *because = trouble_at(arena, path, errno);
        return false;
    }
    errno = 0;
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            list_add(arena, *names, arena_strdup(arena, entry->d_name));
    if (errno)
        *because = trouble_at(arena, path, errno);
    closedir(directory);
    if (names->count)
        qsort(names->items, names->count, sizeof *names->items, by_bytes);
    return !*because;
}

bool ground_names(Arena *arena, const Ground *ground, Strings *names, const char **because)
{
    *because = NULL;
    return names_in(arena, ground->fd, ground->path, names, because);
}

typedef struct Scan {
    Arena *arena;
    const Ground *ground;
    TreeList *list;
    const char *because;
} Scan;

/* Of a file the device says nothing: on an overlay, as containers have it, each layer has its own.
 * Directories of an overlay have one, and what is mounted shows another. */
static bool is_ours(Scan *scan, const char *path, const SpotInfo *info)
{
    const char *whole = arena_printf(scan->arena, "%s/%s", scan->ground->path, path);
    if (info->kind == SPOT_DIRECTORY && info->device != scan->ground->device)
        scan->because = trouble_at(scan->arena, whole, EXDEV);
    else if (info->owner != geteuid())
        scan->because =
            arena_printf(scan->arena, "%s belongs to user %u, and not to you", whole, info->owner);
    return !scan->because;
}

static void add_entry(Scan *scan, TreeKind kind, const char *path, const SpotInfo *info)
{
    list_add(scan->arena, scan->list->entries,
             (TreeEntry){.kind = kind,
                         .path = path,
                         .mode = info->mode,
                         .modified_ns = info->modified_ns,
                         .size_bytes = kind == TREE_DIRECTORY ? 0 : info->size_bytes,
                         .inode = info->inode,
                         .target = info->target});
}

static void scan_spot(Scan *scan, int directory, const char *name, const char *path, int depth);

static void scan_directory(Scan *scan, int parent, const char *name, const char *path, int depth)
{
    Strings names;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || depth >= DEEPEST)
        scan->because = trouble_at(scan->arena, path, fd < 0 ? errno : ENAMETOOLONG);
    else if (names_in(scan->arena, fd, path, &names, &scan->because))
        for (size_t i = 0; i < names.count && !scan->because; i++)
            scan_spot(scan, fd, names.items[i],
                      arena_printf(scan->arena, "%s/%s", path, names.items[i]), depth + 1);
    if (fd >= 0)
        close(fd);
}

static void scan_spot(Scan *scan, int directory, const char *name, const char *path, int depth)
{
    SpotInfo info;
    Spot spot = {directory, name, path};
    int error = spot_look(scan->arena, spot, &info);
    if (error)
        scan->because = trouble_at(scan->arena, path, error);
    if (error || info.kind == SPOT_ABSENT || info.kind == SPOT_OTHER || !is_ours(scan, path, &info))
        return;
    if (info.kind == SPOT_FILE)
        add_entry(scan, TREE_FILE, path, &info);
    else if (info.kind == SPOT_LINK)
        add_entry(scan, TREE_LINK, path, &info);
    else {
        add_entry(scan, TREE_DIRECTORY, path, &info);
        scan_directory(scan, directory, name, path, depth);
    }
}

bool tree_scan(Arena *arena, const Ground *ground, const Strings *names, TreeList *list,
               const char **because)
{
    Scan scan = {arena, ground, list, NULL};
    *list = (TreeList){0};
    for (size_t i = 0; i < names->count && !scan.because; i++)
        scan_spot(&scan, ground->fd, names->items[i], names->items[i], 0);
    tree_list_index(arena, list);
    *because = scan.because;
    return !scan.because;
}

/* ---- Directories that stay open while their names come one after the other ---- */

typedef struct Place {
    Arena *arena;
    const Ground *ground;
    const char *base; /* "" or a directory in the ground */
    const char *directory;
    int fd;
} Place;

static void place_leave(Place *place)
{
    if (place->fd >= 0)
        close(place->fd);
    place->fd = -1;
}

static bool place_spot(Place *place, const char *path, Spot *spot, const char **because)
{
    const char *whole =
        *place->base ? arena_printf(place->arena, "%s/%s", place->base, path) : path;
    const char *slash = strrchr(whole, '/');
    const char *directory = slash ? arena_copy(place->arena, whole, (size_t)(slash - whole)) : "";
    if (place->fd < 0 || strcmp(place->directory, directory) != 0) {
        place_leave(place);
        place->directory = directory;
        place->fd = ground_directory(place->arena, place->ground, directory, 0, because);
    }
    *spot = (Spot){place->fd, slash ? slash + 1 : whole, whole};
    return place->fd >= 0;
}

static bool fine(Arena *arena, Spot spot, int error, const char **because)
{
    if (error)
        *because = trouble_at(arena, spot.path, error);
    return !error;
}

/* ---- Keeping ---- */

static bool lies_in(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* Package managers and people write into these without making a new file. */
static bool is_edited_in_place(Arena *arena, const TreeEntry *entry)
{
    const char *parent = path_name(path_parent(arena, entry->path));
    if (entry->size_bytes > COPIED_AT_MOST_BYTES)
        return false;
    return lies_in(entry->path, "bin") || lies_in(entry->path, "etc") ||
           lies_in(entry->path, "conda-meta") || ends_with(entry->path, ".pth") ||
           ends_with(entry->path, ".cfg") || ends_with(entry->path, ".egg-link") ||
           ends_with(parent, ".dist-info") || ends_with(parent, ".egg-info");
}

static int link_or_copy(Spot from, Spot to, const SpotInfo *as)
{
    int error = spot_hard_link(from, to);
    bool impossible = error == EPERM || error == EMLINK || error == EXDEV || error == EOPNOTSUPP;
    return impossible ? spot_copy(from, to, as) : error;
}

static bool keep_file(Arena *arena, const TreeEntry *entry, Spot from, Spot to,
                      const char **because)
{
    SpotInfo info, kept;
    if (!fine(arena, from, spot_look(arena, from, &info), because))
        return false;
    int error = is_edited_in_place(arena, entry) ? spot_copy(from, to, &info)
                                                 : link_or_copy(from, to, &info);
    if (!fine(arena, to, error ? error : spot_look(arena, to, &kept), because))
        return false;
    if (info.inode == entry->inode && kept.kind == SPOT_FILE &&
        kept.size_bytes == entry->size_bytes && kept.modified_ns == entry->modified_ns)
        return true;
    *because = arena_printf(arena, "%s was changed while it was being kept", from.path);
    return false;
}

static bool keep_entry(Place *here, Place *there, const TreeEntry *entry, const char **because)
{
    Spot from, to;
    if (!place_spot(here, entry->path, &from, because) ||
        !place_spot(there, entry->path, &to, because))
        return false;
    Arena *arena = here->arena;
    if (entry->kind == TREE_FILE)
        return keep_file(arena, entry, from, to, because);
    if (entry->kind == TREE_LINK)
        return fine(arena, to, spot_make_link(to, entry->target), because);
    return fine(arena, to, spot_make_directory(to, 0700), because);
}

bool tree_keep(Arena *arena, const Ground *ground, const TreeList *list, const char *kept,
               const char **because)
{
    Place here = {arena, ground, "", "", -1}, there = {arena, ground, kept, "", -1};
    int fd = ground_directory(arena, ground, kept, MAKE_DIRECTORIES, because);
    bool done = fd >= 0;
    for (size_t i = 0; i < list->entries.count && done; i++)
        done = keep_entry(&here, &there, &list->entries.items[i], because);
    if (done)
        done = fine(arena, (Spot){fd, "", ground->path}, file_system_sync(fd), because);
    place_leave(&here);
    place_leave(&there);
    if (fd >= 0)
        close(fd);
    return done;
}

/* ---- Putting back ---- */

typedef struct Return {
    Arena *arena;
    const TreeList *before, *now;
    Place here, there;
    bool changes_again;
    Strings *spoiled;
    const char *because;
} Return;

/* Directories that cannot be written to can be neither emptied nor filled. */
static bool open_up(Return *back)
{
    for (size_t i = 0; i < back->now->entries.count; i++) {
        const TreeEntry *entry = &back->now->entries.items[i];
        Spot spot;
        if (entry->kind == TREE_DIRECTORY && (entry->mode & 0700) != 0700 &&
            (!place_spot(&back->here, entry->path, &spot, &back->because) ||
             !fine(back->arena, spot, spot_set_mode(spot, entry->mode | 0700), &back->because)))
            return false;
    }
    return true;
}

static bool take_away_what_is_new(Return *back)
{
    for (size_t i = back->now->entries.count; i > 0; i--) {
        const TreeEntry *entry = &back->now->entries.items[i - 1];
        const TreeEntry *former = tree_list_find(back->before, entry->path);
        Spot spot;
        if (former && former->kind == entry->kind)
            continue;
        if (!place_spot(&back->here, entry->path, &spot, &back->because) ||
            !fine(back->arena, spot, spot_remove(spot), &back->because))
            return false;
    }
    return true;
}

/* Something new takes the place at once, or nothing does. */
static int lay_new(Return *back, const TreeEntry *former, Spot from, Spot to)
{
    SpotInfo info = {.mode = former->mode, .group = getegid(), .modified_ns = former->modified_ns};
    Spot new = {to.directory, NAME_OF_NEW, to.path};
    int error = spot_remove(new);
    if (!error && former->kind == TREE_LINK)
        error = spot_make_link(new, former->target);
    else if (!error && spot_look(back->arena, from, &info) == 0)
        error = back->changes_again && is_edited_in_place(back->arena, former)
                    ? spot_copy(from, new, &info)
                    : link_or_copy(from, new, &info);
    return error ? error : spot_replace(new, to);
}

static bool put_file_back(Return *back, const TreeEntry *former, const TreeEntry *now, Spot to)
{
    SpotInfo kept;
    Spot from;
    if (!place_spot(&back->there, former->path, &from, &back->because) ||
        !fine(back->arena, from, spot_look(back->arena, from, &kept), &back->because))
        return false;
    bool untouched = now && now->inode == former->inode && same_entry(now, former);
    bool is_it = now && now->inode == kept.inode;
    if (kept.kind != SPOT_FILE || kept.size_bytes != former->size_bytes ||
        kept.modified_ns != former->modified_ns) {
        if (!untouched)
            list_add(back->arena, *back->spoiled, former->path);
        return true;
    }
    if (!untouched && !is_it &&
        !fine(back->arena, to, lay_new(back, former, from, to), &back->because))
        return false;
    bool other_mode = is_it ? now->mode != former->mode : !untouched && kept.mode != former->mode;
    return !other_mode || fine(back->arena, to, spot_set_mode(to, former->mode), &back->because);
}

static bool put_link_back(Return *back, const TreeEntry *former, const TreeEntry *now, Spot to)
{
    if (now && same_entry(now, former) && now->modified_ns == former->modified_ns)
        return true;
    int error = now && same_entry(now, former) ? 0 : lay_new(back, former, to, to);
    return fine(back->arena, to, error ? error : spot_set_time(to, former->modified_ns),
                &back->because);
}

static bool put_entry_back(Return *back, const TreeEntry *former)
{
    Spot to;
    const TreeEntry *now = tree_list_find(back->now, former->path);
    if (now && now->kind != former->kind)
        now = NULL;
    if (!place_spot(&back->here, former->path, &to, &back->because))
        return false;
    if (former->kind == TREE_FILE)
        return put_file_back(back, former, now, to);
    if (former->kind == TREE_LINK)
        return put_link_back(back, former, now, to);
    return now || fine(back->arena, to, spot_make_directory(to, 0700), &back->because);
}

/* Last, and the deepest first: what happens in a directory changes its time. */
static bool settle_directories(Return *back)
{
    for (size_t i = back->before->entries.count; i > 0; i--) {
        const TreeEntry *former = &back->before->entries.items[i - 1];
        SpotInfo info;
        Spot spot;
        if (former->kind != TREE_DIRECTORY)
            continue;
        if (!place_spot(&back->here, former->path, &spot, &back->because))
            return false;
        int error = spot_look(back->arena, spot, &info);
        if (!error && info.mode != former->mode)
            error = spot_set_mode(spot, former->mode);
        if (!error && info.modified_ns != former->modified_ns)
            error = spot_set_time(spot, former->modified_ns);
        if (!fine(back->arena, spot, error, &back->because))
            return false;
    }
    return true;
}

bool tree_put_back(Arena *arena, const Ground *ground, const Strings *names, const TreeList *before,
                   const char *kept, bool changes_again, Strings *spoiled, const char **because)
{
    TreeList now;
    if (!tree_scan(arena, ground, names, &now, because))
        return false;
    Return back = {.arena = arena,
                   .before = before,
                   .now = &now,
                   .here = {arena, ground, "", "", -1},
                   .there = {arena, ground, kept, "", -1},
                   .changes_again = changes_again,
                   .spoiled = spoiled};
    bool done = open_up(&back) && take_away_what_is_new(&back);
    for (size_t i = 0; i < before->entries.count && done; i++)
        done = put_entry_back(&back, &before->entries.items[i]);
    done = done && settle_directories(&back) &&
           fine(arena, (Spot){ground->fd, "", ground->path}, file_system_sync(ground->fd),
                &back.because);
    place_leave(&back.here);
    place_leave(&back.there);
    *because = back.because;
    return done;
}

bool tree_remove(Arena *arena, const Ground *ground, const char *relative, const char **because)
{
    Strings names = {0};
    TreeList list;
    list_add(arena, names, relative);
    if (!tree_scan(arena, ground, &names, &list, because))
        return false;
    Place here = {arena, ground, "", "", -1};
    bool done = true;
    for (size_t i = list.entries.count; i > 0 && done; i--) {
        Spot spot;
        done = place_spot(&here, list.entries.items[i - 1].path, &spot, because) &&
               fine(arena, spot, spot_remove(spot), because);
    }
    place_leave(&here);
    return done;
}
