/* Goes into every source of an instrumented copy (see tree.py). Each atomic condition stands in
 * MUTANT(number, condition); the one whose number is chosen comes out the other way round. */
#ifndef WHYCPU_TESTS_MUTATE_MUTANT_H
#define WHYCPU_TESTS_MUTATE_MUTANT_H

/* What a run and whoever watches it share: the chosen number, and a byte for each condition that
 * says whether it was seen to hold (1), not to hold (2). */
enum { MUTANT_COUNT = 16384 };

typedef struct MutantBoard {
    int chosen; /* -1: none */
    unsigned char seen[MUTANT_COUNT];
} MutantBoard;

extern MutantBoard *mutant_board;

static inline int mutant_condition(int number, int holds)
{
    mutant_board->seen[number] |= holds ? 1 : 2;
    return holds ^ (number == mutant_board->chosen);
}

#define MUTANT(number, ...) mutant_condition((number), (__VA_ARGS__) ? 1 : 0)

#endif
