/* Text from outside made safe to show, and how wide it stands on a terminal. */
#ifndef WHYCPU_REPORT_PRINTABLE_H
#define WHYCPU_REPORT_PRINTABLE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

/* A copy in which nothing steers a terminal: C0 and C1 controls, DEL, and the marks that reorder
 * or hide text (bidirectional controls, zero-width characters, line and paragraph separators) come
 * as \t, \n, \r, \e or \u{…}; bytes that are no UTF-8 as \xNN. The copy lies in the arena. */
const char *printable(Arena *arena, Text text);
const char *printable_of(Arena *arena, const char *c_string);

/* Columns that the text takes: 0 for combining marks, 2 for East Asian wide characters and
 * emoji, 1 for the rest (Unicode Standard Annex 11, without its ambiguous class). */
size_t display_width(Text text);

/* Bytes of the longest beginning of `text` that takes at most `columns` columns. */
size_t display_fit(Text text, size_t columns);

#endif
