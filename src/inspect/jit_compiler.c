/* The library by which libcuda compiles PTX. */
#include <string.h>

#include "inspect/machine.h"

static bool any_nvidia_gpu(Facts *facts)
{
    Strings gpus = facts_subjects(facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++)
        if (is_yes(fact_is_text(facts, gpus.items[i], FACT_GPU_VENDOR, "nvidia")))
            return true;
    return false;
}

/* WSL and Tegra keep their compiler elsewhere, and an assumed driver consists of two libraries. */
void inspect_jit_compiler(World *world, Facts *facts, Loader *loader)
{
    const char *libcuda = "library/libcuda.so.1";
    const Fact *opening = fact_get(facts, libcuda, FACT_LIBRARY_OPENING);
    const char *kind = fact_text_or(facts, libcuda, FACT_LIBRARY_KIND, "");
    bool whole = strcmp(kind, "driver") == 0 || strcmp(kind, "compat") == 0;
    if (opening->known != PRESENT || !opens(opening->opening) || opening->assumed || !whole ||
        !any_nvidia_gpu(facts) || overlay_covers(world, opening->opening->path))
        return;
    fact_set_opening(facts, libcuda, FACT_JIT_COMPILER,
                     loader_dlopen(loader, "libnvidia-ptxjitcompiler.so.1", opening->opening->path),
                     "the search of ld.so(8)");
}
