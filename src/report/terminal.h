/* A judgement for a person at a terminal. The first line answers; what is fine takes a line; what
 * is not shows its evidence, its repair and a command by which anyone can check. */
#ifndef WHYCPU_REPORT_TERMINAL_H
#define WHYCPU_REPORT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/writer.h"
#include "diagnose/judgement.h"

typedef struct View {
    size_t columns;
    bool colour;
    bool ascii;       /* the terminal shows no UTF-8 */
    const char *cwd;  /* of the reader; paths below it are shown relative. NULL: none is */
    const char *home; /* likewise as ~ */
} View;

/* The whole report. Lies in the writer; nothing is printed yet. */
void report_terminal(Writer *out, const Judgement *judgement, const View *view);

/* The first line alone. */
void report_first_line(Writer *out, const Judgement *judgement, const View *view);

/* One line for a list of many: the first line with the ids of its causes, never wrapped. */
void report_list_line(Writer *out, const Judgement *judgement, const View *view);

/* The first lines of several judgements of one environment; a later one that ends like the first
 * for no other reason is left out. */
void report_first_lines(Writer *out, const Judgement *const *judgements, size_t count,
                        const View *view);

/* Several judgements of one environment, in order: the first in full; a later one that has no
 * cause of its own takes a line. */
void report_terminal_all(Writer *out, const Judgement *const *judgements, size_t count,
                         const View *view);

#endif
