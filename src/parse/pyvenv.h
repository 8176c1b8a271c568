/* pyvenv.cfg: what makes a directory a virtual environment (PEP 405).
 *
 * Read as CPython reads it: lines of key = value, keys in any case, no comments, no sections. Of
 * several `home` lines the first counts (getpath), of several include-system-site-packages the
 * last (site). Without the latter the environment sees the system's packages.
 */
#ifndef WHYCPU_PARSE_PYVENV_H
#define WHYCPU_PARSE_PYVENV_H

#include <stdbool.h>

#include "base/text.h"

typedef struct PyvenvConfig {
    const char *home; /* directory of the base interpreter; NULL: no such line */
    bool include_system_site;
    const char *version;    /* "3.11.7" from version or version_info; or NULL */
    const char *executable; /* of the base interpreter; or NULL */
    const char *command;    /* by which it was made; or NULL */
    const char *maker;      /* "venv", "virtualenv 20.26.2", "uv 0.4.18" */
} PyvenvConfig;

PyvenvConfig pyvenv_read(Arena *arena, Text text);

#endif
