/* May this user, in this container, open its device nodes? */
#include "diagnose/case.h"

#include <string.h>

typedef struct Nodes {
    Strings good, missing, refused;
    const Fact *refusal; /* of the first that is refused */
    const Fact *unknown; /* the first that cannot be told */
    bool assumed;
} Nodes;

static const char *path_of(const char *subject)
{
    return subject + strlen("node/");
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
            nodes.unknown = nodes.unknown ? nodes.unknown : type->known == UNKNOWN ? type : access;
        } else if (type->known == ABSENT || strcmp(type->text, "character device") != 0) {
            list_add(c->arena, nodes.missing, path_of(subject));
        } else if (strcmp(access->text, "read-write") != 0) {
            list_add(c->arena, nodes.refused, path_of(subject));
            nodes.refusal = nodes.refusal ? nodes.refusal : access;
        } else {
            list_add(c->arena, nodes.good, path_of(subject));
            nodes.assumed = nodes.assumed || type->assumed;
        }
    }
    return nodes;
}

/* Outside a container, a set-user-id nvidia-modprobe makes the nodes at the first use. */
static bool will_be_made(const Case *c, const Fact *container)
{
    return container->known == ABSENT &&
           fact_get(c->facts, "machine", FACT_NVIDIA_MODPROBE)->known == PRESENT;
}

static void missing_nodes(Case *c, const Nodes *nodes)
{
    const Fact *container = fact_get(c->facts, "machine", FACT_CONTAINER);
    const char *names = join_names(c, nodes->missing);
    if (will_be_made(c, container)) {
        set_step(c, STEP_DEVICE_ACCESS, STEP_OK,
                 say(c, "%s: made by nvidia-modprobe at the first use", names));
        return;
    }
    bool whole = nodes->good.count == 0 && nodes->refused.count == 0;
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
        if (container->known == UNKNOWN)
            cause->certain = false;
    }
    for (size_t i = 0; i < nodes->missing.count; i++) {
        cause_subject(c, cause, nodes->missing.items[i]);
        cause_evidence(c, cause, "there is no such device node", nodes->missing.items[i]);
    }
}

static void refused_nodes(Case *c, const Nodes *nodes)
{
    const char *names = join_names(c, nodes->refused);
    bool by_mode = strcmp(nodes->refusal->text, "mode") == 0;
    Cause *cause = add_cause(c, CAUSE_DEVICE_PERMISSION, EFFECT_CPU,
                             by_mode ? say(c, "this user may not open %s", names)
                                     : say(c, "the device cgroup forbids %s", names));
    for (size_t i = 0; i < nodes->refused.count; i++) {
        const char *subject = say(c, "node/%s", nodes->refused.items[i]);
        cause_subject(c, cause, nodes->refused.items[i]);
        cause_evidence(c, cause, fact_text_or(c->facts, subject, FACT_NODE_OWNER, "refused"),
                       fact_get(c->facts, subject, FACT_NODE_ACCESS)->source);
    }
}

void judge_device_access(Case *c)
{
    if (strand_is_broken_before(c, STEP_DEVICE_ACCESS)) {
        set_step(c, STEP_DEVICE_ACCESS, STEP_NOT_REACHED, "without a driver there are no nodes");
        return;
    }
    Nodes nodes = sort_nodes(c);
    if (nodes.refused.count)
        refused_nodes(c, &nodes);
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
}
