#include "cli/run_start.h"

#include <string.h>

#include "ask/least_used.h"
#include "cli/environment.h"
#include "cli/judged_world.h"
#include "repair/one_start.h"
#include "report/printable.h"
#include "report/quote.h"

static size_t position_of(const Starting *starting, const char *name)
{
    size_t length = strlen(name), i = 0;
    for (; i + 1 < starting->environ_.count; i++)
        if (strncmp(starting->environ_.items[i], name, length) == 0 &&
            starting->environ_.items[i][length] == '=')
            break;
    return i;
}

static void drop(Strings *list, size_t position)
{
    for (size_t i = position; i + 1 < list->count; i++)
        list->items[i] = list->items[i + 1];
    list->count--;
}

static void set_in_environment(Starting *starting, const char *name, const char *value)
{
    Arena *arena = starting->invocation->arena;
    Strings *list = &starting->environ_;
    size_t position = position_of(starting, name);
    bool is_there = position + 1 < list->count;
    if (!value) {
        if (is_there)
            drop(list, position);
        return;
    }
    const char *entry = arena_printf(arena, "%s=%s", name, value);
    if (is_there) {
        list->items[position] = entry;
    } else {
        list->items[list->count - 1] = entry;
        list_add(arena, *list, NULL);
    }
}

void starting_set(Starting *starting, const char *name, const char *value)
{
    set_in_environment(starting, name, value);
    overlay_env(starting->world, name, value);
}

const char *starting_variable(const Starting *starting, const char *name)
{
    return environment_value(starting->environ_.items, name);
}

/* ---- What is judged ---- */

static void set_assignments(Starting *starting, Strings assignments)
{
    Arena *arena = starting->invocation->arena;
    for (size_t i = 0; i < assignments.count; i++) {
        Text entry = text_of(assignments.items[i]);
        size_t equals = text_find(entry, '=');
        set_in_environment(starting, text_copy(arena, text_part(entry, 0, equals)),
                           assignments.items[i] + equals + 1);
    }
}

static World *world_of(Starting *starting, Refusal *refusal)
{
    Arena *arena = starting->invocation->arena;
    Invocation with_these = *starting->invocation;
    with_these.environ_ = starting->environ_.items;
    World *below = own_machine(&with_these, refusal);
    return below ? world_overlay(arena, below) : NULL;
}

/* env(1) in front of the program does this again, so only the judged world has to know. */
static void lay_words_of_env(Starting *starting)
{
    Arena *arena = starting->invocation->arena;
    const ProgramPython *python = &starting->python;
    for (size_t i = 0; i < python->unset.count; i++)
        overlay_env(starting->world, python->unset.items[i], NULL);
    for (size_t i = 0; i < python->set.count; i++) {
        Text entry = text_of(python->set.items[i]);
        size_t equals = text_find(entry, '=');
        overlay_env(starting->world, text_copy(arena, text_part(entry, 0, equals)),
                    python->set.items[i] + equals + 1);
    }
}

bool starting_begin(const Invocation *invocation, const RunOptions *options, Starting *starting,
                    Refusal *refusal)
{
    Arena *arena = invocation->arena;
    *starting = (Starting){.invocation = invocation, .options = options};
    for (const char *const *entry = invocation->environ_; *entry; entry++)
        list_add(arena, starting->environ_, *entry);
    list_add(arena, starting->environ_, NULL);
    set_assignments(starting, options->check.variables);
    starting->world = world_of(starting, refusal);
    if (!starting->world)
        return false;
    starting->python = python_of_program(starting->world, options->words);
    lay_words_of_env(starting);
    starting->choice = (PythonChoice){options->check.python, options->check.venv};
    bool is_named = starting->choice.python || starting->choice.venv;
    if (!is_named)
        starting->choice.python = starting->python.python;
    starting->is_seen = is_named || starting->python.python;
    return !is_named || python_find_or_why(starting->world, &starting->choice, refusal);
}

Judgements starting_judge(Starting *starting)
{
    const char *no_python;
    Judgements judgements = {0};
    const CheckOptions *check = &starting->options->check;
    const AssumedGpu *assumed = check->assume_gpu ? &check->gpu : NULL;
    World *world = starting->world;
    if (assumed) {
        world = world_overlay(starting->invocation->arena, world);
        assume_gpu(world, assumed);
    }
    PythonEnvironment *env = python_find(world, &starting->choice, &no_python);
    if (env)
        judge_environment_asking(world, env, check->framework, assumed,
                                 check->ask_driver ? driver_asker(world) : NULL, &judgements);
    return judgements;
}

/* ---- What mends it ---- */

static const char *with_edit(Starting *starting, const char *list, const Edit *edit)
{
    Arena *arena = starting->invocation->arena;
    const char *word = edit->kind == EDIT_SET ? arena_printf(arena, "%s=%s", edit->path,
                                                             shell_quote(arena, edit->text))
                                              : arena_printf(arena, "no %s", edit->path);
    return list ? arena_printf(arena, "%s, %s", list, word) : word;
}

const char *starting_repair(Starting *starting)
{
    const CheckOptions *check = &starting->options->check;
    Question question = {
        .choice = starting->choice, .framework = check->framework, .ask_driver = check->ask_driver};
    Edits edits;
    Truth suffices;
    const char *list = NULL;
    if (question.framework == FRAMEWORK_NONE)
        question.framework = side_framework(starting->world, &question.choice);
    plan_for_one_start(starting->world, &question, &edits, &suffices);
    for (size_t i = 0; i < edits.count; i++) {
        const Edit *edit = &edits.items[i];
        list = with_edit(starting, list, edit);
        starting_set(starting, edit->path, edit->kind == EDIT_SET ? edit->text : NULL);
    }
    lay_words_of_env(starting);
    return list;
}

/* ---- One GPU ---- */

/* By number, which every program understands; by name where numbers are not sure: the order is the
 * user's, or a GPU that is silent may be counted by one library and not by another. */
static const char *choose(Starting *starting, const GpuUses *uses, const GpuUse *use)
{
    Arena *arena = starting->invocation->arena;
    const char *order = starting_variable(starting, "CUDA_DEVICE_ORDER");
    bool by_number = !uses->silent && (!order || strcmp(order, "PCI_BUS_ID") == 0);
    if (!by_number && !use->uuid)
        return "no GPU was chosen: the least used one does not tell its UUID";
    if (!order)
        starting_set(starting, "CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    const char *value =
        by_number ? arena_printf(arena, "%lld", use->number) : arena_strdup(arena, use->uuid);
    starting_set(starting, "CUDA_VISIBLE_DEVICES", value);
    const char *name =
        use->name ? arena_printf(arena, " (%s)", printable_of(arena, use->name)) : "";
    return arena_printf(
        arena, "CUDA_VISIBLE_DEVICES=%s: GPU %lld%s is the least used, with %lld MiB in use", value,
        use->number, name, use->used_bytes >> 20);
}

const char *starting_choose_gpu(Starting *starting)
{
    Arena *arena = starting->invocation->arena;
    const char *set;
    if (world_env(starting->world, "CUDA_VISIBLE_DEVICES", &set).known == PRESENT)
        return arena_printf(arena,
                            "no GPU was chosen: CUDA_VISIBLE_DEVICES is set already, to '%s'",
                            printable_of(arena, set));
    GpuUses uses = ask_gpu_use(starting->world, starting->python.python);
    const GpuUse *use = least_used(&uses);
    if (use)
        return choose(starting, &uses, use);
    return arena_printf(arena, "no GPU was chosen: %s",
                        uses.because ? printable_of(arena, uses.because)
                                     : "each is divided by MIG, and a part has to be named");
}
