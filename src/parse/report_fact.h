/* What the readers of a pasted report find, and what they share while they read it. */
#ifndef WHYCPU_PARSE_REPORT_FACT_H
#define WHYCPU_PARSE_REPORT_FACT_H

#include "base/list.h"
#include "base/text.h"
#include "parse/report_line.h"

/* What a fact is about. */
typedef enum ReportKind {
    REPORT_DRIVER,
    REPORT_GPU,
    REPORT_MIG_DEVICE,
    REPORT_GPU_PROCESS,
    REPORT_PACKAGE,
    REPORT_LIBRARY,
    REPORT_VARIABLE,
    REPORT_PCI_FUNCTION,
    REPORT_KERNEL_MODULE,
    REPORT_DEVICE_NODE,
    REPORT_USER,
    REPORT_SYSTEM,
    REPORT_TOOLKIT,
    REPORT_PYTHON,
    REPORT_FRAMEWORK,
    REPORT_CONTAINER,
    REPORT_SERVICE,
    REPORT_COMMAND,
    REPORT_KINDS
} ReportKind;

/* Who says it: a program, or a person in a sentence. A program is believed before a person. */
typedef enum ReportForm {
    REPORT_BY_PROGRAM, /* its output */
    REPORT_BY_COMMAND, /* what was typed, or written into a file */
    REPORT_BY_PERSON   /* a sentence, a field of an issue template */
} ReportForm;

/* All texts are views of the report or lie in the arena of the reading. */
typedef struct ReportFact {
    ReportKind kind;
    ReportForm form;
    Text subject; /* which one: index of the GPU, package, path, …; may be empty */
    Text name;    /* what of it: one of report_names.def */
    Text value;
    size_t line; /* from 1 */
} ReportFact;

typedef LIST_OF(ReportFact) ReportFacts;

/* A table whose rows are still to come. */
typedef enum ReportTable {
    TABLE_NONE,
    TABLE_SMI,           /* rows of GPUs and processes */
    TABLE_SMI_QUERY,     /* nvidia-smi -q */
    TABLE_SMI_CSV,       /* nvidia-smi --query-gpu=… --format=csv */
    TABLE_PIP,           /* pip list, pip freeze */
    TABLE_PIP_REQUESTED, /* a requirements file */
    TABLE_PIP_SHOW,
    TABLE_PIP_INSTALLED, /* Successfully installed …, wrapped */
    TABLE_UV_INSTALLED,
    TABLE_DISTRIBUTION, /* dpkg -l, rpm -qa and the like */
    TABLE_CONDA,
    TABLE_LDCONFIG,     /* ldconfig -v: directories, and below each its libraries */
    TABLE_CONDA_SEARCH, /* what could be installed: nothing is taken */
    TABLE_PCI,
    TABLE_LSHW,
    TABLE_INXI,
    TABLE_UBUNTU_DRIVERS,
    TABLE_MODINFO,
    TABLE_MODULES,
    TABLE_ENVIRONMENT, /* env */
    TABLE_COLLECTED,   /* torch.utils.collect_env */
    TABLE_CANDIDATES,  /* where Numba looks for libcuda: it need not be there */
    TABLE_MAPPED,      /* numba.cuda.cudadrv.libs.test() */
    TABLE_BUILD_INFO,
    TABLE_SERVICE, /* systemctl status */
    TABLE_LIMITS   /* what a pod of Kubernetes asks for */
} ReportTable;

enum { ASKED_ROOM = 8, COLUMNS_ROOM = 16 };

/* A call whose result is expected on a line to come, behind `label`. */
typedef struct ReportQuestion {
    int call; /* index into the calls of report_frameworks.c */
    Text label;
} ReportQuestion;

typedef struct ReportReading {
    Arena *arena;
    ReportFacts facts;
    ReportTable table;
    Text subject; /* of the row that is open in the table */
    Text section; /* heading inside of it */
    Text columns[COLUMNS_ROOM];
    size_t column_count;
    Text command;  /* the last that was typed */
    Text field;    /* heading of an issue template whose answer is to come */
    Text previous; /* text of the line before */
    bool answered; /* something was printed since the last prompt */
    size_t command_line;
    ReportQuestion asked[ASKED_ROOM];
    size_t asked_count, asked_left; /* questions, and lines for which they stay open */
} ReportReading;

/* One reader: takes what it knows from a line and says whether the line was its own. */
typedef bool ReportReader(ReportReading *reading, const ReportLine *line);

void report_add(ReportReading *reading, ReportForm form, size_t line, ReportKind kind, Text subject,
                const char *name, Text value);

/* What a program printed: the form that most readers have. */
void report_printed(ReportReading *reading, const ReportLine *line, ReportKind kind, Text subject,
                    const char *name, Text value);

/* Whether report_names.def has it. */
bool report_name_exists(ReportKind kind, Text name);

/* "gpu", "package", … */
const char *report_kind_word(ReportKind kind);
const char *report_form_word(ReportForm form);

#endif
