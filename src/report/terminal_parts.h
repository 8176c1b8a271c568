/* What the files of the terminal report share. */
#ifndef WHYCPU_REPORT_TERMINAL_PARTS_H
#define WHYCPU_REPORT_TERMINAL_PARTS_H

#include "report/page.h"
#include "report/places.h"
#include "report/terminal.h"

typedef struct Report {
    Page page;
    Arena *arena;
    const Judgement *judgement;
    Places places;         /* for texts */
    Places command_places; /* for commands: only what keeps them runnable where the reader stands */
} Report;

enum { MARGIN = 2, LABEL_COLUMN = 10 };

/* A report on what was judged, as wide as the view; nothing is written yet. */
Report report_begin(Writer *out, const Judgement *judgement, const View *view);

/* With its paths shortened. */
const char *report_text(const Report *report, const char *text);

/* The text as a sentence: a capital letter where its first word is an ordinary word and no name, a
 * full stop where it has no end. */
const char *as_sentence(Arena *arena, const char *text);

/* The text as a sentence, at the margin. */
void put_sentence(Report *report, Style style, const char *text);

/* What something was and what it is, a line each; NULL: no line. */
void put_before_and_now(Report *report, const char *before, const char *now);

/* The cause that is the root; NULL when nothing is broken. */
const Cause *root_cause(const Judgement *judgement);

/* One id is not yet one reason: each of two may lack a library of its own. */
bool cause_is_among(const CauseList *causes, const Cause *one);

/* Each part ends its last line. A part that has nothing to say writes nothing. */
void put_first_line(Report *report);
void put_list_line(Report *report, bool with_environment);
/* The answer, and that its causes are those of the one above it. */
void put_line_below(Report *report);
void put_environment_notes(Report *report);
void put_reason(Report *report);
void put_since(Report *report);
/* Whether both would tell the same: when it worked, and what explains that it does not. */
bool says_the_same(const struct Changes *a, const struct Changes *b);
/* Less the steps that were told of `first`; NULL: none was. */
void put_chain(Report *report, const Judgement *first);
void put_advice(Report *report);
/* Findings and notes alone, less those that were told of `first`. */
void put_own_remarks(Report *report, const Judgement *first);

/* The arguments of a command, broken between two of them where the line is full, the rest at column
 * `continued`; what is shown can be pasted. */
void put_argv(Report *report, Strings command, size_t continued);

/* The label of a section, once, and blanks up to where its text starts. */
void put_label(Report *report, const char **label);

#endif
