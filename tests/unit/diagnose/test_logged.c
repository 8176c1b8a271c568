/* What a log proves, leaves open and rules out, and the verdict that follows. */
#include "logged_case.h"

#include <string.h>

#define TF "env framework: tensorflow"

TEST(a_proof_of_one_strand_explains_nothing_of_the_other)
{
    CHECK_TEXT(CAUSES("surely driver-not-loaded", "open libcuda-not-found"), "driver-not-loaded");
    CHECK_TEXT(CAUSES("surely driver-not-loaded", "open driver-not-installed"),
               "driver-not-loaded");
    CHECK_TEXT(CAUSES("surely driver-not-loaded", "open cuda-libs-missing"),
               "driver-not-loaded, cuda-libs-missing?");
    CHECK_TEXT(CAUSES("surely cuda-libs-missing", "open no-nvidia-gpu"),
               "no-nvidia-gpu?, cuda-libs-missing");
}

TEST(a_proof_of_either_strand_explains_what_comes_after_both)
{
    CHECK_TEXT(CAUSES("surely driver-not-loaded", "open visible-devices-hidden"),
               "driver-not-loaded");
    CHECK_TEXT(CAUSES("surely cuda-libs-missing", "open visible-devices-hidden"),
               "cuda-libs-missing");
    CHECK_TEXT(CAUSES("surely visible-devices-hidden", "open mig-misconfigured"),
               "visible-devices-hidden");
    CHECK_TEXT(CAUSES("surely explicit-cpu-placement", "open mig-misconfigured"),
               "mig-misconfigured?, explicit-cpu-placement");
}

TEST(what_is_only_likely_explains_nothing)
{
    CHECK_TEXT(CAUSES("open no-nvidia-gpu", "open libcuda-not-found"),
               "no-nvidia-gpu?, libcuda-not-found?");
}

TEST(of_what_lines_leave_open_that_is_likely_which_explains_most_of_them)
{
    CHECK_TEXT(CAUSES("open no-nvidia-gpu, driver-not-loaded", "open driver-not-loaded"),
               "driver-not-loaded?");
    CHECK_TEXT(CAUSES("open no-nvidia-gpu, driver-not-loaded"), "no-nvidia-gpu?");
    CHECK_TEXT(CAUSES("open no-nvidia-gpu, driver-not-loaded", "refuted no-nvidia-gpu"),
               "driver-not-loaded?");
    CHECK_TEXT(CAUSES("open no-nvidia-gpu", "refuted no-nvidia-gpu"), "");
}

TEST(a_cudnn_that_was_opened_and_does_not_fit_ends_in_an_error)
{
    CHECK_TEXT(VERDICT(TF, "surely cudnn-version-mismatch"), "cpu");
    CHECK_TEXT(VERDICT(TF, "surely cudnn-version-mismatch", "saw cudnn-mismatch: 8.0"), "fails");
}

TEST(a_gpu_that_is_hidden_while_the_cpu_is_switched_off_ends_in_an_error)
{
    CHECK_TEXT(VERDICT(TF, "surely visible-devices-hidden"), "cpu");
    CHECK_TEXT(VERDICT(TF, "surely visible-devices-hidden", "saw cpu-disabled"), "fails");
}

/* ---- A GPU that works ---- */

#define MADE "log gpu-made: Created device"

TEST(what_keeps_off_the_gpu_is_not_believed_beside_a_device_that_was_made)
{
    CHECK_TEXT(CAUSES(TF, "surely cuda-libs-missing"), "cuda-libs-missing");
    CHECK_TEXT(CAUSES(TF, "surely cuda-libs-missing", MADE), "");
    CHECK_TEXT(VERDICT(TF, "surely cuda-libs-missing", MADE), "gpu");
    CHECK_TEXT(CAUSES(TF, "surely visible-devices-hidden", MADE), "");
}

TEST(what_comes_after_the_device_stays)
{
    CHECK_TEXT(CAUSES(TF, "surely driver-too-old", MADE), "driver-too-old");
    CHECK_TEXT(VERDICT(TF, "surely driver-too-old", MADE), "fails");
    CHECK_TEXT(VERDICT(TF, "open exclusive-compute-mode", MADE), "unknown");
    CHECK_TEXT(SAYS(TF, "open exclusive-compute-mode", MADE),
               "TensorFlow made a device of the GPU, and may have failed on it");
    CHECK_TEXT(VERDICT(TF, "open exclusive-compute-mode", MADE, "saw raised"), "fails");
    CHECK_TEXT(CAUSES(TF, "surely explicit-cpu-placement", MADE), "explicit-cpu-placement");
    CHECK_TEXT(CAUSES(TF, "surely rocm-unsupported-gpu", MADE), "rocm-unsupported-gpu");
}

/* ---- The chain ---- */

TEST(a_device_that_was_made_proves_every_step_before_it)
{
    CHECK_TEXT(logged_steps(STEP_OK, LOG(TF, MADE)),
               "gpu, kernel-driver, device-access, driver-library, build, libraries, visibility, "
               "architecture");
    CHECK_TEXT(logged_steps(STEP_UNKNOWN, LOG(TF, MADE)), "availability, program");
    const Judgement *judgement = logged_judgement(LOG(TF, MADE));
    CHECK_TEXT(judgement->chain[STEP_LIBRARIES].says, "the framework made a device of the GPU");
    REQUIRE(judgement->chain[STEP_LIBRARIES].evidence.count == 1);
    CHECK_TEXT(judgement->chain[STEP_LIBRARIES].evidence.items[0].says, "Created device");
}

TEST(a_step_with_a_cause_is_broken_and_the_others_are_not_in_the_log)
{
    CHECK_TEXT(logged_steps(STEP_BROKEN, LOG(TF, "surely cuda-libs-missing")), "libraries");
    CHECK_TEXT(logged_steps(STEP_OK, LOG(TF, "surely cuda-libs-missing")), "");
    CHECK_TEXT(logged_steps(STEP_UNKNOWN, LOG(TF, "surely cuda-libs-missing")),
               "gpu, kernel-driver, device-access, driver-library, build, visibility, "
               "architecture, availability, program");
    const Judgement *judgement = logged_judgement(LOG(TF, "surely cuda-libs-missing"));
    CHECK_TEXT(judgement->chain[STEP_BUILD].says, "not in the log");
}

TEST(what_the_log_tells_of_the_machine_stays_with_its_step)
{
    CHECK_TEXT(logged_steps(STEP_OK, LOG(TF, "machine nvidia-module: 535.54.03")), "kernel-driver");
}

/* ---- The verdict, and its sentence ---- */

TEST(a_framework_that_gave_the_gpu_up_ran_on_the_cpu)
{
    CHECK_TEXT(VERDICT(TF), "unknown");
    CHECK_TEXT(VERDICT(TF, "saw libraries-failed"), "cpu");
    CHECK_TEXT(VERDICT(TF, "saw cuinit-failed"), "cpu");
    CHECK_TEXT(VERDICT(TF, "saw cpu-used"), "cpu");
    CHECK_TEXT(VERDICT(TF, "log gpus-listed: 0"), "cpu");
    CHECK_TEXT(VERDICT(TF, "saw placed-on-cpu"), "cpu");
    CHECK_TEXT(VERDICT(TF, "open cuda-libs-missing"), "unknown");
    CHECK_TEXT(VERDICT(TF, "saw cuinit-failed", MADE), "gpu");
}

TEST(what_is_said_where_the_log_does_not_tell)
{
    CHECK_TEXT(SAYS(TF), "nothing here says that something is wrong with the GPU");
    CHECK_TEXT(SAYS(TF, "open no-nvidia-gpu"), "TensorFlow: GPU or CPU, the log does not say");
    CHECK_TEXT(SAYS("surely lstm-not-cudnn"), "the program: GPU or CPU, the log does not say");
}

/* ---- Where nobody can expect a GPU ---- */

TEST(in_wsl_what_would_miss_a_driver_misses_that_of_windows)
{
    CHECK_TEXT(CAUSES("surely wsl-libcuda-missing", "open driver-not-installed"),
               "wsl-libcuda-missing");
    CHECK_TEXT(CAUSES("surely wsl-libcuda-missing", "open no-nvidia-gpu"),
               "no-nvidia-gpu?, wsl-libcuda-missing");
}

TEST(somebody_who_says_that_there_is_no_gpu_is_believed_beside_what_is_only_likely)
{
    static const char note[] = "note: the report says that there is no GPU (log.txt:1)\n";
    CHECK_TEXT(CAUSES("saw no-gpu-said", "open no-nvidia-gpu"), "");
    CHECK_TEXT(CAUSES("saw no-gpu-said", "surely no-nvidia-gpu"), "no-nvidia-gpu");
    CHECK_TEXT(CAUSES("saw no-gpu-said", "open no-nvidia-gpu", "saw driver-version: 535.54"),
               "no-nvidia-gpu?");
    CHECK(strstr(NEEDS("saw no-gpu-said"), note));
    CHECK(!strstr(NEEDS("saw no-gpu-said", "saw driver-version: 535.54"), note));
}

TEST(who_says_that_there_is_no_gpu_may_show_a_table_all_the_same)
{
    CHECK_TEXT(CAUSES("open no-nvidia-gpu"), "no-nvidia-gpu?");
    CHECK_TEXT(CAUSES("saw smi-version: 470.1", "open no-nvidia-gpu"), "");
    CHECK_TEXT(CAUSES("saw smi-version: 470.1", "saw no-gpu-said", "open no-nvidia-gpu"), "");
    CHECK_TEXT(
        CAUSES("saw smi-version: 470.1", "saw no-gpu-said", "saw raised", "open no-nvidia-gpu"),
        "no-nvidia-gpu");
}
