/* Which container is around us. The first marker wins; each is what the runtime itself leaves. */
#include "inspect/machine.h"

#include <string.h>

typedef struct Marker {
    const char *kind;
    const char *path;     /* a file that tells; or NULL */
    const char *variable; /* a variable that tells; or NULL */
} Marker;

static const Marker MARKERS[] = {
    {"apptainer", NULL, "APPTAINER_CONTAINER"},
    {"apptainer", NULL, "SINGULARITY_CONTAINER"},
    {"kubernetes", NULL, "KUBERNETES_SERVICE_HOST"},
    {"podman", "/run/.containerenv", NULL},
    {"docker", "/.dockerenv", NULL},
    {"systemd-nspawn", "/run/systemd/container", NULL},
};

enum { MARKER_COUNT = sizeof MARKERS / sizeof *MARKERS, OSRELEASE_CEILING = 256 };

static Answer look_for(World *world, const Marker *marker)
{
    if (marker->variable) {
        const char *value;
        return world_env(world, marker->variable, &value);
    }
    FileInfo info;
    return world_stat(world, marker->path, &info);
}

static void inspect_kernel_release(World *world, Facts *facts)
{
    const char *source = "/proc/sys/kernel/osrelease";
    Text text;
    Answer answer = world_read(world, source, OSRELEASE_CEILING, &text);
    if (answer.known != PRESENT) {
        const char *because = answer.known == ABSENT ? "there is no such file" : answer.because;
        fact_set_unknown(facts, "machine", FACT_KERNEL_RELEASE, because, source);
        fact_set_unknown(facts, "machine", FACT_WSL, because, source);
        return;
    }
    const char *release = text_copy(facts_arena(facts), text_trim(text));
    fact_set_text(facts, "machine", FACT_KERNEL_RELEASE, release, source);
    bool microsoft = strstr(release, "icrosoft") || strstr(release, "WSL");
    fact_set_flag(facts, "machine", FACT_WSL, microsoft, source);
}

void inspect_container(World *world, Facts *facts)
{
    inspect_kernel_release(world, facts);
    const char *unknown_because = NULL, *unknown_at = NULL;
    for (size_t i = 0; i < MARKER_COUNT; i++) {
        const char *source = MARKERS[i].path ? MARKERS[i].path : MARKERS[i].variable;
        Answer answer = look_for(world, &MARKERS[i]);
        if (answer.known == PRESENT) {
            fact_set_text(facts, "machine", FACT_CONTAINER, MARKERS[i].kind, source);
            return;
        }
        if (answer.known == UNKNOWN) {
            unknown_because = answer.because;
            unknown_at = source;
        }
    }
    if (unknown_because)
        fact_set_unknown(facts, "machine", FACT_CONTAINER, unknown_because, unknown_at);
    else
        fact_set_absent(facts, "machine", FACT_CONTAINER, "/.dockerenv, /run/.containerenv, …");
}
