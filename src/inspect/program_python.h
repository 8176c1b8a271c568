/* Which Python a command line starts, told from outside as far as it can be. */
#ifndef WHYCPU_INSPECT_PROGRAM_PYTHON_H
#define WHYCPU_INSPECT_PROGRAM_PYTHON_H

#include "world/world.h"

typedef struct ProgramPython {
    const char *python;  /* the interpreter; NULL: it cannot be told */
    const char *because; /* then: one phrase, "sh decides itself what it starts" */
    Strings set, unset;  /* what env(1) in front of it does: NAME=VALUE, names */
} ProgramPython;

/* Seen through are: python itself under any of its names, a script whose first line names one (so a
 * console script of an environment, and pip's and uv's way around a path that is too long for such
 * a line), a shim of pyenv or asdf before either, and env(1) with variables in front of all that.
 * Every other program decides for itself what it starts. `words` is NULL-terminated. */
ProgramPython python_of_program(World *world, const char *const *words);

#endif
