/* The directories of search lists. */
#ifndef WHYCPU_LOADER_DIRECTORIES_H
#define WHYCPU_LOADER_DIRECTORIES_H

#include "loader/process.h"

/* Splits a path at any of `separators` into directories, with tokens replaced: an empty element is
 * the working directory, a doubled one counts once, slashes at the end count as one. */
SearchList search_list(Loader *loader, const char *text, const char *separators, Tokens tokens,
                       Rule rule, const char *listed_by);

/* The system's own directories. */
SearchList default_list(Loader *loader);

/* The subdirectories that are tried before each directory itself: "glibc-hwcaps/x86-64-v3/". */
Strings process_variations(const Loader *loader);

/* Looks whether the directory is there, and which variations of it. */
void directory_look(Loader *loader, Directory *directory);

/* Whether it is known, without a look, that the directory holds no such name. */
bool directory_lacks(const Directory *directory, const char *name);
/* Remembers it. */
void directory_note_absent(Loader *loader, Directory *directory, const char *name);

/* Those of glibc before 2.37, best first, each ending in '/': "tls/x86_64/". Pure. */
Strings legacy_subdirectories(Arena *arena, const Processor *processor);

#endif
