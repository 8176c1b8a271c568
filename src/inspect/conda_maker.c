#include "inspect/conda_maker.h"

#include <string.h>

enum { HISTORY_CEILING_BYTES = 1024 * 1024 };

static const char COMMAND[] = "# cmd: ";

/* "/opt/mambaforge/bin/mamba create -n tf": the last part of the first word. */
static Text program_of(Text command)
{
    Text program = text_part(command, 0, text_find(command, ' '));
    for (size_t slash; (slash = text_find(program, '/')) < program.length;)
        program = text_part(program, slash + 1, program.length);
    return program;
}

const char *conda_maker(World *world, const char *prefix)
{
    static const char *const OTHERS[] = {"mamba", "micromamba"};
    Text text, line;
    const char *history = arena_printf(world_arena(world), "%s/conda-meta/history", prefix);
    if (world_read(world, history, HISTORY_CEILING_BYTES, &text).known != PRESENT)
        return "conda";
    while (text_line(&text, &line)) {
        if (!text_starts(line, COMMAND))
            continue;
        Text program = program_of(text_part(line, strlen(COMMAND), line.length));
        for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
            if (text_is(program, OTHERS[i]))
                return OTHERS[i];
        return "conda";
    }
    return "conda";
}
