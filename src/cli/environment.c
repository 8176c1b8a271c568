#include "cli/environment.h"

#include <string.h>

const char *environment_value(const char *const *environ_, const char *name)
{
    size_t length = strlen(name);
    for (; environ_ && *environ_; environ_++)
        if (strncmp(*environ_, name, length) == 0 && (*environ_)[length] == '=')
            return *environ_ + length + 1;
    return NULL;
}

/* https://specifications.freedesktop.org/basedir-spec: a relative path is not to be believed. */
const char *state_directory(Arena *arena, const char *const *environ_, const char *name,
                            const char **because)
{
    const char *state = environment_value(environ_, "XDG_STATE_HOME");
    const char *home = environment_value(environ_, "HOME");
    if (state && state[0] == '/')
        return arena_printf(arena, "%s/whycpu/%s", state, name);
    if (home && home[0] == '/')
        return arena_printf(arena, "%s/.local/state/whycpu/%s", home, name);
    *because = "neither HOME nor XDG_STATE_HOME names a directory";
    return NULL;
}
