/* The job of a scheduler: what it was given, and what is to be said of it. */
#include <string.h>

#include "diagnose/device_access.h"

static const char *name_of(const char *word)
{
    static const char *const NAMES[][2] = {{"slurm", "Slurm"},
                                           {"lsf", "LSF"},
                                           {"pbs", "PBS"},
                                           {"sge", "Grid Engine"},
                                           {"htcondor", "HTCondor"}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strcmp(word, NAMES[i][0]) == 0)
            return NAMES[i][1];
    return word;
}

const char *job_words(Case *c)
{
    const char *scheduler = fact_text_or(c->facts, "machine", FACT_SCHEDULER, NULL);
    const char *job = fact_text_or(c->facts, "machine", FACT_SCHEDULER_JOB, "");
    return scheduler ? say(c, "job %s of %s", job, name_of(scheduler)) : NULL;
}

bool job_has_no_gpu(const Case *c)
{
    return fact_get(c->facts, "machine", FACT_SCHEDULER)->known == PRESENT &&
           fact_get(c->facts, "machine", FACT_SCHEDULER_GPUS)->known == ABSENT;
}

static void note_job_without_gpu(Case *c)
{
    if (has_cause(c, CAUSE_NO_NVIDIA_GPU))
        add_note(c, say(c, "%s asked for no GPU and runs on a node without one", job_words(c)));
    else if (step_status(c, STEP_DEVICE_ACCESS) == STEP_OK)
        add_note(c, say(c,
                        "%s asked for no GPU; it can open the GPU all the same, and the scheduler "
                        "may have given it to somebody else",
                        job_words(c)));
}

static void note_cluster(Case *c)
{
    const char *cluster = fact_text_or(c->facts, "machine", FACT_CLUSTER, NULL);
    static const char *const COMMANDS[][2] = {{"slurm", "srun --gres=gpu:1 nvidia-smi"},
                                              {"lsf", "bsub -I -gpu num=1 nvidia-smi"},
                                              {"pbs", "qsub -I -l select=1:ngpus=1"},
                                              {"sge", "qrsh -l gpu=1 nvidia-smi"}};
    if (!cluster || !has_cause(c, CAUSE_NO_NVIDIA_GPU))
        return;
    add_note(c, say(c, "this machine belongs to a cluster (%s); its GPUs are reached by a job",
                    name_of(cluster)));
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        if (strcmp(cluster, COMMANDS[i][0]) == 0)
            add_need(c, "whether a job has one", COMMANDS[i][1]);
}

/* An image that asks for every GPU gets them from NVIDIA's runtime without asking Kubernetes
 * (README of NVIDIA's k8s-device-plugin). */
static void note_pod_that_asked_for_none(Case *c)
{
    bool all = is_yes(
        fact_is_text(c->facts, "variable/NVIDIA_VISIBLE_DEVICES", FACT_VARIABLE_VALUE, "all"));
    if (all && is_yes(fact_is_text(c->facts, "machine", FACT_CONTAINER, "kubernetes")) &&
        step_status(c, STEP_DEVICE_ACCESS) == STEP_OK)
        add_note(c,
                 "NVIDIA_VISIBLE_DEVICES=all is the image's: this pod sees every GPU of its node "
                 "without having been given one, and others may use the same");
}

void note_scheduler(Case *c)
{
    note_pod_that_asked_for_none(c);
    if (job_has_no_gpu(c))
        note_job_without_gpu(c);
    note_cluster(c);
}
