/* Which change explains that two sides come to two answers: by trying, not by guessing.
 *
 * In the side that is worse off, parts are put back as they are in the other one, and the mixture
 * is looked at and judged like the real thing. What makes the answer the other side's explains it.
 */
#ifndef WHYCPU_CHANGES_EXPLANATION_H
#define WHYCPU_CHANGES_EXPLANATION_H

#include "changes/parts.h"

typedef enum ExplanationKind {
    EXPLANATION_NOT_NEEDED, /* it is one answer */
    EXPLANATION_ALONE,      /* each of the parts alone makes the difference */
    EXPLANATION_TOGETHER,   /* the parts together make it, and each of them is needed */
    EXPLANATION_COARSE,     /* together they make it; some of them may not be needed */
    EXPLANATION_UNRECORDED, /* what only one side tells makes it */
    EXPLANATION_NONE        /* nothing that both sides tell makes it */
} ExplanationKind;

typedef struct Explanation {
    ExplanationKind kind;
    PartList parts;    /* in the order of their kinds */
    Part *led_by;      /* a change from which the parts follow; NULL: there is none */
    bool is_improved;  /* the later side is better off: the parts mended it */
    size_t judgements; /* how many mixtures were judged */
} Explanation;

Explanation explain_changes(Arena *arena, const Side *before, const Side *after,
                            const Parts *parts);

/* Whether a part is of a kind that changes when `other` does: nodes when the module goes. */
bool part_follows(const Part *part, const Part *other);

const char *explanation_word(ExplanationKind kind);

#endif
