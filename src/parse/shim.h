/* Shims: small scripts named python that choose the real interpreter when they run. */
#ifndef WHYCPU_PARSE_SHIM_H
#define WHYCPU_PARSE_SHIM_H

#include "base/list.h"
#include "base/text.h"

typedef enum ShimKind { SHIM_NONE, SHIM_PYENV, SHIM_ASDF, SHIM_OTHER_SCRIPT } ShimKind;

typedef struct Shim {
    ShimKind kind;
    const char *root; /* PYENV_ROOT that the shim sets; or NULL */
} Shim;

/* `head` is the beginning of the file; a program (ELF) is SHIM_NONE. */
Shim shim_of(Arena *arena, Text head);

/* The versions that a .python-version file of pyenv names, in order: the first word of each line
 * that is no comment; names that lead out of the versions directory are left out. */
Strings pyenv_versions(Arena *arena, Text file);

/* The versions that a .tool-versions file of asdf gives for `tool`; empty when it has no line. */
Strings tool_versions(Arena *arena, Text file, const char *tool);

/* The installed version that a prefix such as "3.11" means for pyenv: the newest final release
 * that starts with it and a '.' or '-'; NULL when there is none. */
const char *pyenv_newest(const Strings *installed, const char *prefix);

#endif
