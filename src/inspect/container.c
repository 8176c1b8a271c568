/* Which container is around us. The first marker wins, the specific before the general; each is
 * what the runtime itself leaves. */
#include "inspect/container.h"

#include <string.h>

#include "inspect/machine.h"

typedef struct Marker {
    const char *kind;
    const char *path;     /* a file that tells; or NULL */
    const char *variable; /* a variable that tells; or NULL */
    bool decides;         /* without this look nothing can be told */
    bool images_have_it;  /* it lies in the image: a virtual machine made from it has it too */
} Marker;

/* A look at a later marker is not in older recordings; it may only add an answer (`decides`). */
static const Marker MARKERS[] = {
    {.kind = "flatpak", .path = "/.flatpak-info"},
    {.kind = "apptainer", .variable = "APPTAINER_CONTAINER", .decides = true},
    {.kind = "apptainer", .variable = "SINGULARITY_CONTAINER", .decides = true},
    {.kind = "kubernetes", .variable = "KUBERNETES_SERVICE_HOST", .decides = true},
    {.kind = "kubernetes", .path = "/run/secrets/kubernetes.io"},
    {.kind = "podman", .path = "/run/.containerenv", .decides = true, .images_have_it = true},
    {.kind = "docker", .path = "/.dockerenv", .decides = true, .images_have_it = true},
    {.kind = "apptainer", .path = "/.singularity.d"},
    {.kind = "systemd-nspawn", .path = "/run/systemd/container", .decides = true},
    {.kind = "container", .variable = "container"},
};

enum {
    MARKER_COUNT = sizeof MARKERS / sizeof *MARKERS,
    OSRELEASE_CEILING = 256,
    VERSION_CEILING = 1024,
    KIND_CEILING = 64
};

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

/* gVisor tells every program the same kernel (gvisor/pkg/sentry/kernel/version.go). A real 4.4.0
 * says more about itself. */
static void inspect_sandbox(World *world, Facts *facts)
{
    const char *release = fact_text_or(facts, "machine", FACT_KERNEL_RELEASE, "");
    Text text;
    if (strcmp(release, "4.4.0") != 0)
        return;
    if (world_read(world, "/proc/version", VERSION_CEILING, &text).known == PRESENT &&
        text_starts(text, "Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016"))
        fact_set_text(facts, "machine", FACT_CONTAINER_SANDBOX, "gvisor", "/proc/version");
}

/* systemd writes down what its container manager told it, and so does a variable; "oci" is what
 * podman's images for development say. */
static const char *kind_by_word(Text word)
{
    static const char *const KINDS[][2] = {
        {"lxc", "lxc"},         {"lxc-libvirt", "lxc"}, {"systemd-nspawn", "systemd-nspawn"},
        {"docker", "docker"},   {"podman", "podman"},   {"oci", "podman"},
        {"flatpak", "flatpak"},
    };
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (text_is(word, KINDS[i][0]))
            return KINDS[i][1];
    return NULL;
}

/* NULL: it says that this is none (WSL has a word too). */
static const char *kind_of(World *world, const Marker *marker)
{
    Text text;
    const char *value;
    if (marker->variable && strcmp(marker->variable, "container") == 0)
        return world_env(world, "container", &value).known == PRESENT ? kind_by_word(text_of(value))
                                                                      : NULL;
    if (!marker->path || strcmp(marker->path, "/run/systemd/container") != 0)
        return marker->kind;
    if (world_read(world, marker->path, KIND_CEILING, &text).known != PRESENT)
        return marker->kind;
    text = text_trim(text);
    const char *kind = kind_by_word(text);
    if (kind || text_is(text, "wsl"))
        return kind;
    return text.length ? "container" : marker->kind;
}

/* Whether the marker answers; its answer is then in the facts. */
static bool take_marker(World *world, Facts *facts, const Marker *marker)
{
    const char *source = marker->path ? marker->path : marker->variable;
    const char *kind = kind_of(world, marker);
    if (!kind)
        return false;
    const char *doubt = marker->images_have_it ? doubt_about_container(world, source) : NULL;
    if (doubt)
        fact_set_unknown(facts, "machine", FACT_CONTAINER, doubt, source);
    else
        fact_set_text(facts, "machine", FACT_CONTAINER, kind, source);
    return true;
}

void inspect_container(World *world, Facts *facts)
{
    inspect_kernel_release(world, facts);
    inspect_sandbox(world, facts);
    const char *unknown_because = NULL, *unknown_at = NULL;
    bool found = false;
    for (size_t i = 0; i < MARKER_COUNT && !found; i++) {
        Answer answer = look_for(world, &MARKERS[i]);
        if (answer.known == PRESENT)
            found = take_marker(world, facts, &MARKERS[i]);
        if (answer.known == UNKNOWN && MARKERS[i].decides) {
            unknown_because = answer.because;
            unknown_at = MARKERS[i].path ? MARKERS[i].path : MARKERS[i].variable;
        }
    }
    if (found && fact_get(facts, "machine", FACT_CONTAINER)->known == PRESENT)
        inspect_container_gifts(world, facts);
    else if (!found && unknown_because)
        fact_set_unknown(facts, "machine", FACT_CONTAINER, unknown_because, unknown_at);
    else if (!found)
        fact_set_absent(facts, "machine", FACT_CONTAINER, "/.dockerenv, /run/.containerenv, …");
}
