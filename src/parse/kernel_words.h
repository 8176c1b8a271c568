/* The list of kernels that a build was made with, where it stands in a file as plain text:
 * "sm_75 sm_80 sm_90 compute_90" between two zeroes. */
#ifndef WHYCPU_PARSE_KERNEL_WORDS_H
#define WHYCPU_PARSE_KERNEL_WORDS_H

#include <stdbool.h>

#include "base/list.h"
#include "base/text.h"

enum { KERNEL_WORDS_CEILING_BYTES = 512 };

/* The longest such list in `bytes`, which may be any; false when there is none. One that the bytes
 * cut in two is not found. */
bool kernel_words_find(Text bytes, Text *words);

/* The single words. */
Strings kernel_words_split(Arena *arena, Text words);

#endif
