/* The job of a scheduler in which we are, by the variables that the scheduler sets for it. Whether
 * it was given a GPU is what the scheduler says of it; the device nodes tell what is true. */
#include <string.h>

#include "inspect/machine.h"

enum { GPU_VARIABLES = 4 };

typedef struct Scheduler {
    const char *word;
    const char *job;                 /* the variable with the number of the job */
    const char *also;                /* another one that must be set too; or NULL */
    const char *gpus[GPU_VARIABLES]; /* set when the job has GPUs */
} Scheduler;

static const Scheduler SCHEDULERS[] = {
    {"slurm", "SLURM_JOB_ID", NULL, {"SLURM_STEP_GPUS", "SLURM_JOB_GPUS", "SLURM_GPUS_ON_NODE"}},
    {"lsf", "LSB_JOBID", NULL, {"CUDA_VISIBLE_DEVICES"}},
    {"pbs", "PBS_JOBID", NULL, {"PBS_GPUFILE", "PBS_NGPUS", "CUDA_VISIBLE_DEVICES"}},
    {"sge", "JOB_ID", "SGE_ROOT", {"SGE_HGR_gpu", "CUDA_VISIBLE_DEVICES"}},
    {"htcondor", "_CONDOR_SLOT", NULL, {"_CONDOR_AssignedGPUs", "CUDA_VISIBLE_DEVICES"}},
};

/* Older releases of Slurm hide every GPU from a job without one by such a value. */
static bool is_none(const char *value)
{
    static const char *const NONE[] = {"", "0", "-1", "none", "NoDevFiles", "void"};
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++)
        if (strcmp(value, NONE[i]) == 0)
            return true;
    return false;
}

/* A mask "0" is the first GPU; a count 0 is none. */
static bool tells_a_gpu(const char *variable, const char *value)
{
    bool is_mask = ends_with(variable, "_GPUS") || strcmp(variable, "CUDA_VISIBLE_DEVICES") == 0 ||
                   ends_with(variable, "AssignedGPUs");
    return (is_mask && strcmp(value, "0") == 0) || !is_none(value);
}

static void inspect_gpus_of_job(World *world, Facts *facts, const Scheduler *scheduler)
{
    for (int i = 0; i < GPU_VARIABLES && scheduler->gpus[i]; i++) {
        const char *value, *name = scheduler->gpus[i];
        Answer answer = world_env(world, name, &value);
        if (answer.known == UNKNOWN) {
            fact_set_unknown(facts, "machine", FACT_SCHEDULER_GPUS, answer.because, name);
            return;
        }
        if (answer.known == PRESENT && tells_a_gpu(name, value)) {
            fact_set_text(facts, "machine", FACT_SCHEDULER_GPUS, value, name);
            return;
        }
    }
    fact_set_absent(facts, "machine", FACT_SCHEDULER_GPUS, scheduler->gpus[0]);
}

/* Slurm sets the mask of each vendor to the same value, and programs change only one of them. */
static void inspect_mask(World *world, Facts *facts)
{
    static const char *const SIBLINGS[] = {"GPU_DEVICE_ORDINAL", "ROCR_VISIBLE_DEVICES"};
    for (size_t i = 0; i < sizeof SIBLINGS / sizeof *SIBLINGS; i++) {
        const char *value;
        if (world_env(world, SIBLINGS[i], &value).known == PRESENT) {
            fact_set_text(facts, "machine", FACT_SCHEDULER_MASK, value, SIBLINGS[i]);
            return;
        }
    }
    fact_set_absent(facts, "machine", FACT_SCHEDULER_MASK, SIBLINGS[0]);
}

static bool inspect_job(World *world, Facts *facts)
{
    for (size_t i = 0; i < sizeof SCHEDULERS / sizeof *SCHEDULERS; i++) {
        const Scheduler *scheduler = &SCHEDULERS[i];
        const char *job, *also;
        if (world_env(world, scheduler->job, &job).known != PRESENT ||
            (scheduler->also && world_env(world, scheduler->also, &also).known != PRESENT))
            continue;
        fact_set_text(facts, "machine", FACT_SCHEDULER, scheduler->word, scheduler->job);
        fact_set_text(facts, "machine", FACT_SCHEDULER_JOB, job, scheduler->job);
        inspect_gpus_of_job(world, facts, scheduler);
        if (strcmp(scheduler->word, "slurm") == 0)
            inspect_mask(world, facts);
        return true;
    }
    return false;
}

/* A login node has no GPU, and its jobs have. */
static void inspect_cluster(World *world, Facts *facts)
{
    static const char *const VARIABLES[][2] = {{"lsf", "LSF_ENVDIR"}, {"sge", "SGE_ROOT"}};
    static const char *const FILES[][2] = {{"slurm", "/etc/slurm"}, {"pbs", "/etc/pbs.conf"}};
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        FileInfo info;
        const char *value;
        if (world_env(world, VARIABLES[i][1], &value).known == PRESENT) {
            fact_set_text(facts, "machine", FACT_CLUSTER, VARIABLES[i][0], VARIABLES[i][1]);
            return;
        }
        if (world_stat(world, FILES[i][1], &info).known == PRESENT) {
            fact_set_text(facts, "machine", FACT_CLUSTER, FILES[i][0], FILES[i][1]);
            return;
        }
    }
}

void inspect_scheduler(World *world, Facts *facts)
{
    const char *job;
    if (inspect_job(world, facts))
        return;
    if (world_env(world, SCHEDULERS[0].job, &job).known == UNKNOWN)
        return; /* of a machine whose environment is not known nothing is told */
    fact_set_absent(facts, "machine", FACT_SCHEDULER, SCHEDULERS[0].job);
    bool inside = fact_get(facts, "machine", FACT_CONTAINER)->known == PRESENT;
    if (facts_subjects(facts, "gpu/").count == 0 && !inside)
        inspect_cluster(world, facts);
}
