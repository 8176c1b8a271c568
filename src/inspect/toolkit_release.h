/* Of which CUDA the libraries of a system's toolkit are. Their names alone do not tell:
 * libcusolver.so.11 is of CUDA 11 and of CUDA 12, libcusparse.so.12 of 12 and of 13, and a cuDNN is
 * made for one of them. */
#ifndef WHYCPU_INSPECT_TOOLKIT_RELEASE_H
#define WHYCPU_INSPECT_TOOLKIT_RELEASE_H

#include "base/known.h"
#include "base/list.h"

/* Whether the library `name` in `directory`, which holds `names`, is of CUDA `major`. The name
 * tells where one CUDA alone has it; otherwise the runtime beside it (libcudart.so.12) and the name
 * of the toolkit ("/usr/local/cuda-12.5/…") do. What distributions lay side by side in
 * /usr/lib tells nothing of a cuDNN there. */
Truth toolkit_fits(const char *directory, Strings names, const char *name, int major);

#endif
