#include "repair/undo.h"

#include <string.h>

#include "parse/words.h"
#include "repair/deed.h"
#include "repair/keep.h"

enum { NAMED_AT_MOST = 10 };

typedef struct Undo {
    Arena *arena;
    Repair *repair;
    Doer doer;
    LIST_OF(Deed *) deeds; /* what is to be taken back, the last one first */
    Undone end;
} Undo;

static void collect(Undo *undo)
{
    Journal *journal = undo->repair->journal;
    for (size_t i = journal->steps.count; i > 0; i--) {
        JournalStep *step = &journal->steps.items[i - 1];
        for (size_t j = step->deeds.count; j > 0; j--)
            if (!step->deeds.items[j - 1].undone)
                list_add(undo->arena, undo->deeds, &step->deeds.items[j - 1]);
    }
}

static void reason(Undo *undo, const char *sentence)
{
    list_add(undo->arena, undo->end.reasons, sentence);
}

/* ---- Before anything is touched ---- */

/* Of several deeds at one place the last one says how it should be now. */
static bool is_last_there(const Undo *undo, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (undo->deeds.items[i]->kind != DEED_RUN && undo->deeds.items[i]->kind != DEED_KEEP &&
            strcmp(undo->deeds.items[i]->path, undo->deeds.items[index]->path) == 0)
            return false;
    return true;
}

/* What was only intended, and is something else's now, was never done by us. */
static bool was_never_done(const Deed *deed, DeedState state)
{
    return state == STATE_OTHER && !deed->done &&
           (deed->kind == DEED_LINK || deed->kind == DEED_DIRECTORY ||
            (deed->kind == DEED_WRITE && !deed->kept));
}

static void look_at_packages(Undo *undo, size_t index, bool *seen)
{
    const Deed *deed = undo->deeds.items[index];
    const char *because = NULL;
    Strings later = {0};
    if (deed->kind != DEED_RUN || !deed->kept || *seen)
        return;
    *seen = true;
    for (size_t i = 0; i < index; i++)
        list_add(undo->arena, later, undo->deeds.items[i]->path);
    Strings changed = changed_since(&undo->doer, deed, &later, NAMED_AT_MOST, &because);
    if (because)
        reason(undo, because);
    for (size_t i = 0; i < changed.count; i++)
        reason(undo,
               arena_printf(undo->arena, "%s/%s was changed since", deed->path, changed.items[i]));
}

static void look_at(Undo *undo, size_t index, bool *packages_seen)
{
    const Deed *deed = undo->deeds.items[index];
    const char *because = NULL;
    DeedState state = deed_state(&undo->doer, deed, &because);
    if ((state == STATE_OTHER || state == STATE_CLOSED) && is_last_there(undo, index) &&
        !was_never_done(deed, state))
        reason(undo, because);
    else
        look_at_packages(undo, index, packages_seen);
}

/* A repair of the same environment that came later rests on this one. */
static void look_for_later_ones(Undo *undo, const Repairs *repairs)
{
    Refusal refusal;
    Strings ids = repairs_ids(repairs, &refusal);
    if (refusal.sentence)
        reason(undo, refusal.sentence);
    for (size_t i = 0; i < ids.count; i++) {
        bool is_later = strcmp(ids.items[i], undo->repair->id) > 0;
        Repair *other = is_later ? repair_read(repairs, ids.items[i], &refusal) : NULL;
        if (is_later && !other && refusal.is_blameless)
            reason(undo, refusal.sentence);
        if (other && other->journal->end != REPAIR_UNDONE && other->journal->steps.count &&
            strcmp(other->journal->prefix, undo->repair->journal->prefix) == 0)
            reason(undo, arena_printf(undo->arena,
                                      "repair %s of the same environment came later; undo it first",
                                      other->id));
    }
}

/* ---- Putting back ---- */

static const JournalStep *step_of(const Undo *undo, const Deed *deed)
{
    const Journal *journal = undo->repair->journal;
    size_t i = 0;
    while (i + 1 < journal->steps.count &&
           (deed < journal->steps.items[i].deeds.items ||
            deed >= journal->steps.items[i].deeds.items + journal->steps.items[i].deeds.count))
        i++;
    return &journal->steps.items[i];
}

/* Nobody knows how far one came that did not end well. */
static bool was_begun(const JournalStep *step, const Deed *deed)
{
    return deed->done || deed == step->deeds.items || deed[-1].done;
}

static void note_system_command(Undo *undo, const Deed *deed)
{
    const JournalStep *step = step_of(undo, deed);
    Writer out = writer_new(undo->arena);
    if (!was_begun(step, deed))
        return;
    for (size_t i = 0; i < deed->words.count; i++) {
        put(&out, i ? " " : "");
        put_word(&out, text_of(deed->words.items[i]));
    }
    put(&out, deed->done ? " was run, and is not whycpu's to take back"
                         : " was begun and did not end well; what it left is not whycpu's to take "
                           "back");
    list_add(undo->arena, undo->end.of_system,
             text_copy(undo->arena, (Text){out.bytes, out.length}));
    for (size_t i = 0; i < step->by_hand.count; i++) {
        const char *by_hand = arena_printf(undo->arena, "by hand: %s", step->by_hand.items[i]);
        if (!strings_have(undo->end.of_system, by_hand))
            list_add(undo->arena, undo->end.of_system, by_hand);
    }
}

static bool take_back(Undo *undo, Deed *deed)
{
    const char *because = NULL;
    DeedState state = deed_state(&undo->doer, deed, &because);
    if (deed->kind == DEED_RUN && !deed->kept)
        note_system_command(undo, deed);
    if (!was_never_done(deed, state) && !deed_undo(&undo->doer, deed, &because)) {
        reason(undo, because ? because : "it cannot be put back");
        return false;
    }
    return true;
}

/* That a line cannot be written does no harm yet: what is taken back is seen by looking. */
static bool take_all_back(Undo *undo)
{
    const char *because = NULL;
    bool noted = true;
    for (size_t i = 0; i < undo->deeds.count; i++) {
        if (!take_back(undo, undo->deeds.items[i]))
            return false;
        noted = repair_undid(undo->repair, undo->deeds.items[i], &because) && noted;
    }
    for (size_t i = 0; i < undo->deeds.count && !noted; i++)
        if (!repair_undid(undo->repair, undo->deeds.items[i], &because)) {
            reason(undo, because);
            return false;
        }
    return true;
}

static bool forget_all_kept(Doer *doer, const Journal *journal, const char **because)
{
    for (size_t i = 0; i < journal->steps.count; i++)
        for (size_t j = 0; j < journal->steps.items[i].deeds.count; j++) {
            const Deed *deed = &journal->steps.items[i].deeds.items[j];
            /* The kept things of an environment lie in it, not beside it. */
            const char *path = deed->kind >= DEED_KEEP ? deed->kept : deed->path;
            if (deed->kept && !forget_kept(doer, path, because))
                return false;
        }
    return true;
}

static bool finish(Undo *undo)
{
    const char *because = NULL;
    undo->end.spoiled = undo->doer.spoiled;
    if (!forget_all_kept(&undo->doer, undo->repair->journal, &because) ||
        !repair_ended(undo->repair, "undone", &because)) {
        reason(undo, because);
        return false;
    }
    return true;
}

static Doer doer_for(Arena *arena, const Repair *repair, const char *const *environ_)
{
    return (Doer){
        .arena = arena, .id = repair->id, .prefix = repair->journal->prefix, .environ_ = environ_};
}

Undone repair_undo(Arena *arena, const Repairs *repairs, Repair *repair,
                   const char *const *environ_)
{
    Undo undo = {.arena = arena, .repair = repair, .doer = doer_for(arena, repair, environ_)};
    const char *because = NULL;
    bool packages_seen = repair->journal->undoing;
    collect(&undo);
    look_for_later_ones(&undo, repairs);
    for (size_t i = 0; i < undo.deeds.count; i++)
        look_at(&undo, i, &packages_seen);
    undo.end.refused = undo.end.reasons.count > 0;
    if (undo.end.refused)
        return undo.end;
    if (repair->fd < 0 && !repair_go_on(repair, &because)) {
        reason(&undo, because);
        return undo.end;
    }
    repair_undoing(repair, &because);
    undo.end.done = take_all_back(&undo) && finish(&undo);
    repair_close(repair);
    return undo.end;
}

bool repair_let_go(Arena *arena, Repair *repair, const char **because)
{
    Doer doer = doer_for(arena, repair, NULL);
    *because = NULL;
    return forget_all_kept(&doer, repair->journal, because) && repair_forget(repair, because);
}
