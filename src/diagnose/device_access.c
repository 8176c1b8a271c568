/* May this user, in this container, open its device nodes? */
#include "diagnose/case.h"

#include <string.h>

typedef struct Nodes {
    Strings good, missing, refused;
    size_t good_gpus, unknown_gpus; /* nvidia0, nvidia1, … among the good and the unknown */
    Strings refused_gpus;           /* and among the refused */
    const Fact *refusal;            /* of the first that is refused */
    const Fact *unknown;            /* the first that cannot be told */
    bool assumed;
} Nodes;

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

static Nodes sort_nodes(Case *c)
{
    Nodes nodes = {0};
    Strings subjects = facts_subjects(c->facts, "node/");
    for (size_t i = 0; i < subjects.count; i++) {
        const char *subject = subjects.items[i];
        const Fact *type = fact_get(c->facts, subject, FACT_NODE_TYPE);
        const Fact *access = fact_get(c->facts, subject, FACT_NODE_ACCESS);
        if (type->known == UNKNOWN || (type->known == PRESENT && access->known == UNKNOWN)) {
            nodes.unknown_gpus += is_gpu_node(path_of(subject));
            nodes.unknown = nodes.unknown ? nodes.unknown : type->known == UNKNOWN ? type : access;
        } else if (type->known == ABSENT || strcmp(type->text, "character device") != 0) {
            list_add(c->arena, nodes.missing, path_of(subject));
        } else if (strcmp(access->text, "read-write") != 0) {
            list_add(c->arena, nodes.refused, path_of(subject));
            if (is_gpu_node(path_of(subject)))
                list_add(c->arena, nodes.refused_gpus, path_of(subject));
            nodes.refusal = nodes.refusal ? nodes.refusal : access;
        } else {
            list_add(c->arena, nodes.good, path_of(subject));
            nodes.good_gpus += is_gpu_node(path_of(subject));
            nodes.assumed = nodes.assumed || type->assumed;
        }
    }
    return nodes;
}

/* Outside a container, a set-user-id nvidia-modprobe makes the nodes at the first use. */
static Truth will_be_made(const Case *c, const Fact *container)
{
    if (container->known == PRESENT)
        return truth_of(false);
    Truth helper = fact_exists(c->facts, "machine", FACT_NVIDIA_MODPROBE);
    Truth outside = container->known == ABSENT ? truth_of(true) : truth_unknown(container->because);
    return truth_and(helper, outside);
}

static void missing_nodes(Case *c, const Nodes *nodes)
{
    const Fact *container = fact_get(c->facts, "machine", FACT_CONTAINER);
    const char *names = join_names(c, nodes->missing);
    Truth made = will_be_made(c, container);
    if (is_yes(made)) {
        set_step(c, STEP_DEVICE_ACCESS, STEP_OK,
                 say(c, "%s: made by nvidia-modprobe at the first use", names));
        return;
    }
    if (is_unknown(made)) {
        step_unknown(c, STEP_DEVICE_ACCESS,
                     say(c, "whether %s will be made at the first use", names), made.because);
        return;
    }
    bool whole = nodes->good.count == 0 && nodes->refused.count == 0 && !nodes->unknown;
    Cause *cause;
    if (container->known == PRESENT && whole) {
        cause = add_cause(c, CAUSE_CONTAINER_NO_GPU, EFFECT_CPU,
                          say(c, "this %s container was started without the GPU", container->text));
        cause_evidence(c, cause, say(c, "this is a container (%s)", container->text),
                       container->source);
    } else {
        cause =
            add_cause(c, CAUSE_DEVICE_NODES_MISSING, EFFECT_CPU,
                      say(c, "%s %s not there", names, nodes->missing.count == 1 ? "is" : "are"));
        /* It may be a container that was given nothing. */
        cause->certain = container->known != UNKNOWN && !nodes->unknown;
    }
    for (size_t i = 0; i < nodes->missing.count; i++) {
        cause_subject(c, cause, nodes->missing.items[i]);
        cause_evidence(c, cause, "there is no such device node", nodes->missing.items[i]);
    }
}

static void refused_nodes(Case *c, const Nodes *nodes, Strings refused, Effect effect)
{
    const char *names = join_names(c, refused);
    bool by_mode = strcmp(nodes->refusal->text, "mode") == 0;
    Cause *cause = add_cause(c, CAUSE_DEVICE_PERMISSION, effect,
                             by_mode ? say(c, "this user may not open %s", names)
                                     : say(c, "the device cgroup forbids %s", names));
    for (size_t i = 0; i < refused.count; i++) {
        const char *subject = say(c, "node/%s", refused.items[i]);
        cause_subject(c, cause, refused.items[i]);
        cause_evidence(c, cause, fact_text_or(c->facts, subject, FACT_NODE_OWNER, "refused"),
                       fact_get(c->facts, subject, FACT_NODE_ACCESS)->source);
    }
}

/* Which GPUs the nodes belong to is not looked at, but how many there are counts. */
static void some_gpus_only(Case *c, const Nodes *nodes)
{
    const Fact *container = fact_get(c->facts, "machine", FACT_CONTAINER);
    bool on_purpose = nodes->refused_gpus.count > 0 || container->known == PRESENT;
    if (nodes->refused_gpus.count)
        refused_nodes(c, nodes, nodes->refused_gpus, EFFECT_PART);
    if (nodes->good_gpus >= c->gpu_count)
        return;
    if (on_purpose)
        c->gpu_count = nodes->good_gpus;
    else if (!is_yes(will_be_made(c, container)))
        c->gpu_count_known = false;
}

void judge_device_access(Case *c)
{
    if (strand_is_broken_before(c, STEP_DEVICE_ACCESS)) {
        set_step(c, STEP_DEVICE_ACCESS, STEP_NOT_REACHED, "without a driver there are no nodes");
        return;
    }
    Nodes nodes = sort_nodes(c);
    bool some_gpu = nodes.good_gpus + nodes.unknown_gpus > 0;
    bool refused_for_all = nodes.refused.count > (some_gpu ? nodes.refused_gpus.count : 0);
    if (refused_for_all)
        refused_nodes(c, &nodes, nodes.refused, EFFECT_CPU);
    else if (nodes.missing.count)
        missing_nodes(c, &nodes);
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
