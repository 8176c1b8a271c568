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

/* ---- The system ---- */

static void take_system(const Reading *r)
{
    static const char *const OTHERS[] = {"windows", "macos"};
    if (is(r, REPORT_SYSTEM, "wsl")) {
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

static void take_driver(const Reading *r)
{
    if (is(r, REPORT_DRIVER, "version") || is(r, REPORT_DRIVER, "kernel-module")) {
        set_first(r, "machine", FACT_NVIDIA_MODULE, r->value);
        saw(r, "driver-version");
    } else if (is(r, REPORT_DRIVER, "smi-version") || is(r, REPORT_DRIVER, "library-version")) {
        saw(r, text_copy(r->o->arena, r->fact->name));
    } else if (is(r, REPORT_DRIVER, "nvidia-smi-failed")) {
        outcome_seen(r->o, arena_printf(r->o->arena, "nvidia-smi-failed/%s", r->value), r->value,
                     fact_line(r), r->source);
    } else if (is(r, REPORT_GPU, "compute-mode")) {
        saw(r, "compute-mode");
    } else if (is(r, REPORT_GPU, "mig") && strcmp(r->value, "Enabled") == 0) {
        saw(r, "mig-enabled");
    } else if (is(r, REPORT_GPU, "vendor")) {
        saw(r, arena_printf(r->o->arena, "gpu-vendor/%s", r->value));
    } else if (is(r, REPORT_GPU, "name") || is(r, REPORT_GPU, "series")) {
        saw(r, "gpu-named");
    } else if (is(r, REPORT_GPU_PROCESS, "program")) {
        saw(r, "gpu-process");
    } else if (is(r, REPORT_PCI_FUNCTION, "driver")) {
        if (strcmp(r->value, "nouveau") == 0 || starts_with(r->value, "nova"))
            saw(r, "other-kernel-driver");
    } else if (is(r, REPORT_PCI_FUNCTION, "vendor")) {
        saw(r, arena_printf(r->o->arena, "pci-vendor/%s", r->value));
    }
}

/* ---- The framework ---- */

static bool is_framework(const char *name)
{
    return strcmp(name, "tensorflow") == 0 || strcmp(name, "torch") == 0 ||
           strcmp(name, "jax") == 0;
}

/* The packages that bring a framework, and what they are builds for. */
static void take_package(const Reading *r)
{
    static const char *const TENSORFLOW[] = {"tensorflow", "tensorflow-gpu",   "tensorflow-cpu",
                                             "tf-nightly", "tensorflow-intel", "tensorflow-macos"};
    if (!is(r, REPORT_PACKAGE, "version"))
        return;
    for (size_t i = 0; i < sizeof TENSORFLOW / sizeof *TENSORFLOW; i++)
        if (strcmp(r->subject, TENSORFLOW[i]) == 0) {
            set_first(r, "env", FACT_FRAMEWORK, "tensorflow");
            set_first(r, "env", FACT_FRAMEWORK_VERSION, r->value);
            add_text(r, "env", FACT_FRAMEWORK_OWNERS,
                     arena_printf(r->o->arena, "%s %s", r->subject, r->value));
        }
    if (starts_with(r->subject, "nvidia-cu") &&
        (strstr(r->subject, "-cu11") || strstr(r->subject, "-cu12") || strstr(r->subject, "-cu13")))
        add_text(r, "env", FACT_CUDA_PACKAGES,
                 arena_printf(r->o->arena, "%s %s", r->subject, r->value));
    if (strcmp(r->subject, "tensorflow-metal") == 0)
        saw(r, "metal-plugin");
    if (strcmp(r->subject, "tensorflow-cpu") == 0)
        fact_set_flag(r->o->facts, "env", FACT_BUILD_IS_CUDA, false, r->source);
}

static void take_framework(const Reading *r)
{
    if (is(r, REPORT_FRAMEWORK, "version")) {
        if (is_framework(r->subject))
            set_first(r, "env", FACT_FRAMEWORK, r->subject);
        if (strcmp(r->subject, fact_text_or(r->o->facts, "env", FACT_FRAMEWORK, "")) == 0)
            set_first(r, "env", FACT_FRAMEWORK_VERSION, r->value);
        if (strstr(r->value, "+cpu"))
            fact_set_flag(r->o->facts, "env", FACT_BUILD_IS_CUDA, false, r->source);
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
        long long count = strstr(r->value, "rue") ? 1 : 0;
        if (is(r, REPORT_FRAMEWORK, "gpus") && !text_number(r->fact->value, &count))
            return;
        fact_set_number(r->o->facts, "log", FACT_LOG_GPUS_LISTED, count, r->source);
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
    if (!is(r, REPORT_LIBRARY, "cached") && !is(r, REPORT_LIBRARY, "file"))
        return;
    saw(r, arena_printf(r->o->arena, "library-there/%s", r->subject));
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

static void take_the_rest(const Reading *r)
{
    if (is(r, REPORT_TOOLKIT, "cuda"))
        set_first(r, "log", FACT_LOG_TOOLKIT_CUDA, r->value);
    else if (is(r, REPORT_TOOLKIT, "cudnn"))
        set_first(r, "log", FACT_LOG_TOOLKIT_CUDNN, r->value);
    else if (is(r, REPORT_CONTAINER, "no-gpu-option"))
        saw(r, "container-without-gpu");
    else if (is(r, REPORT_CONTAINER, "gpus") || is(r, REPORT_CONTAINER, "runtime"))
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
    if (r->fact->kind == REPORT_CONTAINER)
        saw(r, "container");
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
        take_the_rest(&r);
    }
}

void outcomes_of_report(Outcomes *o, const ReportFacts *reports)
{
    for (int form = REPORT_BY_PROGRAM; form <= REPORT_BY_PERSON; form++)
        take_form(o, reports, (ReportForm)form);
}
