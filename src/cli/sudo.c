#include "cli/sudo.h"

#include <string.h>
#include <unistd.h>

#include "cli/environment.h"

enum { ENVIRONMENT_CEILING_BYTES = 4 * 1024 * 1024 };

static bool decides(Text name)
{
    static const char *const NAMES[] = {"LD_LIBRARY_PATH",   "LD_PRELOAD",  "CUDA_VISIBLE_DEVICES",
                                        "CUDA_DEVICE_ORDER", "VIRTUAL_ENV", "CONDA_PREFIX"};
    static const char *const BEGINNINGS[] = {"TF_", "KERAS_", "PYTHON", "NVIDIA_"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (text_is(name, NAMES[i]))
            return true;
    for (size_t i = 0; i < sizeof BEGINNINGS / sizeof *BEGINNINGS; i++)
        if (text_starts(name, BEGINNINGS[i]))
            return true;
    return false;
}

const char *removed_variables(Arena *arena, Text theirs, const char *const *ours)
{
    const char *removed = NULL;
    bool more;
    for (Text entry = text_next(&theirs, '\0', &more); more;
         entry = text_next(&theirs, '\0', &more)) {
        size_t equals = text_find(entry, '=');
        if (equals == entry.length || !decides(text_part(entry, 0, equals)))
            continue;
        const char *name = text_copy(arena, text_part(entry, 0, equals));
        if (environment_value(ours, name))
            continue;
        removed = removed ? arena_printf(arena, "%s, %s", removed, name) : name;
    }
    return removed;
}

/* sudo keeps the environment that it was started with; with a pseudo-terminal our parent is a
 * second sudo process, which has the same one. */
static Answer read_environment_of_sudo(World *world, Text *environment)
{
    Arena *arena = world_arena(world);
    long parent = (long)getppid();
    Text name;
    Answer answer = world_read(world, arena_printf(arena, "/proc/%ld/comm", parent),
                               ENVIRONMENT_CEILING_BYTES, &name);
    if (answer.known != PRESENT)
        return answer;
    if (!text_is(text_trim(name), "sudo"))
        return (Answer){UNKNOWN, 0, "the parent process is not sudo"};
    return world_read(world, arena_printf(arena, "/proc/%ld/environ", parent),
                      ENVIRONMENT_CEILING_BYTES, environment);
}

static const char *note_on_variables(World *world, const char *const *environ_)
{
    Arena *arena = world_arena(world);
    Text environment;
    Answer answer = read_environment_of_sudo(world, &environment);
    if (answer.known != PRESENT)
        return arena_printf(arena, "which variables sudo removed cannot be told: %s",
                            answer.because ? answer.because : "sudo's environment cannot be read");
    const char *removed = removed_variables(arena, environment, environ_);
    if (!removed)
        return NULL;
    return arena_printf(arena,
                        "sudo removed %s; a start without sudo has what it says "
                        "(--env NAME=VALUE lays it over)",
                        removed);
}

void judge_caller_of_sudo(World *overlay, const char *const *environ_, Strings *notes)
{
    Arena *arena = world_arena(overlay);
    const char *caller = environment_value(environ_, "SUDO_UID");
    const User *user;
    if (!caller || world_user(overlay)->uid != 0 || strcmp(caller, "0") == 0)
        return;
    Answer answer = world_find_user(overlay, caller, &user);
    if (answer.known != PRESENT) {
        list_add(arena, *notes,
                 "who called sudo cannot be told from /etc/passwd, so root is judged");
        return;
    }
    /* With root's own rights: sudo's environment is not the caller's to read. */
    const char *note = note_on_variables(overlay, environ_);
    overlay_user(overlay, user);
    list_add(arena, *notes,
             arena_printf(arena, "the rights of %s are judged, who called sudo, not those of root",
                          user->name ? user->name : caller));
    if (note)
        list_add(arena, *notes, note);
}
