/* whycpu fix --undo, --list, --forget: the repairs that were done. */
#include <string.h>

#include "base/fault.h"
#include "cli/environment.h"
#include "cli/fix_apply.h"
#include "repair/undo.h"
#include "report/printable.h"

bool repairs_of(const Invocation *invocation, Repairs *repairs, Refusal *refusal)
{
    const char *because;
    const char *directory =
        state_directory(invocation->arena, invocation->environ_, "repairs", &because);
    if (!directory)
        return refusal_set(refusal, 0, because);
    return repairs_open(invocation->arena, directory, repairs, refusal);
}

void tell_open_repair(const Invocation *invocation)
{
    Repairs repairs;
    Refusal refusal;
    if (!repairs_of(invocation, &repairs, &refusal))
        return;
    Repair *open = repairs_open_one(&repairs, NULL, &refusal);
    if (open)
        tell_problem(invocation->arena,
                     arena_printf(invocation->arena,
                                  "repair %s of %s was interrupted: whycpu fix --resume %s goes "
                                  "on, whycpu fix --undo %s puts everything back",
                                  open->id, open->journal->prefix, open->id, open->id));
}

/* ---- Undo ---- */

static bool is_not_undone(const Repair *repair, const void *unused)
{
    (void)unused;
    return repair->journal->end != REPAIR_UNDONE;
}

static int tell_undone(Arena *arena, const Repair *repair, const Undone *undone)
{
    const char *id = repair->id;
    for (size_t i = 0; i < undone->reasons.count; i++)
        tell_problem(arena, undone->reasons.items[i]);
    if (undone->refused) {
        tell_problem(arena,
                     arena_printf(arena,
                                  "so repair %s is not undone, and nothing was touched: take "
                                  "back what came later first, or whycpu fix --forget %s "
                                  "leaves everything as it is now",
                                  id, id));
        return EXIT_CPU;
    }
    for (size_t i = 0; i < undone->of_system.count; i++)
        tell_problem(arena, undone->of_system.items[i]);
    for (size_t i = 0; i < undone->spoiled.count; i++)
        tell_problem(arena, arena_printf(arena,
                                         "%s/%s cannot be put back: somebody wrote into the file "
                                         "itself",
                                         repair->journal->prefix, undone->spoiled.items[i]));
    if (!undone->done) {
        tell_problem(arena, arena_printf(arena,
                                         "not everything is put back yet; whycpu fix --undo "
                                         "%s does the rest once that is mended",
                                         id));
        return EXIT_CPU;
    }
    if (undone->spoiled.count == 0)
        tell(arena, arena_printf(arena, "Everything%s is as it was before repair %s.",
                                 undone->of_system.count ? " else" : "", id));
    return undone->spoiled.count || undone->of_system.count ? EXIT_CPU : EXIT_GPU;
}

int fix_undo(const Invocation *invocation, const FixOptions *options)
{
    Arena *arena = invocation->arena;
    Repairs repairs;
    Refusal refusal = {0};
    const char *because;
    if (!repairs_of(invocation, &repairs, &refusal))
        return refused(&refusal);
    Repair *repair = options->repair ? repair_read(&repairs, options->repair, &refusal)
                                     : repairs_newest(&repairs, is_not_undone, NULL, &refusal);
    if (!repair)
        return refusal.sentence ? refused(&refusal)
                                : usage_error("there is no repair that could be undone");
    if (repair->journal->end == REPAIR_UNDONE)
        return usage_error(arena_printf(arena, "repair %s is undone already", repair->id));
    int lock = repairs_lock(&repairs, &because);
    if (lock < 0) {
        tell_problem(arena, because);
        return EXIT_CPU;
    }
    Undone undone = repair_undo(arena, &repairs, repair, invocation->environ_);
    repairs_unlock(lock);
    return tell_undone(arena, repair, &undone);
}

/* ---- The others ---- */

static const char *state_of(const Repair *repair)
{
    const Journal *journal = repair->journal;
    if (journal->end == REPAIR_UNDONE)
        return "undone";
    if (journal->undoing)
        return "being undone, interrupted";
    return journal->end == REPAIR_ENDED ? "done" : "interrupted";
}

static void put_repair(Writer *out, Arena *arena, const Repair *repair)
{
    const Journal *journal = repair->journal;
    put_format(out, "%s  %s  %s\n", repair->id, state_of(repair),
               printable_of(arena, journal->prefix));
    for (size_t i = 0; i < journal->steps.count; i++)
        put_format(out, "    %s: %s%s\n", printable_of(arena, journal->steps.items[i].cause),
                   printable_of(arena, journal->steps.items[i].way),
                   journal->steps.items[i].result == RESULT_NO_HELP ? " (did not help)" : "");
}

int fix_list(const Invocation *invocation)
{
    Arena *arena = invocation->arena;
    Repairs repairs;
    Refusal refusal;
    Writer out = writer_new(arena);
    if (!repairs_of(invocation, &repairs, &refusal))
        return refused(&refusal);
    Strings ids = repairs_ids(&repairs, &refusal);
    if (refusal.sentence)
        return refused(&refusal);
    for (size_t i = 0; i < ids.count; i++) {
        Repair *repair = repair_read(&repairs, ids.items[i], &refusal);
        if (repair)
            put_repair(&out, arena, repair);
        else
            put_format(&out, "%s  unreadable  %s\n", ids.items[i],
                       printable_of(arena, refusal.sentence));
    }
    if (!ids.count)
        put(&out, "No repair was done.\n");
    if (!writer_flush(&out, 1))
        fault("the list could not be written to standard output");
    return 0;
}

int fix_forget(const Invocation *invocation, const FixOptions *options)
{
    Arena *arena = invocation->arena;
    Repairs repairs;
    Refusal refusal;
    const char *because = NULL;
    if (!repairs_of(invocation, &repairs, &refusal))
        return refused(&refusal);
    Repair *repair = repair_read(&repairs, options->repair, &refusal);
    if (!repair)
        return refused(&refusal);
    int lock = repairs_lock(&repairs, &because);
    bool gone = lock >= 0 && repair_let_go(arena, repair, &because);
    repairs_unlock(lock);
    if (!gone) {
        tell_problem(arena, because);
        return EXIT_CPU;
    }
    tell(arena, arena_printf(arena, "Repair %s is forgotten: what it changed stays.", repair->id));
    return 0;
}
