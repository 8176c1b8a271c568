/* May this user, in this container, open its device nodes? */
#include "diagnose/device_access.h"

#include <string.h>

static const char *path_of(const char *subject)
{
    return subject + strlen("node/");
}

/* The nodes of single GPUs. A job of a scheduler is often given some of them, and a container is
 * made with some of them: one is enough, while the other two nodes are needed by all. */
static bool is_gpu_node(const char *path)
{
    Text rest = text_of(path);
    long long number;
    return text_starts(rest, "/dev/nvidia") &&
           text_number(text_part(rest, strlen("/dev/nvidia"), rest.length), &number);
}

static void sort_node(Case *c, Nodes *nodes, const char *subject)
{
    const char *path = path_of(subject);
    const Fact *type = fact_get(c->facts, subject, FACT_NODE_TYPE);
    const Fact *access = fact_get(c->facts, subject, FACT_NODE_ACCESS);
    if (type->known == UNKNOWN || (type->known == PRESENT && access->known == UNKNOWN)) {
        nodes->unknown_gpus += is_gpu_node(path);
        nodes->unknown = nodes->unknown ? nodes->unknown : type->known == UNKNOWN ? type : access;
    } else if (type->known == PRESENT && strcmp(type->text, "stale node") == 0) {
        list_add(c->arena, nodes->stale, path);
        nodes->stale_gpus += is_gpu_node(path);
    } else if (type->known == ABSENT || strcmp(type->text, "character device") != 0) {
        list_add(c->arena, nodes->missing, path);
    } else if (strcmp(access->text, "read-write") != 0) {
        list_add(c->arena, nodes->refused, path);
        if (is_gpu_node(path))
            list_add(c->arena, nodes->refused_gpus, path);
        nodes->refusal = nodes->refusal ? nodes->refusal : access;
    } else {
        list_add(c->arena, nodes->good, path);
        nodes->good_gpus += is_gpu_node(path);
        nodes->assumed = nodes->assumed || type->assumed;
    }
}

static Strings without_gpu_nodes(Case *c, Strings paths)
{
    Strings rest = {0};
    for (size_t i = 0; i < paths.count; i++)
        if (!is_gpu_node(paths.items[i]))
            list_add(c->arena, rest, paths.items[i]);
    return rest;
}

static Nodes sort_nodes(Case *c)
{
    Nodes nodes = {0};
    Strings subjects = facts_subjects(c->facts, "node/");
    for (size_t i = 0; i < subjects.count; i++)
        sort_node(c, &nodes, subjects.items[i]);
    if (nodes.good_gpus + nodes.unknown_gpus > 0) { /* the others are counted, not missed */
        nodes.missing = without_gpu_nodes(c, nodes.missing);
        nodes.stale = without_gpu_nodes(c, nodes.stale);
        nodes.stale_gpus = 0;
    }
    return nodes;
}

void name_nodes(Case *c, Cause *cause, Strings paths, const char *says)
{
    for (size_t i = 0; i < paths.count; i++) {
        cause_subject(c, cause, paths.items[i]);
        cause_evidence(c, cause, says, paths.items[i]);
    }
}

/* ---- Missing and stale ---- */

Truth nodes_will_be_made(const Case *c)
{
    const Fact *container = fact_get(c->facts, "machine", FACT_CONTAINER);
    if (container->known == PRESENT)
        return truth_of(false);
    Truth helper = fact_exists(c->facts, "machine", FACT_NVIDIA_MODPROBE);
    Truth outside = container->known == ABSENT ? truth_of(true) : truth_unknown(container->because);
    return truth_and(helper, outside);
}

static void nodes_missing(Case *c, const Nodes *nodes)
{
    const Fact *container = fact_get(c->facts, "machine", FACT_CONTAINER);
    const Fact *makes = fact_get(c->facts, "machine", FACT_DRIVER_MAKES_NODES);
    Cause *cause = add_cause(c, CAUSE_DEVICE_NODES_MISSING, EFFECT_CPU,
                             say(c, "%s %s not there", join_names(c, nodes->missing),
                                 nodes->missing.count == 1 ? "is" : "are"));
    /* It may be a container that was given nothing. */
    cause->certain = container->known != UNKNOWN && !nodes->unknown;
    name_nodes(c, cause, nodes->missing, "there is no such device node");
    const Fact *uvm = fact_get(c->facts, "machine", FACT_NVIDIA_UVM);
    if (uvm->known == PRESENT && !uvm->flag && strings_have(nodes->missing, "/dev/nvidia-uvm"))
        cause_evidence(c, cause,
                       "the kernel module nvidia_uvm is not loaded: CUDA needs it, nvidia-smi not",
                       uvm->source);
    if (makes->known == PRESENT && !makes->flag)
        cause_evidence(c, cause, "ModifyDeviceFiles: 0: the driver's tools may not make it",
                       makes->source);
}

/* The number of nvidia-uvm is dealt out anew when the module is loaded, and a container keeps the
 * node that it was started with. */
static void nodes_stale(Case *c, const Nodes *nodes)
{
    const Fact *container = fact_get(c->facts, "machine", FACT_CONTAINER);
    Cause *cause =
        add_cause(c, CAUSE_DEVICE_NODES_STALE, EFFECT_CPU,
                  say(c, "%s %s not to the driver that is loaded now", join_names(c, nodes->stale),
                      nodes->stale.count == 1 ? "leads" : "lead"));
    cause->certain = container->known != UNKNOWN;
    for (size_t i = 0; i < nodes->stale.count; i++) {
        const char *subject = say(c, "node/%s", nodes->stale.items[i]);
        const Fact *expected = fact_get(c->facts, subject, FACT_NODE_EXPECTED);
        cause_subject(c, cause, nodes->stale.items[i]);
        cause_evidence(c, cause,
                       say(c, "device numbers %s",
                           fact_text_or(c->facts, subject, FACT_NODE_NUMBERS, "of another driver")),
                       nodes->stale.items[i]);
        if (expected->known == PRESENT)
            cause_evidence(c, cause, say(c, "the driver has %s for it", expected->text),
                           expected->source);
    }
}

static bool any_is_no_node(Case *c, Strings missing)
{
    for (size_t i = 0; i < missing.count; i++)
        if (fact_get(c->facts, say(c, "node/%s", missing.items[i]), FACT_NODE_TYPE)->known ==
            PRESENT)
            return true;
    return false;
}

/* A container that has nothing of the driver, or everything but a GPU. */
static bool was_given_no_gpu(Case *c, const Nodes *nodes)
{
    bool none = nodes->good.count + nodes->refused.count + nodes->stale.count == 0;
    bool no_gpu = nodes->good_gpus + nodes->stale_gpus + nodes->refused_gpus.count == 0 &&
                  strings_have(nodes->good, "/dev/nvidiactl");
    return in_container(c) && !nodes->unknown && !any_is_no_node(c, nodes->missing) &&
           (none || no_gpu);
}

static void nodes_to_be_made(Case *c, const Nodes *nodes)
{
    Strings names = nodes->missing;
    for (size_t i = 0; i < nodes->stale.count; i++)
        list_add(c->arena, names, nodes->stale.items[i]);
    Truth made = nodes_will_be_made(c);
    if (is_yes(made)) {
        set_step(c, STEP_DEVICE_ACCESS, STEP_OK,
                 say(c, "%s: made by nvidia-modprobe at the first use", join_names(c, names)));
    } else if (is_unknown(made)) {
        step_unknown(c, STEP_DEVICE_ACCESS,
                     say(c, "whether %s will be made at the first use", join_names(c, names)),
                     made.because);
    } else if (was_given_no_gpu(c, nodes)) {
        container_without_gpu(c, nodes);
    } else {
        if (nodes->stale.count)
            nodes_stale(c, nodes);
        if (nodes->missing.count)
            nodes_missing(c, nodes);
    }
}

/* ---- Refused ---- */

static const char *who_refuses(Case *c, Strings refused, const Fact *refusal)
{
    const char *names = join_names(c, refused);
    const char *subject = say(c, "node/%s", refused.items[0]);
    const char *why = fact_text_or(c->facts, subject, FACT_NODE_REFUSAL, "");
    const char *group = fact_text_or(c->facts, subject, FACT_NODE_GROUP, NULL);
    if (strcmp(refusal->text, "nodev") == 0)
        return say(c, "%s: the mount below has the option nodev, and no device opens there", names);
    if (strcmp(refusal->text, "device-cgroup") == 0)
        return job_has_no_gpu(c)
                   ? say(c, "%s was given no GPU: its device rules forbid %s", job_words(c), names)
                   : say(c, "the device cgroup forbids %s", names);
    if (strcmp(why, "not-taken-up") == 0)
        return say(c, "this user has joined the group %s, and this session began before that",
                   group ? group : "of the nodes");
    if (strcmp(why, "not-a-member") == 0 && group)
        return say(c, "only members of the group %s may open %s", group, names);
    if (strcmp(why, "owner-only") == 0)
        return say(c, "only root may open %s", names);
    if (strcmp(why, "unmapped") == 0)
        return say(c, "%s: owned by nobody here; the owners are not mapped into this container",
                   names);
    if (strcmp(why, "access-list") == 0)
        return say(c, "%s: an access list or a security module refuses what the mode allows",
                   names);
    return say(c, "this user may not open %s", names);
}

static void refused_nodes(Case *c, const Nodes *nodes, Strings refused, Effect effect)
{
    bool by_rules = strcmp(nodes->refusal->text, "device-cgroup") == 0;
    if (by_rules && effect == EFFECT_CPU && container_is_denied(c, refused))
        return;
    Cause *cause =
        add_cause(c, CAUSE_DEVICE_PERMISSION, effect, who_refuses(c, refused, nodes->refusal));
    /* In a container the same refusal may have another reason. */
    cause->certain = !by_rules || !rules_may_be_the_containers(c);
    for (size_t i = 0; i < refused.count; i++) {
        const char *subject = say(c, "node/%s", refused.items[i]);
        cause_subject(c, cause, refused.items[i]);
        cause_evidence(c, cause, fact_text_or(c->facts, subject, FACT_NODE_OWNER, "refused"),
                       fact_get(c->facts, subject, FACT_NODE_ACCESS)->source);
    }
    const Fact *made = fact_get(c->facts, "machine", FACT_DRIVER_NODE_MODE);
    if (made->known == PRESENT && strcmp(nodes->refusal->text, "mode") == 0)
        cause_evidence(c, cause, say(c, "the driver has them made with %s", made->text),
                       made->source);
    if (by_rules && job_has_no_gpu(c))
        cause_evidence(c, cause, say(c, "%s asked for no GPU", job_words(c)),
                       fact_get(c->facts, "machine", FACT_SCHEDULER)->source);
}

/* ---- Some of several GPUs ---- */

Truth gpu_is_given(Case *c, const char *gpu)
{
    const Fact *minor = fact_get(c->facts, gpu, FACT_GPU_MINOR);
    if (minor->known != PRESENT)
        return truth_unknown("which device node belongs to it is not known");
    const char *subject = say(c, "node//dev/nvidia%lld", minor->number);
    if (!strings_have(facts_subjects(c->facts, "node/"), subject))
        return nodes_will_be_made(c);
    const Fact *type = fact_get(c->facts, subject, FACT_NODE_TYPE);
    if (type->known == ABSENT ||
        is_yes(fact_is_text(c->facts, subject, FACT_NODE_TYPE, "stale node")))
        return nodes_will_be_made(c);
    Truth is_device = fact_is_text(c->facts, subject, FACT_NODE_TYPE, "character device");
    return truth_and(is_device, fact_is_text(c->facts, subject, FACT_NODE_ACCESS, "read-write"));
}

/* How many there are counts; which they are, gpu_is_given() tells. */
static void some_gpus_only(Case *c, const Nodes *nodes)
{
    bool on_purpose = nodes->refused_gpus.count > 0 || in_container(c);
    if (nodes->refused_gpus.count)
        refused_nodes(c, nodes, nodes->refused_gpus, EFFECT_PART);
    if (nodes->good_gpus >= c->gpu_count)
        return;
    if (on_purpose)
        c->gpu_count = nodes->good_gpus;
    else if (!is_yes(nodes_will_be_made(c)))
        c->gpu_count_known = false;
}

/* ---- The step ---- */

static void judge_nvidia_nodes(Case *c)
{
    Nodes nodes = sort_nodes(c);
    bool some_gpu = nodes.good_gpus + nodes.unknown_gpus > 0;
    bool refused_for_all = nodes.refused.count > (some_gpu ? nodes.refused_gpus.count : 0);
    if (refused_for_all)
        refused_nodes(c, &nodes, nodes.refused, EFFECT_CPU);
    else if (nodes.missing.count || nodes.stale.count)
        nodes_to_be_made(c, &nodes);
    else if (nodes.unknown)
        step_unknown(c, STEP_DEVICE_ACCESS, "whether the device nodes may be opened",
                     say(c, "%s: %s", nodes.unknown->source, nodes.unknown->because));
    else if (nodes.good.count == 0)
        step_unknown(c, STEP_DEVICE_ACCESS, "whether the device nodes may be opened",
                     "it is not known whether there is a driver");
    else
        set_step(c, STEP_DEVICE_ACCESS, nodes.assumed ? STEP_ASSUMED : STEP_OK,
                 say(c, "%s: read and write", join_names(c, nodes.good)));
    if (nodes.good_gpus > 0 && step_status(c, STEP_DEVICE_ACCESS) != STEP_BROKEN)
        some_gpus_only(c, &nodes);
}

void judge_device_access(Case *c)
{
    if (strand_is_broken_before(c, STEP_DEVICE_ACCESS)) {
        set_step(c, STEP_DEVICE_ACCESS, STEP_NOT_REACHED, "without a driver there are no nodes");
    } else if (is_yes(is_rocm_on_amd(c))) {
        judge_amd_nodes(c);
    } else if (is_unknown(is_rocm_on_amd(c))) {
        step_unknown(c, STEP_DEVICE_ACCESS, "which device nodes this build needs",
                     is_rocm_on_amd(c).because);
    } else if (is_yes(fact_is_flag(c->facts, "machine", FACT_WSL))) {
        judge_wsl_node(c);
    } else if (is_tegra_without_nvidia(c)) {
        judge_tegra_node(c);
    } else {
        judge_nvidia_nodes(c);
        judge_mig_nodes(c);
        container_without_driver(c);
    }
    note_scheduler(c);
}
