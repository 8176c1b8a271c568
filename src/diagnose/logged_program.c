/* What people write of a program: how busy the GPU is, what it was told, where its work runs. A
 * sentence alone proves nothing; two that fit together do. */
#include <string.h>

#include "diagnose/logged.h"

/* A GPU that is busy in bursts waits for something; data that lies ready shows for what. */
static void weigh_use(Case *c)
{
    const Fact *spikes = seen(c, "spikes"), *slow = seen(c, "slow");
    const Fact *low = spikes ? spikes : slow;
    if (!low || has_any_cause(c) || was_seen(c, "windows-task-manager"))
        return;
    const Fact *prepared = seen(c, "prepared-data-helps");
    if (prepared)
        put_line_of(c,
                    conclude(c, CAUSE_INPUT_PIPELINE_BOUND, low,
                             "the GPU waits for its data: with data that lies ready it is busy"),
                    prepared);
    else if (was_seen(c, "feeds-by-python") || was_seen(c, "code/map-one-by-one") ||
             was_seen(c, "code/loads-in-line") || was_seen(c, "code/python-generator"))
        suspect(c, CAUSE_INPUT_PIPELINE_BOUND, low, "the GPU seems to wait for its data");
    else if (was_seen(c, "small-work") && !was_seen(c, "recurrent-named"))
        suspect(c, CAUSE_MODEL_TOO_SMALL, low,
                "the work of a step seems to be too small to fill the GPU");
}

/* The display of Windows shows the 3D engine, in which no computing appears. */
static void note_task_manager(Case *c)
{
    if (was_seen(c, "windows-task-manager") && !has_any_cause(c))
        add_note(c, "the Task Manager of Windows shows the 3D engine by default, where computing "
                    "does not appear; its graph Cuda or Compute_0 does, and so does nvidia-smi");
}

static void weigh_late_variable(Case *c)
{
    const Fact *inside = seen(c, "sets-variable-inside");
    const Fact *program = seen(c, "visible-devices-in-program");
    const Fact *without = seen(c, "variable-without-effect");
    if (!(inside || program) || !without)
        return;
    Cause *cause = conclude(c, CAUSE_VISIBLE_DEVICES_SET_TOO_LATE, inside ? inside : program,
                            "the program sets CUDA_VISIBLE_DEVICES itself, after CUDA has read it");
    cause_subject(c, cause, "CUDA_VISIBLE_DEVICES");
    put_line_of(c, cause, without);
}

static void weigh_host_memory(Case *c)
{
    const Fact *host = seen(c, "int32-on-host"), *placed = seen(c, "placed-on-cpu");
    bool gpu_asked = was_seen(c, "code/device-gpu") || was_seen(c, "device-printed/gpu");
    if (!host && was_seen(c, "code/int32") && gpu_asked)
        host = placed ? placed : seen(c, "device-printed/cpu");
    if (!host || has_any_cause(c))
        return;
    const char *says = "int32 tensors are kept in host memory by design";
    if (was_seen(c, "others-on-gpu"))
        conclude(c, CAUSE_SMALL_OP_PINNED_TO_HOST, host, says);
    else
        suspect(c, CAUSE_SMALL_OP_PINNED_TO_HOST, host, says);
}

/* People say it of an operation, with the type or without. */
static void weigh_kernel_sentences(Case *c)
{
    const Fact *type = seen(c, "type-not-on-gpu"), *op = seen(c, "op-not-on-gpu");
    if (has_any_cause(c))
        return;
    if (!op && !type && !was_seen(c, "recurrent-named"))
        op = seen(c, "op-on-cpu-told");
    if (op && !type && was_seen(c, "code/int32"))
        type = op;
    if (type)
        suspect(c, CAUSE_DTYPE_NO_GPU_KERNEL, type,
                "the operation seems to have no kernel of this type for the GPU");
    else if (op)
        suspect(c, CAUSE_OP_NO_GPU_KERNEL, op, "the operation seems to have no kernel for the GPU");
}

/* The error lists every kernel of the operation. Where the device itself is missing, they have
 * nothing to do with it. */
void conclude_kernels(Case *c)
{
    const Fact *cpu = seen(c, "kernel-on-cpu"), *gpu = seen(c, "kernel-on-gpu");
    if (was_seen(c, "device-missing"))
        return;
    if (gpu)
        conclude(c, CAUSE_DTYPE_NO_GPU_KERNEL, gpu,
                 "the operation has kernels for the GPU, and none for this type");
    else if (cpu)
        conclude(c, CAUSE_OP_NO_GPU_KERNEL, cpu, "the operation has kernels for the CPU alone");
}

static void weigh_recurrent_layer(Case *c)
{
    const Fact *arguments = seen(c, "lstm-arguments"), *named = seen(c, "recurrent-named");
    bool others_fast = was_seen(c, "other-layers-fast") || was_seen(c, "cudnn-layer-helps");
    if (arguments && !has_any_cause(c))
        suspect(c, CAUSE_LSTM_NOT_CUDNN, arguments,
                "recurrent_dropout rules out the fast kernel of cuDNN");
    else if (named && others_fast && was_seen(c, "slow") && !has_any_cause(c))
        suspect(c, CAUSE_LSTM_NOT_CUDNN, named,
                "the recurrent layer is slow, and other layers are not: it seems to run without "
                "the kernel of cuDNN");
}

/* The GPU could be used, and the program says that it wants the CPU. */
static void weigh_explicit_cpu(Case *c)
{
    const Fact *asks = seen(c, "asks-for-cpu");
    bool gpu = fact_get(c->facts, "log", FACT_LOG_GPU_MADE)->known == PRESENT;
    if (asks && gpu && was_seen(c, "runs-on-cpu") && !has_any_cause(c))
        conclude(c, CAUSE_EXPLICIT_CPU_PLACEMENT, asks, "the program itself asks for the CPU");
}

static void note_other_error(Case *c)
{
    const Fact *error = seen(c, "not-of-gpu");
    if (error && !has_any_cause(c))
        add_note(c, say(c, "the program ends in an error that has nothing to do with the GPU (%s)",
                        error->source));
}

void conclude_program(Case *c)
{
    weigh_late_variable(c);
    weigh_kernel_sentences(c);
    weigh_host_memory(c);
    weigh_explicit_cpu(c);
    weigh_recurrent_layer(c);
    weigh_slow_recurrence(c);
    weigh_use(c);
    note_task_manager(c);
    note_other_error(c);
}
