/* Any recorded world, shortened and redacted: what comes out is a recorded world, says that it was
 * redacted, holds no name that was to be changed, and does not change any more. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/writer.h"
#include "redact/redact.h"
#include "world/world.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A name that no other word of the input can make. (A fuzzer learns it from our own comparison:
 * what has it already is no case, since a name of pci.ids, say, is nobody's and stays.) */
#define SOMEBODY "zqxwvzqxwv"

static Text with_somebody(Arena *arena, Text text)
{
    Writer out = writer_new(arena);
    put_text(&out, text);
    put(&out, "\nuser " SOMEBODY " uid=7 home=/home/" SOMEBODY "\nenv HOME=/home/" SOMEBODY "\n");
    return (Text){out.bytes, out.length};
}

static void must_be_a_world(Arena *arena, Text text, bool redacted)
{
    const char *error = NULL;
    World *world = world_recorded(arena, text, &error);
    must(world != NULL);
    must(!redacted || world_origin(world)->redacted);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text given = with_somebody(arena, (Text){(const char *)data, size}), shorter, redacted, again;
    Strings hosts = {0};
    Redaction done;
    const char *error = NULL;
    bool has_it = memmem(data, size, SOMEBODY, sizeof SOMEBODY - 1) != NULL;
    if (!has_it && world_recorded(arena, given, &error)) {
        must(world_shortened(arena, given, &shorter, &error));
        must_be_a_world(arena, shorter, false);
        must(world_redacted(arena, shorter, hosts, &redacted, &done, &error));
        must_be_a_world(arena, redacted, true);
        must(!memmem(redacted.at, redacted.length, " " SOMEBODY " ", sizeof SOMEBODY + 1));
        must(!memmem(redacted.at, redacted.length, "/" SOMEBODY "\n", sizeof SOMEBODY + 1));
        must(world_redacted(arena, redacted, hosts, &again, &done, &error));
    }
    arena_free(arena);
    return 0;
}
