/* Long texts that a test expects stand in files, where they can be read and reviewed. */
#ifndef WHYCPU_TESTS_EXPECTED_H
#define WHYCPU_TESTS_EXPECTED_H

#include "base/writer.h"
#include "harness.h"

/* Compares `got` with the file at `path` and shows the first line that differs. With
 * ACCEPT_EXPECTED set, the file is written instead: read what changed before you keep it. */
bool harness_check_expected(const char *got, const char *path, const char *file, int line);

/* `place` as "diagnose/expected/answers.txt". */
#define CHECK_EXPECTED(got, place)                                                                 \
    harness_check_expected((got), TESTS_DIRECTORY "/unit/" place, __FILE__, __LINE__)

/* The lines of `before` that `after` lacks, marked "- ", then those that it has new, marked "+ ".
 */
void put_changed_lines(Writer *writer, Text before, Text after);

#endif
