/* What people tell in sentences. */
#include <stdint.h>

#include "must.h"
#include "parse/telling.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const Telling *telling)
{
    must(telling->kind <= TELLING_HARMED);
    must(telling->place >= TELLING_ANY && telling->place < TELLING_PLACES);
    must(telling->thing >= TELLING_ANY && telling->thing < TELLING_THINGS);
    must(telling->what >= 0 && telling->what < TELLING_DEEDS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text rest = {(const char *)data, size}, line;
    while (text_line(&rest, &line)) {
        Tellings tellings = tellings_of(arena, line);
        for (size_t i = 0; i < tellings.count; i++)
            check(&tellings.items[i]);
    }
    arena_free(arena);
    return 0;
}
