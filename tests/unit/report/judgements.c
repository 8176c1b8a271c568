#include "judgements.h"

#define SITE "/home/ada/project/.venv/lib/python3.11/site-packages"

static void set(Judgement *judgement, StepId id, StepStatus status, const char *says)
{
    judgement->chain[id].id = id;
    judgement->chain[id].status = status;
    judgement->chain[id].says = says;
}

static Fix fix_of(Arena *arena, const char *id, const char *says, const char *const *command)
{
    Fix fix = {.id = id, .says = says};
    for (; command && *command; command++)
        list_add(arena, fix.command, *command);
    return fix;
}

static Fix other_way(Arena *arena, const char *id, const char *says, const char *const *command)
{
    Fix fix = fix_of(arena, id, says, command);
    fix.alternative = true;
    return fix;
}

#define ARGV(...) ((const char *const[]){__VA_ARGS__, NULL})

static void add_evidence(Arena *arena, Cause *cause, const char *says, const char *source)
{
    list_add(arena, cause->evidence, (Evidence){says, source});
}

static Judgement *fine(Arena *arena)
{
    Judgement *judgement = arena_new_of(arena, Judgement);
    *judgement = (Judgement){
        .verdict = VERDICT_GPU,
        .listed = 1,
        .says = "TensorFlow 2.21.0 will use the GPU",
        .headline_detail = "nothing visible stops it; the driver was not asked",
        .target = {.kind = "environment",
                   .python = "/home/ada/project/.venv/bin/python",
                   .prefix = "/home/ada/project/.venv",
                   .framework = "tensorflow",
                   .version = "2.21.0",
                   .root = "/",
                   .python_version = "3.11.7",
                   .chosen_because = "./.venv"},
    };
    Device device = {.name = "NVIDIA H200",
                     .pci = "0000:01:00.0",
                     .compute_capability = "9.0",
                     .visible = truth_of(true),
                     .usable = truth_of(true)};
    list_add(arena, judgement->devices, device);
    set(judgement, STEP_GPU, STEP_OK, "NVIDIA H200");
    set(judgement, STEP_KERNEL_DRIVER, STEP_OK, "nvidia 580.65.06");
    set(judgement, STEP_DEVICE_ACCESS, STEP_OK,
        "/dev/nvidia0, nvidiactl, nvidia-uvm: read and write");
    set(judgement, STEP_DRIVER_LIBRARY, STEP_OK,
        "libcuda.so.1 → 580.65.06, same as the kernel module");
    set(judgement, STEP_BUILD, STEP_OK, "CUDA 12.5.1, cuDNN 9");
    set(judgement, STEP_LIBRARIES, STEP_OK, "7 of 7 libraries open");
    set(judgement, STEP_VISIBILITY, STEP_OK, "nothing hides it");
    set(judgement, STEP_ARCHITECTURE, STEP_OK, "sm_90 is in this build");
    set(judgement, STEP_AVAILABILITY, STEP_UNKNOWN, "the driver was not asked");
    set(judgement, STEP_PROGRAM, STEP_UNKNOWN, "the program was not looked at");
    return judgement;
}

Judgement *judgement_of_gpu(Arena *arena)
{
    return fine(arena);
}

static Cause not_on_path(Arena *arena)
{
    Cause cause = {
        .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
        .effect = EFFECT_CPU,
        .root = true,
        .certain = true,
        .fails_on = "libcusolver.so.11",
        .says = "libcusolver.so.11 is installed, but not where TensorFlow looks for it",
        .check_yourself =
            "readelf -d " SITE "/tensorflow/libtensorflow_framework.so.2 | grep RUNPATH",
    };
    list_add(arena, cause.subjects, "libcusolver.so.11");
    add_evidence(arena, &cause, "libcusolver.so.11 is at",
                 SITE "/nvidia/cusolver/lib/libcusolver.so.11");
    add_evidence(arena, &cause,
                 "opened by " SITE "/tensorflow/libtensorflow_framework.so.2, whose RUNPATH has "
                 "no " SITE "/nvidia/cusolver/lib",
                 SITE "/tensorflow/libtensorflow_framework.so.2");
    list_add(arena, cause.fixes,
             fix_of(arena, "older-release", "this wheel's defect; 2.20.0 has it right",
                    ARGV("/home/ada/project/.venv/bin/python", "-m", "pip", "install",
                         "tensorflow[and-cuda]<2.21")));
    list_add(arena, cause.fixes,
             other_way(arena, "link", "lay a link",
                       ARGV("ln", "-s", "../../cusolver/lib/libcusolver.so.11",
                            SITE "/nvidia/cusparse/lib/")));
    return cause;
}

Judgement *judgement_of_the_newest(Arena *arena)
{
    Judgement *judgement = fine(arena);
    judgement->verdict = VERDICT_CPU;
    judgement->listed = 0;
    judgement->says = "TensorFlow 2.21.0 will run on the CPU";
    judgement->headline_detail = "TensorFlow opens 7 CUDA libraries, or uses no GPU at all";
    list_add(arena, judgement->causes, not_on_path(arena));
    set(judgement, STEP_LIBRARIES, STEP_BROKEN, "6 of 7 libraries open");
    set(judgement, STEP_AVAILABILITY, STEP_NOT_REACHED, "the framework does not come so far");
    set(judgement, STEP_PROGRAM, STEP_NOT_REACHED, "the framework does not come so far");
    return judgement;
}

Judgement *judgement_without_gpu(Arena *arena)
{
    Judgement *judgement = judgement_of_the_newest(arena);
    Cause root = {.id = CAUSE_NO_NVIDIA_GPU,
                  .effect = EFFECT_CPU,
                  .root = true,
                  .certain = true,
                  .says = "this machine has no NVIDIA GPU",
                  .check_yourself = "lspci -nn -d 10de:"};
    add_evidence(arena, &root, "no PCI function of vendor 10de is a display controller",
                 "/sys/bus/pci/devices");
    Cause second = judgement->causes.items[0];
    second.root = false;
    judgement->causes.count = 0;
    list_add(arena, judgement->causes, root);
    list_add(arena, judgement->causes, second);
    judgement->headline_detail = NULL;
    judgement->devices.count = 0;
    set(judgement, STEP_GPU, STEP_BROKEN, root.says);
    set(judgement, STEP_KERNEL_DRIVER, STEP_NOT_REACHED, "there is no GPU to drive");
    set(judgement, STEP_DEVICE_ACCESS, STEP_NOT_REACHED, "there is no GPU to drive");
    set(judgement, STEP_DRIVER_LIBRARY, STEP_NOT_REACHED, "there is no GPU to drive");
    set(judgement, STEP_ARCHITECTURE, STEP_NOT_REACHED, "there is no GPU to compare with");
    return judgement;
}

static Cause mismatch(Arena *arena)
{
    Cause cause = {.id = CAUSE_DRIVER_LIB_MISMATCH,
                   .effect = EFFECT_CPU,
                   .root = true,
                   .certain = false,
                   .says = "libcuda.so.1 is of driver 580.65.06, the kernel module of 535.54.03",
                   .check_yourself = "cat /sys/module/nvidia/version"};
    list_add(arena, cause.subjects, "/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06");
    add_evidence(arena, &cause, "kernel module 535.54.03", "/sys/module/nvidia/version");
    Fix restart = fix_of(arena, "restart", "ends every program", ARGV("reboot"));
    restart.needs_root = true;
    list_add(arena, cause.fixes, restart);
    list_add(arena, cause.fixes,
             other_way(arena, "ask", "ask whoever runs this machine to restart it.", NULL));
    return cause;
}

static Cause missing(Arena *arena)
{
    Cause cause = {.id = CAUSE_CUDA_LIBS_MISSING,
                   .effect = EFFECT_CPU,
                   .certain = true,
                   .says =
                       "libcublas.so.12, libcufft.so.11 and libcusparse.so.12 are not installed"};
    list_add(arena, cause.subjects, "libcublas.so.12");
    list_add(arena, cause.subjects, "libcufft.so.11");
    list_add(arena, cause.subjects, "libcusparse.so.12");
    add_evidence(arena, &cause, "opened by", SITE "/tensorflow/libtensorflow_framework.so.2");
    list_add(arena, cause.fixes,
             fix_of(arena, "install", NULL,
                    ARGV("/home/ada/project/.venv/bin/python", "-m", "pip", "install",
                         "tensorflow[and-cuda]==2.21.0")));
    return cause;
}

Judgement *judgement_of_much(Arena *arena)
{
    Judgement *judgement = fine(arena);
    judgement->verdict = VERDICT_CPU;
    judgement->listed = 0;
    judgement->headline_detail = NULL;
    judgement->target.other_python = "/usr/bin/python";
    list_add(arena, judgement->causes, mismatch(arena));
    list_add(arena, judgement->causes, missing(arena));
    Cause folded = {.id = CAUSE_CUDNN_MISSING,
                    .effect = EFFECT_CPU,
                    .certain = true,
                    .follows_from = "cuda-libs-missing",
                    .says = "libcudnn.so.9 is not installed"};
    list_add(arena, folded.subjects, "libcudnn.so.9");
    list_add(arena, judgement->causes, folded);
    Cause finding = {.id = CAUSE_CONFLICTING_TF_PACKAGES,
                     .effect = EFFECT_PART,
                     .certain = true,
                     .says = "tensorflow 2.21.0 and tensorflow-cpu 2.20.0 own the same files"};
    list_add(arena, judgement->findings, finding);
    set(judgement, STEP_DRIVER_LIBRARY, STEP_BROKEN, judgement->causes.items[0].says);
    set(judgement, STEP_LIBRARIES, STEP_BROKEN, "3 of 7 libraries open");
    list_add(arena, judgement->notes,
             "sudo removed LD_LIBRARY_PATH; a start without sudo has what it says");
    return judgement;
}

Judgement *judgement_unknown(Arena *arena)
{
    Judgement *judgement = fine(arena);
    judgement->verdict = VERDICT_UNKNOWN;
    judgement->listed = -1;
    judgement->says = "it cannot be told whether TensorFlow 2.21.0 will use the GPU";
    judgement->headline_detail = NULL;
    set(judgement, STEP_LIBRARIES, STEP_UNKNOWN, "whether libcufft.so.11 opens");
    list_add(arena, judgement->unknown,
             (Pair){"whether libcufft.so.11 opens", "permission denied: " SITE "/nvidia/cufft"});
    list_add(arena, judgement->unknown, (Pair){"who set LD_PRELOAD", "/proc/1/environ: not ours"});
    list_add(arena, judgement->needs, (Pair){"the rights on that directory", "ls -ld " SITE});
    return judgement;
}

Judgement *judgement_of_machine(Arena *arena)
{
    Judgement *judgement = fine(arena);
    judgement->verdict = VERDICT_UNKNOWN;
    judgement->listed = -1;
    judgement->headline_detail = NULL;
    judgement->says = "no framework is installed in this Python environment";
    judgement->target.framework = NULL;
    judgement->target.version = NULL;
    static const char none[] = "no framework is installed here";
    set(judgement, STEP_BUILD, STEP_NOT_APPLICABLE, none);
    set(judgement, STEP_LIBRARIES, STEP_NOT_APPLICABLE, none);
    set(judgement, STEP_ARCHITECTURE, STEP_NOT_APPLICABLE, none);
    list_add(arena, judgement->needs, (Pair){"which environment is meant", "whycpu --all"});
    return judgement;
}

Judgement *judgement_of_an_enemy(Arena *arena)
{
    Judgement *judgement = fine(arena);
    judgement->target.version = "2.0\033]0;owned\007";
    judgement->target.prefix = "/tmp/\033[31mred\nline\xff";
    judgement->chain[STEP_GPU].says = "a\rb\xc2\x9b"
                                      "2Jc\xe2\x80\xae"
                                      "d";
    judgement->headline_detail = "one\ttwo \x7f three";
    return judgement;
}
