#include "diagnose/wheel_defect.h"

#include <string.h>

#include "base/path.h"

typedef struct Look {
    const Facts *facts;
    Arena *arena;
    WheelDefect *wheel;
} Look;

static const Fact *library_fact(const Look *look, const char *name, FactName fact)
{
    return fact_get(look->facts, arena_printf(look->arena, "library/%s", name), fact);
}

static void is_none(WheelPart *part, const char *because)
{
    part->of_wheel = truth_of(false);
    part->because = because;
}

/* Other makers build from the same source, and their packages do not lie where the wheel looks. */
static const char *made_otherwise(const Look *look)
{
    const Fact *owners = fact_get(look->facts, "env", FACT_FRAMEWORK_OWNERS);
    const char *installer = look->wheel->installer;
    if (owners->known == PRESENT && owners->texts.count > 1)
        return "two distributions own the package, so nobody can tell whose files these are";
    if (installer && strcmp(installer, "conda") == 0)
        return "conda built and installed it, not from the wheel";
    if (installer && strcmp(installer, "debian") == 0)
        return "the distribution built and installed it, not from the wheel";
    return NULL;
}

static void judge_owner(Look *look, WheelPart *part)
{
    const Fact *owner = library_fact(look, part->name, FACT_LIBRARY_OWNER);
    const Fact *required = library_fact(look, part->name, FACT_LIBRARY_REQUIRED_AS);
    if (required->known == ABSENT)
        is_none(part, arena_printf(look->arena,
                                   "%s asks for no package that brings %s, so nobody promised that "
                                   "it looks there",
                                   look->wheel->framework, part->name));
    else if (owner->known == ABSENT)
        is_none(part, arena_printf(look->arena,
                                   "no package that is installed here has put %s where it is: it "
                                   "was moved, copied or laid there by hand",
                                   part->name));
    else if (owner->known == UNKNOWN)
        part->of_wheel = truth_unknown(owner->because);
    else if (required->known == UNKNOWN)
        part->of_wheel = truth_unknown(required->because);
    else
        part->of_wheel = truth_of(true);
    part->owner = owner->known == PRESENT ? owner->text : NULL;
    part->required_as = required->known == PRESENT ? required->text : NULL;
}

/* What else may have come between: a version that was not asked for, a second directory of
 * sys.path, a framework that is linked from elsewhere. */
static void judge_surroundings(Look *look, WheelPart *part)
{
    const char *subject = arena_printf(look->arena, "library/%s", part->name);
    Truth admits = fact_is_flag(look->facts, subject, FACT_LIBRARY_ADMITTED);
    Truth beside = fact_is_flag(look->facts, subject, FACT_LIBRARY_BESIDE);
    if (is_no(admits))
        is_none(part, arena_printf(look->arena, "%s is installed, and the wheel asks for \"%s\"",
                                   part->owner, part->required_as));
    else if (is_no(beside))
        is_none(part, arena_printf(look->arena,
                                   "%s does not lie in the same directory of sys.path as the "
                                   "framework, and no wheel can look there",
                                   part->name));
    else
        part->of_wheel = truth_and(admits, beside);
}

static void judge_part(Look *look, WheelPart *part)
{
    const char *otherwise = made_otherwise(look);
    if (otherwise) {
        is_none(part, otherwise);
        return;
    }
    judge_owner(look, part);
    if (is_yes(part->of_wheel))
        judge_surroundings(look, part);
}

static const char *lacking_entry(Look *look, const char *file)
{
    if (!look->wheel->opener || file[0] != '/')
        return NULL;
    const char *from = path_parent(look->arena, look->wheel->opener);
    return arena_printf(look->arena, "$ORIGIN/%s",
                        path_relative(look->arena, from, path_parent(look->arena, file)));
}

/* Other faults of a library are not the wheel's, wherever else the file lies. */
static bool is_not_on_path(const Judgement *judgement, const char *name)
{
    for (size_t i = 0; i < judgement->causes.count; i++) {
        const Cause *cause = &judgement->causes.items[i];
        for (size_t j = 0; cause->id == CAUSE_CUDA_LIBS_NOT_ON_PATH && j < cause->subjects.count;
             j++)
            if (strcmp(cause->subjects.items[j], name) == 0)
                return true;
    }
    return false;
}

static void add_part(Look *look, const char *name)
{
    const Fact *opening = library_fact(look, name, FACT_LIBRARY_OPENING);
    const Fact *installed = library_fact(look, name, FACT_LIBRARY_INSTALLED_AT);
    if (opening->known != PRESENT || opening->opening->result != OPEN_FAILED ||
        installed->known != PRESENT || !installed->texts.count)
        return;
    WheelPart part = {.name = name,
                      .file = installed->texts.items[0],
                      .lacks = lacking_entry(look, installed->texts.items[0]),
                      .opening = opening->opening};
    judge_part(look, &part);
    list_add(look->arena, look->wheel->parts, part);
}

static const char *text_or_null(Look *look, const char *subject, FactName name)
{
    return fact_text_or(look->facts, subject, name, NULL);
}

static void describe(Look *look, const Judgement *judgement)
{
    WheelDefect *wheel = look->wheel;
    const Fact *owners = fact_get(look->facts, "env", FACT_FRAMEWORK_OWNERS);
    const Fact *packages = fact_get(look->facts, "env", FACT_CUDA_PACKAGES);
    const char *framework = deciding_framework(&judgement->target);
    wheel->framework = owners->known == PRESENT && owners->texts.count ? owners->texts.items[0]
                       : framework                                     ? framework
                                                                       : "the framework";
    wheel->opener = text_or_null(look, "env", FACT_LIBRARY_OPENER);
    wheel->package = text_or_null(look, "env", FACT_FRAMEWORK_PATH);
    wheel->runpath = text_or_null(look, "env", FACT_OPENER_RUNPATH);
    wheel->installer = text_or_null(look, "env", FACT_FRAMEWORK_INSTALLER);
    wheel->c_library = text_or_null(look, "env", FACT_C_LIBRARY);
    wheel->cuda = text_or_null(look, "env", FACT_BUILD_CUDA);
    wheel->cudnn = text_or_null(look, "env", FACT_BUILD_CUDNN);
    wheel->system = text_or_null(look, "machine", FACT_DISTRIBUTION);
    if (packages->known == PRESENT)
        wheel->packages = packages->texts;
}

/* Yes when one part is; else unknown when one is. The first part speaks for the others. */
static void sum_up(Look *look)
{
    WheelDefect *wheel = look->wheel;
    wheel->of_wheel = truth_of(false);
    for (size_t i = 0; i < wheel->parts.count; i++) {
        const WheelPart *part = &wheel->parts.items[i];
        wheel->of_wheel = truth_or(wheel->of_wheel, part->of_wheel);
        if (is_no(part->of_wheel) && !wheel->because)
            wheel->because = part->because;
        const Fact *extra = library_fact(look, part->name, FACT_LIBRARY_EXTRA);
        if (extra->known == PRESENT && !wheel->extra)
            wheel->extra = extra->text;
    }
}

const WheelDefect *wheel_defect_of(const Facts *facts, const Judgement *judgement)
{
    const Fact *asked = fact_get(facts, "env", FACT_LIBRARIES_ASKED);
    /* Where the framework has a call for it, its makers know. */
    bool has_call = fact_get(facts, "env", FACT_PRELOAD_CALL)->known == PRESENT;
    if (asked->known != PRESENT || has_call)
        return NULL;
    Look look = {facts, facts_arena(facts), arena_new_of(facts_arena(facts), WheelDefect)};
    describe(&look, judgement);
    for (size_t i = 0; i < asked->texts.count; i++)
        if (is_not_on_path(judgement, asked->texts.items[i]))
            add_part(&look, asked->texts.items[i]);
    if (!look.wheel->parts.count)
        return NULL;
    sum_up(&look);
    return look.wheel;
}
