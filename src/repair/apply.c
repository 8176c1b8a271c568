#include "repair/apply.h"

#include <string.h>

#include "base/table.h"
#include "repair/deeds.h"
#include "repair/prove.h"
#include "repair/undo.h"

/* Each round takes a cause away; a machine that brings ever new ones is given up. */
enum { ROUND_CEILING = 32 };

typedef struct Round {
    const Applier *applier;
    Arena *arena;
    Doer doer;
    Repair *repair; /* NULL until something is done */
    int lock;       /* -1: not held */
    World *machine; /* with what a new shell is given */
    const Plan *plan;
    Table tried; /* ways that were done, declined, or cannot be done */
    bool stopped, open;
} Round;

static void say(const Round *round, const char *sentence)
{
    round->applier->talk.say(round->applier->talk.context, sentence);
}

static void stop(Round *round, const char *sentence)
{
    round->stopped = true;
    if (sentence)
        say(round, sentence);
}

/* ---- Looking ---- */

/* What files set for a new shell, and what is set no more. */
static void lay_variables(World *overlay, const Journal *journal)
{
    Arena *arena = world_arena(overlay);
    for (size_t i = 0; i < journal->steps.count; i++) {
        const JournalStep *step = &journal->steps.items[i];
        for (size_t j = 0; j < step->unset.count; j++)
            overlay_env(overlay, step->unset.items[j], NULL);
        for (size_t j = 0; j < step->set.count; j++) {
            const char *equals = strchr(step->set.items[j], '=');
            size_t length = (size_t)(equals - step->set.items[j]);
            overlay_env(overlay, arena_copy(arena, step->set.items[j], length), equals + 1);
        }
    }
}

static bool look_again(Round *round)
{
    World *machine;
    Question question;
    const char *because = NULL;
    const Talk *talk = &round->applier->talk;
    round->plan = NULL;
    if (!talk->look(talk->context, &machine, &question, &because)) {
        stop(round, arena_printf(round->arena, "it cannot be looked at: %s", because));
        return false;
    }
    if (round->repair) {
        machine = world_overlay(world_arena(machine), machine);
        lay_variables(machine, round->repair->journal);
    }
    round->machine = machine;
    round->plan = plan_make(machine, &question);
    return true;
}

static const char *prefix_of(const Round *round)
{
    const char *prefix = round->plan->before->target.prefix;
    return prefix ? prefix : "/";
}

/* ---- Choosing ---- */

static const char *key_of(Arena *arena, const PlanStep *step, const Way *way)
{
    return arena_printf(arena, "%s %s %s", cause_word(step->cause->id), way->fix->id,
                        step->cause->subjects.count ? step->cause->subjects.items[0] : "");
}

static bool is_tried(Round *round, const PlanStep *step, const Way *way)
{
    return table_get(&round->tried, key_of(round->arena, step, way)) != NULL;
}

static void mark_tried(Round *round, const PlanStep *step, const Way *way)
{
    table_put(round->arena, &round->tried, key_of(round->arena, step, way), round);
}

/* Once a way of a step was done or declined to the end, the step is over. */
static const Way *next_way(Round *round, const PlanStep *step)
{
    for (size_t i = 0; i < step->ways.count; i++) {
        const Way *way = &step->ways.items[i];
        const char *because;
        if (is_tried(round, step, way))
            continue;
        if (way_can_be_done(round->arena, way, round->applier->system, &because))
            return way;
    }
    return NULL;
}

/* Of the ways that are not done one could be with --system. */
static bool root_could(Round *round, const PlanStep *step)
{
    const char *because;
    for (size_t i = 0; i < step->ways.count; i++)
        if (way_can_be_done(round->arena, &step->ways.items[i], true, &because))
            return true;
    return false;
}

static const char *why_it_is_left(Round *round, const PlanStep *step)
{
    const char *because = "whycpu knows nothing that would mend it", *even_so;
    const bool system = round->applier->system;
    if (!step->ways.count || way_can_be_done(round->arena, &step->ways.items[0], system, &because))
        return because;
    if (system || way_can_be_done(round->arena, &step->ways.items[0], true, &even_so) ||
        !root_could(round, step))
        return because;
    return arena_printf(round->arena,
                        "%s; another way needs root, and with --system whycpu does it", because);
}

/* What nobody is asked about is told once. */
static void say_what_is_left_out(Round *round)
{
    for (size_t i = 0; i < round->plan->steps.count; i++) {
        const PlanStep *step = &round->plan->steps.items[i];
        if (next_way(round, step) ||
            (step->ways.count && is_tried(round, step, &step->ways.items[0])))
            continue;
        const char *because = why_it_is_left(round, step);
        if (because)
            say(round, arena_printf(round->arena, "left as it is: %s: %s",
                                    cause_word(step->cause->id), because));
    }
}

/* ---- Doing ---- */

static Doer doer_of(Round *round, const char *id, const char *prefix)
{
    const char *real = prefix;
    world_real_path(round->machine, prefix, &real);
    return (Doer){.arena = round->arena,
                  .id = id,
                  .prefix = real ? real : prefix,
                  .environ_ = round->applier->environ_,
                  .unattended = round->applier->unattended};
}

/* The repair begins with its first step: before that nothing is written anywhere. */
static bool begin(Round *round, const char **because)
{
    if (round->repair)
        return true;
    const Applier *applier = round->applier;
    round->repair = repair_begin(applier->repairs, round->doer.id, round->doer.prefix,
                                 applier->question, because);
    if (!round->repair)
        return false;
    round->lock = repairs_lock(applier->repairs, because);
    if (round->lock >= 0)
        return true;
    const char *ignored;
    repair_forget(round->repair, &ignored);
    round->repair = NULL;
    return false;
}

/* What commands of the system leave behind is theirs. */
static bool has_run_for_system(const Journal *journal)
{
    for (size_t i = 0; i < journal->steps.count; i++)
        for (size_t j = 0; j < journal->steps.items[i].deeds.count; j++) {
            const Deed *deed = &journal->steps.items[i].deeds.items[j];
            if (deed->kind == DEED_RUN && !deed->kept)
                return true;
        }
    return false;
}

static const char *how_to_undo(const Round *round)
{
    return arena_printf(round->arena,
                        has_run_for_system(round->repair->journal)
                            ? "whycpu fix --undo %s puts back all but what commands of the system "
                              "did, and tells how that is taken back"
                            : "whycpu fix --undo %s puts everything back",
                        round->repair->id);
}

static const char *how_to_go_on(const Round *round)
{
    if (round->repair->journal->undoing)
        return arena_printf(round->arena, "whycpu fix --undo %s puts the rest back",
                            round->doer.id);
    return arena_printf(round->arena, "%s, whycpu fix --resume %s goes on", how_to_undo(round),
                        round->doer.id);
}

static bool do_deeds(Round *round, JournalStep *step)
{
    const char *because = NULL;
    const Talk *talk = &round->applier->talk;
    for (size_t i = 0; i < step->deeds.count; i++) {
        Deed *deed = &step->deeds.items[i];
        if (deed->done)
            continue;
        if (talk->interrupted(talk->context))
            because = "interrupted";
        if (because || !deed_do(&round->doer, deed, &because) ||
            !repair_did(round->repair, deed, &because)) {
            round->open = true;
            stop(round, because ? because : "it cannot be done as it was meant");
            return false;
        }
    }
    return true;
}

static const Cause *cause_that_is_left(const Judgement *judgement, const JournalStep *step)
{
    for (size_t i = 0; i < judgement->causes.count; i++) {
        const Cause *cause = &judgement->causes.items[i];
        if (strcmp(cause_word(cause->id), step->cause) != 0)
            continue;
        for (size_t j = 0; j < step->subjects.count; j++)
            if (strings_have(cause->subjects, step->subjects.items[j]))
                return cause;
        if (!step->subjects.count || !cause->subjects.count)
            return cause;
    }
    return NULL;
}

static bool see_what_came_of_it(Round *round, JournalStep *step)
{
    const char *because = NULL;
    if (!look_again(round))
        return false;
    const Cause *left = cause_that_is_left(round->plan->before, step);
    if (!repair_result(round->repair, step, left ? RESULT_NO_HELP : RESULT_HELPED, &because)) {
        stop(round, because);
        return false;
    }
    if (!left) {
        say(round, arena_printf(round->arena, "done, and seen to help: %s is gone", step->cause));
        return true;
    }
    stop(round, arena_printf(round->arena, "done, and it did not help: %s", left->says));
    return false;
}

static bool do_step(Round *round, JournalStep *planned)
{
    const char *because = NULL;
    if (!begin(round, &because)) {
        stop(round, because);
        say(round, "nothing was changed: what is not written down first cannot be put back");
        return false;
    }
    if (!repair_will(round->repair, planned, &because)) {
        stop(round, because);
        return false;
    }
    Journal *journal = round->repair->journal;
    JournalStep *step = &journal->steps.items[journal->steps.count - 1];
    return do_deeds(round, step) && see_what_came_of_it(round, step);
}

/* ---- Step by step ---- */

static Answered ask(Round *round, const PlanStep *step, const Way *way, const JournalStep *deeds)
{
    const Talk *talk = &round->applier->talk;
    return talk->ask(talk->context, round->plan, step, way, deeds);
}

/* A step that was made ready, asked for and done; false when the repair stops with it. */
static bool take_step(Round *round, const PlanStep *step, const Way *way)
{
    const char *because = NULL;
    JournalStep deeds = {.cause = cause_word(step->cause->id),
                         .way = way->fix->id,
                         .subjects = step->cause->subjects};
    long long first = round->repair ? journal_deeds(round->repair->journal) + 1 : 1;
    mark_tried(round, step, way);
    if (!round->repair)
        round->doer = doer_of(round, round->doer.id, prefix_of(round));
    bool ready =
        deeds_of_way(&round->doer, round->machine, prefix_of(round), way, first, &deeds, &because);
    if (!ready || !deeds.deeds.count) {
        say(round,
            arena_printf(round->arena, "left as it is: %s: %s", deeds.cause,
                         ready ? "everything that this way changes is so already" : because));
        return true;
    }
    Answered answered = ask(round, step, way, &deeds);
    if (answered == ANSWER_STOP)
        stop(round, NULL);
    if (answered == ANSWER_STOP || answered == ANSWER_NO)
        return answered == ANSWER_NO;
    return do_step(round, &deeds);
}

static bool take_next(Round *round)
{
    for (size_t i = 0; i < round->plan->steps.count; i++) {
        const Way *way = next_way(round, &round->plan->steps.items[i]);
        if (way)
            return take_step(round, &round->plan->steps.items[i], way);
    }
    return false;
}

static void take_all(Round *round)
{
    for (int i = 0; i < ROUND_CEILING && round->plan; i++)
        if (round->plan->before->verdict == VERDICT_GPU || !take_next(round))
            return;
}

/* ---- Beginning and end ---- */

/* What was only being kept has changed nothing. */
static bool has_changed_nothing(Round *round, const Deed *deed, bool is_first)
{
    const char *because;
    DeedState state;
    if (deed->kind == DEED_KEEP)
        return true;
    if (deed->done)
        return false;
    if (deed->kind == DEED_RUN)
        return !is_first;
    state = deed_state(&round->doer, deed, &because);
    return state == STATE_BEFORE || state == STATE_BETWEEN;
}

static bool nothing_was_changed(Round *round)
{
    const Journal *journal = round->repair->journal;
    for (size_t i = 0; i < journal->steps.count; i++)
        for (size_t j = 0; j < journal->steps.items[i].deeds.count; j++) {
            const Deed *deed = &journal->steps.items[i].deeds.items[j];
            if (!has_changed_nothing(round, deed, j == 0 || deed[-1].done))
                return false;
        }
    return true;
}

static void end(Round *round)
{
    const char *because = NULL;
    Repair *repair = round->repair;
    if (!repair)
        return;
    if (!repair->journal->steps.count) {
        repair_forget(repair, &because);
        say(round, "nothing was changed");
    } else if (round->open && nothing_was_changed(round)) {
        Undone undone =
            repair_undo(round->arena, round->applier->repairs, repair, round->applier->environ_);
        round->open = !undone.done;
        for (size_t i = 0; i < undone.reasons.count; i++)
            say(round, undone.reasons.items[i]);
        say(round, undone.done ? "nothing was changed" : how_to_go_on(round));
    } else if (round->open)
        say(round, how_to_go_on(round));
    else if (!repair_ended(repair, round->stopped ? "stopped" : "applied", &because)) {
        say(round, because);
        say(round, how_to_go_on(round));
    } else
        say(round, how_to_undo(round));
    repair_close(repair);
    repairs_unlock(round->lock);
}

static Applied applied(const Round *round)
{
    return (Applied){.judgement = round->plan ? round->plan->before : NULL,
                     .id = round->repair ? round->repair->id : NULL,
                     .stopped = round->stopped,
                     .open = round->open};
}

Applied repair_apply(const Applier *applier)
{
    Round round = {.applier = applier, .arena = applier->arena, .lock = -1};
    round.doer.id = repair_new_id(applier->arena);
    if (!look_again(&round))
        return applied(&round);
    take_all(&round);
    if (round.plan && !round.stopped)
        say_what_is_left_out(&round);
    end(&round);
    return applied(&round);
}

/* The last step that was begun, when it was not seen what came of it. */
static bool finish_open_step(Round *round)
{
    Journal *journal = round->repair->journal;
    for (size_t i = 0; i < journal->steps.count; i++) {
        JournalStep *step = &journal->steps.items[i];
        if (step->result == RESULT_OPEN &&
            (!do_deeds(round, step) || !see_what_came_of_it(round, step)))
            return false;
    }
    return true;
}

Applied repair_resume(const Applier *applier, Repair *repair)
{
    Round round = {.applier = applier, .arena = applier->arena, .repair = repair, .lock = -1};
    const char *because = NULL;
    round.doer = (Doer){.arena = round.arena,
                        .id = repair->id,
                        .prefix = repair->journal->prefix,
                        .environ_ = applier->environ_,
                        .unattended = applier->unattended,
                        .again = true};
    round.lock = repairs_lock(applier->repairs, &because);
    if (round.lock < 0 || !repair_go_on(repair, &because)) {
        stop(&round, because);
        round.open = true;
        repairs_unlock(round.lock);
        return applied(&round);
    }
    bool finished = finish_open_step(&round);
    round.doer.again = false;
    if (finished && (round.plan || look_again(&round)))
        take_all(&round);
    if (!round.plan && !round.stopped)
        look_again(&round);
    end(&round);
    return applied(&round);
}
