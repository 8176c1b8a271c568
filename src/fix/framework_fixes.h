/* What mends one framework and no other: which release, from where, with which packages of NVIDIA.
 * A framework fills in one of these in a file of its own, beside its form. */
#ifndef WHYCPU_FIX_FRAMEWORK_FIXES_H
#define WHYCPU_FIX_FRAMEWORK_FIXES_H

#include "fix/proposal.h"

typedef struct FrameworkFixes {
    /* "torch==2.15.0": the build with CUDA of this release (NULL: any), or of the newest that this
     * driver serves. */
    const char *(*gpu_build)(Proposal *p, const char *version);
    /* The distribution that has CUDA, where it is not called as the package is. */
    const char *distribution;
    /* The requirement that brings the CUDA libraries for which the build was made. */
    const char *(*with_libraries)(Proposal *p);
    /* Its metadata ask for those libraries, so that the manager puts the right releases back. */
    bool asks_for_libraries;
    /* A build for an older CUDA, which this driver serves; NULL: none that is known. */
    const char *(*for_driver)(Proposal *p);
    /* Proposes a release that has kernels for the GPU, if one is known, and how to check it. */
    void (*for_gpu)(Proposal *p);
    /* Proposes what is left to do once its build with CUDA is installed; NULL: nothing. */
    void (*then)(Proposal *p);
    /* Of what is missing, and of a build without CUDA; NULL: as every framework does. */
    void (*install_missing)(Proposal *p);
    void (*replace_cpu_build)(Proposal *p);
    /* By which it takes no memory ahead of need; NULL: it does so anyway, or cannot. */
    const char *memory_variable;
} FrameworkFixes;

extern const FrameworkFixes TENSORFLOW_FIXES, TORCH_FIXES, JAX_FIXES, ONNXRUNTIME_FIXES;

/* Of the framework that is judged; of Keras, and where none is, TensorFlow's. */
const FrameworkFixes *fixes_of(const Proposal *p);

/* ---- What they share ---- */

/* "580.65.06" as the kernel's module tells it; NULL: not known. */
const char *driver_version(const Proposal *p);
/* Whether a driver is known to be older. */
bool driver_is_before(const Proposal *p, const char *version);

/* "2.15.0" of "2.15.0+cu132": as requirements name the release that is judged; NULL: not known. */
const char *public_version(Proposal *p);
/* "NAME==2.15.0"; NAME alone without a version. */
const char *of_release(Proposal *p, const char *name, const char *version);
/* Of the release that is judged. */
const char *of_this_release(Proposal *p, const char *name);
/* Installs again what is here, exactly: the distribution, in its own release. */
Strings again_command(Proposal *p, const char *otherwise);

/* The compute capability of the GPU that the cause is about, in tenths; 0: not known. */
int tenths_of_gpu(Proposal *p);

/* The oldest drivers for CUDA 11, 12 and 13, as NVIDIA's table of minor version compatibility has
 * them. */
#define DRIVER_FOR_CUDA_11 "450.80.02"
#define DRIVER_FOR_CUDA_12 "525.60.13"
#define DRIVER_FOR_CUDA_13 "580"

#endif
