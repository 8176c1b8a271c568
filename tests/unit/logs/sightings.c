#include "sightings.h"

#include <string.h>

#include "base/writer.h"
#include "harness.h"

const char *sightings_shown(const Episodes *episodes, const char *whose)
{
    Writer told = writer_new(test_arena());
    for (size_t i = 0; i < episodes->items.count; i++) {
        const Episode *episode = &episodes->items.items[i];
        const char *name = episode->whose ? episode->whose : "-";
        for (size_t k = 0; k < episode->sightings.count; k++) {
            const Sighting *sighting = &episode->sightings.items[k];
            if (whose && strcmp(name, whose) == 0)
                put_format(&told, "%s x%zu\n", sighting->match.message->id, sighting->count);
            else if (!whose)
                put_format(&told, "%s %s x%zu:%zu\n", name, sighting->match.message->id,
                           sighting->count, sighting->number);
        }
    }
    return text_copy(test_arena(), (Text){told.bytes, told.length});
}

const char *sightings_of(const char *text, const char *whose)
{
    Arena *arena = test_arena();
    Episodes episodes = {.arena = arena, .messages = messages_read(arena)};
    Text rest = text_of(text), line;
    episodes_begin_file(&episodes, "a.log");
    for (size_t number = 1; text_line(&rest, &line); number++)
        episodes_take(&episodes, line, number);
    return sightings_shown(&episodes, whose);
}
