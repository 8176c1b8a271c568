/* Tables and sentences of a pasted report, as facts. What a program printed is believed before what
 * a person wrote. */
#include <string.h>

#include "logs/outcomes.h"

typedef struct Reading {
    Outcomes *o;
    const ReportFact *fact;
    const char *subject, *value, *source;
} Reading;

static bool is(const Reading *r, ReportKind kind, const char *name)
{
    return r->fact->kind == kind && text_is(r->fact->name, name);
}

static const char *fact_line(const Reading *r)
{
    return arena_printf(r->o->arena, "%s%s%s: %s", r->subject, *r->subject ? " " : "",
                        text_copy(r->o->arena, r->fact->name), r->value);
}

static void saw(const Reading *r, const char *word)
{
    outcome_seen(r->o, word, r->value, fact_line(r), r->source);
}

/* The first one stays: of several versions the report is about the first that it names. */
static void set_first(const Reading *r, const char *subject, FactName name, const char *value)
{
    if (fact_get(r->o->facts, subject, name)->known != PRESENT)
        fact_set_text(r->o->facts, subject, name, value, r->source);
}

static void add_text(const Reading *r, const char *subject, FactName name, const char *value)
{
    const Fact *before = fact_get(r->o->facts, subject, name);
    Strings list = {0};
    for (size_t i = 0; before->known == PRESENT && i < before->texts.count; i++)
        list_add(r->o->arena, list, before->texts.items[i]);
    if (!strings_have(list, value))
        list_add(r->o->arena, list, value);
    fact_set_texts(r->o->facts, subject, name, list, r->source);
}

static const char *seen_value(const Outcomes *o, const char *word)
{
    return fact_text_or(o->facts, arena_printf(o->arena, "log/%s", word), FACT_LOG_SEEN, "");
}

/* ---- The system ---- */

static void take_system(const Reading *r)
{
    static const char *const OTHERS[] = {"windows", "macos"};
    if (is(r, REPORT_GPU, "vendor") && strcmp(r->value, "apple") == 0) {
        set_first(r, "log", FACT_LOG_SYSTEM, "macos");
    } else if (is(r, REPORT_SYSTEM, "wsl")) {
        fact_set_text(r->o->facts, "log", FACT_LOG_SYSTEM, "wsl", r->source);
    } else if (is(r, REPORT_SYSTEM, "name")) {
        const char *system = "linux";
        for (size_t i = 0; i < 2; i++)
            if (strcmp(r->value, OTHERS[i]) == 0)
                system = OTHERS[i];
        set_first(r, "log", FACT_LOG_SYSTEM, system);
    } else if (is(r, REPORT_SYSTEM, "kernel") && strcmp(r->value, "Windows") == 0) {
        set_first(r, "log", FACT_LOG_SYSTEM, "windows");
    } else if (is(r, REPORT_SYSTEM, "kernel") && strcmp(r->value, "Darwin") == 0) {
        set_first(r, "log", FACT_LOG_SYSTEM, "macos");
    } else if (is(r, REPORT_GPU, "driver-model")) {
        set_first(r, "log", FACT_LOG_SYSTEM, "windows");
    }
}

/* ---- The driver ---- */

/* A program that computes on a GPU and holds memory of it. */
static void take_process(const Reading *r)
{
    const char *subject = arena_printf(r->o->arena, "compute-process/%s", r->subject);
    if (is(r, REPORT_GPU_PROCESS, "memory") && *r->value >= '0' && *r->value <= '9')
        saw(r, subject);
}

/* Which driver has a card, whose maker was told before. */
static void take_card_driver(const Reading *r, bool nvidia)
{
    if (strcmp(r->value, "nouveau") == 0 || starts_with(r->value, "nova"))
        saw(r, "other-kernel-driver");
    else if (nvidia && (strcmp(r->value, "vfio-pci") == 0 || strcmp(r->value, "pci-stub") == 0))
        saw(r, "card-kept-for-guest");
    else if (nvidia && strcmp(r->value, "none") == 0)
        saw(r, "card-without-driver");
    else if (nvidia && strcmp(r->value, "nvidia") == 0)
        saw(r, "card-has-driver");
}

/* "GP107M [GeForce GTX 1050 Mobile]": its number may be missing in the list of ids. */
static void take_card_name(const Reading *r)
{
    const char *open = strrchr(r->value, '['), *close = open ? strchr(open, ']') : NULL;
    if (close)
        outcome_seen(r->o, "gpu-named",
                     arena_copy(r->o->arena, open + 1, (size_t)(close - open) - 1), fact_line(r),
                     r->source);
}

/* "nvidiafb, nouveau, nvidia_drm, nvidia": the first one is no part of the driver. */
static bool has_nvidia_module(const char *modules)
{
    for (const char *at = modules; (at = strstr(at, "nvidia")); at += strlen("nvidia"))
        if (strchr(",_ ", at[strlen("nvidia")]))
            return true;
    return false;
}

/* Cards of two listings, or of two buses, may be called the same: the last one counts. */
static void take_card(const Reading *r)
{
    const char *of = arena_printf(r->o->arena, "log/pci-vendor-of/%s", r->subject);
    bool nvidia = strcmp(fact_text_or(r->o->facts, of, FACT_LOG_SEEN, ""), "nvidia") == 0;
    if (is(r, REPORT_PCI_FUNCTION, "vendor")) {
        fact_set_text(r->o->facts, of, FACT_LOG_SEEN, r->value, r->source);
        saw(r, arena_printf(r->o->arena, "pci-vendor/%s", r->value));
    } else if (is(r, REPORT_PCI_FUNCTION, "driver")) {
        take_card_driver(r, nvidia);
    } else if (nvidia && is(r, REPORT_PCI_FUNCTION, "modules") && has_nvidia_module(r->value)) {
        saw(r, "card-module-there");
    } else if (nvidia && is(r, REPORT_PCI_FUNCTION, "device")) {
        take_card_name(r);
    }
}

static void take_driver(const Reading *r)
{
    if (is(r, REPORT_DRIVER, "version") || is(r, REPORT_DRIVER, "kernel-module")) {
        set_first(r, "machine", FACT_NVIDIA_MODULE, r->value);
        saw(r, "driver-version");
    } else if (is(r, REPORT_DRIVER, "smi-version") || is(r, REPORT_DRIVER, "library-version")) {
        saw(r, text_copy(r->o->arena, r->fact->name));
    } else if (is(r, REPORT_DRIVER, "gpus") && strcmp(r->value, "0") != 0) {
        saw(r, "driver-answers");
    } else if (is(r, REPORT_DRIVER, "nvidia-smi-failed")) {
        outcome_seen(r->o, arena_printf(r->o->arena, "nvidia-smi-failed/%s", r->value), r->value,
                     fact_line(r), r->source);
    } else if (is(r, REPORT_GPU, "compute-capability")) {
        saw(r, "capability-shown");
    } else if (is(r, REPORT_GPU, "compute-mode")) {
        saw(r, "compute-mode");
    } else if (is(r, REPORT_GPU, "mig") && strcmp(r->value, "Enabled") == 0) {
        saw(r, "mig-enabled");
    } else if (is(r, REPORT_MIG_DEVICE, "uuid")) {
        saw(r, "mig-device");
    } else if (is(r, REPORT_GPU, "vendor")) {
        saw(r, arena_printf(r->o->arena, "gpu-vendor/%s", r->value));
    } else if (is(r, REPORT_GPU, "name") || is(r, REPORT_GPU, "series")) {
        saw(r, "gpu-named");
        if (*r->subject)
            saw(r, arena_printf(r->o->arena, "gpu-index/%s", r->subject));
    } else if (is(r, REPORT_GPU_PROCESS, "program")) {
        saw(r, "gpu-process");
    } else if (r->fact->kind == REPORT_PCI_FUNCTION) {
        take_card(r);
    }
}

/* ---- The framework ---- */

static bool is_framework(const char *name)
{
    return strcmp(name, "tensorflow") == 0 || strcmp(name, "torch") == 0 ||
           strcmp(name, "jax") == 0;
}

/* Packages that bring a framework. Those that own its directory overwrite each other; the package
 * of Windows and that of macOS come with "tensorflow" and are no rivals of it. */
static const struct {
    const char *package, *framework;
    bool owns;
} PACKAGES[] = {
    {"tensorflow", "tensorflow", true},
    {"tensorflow-gpu", "tensorflow", true},
    {"tensorflow-cpu", "tensorflow", true},
    {"tf-nightly", "tensorflow", true},
    {"tensorflow-intel", "tensorflow", false},
    {"tensorflow-macos", "tensorflow", false},
    {"torch", "torch", false},
    {"pytorch", "torch", false},
    {"onnxruntime", "", true},
    {"onnxruntime-gpu", "", true},
};

static void take_owner(const Reading *r, size_t i)
{
    if (*PACKAGES[i].framework) {
        set_first(r, "env", FACT_FRAMEWORK, PACKAGES[i].framework);
        if (strcmp(fact_text_or(r->o->facts, "env", FACT_FRAMEWORK, ""), PACKAGES[i].framework) ==
            0)
            set_first(r, "env", FACT_FRAMEWORK_VERSION, r->value);
    }
    const char *subject = *PACKAGES[i].framework ? "env" : "owners/onnxruntime";
    if (!*PACKAGES[i].framework)
        set_first(r, subject, FACT_FRAMEWORK_VERSION, r->value);
    if (PACKAGES[i].owns)
        add_text(r, subject, FACT_FRAMEWORK_OWNERS,
                 arena_printf(r->o->arena, "%s %s", r->subject, r->value));
}

static bool is_one_of(const char *word, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

/* What conda and PyTorch write behind the version: "mkl_py36h5a57954_0", "py3.8_cpu_0", "+cpu". */
static void take_build(const Reading *r)
{
    static const char *const BUILT[] = {"tensorflow", "tensorflow-base", "pytorch", "torch",
                                        "jaxlib"};
    bool version = is(r, REPORT_PACKAGE, "version");
    if ((!version && !is(r, REPORT_PACKAGE, "build")) ||
        !is_one_of(r->subject, BUILT, sizeof BUILT / sizeof *BUILT))
        return;
    bool of_tensorflow = starts_with(r->subject, "tensorflow");
    bool cpu = version ? strstr(r->value, "+cpu") != NULL
                       : starts_with(r->value, "cpu") || strstr(r->value, "_cpu") ||
                             (of_tensorflow &&
                              (starts_with(r->value, "mkl_") || starts_with(r->value, "eigen_")));
    if (cpu)
        fact_set_flag(r->o->facts, "env", FACT_BUILD_IS_CUDA, false, r->source);
    if (version && strstr(r->value, "+cu"))
        saw(r, "cuda-build-of-torch");
}

/* What the distribution has of the driver. */
static void take_driver_package(const Reading *r)
{
    static const char *const ROLES[] = {"driver-library", "driver-module", "driver-part"};
    for (size_t i = 0; i < sizeof ROLES / sizeof *ROLES; i++)
        if (is(r, REPORT_PACKAGE, ROLES[i])) {
            outcome_seen(r->o, "driver-package", r->subject, fact_line(r), r->source);
            saw(r, arena_printf(r->o->arena, "%s/%s", ROLES[i], r->value));
        }
}

static void take_package(const Reading *r)
{
    take_build(r);
    take_driver_package(r);
    if (is(r, REPORT_PACKAGE, "requested") && strcmp(r->subject, "tensorflow-gpu") == 0)
        saw(r, "requested/tensorflow-gpu");
    if (is(r, REPORT_PACKAGE, "requested") && strcmp(r->subject, "tensorflow") == 0)
        saw(r, "requested/tensorflow");
    if (is(r, REPORT_PACKAGE, "requested") &&
        (strcmp(r->subject, "cudatoolkit") == 0 || strcmp(r->subject, "pytorch-cuda") == 0))
        set_first(r, "env", FACT_BUILD_CUDA, r->value);
    if (!is(r, REPORT_PACKAGE, "version"))
        return;
    if (is_framework(r->subject) || strcmp(r->subject, "tensorflow-gpu") == 0)
        set_first(r, "listed", FACT_FRAMEWORK_VERSION, r->value);
    for (size_t i = 0; i < sizeof PACKAGES / sizeof *PACKAGES; i++)
        if (strcmp(r->subject, PACKAGES[i].package) == 0)
            take_owner(r, i);
    if (starts_with(r->subject, "nvidia-") &&
        (strstr(r->subject, "-cu11") || strstr(r->subject, "-cu12") || strstr(r->subject, "-cu13")))
        add_text(r, "env", FACT_CUDA_PACKAGES,
                 arena_printf(r->o->arena, "%s %s", r->subject, r->value));
    if (strcmp(r->subject, "tensorflow-metal") == 0)
        saw(r, "metal-plugin");
    if (starts_with(r->subject, "jax-cuda") || strstr(r->value, "+cuda"))
        saw(r, "jax-cuda-listed");
    else if (strcmp(r->subject, "jaxlib") == 0)
        saw(r, "jaxlib-listed");
    if (strcmp(r->subject, "tensorflow-cpu") == 0 || strcmp(r->subject, "cpuonly") == 0 ||
        strcmp(r->subject, "pytorch-cpu") == 0)
        fact_set_flag(r->o->facts, "env", FACT_BUILD_IS_CUDA, false, r->source);
}

/* "gpus: 2", "gpu-available: True" → 2, 1; negative: it is no such answer. */
static long long gpus_answered(const ReportFact *fact)
{
    if (fact->kind != REPORT_FRAMEWORK)
        return -1;
    long long count = text_is(fact->value, "True") || text_is(fact->value, "true") ? 1 : 0;
    if (text_is(fact->name, "gpu-available"))
        return count;
    return text_is(fact->name, "gpus") && text_number(fact->value, &count) ? count : -1;
}

/* torch.cuda.is_available() may have asked NVML alone, and says True where CUDA does not start:
 * what fails behind it counts. Source: torch/cuda/__init__.py,
 * PYTORCH_NVML_BASED_CUDA_CHECK. */
static bool fails_behind(const Reading *r)
{
    static const char *const FAILURES[] = {"cuinit-failed", "libcuda-failed", "no-device"};
    for (size_t i = 0; i < sizeof FAILURES / sizeof *FAILURES; i++) {
        const char *subject = arena_printf(r->o->arena, "log/%s", FAILURES[i]);
        const Fact *failed = fact_get(r->o->facts, subject, FACT_LOG_SEEN);
        const char *colon = failed->known == PRESENT ? strrchr(failed->source, ':') : NULL;
        long long line;
        if (colon && text_number(text_of(colon + 1), &line) && (size_t)line > r->fact->line)
            return true;
    }
    return false;
}

/* Where one framework lists no GPU and another does, the report is about the first. */
static bool is_about_another(const Reading *r)
{
    const char *without = seen_value(r->o, "framework-without-gpu");
    return r->fact->kind == REPORT_FRAMEWORK && *without && *r->subject &&
           strcmp(r->subject, without) != 0;
}

static void take_framework(const Reading *r)
{
    if (is_about_another(r))
        return;
    if (is(r, REPORT_FRAMEWORK, "version")) {
        if (is_framework(r->subject)) {
            set_first(r, "env", FACT_FRAMEWORK, r->subject);
            set_first(r, "printed", FACT_FRAMEWORK_VERSION, r->value);
        }
        if (strcmp(r->subject, "onnxruntime") == 0)
            set_first(r, "owners/onnxruntime", FACT_FRAMEWORK_VERSION, r->value);
        if (strcmp(r->subject, fact_text_or(r->o->facts, "env", FACT_FRAMEWORK, "")) == 0)
            set_first(r, "env", FACT_FRAMEWORK_VERSION, r->value);
        if (strstr(r->value, "+cpu"))
            fact_set_flag(r->o->facts, "env", FACT_BUILD_IS_CUDA, false, r->source);
        if (strstr(r->value, "+cu"))
            saw(r, "cuda-build-of-torch");
    } else if (is(r, REPORT_FRAMEWORK, "built-with-cuda")) {
        fact_set_flag(r->o->facts, "env", FACT_BUILD_IS_CUDA, strstr(r->value, "rue") != NULL,
                      r->source);
    } else if (is(r, REPORT_FRAMEWORK, "built-with-rocm")) {
        fact_set_flag(r->o->facts, "env", FACT_BUILD_IS_ROCM, strstr(r->value, "rue") != NULL,
                      r->source);
    } else if (is(r, REPORT_FRAMEWORK, "build-rocm")) {
        fact_set_flag(r->o->facts, "env", FACT_BUILD_IS_ROCM, strcmp(r->value, "none") != 0,
                      r->source);
    } else if (is(r, REPORT_FRAMEWORK, "gpus") || is(r, REPORT_FRAMEWORK, "gpu-available")) {
        long long count = gpus_answered(r->fact);
        if (count < 0 || (count && is(r, REPORT_FRAMEWORK, "gpu-available") && fails_behind(r)))
            return;
        fact_set_number(r->o->facts, "log", FACT_LOG_GPUS_LISTED, count, r->source);
        saw(r, count > 0 ? "listed-gpus" : "listed-none");
        if (count > 0)
            fact_set_text(r->o->facts, "log", FACT_LOG_GPU_MADE, fact_line(r), r->source);
    } else if (is(r, REPORT_FRAMEWORK, "build-cuda")) {
        if (strcmp(r->value, "none") == 0)
            fact_set_flag(r->o->facts, "env", FACT_BUILD_IS_CUDA, false, r->source);
        else
            set_first(r, "env", FACT_BUILD_CUDA, r->value);
    } else if (is(r, REPORT_PYTHON, "version")) {
        set_first(r, "env", FACT_PYTHON_VERSION, r->value);
    }
}

/* ---- Libraries, toolkits, containers, variables ---- */

/* "libcudnn_ops.so.9" → "libcudnn": parts were renamed between versions. */
static const char *family_of(const Reading *r, const char *library)
{
    size_t length = strcspn(library, ".");
    if (starts_with(library, "libcudnn"))
        length = strlen("libcudnn");
    return arena_copy(r->o->arena, library, length);
}

/* A file that stands there, beside each library of its family that did not open. */
static void take_library(const Reading *r)
{
    if (is(r, REPORT_LIBRARY, "absent") && strstr(r->subject, "/wsl/lib"))
        saw(r, "wsl-lib-absent");
    if (!is(r, REPORT_LIBRARY, "cached") && !is(r, REPORT_LIBRARY, "file"))
        return;
    saw(r, arena_printf(r->o->arena, "library-there/%s", r->subject));
    if (strcmp(r->subject, "libcuda.so.1") == 0)
        saw(r, strstr(r->value, "/wsl/") ? "libcuda-of-wsl" : "libcuda-outside-wsl");
    Strings failed = facts_subjects(r->o->facts, "log/library-failed/");
    for (size_t i = 0; i < failed.count; i++) {
        const char *name = failed.items[i] + strlen("log/library-failed/");
        const char *subject = arena_printf(r->o->arena, "library/%s", name);
        if (strcmp(name, r->subject) == 0)
            add_text(r, subject, FACT_LIBRARY_INSTALLED_AT, r->value);
        else if (strcmp(family_of(r, name), family_of(r, r->subject)) == 0 &&
                 strstr(r->subject, ".so."))
            add_text(r, subject, FACT_LIBRARY_OTHER_VERSIONS, r->subject);
    }
}

/* ---- Modules, nodes, users ---- */

static void take_kernel(const Reading *r)
{
    Arena *arena = r->o->arena;
    if (is(r, REPORT_KERNEL_MODULE, "loaded"))
        saw(r, arena_printf(arena, "module-loaded/%s", r->subject));
    else if (is(r, REPORT_DEVICE_NODE, "absent"))
        saw(r, arena_printf(arena, "node-absent/%s", r->subject));
    else if (is(r, REPORT_DEVICE_NODE, "mode"))
        saw(r, arena_printf(arena, "node-mode/%s", r->subject));
    else if (is(r, REPORT_DEVICE_NODE, "group"))
        saw(r, arena_printf(arena, "node-group/%s", r->subject));
    else if (is(r, REPORT_USER, "groups"))
        saw(r, "user-groups");
    else if (is(r, REPORT_USER, "id"))
        saw(r, "user-id");
    else if (is(r, REPORT_SYSTEM, "secure-boot") && strcmp(r->value, "enabled") == 0)
        saw(r, "secure-boot");
}

/* "515.65.01 5.15.0-46-generic installed" */
static void take_dkms(const Reading *r)
{
    Text rest = text_of(r->value), version, kernel, status;
    bool more = true;
    version = text_next(&rest, ' ', &more);
    kernel = text_next(&rest, ' ', &more);
    status = text_next(&rest, ' ', &more);
    (void)version;
    if (text_is(status, "installed"))
        saw(r, arena_printf(r->o->arena, "dkms/%s", text_copy(r->o->arena, kernel)));
    else
        saw(r, "dkms-not-installed");
}

static bool lists_packages(const char *command)
{
    static const char *const LISTS[] = {"dpkg -l",      "dpkg --list", "dpkg --get-selections",
                                        "apt list --i", "rpm -qa",     "pacman -Q"};
    for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++)
        if (strstr(command, LISTS[i]))
            return true;
    return false;
}

/* "lspci | grep -i nvidia", and nothing came of it. */
static void take_search(const Reading *r)
{
    bool nvidia = strcasestr(r->value, "nvidia") || strstr(r->value, "10de");
    if (starts_with(r->value, "lspci") && nvidia)
        saw(r, "no-output/lspci-nvidia");
    else if (nvidia && strstr(r->value, "grep") && lists_packages(r->value))
        saw(r, "packages-searched");
}

/* A library that the loader chose, or did not find. */
static void take_resolved(const Reading *r)
{
    bool driver = starts_with(r->subject, "libcuda.so");
    if (is(r, REPORT_LIBRARY, "resolved") && driver)
        saw(r, strstr(r->value, "/stubs/") ? "stub-resolved" : "libcuda-at");
    else if (is(r, REPORT_LIBRARY, "unresolved") && driver)
        saw(r, "libcuda-failed");
}

/* Who lists /dev/nvidiactl has listed them all. */
static void take_node(const Reading *r)
{
    if (strstr(r->subject, "uvm"))
        saw(r, "uvm-mentioned");
    else if (strcmp(r->subject, "/dev/nvidiactl") == 0)
        saw(r, "node-listed");
}

static void take_signs(const Reading *r)
{
    if (is(r, REPORT_CONTAINER, "prompt"))
        saw(r, "container-prompt");
    else if (is(r, REPORT_CONTAINER, "gpus-offered") && strcmp(r->value, "0") == 0)
        saw(r, "no-gpus-offered");
    else if (is(r, REPORT_CONTAINER, "gpus-asked"))
        saw(r, strcmp(r->value, "0") == 0 ? "container-without-gpu" : "container-with-gpu");
    else if (r->fact->kind == REPORT_CONTAINER && strcmp(r->subject, "nvidia-docker") == 0)
        saw(r, "container-with-gpu");
    else if (is(r, REPORT_SERVICE, "active") && strcmp(r->value, "active") != 0)
        saw(r, arena_printf(r->o->arena, "service-down/%s", r->subject));
    else if (is(r, REPORT_GPU, "switch") && strcmp(r->value, "OFF") == 0)
        saw(r, "card-switched-off");
    else if (is(r, REPORT_GPU, "fabric") && strcmp(r->value, "In Progress") == 0)
        saw(r, "fabric-not-ready");
    else if (is(r, REPORT_KERNEL_MODULE, "dkms"))
        take_dkms(r);
    else if (is(r, REPORT_SYSTEM, "kernel-release"))
        saw(r, "kernel-release");
    else if (is(r, REPORT_COMMAND, "no-output"))
        take_search(r);
    else if (is(r, REPORT_COMMAND, "packages-searched"))
        saw(r, "packages-searched");
    else if (is(r, REPORT_DEVICE_NODE, "mode") || is(r, REPORT_DEVICE_NODE, "listed"))
        take_node(r);
    take_resolved(r);
}

/* The toolkit's stub is found before the driver's library. */
static void take_library_path(const Reading *r)
{
    if (r->fact->kind == REPORT_VARIABLE && strcmp(r->subject, "LD_LIBRARY_PATH") == 0 &&
        strstr(r->value, "/stubs"))
        saw(r, "stubs-searched");
}

/* runc is the runtime that gives none. */
static bool gives_a_gpu(const Reading *r)
{
    return is(r, REPORT_CONTAINER, "gpus") ||
           (is(r, REPORT_CONTAINER, "runtime") && strcmp(r->value, "runc") != 0);
}

/* Something ran in one. Which runtimes a daemon knows says nothing of that. */
static bool shows_a_container(const Reading *r)
{
    if (is(r, REPORT_CONTAINER, "inside"))
        return strcmp(r->value, "yes") == 0;
    return r->fact->kind == REPORT_CONTAINER && !is(r, REPORT_CONTAINER, "runtimes") &&
           !is(r, REPORT_CONTAINER, "default-runtime");
}

static void take_the_rest(const Reading *r)
{
    if (is(r, REPORT_TOOLKIT, "cuda"))
        set_first(r, "log", FACT_LOG_TOOLKIT_CUDA, r->value);
    else if (is(r, REPORT_TOOLKIT, "cudnn"))
        set_first(r, "log", FACT_LOG_TOOLKIT_CUDNN, r->value);
    else if (is(r, REPORT_CONTAINER, "no-gpu-option"))
        saw(r, "container-without-gpu");
    else if (gives_a_gpu(r))
        saw(r, "container-with-gpu");
    else if (is(r, REPORT_VARIABLE, "shown") || is(r, REPORT_VARIABLE, "exported") ||
             is(r, REPORT_VARIABLE, "in-program") || is(r, REPORT_VARIABLE, "for-command")) {
        if (strcmp(r->subject, "CUDA_VISIBLE_DEVICES") == 0)
            saw(r, is(r, REPORT_VARIABLE, "in-program")    ? "visible-devices-in-program"
                   : is(r, REPORT_VARIABLE, "for-command") ? "visible-devices-for-command"
                                                           : "visible-devices");
    } else if (is(r, REPORT_LIBRARY, "listed"))
        outcome_seen(r->o, arena_printf(r->o->arena, "listing/%s", r->subject), r->value,
                     fact_line(r), r->source);
    if (shows_a_container(r))
        saw(r, "container");
}

static void find_what_it_is_about(Outcomes *o, const ReportFacts *reports)
{
    const ReportFact *without = NULL, *with = NULL;
    for (size_t i = 0; i < reports->count; i++) {
        const ReportFact *fact = &reports->items[i];
        long long count = gpus_answered(fact);
        if (count == 0 && !without)
            without = fact;
        else if (count > 0 && !with)
            with = fact;
    }
    if (without && with && !text_equal(without->subject, with->subject))
        outcome_seen(o, "framework-without-gpu", text_copy(o->arena, without->subject), NULL,
                     source_of(o, without->line));
}

static void take_form(Outcomes *o, const ReportFacts *reports, ReportForm form)
{
    for (size_t i = 0; i < reports->count; i++) {
        const ReportFact *fact = &reports->items[i];
        Reading r = {.o = o,
                     .fact = fact,
                     .subject = text_copy(o->arena, fact->subject),
                     .value = text_copy(o->arena, fact->value),
                     .source = source_of(o, fact->line)};
        if (fact->form != form)
            continue;
        take_system(&r);
        take_driver(&r);
        take_package(&r);
        take_framework(&r);
        take_library(&r);
        take_process(&r);
        take_kernel(&r);
        take_library_path(&r);
        take_the_rest(&r);
        take_signs(&r);
    }
}

void outcomes_of_report(Outcomes *o, const ReportFacts *reports)
{
    find_what_it_is_about(o, reports);
    for (int form = REPORT_BY_PROGRAM; form <= REPORT_BY_PERSON; form++)
        take_form(o, reports, (ReportForm)form);
}
