/* Worlds for tests, and answers as one word. */
#ifndef WHYCPU_TESTS_WORLDS_H
#define WHYCPU_TESTS_WORLDS_H

#include "harness.h"
#include "world/world.h"

/* A recorded world of these lines, or NULL after a failed check. */
World *recorded_world(const char *lines);
/* What is wrong with them: "line 3: …"; NULL when nothing is. */
const char *recorded_error(const char *lines);
/* The machine itself, with an empty environment. */
World *live_world(void);
/* The world below a directory. */
World *live_root(const char *directory);

/* "present", "absent ENOENT", "unknown EACCES". */
const char *answer_word(Answer answer);
const char *stat_word(World *world, const char *path);
const char *access_word(World *world, const char *path, int mode);
const char *list_word(World *world, const char *path); /* names between blanks, or the answer */
const char *read_word(World *world, const char *path); /* the content, or the answer */
const char *link_word(World *world, const char *path); /* the target, or the answer */
const char *real_word(World *world, const char *path); /* the real path, or the answer */
const char *env_word(World *world, const char *name);  /* the value, or the answer */

/* Everything that can be asked of a path, in one line. */
const char *all_answers(World *world, const char *path);

/* A root with what could lead out of it, and a file beside it that must not be seen; and paths to
 * ask for there, NULL behind the last. */
const char *tricky_root(void);
extern const char *const tricky_paths[];

/* A directory that is removed at the end of the program. */
const char *temporary_directory(void);
/* The same in /dev/shm, where it can be: for many files. */
const char *temporary_directory_in_memory(void);
/* Below it; directories above are made. */
void write_file(const char *directory, const char *name, const char *content);
void make_link(const char *directory, const char *name, const char *target);

#define CHECK_ANSWER(answer, expected) CHECK_TEXT(answer_word(answer), expected)

#endif
