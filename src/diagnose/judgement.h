/* The answer about one target, ready to be told: what diagnose/ makes and report/ prints.
 * The fields are those of the JSON document (docs/schema/whycpu-1.json). */
#ifndef WHYCPU_DIAGNOSE_JUDGEMENT_H
#define WHYCPU_DIAGNOSE_JUDGEMENT_H

#include "base/list.h"
#include "diagnose/ids.h"
#include "facts/facts.h"

typedef enum Verdict { VERDICT_GPU, VERDICT_CPU, VERDICT_FAILS, VERDICT_UNKNOWN } Verdict;

typedef enum Strand { STRAND_MACHINE, STRAND_ENVIRONMENT, STRAND_BOTH } Strand;

typedef enum StepStatus {
    STEP_OK,
    STEP_BROKEN,
    STEP_UNKNOWN,
    STEP_ASSUMED,
    STEP_NOT_REACHED,
    STEP_NOT_APPLICABLE
} StepStatus;

typedef struct Evidence {
    const char *says;
    const char *source;
} Evidence;
typedef LIST_OF(Evidence) EvidenceList;

/* What a repair leaves changed. */
typedef enum EditKind {
    EDIT_LINK,    /* a symbolic link at `path` that says `text` */
    EDIT_AWAY,    /* nothing at `path` any more */
    EDIT_CONTENT, /* the text file `path` holds `text` */
    EDIT_SET,     /* the variable `path` is `text` for what is started from now on */
    EDIT_UNSET,   /* the variable `path` is not set */
    EDIT_PACKAGES /* what a package manager leaves behind, which nobody knows before it ran */
} EditKind;

typedef struct Edit {
    EditKind kind;
    const char *path, *text; /* `text` may be NULL; both NULL for packages */
} Edit;
typedef LIST_OF(Edit) Edits;

typedef enum FixActor {
    BY_USER, /* whoever owns the environment */
    BY_ROOT,
    BY_HOST,  /* whoever starts the container, the job, the virtual machine */
    BY_PERSON /* hands, or a decision: a cable, a firmware menu, another GPU */
} FixActor;

/* What has to happen before a program sees the effect. */
typedef enum FixAfter {
    AFTER_NOTHING, /* the next start sees it */
    AFTER_NEW_SHELL,
    AFTER_NEW_CONTAINER,
    AFTER_NEW_JOB,
    AFTER_RESTART_OF_SERVICE,
    AFTER_REBOOT
} FixAfter;

typedef struct Fix {
    const char *id;
    const char *says; /* or NULL */
    bool alternative; /* instead of the one before it; else behind it */
    Strings command;  /* argv; empty when only a person can do it */
    bool needs_root;
    const char *undo; /* NULL: nothing to undo */
    Edits edits;      /* empty: not known, or nothing that files or variables tell */
    FixActor by;
    FixAfter after;
    const char *survives;    /* "a move of the environment, not a reinstallation", or NULL */
    uint64_t download_bytes; /* 0: not known */
    uint64_t download_at_most_bytes; /* 0: not known either */
    const char *doubt; /* why it may not help although the search then finds everything; or NULL */
    int invasiveness;  /* of two ways to mend one cause, the smaller is proposed first */
} Fix;

/* The line of a log that tells of a cause. */
typedef struct LoggedLine {
    const char *source; /* "FILE:NUMBER" */
    const char *text;
} LoggedLine;

typedef struct Cause {
    CauseId id;
    Effect effect;
    bool root;
    bool certain;
    const char *follows_from; /* id of a cause, or NULL */
    Strings subjects;
    const char *fails_on; /* or NULL */
    const char *says;
    EvidenceList evidence;
    LoggedLine line;            /* of a log; its source is NULL elsewhere */
    const char *check_yourself; /* one ordinary command */
    LIST_OF(Fix) fixes;
} Cause;
typedef LIST_OF(Cause) CauseList;

typedef struct Step {
    StepId id;
    StepStatus status;
    const char *says;
    EvidenceList evidence;
    LIST_OF(const Opening *) opens;
} Step;

typedef struct Device {
    const char *name, *pci, *compute_capability; /* each may be NULL */
    Truth visible, usable;
    const char *because; /* why not, or NULL */
    bool taken_away;     /* the kernel driver has it and cannot or will not use it */
} Device;

typedef struct Pair {
    const char *says;
    const char *detail; /* `because` of an unknown, `command` of a need (may be NULL) */
} Pair;

typedef struct Target {
    const char *kind;                                         /* "environment" */
    const char *python, *prefix, *framework, *version, *root; /* python … version may be NULL */
    /* Of Keras: the backend that decides ("torch") and its version; NULL: the framework itself. */
    const char *runs_on, *runs_on_version;
    const char *python_version; /* "3.11.7" or NULL */
    const char *log;            /* of a log: which file, which lines; else NULL */
    const char *chosen_because; /* why this interpreter: "./.venv", "VIRTUAL_ENV", … */
    const char *other_python;   /* another `python` comes first on PATH; or NULL */
    Strings kernels;            /* display names of the Jupyter kernels that start it */
} Target;

/* The framework whose chain decides, and its version; NULL: none. */
/* "PyTorch 2.15.0", "Keras 3.15.1 on PyTorch 2.15.0"; allocated in the arena. The target has a
 * framework. */
const char *target_name(Arena *arena, const Target *target);
const char *deciding_framework(const Target *target);
const char *deciding_version(const Target *target);

/* A library that is installed and not found: is the wheel to blame? */
typedef struct WheelPart {
    const char *name;        /* "libcusolver.so.11" */
    const char *file;        /* where it is */
    const char *owner;       /* "nvidia-cusolver-cu12 11.6.3.83"; NULL: nobody put it there */
    const char *required_as; /* the framework's Requires-Dist line; NULL: there is none */
    const char *lacks;   /* the entry that the RUNPATH lacks: "$ORIGIN/../nvidia/cusolver/lib" */
    Truth of_wheel;      /* unknown: with its reason */
    const char *because; /* of a no: one sentence */
    const Opening *opening;
} WheelPart;

typedef struct WheelDefect {
    Truth of_wheel;        /* yes when any part is */
    const char *because;   /* of a no: one sentence */
    const char *framework; /* "tensorflow 2.21.0" */
    const char *extra;     /* "and-cuda"; NULL: the parts are asked for without one */
    const char *opener;    /* the file that opens them */
    const char *package;   /* the directory that the import takes */
    const char *runpath;   /* as it is written; NULL: it has none, or that is not known */
    const char *installer, *c_library, *system, *cuda, *cudnn; /* each may be NULL */
    Strings packages;                                          /* NVIDIA's in the environment */
    LIST_OF(WheelPart) parts;
} WheelDefect;

/* The same framework in a process that used another one before. */
typedef struct Beside {
    const char *framework; /* the word of the one that was used before: "torch" */
    const struct Judgement *judgement;
    LIST_OF(const char *) taken; /* names of libraries of which it gets the other's file */
    const Facts *facts;
} Beside;

typedef struct Judgement {
    Verdict verdict;
    Raise raises;     /* what the framework will raise; `exception` NULL: nothing that is known */
    int listed;       /* how many GPUs the framework will list; -1: cannot be told */
    const char *says; /* one sentence */
    const char *headline_detail; /* one more sentence about the root cause, or NULL */
    Strings asked;
    Target target;
    LIST_OF(Device) devices;
    Step chain[STEP_COUNT];
    CauseList causes;   /* effects cpu and fails, in chain order, the root first among equals */
    CauseList findings; /* effects part, slow, by-design */
    LIST_OF(Pair) unknown;
    LIST_OF(Pair) needs;
    Strings notes;
    LIST_OF(Beside) beside;      /* one for each other framework of the environment */
    const WheelDefect *wheel;    /* NULL: no library is installed and not found */
    const struct Changes *since; /* what changed since it worked (changes/); NULL: not compared */
} Judgement;

const char *verdict_word(Verdict verdict);
const char *step_word(StepId step);
const char *step_question(StepId step);
Strand step_strand(StepId step);
const char *step_status_word(StepStatus status);
const char *effect_word(Effect effect);

/* Rows of causes.def. */
const char *cause_word(CauseId id);
StepId cause_step(CauseId id);
bool cause_by_word(const char *word, CauseId *id);

/* The page behind a cause. */
typedef struct CausePage {
    const char *title;      /* one line */
    const char *means;      /* what it means for the user */
    const char *recognised; /* by which facts whycpu names it */
    const char *refuted;    /* how one shows that it is not this */
    const char *mended;     /* what to do */
    const char *mistaken;   /* what it is often taken for */
} CausePage;
const CausePage *cause_page(CauseId id);

#endif
