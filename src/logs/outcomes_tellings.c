/* What people tell in sentences (parse/telling.h), as outcomes: "says/container/smi/fails",
 * "helped/chmod" and, where a word says so, "mended/chmod", "harmed/sleep". */
#include "logs/outcomes.h"
#include "parse/pace.h"
#include "parse/telling.h"

static const char *outcome_word_of(const Outcomes *o, const Telling *telling)
{
    switch (telling->kind) {
    case TELLING_HELPED:
        return arena_printf(o->arena, "helped/%s", telling_deed_word(telling->what));
    case TELLING_HARMED:
        return arena_printf(o->arena, "harmed/%s", telling_harm_word(telling->what));
    default:
        return arena_printf(o->arena, "says/%s/%s/%s", telling_place_word(telling->place),
                            telling_thing_word(telling->thing),
                            telling->kind == TELLING_WORKS ? "works" : "fails");
    }
}

/* What they tell of speed (parse/pace.h): "pace/slow". */
static void outcomes_of_pace(Outcomes *o, Text line, const char *copy, const char *source)
{
    unsigned told = pace_of(line);
    for (int fact = 0; fact < PACE_FACTS; fact++)
        if (told >> fact & 1)
            outcome_seen(o, arena_printf(o->arena, "pace/%s", pace_word((PaceFact)fact)), "", copy,
                         source);
}

void outcomes_of_telling(Outcomes *o, Text line, size_t number)
{
    Tellings tellings = tellings_of(o->arena, line);
    const char *copy = text_copy(o->arena, line), *source = source_of(o, number);
    outcomes_of_pace(o, line, copy, source);
    for (size_t i = 0; i < tellings.count; i++) {
        const Telling *telling = &tellings.items[i];
        outcome_seen(o, outcome_word_of(o, telling), "", copy, source);
        if (telling->surely)
            outcome_seen(o, arena_printf(o->arena, "mended/%s", telling_deed_word(telling->what)),
                         "", copy, source);
    }
}
