#include "cli/same_answer.h"

#include <string.h>

#include "base/writer.h"

static void put_causes(Writer *out, const CauseList *causes)
{
    for (size_t i = 0; i < causes->count; i++) {
        const Cause *cause = &causes->items[i];
        put_format(out, " %s(%s%s%s, %zu)", cause_word(cause->id), effect_word(cause->effect),
                   cause->root ? ", root" : "", cause->certain ? ", certain" : "",
                   cause->subjects.count);
    }
}

/* One line a judgement; what names anybody is not in it. */
static const char *words_of(Arena *arena, const Judgement *judgement)
{
    Writer out = writer_new(arena);
    const char *framework = judgement->target.framework;
    put_format(&out, "%s: %s, %d", framework ? framework : "machine",
               verdict_word(judgement->verdict), judgement->listed);
    for (int i = 0; i < STEP_COUNT; i++)
        put_format(&out, " %s=%s", step_word((StepId)i),
                   step_status_word(judgement->chain[i].status));
    put_causes(&out, &judgement->causes);
    put(&out, " /");
    put_causes(&out, &judgement->findings);
    return out.bytes;
}

const char *answers_differ(Arena *arena, const Judgements *first, const Judgements *then)
{
    if (first->count != then->count)
        return arena_printf(arena, "%zu answers; then %zu", first->count, then->count);
    for (size_t i = 0; i < first->count; i++) {
        const char *a = words_of(arena, first->items[i]), *b = words_of(arena, then->items[i]);
        if (strcmp(a, b) != 0)
            return arena_printf(arena, "%s; then %s", a, b);
    }
    return NULL;
}
