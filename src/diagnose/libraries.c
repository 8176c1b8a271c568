/* Would each library that the framework opens be found, by the very object that opens it?
 *
 * Which id a library gets follows from where else a file of its name is (cases: the lines between
 * cuda-libs-not-on-path, cuda-version-mismatch and cuda-libs-missing, and the same for cuDNN). */
#include "diagnose/case.h"

#include <string.h>

static const Fact *library_fact(Case *c, const char *name, FactName fact)
{
    return fact_get(c->facts, say(c, "library/%s", name), fact);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_cudnn(const char *name)
{
    return starts_with(name, "libcudnn");
}

/* The file at which the search stopped, when it is there and no library. */
static const Try *damaged_file(const Opening *opening)
{
    for (size_t i = opening->tried.count; i-- > 0;) {
        const Try *try = &opening->tried.items[i];
        if (try->outcome == TRY_TOO_SHORT || try->outcome == TRY_TRUNCATED ||
            try->outcome == TRY_NOT_ELF || try->outcome == TRY_DIRECTORY)
            return try;
    }
    return NULL;
}

/* A file of the name was met and passed over, since it is for another machine or may not be read.
 */
static const Try *unusable_file(const Opening *opening, const char *name)
{
    for (size_t i = 0; i < opening->tried.count; i++) {
        const Try *try = &opening->tried.items[i];
        if (strcmp(try->for_name, name) == 0 &&
            (try->outcome == TRY_FOREIGN || try->outcome == TRY_UNREADABLE))
            return try;
    }
    return NULL;
}

static bool has_texts(const Fact *fact)
{
    return fact->known == PRESENT && fact->texts.count > 0;
}

/* The name whose search failed: the library itself, or one that it needs. */
static const char *culprit(const Opening *opening)
{
    return opening->fails_on ? base_name(opening->fails_on) : opening->name;
}

/* A file was opened and then refused: its versions or its kind are wrong. */
static bool was_refused(const Opening *opening)
{
    return opening->fails_on && strchr(opening->fails_on, '/') != NULL;
}

/* Where else it is decides between "misplaced", "of another version" and "missing". */
static bool is_told_by_places(Case *c, CauseId id, const char *name)
{
    bool here = library_fact(c, name, FACT_LIBRARY_INSTALLED_AT)->known != UNKNOWN;
    bool others = library_fact(c, name, FACT_LIBRARY_OTHER_VERSIONS)->known != UNKNOWN;
    if (id == CAUSE_CUDA_LIBS_NOT_ON_PATH)
        return true;
    if (id == CAUSE_CUDA_VERSION_MISMATCH || id == CAUSE_CUDNN_VERSION_MISMATCH ||
        id == CAUSE_LIBRARY_DAMAGED)
        return here;
    return here && others;
}

/* A function that one of them calls is defined by nobody: they are of different releases. */
static CauseId classify_undefined(const Opening *opening)
{
    const char *user = culprit(opening);
    const char *giver = opening->missing_from ? base_name(opening->missing_from) : "";
    if (starts_with(user, "libcublas") && starts_with(giver, "libcublas"))
        return CAUSE_CUBLAS_CONFLICT;
    return is_cudnn(user) || is_cudnn(giver) ? CAUSE_CUDNN_VERSION_MISMATCH
                                             : CAUSE_CUDA_VERSION_MISMATCH;
}

static CauseId classify(Case *c, const Opening *opening)
{
    const char *name = culprit(opening);
    bool part_of_cudnn =
        is_cudnn(opening->name) && is_cudnn(name) && strcmp(name, opening->name) != 0;
    if (opening->result == OPEN_CRASHES || damaged_file(opening))
        return CAUSE_LIBRARY_DAMAGED;
    if (opening->missing_symbol)
        return classify_undefined(opening);
    if (!was_refused(opening) && has_texts(library_fact(c, name, FACT_LIBRARY_INSTALLED_AT)))
        return CAUSE_CUDA_LIBS_NOT_ON_PATH;
    if (!was_refused(opening) && unusable_file(opening, name))
        return CAUSE_LIBRARY_DAMAGED;
    if (was_refused(opening) || has_texts(library_fact(c, name, FACT_LIBRARY_OTHER_VERSIONS)))
        return is_cudnn(name) ? CAUSE_CUDNN_VERSION_MISMATCH : CAUSE_CUDA_VERSION_MISMATCH;
    if (part_of_cudnn)
        return CAUSE_CUDNN_SUBLIB_MISSING;
    return is_cudnn(name) ? CAUSE_CUDNN_MISSING : CAUSE_CUDA_LIBS_MISSING;
}

static Cause *cause_of(Case *c, CauseId id, Effect effect)
{
    CauseList *causes = &c->judgement->causes;
    for (size_t i = 0; i < causes->count; i++)
        if (causes->items[i].id == id && causes->items[i].effect == effect)
            return &causes->items[i];
    return add_cause(c, id, effect, NULL);
}

static const char *opener(Case *c)
{
    return fact_text_or(c->facts, "env", FACT_LIBRARY_OPENER, "the framework");
}

static void where_it_is(Case *c, Cause *cause, const char *name)
{
    const Fact *installed = library_fact(c, name, FACT_LIBRARY_INSTALLED_AT);
    const Fact *others = library_fact(c, name, FACT_LIBRARY_OTHER_VERSIONS);
    for (size_t i = 0; installed->known == PRESENT && i < installed->texts.count; i++)
        cause_evidence(c, cause, say(c, "%s is at", name), installed->texts.items[i]);
    for (size_t i = 0; others->known == PRESENT && i < others->texts.count && i < 3; i++)
        cause_evidence(c, cause,
                       strcmp(base_name(others->texts.items[i]), name) == 0
                           ? say(c, "%s of another CUDA is at", name)
                           : say(c, "%s: another version is at", name),
                       others->texts.items[i]);
}

/* "nvidia/cusolver/lib" of "/…/site-packages/nvidia/cusolver/lib/libcusolver.so.11". */
static const char *end_of_directory(Case *c, const char *path)
{
    const char *slash = strrchr(path, '/'), *from = slash ? slash : path;
    for (int parts = 0; from > path && parts < 3; parts++)
        while (--from > path && *from != '/')
            ;
    return text_copy(c->arena, text_trim((Text){*from == '/' ? from + 1 : from,
                                                (size_t)(slash - from) - (*from == '/')}));
}

static bool was_told(const Cause *cause, const char *says)
{
    for (size_t i = 0; i < cause->evidence.count; i++)
        if (strcmp(cause->evidence.items[i].says, says) == 0)
            return true;
    return false;
}

/* The directory is not among those that were searched: that is why the search failed. */
static void who_opens_it(Case *c, Cause *cause, const Opening *opening)
{
    const Fact *installed = library_fact(c, culprit(opening), FACT_LIBRARY_INSTALLED_AT);
    bool itself = strcmp(culprit(opening), opening->name) == 0;
    const char *says = say(c, "opened by %s", opener(c));
    if (itself && fact_get(c->facts, "env", FACT_OPENER_RUNPATH)->known == ABSENT)
        says = say(c, "%s, which has no RUNPATH", says);
    else if (itself && strchr(installed->texts.items[0], '/'))
        says = say(c, "%s, whose RUNPATH has no %s", says,
                   end_of_directory(c, installed->texts.items[0]));
    if (!was_told(cause, says))
        cause_evidence(c, cause, says, opener(c));
}

static void what_is_undefined(Case *c, Cause *cause, const Opening *opening)
{
    const char *user = culprit(opening), *giver = opening->missing_from;
    const char *lacks =
        giver ? say(c, "%s needs %s of %s, which does not define it", user, opening->missing_symbol,
                    base_name(giver))
              : say(c, "%s needs %s, which nobody defines", user, opening->missing_symbol);
    if (strcmp(user, opening->name) != 0)
        cause_evidence(c, cause, say(c, "%s needs %s", opening->name, user), opening->fails_on);
    if (was_told(cause, lacks))
        return;
    cause_evidence(c, cause, lacks, opening->fails_on);
    if (giver)
        cause_evidence(c, cause, say(c, "%s comes from", base_name(giver)), giver);
    if (!cause->says)
        cause->says = giver ? say(c, "%s and %s do not fit together: they are of two releases",
                                  user, base_name(giver))
                            : say(c, "%s needs %s, which no library here defines", user,
                                  opening->missing_symbol);
}

static void failed_library(Case *c, const Opening *opening)
{
    CauseId id = classify(c, opening);
    bool crashes = opening->result == OPEN_CRASHES;
    Effect effect = crashes ? EFFECT_FAILS : effect_of(c, id);
    Cause *cause = cause_of(c, id, effect);
    if (effect == EFFECT_FAILS)
        c->fails_at[check_of(c, id)] = true;
    cause_subject(c, cause, opening->name);
    if (!crashes && !damaged_file(opening) && !was_refused(opening))
        cause->certain = cause->certain && is_told_by_places(c, id, culprit(opening));
    if (!cause->fails_on)
        cause->fails_on = opening->fails_on ? opening->fails_on : opening->name;
    const Try *damaged = damaged_file(opening);
    const Try *unusable = unusable_file(opening, culprit(opening));
    if (crashes)
        cause_evidence(c, cause,
                       say(c, "%s is cut short: mapping it kills the process", culprit(opening)),
                       opening->fails_on ? opening->fails_on : opening->name);
    else if (damaged)
        cause_evidence(c, cause, opening->error ? opening->error : "it is no library",
                       damaged->path);
    else if (id == CAUSE_LIBRARY_DAMAGED && unusable)
        cause_evidence(c, cause,
                       unusable->outcome == TRY_FOREIGN ? "it was built for another machine"
                                                        : "this user may not read it",
                       unusable->path);
    else if (opening->missing_symbol)
        what_is_undefined(c, cause, opening);
    else if (strcmp(culprit(opening), opening->name) != 0)
        cause_evidence(c, cause, say(c, "%s needs %s", opening->name, culprit(opening)),
                       opening->error ? opening->error : "");
    if (!opening->missing_symbol)
        where_it_is(c, cause, culprit(opening));
    if (id == CAUSE_CUDA_LIBS_NOT_ON_PATH)
        who_opens_it(c, cause, opening);
    /* The CUDA runtime is opened at import already, whether a GPU is there or not. */
    c->fails_at[CHECK_IMPORT] =
        c->fails_at[CHECK_IMPORT] || (crashes && starts_with(opening->name, "libcudart"));
}

typedef struct Tally {
    size_t open, failed, unknown;
    const char *because; /* of the first unknown */
    const char *unknown_name;
    Strings by_accident;
} Tally;

static bool is_untold(const Fact *fact)
{
    return fact->known != PRESENT || fact->opening->result == OPEN_UNKNOWN;
}

static void count_untold(Tally *tally, const char *name, const Fact *fact)
{
    if (tally->unknown++)
        return;
    tally->unknown_name = name;
    tally->because = fact->known == PRESENT ? fact->opening->because : fact->because;
}

/* libcudnn opens and one of its parts does not: convolutions end in an error, and a version that
 * uses cuDNN before it lists a GPU dies then and there. */
static void judge_cudnn_parts(Case *c, Tally *tally)
{
    const Fact *parts = fact_get(c->facts, "env", FACT_CUDNN_PARTS);
    for (size_t i = 0; parts->known == PRESENT && i < parts->texts.count; i++) {
        const char *name = parts->texts.items[i];
        const Fact *fact = library_fact(c, name, FACT_LIBRARY_OPENING);
        if (is_untold(fact))
            count_untold(tally, name, fact);
        if (is_untold(fact) || opens(fact->opening))
            continue;
        bool damaged = damaged_file(fact->opening) || fact->opening->result == OPEN_CRASHES;
        Cause *cause =
            cause_of(c, damaged ? CAUSE_LIBRARY_DAMAGED : CAUSE_CUDNN_SUBLIB_MISSING, EFFECT_FAILS);
        cause_subject(c, cause, name);
        cause->fails_on = cause->fails_on           ? cause->fails_on
                          : fact->opening->fails_on ? fact->opening->fails_on
                                                    : name;
        cause_evidence(c, cause, fact->opening->error ? fact->opening->error : "it does not open",
                       parts->source);
        /* What is used early is the first part alone. */
        bool early = i == 0 && !is_no(fact_is_flag(c->facts, "env", FACT_CUDNN_USED_EARLY));
        if (early)
            c->fails_at[CHECK_LIBRARIES] = true;
        else
            c->fails_at[CHECK_FIRST_KERNEL] = true;
    }
}

/* What is wrong is the subject itself, or something that it needs. */
static bool is_about_itself(const Cause *cause)
{
    return cause->fails_on && strings_have(cause->subjects, base_name(cause->fails_on));
}

/* Opening it ends the process, not only the call. */
static bool kills(Case *c, const Cause *cause)
{
    if (effect_of(c, cause->id) != EFFECT_FAILS)
        return cause->effect == EFFECT_FAILS;
    for (size_t i = 0; i < cause->subjects.count; i++) {
        const Fact *fact = library_fact(c, cause->subjects.items[i], FACT_LIBRARY_OPENING);
        if (fact->known == PRESENT && fact->opening->result == OPEN_CRASHES)
            return true;
    }
    return false;
}

static const char *sentence(Case *c, const Cause *cause)
{
    const char *names = join_names(c, cause->subjects);
    bool one = cause->subjects.count == 1, itself = is_about_itself(cause);
    const char *on = cause->fails_on ? base_name(cause->fails_on) : "";
    const char *need = say(c, "%s %s %s", names, one ? "needs" : "need", on);
    switch (cause->id) {
    case CAUSE_CUDA_LIBS_NOT_ON_PATH:
        return itself ? say(c, "%s %s installed, but not where %s looks for %s", names,
                            one ? "is" : "are", base_name(opener(c)), one ? "it" : "them")
                      : say(c, "%s, which is installed, but not where it is looked for", need);
    case CAUSE_CUDA_VERSION_MISMATCH:
    case CAUSE_CUDNN_VERSION_MISMATCH:
        return say(c, "%s: another version is installed than this build needs",
                   itself ? names : on);
    case CAUSE_CUDNN_SUBLIB_MISSING:
        return say(c, "%s, %s of cuDNN, %s not there", names, one ? "a part" : "parts",
                   one ? "is" : "are");
    case CAUSE_LIBRARY_DAMAGED:
        if (kills(c, cause))
            return say(c, "%s is cut short: the process dies when it is opened",
                       cause->fails_on ? cause->fails_on : names);
        return say(c, "%s: the file that is found first is no usable library", names);
    default:
        return itself ? say(c, "%s %s not installed", names, one ? "is" : "are")
                      : say(c, "%s, which is not on this machine", need);
    }
}

static void finish_causes(Case *c)
{
    CauseList *causes = &c->judgement->causes;
    const Fact *packages = fact_get(c->facts, "env", FACT_CUDA_PACKAGES);
    bool no_package = packages->known == PRESENT && packages->texts.count == 0;
    for (size_t i = 0; i < causes->count; i++) {
        Cause *cause = &causes->items[i];
        if (cause_step(cause->id) != STEP_LIBRARIES || cause->says)
            continue;
        cause->says = sentence(c, cause);
        /* One installation brings both. */
        if (cause->id == CAUSE_CUDNN_MISSING && no_package && has_cause(c, CAUSE_CUDA_LIBS_MISSING))
            cause->follows_from = cause_word(CAUSE_CUDA_LIBS_MISSING);
    }
}

/* Found, but only because a toolkit of the system has a file of that name. */
static void by_accident(Case *c, Strings names)
{
    Cause *cause = add_cause(c, CAUSE_SYSTEM_TOOLKIT_RESCUES, EFFECT_PART,
                             say(c,
                                 "%s %s taken from a CUDA toolkit of the system, not from this "
                                 "environment: it works by accident",
                                 join_names(c, names), names.count == 1 ? "is" : "are"));
    for (size_t i = 0; i < names.count; i++) {
        const Fact *fact = library_fact(c, names.items[i], FACT_LIBRARY_OPENING);
        cause_subject(c, cause, names.items[i]);
        cause_evidence(c, cause, say(c, "%s comes from", names.items[i]), fact->opening->path);
    }
}

/* It opens, and the framework asks for its version and goes on without a GPU. */
static void refused_library(Case *c, const char *name, const Fact *refused)
{
    CauseId id = is_cudnn(name) ? CAUSE_CUDNN_VERSION_MISMATCH : CAUSE_CUDA_VERSION_MISMATCH;
    Cause *cause = add_cause(c, id, effect_of(c, id), say(c, "%s %s", name, refused->text));
    cause_subject(c, cause, name);
    cause->fails_on = refused->source;
    cause_evidence(c, cause, say(c, "%s %s", name, refused->text), refused->source);
}

/* Of the library, and what hangs on the GPUs that there are; its `known` is ABSENT where it is
 * taken. */
static Fact refusal(Case *c, const char *name)
{
    const Fact *refused = library_fact(c, name, FACT_LIBRARY_REFUSED);
    const Fact *several = library_fact(c, name, FACT_LIBRARY_REFUSED_BY_SEVERAL);
    if (several->known != PRESENT || (c->gpu_count_known && c->gpu_count < 2))
        return *refused;
    Fact fact = *several;
    fact.known = UNKNOWN;
    fact.because = several->text;
    return refused->known == PRESENT ? *refused : fact;
}

static Tally open_all(Case *c, Strings asked)
{
    Tally tally = {0};
    for (size_t i = 0; i < asked.count; i++) {
        const char *name = asked.items[i];
        const Fact *fact = library_fact(c, name, FACT_LIBRARY_OPENING);
        Fact refused = refusal(c, name);
        if (fact->known == PRESENT)
            list_add(c->arena, c->judgement->chain[STEP_LIBRARIES].opens, fact->opening);
        if (is_untold(fact)) {
            count_untold(&tally, name, fact);
        } else if (opens(fact->opening) && refused.known == PRESENT) {
            tally.failed++;
            refused_library(c, name, &refused);
        } else if (opens(fact->opening)) {
            if (refused.known == UNKNOWN && *refused.source)
                count_untold(&tally, name, &refused);
            tally.open++;
            if (is_yes(
                    fact_is_flag(c->facts, say(c, "library/%s", name), FACT_LIBRARY_FROM_SYSTEM)))
                list_add(c->arena, tally.by_accident, name);
        } else {
            tally.failed++;
            failed_library(c, fact->opening);
        }
    }
    return tally;
}

void judge_libraries(Case *c)
{
    const Fact *asked = fact_get(c->facts, "env", FACT_LIBRARIES_ASKED);
    StepStatus build = step_status(c, STEP_BUILD);
    if (build == STEP_NOT_APPLICABLE || build == STEP_BROKEN) {
        bool broken = build == STEP_BROKEN;
        if (!broken || asked->known != PRESENT || c->fails_at[CHECK_IMPORT] ||
            !is_yes(fact_is_flag(c->facts, "env", FACT_BUILD_IS_CUDA))) {
            set_step(c, STEP_LIBRARIES, broken ? STEP_NOT_REACHED : STEP_NOT_APPLICABLE,
                     broken ? "this build opens none" : "no framework is installed here");
            return;
        }
    }
    if (asked->known != PRESENT) {
        step_unknown(c, STEP_LIBRARIES, "which libraries it opens", asked->because);
        return;
    }
    Tally tally = open_all(c, asked->texts);
    judge_cudnn_parts(c, &tally);
    const char *count = say(c, "%zu of %zu libraries open", tally.open, asked->texts.count);
    finish_causes(c);
    if (tally.failed || step_status(c, STEP_LIBRARIES) == STEP_BROKEN)
        set_step(c, STEP_LIBRARIES, STEP_BROKEN, count);
    else if (tally.unknown)
        step_unknown(c, STEP_LIBRARIES, say(c, "whether %s opens", tally.unknown_name),
                     tally.because);
    else
        set_step(c, STEP_LIBRARIES, STEP_OK, count);
    if (tally.by_accident.count)
        by_accident(c, tally.by_accident);
}
