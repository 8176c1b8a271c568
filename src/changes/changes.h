/* What changed between two recordings of a machine, and which change explains that the answer is
 * another one. docs/CHANGES.md tells how. */
#ifndef WHYCPU_CHANGES_CHANGES_H
#define WHYCPU_CHANGES_CHANGES_H

#include "changes/explanation.h"

/* A fact that both sides tell, and tell differently. */
typedef struct FactChange {
    const char *subject;
    FactName name;
    const char *before, *after; /* NULL: absent */
} FactChange;
typedef LIST_OF(FactChange) FactChangeList;

typedef struct Changes {
    Side before, after;
    Parts parts;
    Explanation explanation;
    FactChangeList facts;
    const char *since; /* when `before` was recorded, "2026-11-21"; NULL: nobody knows */
} Changes;

/* The text of a recorded world. */
typedef struct Recording {
    Text text;
    const char *name; /* what the reader calls it: a file, "this machine" */
    bool is_here;     /* this machine, as it is now */
    bool is_redacted; /* names of people and places are others than on the machine */
    Question question;
} Recording;

/* Compares two recordings. Homes and environments that lie elsewhere are taken for one another.
 * Both are judged for one framework: the one that a question names, else the first that is
 * installed on either side. NULL with `*error` set, and `*wrong` to 0 or 1, when that text is no
 * recorded world. */
Changes *changes_between(Arena *arena, const Recording *before, const Recording *after,
                         const char **error, int *wrong);

/* Differences of facts alone. */
FactChangeList facts_changed(Arena *arena, const Facts *before, const Facts *after);

#endif
