/* The small files that decide which Python runs and where it looks. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/pth.h"
#include "parse/pyvenv.h"
#include "parse/shim.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_pth(Text text, bool skip_mark)
{
    PthReader reader = pth_reader(text, skip_mark);
    PthLine line;
    size_t bytes = 0;
    int number = 0;
    while (pth_next(&reader, &line)) {
        must(line.text.length > 0 && line.number > number);
        number = line.number;
        bytes += line.text.length;
    }
    must(bytes <= text.length);
}

static void read_versions(Arena *arena, Text text)
{
    Strings versions = pyenv_versions(arena, text);
    for (size_t i = 0; i < versions.count && i < 16; i++) {
        const char *newest = pyenv_newest(&versions, versions.items[i]);
        must(!newest || starts_with(newest, versions.items[i]));
    }
    tool_versions(arena, text, "python");
    Shim shim = shim_of(arena, text);
    must(shim.kind == SHIM_PYENV || shim.root == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text text = {(const char *)data, size};
    PyvenvConfig config = pyvenv_read(arena, text);
    must(config.maker != NULL);
    read_pth(text, false);
    read_pth(text, true);
    read_versions(arena, text);
    arena_free(arena);
    return 0;
}
