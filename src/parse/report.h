/* A pasted report: tables of programs and plain sentences about the environment, between log lines.
 *
 * docs/REPORT_FORMS.md lists the forms and what is taken from each. Nothing is guessed: a line
 * whose form is not known gives no fact.
 */
#ifndef WHYCPU_PARSE_REPORT_H
#define WHYCPU_PARSE_REPORT_H

#include "parse/report_fact.h"

/* The facts of a report, in the order of its lines. `first` is the number of its first line. Texts
 * are views of `lines` or lie in the arena. Time grows with the length of `lines` alone. */
ReportFacts report_read(Arena *arena, Text lines, size_t first);

/* The same with one reader alone. */
ReportFacts report_read_with(Arena *arena, Text lines, ReportReader *reader);

/* For a log that is too long to be read as a report: whether a table, or the command that prints
 * one, begins on this line, which holds one of report_anchors(). Cheap, and sure of nothing:
 * report_read() decides. */
bool report_starts_here(Text line);

/* The texts of which a line must hold one to be a start, for a scanner that looks for many at once:
 * eight bytes or more each, as the shortest decides how fast it is. */
const char *const *report_anchors(size_t *count);

#endif
