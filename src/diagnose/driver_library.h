/* Shared by the files that judge the step driver-library. */
#ifndef WHYCPU_DIAGNOSE_DRIVER_LIBRARY_H
#define WHYCPU_DIAGNOSE_DRIVER_LIBRARY_H

#include "diagnose/case.h"

#define LIBCUDA "library/libcuda.so.1"
#define LIBNVML "library/libnvidia-ml.so.1"

/* Names an earlier cause without which the library would be there. */
void follows_from_missing_driver(Case *c, Cause *cause);

/* Where LD_LIBRARY_PATH led to the file: who set it, as far as it is known. */
void add_known_setters(Case *c, Cause *cause, const Opening *opening);

/* Library and kernel module: of one version, or a cuda-compat library that the module serves.
 * `subject` is LIBCUDA or LIBNVML, `opening` found it. */
void judge_versions(Case *c, const char *subject, const Opening *opening);

/* Whether the driver is new enough for the CUDA runtime of the build; what it cannot do besides
 * is kept for the step architecture. */
void judge_age(Case *c);
/* The least driver for a CUDA version, as "418.39" for "10.1"; NULL where it is not known. */
const char *driver_for_cuda(const char *cuda);

/* Inside WSL the driver is that of Windows. */
void judge_found_in_wsl(Case *c, const Opening *opening);
void judge_missing_in_wsl(Case *c, const Opening *opening);

/* The newest CUDA version that a driver serves, as "12.2" for 535.183.01; NULL: not in our table
 * (docs/MACHINE.md). */
const char *cuda_of_driver(const char *version);

#endif
