#include "diagnose/judge.h"

#include <string.h>

#include "base/version.h"
#include "diagnose/case.h"
#include "diagnose/wheel_defect.h"

/* Root causes first: chain order, then precedence in causes.def; consequences last in their step.
 */
static bool is_told_before(const Cause *a, const Cause *b)
{
    StepId step_a = cause_step(a->id), step_b = cause_step(b->id);
    if (step_a != step_b)
        return step_a < step_b;
    if (!a->follows_from != !b->follows_from)
        return !a->follows_from;
    return a->id < b->id;
}

static void sort_causes(CauseList *causes)
{
    for (size_t i = 1; i < causes->count; i++) {
        Cause moving = causes->items[i];
        size_t at = i;
        while (at > 0 && is_told_before(&moving, &causes->items[at - 1])) {
            causes->items[at] = causes->items[at - 1];
            at--;
        }
        causes->items[at] = moving;
    }
}

/* Steps whose unknown state leaves the verdict open. The last two only a driver or the program
 * itself can tell; a passive answer does without them. */
static bool is_decisive(StepId step)
{
    return step != STEP_AVAILABILITY && step != STEP_PROGRAM;
}

static const Step *first_unknown(const Case *c)
{
    for (int i = 0; i < STEP_COUNT; i++)
        if (is_decisive((StepId)i) && c->judgement->chain[i].status == STEP_UNKNOWN)
            return &c->judgement->chain[i];
    return NULL;
}

/* Of a root, any earlier step may hide another one. What comes later in a strand may be explained
 * by an unknown step of that strand alone. */
static bool hangs_on(const Cause *cause, StepId step)
{
    Strand strand = step_strand(cause_step(cause->id));
    return cause->root || strand == STRAND_BOTH || step_strand(step) == strand;
}

static bool is_in_doubt(const Case *c, const Cause *cause)
{
    const CauseList *causes = &c->judgement->causes;
    for (int step = 0; step < (int)cause_step(cause->id); step++)
        if (c->judgement->chain[step].status == STEP_UNKNOWN && hangs_on(cause, (StepId)step))
            return true;
    for (size_t i = 0; cause->follows_from && i < causes->count; i++)
        if (strcmp(cause_word(causes->items[i].id), cause->follows_from) == 0)
            return !causes->items[i].certain;
    return false;
}

/* The first of the causes that follow from no other; the number of causes where there is none. */
static size_t first_of_its_own(const CauseList *causes, bool certain)
{
    size_t i = 0;
    while (i < causes->count &&
           (causes->items[i].follows_from || (certain && !causes->items[i].certain)))
        i++;
    return i;
}

/* The first cause that follows from no other; in a log, where what is likely is a guess about lines
 * that are not there, a certain one before it. Then who is certain. */
static void name_the_root(Case *c)
{
    CauseList *causes = &c->judgement->causes;
    size_t root = c->is_log ? first_of_its_own(causes, true) : causes->count;
    if (root == causes->count)
        root = first_of_its_own(causes, false);
    if (root < causes->count)
        causes->items[root].root = true;
    for (size_t i = 0; i < causes->count; i++)
        if (!c->is_log && is_in_doubt(c, &causes->items[i]))
            causes->items[i].certain = false;
}

static const Cause *root_of(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].root)
            return &judgement->causes.items[i];
    return NULL;
}

/* A variable that has the framework take the CPU, at a point of its own. */
static bool is_of_choice(const Case *c, const Cause *cause)
{
    return c->cpu_because && cause->says == c->cpu_because;
}

static bool runs_on_cpu_at(const Case *c, Checkpoint check)
{
    const CauseList *causes = &c->judgement->causes;
    for (size_t i = 0; i < causes->count; i++)
        if (causes->items[i].effect == EFFECT_CPU && check_of(c, causes->items[i].id) == check &&
            !is_of_choice(c, &causes->items[i]))
            return true;
    return false;
}

/* What is unknown may keep it from coming so far; what fails before the driver starts, fails
 * whatever the machine is like. */
static Verdict verdict_of_failure(const Case *c, Checkpoint check)
{
    bool may_not_come_there = comes_before(c, CHECK_CUINIT, check) && first_unknown(c);
    return may_not_come_there ? VERDICT_UNKNOWN : VERDICT_FAILS;
}

static void count_listed(Case *c)
{
    bool whole = c->visible_known && c->accepted_known;
    bool all_seen = c->visible_count == c->driven_count;
    if (whole && (all_seen || c->accepted_count == c->driven_count))
        c->judgement->listed = (int)(all_seen ? c->accepted_count : c->visible_count);
}

/* The import tells its own exception, which names what it met first. */
static Raise raise_of_import(Case *c)
{
    const char *package = c->judgement->target.runs_on
                              ? fact_text_or(c->facts, "env", FACT_KERAS_PACKAGE, "keras")
                              : c->form->package;
    const char *when = say(c, "import %s", package);
    bool is_missing = fact_get(c->facts, "env", FACT_FRAMEWORK_PATH)->known == ABSENT;
    if (is_missing && fact_get(c->facts, "env", FACT_KERAS_SAYS)->known != PRESENT)
        return (Raise){"ModuleNotFoundError", when,
                       say(c, "No module named '%s'", missing_package(c))};
    return (Raise){fact_text_or(c->facts, "env", FACT_IMPORT_RAISES, NULL), when,
                   fact_text_or(c->facts, "env", FACT_IMPORT_SAYS, "")};
}

/* Where no GPU was found nobody judges libcuda.so.1, and a framework that misses it says so first.
 */
static bool misses_libcuda(const Case *c, Checkpoint check)
{
    const Fact *libcuda = fact_get(c->facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING);
    return comes_before(c, CHECK_LIBCUDA, check) && libcuda->known == PRESENT &&
           libcuda->opening->result == OPEN_FAILED;
}

static Raise raise_at(Case *c, Checkpoint check)
{
    const CauseList *causes = &c->judgement->causes;
    const CauseRule *rule = NULL;
    if (check == CHECK_IMPORT)
        return raise_of_import(c);
    check = check_of_start(c, check);
    Raise told = raise_told(c, check);
    if (told.exception)
        return told;
    if (c->raises[check].exception)
        return c->raises[check];
    if (misses_libcuda(c, check))
        rule = cause_rule(c->form, CAUSE_LIBCUDA_NOT_FOUND);
    for (size_t i = 0; !rule && i < causes->count; i++)
        if (check_of(c, causes->items[i].id) == check)
            rule = cause_rule(c->form, causes->items[i].id);
    const LaterFailure *later = c->form->later_failure;
    bool is_later = !rule && later && !comes_before(c, check, later->from);
    return rule ? rule->raises : is_later ? later->raises : (Raise){0};
}

/* A framework that is left on the CPU by nothing that comes so late. */
static void fail_later(Case *c)
{
    CauseList *causes = &c->judgement->causes;
    for (size_t i = 0; c->form->later_failure && i < causes->count; i++) {
        Checkpoint check = check_of(c, causes->items[i].id);
        if (cause_rule(c->form, causes->items[i].id) || is_of_choice(c, &causes->items[i]) ||
            comes_before(c, check, c->form->later_failure->from))
            continue;
        causes->items[i].effect = EFFECT_FAILS;
        c->fails_at[check] = true;
    }
}

/* In the order in which the framework itself comes to each point, up to the one where it ends. */
static void decide(Case *c)
{
    Judgement *judgement = c->judgement;
    judgement->listed = -1;
    judgement->verdict = VERDICT_UNKNOWN;
    if (step_status(c, STEP_BUILD) == STEP_NOT_APPLICABLE)
        return;
    for (const Checkpoint *check = c->form->checks; *check != CHECK_COUNT; check++) {
        if (c->cpu_from == *check) {
            judgement->verdict = VERDICT_CPU;
            judgement->listed = 0;
            return;
        }
        if (c->fails_at[*check]) {
            judgement->verdict = verdict_of_failure(c, *check);
            if (judgement->verdict == VERDICT_FAILS)
                judgement->raises = raise_at(c, *check);
            if (*check == CHECK_FIRST_KERNEL && judgement->verdict == VERDICT_FAILS)
                count_listed(c);
            return;
        }
        if (runs_on_cpu_at(c, *check)) {
            if (c->listing_unknown)
                return;
            judgement->verdict = c->without_gpu;
            judgement->listed = c->without_gpu == VERDICT_CPU ? 0 : -1;
            judgement->raises =
                c->without_gpu == VERDICT_FAILS ? c->raises_without_gpu : raise_at(c, *check);
            return;
        }
    }
    if (first_unknown(c))
        return;
    judgement->verdict = VERDICT_GPU;
    count_listed(c);
}

const char *framework_words(Case *c)
{
    const Target *target = &c->judgement->target;
    if (!target->framework)
        return "no framework is installed in this Python environment";
    return target_name(c->arena, target);
}

static void say_the_answer(Case *c)
{
    Judgement *judgement = c->judgement;
    const char *name = framework_words(c);
    const Step *open = first_unknown(c);
    switch (judgement->verdict) {
    case VERDICT_GPU: judgement->says = say(c, "%s will use the GPU", name); break;
    case VERDICT_CPU: judgement->says = say(c, "%s will run on the CPU", name); break;
    case VERDICT_FAILS:
        judgement->says = c->fails_at[CHECK_IMPORT] && step_status(c, STEP_BUILD) == STEP_BROKEN &&
                                  fact_get(c->facts, "env", FACT_FRAMEWORK_PATH)->known == ABSENT
                              ? say(c, "%s cannot be imported", name)
                              : say(c, "%s will end in an error", name);
        break;
    case VERDICT_UNKNOWN:
        judgement->says = !judgement->target.framework ? name
                          : open ? say(c, "it cannot be told whether %s will use the GPU", name)
                                 : say(c, "%s is not judged", name);
        break;
    }
}

/* Both strands are broken: mending the first would not be enough, and that is worth a sentence. */
static void say_more(Case *c)
{
    Judgement *judgement = c->judgement;
    const Cause *root = root_of(judgement);
    if (judgement->verdict == VERDICT_GPU) {
        judgement->headline_detail = c->driver_works
                                         ? "nothing stops it, and the driver answers"
                                         : "nothing visible stops it; the driver was not asked";
        return;
    }
    if (!root || step_strand(cause_step(root->id)) != STRAND_MACHINE)
        return;
    bool calm = root->id == CAUSE_NO_NVIDIA_GPU;
    for (size_t i = 0; i < judgement->causes.count; i++) {
        const Cause *other = &judgement->causes.items[i];
        bool of_vendor = calm && other->id == CAUSE_ROCM_WRONG_PACKAGE; /* the same said twice */
        if (step_strand(cause_step(other->id)) == STRAND_MACHINE || of_vendor)
            continue;
        const char *what = other->effect == EFFECT_FAILS ? "fail" : "run on the CPU";
        judgement->headline_detail =
            say(c, "%s it would still %s, because %s", calm ? "with a GPU" : "once that is mended",
                what, other->says);
        return;
    }
    if (calm && step_status(c, STEP_LIBRARIES) == STEP_OK)
        judgement->headline_detail =
            "it runs on the CPU as it must; with a GPU, this environment would use it";
    else if (calm)
        judgement->headline_detail = "it runs on the CPU as it must";
}

static void note_doubts(Case *c)
{
    const Fact *others = fact_get(c->facts, "env", FACT_OTHER_FRAMEWORKS);
    for (size_t i = 0; others->known == PRESENT && i < others->texts.count; i++)
        add_note(c, say(c, "%s is installed here too", others->texts.items[i]));
    const Fact *shadowed = fact_get(c->facts, "env", FACT_FRAMEWORK_SHADOWED);
    for (size_t i = 0; shadowed->known == PRESENT && i < shadowed->texts.count; i++)
        add_note(c, say(c, "another copy is at %s; it comes later on sys.path and is not used",
                        shadowed->texts.items[i]));
}

static void note_preload(Case *c)
{
    const char *call = fact_text_or(c->facts, "env", FACT_PRELOAD_CALL, NULL);
    if (call)
        add_note(c, say(c, "a program that calls %s before anything else has all of them", call));
}

static void note_wheel(Case *c)
{
    const WheelDefect *wheel = wheel_defect_of(c->facts, c->judgement);
    c->judgement->wheel = wheel;
    if (wheel && is_yes(wheel->of_wheel))
        add_note(c, say(c,
                        "%s itself does not look where the packages that it asks for put their "
                        "libraries: `whycpu check --report` prints a report for its makers",
                        wheel->framework));
}

/* The form that decides. Of Keras it is its backend's; without a framework the words of the first
 * one do. */
static const FrameworkForm *deciding_form(const Target *target)
{
    Framework framework = FRAMEWORK_TENSORFLOW;
    if (target->runs_on && !framework_by_backend(target->runs_on, &framework))
        return &KERAS_FORM;
    if (!target->runs_on && target->framework)
        framework_by_word(target->framework, &framework);
    const FrameworkForm *form = framework_form(framework);
    const char *version = deciding_version(target);
    while (form->older && version && version_is_before(version, form->older_before))
        form = form->older;
    return form;
}

Judgement *judge(const Facts *facts, const Target *target)
{
    static void (*const JUDGES[])(Case *) = {
        judge_gpu,         judge_kernel_driver, judge_device_access, judge_driver_library,
        judge_driver_told, judge_build,         judge_libraries,     judge_packages,
        judge_visibility,  judge_devices_told,  judge_architecture,  judge_availability,
        judge_program,     judge_logged,
    };
    Arena *arena = facts_arena(facts);
    Case c = {.arena = arena,
              .facts = facts,
              .judgement = arena_new_of(arena, Judgement),
              .form = deciding_form(target),
              .without_gpu = VERDICT_CPU,
              .cpu_from = CHECK_COUNT,
              .is_log = target->kind && strcmp(target->kind, "log") == 0};
    c.judgement->target = *target;
    for (size_t i = 0; i < sizeof JUDGES / sizeof *JUDGES; i++)
        JUDGES[i](&c);
    fail_later(&c);
    sort_causes(&c.judgement->causes);
    name_the_root(&c);
    judge_listing_by_nvml(&c);
    if (c.is_log) {
        decide_logged(&c);
        say_logged(&c);
        return c.judgement;
    }
    decide(&c);
    say_the_answer(&c);
    say_more(&c);
    note_doubts(&c);
    note_wheel(&c);
    note_preload(&c);
    judge_pins(&c);
    return c.judgement;
}
