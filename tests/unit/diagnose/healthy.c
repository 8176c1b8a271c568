#include "diagnose/healthy.h"

#include <string.h>

static const char *const ASKED[] = {"libcudart.so.12", "libcublas.so.12",   "libcublasLt.so.12",
                                    "libcufft.so.11",  "libcusolver.so.11", "libcusparse.so.12",
                                    "libcudnn.so.9"};

static const char *subject_of(Facts *facts, const char *name)
{
    return arena_printf(facts_arena(facts), "library/%s", name);
}

static Opening *opening_of(Facts *facts, const char *name)
{
    Opening *opening = arena_new_of(facts_arena(facts), Opening);
    opening->name = name;
    opening->by = OPENER;
    fact_set_opening(facts, subject_of(facts, name), FACT_LIBRARY_OPENING, opening, "test");
    return opening;
}

void library_opens(Facts *facts, const char *name, const char *path, Rule rule)
{
    Opening *opening = opening_of(facts, name);
    opening->result = OPEN_FOUND;
    opening->path = path;
    opening->rule = rule;
}

void library_fails(Facts *facts, const char *name, const char *fails_on)
{
    Opening *opening = opening_of(facts, name);
    opening->result = OPEN_FAILED;
    opening->fails_on = fails_on;
    opening->error =
        arena_printf(facts_arena(facts),
                     "%s: cannot open shared object file: No such file or directory", fails_on);
}

void library_lacks_symbol(Facts *facts, const char *name, const char *user, const char *giver)
{
    Opening *opening = opening_of(facts, name);
    opening->result = OPEN_FAILED;
    opening->fails_on = user;
    opening->missing_symbol = "some_function";
    opening->missing_from = giver;
    opening->error = arena_printf(facts_arena(facts), "%s: undefined symbol: some_function", user);
}

void library_meets(Facts *facts, const char *name, const char *path, TryOutcome outcome)
{
    library_fails(facts, name, name);
    Opening *opening = opening_of(facts, name);
    opening->result = OPEN_FAILED;
    opening->fails_on = outcome == TRY_FOREIGN || outcome == TRY_UNREADABLE ? name : path;
    opening->error = "test: unusable";
    list_add(facts_arena(facts), opening->tried,
             (Try){.for_name = name,
                   .path = path,
                   .rule = RULE_RUNPATH,
                   .listed_by = OPENER,
                   .outcome = outcome});
}

void library_crashes(Facts *facts, const char *name, const char *path)
{
    Opening *opening = opening_of(facts, name);
    opening->result = OPEN_CRASHES;
    opening->fails_on = path;
}

void library_unknown(Facts *facts, const char *name, const char *because)
{
    Opening *opening = opening_of(facts, name);
    opening->result = OPEN_UNKNOWN;
    opening->because = because;
}

static Strings one(Facts *facts, const char *text)
{
    Strings list = {0};
    list_add(facts_arena(facts), list, text);
    return list;
}

void installed_at(Facts *facts, const char *name, const char *path)
{
    fact_set_texts(facts, subject_of(facts, name), FACT_LIBRARY_INSTALLED_AT, one(facts, path),
                   "test");
}

void other_version_at(Facts *facts, const char *name, const char *path)
{
    fact_set_texts(facts, subject_of(facts, name), FACT_LIBRARY_OTHER_VERSIONS, one(facts, path),
                   "test");
}

void set_variable(Facts *facts, const char *name, const char *value)
{
    const char *subject = arena_printf(facts_arena(facts), "variable/%s", name);
    if (value)
        fact_set_text(facts, subject, FACT_VARIABLE_VALUE, value, "test");
    else
        fact_set_absent(facts, subject, FACT_VARIABLE_VALUE, "test");
}

static void healthy_machine(Facts *facts)
{
    static const char *const NODES[] = {"node//dev/nvidia0", "node//dev/nvidiactl",
                                        "node//dev/nvidia-uvm"};
    fact_set_flag(facts, "machine", FACT_PCI_LISTED, true, "/sys/bus/pci/devices");
    fact_set_absent(facts, "machine", FACT_CONTAINER, "test");
    fact_set_flag(facts, "machine", FACT_WSL, false, "test");
    fact_set_text(facts, "machine", FACT_KERNEL_RELEASE, "6.1.0", "test");
    fact_set_text(facts, "machine", FACT_NVIDIA_MODULE, "580.65.06", "/sys/module/nvidia/version");
    fact_set_absent(facts, "machine", FACT_NVIDIA_MODPROBE, "test");
    fact_set_text(facts, GPU0, FACT_GPU_VENDOR, "nvidia", "test");
    fact_set_text(facts, GPU0, FACT_GPU_NAME, "NVIDIA H200", "test");
    fact_set_text(facts, GPU0, FACT_GPU_PCI_ID, "10de:2335", "test");
    fact_set_text(facts, GPU0, FACT_GPU_COMPUTE_CAPABILITY, "9.0", "test");
    fact_set_text(facts, GPU0, FACT_GPU_DRIVER, "nvidia", "test");
    for (size_t i = 0; i < sizeof NODES / sizeof *NODES; i++) {
        fact_set_text(facts, NODES[i], FACT_NODE_TYPE, "character device", "test");
        fact_set_text(facts, NODES[i], FACT_NODE_ACCESS, "read-write", "test");
    }
    library_opens(facts, "libcuda.so.1", "/usr/lib/x86_64-linux-gnu/libcuda.so.1", RULE_CACHE);
    fact_set_text(facts, "library/libcuda.so.1", FACT_LIBRARY_VERSION, "580.65.06", "test");
    fact_set_flag(facts, "library/libcuda.so.1", FACT_LIBRARY_IS_STUB, false, "test");
    fact_set_text(facts, "library/libcuda.so.1", FACT_LIBRARY_KIND, "driver", "test");
    library_opens(facts, "libnvidia-ml.so.1", "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1",
                  RULE_CACHE);
}

static void healthy_environment(Facts *facts)
{
    Arena *arena = facts_arena(facts);
    Strings asked = {0}, kernels = {0};
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++) {
        list_add(arena, asked, ASKED[i]);
        library_opens(facts, ASKED[i], arena_printf(arena, "/env/lib/nvidia/%s", ASKED[i]),
                      RULE_RUNPATH);
    }
    list_add(arena, kernels, "sm_60");
    list_add(arena, kernels, "sm_80");
    list_add(arena, kernels, "sm_90");
    list_add(arena, kernels, "compute_90");
    fact_set_text(facts, "env", FACT_FRAMEWORK, "tensorflow", "test");
    fact_set_text(facts, "env", FACT_FRAMEWORK_PATH, "/env/lib/python3.11/site-packages/tensorflow",
                  "test");
    Opening *loads = arena_new_of(arena, Opening);
    *loads = (Opening){.name = "_pywrap_tensorflow_internal.so", .result = OPEN_FOUND};
    fact_set_opening(facts, "env", FACT_FRAMEWORK_LOADS, loads, "test");
    fact_set_texts(facts, "env", FACT_FRAMEWORK_OWNERS, one(facts, "tensorflow 2.20.0"), "test");
    fact_set_flag(facts, "env", FACT_BUILD_IS_CUDA, true, "build_info.py");
    fact_set_flag(facts, "env", FACT_BUILD_IS_ROCM, false, "build_info.py");
    fact_set_text(facts, "env", FACT_BUILD_CUDA, "12.5.1", "build_info.py");
    fact_set_text(facts, "env", FACT_BUILD_CUDNN, "9", "build_info.py");
    fact_set_texts(facts, "env", FACT_BUILD_ARCHITECTURES, kernels, "build_info.py");
    fact_set_text(facts, "env", FACT_LIBRARY_OPENER, OPENER, "test");
    fact_set_texts(facts, "env", FACT_LIBRARIES_ASKED, asked, OPENER);
    fact_set_texts(facts, "env", FACT_CUDA_PACKAGES, one(facts, "nvidia-cublas-cu12 12.5.3.2"),
                   "test");
    fact_set_flag(facts, "env", FACT_NVML_NEEDED, false, "test");
    fact_set_flag(facts, "env", FACT_READS_DEVICE_TYPES, true, "test");
    fact_set_absent(facts, "env", FACT_DEVICE_PLUGINS, "test");
    set_variable(facts, "CUDA_VISIBLE_DEVICES", NULL);
    set_variable(facts, "TF_ENABLED_DEVICE_TYPES", NULL);
    set_variable(facts, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", NULL);
    set_variable(facts, "JAX_PLATFORMS", NULL);
    set_variable(facts, "JAX_PLATFORM_NAME", NULL);
    set_variable(facts, "JAX_SKIP_CUDA_CONSTRAINTS_CHECK", NULL);
}

Facts *healthy(Arena *arena)
{
    Facts *facts = facts_new(arena);
    healthy_machine(facts);
    healthy_environment(facts);
    return facts;
}

Judgement *judged(const Facts *facts)
{
    Target target = {.kind = "environment",
                     .python = "/env/bin/python",
                     .prefix = "/env",
                     .framework = "tensorflow",
                     .version = "2.20.0",
                     .root = "/",
                     .python_version = "3.11.7"};
    if (fact_get(facts, "env", FACT_FRAMEWORK)->known == PRESENT)
        target.framework = fact_get(facts, "env", FACT_FRAMEWORK)->text;
    if (target.framework && strcmp(target.framework, "keras") == 0) {
        target.runs_on = fact_text_or(facts, "env", FACT_KERAS_BACKEND, NULL);
        target.runs_on_version = target.version;
        target.version = fact_text_or(facts, "env", FACT_KERAS_VERSION, NULL);
    }
    return judge(facts, &target);
}

const char *root_of(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].root)
            return cause_word(judgement->causes.items[i].id);
    return "";
}

static bool has(const CauseList *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(cause_word(list->items[i].id), id) == 0)
            return true;
    return false;
}

bool has_cause_of(const Judgement *judgement, const char *id)
{
    return has(&judgement->causes, id);
}

bool has_finding_of(const Judgement *judgement, const char *id)
{
    return has(&judgement->findings, id);
}
