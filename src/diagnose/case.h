/* One case on the table: the facts, and the judgement that grows out of them. Shared by the files
 * that judge one step each. */
#ifndef WHYCPU_DIAGNOSE_CASE_H
#define WHYCPU_DIAGNOSE_CASE_H

#include "diagnose/judgement.h"
#include "frameworks/framework.h"

typedef struct Case {
    Arena *arena;
    const Facts *facts;
    Judgement *judgement;
    const FrameworkForm *form; /* the one that decides: of Keras its backend */
    /* What the steps learn for each other. */
    size_t driven_count;        /* NVIDIA GPUs that the kernel driver has bound */
    size_t gpu_count;           /* of those, how many this process may reach */
    bool gpu_count_known;       /* whether both can be told */
    bool driver_works;          /* it was asked, and offers devices */
    bool fails_at[CHECK_COUNT]; /* the framework ends there, in an error or a crash */
    bool visible_known;         /* whether visible_count can be told */
    size_t visible_count;       /* GPUs that the driver offers to this process */
    bool accepted_known;        /* whether accepted_count can be told */
    size_t accepted_count;      /* GPUs that the framework takes of those */
    Verdict without_gpu;        /* what becomes of it where it lists no GPU */
    bool listing_unknown;       /* whether it lists a GPU that it cannot use */
    Raise raises_without_gpu;   /* what that ends in, if it ends */
    Raise raises[CHECK_COUNT];  /* what comes there, where no rule of the form says it */
    Checkpoint cpu_from;        /* a variable has it take the CPU from here on; CHECK_COUNT: none */
    const char *cpu_because;    /* the sentence of the cause that says so */
    bool is_log;                /* the facts are what a program printed, not a machine */
} Case;

/* The chain, in order; each sets its step and adds its causes and findings. */
void judge_gpu(Case *c);
void judge_kernel_driver(Case *c);
void judge_device_access(Case *c);
/* Whether this process may reach the GPU ("gpu/BDF"), by its own device node; asked where it may
 * reach some only. */
Truth gpu_is_given(Case *c, const char *gpu);
/* A build for ROCm on a machine whose GPUs are AMD's: nothing of NVIDIA's driver is asked. */
Truth is_rocm_on_amd(const Case *c);
/* Whether a container may have been started without the driver's libraries, and it cannot be told:
 * then that one is missing is not certain to be a fault of its own. */
bool driver_may_be_left_out(const Case *c);
void judge_driver_library(Case *c);
void judge_build(Case *c);
/* What `import` of the framework misses first: its package, or what the backend of Keras needs. */
const char *missing_package(const Case *c);
/* Whether Keras ends, or computes, without any framework that has a chain; then it is judged. */
bool keras_decides(Case *c);
/* KERAS_TORCH_DEVICE, which only Keras on PyTorch reads. */
void judge_keras_device(Case *c);
void judge_libraries(Case *c);
void judge_pins(Case *c);     /* pins.c: versions that exclude each other, as notes */
void judge_packages(Case *c); /* package_clash.c: those that overwrote each other */
void judge_visibility(Case *c);
void judge_architecture(Case *c);
void judge_availability(Case *c);
void judge_driver_told(Case *c);  /* asked.c: what --ask driver answered about the machine */
void judge_devices_told(Case *c); /* asked.c: and about what is visible */
void judge_program(Case *c);
/* nvml_listing.c: what becomes of a framework that counts GPUs by NVML. After all the others. */
void judge_listing_by_nvml(Case *c);
/* Where CUDA's start ends of which the framework learns at its first use; else `check` itself. */
Checkpoint check_of_start(const Case *c, Checkpoint check);
/* What is raised at that point by the code that the driver told; `exception` NULL: nothing. */
Raise raise_told(Case *c, Checkpoint check);
void judge_logged(Case *c); /* logged.c: what a program printed */
/* The verdict about a log, and its sentence. */
void decide_logged(Case *c);
void say_logged(Case *c);

/* Whether the driver can compile the PTX that this GPU (of compute capability `tens` / 10) depends
 * on; adds the cause when not. `ptx`: the code that fits, as "compute_90"; NULL where machine code
 * does. True: its kernels fail. */
bool judge_ptx(Case *c, Device *device, int tens, const char *ptx);

/* ---- What the judges write with ---- */

const char *say(Case *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

void set_step(Case *c, StepId id, StepStatus status, const char *says);
StepStatus step_status(const Case *c, StepId id);
/* Whether a step earlier in this strand is broken, so that this one is not reached. */
bool strand_is_broken_before(const Case *c, StepId id);
void step_evidence(Case *c, StepId id, const char *says, const char *source);

/* What the framework does about a cause, and where; its form says so. */
Effect effect_of(const Case *c, CauseId id);
Checkpoint check_of(const Case *c, CauseId id);
bool comes_before(const Case *c, Checkpoint one, Checkpoint other);
/* A new cause with the effect that it has for this framework, which may end there. */
Cause *add_cause_by_form(Case *c, CauseId id, const char *says);
/* A new cause (or, by its effect, a finding) with its step marked broken when it breaks it. */
Cause *add_cause(Case *c, CauseId id, Effect effect, const char *says);
void cause_subject(Case *c, Cause *cause, const char *subject);
void cause_evidence(Case *c, Cause *cause, const char *says, const char *source);
/* The fact as evidence: "NAME: value", with its source. */
bool has_cause(const Case *c, CauseId id);

void add_unknown(Case *c, const char *says, const char *because);
void add_need(Case *c, const char *says, const char *command);
void add_note(Case *c, const char *note);

/* Marks the step unknown, with its reason in the judgement; what is broken stays broken. */
void step_unknown(Case *c, StepId id, const char *says, const char *because);

/* Whether NVIDIA's kernel driver has the device for use. */
Truth device_is_driven(Case *c, const Device *device);

/* "TensorFlow 2.20.0"; a sentence where none is known. */
const char *framework_words(Case *c);

/* "a", "a and b", "a, b and c". */
const char *join_names(Case *c, Strings names);

#endif
