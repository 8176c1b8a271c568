#include "cli/since.h"

#include "cli/question.h"
#include "cli/remembered.h"

/* What is remembered is of this machine, of the caller, and of what is really there. */
static bool may_be_compared(const CheckOptions *options)
{
    return !options->all && !options->root && !options->snapshot && !options->user &&
           !options->assume_gpu && !options->first_line_alone;
}

RecordDepth depth_of_recording(const Invocation *invocation, const CheckOptions *options)
{
    if (options->remember)
        return RECORD_WITH_GPU;
    bool is_needed = may_be_compared(options) && anything_is_remembered(invocation);
    return is_needed ? RECORD_THE_ANSWER : RECORD_NOTHING;
}

static Judgement *first_that_does_not_work(const Judgements *judgements)
{
    for (size_t i = 0; i < judgements->count; i++) {
        Verdict verdict = judgements->items[i]->verdict;
        if (verdict == VERDICT_CPU || verdict == VERDICT_FAILS)
            return judgements->items[i];
    }
    return NULL;
}

/* The question of this answer: its framework, as the remembered one has its own. */
static Recording recording_of(const Invocation *invocation, const Check *check,
                              const Judgement *judgement)
{
    Recording recording = {.text = check_text(invocation, check),
                           .name = "this machine",
                           .is_here = true,
                           .question = question_of(invocation->arena, &check->options)};
    framework_by_word(judgement->target.framework, &recording.question.framework);
    return recording;
}

void tell_since(const Invocation *invocation, const Check *check)
{
    Judgement *judgement = first_that_does_not_work(&check->judgements);
    if (!judgement || !check->judged.recorder || !may_be_compared(&check->options))
        return;
    const char *problem, *because;
    int wrong;
    Recording then = {.name = remembered_path(invocation, &judgement->target, &because)};
    CheckOptions nothing_else = {.framework = FRAMEWORK_NONE};
    if (!then.name ||
        remembered_read(invocation, &judgement->target, &then.text).known != PRESENT ||
        !question_of_recording(invocation, &nothing_else, &then, &problem))
        return;
    Recording now = recording_of(invocation, check, judgement);
    const Changes *changes = changes_between(invocation->arena, &then, &now, &problem, &wrong);
    if (changes && changes->before.judgement->verdict == VERDICT_GPU)
        judgement->since = changes;
}
