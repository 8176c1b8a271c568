/* Shared by the files that find a Python; nobody else includes this. */
#ifndef WHYCPU_INSPECT_PYTHON_INSIDE_H
#define WHYCPU_INSPECT_PYTHON_INSIDE_H

#include "inspect/python.h"
#include "parse/pyvenv.h"

enum { PYVENV_CEILING_BYTES = 64 * 1024, SMALL_FILE_CEILING_BYTES = 64 * 1024 };

/* A program that a name leads to: what a shell starts, or what a shim starts in its place. */
typedef struct Program {
    const char *path;  /* absolute; NULL: there is none */
    const char *via;   /* how a shim came to it; NULL without a shim */
    const char *doubt; /* a sentence: it starts something that cannot be followed; or NULL */
} Program;

/* ---- python_path.c ---- */

/* The directories of PATH, each once; an empty element is the working directory. */
Strings path_directories(World *world);

/* The first executable regular file `name` on PATH, passing over the directory `except` (shims);
 * NULL passes over none. */
const char *program_on_path(World *world, const char *name, const char *except);

/* Whether the judged user could execute this file. */
bool is_executable(World *world, const char *path);

/* The position of `directory` on PATH, or a number greater than any. */
size_t position_on_path(World *world, const char *directory);

/* ---- python_shims.c ---- */

/* What really starts when `path`, found as the command `name`, is started. */
Program program_behind(World *world, const char *path, const char *name);

/* ---- python_version.c ---- */

/* Fills in version, version_source, major, minor, free_threaded and library; needs python,
 * real_python, base_prefix. `base_directory` is where the search for the library starts. */
void python_read_version(World *world, PythonEnvironment *env, const PyvenvConfig *config,
                         const char *base_directory);

/* ---- site_directories.c ---- */

void python_read_site_directories(World *world, PythonEnvironment *env);

#endif
