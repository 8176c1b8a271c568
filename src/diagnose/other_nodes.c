/* Nodes beside nvidia0, nvidiactl and nvidia-uvm: WSL's one, Tegra's, those of MIG instances,
 * AMD's. */
#include <string.h>

#include "diagnose/device_access.h"

/* ---- WSL ---- */

#define DXG "node//dev/dxg"

static void wsl_without_node(Case *c)
{
    const char *release = fact_text_or(c->facts, "machine", FACT_KERNEL_RELEASE, "");
    bool first = ends_with(release, "-Microsoft"); /* 4.4.0-19041-Microsoft */
    const Fact *container = fact_get(c->facts, "machine", FACT_CONTAINER);
    Cause *cause;
    if (container->known == PRESENT)
        cause = add_cause(c, CAUSE_CONTAINER_NO_GPU, EFFECT_CPU,
                          say(c, "this %s was started without the GPU", container_words(c)));
    else
        cause = add_cause(c, CAUSE_DEVICE_NODES_MISSING, EFFECT_CPU,
                          first ? "this is WSL 1, which has no GPU"
                                : "Windows offers this WSL no GPU: there is no /dev/dxg");
    cause->certain = container->known != UNKNOWN;
    cause_subject(c, cause, "/dev/dxg");
    cause_evidence(c, cause, "there is no such device node", "/dev/dxg");
    cause_evidence(c, cause, say(c, "kernel %s", release), "/proc/sys/kernel/osrelease");
}

void judge_wsl_node(Case *c)
{
    const Fact *type = fact_get(c->facts, DXG, FACT_NODE_TYPE);
    const Fact *access = fact_get(c->facts, DXG, FACT_NODE_ACCESS);
    if (type->known == ABSENT) {
        wsl_without_node(c);
    } else if (type->known == UNKNOWN || access->known != PRESENT) {
        const Fact *untold = type->known == UNKNOWN ? type : access;
        step_unknown(c, STEP_DEVICE_ACCESS, "whether /dev/dxg may be opened", untold->because);
    } else if (strcmp(access->text, "read-write") != 0) {
        Cause *cause =
            add_cause(c, CAUSE_DEVICE_PERMISSION, EFFECT_CPU, "this user may not open /dev/dxg");
        cause_subject(c, cause, "/dev/dxg");
        cause_evidence(c, cause, fact_text_or(c->facts, DXG, FACT_NODE_OWNER, "refused"),
                       access->source);
    } else {
        set_step(c, STEP_DEVICE_ACCESS, STEP_OK, "/dev/dxg: read and write (WSL)");
    }
}

/* ---- Tegra ---- */

#define NVMAP "node//dev/nvmap"

/* Its node is looked at on such a machine alone. */
bool is_tegra_without_nvidia(const Case *c)
{
    return fact_get(c->facts, NVMAP, FACT_NODE_TYPE)->source[0] != '\0';
}

static void tegra_without_node(Case *c)
{
    if (!in_container(c)) {
        step_unknown(c, STEP_DEVICE_ACCESS, "whether the GPU of this Tegra has its device nodes",
                     "there is no /dev/nvmap");
        return;
    }
    Cause *cause = add_cause(c, CAUSE_CONTAINER_NO_GPU, EFFECT_CPU,
                             say(c, "this %s was started without the GPU", container_words(c)));
    cause_subject(c, cause, "/dev/nvmap");
    cause_evidence(c, cause, "there is no such device node", "/dev/nvmap");
}

void judge_tegra_node(Case *c)
{
    const Fact *type = fact_get(c->facts, NVMAP, FACT_NODE_TYPE);
    const Fact *access = fact_get(c->facts, NVMAP, FACT_NODE_ACCESS);
    if (type->known == ABSENT) {
        tegra_without_node(c);
    } else if (type->known == UNKNOWN || access->known != PRESENT) {
        const Fact *untold = type->known == UNKNOWN ? type : access;
        step_unknown(c, STEP_DEVICE_ACCESS, "whether /dev/nvmap may be opened", untold->because);
    } else if (strcmp(access->text, "read-write") != 0) {
        Cause *cause = add_cause(c, CAUSE_DEVICE_PERMISSION, EFFECT_CPU,
                                 "this user may not open /dev/nvmap, the memory of the GPU");
        cause_subject(c, cause, "/dev/nvmap");
        cause_evidence(c, cause, fact_text_or(c->facts, NVMAP, FACT_NODE_OWNER, "refused"),
                       access->source);
    } else {
        set_step(c, STEP_DEVICE_ACCESS, STEP_OK, "/dev/nvmap: read and write (Tegra)");
    }
}

/* ---- MIG ---- */

/* Whether a usable compute instance of this GPU is there: its own node and that of the instance
 * that it lies in may be read. */
typedef struct MigNodes {
    size_t instances, usable; /* compute instances */
    Strings missing, refused;
    bool unknown;
} MigNodes;

static Truth is_readable(Case *c, const char *subject)
{
    Truth there = fact_is_text(c->facts, subject, FACT_NODE_TYPE, "character device");
    return truth_and(there, fact_is_text(c->facts, subject, FACT_NODE_ACCESS, "read-write"));
}

static const char *subject_of_capability(Case *c, Strings subjects, Text what)
{
    for (size_t i = 0; i < subjects.count; i++)
        if (text_is(what, fact_text_or(c->facts, subjects.items[i], FACT_NODE_CAPABILITY, "")))
            return subjects.items[i];
    return NULL;
}

static void sort_capability(Case *c, MigNodes *mig, const char *subject)
{
    const char *path = subject + strlen("capability/");
    if (!is_no(is_readable(c, subject)))
        return;
    if (fact_get(c->facts, subject, FACT_NODE_TYPE)->known == PRESENT)
        list_add(c->arena, mig->refused, path);
    else
        list_add(c->arena, mig->missing, path);
}

static MigNodes sort_capabilities(Case *c, Strings subjects)
{
    MigNodes mig = {0};
    for (size_t i = 0; i < subjects.count; i++) {
        const char *what = fact_text_or(c->facts, subjects.items[i], FACT_NODE_CAPABILITY, NULL);
        const char *part = what ? strstr(what, "/ci") : NULL;
        sort_capability(c, &mig, subjects.items[i]);
        if (!part) {
            mig.unknown = mig.unknown || !what;
            continue;
        }
        const char *outer =
            subject_of_capability(c, subjects, text_part(text_of(what), 0, (size_t)(part - what)));
        Truth usable = is_readable(c, subjects.items[i]);
        usable = truth_and(usable, outer ? is_readable(c, outer) : truth_of(false));
        mig.instances++;
        mig.usable += is_yes(usable);
        mig.unknown = mig.unknown || is_unknown(usable);
    }
    return mig;
}

/* Only where every GPU that is given is partitioned is nothing else left to use. */
static Truth all_are_partitioned(Case *c, Strings subjects)
{
    Strings gpus = {0};
    for (size_t i = 0; i < subjects.count; i++) {
        Text what = text_of(fact_text_or(c->facts, subjects.items[i], FACT_NODE_CAPABILITY, ""));
        const char *gpu = text_copy(c->arena, text_part(what, 0, text_find(what, '/')));
        if (!strings_have(gpus, gpu))
            list_add(c->arena, gpus, gpu);
    }
    return c->gpu_count_known ? truth_of(gpus.count >= c->gpu_count)
                              : truth_unknown("the number of GPUs is not known");
}

static void no_instance(Case *c, const MigNodes *mig)
{
    CauseId id = in_container(c)      ? CAUSE_CONTAINER_NO_GPU
                 : mig->refused.count ? CAUSE_DEVICE_PERMISSION
                                      : CAUSE_DEVICE_NODES_MISSING;
    Cause *cause =
        add_cause(c, id, EFFECT_CPU,
                  in_container(c) ? say(c,
                                        "this %s was given a partitioned GPU (MIG) and none of "
                                        "its instances",
                                        container_words(c))
                                  : "the GPU is partitioned (MIG), and no instance can be opened");
    cause->certain = false; /* not seen on hardware */
    name_nodes(c, cause, mig->missing, "there is no such device node");
    name_nodes(c, cause, mig->refused, "this user may not read it");
    add_need(c, "which instances there are", "nvidia-smi -L");
}

void judge_mig_nodes(Case *c)
{
    Strings subjects = facts_subjects(c->facts, "capability/");
    if (subjects.count == 0 || step_status(c, STEP_DEVICE_ACCESS) != STEP_OK)
        return;
    MigNodes mig = sort_capabilities(c, subjects);
    Truth partitioned = all_are_partitioned(c, subjects);
    if (mig.instances == 0 || mig.usable || is_no(partitioned))
        return;
    Truth made = mig.refused.count ? truth_of(false) : nodes_will_be_made(c);
    Truth unusable = truth_and(partitioned, truth_not(made));
    if (mig.unknown)
        unusable = truth_and(unusable, truth_unknown("its node could not be looked at"));
    if (is_unknown(unusable))
        step_unknown(c, STEP_DEVICE_ACCESS, "whether an instance of MIG may be used",
                     unusable.because);
    else if (is_yes(unusable))
        no_instance(c, &mig);
}

/* ---- AMD ---- */

/* A build for CUDA is none for ROCm, even where build_info.py does not speak of it; and of what is
 * not installed nothing is asked. */
static Truth is_rocm_build(const Case *c)
{
    Truth rocm = fact_is_flag(c->facts, "env", FACT_BUILD_IS_ROCM);
    bool cuda = is_yes(fact_is_flag(c->facts, "env", FACT_BUILD_IS_CUDA));
    bool installed = fact_get(c->facts, "env", FACT_FRAMEWORK_PATH)->known == PRESENT;
    return is_unknown(rocm) && (cuda || !installed) ? truth_of(false) : rocm;
}

Truth is_rocm_on_amd(const Case *c)
{
    Strings gpus = facts_subjects(c->facts, "gpu/");
    Truth amd = truth_of(false);
    for (size_t i = 0; i < gpus.count; i++) {
        if (is_yes(fact_is_text(c->facts, gpus.items[i], FACT_GPU_VENDOR, "nvidia")))
            return truth_of(false);
        amd = truth_or(amd, fact_is_text(c->facts, gpus.items[i], FACT_GPU_VENDOR, "amd"));
    }
    return truth_and(amd, is_rocm_build(c));
}

typedef struct AmdNodes {
    Strings good, refused;
    const Fact *unknown;
} AmdNodes;

static AmdNodes sort_amd_nodes(Case *c)
{
    AmdNodes nodes = {0};
    Strings subjects = facts_subjects(c->facts, "amd-node/");
    for (size_t i = 0; i < subjects.count; i++) {
        const Fact *type = fact_get(c->facts, subjects.items[i], FACT_NODE_TYPE);
        const Fact *access = fact_get(c->facts, subjects.items[i], FACT_NODE_ACCESS);
        const char *path = subjects.items[i] + strlen("amd-node/");
        if (type->known == ABSENT)
            continue;
        if (type->known == UNKNOWN || access->known == UNKNOWN)
            nodes.unknown = type->known == UNKNOWN ? type : access;
        else if (strcmp(access->text, "read-write") == 0)
            list_add(c->arena, nodes.good, path);
        else
            list_add(c->arena, nodes.refused, path);
    }
    return nodes;
}

static void amd_refused(Case *c, Strings refused)
{
    Cause *cause = add_cause(c, CAUSE_ROCM_PERMISSION, EFFECT_CPU,
                             say(c, "this user may not open %s", join_names(c, refused)));
    for (size_t i = 0; i < refused.count; i++) {
        const char *subject = say(c, "amd-node/%s", refused.items[i]);
        cause_subject(c, cause, refused.items[i]);
        cause_evidence(c, cause, fact_text_or(c->facts, subject, FACT_NODE_OWNER, "refused"),
                       fact_get(c->facts, subject, FACT_NODE_ACCESS)->source);
    }
}

/* ROCm opens /dev/kfd and the render node of each card; that of another card may be refused. */
void judge_amd_nodes(Case *c)
{
    AmdNodes nodes = sort_amd_nodes(c);
    bool kfd = strings_have(nodes.good, "/dev/kfd");
    bool told = !nodes.unknown || strings_have(nodes.refused, "/dev/kfd");
    if (nodes.refused.count && told && !(kfd && nodes.good.count > 1))
        amd_refused(c, nodes.refused);
    else if (kfd && nodes.good.count > 1)
        set_step(c, STEP_DEVICE_ACCESS, STEP_OK,
                 say(c, "%s: read and write", join_names(c, nodes.good)));
    else
        step_unknown(c, STEP_DEVICE_ACCESS, "whether AMD's device nodes may be opened",
                     nodes.unknown ? nodes.unknown->because
                                   : "/dev/kfd or the render nodes are not there");
}
