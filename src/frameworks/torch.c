/* PyTorch: known by name, not judged yet. */
#include "frameworks/framework.h"

#include <stddef.h>

static const char *const DISTRIBUTIONS[] = {"torch", NULL};

/* The CUDA runtime asks the driver for its version before it starts it. */
static const Checkpoint CHECKS[] = {
    CHECK_IMPORT,  CHECK_BUILD,     CHECK_LIBCUDA,       CHECK_DRIVER_VERSION, CHECK_CUINIT,
    CHECK_DEVICES, CHECK_LIBRARIES, CHECK_ARCHITECTURES, CHECK_FIRST_KERNEL,   CHECK_COUNT};

static const CauseRule RULES[] = {
    {CAUSE_DRIVER_TOO_OLD, CHECK_DRIVER_VERSION, EFFECT_CPU, {0}, true},
};

const FrameworkForm TORCH_FORM = {
    .word = "torch",
    .name = "PyTorch",
    .package = "torch",
    .distributions = DISTRIBUTIONS,
    .install = "torch",
    .checks = CHECKS,
    .rules = RULES,
    .rule_count = sizeof RULES / sizeof *RULES,
};
