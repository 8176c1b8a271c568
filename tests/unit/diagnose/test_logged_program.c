/* What people write of a program: a sentence alone proves nothing, two that fit together do. */
#include "logged_case.h"

TEST(a_gpu_that_waits_for_its_data)
{
    CHECK_TEXT(DETAILS("saw slow", "saw spikes", "saw prepared-data-helps"),
               "input-pipeline-bound, slow, by log.txt:2: the GPU waits for its data: with data "
               "that lies ready it is busy\n"
               "  log.txt:2: saw spikes\n"
               "  log.txt:3: saw prepared-data-helps\n");
    CHECK_TEXT(CAUSES("saw slow", "saw prepared-data-helps"), "input-pipeline-bound");
    CHECK_TEXT(CAUSES("saw slow", "saw feeds-by-python"), "input-pipeline-bound?");
    CHECK_TEXT(CAUSES("saw slow", "saw small-work"), "model-too-small?");
    CHECK_TEXT(CAUSES("saw slow", "saw feeds-by-python", "saw small-work"),
               "input-pipeline-bound?");
    CHECK_TEXT(CAUSES("saw slow"), "");
    CHECK_TEXT(CAUSES("saw prepared-data-helps", "saw feeds-by-python", "saw small-work"), "");
}

TEST(a_slow_program_is_not_judged_beside_another_cause)
{
    CHECK_TEXT(CAUSES("saw slow", "saw prepared-data-helps", "surely cuda-libs-missing"),
               "cuda-libs-missing");
    CHECK_TEXT(CAUSES("saw slow", "saw prepared-data-helps", "surely lstm-not-cudnn"),
               "lstm-not-cudnn");
}

TEST(the_task_manager_of_windows_shows_no_computing)
{
    static const char note[] =
        "what the framework prints when it looks for a GPU\n"
        "note: the Task Manager of Windows shows the 3D engine by default, where computing does "
        "not appear; its graph Cuda or Compute_0 does, and so does nvidia-smi\n";
    CHECK_TEXT(NEEDS("saw windows-task-manager"), note);
    CHECK_TEXT(CAUSES("saw slow", "saw prepared-data-helps", "saw windows-task-manager"), "");
    CHECK_TEXT(NEEDS("saw windows-task-manager", "surely lstm-not-cudnn"), "");
}

TEST(a_variable_that_the_program_sets_too_late)
{
    CHECK_TEXT(DETAILS("saw visible-devices-in-program: 1", "saw sets-variable-inside",
                       "saw variable-without-effect"),
               "visible-devices-set-too-late, fails, by log.txt:2: the program sets "
               "CUDA_VISIBLE_DEVICES itself, after CUDA has read it\n"
               "  about CUDA_VISIBLE_DEVICES\n"
               "  log.txt:2: saw sets-variable-inside\n"
               "  log.txt:3: saw variable-without-effect\n");
    CHECK_TEXT(CAUSES("saw visible-devices-in-program: 1", "saw variable-without-effect"),
               "visible-devices-set-too-late");
    CHECK_TEXT(CAUSES("saw visible-devices-in-program: 1", "saw sets-variable-inside"), "");
    CHECK_TEXT(CAUSES("saw variable-without-effect"), "");
}

TEST(int32_lies_in_the_memory_of_the_host)
{
    CHECK_TEXT(CAUSES("saw int32-on-host", "saw others-on-gpu"), "small-op-pinned-to-host");
    CHECK_TEXT(CAUSES("saw int32-on-host"), "small-op-pinned-to-host?");
    CHECK_TEXT(CAUSES("saw others-on-gpu"), "");
    CHECK_TEXT(CAUSES("saw int32-on-host", "surely cuda-libs-missing"), "cuda-libs-missing");
}

TEST(the_list_of_kernels_tells_an_operation_from_a_type)
{
    CHECK_TEXT(CAUSES("saw kernel-on-cpu"), "op-no-gpu-kernel");
    CHECK_TEXT(CAUSES("saw kernel-on-cpu", "saw kernel-on-gpu"), "dtype-no-gpu-kernel");
    CHECK_TEXT(CAUSES("saw kernel-on-cpu", "saw device-missing"), "");
    CHECK_TEXT(CAUSES("saw kernel-on-gpu", "saw device-missing"), "");
    CHECK_TEXT(CAUSES("saw device-missing"), "");
}

TEST(kernels_of_which_people_write)
{
    CHECK_TEXT(CAUSES("saw type-not-on-gpu", "saw op-not-on-gpu"), "dtype-no-gpu-kernel?");
    CHECK_TEXT(CAUSES("saw op-not-on-gpu"), "op-no-gpu-kernel?");
    CHECK_TEXT(CAUSES("saw type-not-on-gpu", "surely cuda-libs-missing"), "cuda-libs-missing");
    CHECK_TEXT(CAUSES("saw op-not-on-gpu", "saw kernel-on-gpu"), "dtype-no-gpu-kernel");
}

TEST(a_recurrent_layer_that_is_slow_beside_others)
{
    static const char named[] = "saw recurrent-named", slow[] = "saw slow";
    CHECK_TEXT(CAUSES(named, slow, "saw other-layers-fast"), "lstm-not-cudnn?");
    CHECK_TEXT(CAUSES(named, slow, "saw cudnn-layer-helps"), "lstm-not-cudnn?");
    CHECK_TEXT(CAUSES(named, slow), "");
    CHECK_TEXT(CAUSES(named, "saw other-layers-fast"), "");
    CHECK_TEXT(CAUSES(slow, "saw other-layers-fast"), "");
    CHECK_TEXT(CAUSES(named, slow, "saw other-layers-fast", "surely model-too-small"),
               "model-too-small");
    CHECK_TEXT(CAUSES("saw lstm-arguments", named, slow), "lstm-not-cudnn?");
}

TEST(an_error_that_is_not_of_the_gpu_is_noted_where_nothing_else_is_known)
{
    CHECK_TEXT(NEEDS("saw not-of-gpu", "log gpu-made: x"),
               "note: the program ends in an error that has nothing to do with the GPU "
               "(log.txt:1)\n");
    CHECK_TEXT(NEEDS("saw not-of-gpu", "surely cuda-libs-missing"), "");
}
