/* Recorded machines with Python on them. */
#ifndef WHYCPU_TESTS_PYTHON_WORLDS_H
#define WHYCPU_TESTS_PYTHON_WORLDS_H

#include "harness.h"
#include "inspect/distributions.h"

/* A machine where only these lines are, judged for a user at home in /home/eva who stands in
 * /work; its environment holds what the lines set. */
World *python_world(const char *lines);

/* python_find() in it; `options` NULL: the default. NULL after a failed check. */
PythonEnvironment *found_in(World *world, const PythonChoice *choice);
PythonEnvironment *found(const char *lines);
/* The error, or "none". */
const char *not_found(const char *lines, const PythonChoice *choice);

/* "venv:/env/lib/python3.11/site-packages …": origins and paths without the standard library. */
const char *path_of(const PythonEnvironment *env);
/* Doubts, each between < and >. */
const char *doubts_of(const PythonEnvironment *env);

/* An installation in /usr as its makers ship it, and Debian's. */
#define PYTHON_IN_USR                                                                              \
    "file /usr/bin/python3.11 mode=0755\n"                                                         \
    "link /usr/bin/python3 -> python3.11\n"                                                        \
    "file /usr/lib/python3.11/os.py\n"
#define UPSTREAM PYTHON_IN_USR "file /usr/lib/python3.11/site.py\n"
#define DEBIAN                                                                                     \
    PYTHON_IN_USR "file /usr/lib/python3.11/site.py\n  | lib/python3/dist-packages.\n"             \
                  "dir /usr/lib/python3/dist-packages\n"
#define VENV(where)                                                                                \
    "link " where "/bin/python -> python3\nlink " where "/bin/python3 -> /usr/bin/python3\n"       \
    "dir " where "/lib/python3.11/site-packages\n"
#define CONFIG(where, system)                                                                      \
    "file " where "/pyvenv.cfg\n  | home = /usr/bin\n"                                             \
    "  | include-system-site-packages = " system "\n  | version = 3.11.2\n"

#endif
