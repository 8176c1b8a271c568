/* What the causes of device-access say, beside which they are: the sentence that the user reads,
 * how certain it is, what follows from it. */
#include <stdio.h>
#include <string.h>

#include "diagnose/rows.h"
#include "harness.h"

static Judgement *judged_row(const char *name)
{
    for (size_t i = 0; i < row_count(); i++) {
        if (strcmp(row_at(i)->name, name) != 0)
            continue;
        Facts *facts = healthy(test_arena());
        row_at(i)->change(facts);
        return judged(facts);
    }
    CHECK_TEXT(name, "a row");
    return judged(healthy(test_arena()));
}

static const Cause *root_in(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].root)
            return &judgement->causes.items[i];
    return NULL;
}

static bool has_evidence(const Cause *cause, const char *words)
{
    for (size_t i = 0; i < cause->evidence.count; i++)
        if (strstr(cause->evidence.items[i].says, words))
            return true;
    return false;
}

TEST(each_refusal_has_its_own_sentence)
{
    static const char *const ROWS[][2] = {
        {"group not taken up",
         "this user has joined the group video, and this session began before that"},
        {"not a member", "only members of the group video may open /dev/nvidia0"},
        {"owner only", "only root may open /dev/nvidia0"},
        {"owners unmapped", "/dev/nvidia0: owned by nobody here; the owners are not mapped into "
                            "this container"},
        {"access list", "/dev/nvidia0: an access list or a security module refuses what the mode "
                        "allows"},
        {"nodev", "/dev/nvidia0, /dev/nvidiactl and /dev/nvidia-uvm: the mount below has the "
                  "option nodev, and no device opens there"},
        {"Slurm fences", "job 12 of Slurm was given no GPU: its device rules forbid /dev/nvidia0"},
        {"Slurm fences and gave one", "the device cgroup forbids /dev/nvidia0"},
        {"docker without a GPU", "this docker container was started without the GPU"},
        {"pod without a GPU", "this Kubernetes pod was started without the GPU"},
        {"gVisor", "this gVisor sandbox was started without the GPU"},
        {"image build", "a build of an image has no GPU, whatever the host has"},
        {"docker, none", "this docker container was given the driver and no GPU"},
        {"utility only", "this docker container was given the GPU without the computing part of "
                         "the driver"},
        {"compute only", "this docker container was given the GPU without the managing part "
                         "(NVML) of the driver"},
        {"privileged without libraries",
         "this docker container has the device files and not the host's driver"},
        {"apptainer without --nv",
         "this Apptainer container has the device files and not the host's driver"},
        {"rights lost",
         "this docker container was given the GPU and has lost the right to open it"},
        {"rights never given", "this docker container shows the GPU's device files and was not "
                               "given the right to open them"},
        {"uvm stale", "/dev/nvidia-uvm leads not to the driver that is loaded now"},
        {"WSL 1", "this is WSL 1, which has no GPU"},
        {"WSL without a node", "Windows offers this WSL no GPU: there is no /dev/dxg"},
        {"MIG without nodes in a container", "this docker container was given a partitioned GPU "
                                             "(MIG) and none of its instances"},
        {"pod, the plugin gave one",
         "the pod was given a GPU, and its node's runtime did not bring it in"},
        {"compute asked for and left out", "this docker container was to have the computing part "
                                           "of the driver, and the host's toolkit left it out"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const Cause *root = root_in(judged_row(ROWS[i][0]));
        CHECK_TEXT(root ? root->says : NULL, ROWS[i][1]);
    }
}

TEST(what_was_asked_for_is_told)
{
    CHECK(has_evidence(root_in(judged_row("docker without a GPU")),
                       "NVIDIA_VISIBLE_DEVICES is not set"));
    CHECK(has_evidence(root_in(judged_row("docker, an old image")), "another one started it"));
    CHECK(has_evidence(root_in(judged_row("docker, void")),
                       "NVIDIA_VISIBLE_DEVICES=void asks for no GPU"));
    CHECK(has_evidence(root_in(judged_row("docker, all and nothing came")),
                       "it works only with NVIDIA's runtime"));
    CHECK(has_evidence(root_in(judged_row("docker without a GPU")),
                       "the runtime has mounted no file of the host's driver"));
    CHECK(has_evidence(root_in(judged_row("rights lost")),
                       "mounted by the runtime: /usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06"));
    CHECK(has_evidence(root_in(judged_row("rights lost")), "c 195:* m"));
    CHECK(has_evidence(root_in(judged_row("utility only")), "has no compute"));
    CHECK(has_evidence(root_in(judged_row("compute asked for and left out")), "asks for compute"));
    CHECK(has_evidence(root_in(judged_row("uvm stale")), "the driver has 509:0 for it"));
    CHECK(has_evidence(root_in(judged_row("helper may not make nodes")), "ModifyDeviceFiles: 0"));
    CHECK(has_evidence(root_in(judged_row("owner only")), "made with mode 0600, user 0, group 0"));
    CHECK(has_evidence(root_in(judged_row("Slurm fences")), "job 12 of Slurm asked for no GPU"));
}

/* The driver's libraries come with the GPU: that they are missing needs no mending of its own. */
TEST(in_a_container_the_missing_libraries_follow)
{
    static const char *const ROWS[] = {
        "docker without a GPU",          "pod without a GPU", "utility only",
        "privileged without libraries",  "compute only",      "pod, the plugin gave one",
        "compute asked for and left out"};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const Judgement *judgement = judged_row(ROWS[i]);
        const Cause *root = root_in(judgement);
        size_t consequences = 0;
        for (size_t k = 0; root && k < judgement->causes.count; k++)
            if (judgement->causes.items[k].follows_from &&
                strcmp(judgement->causes.items[k].follows_from, cause_word(root->id)) == 0)
                consequences++;
        if (!CHECK_NUMBER(consequences, judgement->causes.count - 1) || !CHECK(consequences > 0))
            printf("# %s\n", ROWS[i]);
    }
}

TEST(what_looks_alike_from_inside_is_not_certain)
{
    static const struct {
        const char *row;
        bool certain;
    } ROWS[] = {
        {"docker without a GPU", true},
        {"rights lost", false},
        {"rights and mounts unknown", false},
        {"forbidden, container unknown", false},
        {"LXC forbids", true},
        {"node forbidden", true},
        {"utility only, mounts unknown", true},
        {"pod, the plugin gave one", true},
        {"uvm stale, container unknown", false},
        {"MIG without nodes", false},
        {"pod, the plugin gave one, mounts unknown", false},
        {"mounted and not found", true},
        {"left out or not", false},
        {"container or not, no libcuda", false},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const Cause *root = root_in(judged_row(ROWS[i].row));
        if (!CHECK(root && root->certain == ROWS[i].certain))
            printf("# %s\n", ROWS[i].row);
    }
}

static bool has_note(const Judgement *judgement, const char *words)
{
    for (size_t i = 0; i < judgement->notes.count; i++)
        if (strstr(judgement->notes.items[i], words))
            return true;
    return false;
}

TEST(jobs_are_noted)
{
    CHECK(has_note(judged_row("Slurm without a GPU, not fenced"),
                   "job 12 of Slurm asked for no GPU; it can open the GPU all the same"));
    CHECK(has_note(judged_row("Slurm on a node without a GPU"),
                   "job 12 of Slurm asked for no GPU and runs on a node without one"));
    CHECK(has_note(judged_row("login node"), "belongs to a cluster (Slurm)"));
    CHECK_NUMBER(judged_row("Slurm")->notes.count, 0);
    CHECK(has_note(judged_row("pod with all GPUs"), "this pod sees every GPU of its node"));
    CHECK_NUMBER(judged_row("pod with one GPU")->notes.count, 0);
    const Judgement *login = judged_row("login node");
    REQUIRE(login->needs.count > 0);
    CHECK_TEXT(login->needs.items[login->needs.count - 1].detail, "srun --gres=gpu:1 nvidia-smi");
}

TEST(of_two_gpus_the_one_whose_node_is_here_is_visible)
{
    const Judgement *judgement = judged_row("container of the second");
    REQUIRE(judgement->devices.count == 2);
    CHECK(is_no(judgement->devices.items[0].visible));
    CHECK(!is_no(judgement->devices.items[1].visible));
}
