/* --ask driver: libcuda.so.1 and libnvidia-ml.so.1 are opened by whycpu-helper, each in a process
 * of its own, and what they answer becomes facts: outcomes, which decide where they differ from
 * what was expected. */
#ifndef WHYCPU_ASK_DRIVER_H
#define WHYCPU_ASK_DRIVER_H

#include "facts/facts.h"

/* Asks at most once a pair of libraries: two frameworks of one environment share the answers. */
typedef struct DriverAsker DriverAsker;
DriverAsker *driver_asker(World *world);

/* Sets asked/cuda, asked/nvml and what they told about gpu/…, after everything else was looked at:
 * asking may load kernel modules and make device nodes. `program` (or NULL) is the interpreter, by
 * whose search libraries are found that no fact names. Where the driver cannot be asked, the
 * outcomes are unknown, because of that. */
void ask_driver(DriverAsker *asker, const char *program, Facts *facts);

#endif
