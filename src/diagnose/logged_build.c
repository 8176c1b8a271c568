/* What a log tells of the build: which system it runs on, and which lines it does not print. */
#include <string.h>

#include "base/version.h"
#include "diagnose/asked.h"
#include "diagnose/logged.h"

static bool is_tensorflow(const Case *c)
{
    const char *name = c->judgement->target.framework;
    return name && (strcmp(name, "tensorflow") == 0 || strcmp(name, "keras") == 0);
}

static const Fact *version_of(const Case *c)
{
    return stated_or_named(c, "env", FACT_FRAMEWORK_VERSION);
}

static bool is_from(const Case *c, const char *first)
{
    const Fact *version = version_of(c);
    return version->known == PRESENT && !version_is_before(version->text, first);
}

static bool is_before(const Case *c, const char *end)
{
    const Fact *version = version_of(c);
    return version->known == PRESENT && version_is_before(version->text, end);
}

/* A laptop of Apple may run Linux. */
static bool names_a_file_of_linux(const Case *c)
{
    static const char *const WHAT[] = {"log/library-opened/", "log/library-failed/"};
    for (size_t k = 0; k < sizeof WHAT / sizeof *WHAT; k++) {
        Strings names = facts_subjects(c->facts, WHAT[k]);
        for (size_t i = 0; i < names.count; i++)
            if (strstr(names.items[i], ".so"))
                return true;
    }
    return false;
}

/* What a report says; else what its paths and the names of its wheels show. */
static const Fact *system_fact(const Case *c, const char **name)
{
    const Fact *system = fact_get(c->facts, "log", FACT_LOG_SYSTEM);
    const Fact *macos = seen(c, "macos-named"), *windows = seen(c, "windows-named");
    if (strcmp(fact_text_or(c->facts, "log", FACT_LOG_SYSTEM, ""), "macos") == 0 &&
        names_a_file_of_linux(c)) {
        *name = "linux";
        return system;
    }
    if (system->known != PRESENT && !macos && !windows)
        system = stated_or_named(c, "log", FACT_LOG_SYSTEM);
    *name = system->known == PRESENT ? system->text : macos ? "macos" : windows ? "windows" : "";
    return system->known == PRESENT ? system : macos ? macos : windows;
}

/* No build for it has GPU support, so it is no wrong one that is installed. */
static bool is_windows_without_gpu(const Case *c)
{
    const char *name;
    system_fact(c, &name);
    const Fact *cuda = stated_or_named(c, "log", FACT_LOG_TOOLKIT_CUDA);
    bool newer = cuda->known == PRESENT && !version_is_before(cuda->text, "12");
    return strcmp(name, "windows") == 0 && is_tensorflow(c) &&
           (is_from(c, "2.11") || (newer && version_of(c)->known != PRESENT));
}

static void weigh_system(Case *c)
{
    const char *name;
    const Fact *system = system_fact(c, &name);
    bool lists_none = fact_number_or(c->facts, "log", FACT_LOG_GPUS_LISTED, 1) == 0;
    if (!system || (c->judgement->target.framework && !is_tensorflow(c)))
        return;
    if (is_windows_without_gpu(c)) {
        if (was_seen(c, "raised") && !was_seen(c, "gpu-lacking-told"))
            return;
        Cause *cause = conclude(c, CAUSE_WINDOWS_NATIVE_UNSUPPORTED, system,
                                "TensorFlow has no GPU on native Windows from 2.11 on");
        if (version_of(c)->known == PRESENT)
            cause_evidence(c, cause, say(c, "version %s", version_of(c)->text),
                           version_of(c)->source);
    } else if (strcmp(name, "macos") == 0 && lists_none) {
        conclude(c, CAUSE_MACOS_NO_METAL, system,
                 "this is macOS, and no plug-in for Metal made a device");
    } else if (strcmp(name, "macos") == 0 && was_seen(c, "gpu-spoken-of") &&
               !was_seen(c, "harmless-asked") && !was_seen(c, "metal-plugin") &&
               !was_seen(c, "raised")) {
        suspect(c, CAUSE_MACOS_NO_METAL, system,
                "this is macOS, and no plug-in for Metal is told of");
    }
}

/* From 2.1 on tensorflow and tensorflow-gpu of one version hold the same build. */
static bool hold_the_same(Strings owners)
{
    const char *first = strchr(owners.items[0], ' ');
    if (!first || version_is_before(first + 1, "2.1"))
        return false;
    for (size_t i = 0; i < owners.count; i++) {
        const char *version = strchr(owners.items[i], ' ');
        bool twin = starts_with(owners.items[i], "tensorflow ") ||
                    starts_with(owners.items[i], "tensorflow-gpu ");
        if (!twin || !version || strcmp(version, first) != 0)
            return false;
    }
    return true;
}

/* Both own the same directory. */
static void weigh_owners(Case *c)
{
    const Fact *owners = fact_get(c->facts, "env", FACT_FRAMEWORK_OWNERS);
    if (owners->known == PRESENT && owners->texts.count > 1 && !hold_the_same(owners->texts))
        conclude(c, CAUSE_CONFLICTING_TF_PACKAGES, owners,
                 say(c, "%s own the same directory", join_names(c, owners->texts)));
}

/* Such a build has no CUDA, and uses GPUs all the same. */
static bool is_rocm(const Case *c)
{
    return is_yes(fact_is_flag(c->facts, "env", FACT_BUILD_IS_ROCM));
}

/* "2.4" and "2.4.1" may be one release. */
static bool is_of_release(const char *one, const char *other)
{
    int a[3], b[3];
    int count_a = version_read(one, a, 3), count_b = version_read(other, b, 3);
    for (int i = 0; i < count_a && i < count_b; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

/* From 2.12 on the package of this name is an error that names the right one. */
static void weigh_retired_package(Case *c)
{
    const Fact *asked = seen(c, "requested/tensorflow-gpu");
    if (!asked || !*asked->text || version_is_before(asked->text, "2.12"))
        return;
    const char *name;
    system_fact(c, &name);
    if (strcmp(name, "windows") == 0)
        conclude(c, CAUSE_WINDOWS_NATIVE_UNSUPPORTED, asked,
                 "TensorFlow has no GPU on native Windows from 2.11 on");
    else
        conclude(c, CAUSE_TENSORFLOW_GPU_PACKAGE_REMOVED, asked,
                 "the package tensorflow-gpu ends with 2.11");
}

/* People tell of a package that another one has overwritten; two versions of one framework show it.
 */
static void weigh_overwritten(Case *c)
{
    const Fact *told = seen(c, "packages-overwritten");
    const Fact *owners = fact_get(c->facts, "env", FACT_FRAMEWORK_OWNERS), *version = version_of(c);
    if (told)
        suspect(c, CAUSE_CONFLICTING_TF_PACKAGES, told,
                "a package for the CPU seems to have overwritten the one for the GPU");
    if (owners->known != PRESENT || owners->texts.count != 1 || version->known != PRESENT)
        return;
    const char *owner = strchr(owners->texts.items[0], ' ');
    if (starts_with(owners->texts.items[0], "tensorflow-gpu ") &&
        !is_of_release(owner + 1, version->text))
        suspect(c, CAUSE_CONFLICTING_TF_PACKAGES, owners,
                say(c, "%s is installed, and version %s is named too", owners->texts.items[0],
                    version->text));
}

/* Both bring onnxruntime, and the one that was installed last counts. */
static void weigh_onnxruntime(Case *c)
{
    const Fact *owners = fact_get(c->facts, "owners/onnxruntime", FACT_FRAMEWORK_OWNERS);
    if (owners->known == PRESENT && owners->texts.count > 1 && leaves_open(c, CAUSE_CPU_ONLY_BUILD))
        conclude(c, CAUSE_CONFLICTING_TF_PACKAGES, owners,
                 say(c, "%s own the same directory", join_names(c, owners->texts)));
}

/* JAX lists what it is built of: without the part for CUDA there is only the CPU. */
static void weigh_jaxlib(Case *c)
{
    const Fact *listed = seen(c, "jaxlib-listed");
    if (listed && !was_seen(c, "jax-cuda-listed") && leaves_open(c, CAUSE_CPU_ONLY_BUILD))
        suspect(c, CAUSE_CPU_ONLY_BUILD, listed, "jaxlib is there without its part for CUDA");
}

/* One Python lists the GPU and another does not, or has not even the module. */
static void weigh_python(Case *c)
{
    const Fact *none = seen(c, "listed-none"), *module = seen(c, "module-missing");
    const Fact *other = seen(c, "other-python"), *elsewhere = seen(c, "works-elsewhere");
    const char *says = "another Python runs than the one in which the framework works";
    bool in_notebook = was_seen(c, "in-notebook");
    bool installed = fact_get(c->facts, "env", FACT_FRAMEWORK)->known == PRESENT;
    const Fact *differ = seen(c, "interpreters-differ");
    const Fact *listed = fact_get(c->facts, "listed", FACT_FRAMEWORK_VERSION);
    const Fact *printed = fact_get(c->facts, "printed", FACT_FRAMEWORK_VERSION);
    if (module && (other || differ || (in_notebook && (elsewhere || installed))))
        conclude(c, CAUSE_WRONG_PYTHON_ENV, module, says);
    else if (none && was_seen(c, "listed-gpus") && in_notebook)
        conclude(c, CAUSE_WRONG_PYTHON_ENV, none, says);
    else if (in_notebook && listed->known == PRESENT && printed->known == PRESENT &&
             !is_of_release(listed->text, printed->text))
        conclude(c, CAUSE_WRONG_PYTHON_ENV, printed,
                 say(c, "version %s is installed, and another one (%s) runs", listed->text,
                     printed->text));
    else if (none && other)
        suspect(c, CAUSE_WRONG_PYTHON_ENV, other, says);
    else if (differ && in_notebook)
        suspect(c, CAUSE_WRONG_PYTHON_ENV, differ, says);
}

/* conda's package of TensorFlow for the CPU needs no toolkit, and the one for the GPU always brings
 * it. */
static void weigh_toolkit_not_pulled_in(Case *c)
{
    const Fact *told = seen(c, "toolkit-not-pulled-in");
    if (told && was_left_without_gpu(c))
        suspect(c, CAUSE_CPU_ONLY_BUILD, told,
                "no toolkit came with the framework, as if it were a build for the CPU");
}

static void weigh_build(Case *c)
{
    weigh_owners(c);
    weigh_overwritten(c);
    weigh_retired_package(c);
    weigh_onnxruntime(c);
    weigh_jaxlib(c);
    weigh_python(c);
    weigh_toolkit_not_pulled_in(c);
    const Fact *cuda = fact_get(c->facts, "env", FACT_BUILD_IS_CUDA);
    if (cuda->known == PRESENT && !cuda->flag && !is_rocm(c) &&
        !has_cause(c, CAUSE_WRONG_PYTHON_ENV))
        conclude(c, CAUSE_CPU_ONLY_BUILD, cuda, "this build of the framework has no GPU support");
}

/* Whether any line shows that the framework asked for a GPU at all. */
static bool asked_for_gpu(const Case *c)
{
    static const char *const LINES[] = {"cudart-failed", "libcuda-failed", "libraries-failed",
                                        "cuinit-failed", "cuda-failed",    "gpu-found",
                                        "gpu-ignored",   "no-device",      "nvml-not-opened",
                                        "gpu-disabled",  "cpu-disabled"};
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
        if (was_seen(c, LINES[i]))
            return true;
    return facts_subjects(c->facts, "log/library-failed/").count ||
           facts_subjects(c->facts, "log/library-opened/").count ||
           facts_subjects(c->facts, "open/").count;
}

static bool is_within(const Case *c, const char *first, const char *end)
{
    return is_from(c, first) && is_before(c, end);
}

/* Releases in which a build with CUDA has something to say whatever it lacks: up to 2.11 each
 * library that does not open, in 2.14, 2.15 and from 2.17 to 2.19 the factories that it registers
 * twice, from 2.18 to 2.20 that cuInit failed. The others may find nothing to say: 2.16.1 tells of
 * no factory, and 2.21 is silent without NVML (docs/ACCURACY.md). */
static bool would_speak(const Case *c)
{
    return is_before(c, "2.12") || is_within(c, "2.14", "2.16") || is_within(c, "2.17", "2.21");
}

/* That nothing is said of a GPU proves what runs, and not how it came there. */
static void silent_build(Case *c, const Fact *shows, const char *says)
{
    conclude(c, CAUSE_CPU_ONLY_BUILD, shows, says);
    need_what_decides_of(c, CAUSE_CONFLICTING_TF_PACKAGES);
}

/* Told to print more, a build with CUDA speaks of its libraries before it looks for devices. */
static void weigh_verbose_silence(Case *c)
{
    const Fact *sought = seen(c, "devices-sought");
    if (sought && !is_ruled_out(c, CAUSE_CPU_ONLY_BUILD))
        silent_build(c, sought, "the framework looks for devices, and knows of none but the CPU");
}

/* The packages that only the build with CUDA asks for are there, and nothing else of that name. */
static bool is_told_with_packages(const Case *c)
{
    const Fact *packages = fact_get(c->facts, "env", FACT_CUDA_PACKAGES);
    const Fact *owners = fact_get(c->facts, "env", FACT_FRAMEWORK_OWNERS);
    return packages->known == PRESENT && owners->known == PRESENT && owners->texts.count == 1 &&
           starts_with(owners->texts.items[0], "tensorflow ");
}

/* A build with CUDA of a release that finds nothing to say. */
static void weigh_both_builds(Case *c, const Fact *listed, const char *says)
{
    bool by_nvml = !is_before(c, "2.21");
    if (by_nvml && is_told_with_packages(c) && !has_cause(c, CAUSE_CPU_ONLY_BUILD))
        suspect(c, CAUSE_NVML_NOT_FOUND, listed,
                "no GPU is listed, and a build with CUDA says nothing where it cannot ask NVML");
    else
        suspect(c, CAUSE_CPU_ONLY_BUILD, listed, says);
    if (by_nvml && !was_seen(c, "devices-sought"))
        need_what_decides_of(c, CAUSE_NVML_NOT_FOUND);
}

/* The extra brings NVIDIA's packages to a wheel that is built with CUDA. Some of these wheels do
 * not look where the packages are (wheel_gaps.def). */
static bool weigh_extra(Case *c, const Fact *listed)
{
    const Fact *asked = seen(c, "and-cuda-asked");
    if (!asked || listed->known != PRESENT || listed->number != 0)
        return false;
    suspect(
        c, CAUSE_CUDA_LIBS_NOT_ON_PATH, asked,
        "the wheel with NVIDIA's packages was asked for, and lists no GPU: some releases do not "
        "look where these packages are");
    return true;
}

/* A build without CUDA never says a word of a GPU. */
static void weigh_silence(Case *c)
{
    const Fact *listed = fact_get(c->facts, "log", FACT_LOG_GPUS_LISTED);
    if (!was_seen(c, "framework-logs") || asked_for_gpu(c) || !is_tensorflow(c) || is_rocm(c) ||
        weigh_extra(c, listed))
        return;
    weigh_verbose_silence(c);
    if (listed->known != PRESENT || listed->number != 0)
        return;
    const char *says = "no GPU is listed, and the framework did not even look for one";
    if (is_ruled_out(c, CAUSE_CPU_ONLY_BUILD)) {
        suspect(c, CAUSE_NO_NVIDIA_GPU, listed, "no GPU is listed, and no driver answered");
    } else if (would_speak(c)) {
        silent_build(c, listed, says);
    } else {
        weigh_both_builds(c, listed, says);
    }
}

void conclude_build(Case *c)
{
    if (is_windows_without_gpu(c)) {
        weigh_system(c);
        return;
    }
    weigh_build(c);
    if (has_cause_at(c, STEP_BUILD))
        return;
    weigh_system(c);
    if (!has_cause_at(c, STEP_BUILD))
        weigh_silence(c);
}
