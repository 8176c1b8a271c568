/* kernel.json: how Jupyter starts a kernel. */
#ifndef WHYCPU_PARSE_KERNEL_SPEC_H
#define WHYCPU_PARSE_KERNEL_SPEC_H

#include <stdbool.h>

#include "base/list.h"
#include "base/text.h"

typedef struct KernelVariable {
    const char *name, *value;
} KernelVariable;

typedef struct KernelSpec {
    Strings argv; /* argv[0] is the interpreter, or a name to look for on PATH */
    const char *display_name, *language; /* or NULL */
    LIST_OF(KernelVariable) env;         /* set for the kernel, over Jupyter's own environment */
} KernelSpec;

/* False with `*error` set when the text names no program. */
bool kernel_spec_read(Arena *arena, Text text, KernelSpec *spec, const char **error);

#endif
