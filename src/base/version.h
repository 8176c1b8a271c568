/* Versions as they stand in files: "2.21.0", "580.65.06", "12.5.1rc0". */
#ifndef WHYCPU_BASE_VERSION_H
#define WHYCPU_BASE_VERSION_H

#include <stdbool.h>
#include <stddef.h>

/* Reads up to `count` numbers that dots separate and returns how many there were; the others are
 * set to 0. Stops at the first part that begins with no digit; a number beyond a million counts as
 * a million, so that no input overflows. */
size_t version_read(const char *text, int *numbers, size_t count);

/* Whether `text` is a version before `than`; false when it begins with no number. */
bool version_is_before(const char *text, const char *than);

#endif
