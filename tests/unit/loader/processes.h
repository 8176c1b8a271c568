/* Processes in recorded worlds, and what becomes of an opening as one line. */
#ifndef WHYCPU_TESTS_PROCESSES_H
#define WHYCPU_TESTS_PROCESSES_H

#include "harness.h"
#include "loader/loader.h"

/* Lines put together. */
#define LINES(...) joined((const char *const[]){__VA_ARGS__, NULL})
const char *joined(const char *const *lines);
/* An x86-64 library at `path` whose SONAME is its file name, with other attributes. */
const char *library(const char *path, const char *attributes);

/* A small Debian machine with glibc 2.35 and a program /bin/app, and `lines` beside it. */
World *debian(const char *lines);
/* The same with another glibc: 2.minor. */
World *debian_with_glibc(int minor, const char *lines);
/* `lines` laid over another world. */
World *laid_over(World *below, const char *lines);
/* A world of these lines alone. */
World *world_of(const char *lines);

/* /bin/app started there; a check fails when it does not start. */
Loader *app(World *world);

/* "found PATH by RULE", "loaded PATH", "failed: ERROR", "crashes on PATH", "unknown: BECAUSE". */
const char *told(const Opening *opening);
/* dlopen(name) by `by` (NULL: the program) in a process of /bin/app. */
const char *opened(World *world, const char *name, const char *by);
/* The same after `by` was opened. */
const char *opened_by(World *world, const char *name, const char *by);

/* Paths that were tried, with their outcomes, a line each. */
const char *tries(const Opening *opening);

#endif
