/* Changes of which a part cannot be looked at, and what must follow: what is told beside it, and
 * how certain that is. */
#include "diagnose/rows.h"

/* ---- AMD ---- */

static void rocm(Facts *f)
{
    fact_set_flag(f, "env", FACT_BUILD_IS_CUDA, false, "test");
    fact_set_flag(f, "env", FACT_BUILD_IS_ROCM, true, "test");
    fact_set_text(f, GPU0, FACT_GPU_VENDOR, "amd", "test");
    fact_set_absent(f, "machine", FACT_NVIDIA_MODULE, "test");
}
static void rocm_type_untold(Facts *f)
{
    rocm(f);
    fact_set_unknown(f, "amd-node//dev/kfd", FACT_NODE_TYPE, "the type is not recorded", "test");
    fact_set_unknown(f, "amd-node//dev/kfd", FACT_NODE_ACCESS, "nor are the rights", "test");
}
static void rocm_rights_untold(Facts *f)
{
    rocm(f);
    fact_set_unknown(f, "amd-node//dev/kfd", FACT_NODE_ACCESS, "the rights are not recorded",
                     "test");
}

/* ---- Tegra ---- */

#define NVMAP "node//dev/nvmap"
static void tegra(Facts *f)
{
    no_gpu(f);
    fact_set_flag(f, "machine", FACT_TEGRA, true, "test");
    fact_set_absent(f, "machine", FACT_NVIDIA_MODULE, "test");
    set_node(f, NVMAP, "read-write");
}
static void tegra_type_untold(Facts *f)
{
    tegra(f);
    fact_set_unknown(f, NVMAP, FACT_NODE_TYPE, "the type is not recorded", "test");
    fact_set_unknown(f, NVMAP, FACT_NODE_ACCESS, "nor are the rights", "test");
}
static void tegra_rights_untold(Facts *f)
{
    tegra(f);
    fact_set_unknown(f, NVMAP, FACT_NODE_ACCESS, "the rights are not recorded", "test");
}

/* ---- A second fault behind a step that is unknown ---- */

static void solver_elsewhere(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
    installed_at(f, SOLVER, "/usr/local/cuda/lib64/" SOLVER);
}
static void no_module_library_unknown_and_hidden(Facts *f)
{
    no_module(f);
    library_unknown(f, SOLVER, "not recorded");
    set_variable(f, "CUDA_VISIBLE_DEVICES", "-1");
}
static void module_unloaded_library_unknown_solver_missing(Facts *f)
{
    no_module(f);
    library_unknown(f, "libcuda.so.1", "not recorded");
    solver_elsewhere(f);
}
static void module_unloaded_build_unknown_solver_missing(Facts *f)
{
    no_module(f);
    fact_set_unknown(f, "env", FACT_BUILD_IS_CUDA, "not recorded", "test");
    solver_elsewhere(f);
}

static const Row ROWS[] = {
    {"AMD, the type untold", rocm_type_untold, "", NULL, VERDICT_UNKNOWN, -1},
    {"AMD, the rights untold", rocm_rights_untold, "", NULL, VERDICT_UNKNOWN, -1},
    {"Tegra and its node", tegra, "", NULL, VERDICT_UNKNOWN, -1},
    {"Tegra, the type untold", tegra_type_untold, "", NULL, VERDICT_UNKNOWN, -1},
    {"Tegra, the rights untold", tegra_rights_untold, "", NULL, VERDICT_UNKNOWN, -1},
    {"no module, a library unknown, hidden", no_module_library_unknown_and_hidden,
     "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"no module, libcuda unknown, a library missing",
     module_unloaded_library_unknown_solver_missing, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"no module, the build unknown, a library missing",
     module_unloaded_build_unknown_solver_missing, "driver-not-loaded", NULL, VERDICT_CPU, 0},
};

const RowGroup rows_of_untold = {ROWS, sizeof ROWS / sizeof *ROWS};
