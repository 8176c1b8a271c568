/* What a framework is to whycpu: one form, which each framework fills in in a file of its own.
 *
 * The form is constant data and a few functions. Who judges (diagnose/) asks the data: in which
 * order does it come to each point, what does a cause do to it. Who looks (inspect/) calls the
 * functions, whose argument only inspect/ and the frameworks' own files know.
 * docs/HOWTO_ADD_A_FRAMEWORK.md tells how one is added.
 */
#ifndef WHYCPU_FRAMEWORKS_FRAMEWORK_H
#define WHYCPU_FRAMEWORKS_FRAMEWORK_H

#include <stdbool.h>

#include "diagnose/ids.h"

/* clang-format off: a row a line */
/* Frameworks that whycpu knows by name, in the order in which they are told: the one table from
 * which options, their help and completion take the names. The last row has its own macro, since
 * sentences say "or" before it. */
#define FRAMEWORKS(FIRST, NEXT, LAST)                                                              \
    FIRST(TENSORFLOW, "tensorflow")                                                                \
    NEXT(KERAS, "keras")                                                                           \
    NEXT(TORCH, "torch")                                                                           \
    NEXT(JAX, "jax")                                                                               \
    LAST(ONNXRUNTIME, "onnxruntime")
/* clang-format on */

#define FRAMEWORK_WORD_ALONE(NAME, word)       word
#define FRAMEWORK_WORD_AFTER_BAR(NAME, word)   "|" word
#define FRAMEWORK_WORD_AFTER_COMMA(NAME, word) ", " word
#define FRAMEWORK_WORD_AFTER_OR(NAME, word)    " or " word
#define FRAMEWORK_IN_ENUM(NAME, word)          FRAMEWORK_##NAME,

/* "tensorflow|keras|…": as an option takes them. */
#define FRAMEWORK_CHOICES                                                                          \
    FRAMEWORKS(FRAMEWORK_WORD_ALONE, FRAMEWORK_WORD_AFTER_BAR, FRAMEWORK_WORD_AFTER_BAR)
/* "tensorflow, keras, … or onnxruntime": in a sentence. */
#define FRAMEWORK_WORDS                                                                            \
    FRAMEWORKS(FRAMEWORK_WORD_ALONE, FRAMEWORK_WORD_AFTER_COMMA, FRAMEWORK_WORD_AFTER_OR)

typedef enum Framework {
    FRAMEWORKS(FRAMEWORK_IN_ENUM, FRAMEWORK_IN_ENUM, FRAMEWORK_IN_ENUM) FRAMEWORK_COUNT,
    FRAMEWORK_NONE = FRAMEWORK_COUNT /* no framework: the machine strand alone */
} Framework;

/* The points of the way from `import` to the first result of a GPU, at each of which it may end.
 * Each framework comes to them in an order of its own. */
typedef enum Checkpoint {
    CHECK_IMPORT,         /* its extension modules are mapped, with all that they need */
    CHECK_DEVICE_TYPES,   /* which kinds of devices it may list */
    CHECK_BUILD,          /* whether it was built for this vendor's GPUs */
    CHECK_LIBCUDA,        /* libcuda.so.1 is opened */
    CHECK_DRIVER_VERSION, /* which CUDA the driver serves */
    CHECK_CUINIT,         /* the driver starts: it needs the kernel's part, nodes and rights */
    CHECK_DEVICES,        /* which devices the driver offers */
    CHECK_LIBRARIES,      /* the rest of CUDA's libraries are opened */
    CHECK_ARCHITECTURES,  /* which of the devices it accepts */
    CHECK_FIRST_KERNEL,   /* something is computed there */
    CHECK_COUNT
} Checkpoint;

/* What a cause does to this framework, where that is not the usual: see usual_check(). */
typedef struct CauseRule {
    CauseId cause;
    Checkpoint at; /* where it shows */
    Effect effect; /* EFFECT_CPU: it goes on without a GPU */
    Raise raises;  /* `exception` NULL: nothing is */
    bool warns;    /* it says so by itself when it goes on */
} CauseRule;

/* What it raises when cuInit returns that code. */
typedef struct CodeRaise {
    int code;
    Raise raises;
} CodeRaise;

/* The kernels in a build, and what it asks of a GPU besides. */
typedef struct DeviceRules {
    int least_capability;      /* in tenths: what is below is ignored. 0: nothing is */
    int least_multiprocessors; /* a GPU with fewer is ignored beside a larger one. 0: none is */
    const char *multiprocessors_variable; /* overrides that; NULL: nothing does */
    /* It compiles its kernels itself, for the GPUs from the one to the other compute capability, in
     * tenths; for what lies outside that is not known. 0: the build has them. */
    int compiles_from, compiles_to;
} DeviceRules;

/* From a point on, whatever goes wrong ends in an error, where no rule says otherwise. */
typedef struct LaterFailure {
    Checkpoint from;
    Raise raises;
} LaterFailure;

struct FrameworkLook; /* inspect/framework_look.h */

typedef struct FrameworkForm {
    const char *word; /* as --framework names it */
    const char *name; /* as people write it */

    /* ---- Where it is ---- */
    const char *package;              /* what is imported */
    const char *legacy_package;       /* what offers the same where that is missing; or NULL */
    const char *const *distributions; /* what may install that package, ends with NULL */
    const char *const *plugins;    /* distributions that bring its GPU, ends with NULL; or NULL */
    int first_python, last_python; /* minor versions of Python 3 that have wheels; 0: any */
    const char *install;           /* what pip is told to install, with the GPU's part */

    /* ---- What it does about a cause ---- */
    const Checkpoint *checks; /* in its order, ends with CHECK_COUNT */
    const CauseRule *rules;
    int rule_count;
    const LaterFailure *later_failure; /* NULL: what goes wrong leaves it on the CPU */
    /* Where the code itself has words, instead of the rule; the last row, of code 0, is that of
     * every other code. NULL: the rule alone. */
    const CodeRaise *start_codes;
    DeviceRules devices;
    const char *const *variables; /* those that only this framework reads, ends with NULL */
    const char *build_command;    /* prints how it was built */
    const char *list_devices; /* Python that lists devices; NULL: the import is enough to look */
    const char *words_without_cuda; /* what a build without CUDA says of itself */
    const char *without_cuda; /* what that build is, as a sentence goes on; NULL: the usual words */

    /* ---- Releases that do otherwise: those before `older_before` have the form `older` ---- */
    const struct FrameworkForm *older;
    const char *older_before;

    /* ---- Who looks; `look_at_build` NULL: it is known by name and not judged ---- */
    void (*look_at_build)(struct FrameworkLook *look);     /* what it was built with, and for */
    void (*look_at_libraries)(struct FrameworkLook *look); /* what it opens, and who opens it */
    /* Runs on another framework: chooses the facts that count. Instead of the two above. */
    void (*look_at_backend)(struct FrameworkLook *look);
} FrameworkForm;

/* ---- The forms, one a file ---- */
extern const FrameworkForm TENSORFLOW_FORM, KERAS_FORM, TORCH_FORM, JAX_FORM, ONNXRUNTIME_FORM;

const FrameworkForm *framework_form(Framework framework); /* NULL for FRAMEWORK_NONE */
const char *framework_word(Framework framework);          /* "tensorflow"; likewise */
bool framework_by_word(const char *word, Framework *framework);
/* Those of Keras's backends that are frameworks with a chain of their own. */
bool framework_by_backend(const char *backend, Framework *framework);
/* "PyTorch" of "torch"; a word that nobody knows itself. */
const char *framework_display_name(const char *word);
/* Whether this version of whycpu judges it. */
bool framework_is_judged(Framework framework);

/* ---- What the judges ask ---- */

/* Where a cause of this step shows, unless the framework has a rule of its own for it. */
Checkpoint usual_check(StepId step);
/* The rule for this cause; NULL: the usual one. */
const CauseRule *cause_rule(const FrameworkForm *form, CauseId cause);
/* Whether it comes to the one before the other; a check that it never makes comes last. */
bool check_comes_before(const FrameworkForm *form, Checkpoint one, Checkpoint other);
/* Whether it reads this variable at all; what no framework claims, everybody may read. */
bool framework_reads_variable(const FrameworkForm *form, const char *variable);

#endif
