/* What a container was given of the host's GPU: the nodes, the rights to them, the driver's
 * libraries. /sys and /proc show the host's hardware and driver in any container, so that both
 * sides can be compared from inside. */
#include <string.h>

#include "diagnose/device_access.h"

#define VISIBLE "variable/NVIDIA_VISIBLE_DEVICES"
#define PARTS   "variable/NVIDIA_DRIVER_CAPABILITIES"
#define LIBCUDA "library/libcuda.so.1"
#define LIBNVML "library/libnvidia-ml.so.1"

static const Fact *container(const Case *c)
{
    return fact_get(c->facts, "machine", FACT_CONTAINER);
}

static bool kind_is(const Case *c, const char *kind)
{
    return is_yes(fact_is_text(c->facts, "machine", FACT_CONTAINER, kind));
}

bool in_container(const Case *c)
{
    return container(c)->known == PRESENT;
}

const char *container_words(Case *c)
{
    static const char *const WORDS[][2] = {{"kubernetes", "Kubernetes pod"},
                                           {"apptainer", "Apptainer container"},
                                           {"lxc", "LXC container"},
                                           {"flatpak", "Flatpak sandbox"},
                                           {"snap", "snap"},
                                           {"image-build", "build of an image"},
                                           {"container", "container"}};
    const char *kind = fact_text_or(c->facts, "machine", FACT_CONTAINER, "container");
    if (fact_get(c->facts, "machine", FACT_CONTAINER_SANDBOX)->known == PRESENT)
        return "gVisor sandbox";
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (strcmp(kind, WORDS[i][0]) == 0)
            return WORDS[i][1];
    return say(c, "%s container", kind);
}

/* Not to be found, or found as the toolkit's stub alone. */
static bool is_missing(const Case *c, const char *library)
{
    const Fact *opening = fact_get(c->facts, library, FACT_LIBRARY_OPENING);
    if (opening->known != PRESENT)
        return false;
    bool failed = opening->opening->result == OPEN_FAILED && !opening->opening->path;
    return failed || is_yes(fact_is_flag(c->facts, library, FACT_LIBRARY_IS_STUB));
}

/* ---- What was asked for ---- */

/* Whether the list of the variable has the word; the toolkit takes commas. */
static bool list_has(const char *list, const char *word)
{
    Text rest = text_of(list);
    bool more;
    for (Text part = text_next(&rest, ',', &more); more; part = text_next(&rest, ',', &more))
        if (text_is(text_trim(part), word))
            return true;
    return false;
}

static bool is_none_of_all(const char *value)
{
    return strcmp(value, "") == 0 || strcmp(value, "void") == 0 || strcmp(value, "none") == 0;
}

/* NVIDIA_VISIBLE_DEVICES by what the toolkit makes of it (nvidia-container-toolkit, image/cuda):
 * unset, empty, void: nothing; none: driver files alone. Images set it to all by themselves. */
static void tell_what_was_asked(Case *c, Cause *cause)
{
    const Fact *visible = fact_get(c->facts, VISIBLE, FACT_VARIABLE_VALUE);
    bool old_image =
        fact_get(c->facts, "variable/CUDA_VERSION", FACT_VARIABLE_VALUE)->known == PRESENT &&
        fact_get(c->facts, "variable/NVIDIA_REQUIRE_CUDA", FACT_VARIABLE_VALUE)->known == ABSENT;
    if (visible->known == ABSENT)
        cause_evidence(c, cause,
                       old_image
                           ? "CUDA_VERSION is set: NVIDIA's runtime gives such an image every "
                             "GPU, so another one started it"
                           : "NVIDIA_VISIBLE_DEVICES is not set",
                       visible->source);
    else if (visible->known == PRESENT && is_none_of_all(visible->text))
        cause_evidence(c, cause, say(c, "NVIDIA_VISIBLE_DEVICES=%s asks for no GPU", visible->text),
                       visible->source);
    else if (visible->known == PRESENT)
        cause_evidence(c, cause,
                       say(c,
                           "NVIDIA_VISIBLE_DEVICES=%s is set (many images do so); it works only "
                           "with NVIDIA's runtime",
                           visible->text),
                       visible->source);
}

static void tell_what_was_mounted(Case *c, Cause *cause)
{
    const Fact *injected = fact_get(c->facts, "machine", FACT_CONTAINER_INJECTED);
    if (injected->known == ABSENT)
        cause_evidence(c, cause, "the runtime has mounted no file of the host's driver",
                       injected->source);
    for (size_t i = 0; injected->known == PRESENT && i < injected->texts.count && i < 3; i++)
        cause_evidence(c, cause, say(c, "mounted by the runtime: %s", injected->texts.items[i]),
                       injected->source);
}

static void tell_kind(Case *c, Cause *cause)
{
    cause_evidence(c, cause, say(c, "this is a container (%s)", container(c)->text),
                   container(c)->source);
}

/* ---- Without a GPU ---- */

/* The device plugin of Kubernetes names a GPU by its UUID, or by mounts; no image does. */
static bool plugin_gave_one(const Case *c)
{
    const char *visible = fact_text_or(c->facts, VISIBLE, FACT_VARIABLE_VALUE, "");
    return kind_is(c, "kubernetes") &&
           (starts_with(visible, "GPU-") || starts_with(visible, "MIG-") ||
            starts_with(visible, "/var/run/nvidia-container-devices"));
}

static void toolkit_did_nothing(Case *c, const Nodes *nodes)
{
    Cause *cause = add_cause(c, CAUSE_CONTAINER_TOOLKIT_BROKEN, EFFECT_CPU,
                             "the pod was given a GPU, and its node's runtime did not bring it in");
    cause_evidence(c, cause,
                   say(c, "NVIDIA_VISIBLE_DEVICES=%s was set by the device plugin",
                       fact_text_or(c->facts, VISIBLE, FACT_VARIABLE_VALUE, "")),
                   "the environment");
    tell_what_was_mounted(c, cause);
    name_nodes(c, cause, nodes->missing, "there is no such device node");
}

static const char *how_it_was_started(Case *c, const Nodes *nodes)
{
    if (kind_is(c, "image-build"))
        return "a build of an image has no GPU, whatever the host has";
    if (nodes->good.count)
        return say(c, "this %s was given the driver and no GPU", container_words(c));
    return say(c, "this %s was started without the GPU", container_words(c));
}

void container_without_gpu(Case *c, const Nodes *nodes)
{
    const Fact *injected = fact_get(c->facts, "machine", FACT_CONTAINER_INJECTED);
    const Fact *visible = fact_get(c->facts, VISIBLE, FACT_VARIABLE_VALUE);
    if (plugin_gave_one(c) && injected->known == ABSENT && nodes->good.count == 0) {
        toolkit_did_nothing(c, nodes);
        return;
    }
    Cause *cause = add_cause(c, CAUSE_CONTAINER_NO_GPU, EFFECT_CPU, how_it_was_started(c, nodes));
    bool plugin_untold = kind_is(c, "kubernetes") && visible->known == UNKNOWN;
    cause->certain = !plugin_untold && !(plugin_gave_one(c) && injected->known == UNKNOWN);
    tell_kind(c, cause);
    tell_what_was_asked(c, cause);
    tell_what_was_mounted(c, cause);
    name_nodes(c, cause, nodes->missing, "there is no such device node");
}

/* ---- Denied ---- */

static bool is_of_a_runtime_with_rules(const Case *c)
{
    static const char *const KINDS[] = {"docker", "podman", "kubernetes", "containerd",
                                        "container"};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (kind_is(c, KINDS[i]))
            return true;
    return false;
}

bool rules_may_be_the_containers(const Case *c)
{
    return container(c)->known == UNKNOWN || is_of_a_runtime_with_rules(c);
}

/* The driver was mounted, so the GPU was given; then somebody wrote the rules anew without it, as
 * systemd does at a reload. A toolkit with `no-cgroups = true` looks alike from inside. */
static void rights_were_lost(Case *c, Strings refused)
{
    Cause *cause = add_cause(
        c, CAUSE_CONTAINER_CGROUP_LOST, EFFECT_CPU,
        say(c, "this %s was given the GPU and has lost the right to open it", container_words(c)));
    const Fact *rules = fact_get(c->facts, "machine", FACT_DEVICE_RULES);
    cause->certain = false;
    tell_kind(c, cause);
    tell_what_was_mounted(c, cause);
    name_nodes(c, cause, refused, "EPERM: the device rules of the control group forbid it");
    if (rules->known == PRESENT)
        cause_evidence(c, cause, rules->text, rules->source);
    add_need(c, "whether it worked when the container was started; if never, no-cgroups is set",
             "grep no-cgroups /etc/nvidia-container-runtime/config.toml");
}

/* The host's driver is in the container: mounted file by file, or as a directory whose libcuda.so.1
 * is of the very version of the kernel module. */
static bool was_given_the_driver(const Case *c)
{
    const char *module = fact_text_or(c->facts, "machine", FACT_NVIDIA_MODULE, NULL);
    return fact_get(c->facts, "machine", FACT_CONTAINER_INJECTED)->known == PRESENT ||
           (module && is_yes(fact_is_text(c->facts, LIBCUDA, FACT_LIBRARY_VERSION, module)));
}

bool container_is_denied(Case *c, Strings refused)
{
    if (!is_of_a_runtime_with_rules(c))
        return false;
    if (was_given_the_driver(c)) {
        rights_were_lost(c, refused);
        return true;
    }
    if (fact_get(c->facts, "machine", FACT_CONTAINER_INJECTED)->known == UNKNOWN)
        return false;
    Cause *cause =
        add_cause(c, CAUSE_CONTAINER_NO_GPU, EFFECT_CPU,
                  say(c,
                      "this %s shows the GPU's device files and was not given the right to "
                      "open them",
                      container_words(c)));
    cause->certain = is_missing(c, LIBCUDA);
    tell_kind(c, cause);
    tell_what_was_mounted(c, cause);
    name_nodes(c, cause, refused, "EPERM: the device rules of the control group forbid it");
    return true;
}

/* ---- Without the driver's libraries ---- */

static bool is_a_whole_system(const Case *c)
{
    return kind_is(c, "lxc") || kind_is(c, "systemd-nspawn");
}

/* Who sets up a whole system in a container may install the driver's libraries there; a file that
 * lies there and is not found is a matter of the loader. Elsewhere they come from the host. */
static bool has_its_own(const Case *c, const char *library)
{
    static const FactName PLACES[] = {FACT_LIBRARY_INSTALLED_AT, FACT_LIBRARY_OTHER_VERSIONS};
    if (!is_a_whole_system(c))
        return false;
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        const Fact *at = fact_get(c->facts, library, PLACES[i]);
        for (size_t k = 0; at->known == PRESENT && k < at->texts.count; k++)
            if (!strstr(at->texts.items[k], "/stubs/"))
                return true;
    }
    return false;
}

static bool was_mounted(const Case *c, const char *stem)
{
    const Fact *injected = fact_get(c->facts, "machine", FACT_CONTAINER_INJECTED);
    for (size_t i = 0; injected->known == PRESENT && i < injected->texts.count; i++)
        if (strstr(injected->texts.items[i], stem))
            return true;
    return false;
}

static bool parts_have(const Case *c, const char *part)
{
    const char *parts = fact_text_or(c->facts, PARTS, FACT_VARIABLE_VALUE, "");
    return list_has(parts, part) || list_has(parts, "all");
}

static bool parts_lack(const Case *c, const char *part)
{
    return *fact_text_or(c->facts, PARTS, FACT_VARIABLE_VALUE, "") && !parts_have(c, part);
}

static void tell_parts(Case *c, Cause *cause, const char *part)
{
    const Fact *parts = fact_get(c->facts, PARTS, FACT_VARIABLE_VALUE);
    if (parts->known == PRESENT)
        cause_evidence(c, cause,
                       say(c, "NVIDIA_DRIVER_CAPABILITIES=%s %s %s", parts->text,
                           parts_have(c, part) ? "asks for" : "has no", part),
                       parts->source);
}

/* The toolkit was there, and did or did not do what it was asked for. */
static void without_part(Case *c, const char *library, const char *part, const char *what)
{
    const Fact *parts = fact_get(c->facts, PARTS, FACT_VARIABLE_VALUE);
    bool asked = parts_have(c, part);
    Cause *cause = add_cause(
        c, asked ? CAUSE_CONTAINER_TOOLKIT_BROKEN : CAUSE_CONTAINER_NO_GPU, EFFECT_CPU,
        asked ? say(c, "this %s was to have %s of the driver, and the host's toolkit left it out",
                    container_words(c), what)
              : say(c, "this %s was given the GPU without %s of the driver", container_words(c),
                    what));
    cause->certain = parts->known != UNKNOWN;
    cause_subject(c, cause, library + strlen("library/"));
    tell_parts(c, cause, part);
    tell_kind(c, cause);
    tell_what_was_mounted(c, cause);
}

static void without_any_library(Case *c)
{
    Cause *cause = add_cause(
        c, CAUSE_CONTAINER_NO_GPU, EFFECT_CPU,
        say(c, "this %s has the device files and not the host's driver", container_words(c)));
    cause->certain = !is_a_whole_system(c) ||
                     fact_get(c->facts, LIBCUDA, FACT_LIBRARY_INSTALLED_AT)->known != UNKNOWN;
    cause_subject(c, cause, "libcuda.so.1");
    tell_kind(c, cause);
    tell_what_was_mounted(c, cause);
    cause_evidence(c, cause,
                   "--privileged and --device alone bring the device files, not the libraries",
                   container(c)->source);
}

bool driver_may_be_left_out(const Case *c)
{
    return container(c)->known == UNKNOWN ||
           (in_container(c) &&
            (fact_get(c->facts, "machine", FACT_CONTAINER_INJECTED)->known == UNKNOWN ||
             fact_get(c->facts, PARTS, FACT_VARIABLE_VALUE)->known == UNKNOWN));
}

/* Whether the toolkit left out the library: its list of parts says so, or what it mounted does. */
static bool was_left_out(const Case *c, const char *stem, const char *part)
{
    Known injected = fact_get(c->facts, "machine", FACT_CONTAINER_INJECTED)->known;
    return parts_lack(c, part) || (injected == PRESENT && !was_mounted(c, stem));
}

void container_without_driver(Case *c)
{
    Known injected = fact_get(c->facts, "machine", FACT_CONTAINER_INJECTED)->known;
    if (!in_container(c) || step_status(c, STEP_DEVICE_ACCESS) != STEP_OK)
        return;
    bool no_nvml =
        is_yes(fact_is_flag(c->facts, "env", FACT_NVML_NEEDED)) && is_missing(c, LIBNVML);
    if (is_missing(c, LIBCUDA) && was_left_out(c, "libcuda.so", "compute"))
        without_part(c, LIBCUDA, "compute", "the computing part");
    else if (is_missing(c, LIBCUDA) && injected == ABSENT && !has_its_own(c, LIBCUDA))
        without_any_library(c);
    else if (no_nvml && was_left_out(c, "libnvidia-ml.so", "utility"))
        without_part(c, LIBNVML, "utility", "the managing part (NVML)");
}
