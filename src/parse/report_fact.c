#include "parse/report_fact.h"

static const struct {
    ReportKind kind;
    const char *name;
} NAMES[] = {
#define SAYS(kind, name, subject, value) {REPORT_##kind, name},
#include "parse/report_names.def"
#undef SAYS
};

static const char *const WORDS[REPORT_KINDS] = {
    [REPORT_DRIVER] = "driver",
    [REPORT_GPU] = "gpu",
    [REPORT_MIG_DEVICE] = "mig-device",
    [REPORT_GPU_PROCESS] = "gpu-process",
    [REPORT_PACKAGE] = "package",
    [REPORT_LIBRARY] = "library",
    [REPORT_VARIABLE] = "variable",
    [REPORT_PCI_FUNCTION] = "pci-function",
    [REPORT_KERNEL_MODULE] = "kernel-module",
    [REPORT_DEVICE_NODE] = "device-node",
    [REPORT_USER] = "user",
    [REPORT_SYSTEM] = "system",
    [REPORT_TOOLKIT] = "toolkit",
    [REPORT_PYTHON] = "python",
    [REPORT_FRAMEWORK] = "framework",
    [REPORT_CONTAINER] = "container",
    [REPORT_SERVICE] = "service",
    [REPORT_COMMAND] = "command",
};

const char *report_kind_word(ReportKind kind)
{
    return WORDS[kind];
}

const char *report_form_word(ReportForm form)
{
    static const char *const FORMS[] = {"program", "command", "person"};
    return FORMS[form];
}

bool report_name_exists(ReportKind kind, Text name)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (NAMES[i].kind == kind && text_is(name, NAMES[i].name))
            return true;
    return false;
}

void report_add(ReportReading *reading, ReportForm form, size_t line, ReportKind kind, Text subject,
                const char *name, Text value)
{
    list_add(reading->arena, reading->facts,
             (ReportFact){kind, form, subject, text_of(name), value, line});
}

void report_printed(ReportReading *reading, const ReportLine *line, ReportKind kind, Text subject,
                    const char *name, Text value)
{
    report_add(reading, REPORT_BY_PROGRAM, line->number, kind, subject, name, value);
}
