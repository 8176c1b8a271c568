/* Every fix for the driver's libraries and for visibility, word for word, against
 * expected/driver_fixes.txt. A row is a cause on a machine of which the given facts are known. */
#include "expected.h"
#include "fix/propose.h"

#define CUDA  "library/libcuda.so.1"
#define NVML  "library/libnvidia-ml.so.1"
#define STUBS "/usr/local/cuda/lib64/stubs"

typedef struct Row {
    const char *name;
    CauseId id;
    const char *subject;
    void (*know)(Facts *facts);
} Row;

static void text(Facts *facts, const char *subject, FactName name, const char *value)
{
    fact_set_text(facts, subject, name, value, "");
}

static void texts(Facts *facts, const char *subject, FactName name, const char *value)
{
    Strings list = {0};
    list_add(test_arena(), list, value);
    fact_set_texts(facts, subject, name, list, "");
}

static void found(Facts *facts, const char *path, Rule rule)
{
    Opening *opening = arena_new_of(test_arena(), Opening);
    *opening = (Opening){.name = "libcuda.so.1", .result = OPEN_FOUND, .path = path, .rule = rule};
    fact_set_opening(facts, CUDA, FACT_LIBRARY_OPENING, opening, "");
}

static void on(Facts *facts, const char *distribution)
{
    text(facts, "machine", FACT_DISTRIBUTION, distribution);
    text(facts, "machine", FACT_NVIDIA_MODULE, "580.65.06");
}

static void nothing(Facts *facts)
{
    (void)facts;
}

/* ---- The stub ---- */
static void stub_of_variable(Facts *facts)
{
    found(facts, STUBS "/libcuda.so.1", RULE_LD_LIBRARY_PATH);
    text(facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE, "/mine:" STUBS "/::/other");
}
static void stub_alone_in_variable(Facts *facts)
{
    found(facts, STUBS "/libcuda.so.1", RULE_LD_LIBRARY_PATH);
    text(facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE, STUBS);
    texts(facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_SET_BY, "/home/me/.bashrc:9: export");
}
static void stub_of_cache(Facts *facts)
{
    found(facts, STUBS "/libcuda.so.1", RULE_CACHE);
    text(facts, CUDA, FACT_LIBRARY_REAL_PATH, STUBS "/libcuda.so");
}

/* ---- Versions ---- */
static void differ(Facts *facts)
{
    on(facts, "ubuntu 24.04");
    found(facts, "/usr/lib/libcuda.so.1", RULE_CACHE);
    text(facts, CUDA, FACT_LIBRARY_KIND, "driver");
    text(facts, CUDA, FACT_LIBRARY_VERSION, "580.95.05");
    text(facts, CUDA, FACT_LIBRARY_REAL_PATH, "/usr/lib/libcuda.so.580.95.05");
}
static void updated(Facts *facts)
{
    differ(facts);
    text(facts, "machine", FACT_MODULE_ON_DISK, "580.95.05");
}
static void libraries_alone(Facts *facts)
{
    differ(facts);
    text(facts, "machine", FACT_MODULE_ON_DISK, "580.65.06");
}
static void two_drivers(Facts *facts)
{
    differ(facts);
    texts(facts, CUDA, FACT_LIBRARY_OTHER_VERSIONS, "/usr/lib64/libcuda.so.580.65.06");
}
static void in_image(Facts *facts)
{
    differ(facts);
    text(facts, "machine", FACT_CONTAINER, "docker");
    fact_set_flag(facts, CUDA, FACT_LIBRARY_IS_MOUNTED, false, "");
}
static void host_changed(Facts *facts)
{
    in_image(facts);
    fact_set_flag(facts, CUDA, FACT_LIBRARY_IS_MOUNTED, true, "");
}
static void compat(Facts *facts)
{
    differ(facts);
    found(facts, "/usr/local/cuda/compat/libcuda.so.1", RULE_LD_LIBRARY_PATH);
    text(facts, CUDA, FACT_LIBRARY_KIND, "compat");
    text(facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE, "/usr/local/cuda/compat:/mine");
}

/* ---- Not found ---- */
static void debian(Facts *facts)
{
    on(facts, "debian 12");
}
static void fedora(Facts *facts)
{
    on(facts, "fedora 41");
}
static void suse(Facts *facts)
{
    on(facts, "opensuse-leap 15.6");
}
static void arch(Facts *facts)
{
    on(facts, "arch");
}
static void elsewhere(Facts *facts)
{
    debian(facts);
    texts(facts, CUDA, FACT_LIBRARY_INSTALLED_AT, "/usr/local/nvidia/lib64/libcuda.so.1");
}
static void inside(Facts *facts, const char *kind)
{
    debian(facts);
    text(facts, "machine", FACT_CONTAINER, kind);
}
static void docker(Facts *facts)
{
    inside(facts, "docker");
}
static void podman(Facts *facts)
{
    inside(facts, "podman");
}
static void kubernetes(Facts *facts)
{
    inside(facts, "kubernetes");
}
static void apptainer(Facts *facts)
{
    inside(facts, "apptainer");
}

/* ---- Too old ---- */
static void old_on_ubuntu(Facts *facts)
{
    on(facts, "ubuntu 22.04");
    text(facts, "env", FACT_FRAMEWORK, "tensorflow");
}
static void old_on_fedora(Facts *facts)
{
    fedora(facts);
    text(facts, "machine", FACT_NVIDIA_MODULE_FLAVOUR, "proprietary");
}

/* ---- WSL ---- */
static void wsl(Facts *facts)
{
    text(facts, "machine", FACT_DISTRIBUTION, "ubuntu 22.04");
    text(facts, "machine", FACT_KERNEL_RELEASE, "5.15.153.1-microsoft-standard-WSL2");
    text(facts, CUDA, FACT_LIBRARY_VERSION, "550.54.14");
}
static void wsl_there(Facts *facts)
{
    wsl(facts);
    texts(facts, "machine", FACT_WSL_LIBRARIES, "libcuda.so.1");
}
static void wsl_1(Facts *facts)
{
    text(facts, "machine", FACT_KERNEL_RELEASE, "4.4.0-19041-Microsoft");
}

/* ---- Visibility ---- */
static void in_job(Facts *facts, const char *scheduler)
{
    text(facts, "machine", FACT_SCHEDULER, scheduler);
    fact_set_absent(facts, "machine", FACT_SCHEDULER_GPUS, "");
}
static void slurm(Facts *facts)
{
    in_job(facts, "slurm");
}
static void lsf(Facts *facts)
{
    in_job(facts, "lsf");
}
static void pbs(Facts *facts)
{
    in_job(facts, "pbs");
}
static void sge(Facts *facts)
{
    in_job(facts, "sge");
}
static void slurm_with_gpu(Facts *facts)
{
    slurm(facts);
    text(facts, "machine", FACT_SCHEDULER_GPUS, "2");
}
static void preloaded(Facts *facts)
{
    text(facts, "variable/LD_PRELOAD", FACT_VARIABLE_VALUE, "/usr/local/vgpu/libvgpu.so");
}
static void set_by(Facts *facts)
{
    texts(facts, "variable/CUDA_LAUNCH_BLOCKING", FACT_VARIABLE_SET_BY,
          "/home/me/.bashrc:3: export CUDA_LAUNCH_BLOCKING=1");
}

static const Row ROWS[] = {
    {"stub, in the variable", CAUSE_STUB_LIBCUDA, STUBS "/libcuda.so.1", stub_of_variable},
    {"stub, alone in the variable", CAUSE_STUB_LIBCUDA, STUBS "/libcuda.so.1",
     stub_alone_in_variable},
    {"stub, in the cache", CAUSE_STUB_LIBCUDA, STUBS "/libcuda.so.1", stub_of_cache},

    {"versions differ", CAUSE_DRIVER_LIB_MISMATCH, "/usr/lib/libcuda.so.1", differ},
    {"updated", CAUSE_DRIVER_LIB_MISMATCH, "/usr/lib/libcuda.so.1", updated},
    {"libraries alone", CAUSE_DRIVER_LIB_MISMATCH, "/usr/lib/libcuda.so.1", libraries_alone},
    {"two drivers", CAUSE_DRIVER_LIB_MISMATCH, "/usr/lib/libcuda.so.1", two_drivers},
    {"in the image", CAUSE_DRIVER_LIB_MISMATCH, "/usr/lib/libcuda.so.1", in_image},
    {"the host changed", CAUSE_DRIVER_LIB_MISMATCH, "/usr/lib/libcuda.so.1", host_changed},
    {"cuda-compat", CAUSE_DRIVER_LIB_MISMATCH, "/usr/local/cuda/compat/libcuda.so.1", compat},

    {"no libcuda, Debian", CAUSE_LIBCUDA_NOT_FOUND, "libcuda.so.1", debian},
    {"no libcuda, Fedora", CAUSE_LIBCUDA_NOT_FOUND, "libcuda.so.1", fedora},
    {"no libcuda, SUSE", CAUSE_LIBCUDA_NOT_FOUND, "libcuda.so.1", suse},
    {"no libcuda, Arch", CAUSE_LIBCUDA_NOT_FOUND, "libcuda.so.1", arch},
    {"no libcuda, somewhere", CAUSE_LIBCUDA_NOT_FOUND, "libcuda.so.1", nothing},
    {"libcuda elsewhere", CAUSE_LIBCUDA_NOT_FOUND, "libcuda.so.1", elsewhere},
    {"no libcuda, Docker", CAUSE_LIBCUDA_NOT_FOUND, "libcuda.so.1", docker},
    {"no NVML, Podman", CAUSE_NVML_NOT_FOUND, "libnvidia-ml.so.1", podman},
    {"no NVML, Kubernetes", CAUSE_NVML_NOT_FOUND, "libnvidia-ml.so.1", kubernetes},
    {"no NVML, Apptainer", CAUSE_NVML_NOT_FOUND, "libnvidia-ml.so.1", apptainer},
    {"no NVML, Debian", CAUSE_NVML_NOT_FOUND, "libnvidia-ml.so.1", debian},
    {"no compiler", CAUSE_JIT_COMPILER_MISSING, "libnvidia-ptxjitcompiler.so.1", debian},
    {"no compiler, Docker", CAUSE_JIT_COMPILER_MISSING, "libnvidia-ptxjitcompiler.so.1", docker},

    {"old, Ubuntu", CAUSE_DRIVER_TOO_OLD, "470.1", old_on_ubuntu},
    {"old, Fedora", CAUSE_DRIVER_TOO_OLD, "470.1", old_on_fedora},
    {"old, Docker", CAUSE_DRIVER_TOO_OLD, "470.1", docker},

    {"WSL, a driver for Linux", CAUSE_WSL_LINUX_DRIVER_INSTALLED, "/usr/lib/libcuda.so.1", wsl},
    {"WSL, nothing there", CAUSE_WSL_LIBCUDA_MISSING, "libcuda.so.1", wsl},
    {"WSL, not searched", CAUSE_WSL_LIBCUDA_MISSING, "libcuda.so.1", wsl_there},
    {"WSL, no libdxcore", CAUSE_WSL_LIBCUDA_MISSING, "libdxcore.so", wsl_there},
    {"WSL 1", CAUSE_WSL_LIBCUDA_MISSING, "libcuda.so.1", wsl_1},

    {"hidden in a job of Slurm", CAUSE_VISIBLE_DEVICES_HIDDEN, "CUDA_VISIBLE_DEVICES", slurm},
    {"hidden in a job of LSF", CAUSE_VISIBLE_DEVICES_HIDDEN, "CUDA_VISIBLE_DEVICES", lsf},
    {"hidden in a job of PBS", CAUSE_VISIBLE_DEVICES_HIDDEN, "CUDA_VISIBLE_DEVICES", pbs},
    {"hidden in a job of SGE", CAUSE_VISIBLE_DEVICES_HIDDEN, "CUDA_VISIBLE_DEVICES", sge},
    {"hidden in a job with a GPU", CAUSE_VISIBLE_DEVICES_HIDDEN, "CUDA_VISIBLE_DEVICES",
     slurm_with_gpu},
    {"types in a job", CAUSE_VISIBLE_DEVICES_HIDDEN, "TF_ENABLED_DEVICE_TYPES", slurm},
    {"MIG", CAUSE_MIG_MISCONFIGURED, "CUDA_VISIBLE_DEVICES", nothing},
    {"shim in the variable", CAUSE_GPU_SHIM_PRELOADED, "/usr/local/vgpu/libvgpu.so", preloaded},
    {"shim in the file", CAUSE_GPU_SHIM_PRELOADED, "/usr/local/vgpu/libvgpu.so", nothing},
    {"slow variable", CAUSE_DRIVER_VARIABLE, "CUDA_LAUNCH_BLOCKING", set_by},
};

static void put_fix(Writer *writer, const Fix *fix)
{
    put_format(writer, "%s%s: %s\n", fix->id, fix->needs_root ? " (as root)" : "", fix->says);
    for (size_t i = 0; i < fix->command.count; i++)
        put_format(writer, "%s%s%s", i ? " " : "  $ ", fix->command.items[i],
                   i + 1 < fix->command.count ? "" : "\n");
    if (fix->undo)
        put_format(writer, "  undo: %s\n", fix->undo);
}

static void put_row(Writer *writer, const Row *row)
{
    Facts *facts = facts_new(test_arena());
    Judgement *judgement = arena_new_of(test_arena(), Judgement);
    Cause cause = {.id = row->id};
    list_add(test_arena(), cause.subjects, row->subject);
    list_add(test_arena(), judgement->causes, cause);
    row->know(facts);
    propose_fixes(facts, judgement);
    const Cause *mended = &judgement->causes.items[0];
    put_format(writer, "\n== %s\ncheck: %s\n", row->name, mended->check_yourself);
    for (size_t i = 0; i < mended->fixes.count; i++)
        put_fix(writer, &mended->fixes.items[i]);
}

TEST(every_fix_of_the_driver_word_for_word)
{
    Writer all = writer_new(test_arena());
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        put_row(&all, &ROWS[i]);
    CHECK_EXPECTED(all.bytes, "fix/expected/driver_fixes.txt");
}
