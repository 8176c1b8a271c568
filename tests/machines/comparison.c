#include "comparison.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask/outcomes.h"
#include "base/writer.h"
#include "diagnose/judge.h"
#include "fix/propose.h"
#include "inspect/python.h"

/* Before each "returned NAME CODE" the helper says that it calls NAME. */
static void put_line_told(Writer *said, const char *line)
{
    if (starts_with(line, "returned "))
        put_format(said, "calling %.*s\n", (int)strcspn(line + 9, " "), line + 9);
    put_format(said, "%s\n", line);
}

/* What the driver answered, as if whycpu-helper had just told it. "dies N" and "hangs" are how it
 * ended instead of telling everything. */
static Outcome outcome_told(Arena *arena, LibraryKind kind, Strings lines)
{
    Writer said = writer_new(arena);
    ChildReport report = {.end = CHILD_EXITED};
    bool ends = true;
    put_format(&said, "helper " WHYCPU_VERSION " %s\n", library_kind_word(kind));
    put_line_told(&said, "returned dlopen 0");
    for (size_t i = 0; i < lines.count; i++) {
        if (starts_with(lines.items[i], "dies "))
            report = (ChildReport){.end = CHILD_SIGNALLED, .number = atoi(lines.items[i] + 5)};
        else if (strcmp(lines.items[i], "hangs") == 0)
            report.end = CHILD_STUCK;
        else
            put_line_told(&said, lines.items[i]);
        ends = report.end == CHILD_EXITED;
    }
    if (ends)
        put(&said, "end\n");
    report.said = (Text){said.bytes, said.length};
    return outcome_of(arena, kind, &report, 5000);
}

static void set_asked(const Machine *machine, Facts *facts)
{
    if (!machine->cuda.count && !machine->nvml.count)
        return;
    Outcome cuda = outcome_told(facts_arena(facts), LIBRARY_CUDA, machine->cuda);
    Outcome nvml = outcome_told(facts_arena(facts), LIBRARY_NVML, machine->nvml);
    set_outcome(facts, LIBRARY_CUDA, &cuda);
    set_outcome(facts, LIBRARY_NVML, &nvml);
    set_devices(facts, &cuda, &nvml);
}

void machine_judge_world(World *world, const Machine *machine, MachineAnswer *answer)
{
    const char *no_python;
    PythonChoice choice = {0};
    PythonEnvironment *env = python_find(world, &choice, &no_python);
    Framework framework = FRAMEWORK_TENSORFLOW;
    if (machine->framework && !framework_by_word(machine->framework, &framework))
        framework = FRAMEWORK_NONE;
    Inspection *inspection = inspection_begin(world, env, NULL);
    answer->facts = inspect_framework(inspection, framework);
    set_asked(machine, answer->facts);
    answer->target = (Target){.kind = "environment", .framework = framework_word(framework)};
    answer->judgement = judge(answer->facts, &answer->target);
    propose_fixes(answer->facts, answer->judgement);
}

bool machine_judge(Arena *arena, const char *directory, const Machine *machine,
                   const char *take_away, MachineAnswer *answer, const char **error)
{
    World *world = machine_world(arena, directory, machine, error);
    if (!world)
        return false;
    if (take_away)
        overlay_unknown(world, take_away, ENODATA, "taken away by the test");
    machine_judge_world(world, machine, answer);
    return true;
}

const Cause *root_cause(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].root)
            return &judgement->causes.items[i];
    return NULL;
}

static const Cause *cause_named(const CauseList *causes, const char *word)
{
    for (size_t i = 0; i < causes->count; i++)
        if (strcmp(cause_word(causes->items[i].id), word) == 0)
            return &causes->items[i];
    return NULL;
}

static bool has_word(Strings words, const char *word)
{
    for (size_t i = 0; i < words.count; i++)
        if (strcmp(words.items[i], word) == 0)
            return true;
    return false;
}

/* Whether `words` names this cause, as "id" or "id<from". */
static bool names_cause(Strings words, const Cause *cause)
{
    const char *word = cause_word(cause->id);
    size_t length = strlen(word);
    for (size_t i = 0; i < words.count; i++)
        if (strncmp(words.items[i], word, length) == 0 &&
            (words.items[i][length] == '\0' || words.items[i][length] == '<'))
            return true;
    return false;
}

const char *answer_words(Arena *arena, const Judgement *judgement)
{
    const Cause *root = root_cause(judgement);
    return arena_printf(
        arena, "%s, listed %s, %s", verdict_word(judgement->verdict),
        judgement->listed < 0 ? "unknown" : arena_printf(arena, "%d", judgement->listed),
        !root ? "no cause"
              : arena_printf(arena, "%s (%s%s)", cause_word(root->id), effect_word(root->effect),
                             root->certain ? "" : ", not certain"));
}

static void compare_verdict(Arena *arena, const Machine *machine, const Judgement *judgement,
                            Strings *differences)
{
    const Cause *root = root_cause(judgement);
    const char *listed =
        judgement->listed < 0 ? "unknown" : arena_printf(arena, "%d", judgement->listed);
    const char *word = root ? cause_word(root->id) : "none";
    bool same = strcmp(verdict_word(judgement->verdict), machine->verdict) == 0 &&
                strcmp(listed, machine->listed) == 0 && strcmp(word, machine->root) == 0 &&
                (!root || (strcmp(effect_word(root->effect), machine->effect) == 0 &&
                           root->certain == machine->certain));
    if (same)
        return;
    bool none = strcmp(machine->root, "none") == 0;
    list_add(arena, *differences,
             arena_printf(arena, "expected %s, listed %s, %s%s%s%s%s", machine->verdict,
                          machine->listed, none ? "no cause" : machine->root, none ? "" : " (",
                          none ? "" : machine->effect,
                          none || machine->certain ? "" : ", not certain", none ? "" : ")"));
    list_add(arena, *differences,
             arena_printf(arena, "got      %s", answer_words(arena, judgement)));
}

static void compare_consequences(Arena *arena, const Machine *machine, const Judgement *judgement,
                                 Strings *differences)
{
    for (size_t i = 0; i < machine->consequences.count; i++) {
        Text rest = text_of(machine->consequences.items[i]);
        size_t arrow = text_find(rest, '<');
        const char *id = text_copy(arena, text_part(rest, 0, arrow));
        const char *from = arrow < rest.length
                               ? text_copy(arena, text_part(rest, arrow + 1, rest.length))
                               : machine->root;
        const Cause *cause = cause_named(&judgement->causes, id);
        if (!cause)
            list_add(arena, *differences, arena_printf(arena, "%s is not told", id));
        else if (!cause->follows_from || strcmp(cause->follows_from, from) != 0)
            list_add(arena, *differences,
                     arena_printf(arena, "%s must follow from %s, it follows from %s", id, from,
                                  cause->follows_from ? cause->follows_from : "nothing"));
    }
}

static void compare_others(Arena *arena, const Machine *machine, const Judgement *judgement,
                           Strings *differences)
{
    const Cause *root = root_cause(judgement);
    for (size_t i = 0; i < judgement->causes.count; i++) {
        const Cause *cause = &judgement->causes.items[i];
        if (cause != root && !cause->follows_from && !names_cause(machine->also, cause) &&
            !names_cause(machine->may, cause))
            list_add(arena, *differences,
                     arena_printf(arena, "%s is told as a cause of its own: %s",
                                  cause_word(cause->id), cause->says));
    }
    for (size_t i = 0; i < machine->also.count; i++)
        if (!cause_named(&judgement->causes, machine->also.items[i]))
            list_add(arena, *differences,
                     arena_printf(arena, "%s is not told", machine->also.items[i]));
}

static void compare_findings(Arena *arena, const Machine *machine, const Judgement *judgement,
                             Strings *differences)
{
    for (size_t i = 0; i < machine->findings.count; i++)
        if (!cause_named(&judgement->findings, machine->findings.items[i]))
            list_add(arena, *differences,
                     arena_printf(arena, "the finding %s is not told", machine->findings.items[i]));
    for (size_t i = 0; i < judgement->findings.count; i++) {
        const Cause *finding = &judgement->findings.items[i];
        if (!has_word(machine->findings, cause_word(finding->id)) &&
            !names_cause(machine->may, finding))
            list_add(arena, *differences,
                     arena_printf(arena, "a finding that nobody expects: %s: %s",
                                  cause_word(finding->id), finding->says));
    }
}

/* Why the verdict is unknown helps whoever reads a difference. */
static void add_open_questions(Arena *arena, const Judgement *judgement, Strings *differences)
{
    for (int i = 0; i < STEP_COUNT; i++) {
        const Step *step = &judgement->chain[i];
        if (step->status == STEP_UNKNOWN && i != STEP_AVAILABILITY && i != STEP_PROGRAM)
            list_add(arena, *differences,
                     arena_printf(arena, "unknown: %s: %s", step_word(step->id), step->says));
    }
    for (size_t i = 0; i < judgement->unknown.count; i++)
        if (!strstr(judgement->unknown.items[i].says, "program"))
            list_add(arena, *differences,
                     arena_printf(arena, "unknown: %s: %s", judgement->unknown.items[i].says,
                                  judgement->unknown.items[i].detail));
}

Strings compare_answer(Arena *arena, const Machine *machine, const Judgement *judgement)
{
    Strings differences = {0};
    compare_verdict(arena, machine, judgement, &differences);
    compare_consequences(arena, machine, judgement, &differences);
    compare_others(arena, machine, judgement, &differences);
    compare_findings(arena, machine, judgement, &differences);
    if (differences.count)
        add_open_questions(arena, judgement, &differences);
    return differences;
}
