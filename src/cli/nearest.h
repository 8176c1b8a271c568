/* "Did you mean": the known word that is nearest to a mistyped one. */
#ifndef WHYCPU_CLI_NEAREST_H
#define WHYCPU_CLI_NEAREST_H

#include <stddef.h>

#include "base/list.h"

/* How many single letters have to be added, dropped, changed or swapped with their neighbour. */
size_t edit_distance(const char *a, const char *b);

/* The word that `typed` begins, or else the one at the least distance; NULL when none resembles
 * it (more than a third of the letters, and at least two, would have to change). */
const char *nearest_word(const char *typed, Strings words);

#endif
