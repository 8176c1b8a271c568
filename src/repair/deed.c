#include "repair/deed.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "repair/keep.h"

enum { CONTENT_CEILING_BYTES = 4 * 1024 * 1024 };

/* A deed's places, open. */
typedef struct Scene {
    Doer *doer;
    const Deed *deed;
    Ground ground;
    Spot place, kept; /* `kept.directory` is -1 when its directory is not there */
    SpotInfo at_place, at_kept;
    const char *because;
} Scene;

static const char *ground_path(const Doer *doer, const char *path)
{
    return path_is_below(path, doer->prefix) ? doer->prefix : path_parent(doer->arena, path);
}

const char *kept_directory(const Doer *doer, const char *path)
{
    const char *ground = ground_path(doer, path);
    return arena_printf(doer->arena, "%s/.whycpu-kept-%s", strcmp(ground, "/") == 0 ? "" : ground,
                        doer->id);
}

bool ground_of(const Doer *doer, const char *path, Ground *ground, const char **because)
{
    return ground_open(doer->arena, ground_path(doer, path), ground, because);
}

/* ---- Looking ---- */

static bool look(Scene *scene, Spot spot, SpotInfo *info)
{
    int error = spot_look(scene->doer->arena, spot, info);
    if (error)
        scene->because = trouble_at(scene->doer->arena, spot.path, error);
    else if (info->kind != SPOT_ABSENT && info->owner != geteuid())
        scene->because = arena_printf(scene->doer->arena, "%s belongs to user %u, and not to you",
                                      spot.path, info->owner);
    return !scene->because;
}

static bool open_kept(Scene *scene, int flags)
{
    const char *because = NULL;
    const char *name = ground_name(&scene->ground, scene->deed->kept);
    if (!name)
        scene->because = "what was kept lies elsewhere than it should";
    else if (!spot_open(scene->doer->arena, &scene->ground, name, flags, &scene->kept, &because) &&
             flags)
        scene->because = because;
    return !scene->because;
}

static void leave(Scene *scene)
{
    spot_close(&scene->place);
    spot_close(&scene->kept);
    ground_close(&scene->ground);
}

/* `flags` for the directory of what is kept. False with `because` set. */
static bool enter(Scene *scene, Doer *doer, const Deed *deed, int flags)
{
    *scene = (Scene){.doer = doer, .deed = deed};
    scene->ground.fd = scene->place.directory = scene->kept.directory = -1;
    if (!ground_of(doer, deed->path, &scene->ground, &scene->because) ||
        !spot_open(doer->arena, &scene->ground, ground_name(&scene->ground, deed->path), 0,
                   &scene->place, &scene->because) ||
        !look(scene, scene->place, &scene->at_place))
        return false;
    if (!deed->kept)
        return true;
    return open_kept(scene, flags) &&
           (scene->kept.directory < 0 || look(scene, scene->kept, &scene->at_kept));
}

static bool holds(Scene *scene, const char *text)
{
    Text content;
    if (scene->at_place.kind != SPOT_FILE)
        return false;
    int error = spot_read(scene->doer->arena, scene->place, CONTENT_CEILING_BYTES, &content);
    if (error && error != EFBIG)
        scene->because = trouble_at(scene->doer->arena, scene->deed->path, error);
    return !error && text_is(content, text);
}

static DeedState other(Scene *scene, const char *what)
{
    scene->because = arena_printf(scene->doer->arena, "%s %s", scene->deed->path, what);
    return STATE_OTHER;
}

static DeedState state_of_away(Scene *scene)
{
    bool here = scene->at_place.kind != SPOT_ABSENT, kept = scene->at_kept.kind != SPOT_ABSENT;
    if (here && kept)
        return other(scene, "is there again: somebody made it anew since");
    if (!here && !kept)
        return other(scene, "is not there, and neither is what was kept of it");
    return here ? STATE_BEFORE : STATE_AFTER;
}

/* A copy of it, where links cannot be made. */
static bool is_as_kept(Scene *scene)
{
    Text kept;
    return scene->at_place.inode == scene->at_kept.inode ||
           (spot_read(scene->doer->arena, scene->kept, CONTENT_CEILING_BYTES, &kept) == 0 &&
            holds(scene, text_copy(scene->doer->arena, kept)));
}

static DeedState state_of_write(Scene *scene)
{
    const Deed *deed = scene->deed;
    bool here = scene->at_place.kind != SPOT_ABSENT, kept = scene->at_kept.kind != SPOT_ABSENT;
    bool written = holds(scene, deed->text);
    if (scene->because)
        return STATE_CLOSED;
    if (!deed->kept)
        return written ? STATE_AFTER
               : here  ? other(scene, "was changed since by somebody else")
                       : STATE_BEFORE;
    if (written)
        return kept ? STATE_AFTER : other(scene, "cannot be put back: what was kept of it is gone");
    if (!kept)
        return here ? STATE_BEFORE
                    : other(scene, "is not there, and neither is what was kept of it");
    if (here && !is_as_kept(scene))
        return other(scene, "was changed since by somebody else");
    return STATE_BETWEEN;
}

static DeedState state_in(Scene *scene)
{
    const SpotInfo *info = &scene->at_place;
    if (scene->deed->kind == DEED_AWAY)
        return state_of_away(scene);
    if (scene->deed->kind == DEED_WRITE)
        return state_of_write(scene);
    if (info->kind == SPOT_ABSENT)
        return STATE_BEFORE;
    if (scene->deed->kind == DEED_DIRECTORY)
        return info->kind == SPOT_DIRECTORY ? STATE_AFTER
                                            : other(scene, "is no directory any more");
    bool same = info->kind == SPOT_LINK && strcmp(info->target, scene->deed->text) == 0;
    return same ? STATE_AFTER : other(scene, "is not the link that was laid there");
}

/* A directory on the way that is not there: then the place is not there either. */
static bool way_is_missing(Doer *doer, const Deed *deed)
{
    return is_missing(path_parent(doer->arena, deed->path));
}

DeedState deed_state(Doer *doer, const Deed *deed, const char **because)
{
    Scene scene;
    if (deed->kind == DEED_KEEP || deed->kind == DEED_RUN)
        return packages_state(doer, deed, because);
    DeedState state = STATE_CLOSED;
    if (enter(&scene, doer, deed, 0))
        state = state_in(&scene);
    else if (!deed->kept && way_is_missing(doer, deed))
        state = STATE_BEFORE;
    leave(&scene);
    *because = scene.because;
    return state;
}

/* ---- Doing ---- */

static bool fine(Scene *scene, int error)
{
    if (error)
        scene->because = trouble_at(scene->doer->arena, scene->deed->path, error);
    return !error;
}

/* The new content beside what is kept, from where it takes its place at once. */
static bool write_content(Scene *scene, DeedState state)
{
    Arena *arena = scene->doer->arena;
    const Deed *deed = scene->deed;
    if (!deed->kept)
        return fine(scene, spot_make_file(scene->place, NULL, text_of(deed->text)));
    Spot new = scene->kept;
    new.name = arena_printf(arena, "%s.new", scene->kept.name);
    const SpotInfo *as = state == STATE_BEFORE ? &scene->at_place : &scene->at_kept;
    if (as->kind != SPOT_FILE)
        return fine(scene, EINVAL);
    int error = spot_remove(new);
    if (!error && state == STATE_BEFORE)
        error = spot_hard_link(scene->place, scene->kept);
    bool no_links = error == EPERM || error == EMLINK || error == EOPNOTSUPP;
    if (no_links)
        error = spot_copy(scene->place, scene->kept, as);
    if (!error)
        error = directory_sync(scene->kept.directory);
    if (!error)
        error = spot_make_file(new, as, text_of(deed->text));
    if (!error)
        error = spot_replace(new, scene->place);
    if (!error)
        error = directory_sync(scene->place.directory);
    return fine(scene, error);
}

static bool do_in(Scene *scene, DeedState state)
{
    switch (scene->deed->kind) {
    case DEED_DIRECTORY: return fine(scene, spot_make_directory(scene->place, 0755));
    case DEED_LINK: return fine(scene, spot_make_link(scene->place, scene->deed->text));
    case DEED_AWAY: return fine(scene, spot_move(scene->place, scene->kept));
    default: return write_content(scene, state);
    }
}

bool deed_do(Doer *doer, const Deed *deed, const char **because)
{
    Scene scene;
    if (deed->kind == DEED_KEEP || deed->kind == DEED_RUN)
        return packages_do(doer, deed, because);
    bool done = enter(&scene, doer, deed, MAKE_DIRECTORIES);
    if (done) {
        DeedState state = state_in(&scene);
        done = state == STATE_AFTER ||
               ((state == STATE_BEFORE || state == STATE_BETWEEN) && do_in(&scene, state));
    }
    leave(&scene);
    *because = scene.because;
    return done;
}

/* ---- Taking back ---- */

/* What is newer than the directory stays, and the directory with it. */
static int remove_directory(Spot spot)
{
    int error = spot_remove(spot);
    return error == ENOTEMPTY || error == EEXIST ? 0 : error;
}

static bool undo_in(Scene *scene, DeedState state)
{
    const Deed *deed = scene->deed;
    if (deed->kind == DEED_AWAY)
        return fine(scene, spot_move(scene->kept, scene->place));
    if (deed->kind == DEED_DIRECTORY)
        return fine(scene, remove_directory(scene->place));
    if (!deed->kept)
        return fine(scene, spot_remove(scene->place));
    /* Two names of one file are not renamed onto each other. */
    bool same = state == STATE_BETWEEN && scene->at_place.kind != SPOT_ABSENT;
    return fine(scene, same ? spot_remove(scene->kept) : spot_replace(scene->kept, scene->place));
}

bool deed_undo(Doer *doer, const Deed *deed, const char **because)
{
    Scene scene;
    if (deed->kind == DEED_KEEP || deed->kind == DEED_RUN)
        return packages_undo(doer, deed, because);
    if (!enter(&scene, doer, deed, 0)) {
        leave(&scene);
        *because = scene.because;
        return !deed->kept && way_is_missing(doer, deed);
    }
    DeedState state = state_in(&scene);
    bool done = state == STATE_BEFORE ||
                ((state == STATE_AFTER || state == STATE_BETWEEN) && undo_in(&scene, state));
    if (done && state != STATE_BEFORE)
        done = fine(&scene, directory_sync(scene.place.directory));
    leave(&scene);
    *because = scene.because;
    return done;
}
