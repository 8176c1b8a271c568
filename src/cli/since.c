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

static bool works_not(const Judgement *judgement)
{
    return judgement->verdict == VERDICT_CPU || judgement->verdict == VERDICT_FAILS;
}

/* The question of this answer: its framework, as the remembered one has its own. */
static Recording recording_of(const Invocation *invocation, const Check *check, Text text,
                              const Judgement *judgement)
{
    Recording recording = {.text = text,
                           .name = "this machine",
                           .is_here = true,
                           .question = question_of(invocation->arena, &check->options)};
    framework_by_word(judgement->target.framework, &recording.question.framework);
    return recording;
}

static void compare(const Invocation *invocation, const Check *check, Text text,
                    Judgement *judgement)
{
    const char *problem, *because;
    int wrong;
    Recording then = {.name = remembered_path(invocation, &judgement->target, &because)};
    CheckOptions nothing_else = {.framework = FRAMEWORK_NONE};
    if (!then.name ||
        remembered_read(invocation, &judgement->target, &then.text).known != PRESENT ||
        !question_of_recording(invocation, &nothing_else, &then, &problem))
        return;
    Recording now = recording_of(invocation, check, text, judgement);
    const Changes *changes = changes_between(invocation->arena, &then, &now, &problem, &wrong);
    if (changes && changes->before.judgement->verdict == VERDICT_GPU)
        judgement->since = changes;
}

void tell_since(const Invocation *invocation, const Check *check)
{
    Text text = {0};
    if (!check->judged.recorder || !may_be_compared(&check->options))
        return;
    for (size_t i = 0; i < check->judgements.count; i++) {
        if (!works_not(check->judgements.items[i]))
            continue;
        if (!text.at) /* written once for all of them */
            text = check_text(invocation, check);
        compare(invocation, check, text, check->judgements.items[i]);
    }
}
