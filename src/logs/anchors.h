/* Finds any of hundreds of literals in a block of bytes, at the speed of memory where there are
 * few.
 *
 * Of each literal one window of equal length is watched, the one whose bytes are rarest in logs.
 * The block is looked at only every few bytes: so far apart that exactly one look falls into each
 * window. A look hashes four bytes and asks a table of bits that stays in the nearest cache; only
 * where that says yes are literals compared. Looks do not depend on each other, so the processor
 * does several at once, and there is nothing to shift.
 */
#ifndef WHYCPU_LOGS_ANCHORS_H
#define WHYCPU_LOGS_ANCHORS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { SHORTEST_SEARCHED = 5, LONGEST_SEARCHED = 1024, MOST_SEARCHED = 65535 };

typedef struct Anchors Anchors;

/* Each literal has SHORTEST_SEARCHED to LONGEST_SEARCHED bytes, and there are at most MOST_SEARCHED
 * of them; otherwise this is a fault of whycpu. Their bytes belong to the caller and must live as
 * long. The shortest one decides how fast all are found: with one of 5 bytes a look falls on every
 * second byte, with 12 on every ninth. */
Anchors *anchors_new(Arena *arena, const Text literals[], size_t count);

typedef struct AnchorHit {
    size_t at; /* where in the block the literal begins */
    size_t literal;
} AnchorHit;

enum { ANCHOR_LOOKS = 128, ANCHOR_HITS = 32 };

/* What lies ahead is looked at and compared some at a time. */
typedef struct AnchorSearch {
    const Anchors *anchors;
    const Text *literals;
    Text block;
    size_t next;                /* look */
    size_t looks[ANCHOR_LOOKS]; /* that may be of a literal */
    size_t look, look_count;    /* of these */
    size_t compared;            /* entries of this look */
    AnchorHit hits[ANCHOR_HITS];
    size_t hit, hit_count;
} AnchorSearch;

void anchors_begin(AnchorSearch *search, const Anchors *anchors, Text block);

/* Looks for more hits, of which nearly all are some; for anchors_next() alone. */
bool anchors_more(AnchorSearch *search);

/* The next place where a literal stands, whole, in the block; false when there is none left. Every
 * occurrence of every literal is told once. They come in the order of their windows: of two that
 * overlap, the later one may come first. */
static inline bool anchors_next(AnchorSearch *search, AnchorHit *hit)
{
    do {
        while (search->hit < search->hit_count) {
            *hit = search->hits[search->hit++];
            Text literal = search->literals[hit->literal];
            if (memcmp(search->block.at + hit->at, literal.at, literal.length) == 0)
                return true;
        }
    } while (anchors_more(search));
    return false;
}

#endif
