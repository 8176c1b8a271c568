/* Commands for what only a driver that was asked can tell. */
#include <string.h>

#include "fix/propose.h"
#include "harness.h"

static Cause *proposed(CauseId id, Effect effect, const char *evidence)
{
    Facts *facts = facts_new(test_arena());
    Judgement *judgement = arena_new_of(test_arena(), Judgement);
    Cause cause = {.id = id, .effect = effect, .says = "test"};
    CauseList *list = effect == EFFECT_FAILS ? &judgement->causes : &judgement->findings;
    list_add(test_arena(), cause.subjects, "0000:3b:00.0");
    if (evidence)
        list_add(test_arena(), cause.evidence, (Evidence){evidence, "asked: NVML"});
    list_add(test_arena(), *list, cause);
    propose_fixes(facts, judgement);
    return &list->items[0];
}

static const char *shown(const Cause *cause, size_t which)
{
    const char *text = "";
    if (which >= cause->fixes.count)
        return NULL;
    Strings command = cause->fixes.items[which].command;
    for (size_t i = 0; i < command.count; i++)
        text = arena_printf(test_arena(), "%s%s%s", text, i ? " " : "", command.items[i]);
    return text;
}

TEST(compute_mode)
{
    Cause *cause = proposed(CAUSE_EXCLUSIVE_COMPUTE_MODE, EFFECT_FAILS, NULL);
    CHECK_TEXT(cause->fixes.items[0].id, "end-other-process");
    CHECK_TEXT(shown(cause, 1), "sudo nvidia-smi -i 0000:3b:00.0 -c DEFAULT");
    CHECK(cause->fixes.items[1].needs_root);
    CHECK_TEXT(cause->fixes.items[1].undo, "sudo nvidia-smi -i 0000:3b:00.0 -c EXCLUSIVE_PROCESS");
    CHECK_TEXT(cause->check_yourself,
               "nvidia-smi --query-gpu=pci.bus_id,compute_mode --format=csv");
}

TEST(memory_of_a_process_that_is_known)
{
    Cause *cause = proposed(CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS, EFFECT_FAILS,
                            "process 4711 holds 79000 MiB");
    CHECK_TEXT(shown(cause, 0), "kill 4711");
    CHECK_TEXT(shown(cause, 1), NULL);
}

TEST(memory_of_nobody_that_is_seen)
{
    static const char *const SAYS[] = {"no process on it is shown here", "process 1 holds 3 MiB",
                                       "process -1", "process 0", "process x"};
    for (size_t i = 0; i < sizeof SAYS / sizeof *SAYS; i++) {
        Cause *cause = proposed(CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS, EFFECT_PART, SAYS[i]);
        CHECK(starts_with(shown(cause, 0), "sudo nvidia-smi --query-compute-apps="));
        CHECK_TEXT(shown(cause, 1), "env TF_FORCE_GPU_ALLOW_GROWTH=true python PROGRAM.py");
    }
}

TEST(resets_heat_and_errors)
{
    CHECK_TEXT(shown(proposed(CAUSE_GPU_NEEDS_RESET, EFFECT_PART, NULL), 0),
               "sudo nvidia-smi --gpu-reset -i 0000:3b:00.0");
    CHECK_TEXT(shown(proposed(CAUSE_GPU_THROTTLED, EFFECT_SLOW, NULL), 0), "");
    CHECK_TEXT(shown(proposed(CAUSE_CUINIT_FAILS, EFFECT_FAILS, NULL), 0),
               "sudo dmesg --level=err,warn");
}
