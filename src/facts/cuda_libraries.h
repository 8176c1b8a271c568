/* The libraries of CUDA that frameworks open: what they are called in which version of CUDA, and
 * which package brings them. */
#ifndef WHYCPU_FACTS_CUDA_LIBRARIES_H
#define WHYCPU_FACTS_CUDA_LIBRARIES_H

#include <stdbool.h>

#include "base/arena.h"

typedef struct CudaLibrary {
    const char *stem;    /* "libcusolver" */
    const char *package; /* "cusolver" in nvidia-cusolver-cu12 */
} CudaLibrary;

/* The row of a stem, name or path ("libcusolver.so.11", "/x/libcusolver.so.11"); NULL: none. */
const CudaLibrary *cuda_library(const char *name);

/* The name by which a build for this CUDA ("12.5.1") and cuDNN ("9") opens the library of that
 * stem ("libcusolver.so.11"); NULL when that version of CUDA is not in our table. */
const char *cuda_library_name(Arena *arena, const char *stem, const char *cuda, const char *cudnn);

/* "nvidia-cusolver-cu12"; NULL when the library comes in no such package. */
const char *cuda_library_package(Arena *arena, const char *name, const char *cuda);

/* Whether that very name ("libcublas.so.12") is of this major version of CUDA and of no other. */
bool cuda_library_is_only_of(const char *name, int major);

#endif
