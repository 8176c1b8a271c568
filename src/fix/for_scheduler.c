/* How a job is given a GPU. */
#include <string.h>

#include "fix/for_device_access.h"

static void with_slurm(Proposal *p)
{
    add_fix(p, "ask-for-gpu", "ask Slurm for a GPU; inside an allocation each srun asks again",
            command_of(p, "srun", "--gres=gpu:1", "COMMAND", NULL), false, NULL);
    add_alternative(p, "ask-for-gpu-in-script", "write #SBATCH --gpus=1 into the script of the job",
                    (Strings){0}, false, NULL);
}

bool ask_scheduler_for_a_gpu(Proposal *p)
{
    const char *scheduler = fact_text_or(p->facts, "machine", FACT_SCHEDULER, NULL);
    if (!scheduler || fact_get(p->facts, "machine", FACT_SCHEDULER_GPUS)->known != ABSENT)
        return false;
    if (strcmp(scheduler, "slurm") == 0)
        with_slurm(p);
    else if (strcmp(scheduler, "lsf") == 0)
        add_fix(p, "ask-for-gpu", "ask LSF for a GPU",
                command_of(p, "bsub", "-gpu", "num=1", "COMMAND", NULL), false, NULL);
    else if (strcmp(scheduler, "pbs") == 0)
        add_fix(p, "ask-for-gpu", "ask PBS for a GPU",
                command_of(p, "qsub", "-l", "select=1:ngpus=1", "SCRIPT", NULL), false, NULL);
    else if (strcmp(scheduler, "sge") == 0)
        add_fix(p, "ask-for-gpu",
                "ask Grid Engine for a GPU; its name (gpu) is the cluster's own choice",
                command_of(p, "qsub", "-l", "gpu=1", "SCRIPT", NULL), false, NULL);
    else
        add_fix(p, "ask-for-gpu", "write request_gpus = 1 into the submit file", (Strings){0},
                false, NULL);
    return true;
}
