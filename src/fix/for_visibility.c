/* Fixes of the step visibility: variables, and what a scheduler or MIG leaves. */
#include <string.h>

#include "fix/proposal.h"

static void remove_lines(Proposal *p, const char *variable)
{
    const Fact *set_by =
        fact_get(p->facts, words(p, "variable/%s", variable), FACT_VARIABLE_SET_BY);
    for (size_t i = 0; set_by->known == PRESENT && i < set_by->texts.count; i++)
        if (set_by->texts.items[i][0] == '/')
            add_alternative(p, "remove-line", words(p, "take it out of %s", set_by->texts.items[i]),
                            (Strings){0}, false, NULL);
}

/* In a job without a GPU the mask is right, and the job is at fault. */
static bool ask_the_scheduler(Proposal *p, const char *variable)
{
    const char *scheduler = fact_text_or(p->facts, "machine", FACT_SCHEDULER, "");
    if (strcmp(variable, "CUDA_VISIBLE_DEVICES") != 0 ||
        fact_get(p->facts, "machine", FACT_SCHEDULER_GPUS)->known != ABSENT)
        return false;
    if (strcmp(scheduler, "slurm") == 0)
        add_fix(p, "ask-scheduler", "ask Slurm for a GPU (in a script: #SBATCH --gres=gpu:1)",
                command_of(p, "srun", "--gres=gpu:1", "python", "PROGRAM.py", NULL), false, NULL);
    else if (strcmp(scheduler, "lsf") == 0)
        add_fix(p, "ask-scheduler", "ask LSF for a GPU",
                command_of(p, "bsub", "-gpu", "num=1", "python", "PROGRAM.py", NULL), false, NULL);
    else if (strcmp(scheduler, "pbs") == 0)
        add_fix(p, "ask-scheduler", "ask PBS for a GPU",
                command_of(p, "qsub", "-l", "select=1:ngpus=1", "JOB.sh", NULL), false, NULL);
    else
        add_fix(p, "ask-scheduler", words(p, "ask %s for a GPU when the job is made", scheduler),
                (Strings){0}, false, NULL);
    return true;
}

static void show_devices(Proposal *p)
{
    const char *variable =
        p->cause->subjects.count ? p->cause->subjects.items[0] : "CUDA_VISIBLE_DEVICES";
    p->cause->check_yourself = words(p, "env | grep %s", variable);
    if (ask_the_scheduler(p, variable))
        return;
    add_fix(p, "unset-variable", "start the program without it",
            command_of(p, "env", "-u", variable, "python", "PROGRAM.py", NULL), false, NULL);
    remove_lines(p, variable);
}

static void name_instance(Proposal *p)
{
    add_fix(p, "name-instance", "name the instance that is meant; nvidia-smi -L lists them",
            command_of(p, "env", "CUDA_VISIBLE_DEVICES=MIG-UUID", "python", "PROGRAM.py", NULL),
            false, NULL);
    add_alternative(
        p, "mig-off",
        "for the whole GPU, have MIG switched off (it ends all that runs there; some GPUs "
        "need a restart)",
        command_of(p, "sudo", "nvidia-smi", "-mig", "0", NULL), true, "sudo nvidia-smi -mig 1");
    p->cause->check_yourself = "nvidia-smi -L";
}

static void without_shim(Proposal *p)
{
    add_fix(p, "larger-share", "ask the scheduler for a larger share, or for a whole GPU",
            (Strings){0}, false, NULL);
    if (fact_get(p->facts, "variable/LD_PRELOAD", FACT_VARIABLE_VALUE)->known == PRESENT)
        add_alternative(
            p, "without-shim", "to see whether it is at fault, start the program without it",
            command_of(p, "env", "-u", "LD_PRELOAD", "python", "PROGRAM.py", NULL), false, NULL);
    p->cause->check_yourself = "echo $LD_PRELOAD; cat /etc/ld.so.preload";
}

static void unset_driver_variable(Proposal *p)
{
    const char *variable =
        p->cause->subjects.count ? p->cause->subjects.items[0] : "CUDA_LAUNCH_BLOCKING";
    add_fix(p, "unset-variable", "start the program without it",
            command_of(p, "env", "-u", variable, "python", "PROGRAM.py", NULL), false, NULL);
    remove_lines(p, variable);
    p->cause->check_yourself = words(p, "env | grep %s", variable);
}

void propose_for_visibility(Proposal *p)
{
    switch (p->cause->id) {
    case CAUSE_MIG_MISCONFIGURED: name_instance(p); break;
    case CAUSE_GPU_SHIM_PRELOADED: without_shim(p); break;
    case CAUSE_DRIVER_VARIABLE: unset_driver_variable(p); break;
    default: show_devices(p); break;
    }
}
