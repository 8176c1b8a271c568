/* Which release of ONNX Runtime, and with which packages of NVIDIA. */
#ifndef WHYCPU_FIX_ONNXRUNTIME_H
#define WHYCPU_FIX_ONNXRUNTIME_H

#include "fix/proposal.h"

/* "onnxruntime-gpu[cuda,cudnn]==1.31.*": the build with CUDA of the same release, or of the newest
 * that this driver serves. */
const char *onnxruntime_gpu(Proposal *p);

/* "onnxruntime-gpu==1.31.1": what is installed here; or what would be, when nothing is. */
const char *onnxruntime_installed(Proposal *p);

/* A release for an older CUDA, which the driver serves; NULL: none that is known. */
const char *onnxruntime_for_driver(Proposal *p);

/* Installs what is missing of CUDA, or of the wheel itself. */
void install_for_onnxruntime(Proposal *p);

/* The packages lie where nothing looks: the program has to load them. */
void then_preload_in_program(Proposal *p);

/* A release that has kernels for the GPU. */
void propose_onnxruntime_for_gpu(Proposal *p);

#endif
