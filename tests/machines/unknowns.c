#include "unknowns.h"

#include <string.h>

#include "base/table.h"
#include "diagnose/judge.h"
#include "world/world_text.h"

static bool names(const CauseList *causes, const Cause *wanted)
{
    for (size_t i = 0; i < causes->count; i++)
        if (causes->items[i].id == wanted->id)
            return true;
    return false;
}

/* NULL when `less` is an answer that somebody who knows less may give. */
static const char *what_became_another(Arena *arena, const Judgement *whole, const Judgement *less)
{
    for (size_t i = 0; i < less->causes.count; i++) {
        const Cause *cause = &less->causes.items[i];
        if (cause->certain && !names(&whole->causes, cause) && !names(&whole->findings, cause))
            return arena_printf(arena, "%s is named with certainty", cause_word(cause->id));
    }
    const Cause *before = root_cause(whole), *root = root_cause(less);
    if (before && root && root->certain && root->id != before->id)
        return arena_printf(arena, "the root is %s, for certain", cause_word(root->id));
    bool cpu_at_best = whole->verdict == VERDICT_FAILS && less->verdict == VERDICT_CPU;
    if (less->verdict != whole->verdict && less->verdict != VERDICT_UNKNOWN && !cpu_at_best &&
        !(root && !root->certain))
        return arena_printf(arena, "the verdict is %s", verdict_word(less->verdict));
    if (less->verdict == VERDICT_GPU && whole->verdict != VERDICT_GPU)
        return "the verdict is gpu";
    if (less->listed != whole->listed && less->listed != -1 && !cpu_at_best &&
        !(root && !root->certain))
        return arena_printf(arena, "listed is %d", less->listed);
    return NULL;
}

/* What only these tell is looked at to make an answer richer: records of older whycpu do not hold
 * it, and must not become unknown by that. Every user can read them on every live machine, but for
 * the kernel's log. A machine whose fault shows there alone is passed over when it cannot be read
 * (a passive "gpu" says that nothing visible stops it), or is told by the more general id of the
 * same step: no card on the bus, instead of a card that was switched off. */
static const char *const REFINING[] = {
    "/proc/driver/nvidia/params",
    "/proc/driver/nvidia/gpus/",
    "/proc/driver/nvidia/capabilities/",
    "/proc/self/mountinfo",
    "/proc/devices",
    "/proc/acpi/bbswitch",
    "/run/nvidia-fabricmanager",
    "/etc/prime-discrete",
    "/etc/udev/rules.d/",
    "/sys/devices/platform/asus-nb-wmi/dgpu_disable",
    "/usr/lib/libnvidia-ptxjitcompiler.so.1",
    "/usr/lib/x86_64-linux-gnu/libnvidia-ptxjitcompiler.so.1",
    "/var/log/kern.log",
};

/* Whether it is one of these, a directory above one, or a file below one that ends in a slash. */
static bool is_refining(const char *path)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof REFINING / sizeof *REFINING; i++) {
        const char *row = REFINING[i];
        bool above = strncmp(row, path, length) == 0 && (row[length] == '/' || !row[length]);
        if (above || (ends_with(row, "/") && starts_with(path, row)))
            return true;
    }
    return false;
}

static bool may_be_missed(const char *path, const Judgement *whole, const Judgement *less)
{
    const Cause *before = root_cause(whole), *root = root_cause(less);
    if (!is_refining(path))
        return false;
    if (less->verdict == VERDICT_GPU)
        return less->causes.count == 0;
    return before && root && cause_step(before->id) == cause_step(root->id) &&
           before->effect == root->effect;
}

static void add(Arena *arena, Strings *differences, const char *what, const char *became)
{
    if (became)
        list_add(arena, *differences, arena_printf(arena, "without %s: %s", what, became));
}

static void without_each_fact(Arena *arena, const Machine *machine, const MachineAnswer *answer,
                              Strings *differences)
{
    bool no_framework = machine->framework && strcmp(machine->framework, "none") == 0;
    for (size_t i = 0; i < facts_count(answer->facts); i++) {
        const Fact *fact = facts_at(answer->facts, i);
        if (fact->known == UNKNOWN || !fact_is_required(fact->name) ||
            (fact->name == FACT_FRAMEWORK && no_framework))
            continue;
        Facts *fewer = facts_copy(answer->facts);
        fact_set_unknown(fewer, fact->subject, fact->name, "taken away by the test", "test");
        const Judgement *less = judge(fewer, &answer->target);
        add(arena, differences,
            arena_printf(arena, "%s of %s", fact_word(fact->name), fact->subject),
            what_became_another(arena, answer->judgement, less));
    }
}

/* The paths that somebody asks for, as a recorder sees them. */
static Table asked_paths(Arena *arena, const char *directory, const Machine *machine)
{
    Table asked = {0};
    WorldText read = {0};
    MachineAnswer answer = {0};
    const char *error = NULL;
    World *world = machine_world(arena, directory, machine, &error);
    World *recorder = world_recorder(arena, world);
    machine_judge_world(recorder, machine, &answer);
    if (world_text_read(arena, recorder_text(recorder), &read, &error))
        for (size_t i = 0; i < read.entries.count; i++)
            table_put(arena, &asked, read.entries.items[i]->node.path, read.entries.items[i]);
    return asked;
}

static void without_each_file(const char *directory, const Machine *machine,
                              const MachineAnswer *answer, Strings *differences)
{
    Arena *arena = facts_arena(answer->facts);
    Table asked = asked_paths(arena, directory, machine);
    Strings paths = machine_paths(arena, directory, machine);
    for (size_t i = 0; i < paths.count; i++) {
        if (!table_get(&asked, paths.items[i]))
            continue;
        Arena *own = arena_new();
        MachineAnswer less = {0};
        const char *error = NULL, *became;
        if (!machine_judge(own, directory, machine, paths.items[i], &less, &error))
            became = error;
        else
            became = what_became_another(arena, answer->judgement, less.judgement);
        if (became && !may_be_missed(paths.items[i], answer->judgement, less.judgement))
            add(arena, differences, paths.items[i], arena_strdup(arena, became));
        arena_free(own);
    }
}

Strings without_each(const char *directory, const Machine *machine, const MachineAnswer *answer)
{
    Strings differences = {0};
    without_each_fact(facts_arena(answer->facts), machine, answer, &differences);
    without_each_file(directory, machine, answer, &differences);
    return differences;
}
