/* Which kernels an object has, from the headers of its GPU code (section .nv_fatbin).
 *
 * The section is a row of containers, one for each source file, and each has an entry for each
 * architecture it was compiled for. The form is not documented; what is read of it was measured
 * with nvcc 13.0 and on wheels of CUDA 11 to 13: kind, sizes, architecture, and the bits that mark
 * "sm_90a" and "sm_100f".
 */
#ifndef WHYCPU_PARSE_FATBIN_H
#define WHYCPU_PARSE_FATBIN_H

#include "parse/elf.h"

/* "sm_80", "sm_90a", "compute_90": each once, in their order, of the first containers. Later ones
 * may have fewer, where a source file is for certain GPUs. Empty with `*because` set to a sentence
 * when they cannot be told. */
Strings fatbin_kernels(Arena *arena, ElfSource source, const char **because);

#endif
