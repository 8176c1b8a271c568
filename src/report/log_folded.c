/* Which lines follow from the root cause, and which mean nothing. */
#include <string.h>

#include "report/log_parts.h"

enum { QUOTED_BYTES = 60 };

static const char *in_few_words(Arena *arena, const Sighting *sighting)
{
    Text matched = sighting->match.matched;
    size_t length = matched.length < QUOTED_BYTES ? matched.length : QUOTED_BYTES;
    while (length < matched.length && length > 0 && (matched.at[length] & 0xC0) == 0x80)
        length--;
    const char *text = text_copy(arena, text_trim(text_part(matched, 0, length)));
    const char *dots = length < matched.length ? "…" : "";
    return sighting->count > 1
               ? arena_printf(arena, "\"%s%s\" (line %zu and %zu more)", text, dots,
                              sighting->number, sighting->count - 1)
               : arena_printf(arena, "\"%s%s\" (line %zu)", text, dots, sighting->number);
}

/* Whether the message leaves this cause open. */
static bool leaves_open(const Message *message, CauseId id)
{
    Text rest = text_of(message->causes), word;
    bool possible;
    while (message_next_cause(&rest, &word, &possible))
        if (possible && text_is(word, cause_word(id)))
            return true;
    return false;
}

/* What a framework does when it has found no GPU: it says that it leaves it, or lists none. */
static bool is_end(const Judgement *judgement, const Message *message)
{
    switch (message->sets) {
    case OUTCOME_LIBRARIES_FAILED:
    case OUTCOME_NO_DEVICE:
    case OUTCOME_CPU_USED: return true;
    case OUTCOME_DEVICES_LISTED:
    case OUTCOME_GPUS_COUNTED: return judgement->listed == 0;
    default: return false;
    }
}

/* Another library that did not open, or the same message again, is evidence of its own. */
static bool follows(const LoggedAnswer *answer, const Cause *root, const Sighting *proof,
                    const Sighting *sighting)
{
    const Message *message = sighting->match.message;
    if (proof && sighting->number == proof->number)
        return false;
    if (message->kind == KIND_CONSEQUENCE)
        return true;
    if (!root || (proof && message == proof->match.message) ||
        message->sets == OUTCOME_LIBRARY_FAILED)
        return false;
    return is_end(answer->judgement, message) || (root->certain && leaves_open(message, root->id));
}

void log_fold(Arena *arena, LoggedAnswer *answer)
{
    const Judgement *judgement = answer->judgement;
    const Cause *root = judgement->causes.count ? root_cause(judgement) : NULL;
    const Sighting *proof = root ? sighting_of(answer, root) : NULL;
    for (size_t i = 0; answer->episode && i < answer->episode->sightings.count; i++) {
        const Sighting *sighting = &answer->episode->sightings.items[i];
        if (sighting->match.message->kind == KIND_HARMLESS)
            list_add(arena, answer->harmless, in_few_words(arena, sighting));
        else if (follows(answer, root, proof, sighting))
            list_add(arena, answer->consequences, in_few_words(arena, sighting));
    }
}
