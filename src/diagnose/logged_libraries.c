/* What a log tells of libraries that did not open. A log that cannot tell where a library is says
 * the least: it is missing. */
#include <string.h>

#include "base/path.h"
#include "base/version.h"
#include "diagnose/logged.h"

typedef enum LibraryKind { KIND_OTHER, KIND_CUDA, KIND_CUDNN, KIND_CUDNN_PART } LibraryKind;

#define FAILED "log/library-failed/"

static bool has_any(const char *name, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasestr(name, words[i]))
            return true;
    return false;
}

static LibraryKind kind_of(const char *name)
{
    static const char *const CUDA[] = {"cudart",     "cublas", "cufft",  "curand",    "cusolver",
                                       "cusparse",   "cupti",  "nvrtc",  "nvJitLink", "nccl",
                                       "nvToolsExt", "cufile", "nvshmem"};
    static const char *const PARTS[] = {"cudnn_ops",   "cudnn_cnn",     "cudnn_adv",
                                        "cudnn_graph", "cudnn_engines", "cudnn_heuristic"};
    if (has_any(name, PARTS, sizeof PARTS / sizeof *PARTS))
        return KIND_CUDNN_PART;
    if (strcasestr(name, "cudnn")) /* JAX writes "cuDNN" */
        return KIND_CUDNN;
    return has_any(name, CUDA, sizeof CUDA / sizeof *CUDA) ? KIND_CUDA : KIND_OTHER;
}

/* ---- What is installed ---- */

/* Files of the same library that a listing shows: this very name, or another version. */
static const Fact *shown(const Case *c, const char *name, FactName what)
{
    const Fact *fact = fact_get(c->facts, arena_printf(c->arena, "library/%s", name), what);
    return fact->known == PRESENT ? fact : NULL;
}

static CauseId mismatch_of(LibraryKind kind)
{
    return kind == KIND_CUDA ? CAUSE_CUDA_VERSION_MISMATCH : CAUSE_CUDNN_VERSION_MISMATCH;
}

/* Where the runtime itself is missing, it tells the most. */
static bool cudart_failed(const Case *c)
{
    Strings failed = facts_subjects(c->facts, FAILED);
    for (size_t i = 0; i < failed.count; i++)
        if (strstr(failed.items[i], "cudart"))
            return true;
    return false;
}

static Cause *compare_with_toolkit(Case *c, const char *name, LibraryKind kind, const Fact *failed)
{
    const Fact *toolkit = fact_get(
        c->facts, "log", kind == KIND_CUDA ? FACT_LOG_TOOLKIT_CUDA : FACT_LOG_TOOLKIT_CUDNN);
    const char *wanted = version_of_library(c, name);
    const Fact *named = fact_get(c->facts, "named", FACT_LOG_TOOLKIT_CUDA);
    if (!wanted)
        return NULL;
    if (kind == KIND_CUDA && toolkit->known != PRESENT && named->known == PRESENT &&
        is_yes(comes_with_another_toolkit(name, wanted, named->text)))
        return suspect(c, CAUSE_CUDA_VERSION_MISMATCH, failed,
                       say(c, "%s is asked for, and CUDA %s is named", name, named->text));
    if (toolkit->known != PRESENT)
        return NULL;
    Truth other = truth_unknown("");
    if (kind == KIND_CUDA && (strstr(name, "cudart") || !cudart_failed(c)))
        other = comes_with_another_toolkit(name, wanted, toolkit->text);
    if (kind == KIND_CUDA && is_unknown(other))
        return NULL;
    int a, b;
    bool differs = kind == KIND_CUDA ? is_yes(other)
                                     : version_read(wanted, &a, 1) == 1 &&
                                           version_read(toolkit->text, &b, 1) == 1 && a != b;
    Cause *cause;
    if (differs)
        cause = conclude(c, mismatch_of(kind), failed,
                         say(c, "%s is asked for, and %s %s is installed", name,
                             kind == KIND_CUDA ? "CUDA" : "cuDNN", toolkit->text));
    else
        cause = suspect(c, CAUSE_CUDA_LIBS_NOT_ON_PATH, failed,
                        say(c, "%s %s is said to be installed, and %s is not found",
                            kind == KIND_CUDA ? "CUDA" : "cuDNN", toolkit->text, name));
    if (cause)
        cause_evidence(c, cause, say(c, "version %s", toolkit->text), toolkit->source);
    return cause;
}

/* libcudart.so.7.5.18 is the file behind libcudart.so.7.5. */
static const char *file_behind(const char *name, const Fact *others)
{
    for (size_t i = 0; others && i < others->texts.count; i++) {
        const char *other = path_name(others->texts.items[i]);
        if (starts_with(other, name) && other[strlen(name)] == '.')
            return others->texts.items[i];
    }
    return NULL;
}

/* Of a library by another name (a part that was renamed) there is nothing to compare. */
static Cause *compare_with_files(Case *c, const char *name, LibraryKind kind, const Fact *failed)
{
    const Fact *same = shown(c, name, FACT_LIBRARY_INSTALLED_AT);
    const Fact *other = shown(c, name, FACT_LIBRARY_OTHER_VERSIONS);
    Cause *cause = NULL;
    if (same)
        cause = conclude(c, CAUSE_CUDA_LIBS_NOT_ON_PATH, failed,
                         say(c, "%s is installed, and is not found where it is looked for", name));
    else if (file_behind(name, other))
        cause = suspect(c, CAUSE_CUDA_LIBS_NOT_ON_PATH, failed,
                        say(c, "%s is there, and %s is not found where it is looked for",
                            file_behind(name, other), name));
    else if (other)
        cause =
            conclude(c, mismatch_of(kind), failed,
                     say(c, "%s is asked for, and %s is installed", name, other->texts.items[0]));
    if (cause)
        cause_evidence(c, cause, (same ? same : other)->texts.items[0],
                       (same ? same : other)->source);
    return cause;
}

/* ---- What the loader says ---- */

/* The file of which the loader speaks: the library that was asked for, or one that it needs. */
static const char *file_in_error(Case *c, const char *name, const char *error)
{
    const char *colon = strchr(error, ':');
    if (!colon)
        return name;
    const char *file = path_name(arena_copy(c->arena, error, (size_t)(colon - error)));
    return strstr(file, ".so") ? file : name;
}

/* As for a machine (libraries.c): who calls, and whose function it is, tell which pair does not
 * fit. */
static CauseId misfit_of(const char *file, const char *error)
{
    static const char symbol_is[] = "undefined symbol: ";
    const char *symbol = strstr(error, symbol_is);
    symbol = symbol ? symbol + strlen(symbol_is) : "";
    if (starts_with(file, "libcublas") && (!*symbol || starts_with(symbol, "cublas")))
        return CAUSE_CUBLAS_CONFLICT;
    bool of_cudnn = strstr(file, "cudnn") || starts_with(symbol, "cudnn");
    return of_cudnn ? CAUSE_CUDNN_VERSION_MISMATCH : CAUSE_CUDA_VERSION_MISMATCH;
}

/* What the loader says of a file that is no library for it (elf/dl-load.c of glibc). */
static bool tells_of_damage(const char *error)
{
    static const char *const TEXTS[] = {"file too short",
                                        "invalid ELF header",
                                        "cannot read file data",
                                        "only ET_DYN and ET_EXEC can be loaded",
                                        "ELF file data encoding not",
                                        "ELF file OS ABI invalid",
                                        "ELF load command"};
    return has_any(error, TEXTS, sizeof TEXTS / sizeof *TEXTS);
}

/* TensorFlow goes on without a library that it cannot open. */
static bool goes_on_without(const Case *c)
{
    const char *framework = c->judgement->target.framework;
    return framework && (strcmp(framework, "tensorflow") == 0 || strcmp(framework, "keras") == 0);
}

static Cause *weigh_error(Case *c, const char *name, const Fact *failed)
{
    const char *file = file_in_error(c, name, failed->text);
    Cause *cause = NULL;
    if (strstr(failed->text, "undefined symbol") || strstr(failed->text, "' not found"))
        cause = conclude(c, misfit_of(file, failed->text), failed,
                         say(c, "%s is there, and does not fit what it is loaded with", file));
    else if (tells_of_damage(failed->text))
        cause =
            conclude(c, CAUSE_LIBRARY_DAMAGED, failed, say(c, "the file of %s is damaged", file));
    else if (strstr(failed->text, "wrong ELF class"))
        cause = suspect(c, CAUSE_LIBRARY_DAMAGED, failed,
                        say(c, "the file of %s is for another kind of process", file));
    if (cause && goes_on_without(c))
        cause->effect = EFFECT_CPU;
    return cause;
}

/* What helped tells whether it was missing. */
static Cause *settled_by_deed(Case *c, const char *name, LibraryKind kind, const Fact *failed)
{
    const Fact *path = seen(c, "helped/library-path");
    const Fact *other = seen(c, kind == KIND_CUDA ? "helped/other-cuda" : "helped/other-cudnn");
    Cause *cause = NULL;
    if (path)
        cause = suspect(c, CAUSE_CUDA_LIBS_NOT_ON_PATH, failed,
                        say(c, "%s was there, and it helped to have it found", name));
    else if (other)
        cause = suspect(c, mismatch_of(kind), failed,
                        say(c, "%s is not found, and another version helped", name));
    if (cause)
        put_line_of(c, cause, path ? path : other);
    return cause;
}

/* Of several that are missing together, each is named. */
static void are_missing(Case *c, const char *name, LibraryKind kind, const Fact *failed)
{
    CauseId id = kind == KIND_CUDA ? CAUSE_CUDA_LIBS_MISSING : CAUSE_CUDNN_MISSING;
    Cause *cause = suspect(c, id, failed, cause_page(id)->title);
    if (!cause)
        return;
    cause_subject(c, cause, name);
    if (cause->certain)
        return;
    cause->says = say(c, "%s cannot be opened", join_names(c, cause->subjects));
    set_step(c, STEP_LIBRARIES, STEP_BROKEN, cause->says);
}

static Cause *part_is_missing(Case *c, const char *name, const Fact *failed)
{
    return conclude(c, CAUSE_CUDNN_SUBLIB_MISSING, failed,
                    say(c, "%s, a part of cuDNN, cannot be opened", name));
}

/* What toolkit and packages hold tells nothing of a single part of cuDNN. */
static Cause *more_than_missing(Case *c, const char *name, LibraryKind kind, const Fact *failed)
{
    Cause *cause = weigh_error(c, name, failed);
    if (!cause)
        cause = compare_with_files(c, name, kind, failed);
    if (!cause && kind == KIND_CUDNN_PART)
        cause = part_is_missing(c, name, failed);
    if (!cause)
        cause = compare_with_toolkit(c, name, kind, failed);
    if (!cause)
        cause = settled_by_deed(c, name, kind, failed);
    return cause ? cause
                 : compare_with_packages(c, file_in_error(c, name, failed->text), mismatch_of(kind),
                                         failed);
}

/* The import itself needs it; whoever else links to it may ask for that of another release. */
static bool is_of_framework(Case *c, const char *name, const Fact *failed)
{
    static const char *const OWN[] = {"libtensorflow_framework.so.2", "libtensorflow_cc.so.2",
                                      "_pywrap_tensorflow"};
    const char *line = fact_text_or(c->facts, failed->subject, FACT_TOLD_LINE, "");
    return strstr(line, "ImportError") && has_any(name, OWN, sizeof OWN / sizeof *OWN);
}

static void weigh_library(Case *c, const char *name, const Fact *failed)
{
    LibraryKind kind = kind_of(name);
    if (is_of_framework(c, name, failed))
        conclude(c, CAUSE_FRAMEWORK_BROKEN, failed,
                 say(c, "%s, a part of the framework itself, cannot be loaded", name));
    if (kind == KIND_OTHER)
        return;
    Cause *cause = more_than_missing(c, name, kind, failed);
    if (cause)
        cause_subject(c, cause, name);
    else
        are_missing(c, name, kind, failed);
}

/* It told no version: the line that says which library failed is not printed by default. */
static void weigh_silent_cudnn(Case *c)
{
    const Fact *unanswered = seen(c, "cudnn-unanswered");
    Strings failed = facts_subjects(c->facts, FAILED);
    for (size_t i = 0; i < failed.count; i++)
        if (kind_of(failed.items[i]) == KIND_CUDNN)
            return;
    if (unanswered)
        suspect(c, CAUSE_CUDNN_MISSING, unanswered,
                "cuDNN did not answer, as if it were not there");
}

void conclude_libraries(Case *c)
{
    Strings failed = facts_subjects(c->facts, FAILED);
    for (size_t i = 0; i < failed.count; i++) {
        const Fact *fact = fact_get(c->facts, failed.items[i], FACT_LOG_SEEN);
        if (fact->known == PRESENT)
            weigh_library(c, failed.items[i] + strlen(FAILED), fact);
    }
    const Fact *gave_up = seen(c, "libraries-failed");
    if (gave_up && !failed.count)
        weigh_unnamed_libraries(c, gave_up);
    weigh_silent_cudnn(c);
    if (!failed.count)
        weigh_release(c);
}
