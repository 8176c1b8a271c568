/* whycpu fix --undo, --list, --forget: the repairs that were done. */
#include <string.h>

#include "base/fault.h"
#include "cli/environment.h"
#include "cli/fix_apply.h"
#include "repair/undo.h"
#include "report/printable.h"

bool repairs_of(const Invocation *invocation, Repairs *repairs)
{
    const char *because = NULL;
    const char *directory =
        state_directory(invocation->arena, invocation->environ_, "repairs", &because);
    if (directory && repairs_open(invocation->arena, directory, repairs, &because))
        return true;
    tell_problem(invocation->arena, because);
    return false;
}

void tell_open_repair(const Invocation *invocation)
{
    Repairs repairs;
    const char *because = NULL;
    const char *directory =
        state_directory(invocation->arena, invocation->environ_, "repairs", &because);
    if (!directory || !repairs_open(invocation->arena, directory, &repairs, &because))
        return;
    Repair *open = repairs_open_one(&repairs, NULL);
    if (open)
        tell_problem(invocation->arena,
                     arena_printf(invocation->arena,
                                  "repair %s of %s was interrupted: whycpu fix --resume %s goes "
                                  "on, whycpu fix --undo %s puts everything back",
                                  open->id, open->journal->prefix, open->id, open->id));
}

/* ---- Undo ---- */

/* The newest that is not undone. */
static Repair *last_one(const Repairs *repairs)
{
    Strings ids = repairs_ids(repairs);
    const char *because;
    for (size_t i = ids.count; i > 0; i--) {
        Repair *repair = repair_read(repairs, ids.items[i - 1], &because);
        if (repair && repair->journal->end != REPAIR_UNDONE)
            return repair;
    }
    return NULL;
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
    const char *because = NULL;
    if (!repairs_of(invocation, &repairs))
        return EXIT_USAGE;
    Repair *repair =
        options->repair ? repair_read(&repairs, options->repair, &because) : last_one(&repairs);
    if (!repair)
        return usage_error(because ? printable_of(arena, because)
                                   : "there is no repair that could be undone");
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
    Writer out = writer_new(arena);
    if (!repairs_of(invocation, &repairs))
        return EXIT_USAGE;
    Strings ids = repairs_ids(&repairs);
    for (size_t i = 0; i < ids.count; i++) {
        const char *because = NULL;
        Repair *repair = repair_read(&repairs, ids.items[i], &because);
        if (repair)
            put_repair(&out, arena, repair);
        else
            put_format(&out, "%s  unreadable  %s\n", ids.items[i], printable_of(arena, because));
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
    const char *because = NULL;
    if (!repairs_of(invocation, &repairs))
        return EXIT_USAGE;
    Repair *repair = repair_read(&repairs, options->repair, &because);
    if (!repair)
        return usage_error(printable_of(arena, because));
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
