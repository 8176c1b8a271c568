/* JAX: known by name, not judged yet. */
#include "frameworks/framework.h"

#include <stddef.h>

static const char *const DISTRIBUTIONS[] = {"jax", NULL};

/* Measured (0.12.0): the version of the driver is looked at behind cuInit, and raises. */
static const Checkpoint CHECKS[] = {
    CHECK_IMPORT,  CHECK_BUILD,          CHECK_LIBRARIES,     CHECK_LIBCUDA,      CHECK_CUINIT,
    CHECK_DEVICES, CHECK_DRIVER_VERSION, CHECK_ARCHITECTURES, CHECK_FIRST_KERNEL, CHECK_COUNT};

static const CauseRule RULES[] = {
    {CAUSE_DRIVER_TOO_OLD,
     CHECK_DRIVER_VERSION,
     EFFECT_FAILS,
     {"RuntimeError", "jax.devices()", "Unable to initialize backend 'cuda'"},
     false},
};

const FrameworkForm JAX_FORM = {
    .word = "jax",
    .name = "JAX",
    .package = "jax",
    .distributions = DISTRIBUTIONS,
    .install = "jax[cuda12]",
    .checks = CHECKS,
    .rules = RULES,
    .rule_count = sizeof RULES / sizeof *RULES,
};
