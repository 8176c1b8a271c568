/* Versions that a report names, in pairs of which one cannot work with the other: a release of a
 * framework with a toolkit, with cuDNN, with a Python, with a card. Nothing has to be printed for
 * that: "TensorFlow 2.4, CUDA 10.1, no GPU" says enough. */
#include <stdlib.h>
#include <string.h>

#include "base/version.h"
#include "diagnose/asked.h"
#include "diagnose/card_names.h"
#include "diagnose/driver_library.h"
#include "diagnose/logged.h"

typedef struct BuiltFor {
    const char *framework, *first, *end, *cuda, *toolkit_first, *toolkit_end, *cudnn, *python_first,
        *python_end;
    int oldest_card;
} BuiltFor;

static const BuiltFor BUILDS[] = {
#define BUILT_FOR(framework, first, end, cuda, toolkit_first, toolkit_end, cudnn, python_first,    \
                  python_end, oldest_card)                                                         \
    {framework,   first, end,          cuda,       toolkit_first,                                  \
     toolkit_end, cudnn, python_first, python_end, oldest_card},
#include "diagnose/built_for.def"
#undef BUILT_FOR
};

/* From which card on a toolkit has no machine code: the releases of the toolkit that first knew it
 * (release notes of CUDA 9 to 13). Cards of one generation run the code of its first one. */
static const struct {
    const char *end;
    int newer;
} NEWEST_CARDS[] = {{"9.0", 70}, {"10.0", 75}, {"11.0", 80}, {"11.8", 90}, {"12.8", 100}};

/* One subject of the report: which release of what. */
typedef struct Release {
    const char *name; /* as people write it */
    const BuiltFor *build;
    const Fact *version;
} Release;

static bool is_within(const char *version, const char *first, const char *end)
{
    return !version_is_before(version, first) && version_is_before(version, end);
}

static const BuiltFor *build_of(const char *framework, const char *version)
{
    for (size_t i = 0; i < sizeof BUILDS / sizeof *BUILDS; i++)
        if (strcmp(framework, BUILDS[i].framework) == 0 &&
            is_within(version, BUILDS[i].first, BUILDS[i].end))
            return &BUILDS[i];
    return NULL;
}

const Fact *stated_or_named(const Case *c, const char *subject, FactName name)
{
    const Fact *stated = fact_get(c->facts, subject, name);
    const Fact *named = fact_get(c->facts, "named", name);
    return stated->known != PRESENT && named->known == PRESENT ? named : stated;
}

static Release release_of(const Case *c)
{
    static const struct {
        const char *framework, *name, *subject;
    } ROWS[] = {{"tensorflow", "TensorFlow", "env"},
                {"torch", "PyTorch", "env"},
                {"onnxruntime", "ONNX Runtime", "owners/onnxruntime"}};
    const char *framework = c->judgement->target.framework;
    if (!framework || strcmp(framework, "keras") == 0)
        framework = fact_text_or(c->facts, "named", FACT_FRAMEWORK, "onnxruntime");
    Release release = {.name = ""};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const Fact *version = stated_or_named(c, ROWS[i].subject, FACT_FRAMEWORK_VERSION);
        if (strcmp(framework, ROWS[i].framework) != 0 || version->known != PRESENT)
            continue;
        release.name = ROWS[i].name;
        release.version = version;
        release.build = build_of(framework, version->text);
    }
    return release;
}

static void compare(Case *c, CauseId id, const Fact *other, const Release *release,
                    const char *words)
{
    Cause *cause = suspect(c, id, other, words);
    if (cause)
        cause_evidence(c, cause, say(c, "version %s", release->version->text),
                       release->version->source);
}

/* ---- Libraries ---- */

/* "8907" → 8.9, "90100" → 9.1: what cudnnGetVersion() returns. Up to 8 a thousand is a major
 * version, from 9 on ten thousand. */
static bool cudnn_read(const char *text, int numbers[2])
{
    if (version_read(text, numbers, 2) < 1)
        return false;
    int whole = numbers[0];
    if (whole >= 1000) {
        int major = whole >= 10000 ? 10000 : 1000;
        numbers[0] = whole / major;
        numbers[1] = whole % major / 100;
    }
    return true;
}

/* The major version has to be the same, and the minor one may be newer (cuda_dnn.cc). A report that
 * tells the major version alone tells nothing of the minor one. */
static bool cudnn_differs(const char *wanted, const char *found)
{
    int a[2] = {0, 0}, b[2] = {0, 0};
    if (!cudnn_read(wanted, a) || !cudnn_read(found, b))
        return false;
    bool is_whole = !strchr(found, '.') && b[0] == (int)strtol(found, NULL, 10);
    return a[0] != b[0] || (!is_whole && b[1] < a[1]);
}

/* "11" may be any of 11. */
static bool toolkit_is_outside(const BuiltFor *build, const char *toolkit)
{
    int numbers[2];
    if (version_read(toolkit, numbers, 2) < 2)
        return toolkit_differs(build->cuda, toolkit);
    return !is_within(toolkit, build->toolkit_first, build->toolkit_end);
}

/* The runtime of CUDA that was opened: what the build needs, whatever else is named. */
static const char *opened_runtime(const Case *c)
{
    static const char OPENED[] = "log/library-opened/";
    Strings opened = facts_subjects(c->facts, OPENED);
    for (size_t i = 0; i < opened.count; i++) {
        const char *name = opened.items[i] + strlen(OPENED);
        if (strstr(name, "cudart"))
            return name;
    }
    return NULL;
}

/* Early releases do not open the runtime themselves. */
static bool some_were_opened(const Case *c)
{
    static const char OPENED[] = "log/library-opened/";
    Strings opened = facts_subjects(c->facts, OPENED);
    for (size_t i = 0; i < opened.count; i++)
        if (strstr(opened.items[i], "cublas") || strstr(opened.items[i], "cudart"))
            return true;
    return false;
}

static void weigh_toolkit(Case *c, const Release *release)
{
    const BuiltFor *build = release->build;
    const Fact *cuda = stated_or_named(c, "log", FACT_LOG_TOOLKIT_CUDA);
    const Fact *cudnn = stated_or_named(c, "log", FACT_LOG_TOOLKIT_CUDNN);
    int number;
    if (!*build->toolkit_first || some_were_opened(c) || was_seen(c, "hidden-by-number"))
        return;
    if (cuda->known == PRESENT && version_read(cuda->text, &number, 1) == 1 &&
        toolkit_is_outside(build, cuda->text))
        compare(c, CAUSE_CUDA_VERSION_MISMATCH, cuda, release,
                say(c, "%s %s is built for CUDA %s, and CUDA %s is installed", release->name,
                    release->version->text, build->cuda, cuda->text));
    else if (cudnn->known == PRESENT && cudnn_differs(build->cudnn, cudnn->text))
        compare(c, CAUSE_CUDNN_VERSION_MISMATCH, cudnn, release,
                say(c, "%s %s is built for cuDNN %s, and cuDNN %s is installed", release->name,
                    release->version->text, build->cudnn, cudnn->text));
}

/* ---- The driver ---- */

static void weigh_driver(Case *c, const Release *release, const char *cuda)
{
    const Fact *driver = stated_or_named(c, "machine", FACT_NVIDIA_MODULE);
    const char *least = driver_for_cuda(cuda);
    int numbers[2];
    if (driver->known == PRESENT && least && version_read(driver->text, numbers, 2) == 2 &&
        version_is_before(driver->text, least))
        compare(c, CAUSE_DRIVER_TOO_OLD, driver, release,
                say(c, "%s %s is built for CUDA %s, which needs driver %s or newer, and this is %s",
                    release->name, release->version->text, cuda, least, driver->text));
}

/* The kernels are of a newer CUDA than the driver can compile for: error 222. */
static void weigh_driver_and_toolkit(Case *c)
{
    const Fact *driver = stated_or_named(c, "machine", FACT_NVIDIA_MODULE);
    const Fact *cuda = stated_or_named(c, "log", FACT_LOG_TOOLKIT_CUDA);
    const Fact *told = seen(c, "ptx-too-new-told");
    const char *served = driver->known == PRESENT ? cuda_of_driver(driver->text) : NULL;
    if (told && served && cuda->known == PRESENT && version_is_before(served, cuda->text))
        suspect(c, CAUSE_DRIVER_TOO_OLD, told,
                say(c, "driver %s serves CUDA up to %s, and the toolkit is of %s", driver->text,
                    served, cuda->text));
}

/* ---- Cards ---- */

/* "1.7.1+cu101" → 10.1: the builds of PyTorch say it themselves. */
static const char *cuda_of_build(Case *c, const Release *release)
{
    const char *suffix = strstr(release->version->text, "+cu");
    int number;
    if (suffix && version_read(suffix + 3, &number, 1) == 1)
        return say(c, "%d.%d", number / 10, number % 10);
    return fact_text_or(c->facts, "env", FACT_BUILD_CUDA, release->build->cuda);
}

static bool has_no_code_for(const char *cuda, int card)
{
    for (size_t i = 0; i < sizeof NEWEST_CARDS / sizeof *NEWEST_CARDS; i++)
        if (version_is_before(cuda, NEWEST_CARDS[i].end))
            return card >= NEWEST_CARDS[i].newer;
    return false;
}

static const Fact *card_of(const Case *c)
{
    const Fact *stated = seen(c, "gpu-named");
    return stated ? stated : seen(c, "named-gpu");
}

static void weigh_card(Case *c, const Release *release)
{
    const Fact *card = card_of(c);
    int tens = card ? capability_of_card(card->text) : -1;
    const char *cuda = cuda_of_build(c, release);
    if (tens > 0 && tens < release->build->oldest_card)
        compare(c, CAUSE_COMPUTE_CAPABILITY_TOO_LOW, card, release,
                say(c, "%s is of compute capability %d.%d, and %s %s has kernels from %d.%d on",
                    card->text, tens / 10, tens % 10, release->name, release->version->text,
                    release->build->oldest_card / 10, release->build->oldest_card % 10));
    else if (tens > 0 && has_no_code_for(cuda, tens))
        compare(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW, card, release,
                say(c, "%s is newer than CUDA %s, for which %s %s is built", card->text, cuda,
                    release->name, release->version->text));
}

/* From 11 on one name, libcudart.so.11.0 or cudart64_12.dll, serves all of a major version, of
 * which the last one then counts. NULL: the name tells none. */
static const char *runtime_of_name(Case *c, const char *name)
{
    enum { ONE_NAME_SINCE = 11 };
    const char *version = version_of_library(c, name);
    int major;
    if (!version || version_read(version, &major, 1) < 1)
        return NULL;
    return major < ONE_NAME_SINCE ? version : say(c, "%d.99", major);
}

/* The card that the framework found is newer than the runtime that it opened: there is no machine
 * code for it, and what can be compiled from PTX takes minutes when it starts. */
static void weigh_found_card(Case *c)
{
    const Fact *found = seen(c, "capability-found");
    const char *name = opened_runtime(c), *cuda = name ? runtime_of_name(c, name) : NULL;
    bool fails = was_seen(c, "raised") || leaves_open(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW);
    int numbers[2];
    if (!found || !cuda || version_read(found->text, numbers, 2) != 2 ||
        !has_no_code_for(cuda, 10 * numbers[0] + numbers[1]) ||
        (!fails && !was_seen(c, "start-is-slow")))
        return;
    const char *says =
        say(c, "this card, of compute capability %s, is newer than %s", found->text, name);
    Cause *cause = fails ? conclude(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW, found, says)
                         : add_cause(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW, EFFECT_SLOW, says);
    put_line_of(c, cause, found);
    put_line_of(c, cause, seen(c, say(c, "library-opened/%s", name)));
}

/* A toolkit that is older than the card, whatever was built with it. */
static void weigh_card_and_toolkit(Case *c)
{
    const Fact *card = seen(c, "gpu-named");
    const Fact *cuda = stated_or_named(c, "log", FACT_LOG_TOOLKIT_CUDA);
    int tens = card ? capability_of_card(card->text) : -1;
    if (tens > 0 && cuda->known == PRESENT && has_no_code_for(cuda->text, tens))
        suspect(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW, card,
                say(c, "%s is newer than CUDA %s", card->text, cuda->text));
}

/* ---- Python ---- */

/* A release that runs was installed, whatever the table says. */
static void weigh_python(Case *c, const Release *release)
{
    const BuiltFor *build = release->build;
    const Fact *python = stated_or_named(c, "env", FACT_PYTHON_VERSION);
    int numbers[2];
    if (python->known != PRESENT || version_read(python->text, numbers, 2) < 2 ||
        was_seen(c, "framework-speaks") || was_seen(c, "listed-none"))
        return;
    if (!is_within(python->text, build->python_first, build->python_end))
        compare(c, CAUSE_PYTHON_VERSION_NO_WHEEL, python, release,
                say(c, "there is no file of %s %s for Python %s", release->name,
                    release->version->text, python->text));
}

/* Something of the GPU: what is left is whatever somebody complains of. */
static bool gpu_is_wrong(const Case *c)
{
    return was_left_without_gpu(c) || leaves_open(c, CAUSE_CUDA_VERSION_MISMATCH) ||
           was_seen(c, "raised");
}

static bool has_explanation(const Case *c)
{
    return has_cause_at(c, STEP_BUILD) || has_cause_at(c, STEP_LIBRARIES) ||
           has_cause_at(c, STEP_ARCHITECTURE);
}

/* Some wheels do not look where the packages of NVIDIA that they ask for put their libraries. */
static void weigh_wheel(Case *c, const Release *release)
{
    const Fact *asked = seen(c, "and-cuda-asked");
    if (asked && strcmp(release->name, "TensorFlow") == 0 &&
        libraries_passed_by(release->version->text))
        compare(c, CAUSE_CUDA_LIBS_NOT_ON_PATH, asked, release,
                "this release does not find all libraries of the packages of NVIDIA that come with "
                "it");
}

/* Of several releases that are named, the newest one. */
static Release newest_release(const Case *c)
{
    const Fact *framework = fact_get(c->facts, "named", FACT_FRAMEWORK);
    const Fact *version = fact_get(c->facts, "newest", FACT_FRAMEWORK_VERSION);
    Release release = {.name = ""};
    if (framework->known != PRESENT || version->known != PRESENT)
        return release;
    release.name = strcmp(framework->text, "torch") == 0 ? "PyTorch" : "TensorFlow";
    release.version = version;
    release.build = build_of(framework->text, version->text);
    return release;
}

/* A card that none of the releases knows. */
static void weigh_newest(Case *c)
{
    Release release = newest_release(c);
    const Fact *card = card_of(c);
    int tens = card ? capability_of_card(card->text) : -1;
    if (release.build && tens > 0 && has_no_code_for(cuda_of_build(c, &release), tens))
        compare(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW, card, &release,
                say(c, "%s is newer than CUDA %s, for which %s %s is built", card->text,
                    cuda_of_build(c, &release), release.name, release.version->text));
}

/* pip finds nothing for this Python, whichever of the releases was asked for. */
static void weigh_no_version(Case *c)
{
    Release release = newest_release(c);
    const Fact *told = seen(c, "no-version-told");
    if (told && release.build && !c->judgement->causes.count)
        weigh_python(c, &release);
}

static void weigh_pairs(Case *c)
{
    const Fact *packages = fact_get(c->facts, "env", FACT_CUDA_PACKAGES);
    Release release = release_of(c);
    if (release.build) {
        weigh_wheel(c, &release);
        weigh_driver(c, &release, cuda_of_build(c, &release));
        weigh_card(c, &release);
        /* No other toolkit makes a release know a newer card. */
        if (packages->known != PRESENT && !was_seen(c, "from-source-told") &&
            !has_cause(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW))
            weigh_toolkit(c, &release);
        weigh_python(c, &release);
    }
    if (!release.build)
        weigh_newest(c);
    if (!has_explanation(c))
        weigh_card_and_toolkit(c);
}

void weigh_release(Case *c)
{
    weigh_found_card(c);
    if (gpu_is_wrong(c) && !has_explanation(c))
        weigh_pairs(c);
}

/* A card whose kernels the driver has to compile is slow once, and fast from then on. */
static void weigh_slow_start(Case *c)
{
    const Fact *slow = seen(c, "pace/slow-start");
    if (slow && !has_any_cause(c))
        suspect(
            c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW, slow,
            "the first use of the GPU takes minutes, as where the driver compiles kernels for a "
            "card that the build does not know");
}

void weigh_named_release(Case *c)
{
    bool known = has_any_cause(c);
    bool complains = was_seen(c, "trouble-told") || was_seen(c, "start-is-slow") ||
                     was_seen(c, "pace/slow-start");
    if (!known)
        weigh_driver_and_toolkit(c);
    if (!known && complains && !facts_subjects(c->facts, "log/library-failed/").count)
        weigh_pairs(c);
    weigh_no_version(c);
    weigh_slow_start(c);
}
