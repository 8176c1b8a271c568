/* What is concluded of hints, where nothing else is known. */
#include "logged_case.h"

TEST(what_slurm_writes_for_a_job_without_a_gpu)
{
    CHECK_TEXT(CAUSES("saw nodevfiles-told"), "visible-devices-hidden");
}

TEST(one_part_of_a_divided_gpu)
{
    CHECK_TEXT(CAUSES("saw one-mig-part", "saw mig-resource"), "mig-misconfigured?");
    CHECK_TEXT(CAUSES("saw mig-resource"), "");
    CHECK_TEXT(CAUSES("saw one-mig-part", "saw mig-resource", "saw says/container/smi/fails",
                      "saw says/container/smi/works"),
               "mig-misconfigured?");
}

#define ELSEWHERE "open small-op-pinned-to-host, explicit-cpu-placement"

TEST(a_variable_on_another_device)
{
    CHECK_TEXT(CAUSES(ELSEWHERE), "small-op-pinned-to-host?");
    CHECK_TEXT(CAUSES(ELSEWHERE, "saw code/device-cpu"), "explicit-cpu-placement?");
    CHECK_TEXT(CAUSES(ELSEWHERE, "saw code/device-cpu", "saw code/int32"),
               "small-op-pinned-to-host?");
    CHECK_TEXT(CAUSES("open small-op-pinned-to-host", "saw code/device-cpu"),
               "small-op-pinned-to-host?");
}

TEST(recurrent_layers_that_are_slow)
{
    static const char layer[] = "saw recurrent-named", plain[] = "saw code/recurrent-not-cudnn";
    static const char slower[] = "saw pace/gpu-slower", old[] = "env framework-version: 1.15.0";
    CHECK_TEXT(CAUSES(layer, slower), "lstm-not-cudnn?");
    CHECK_TEXT(CAUSES(layer, "saw pace/little-use"), "lstm-not-cudnn?");
    CHECK_TEXT(CAUSES(layer, "saw pace/slow"), "");
    CHECK_TEXT(CAUSES(layer), "");
    CHECK_TEXT(CAUSES(plain, "saw pace/slow"), "lstm-not-cudnn?");
    CHECK_TEXT(CAUSES(plain), "");
    CHECK_TEXT(CAUSES(layer, slower, "saw torch-named"), "model-too-small?");
    CHECK_TEXT(CAUSES(layer, slower, "surely cudnn-missing"), "cudnn-missing");
    CHECK_TEXT(CAUSES("saw code/recurrent", "saw pace/slow", old), "lstm-not-cudnn?");
    CHECK_TEXT(CAUSES("saw code/recurrent", "saw pace/slow", "env framework-version: 2.0.0"), "");
    CHECK_TEXT(CAUSES("saw code/recurrent", "saw pace/slow"), "");
}

TEST(how_fast_it_goes)
{
    static const char little[] = "saw pace/little-use";
    CHECK_TEXT(CAUSES("saw pace/gpu-slower"), "model-too-small?");
    CHECK_TEXT(CAUSES(little), "");
    CHECK_TEXT(CAUSES(little, "saw pace/slow"), "input-pipeline-bound?");
    CHECK_TEXT(CAUSES(little, "saw pace/memory-taken"), "input-pipeline-bound?");
    CHECK_TEXT(CAUSES(little, "saw pace/cpu-busy"), "input-pipeline-bound?");
    CHECK_TEXT(CAUSES(little, "saw pace/slow", "saw small-work"), "model-too-small?");
    CHECK_TEXT(CAUSES("saw pace/slow", "saw pace/memory-taken"), "");
    CHECK_TEXT(CAUSES("saw pace/gpu-slower", "saw windows-task-manager"), "");
    CHECK_TEXT(CAUSES(little, "saw pace/slow", "surely cudnn-missing"), "cudnn-missing");
}

TEST(where_nvidia_smi_works_in_one_place)
{
    static const char fails[] = "saw says/any/smi/fails", driver[] = "saw driver-version: 535.54";
    static const char prose[] = "saw container-prose";
    CHECK_TEXT(CAUSES(fails, driver, prose), "container-no-gpu?");
    CHECK_TEXT(CAUSES(fails, driver), "");
    CHECK_TEXT(CAUSES(fails, prose), "");
    CHECK_TEXT(CAUSES(driver, prose), "");
    CHECK_TEXT(CAUSES(fails, driver, prose, "saw container-with-gpu"), "");
    CHECK_TEXT(CAUSES(fails, driver, prose, "surely cudnn-missing"), "cudnn-missing");
}

TEST(what_is_left_when_nothing_else_is_known)
{
    static const char *const PAIRS[][3] = {
        {"saw memory-option-named", "saw memory-option-in-vain", "memory-growth-after-init?"},
        {"saw container-without-gpu", "saw gpu-lacking-told", "container-no-gpu?"},
        {"saw memory-kept", "saw process-ended", "gpu-memory-held-by-other-process?"},
        {"saw exclusive-mode-told", "saw trouble-told", "exclusive-compute-mode?"},
        {"saw libcuda-said", "saw wsl-named", "wsl-libcuda-missing?"},
        {"saw says/container/gpu/fails", "saw device-plugin-named", "container-toolkit-broken?"},
        {"saw says/container/gpu/fails", "saw compose-named", "container-no-gpu?"},
        {"saw driver-updated-told", "saw reboot-helped", "driver-lib-mismatch?"},
        {"saw secure-boot-told", "saw trouble-told", "driver-not-loaded?"},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        CHECK_TEXT(CAUSES(PAIRS[i][0], PAIRS[i][1]), PAIRS[i][2]);
        CHECK_TEXT(CAUSES(PAIRS[i][0]), "");
        CHECK_TEXT(CAUSES(PAIRS[i][1]), "");
        CHECK_TEXT(CAUSES(PAIRS[i][0], PAIRS[i][1], "surely cudnn-missing"), "cudnn-missing");
    }
    CHECK_TEXT(CAUSES("saw notebook-without-gpu"), "no-nvidia-gpu?");
    CHECK_TEXT(CAUSES("saw gpus-insufficient-told"), "container-toolkit-broken?");
    CHECK_TEXT(CAUSES("saw module-not-loaded-told"), "driver-not-loaded?");
    CHECK_TEXT(CAUSES("saw module-not-loaded-told", "saw container-prose"), "");
    CHECK_TEXT(CAUSES("saw libcuda-said", "saw wsl-named", "saw container-prose"), "");
}
