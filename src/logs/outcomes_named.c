/* The versions that a report names in whatever sentence. "My TF 2.4 does not work with CUDA 10.1"
 * states nothing that could be relied on, since the same words deny, ask and advise; but where one
 * single version of a thing is named in the whole report, it is mostly the one that is there. */
#include <string.h>

#include "base/version.h"
#include "logs/outcomes.h"
#include "parse/report_sentences.h"

typedef struct Named {
    ReportKind kind;
    const char *subject, *name; /* subject "": any */
    FactName fact;
} Named;

static const Named NAMES[] = {
    {REPORT_FRAMEWORK, "tensorflow", "version", FACT_FRAMEWORK_VERSION},
    {REPORT_FRAMEWORK, "torch", "version", FACT_FRAMEWORK_VERSION},
    {REPORT_FRAMEWORK, "onnxruntime", "version", FACT_FRAMEWORK_VERSION},
    {REPORT_PACKAGE, "tensorflow-gpu", "version", FACT_FRAMEWORK_VERSION},
    {REPORT_FRAMEWORK, "tensorflow", "git-version", FACT_FRAMEWORK_VERSION},
    {REPORT_TOOLKIT, "", "cuda", FACT_LOG_TOOLKIT_CUDA},
    {REPORT_TOOLKIT, "", "cudnn", FACT_LOG_TOOLKIT_CUDNN},
    {REPORT_PYTHON, "", "version", FACT_PYTHON_VERSION},
    {REPORT_DRIVER, "", "version", FACT_NVIDIA_MODULE},
    {REPORT_SYSTEM, "", "name", FACT_LOG_SYSTEM},
};

static const Named *named_by(const ReportFact *fact)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (fact->kind == NAMES[i].kind && text_is(fact->name, NAMES[i].name) &&
            (!*NAMES[i].subject || text_is(fact->subject, NAMES[i].subject)))
            return &NAMES[i];
    return NULL;
}

/* "v2.1.0-rc2-17-ge5bf8de410", as git describes a release of TensorFlow → "2.1.0". */
static const char *value_of(Outcomes *o, const ReportFact *fact)
{
    const char *value = text_copy(o->arena, fact->value);
    if (!text_is(fact->name, "git-version"))
        return value;
    value += *value == 'v';
    return arena_copy(o->arena, value, strcspn(value, "-"));
}

/* "2.4" and "2.4.1" may be one. */
static bool agrees(const char *one, const char *other)
{
    return starts_with(one, other) || starts_with(other, one);
}

/* Of several different ones nobody knows which is meant: the name stays, and no value. */
static void name_it(Outcomes *o, FactName name, const char *value, size_t line)
{
    const Fact *before = fact_get(o->facts, "named", name);
    const char *source = source_of(o, line);
    if (before->known == UNKNOWN)
        fact_set_text(o->facts, "named", name, value, source);
    else if (before->known == PRESENT && !agrees(before->text, value))
        fact_set_absent(o->facts, "named", name, source);
}

/* What the newest of several releases cannot, none of them can. */
static void keep_newest(Outcomes *o, const char *value, size_t line)
{
    const Fact *before = fact_get(o->facts, "newest", FACT_FRAMEWORK_VERSION);
    if (before->known != PRESENT || version_is_before(before->text, value))
        fact_set_text(o->facts, "newest", FACT_FRAMEWORK_VERSION, value, source_of(o, line));
}

/* "cuda:0" is a device. */
static bool is_a_device(const ReportFact *fact)
{
    return text_is(fact->name, "cuda") && fact->value.length < 2;
}

static void take_name(Outcomes *o, const ReportFact *fact)
{
    const Named *named = named_by(fact);
    if (fact->kind == REPORT_GPU && text_is(fact->name, "name"))
        outcome_seen(o, "named-gpu", text_copy(o->arena, fact->value), NULL,
                     source_of(o, fact->line));
    if (fact->kind == REPORT_GPU && text_is(fact->name, "vendor"))
        outcome_seen(o, arena_printf(o->arena, "named-vendor/%s", text_copy(o->arena, fact->value)),
                     "", NULL, source_of(o, fact->line));
    if (!named || is_a_device(fact))
        return;
    name_it(o, named->fact, value_of(o, fact), fact->line);
    if (named->fact == FACT_FRAMEWORK_VERSION)
        keep_newest(o, value_of(o, fact), fact->line);
    if (named->fact == FACT_FRAMEWORK_VERSION)
        name_it(o, FACT_FRAMEWORK,
                named->kind == REPORT_PACKAGE ? "tensorflow" : text_copy(o->arena, fact->subject),
                fact->line);
}

void outcomes_of_names(Outcomes *o, Text text)
{
    ReportFacts names = report_read_with(o->arena, text, report_names);
    for (size_t i = 0; i < names.count; i++)
        take_name(o, &names.items[i]);
}
