/* libcuda.so.1 and libnvidia-ml.so.1, as the loader found them. */
#include "inspect/machine.h"

#include <string.h>

/* ".../libcuda.so.580.65.06" → "580.65.06"; NULL when the name ends in ".so" or ".so.1". */
static const char *version_in_name(const char *path)
{
    const char *so = strstr(path, ".so.");
    for (const char *next = so; next; next = strstr(next + 1, ".so."))
        so = next;
    return so && strchr(so + 4, '.') ? so + 4 : NULL;
}

static bool is_wsl_path(const char *path)
{
    return starts_with(path, "/usr/lib/wsl/");
}

/* The toolkit's stub really lies in a directory called stubs (driver-layer facts, 2C). Its size or
 * its lack of DT_NEEDED alone prove nothing: WSL's libcuda is a small loader too. */
static bool is_toolkit_stub(const char *path)
{
    return strstr(path, "/stubs/") != NULL;
}

void inspect_driver_library(World *world, Facts *facts, const Opening *opening)
{
    const char *subject = arena_printf(facts_arena(facts), "library/%s", opening->name);
    fact_set_opening(facts, subject, FACT_LIBRARY_OPENING, opening, "the search of ld.so(8)");
    fact_set_text(facts, subject, FACT_LIBRARY_ROLE, "driver", "the NVIDIA driver");
    if (!opening->path)
        return;
    if (overlay_covers(world, opening->path))
        fact_mark_assumed(facts, subject, FACT_LIBRARY_OPENING);
    const char *real;
    Answer answer = world_real_path(world, opening->path, &real);
    if (answer.known != PRESENT) {
        fact_set_unknown(facts, subject, FACT_LIBRARY_VERSION, answer.because, opening->path);
        fact_set_unknown(facts, subject, FACT_LIBRARY_IS_STUB, answer.because, opening->path);
        return;
    }
    fact_set_flag(facts, subject, FACT_LIBRARY_IS_STUB, is_toolkit_stub(real), real);
    const char *version = version_in_name(real);
    if (version && !is_wsl_path(real))
        fact_set_text(facts, subject, FACT_LIBRARY_VERSION, version, real);
    else
        fact_set_unknown(facts, subject, FACT_LIBRARY_VERSION,
                         "the name of the file has no version", real);
}
