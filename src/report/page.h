/* Lines for a reader: columns, wrapping, colour. Whatever is put on a page is made printable
 * first, so no text from outside can steer the terminal, whoever puts it there. */
#ifndef WHYCPU_REPORT_PAGE_H
#define WHYCPU_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/writer.h"

typedef enum Style {
    STYLE_PLAIN,
    STYLE_STRONG,
    STYLE_GOOD,
    STYLE_BAD,
    STYLE_DOUBT,
    STYLE_FAINT
} Style;

typedef struct Page {
    Writer *out;
    size_t columns; /* width; nothing is wrapped earlier than column 20 */
    bool colour;
    bool ascii;             /* the reader's terminal shows no UTF-8 */
    size_t at;              /* columns that the current line has so far */
    const char *kept_right; /* waits for the end of the current line; see page_keep_right() */
    Style kept_style;
} Page;

/* The text as it will stand on this page: printable, and in ASCII where that is all there is. */
const char *page_text(const Page *page, const char *text);
/* Columns that it will take. */
size_t page_width(const Page *page, const char *text);

/* On the current line, never wrapped. */
void page_put(Page *page, Style style, const char *text);
/* Blanks up to `column`; one when the line is longer already. */
void page_tab(Page *page, size_t column);
void page_end_line(Page *page);

/* Words, wrapped at `right` columns; lines after the first start at column `indent`. A word that
 * no line can hold is broken behind a '/'. A blank at the start of `text` stays one. Ends within a
 * line. */
void page_flow(Page *page, Style style, const char *text, size_t indent, size_t right);

/* Keeps the right edge of the current line for a text, which is put there when the line ends;
 * page_flow() wraps before it. Where there is no room, it gets a line of its own. */
void page_keep_right(Page *page, Style style, const char *text);

#endif
