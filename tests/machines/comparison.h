/* Judging a machine, and holding the answer against its file. */
#ifndef WHYCPU_TESTS_COMPARISON_H
#define WHYCPU_TESTS_COMPARISON_H

#include "cli/answers.h"
#include "machine_file.h"

typedef struct MachineAnswer {
    Facts *facts;
    Target target;
    Judgement *judgement;
} MachineAnswer;

/* `take_away` (or NULL) is a path that cannot be told. False with `*error` set. */
bool machine_judge(Arena *arena, const char *directory, const Machine *machine,
                   const char *take_away, MachineAnswer *answer, const char **error);

/* The same of a world that is there. */
void machine_judge_world(World *world, const Machine *machine, MachineAnswer *answer);

/* What is not as expected, a sentence each. */
Strings compare_answer(Arena *arena, const Machine *machine, const Judgement *judgement);

/* The cause that is the root, or NULL. */
const Cause *root_cause(const Judgement *judgement);

/* "cpu, listed 0, nouveau-in-use (cpu)". */
const char *answer_words(Arena *arena, const Judgement *judgement);

#endif
