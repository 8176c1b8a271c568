/* A check from its options to its judgements, recorded or not: what `whycpu check`, `snapshot` and
 * the comparison with a remembered world have in common. */
#ifndef WHYCPU_CLI_RUN_CHECK_H
#define WHYCPU_CLI_RUN_CHECK_H

#include "cli/answers.h"
#include "cli/judged_world.h"

typedef struct Check {
    CheckOptions options; /* with what the question of a --snapshot adds */
    JudgedWorld judged;
    Judgements judgements; /* with their notes */
} Check;

typedef enum RecordDepth {
    RECORD_NOTHING,
    RECORD_WITH_GPU,  /* besides, what would be asked if the machine had a GPU */
    RECORD_THE_ANSWER /* what this answer takes, no more: it costs hardly more than the answer */
} RecordDepth;

/* Judges what the options ask about. What is recorded is kept, each question with its answer:
 * check_text() is the recording. `listener` (or NULL) hears of each environment of --all, whose
 * judgements are then not kept in `check`, and where nothing is recorded the memory that they took
 * is given back; with other options it hears nothing. False with
 * `*refusal`, for refused(), when the options name what is not there, or the machine does not
 * answer. */
bool run_check(const Invocation *invocation, const CheckOptions *options, RecordDepth record,
               Listener *listener, Check *check, Refusal *refusal);

/* The recorded world of a check that was run with `record`, as docs/WORLD_FORMAT.md has it: of
 * very long files the lines that matter, and not redacted. `whycpu check --snapshot` of it gives
 * the same answer, byte for byte. */
Text check_text(const Invocation *invocation, const Check *check);

#endif
