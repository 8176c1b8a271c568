/* NVIDIA's packages in a report, against the libraries that did not open: whether one of them
 * brings the library, and whether the wheel looks where they put it. */
#include <string.h>

#include "base/version.h"
#include "diagnose/logged.h"
#include "facts/cuda_libraries.h"

#define OPENED "log/library-opened/"

/* ---- Wheels ---- */

/* The first release that looks into NVIDIA's packages. */
static const char FIRST_WITH_PACKAGES[] = "2.14";

static const struct {
    const char *first, *end, *libraries;
} GAPS[] = {
#define WHEEL_GAP(first, end, libraries) {first, end, libraries},
#include "diagnose/wheel_gaps.def"
#undef WHEEL_GAP
};

/* The release of TensorFlow, or NULL where it is not told or another framework is meant. */
static const char *release_of(const Case *c)
{
    const char *framework = c->judgement->target.framework;
    bool is_it =
        framework && (strcmp(framework, "tensorflow") == 0 || strcmp(framework, "keras") == 0);
    return is_it ? fact_text_or(c->facts, "env", FACT_FRAMEWORK_VERSION, NULL) : NULL;
}

const char *libraries_passed_by(const char *release)
{
    for (size_t i = 0; i < sizeof GAPS / sizeof *GAPS; i++)
        if (!version_is_before(release, GAPS[i].first) && version_is_before(release, GAPS[i].end))
            return GAPS[i].libraries;
    return NULL;
}

/* Of the wheel that is told of. */
static const char *gap_of(const Case *c)
{
    const char *release = release_of(c);
    return release ? libraries_passed_by(release) : NULL;
}

static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

static bool never_looks_into_packages(const Case *c)
{
    const char *release = release_of(c);
    return release && version_is_before(release, FIRST_WITH_PACKAGES);
}

/* A library of CUDA was opened, so a toolkit or the packages are there. */
static bool some_were_opened(const Case *c)
{
    Strings opened = facts_subjects(c->facts, OPENED);
    for (size_t i = 0; i < opened.count; i++)
        if (cuda_library(opened.items[i] + strlen(OPENED)))
            return true;
    return false;
}

#define FAILED "log/library-failed/"

/* TensorFlow tells at its usual level that it does not find libcudart, long before the others. */
static bool cudart_was_opened(const Case *c)
{
    return some_were_opened(c) || (was_seen(c, "framework-logs") && !was_seen(c, "cudart-failed"));
}

/* Where the line tells LD_LIBRARY_PATH, it was set. */
static bool are_searched_by_variable(const Case *c, const Fact *failed)
{
    const char *line = fact_text_or(c->facts, failed->subject, FACT_TOLD_LINE, "");
    const char *path = strstr(line, "LD_LIBRARY_PATH: ");
    return path && strstr(path, "/nvidia/");
}

/* ---- Packages ---- */

typedef struct Brought {
    const char *same, *other; /* "nvidia-cudnn-cu12 9.5.1.17"; NULL: none brings it */
} Brought;

/* "cudnn" and 12 of "nvidia-cudnn-cu12 9.5.1.17"; NULL: it is no such package. */
static const char *name_within(Case *c, const char *package, int *cuda)
{
    static const char head[] = "nvidia-", tail[] = "-cu12";
    size_t length = strcspn(package, " ");
    if (!starts_with(package, head) || length < strlen(head) + strlen(tail))
        return NULL;
    const char *suffix = package + length - strlen(tail);
    if (!starts_with(suffix, "-cu") || version_read(suffix + strlen("-cu"), cuda, 1) != 1)
        return NULL;
    return arena_copy(c->arena, package + strlen(head), length - strlen(head) - strlen(tail));
}

static void weigh_package(Case *c, const char *library, const char *text, Brought *brought)
{
    const CudaLibrary *row = cuda_library(library);
    const char *version = strchr(text, ' ');
    int cuda;
    const char *package = name_within(c, text, &cuda);
    if (!row || !version || !package || strcmp(package, row->package) != 0)
        return;
    const char *name = cuda_library_name(c->arena, row->stem, say(c, "%d.1", cuda), version + 1);
    if (name && strcmp(name, library) == 0)
        brought->same = text;
    else if (name)
        brought->other = text;
}

static Brought what_brings(Case *c, const char *library)
{
    Brought brought = {0};
    const Fact *packages = fact_get(c->facts, "env", FACT_CUDA_PACKAGES);
    for (size_t i = 0; packages->known == PRESENT && i < packages->texts.count; i++)
        weigh_package(c, library, packages->texts.items[i], &brought);
    return brought;
}

/* ---- Together ---- */

static const char *wheel_words(Case *c)
{
    return say(c, "TensorFlow %s", release_of(c));
}

static Cause *passed_by(Case *c, const char *name, const char *package, const Fact *failed)
{
    return conclude(c, CAUSE_CUDA_LIBS_NOT_ON_PATH, failed,
                    say(c, "%s is installed, and %s does not look where it puts %s", package,
                        wheel_words(c), name));
}

/* Where another library of the packages did not open either, although the wheel looks for that one,
 * the list does not tell what is there. */
static bool explains_all_that_failed(Case *c, const char *gap)
{
    Strings failed = facts_subjects(c->facts, FAILED);
    for (size_t i = 0; i < failed.count; i++) {
        const char *name = failed.items[i] + strlen(FAILED);
        if (!has_word(gap, name) && what_brings(c, name).same)
            return false;
    }
    return true;
}

static bool passes_by(Case *c, const char *name)
{
    const char *gap = gap_of(c);
    return never_looks_into_packages(c) ||
           (gap && has_word(gap, name) && some_were_opened(c) && explains_all_that_failed(c, gap));
}

static Cause *comes_with(Case *c, const char *name, const char *package, const Fact *failed)
{
    if (passes_by(c, name) && !are_searched_by_variable(c, failed))
        return passed_by(c, name, package, failed);
    return suspect(c, CAUSE_CUDA_LIBS_NOT_ON_PATH, failed,
                   say(c, "%s is installed, and %s is not found", package, name));
}

/* What a wheel never looks at may have come with another framework. */
static Cause *of_other_version(Case *c, const char *name, const char *package, CauseId mismatch,
                               const Fact *failed)
{
    const char *says = say(c, "%s is asked for, and %s is installed", name, package);
    return never_looks_into_packages(c) ? suspect(c, mismatch, failed, says)
                                        : conclude(c, mismatch, failed, says);
}

static Cause *weigh_listed(Case *c, const char *name, CauseId mismatch, const Fact *failed)
{
    const Fact *packages = fact_get(c->facts, "env", FACT_CUDA_PACKAGES);
    Brought brought = what_brings(c, name);
    Cause *cause = NULL;
    if (brought.same)
        cause = comes_with(c, name, brought.same, failed);
    else if (brought.other)
        cause = of_other_version(c, name, brought.other, mismatch, failed);
    if (cause)
        cause_evidence(c, cause, brought.same ? brought.same : brought.other, packages->source);
    return cause;
}

Cause *compare_with_packages(Case *c, const char *name, CauseId mismatch, const Fact *failed)
{
    const char *gap = gap_of(c);
    if (fact_get(c->facts, "env", FACT_CUDA_PACKAGES)->known == PRESENT)
        return weigh_listed(c, name, mismatch, failed);
    if (!gap || !has_word(gap, name) || !cudart_was_opened(c) ||
        are_searched_by_variable(c, failed))
        return NULL;
    return suspect(c, CAUSE_CUDA_LIBS_NOT_ON_PATH, failed,
                   say(c, "%s does not look where its own packages put %s", wheel_words(c), name));
}

/* Those that the packages bring; all of them where no list of packages is there. */
static Strings passed_by_names(Case *c, const char *gap)
{
    bool listed = fact_get(c->facts, "env", FACT_CUDA_PACKAGES)->known == PRESENT;
    Strings names = {0};
    for (const char *at = gap; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        const char *name = arena_copy(c->arena, at, length);
        if (!listed || what_brings(c, name).same)
            list_add(c->arena, names, name);
        at += length;
    }
    return names;
}

void weigh_unnamed_libraries(Case *c, const Fact *gave_up)
{
    const Fact *packages = fact_get(c->facts, "env", FACT_CUDA_PACKAGES);
    const char *gap = gap_of(c);
    Strings names = gap && cudart_was_opened(c) ? passed_by_names(c, gap) : (Strings){0};
    Cause *cause = NULL;
    if (names.count)
        cause = suspect(c, CAUSE_CUDA_LIBS_NOT_ON_PATH, gave_up,
                        say(c, "%s does not look where its own packages put %s", wheel_words(c),
                            join_names(c, names)));
    else if (packages->known == PRESENT)
        cause = suspect(c, CAUSE_CUDA_LIBS_NOT_ON_PATH, gave_up,
                        "the packages of NVIDIA are installed, and a library of CUDA is not found");
    for (size_t i = 0; cause && i < names.count; i++)
        cause_subject(c, cause, names.items[i]);
    if (cause && packages->known == PRESENT)
        cause_evidence(c, cause, packages->texts.items[0], packages->source);
}
