/* Variables that the driver itself reads, and what is preloaded before it. */
#include "inspect/variables.h"

#include <string.h>

#include "inspect/who_set.h"

#define PRELOAD_FILE "/etc/ld.so.preload"

enum { PRELOAD_CEILING = 64 * 1024 };

static const char *const NAMES[] = {
    "CUDA_DISABLE_PTX_JIT",    "CUDA_DISABLE_JIT",     "CUDA_FORCE_PTX_JIT",
    "CUDA_FORCE_JIT",          "CUDA_CACHE_DISABLE",   "CUDA_LAUNCH_BLOCKING",
    "NVIDIA_TF32_OVERRIDE",    "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES",
    "CUDA_MPS_PIPE_DIRECTORY", "GPU_DEVICE_ORDINAL",
};

/* Separated by blanks, colons and newlines. */
static Strings files_in(Arena *arena, const char *text)
{
    Strings files = {0};
    size_t start = 0;
    for (size_t i = 0;; i++) {
        bool separates = text[i] == ' ' || text[i] == ':' || text[i] == '\n' || text[i] == '\t';
        if (!separates && text[i])
            continue;
        if (i > start)
            list_add(arena, files, arena_copy(arena, text + start, i - start));
        start = i + 1;
        if (!text[i])
            return files;
    }
}

static void inspect_preload_file(World *world, Facts *facts)
{
    Text text;
    Answer answer = world_read(world, PRELOAD_FILE, PRELOAD_CEILING, &text);
    if (answer.known == ABSENT)
        fact_set_absent(facts, "machine", FACT_PRELOADED, PRELOAD_FILE);
    else if (answer.known == UNKNOWN)
        fact_set_unknown(facts, "machine", FACT_PRELOADED, answer.because, PRELOAD_FILE);
    else
        fact_set_texts(facts, "machine", FACT_PRELOADED,
                       files_in(facts_arena(facts), text_copy(facts_arena(facts), text)),
                       PRELOAD_FILE);
}

void inspect_who_chose_libcuda(World *world, const PythonEnvironment *env, Facts *facts)
{
    const Fact *opening = fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING);
    const char *kind = fact_text_or(facts, "library/libcuda.so.1", FACT_LIBRARY_KIND, "");
    bool differs =
        fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_OTHER_VERSIONS)->known == PRESENT;
    bool strange = differs || strcmp(kind, "stub") == 0 || strcmp(kind, "compat") == 0;
    if (strange && opening->known == PRESENT && opening->opening->rule == RULE_LD_LIBRARY_PATH)
        inspect_who_set(world, env, facts, "LD_LIBRARY_PATH");
}

/* One that is not set is not told: there are many, and unset is their usual state. */
void inspect_driver_variables(World *world, const PythonEnvironment *env, Facts *facts)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const char *value;
        if (world_env(world, NAMES[i], &value).known != PRESENT)
            continue;
        fact_set_text(facts, arena_printf(facts_arena(facts), "variable/%s", NAMES[i]),
                      FACT_DRIVER_VARIABLE, value, "the environment");
        inspect_who_set(world, env, facts, NAMES[i]);
    }
    inspect_preload_file(world, facts);
}
