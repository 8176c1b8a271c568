/* What a release of a framework was built for, and which toolkit a library comes with, against the
 * toolkit that a report names. */
#include <string.h>

#include "base/version.h"
#include "diagnose/asked.h"
#include "diagnose/logged.h"

typedef struct BuiltFor {
    const char *framework, *first, *end, *cuda, *cudnn;
} BuiltFor;

static const BuiltFor BUILDS[] = {
#define BUILT_FOR(framework, first, end, cuda, cudnn) {framework, first, end, cuda, cudnn},
#include "diagnose/built_for.def"
#undef BUILT_FOR
};

static bool is_within(const char *version, const char *first, const char *end)
{
    return !version_is_before(version, first) && version_is_before(version, end);
}

/* ---- Libraries ---- */

/* Up to 10.0 all libraries of CUDA have its version. From 10.1 on each counts for itself (the
 * SONAMEs of the toolkits). */
static const struct {
    const char *part;
    int version;
    const char *first, *end;
} CARRIED[] = {
    {"cublas", 10, "10.1", "11.0"},   {"cublas", 11, "11.0", "12.0"},
    {"cublas", 12, "12.0", "13.0"},   {"cufft", 10, "10.1", "12.0"},
    {"cufft", 11, "12.0", "13.0"},    {"cusolver", 10, "10.1", "11.1"},
    {"cusolver", 11, "11.1", "13.0"}, {"cusparse", 10, "10.1", "11.0"},
    {"cusparse", 11, "11.0", "12.0"}, {"cusparse", 12, "12.0", "14.0"},
};

bool toolkit_differs(const char *wanted, const char *toolkit)
{
    int a[2] = {0, 0}, b[2] = {0, 0};
    if (version_read(wanted, a, 2) < 1 || version_read(toolkit, b, 2) < 1)
        return false;
    return a[0] != b[0] || (a[0] < 11 && a[1] != b[1]);
}

Truth comes_with_another_toolkit(const char *name, const char *wanted, const char *toolkit)
{
    int number[2];
    if (strstr(name, "cudart"))
        return truth_of(toolkit_differs(wanted, toolkit));
    if (version_read(toolkit, number, 2) < 2)
        return truth_unknown("only the generation of the toolkit is told");
    if (version_read(wanted, number, 2) == 2 && version_is_before(wanted, "10.1"))
        return truth_of(toolkit_differs(wanted, toolkit));
    for (size_t i = 0; i < sizeof CARRIED / sizeof *CARRIED; i++)
        if (strstr(name, CARRIED[i].part) && number[0] == CARRIED[i].version)
            return truth_of(!is_within(toolkit, CARRIED[i].first, CARRIED[i].end));
    return truth_unknown("the name does not tell which toolkit has it");
}

/* ---- Releases ---- */

static const BuiltFor *build_of(const char *framework, const Fact *version)
{
    for (size_t i = 0; version->known == PRESENT && i < sizeof BUILDS / sizeof *BUILDS; i++)
        if (strcmp(framework, BUILDS[i].framework) == 0 &&
            is_within(version->text, BUILDS[i].first, BUILDS[i].end))
            return &BUILDS[i];
    return NULL;
}

static void compare(Case *c, CauseId id, const Fact *toolkit, const Fact *version,
                    const char *words)
{
    Cause *cause = suspect(c, id, toolkit, words);
    if (cause)
        cause_evidence(c, cause, say(c, "version %s", version->text), version->source);
}

static bool major_differs(const char *one, const char *other)
{
    int a, b;
    return version_read(one, &a, 1) == 1 && version_read(other, &b, 1) == 1 && a != b;
}

static void weigh_build_of(Case *c, const char *framework, const char *name, const Fact *version)
{
    const BuiltFor *build = build_of(framework, version);
    const Fact *cuda = fact_get(c->facts, "log", FACT_LOG_TOOLKIT_CUDA);
    const Fact *cudnn = fact_get(c->facts, "log", FACT_LOG_TOOLKIT_CUDNN);
    if (!build)
        return;
    if (cuda->known == PRESENT && toolkit_differs(build->cuda, cuda->text))
        compare(c, CAUSE_CUDA_VERSION_MISMATCH, cuda, version,
                say(c, "%s %s is built for CUDA %s, and CUDA %s is installed", name, version->text,
                    build->cuda, cuda->text));
    else if (cudnn->known == PRESENT && major_differs(build->cudnn, cudnn->text))
        compare(c, CAUSE_CUDNN_VERSION_MISMATCH, cudnn, version,
                say(c, "%s %s is built for cuDNN %s, and cuDNN %s is installed", name,
                    version->text, build->cudnn, cudnn->text));
}

void weigh_release(Case *c)
{
    const char *framework = c->judgement->target.framework;
    const Fact *packages = fact_get(c->facts, "env", FACT_CUDA_PACKAGES);
    const Fact *onnx = fact_get(c->facts, "owners/onnxruntime", FACT_FRAMEWORK_VERSION);
    bool open = leaves_open(c, CAUSE_CUDA_VERSION_MISMATCH);
    if ((!open && !was_left_without_gpu(c)) || packages->known == PRESENT ||
        has_cause_at(c, STEP_BUILD) || has_cause_at(c, STEP_LIBRARIES))
        return;
    if (framework && strcmp(framework, "tensorflow") == 0)
        weigh_build_of(c, "tensorflow", "TensorFlow",
                       fact_get(c->facts, "env", FACT_FRAMEWORK_VERSION));
    else if (open)
        weigh_build_of(c, "onnxruntime", "ONNX Runtime", onnx);
}
