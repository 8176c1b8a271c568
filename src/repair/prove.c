#include "repair/prove.h"

#include <string.h>

#include "fix/propose.h"
#include "repair/downloads.h"
#include "repair/links.h"
#include "repair/lock_files.h"
#include "repair/start_files.h"

Judgement *judge_with_fixes(World *world, const Question *question)
{
    Side side = side_judge(world, "", question);
    propose_fixes(side.facts, side.judgement);
    add_ways_of_start_files(&side);
    complete_links(&side);
    name_lock_files(&side);
    tell_downloads(&side);
    return side.judgement;
}

/* ---- Laying ---- */

/* A file that is there keeps its rights. */
static unsigned mode_at(World *world, const char *path)
{
    FileInfo info;
    return world_stat(world, path, &info).known == PRESENT ? info.mode : 0644;
}

/* A whole library that needs nothing, as a package lays it where it was measured to lie. */
static bool lay_library(World *overlay, const Edit *edit, const char **because)
{
    *because = "what the package manager leaves is seen after it ran";
    const char *machine = world_processor(overlay)->machine, *error;
    if (!edit->path || !*machine || strpbrk(edit->path, "\"\\\n"))
        return false;
    return overlay_text(
        overlay,
        text_of(arena_printf(world_arena(overlay),
                             "whycpu-world 1\nelf \"%s\" machine=%s soname=%s runpath=$ORIGIN "
                             "needed=libc.so.6\n",
                             edit->path, machine, edit->text)),
        &error);
}

static bool lay_edit(World *overlay, const Edit *edit, const char **because)
{
    switch (edit->kind) {
    case EDIT_LINK: overlay_link(overlay, edit->path, edit->text); return true;
    case EDIT_AWAY: overlay_absent(overlay, edit->path); return true;
    case EDIT_CONTENT:
        overlay_file(overlay, edit->path, mode_at(overlay, edit->path), text_of(edit->text));
        return true;
    case EDIT_SET: overlay_env(overlay, edit->path, edit->text); return true;
    case EDIT_UNSET: overlay_env(overlay, edit->path, NULL); return true;
    case EDIT_PACKAGES: return lay_library(overlay, edit, because);
    }
    return false;
}

static bool lay_fix(World *overlay, const Fix *fix, const char **because)
{
    for (size_t i = 0; i < fix->edits.count; i++)
        if (!lay_edit(overlay, &fix->edits.items[i], because))
            return false;
    if (fix->edits.count)
        return true;
    *because = fix->by == BY_PERSON || fix->by == BY_HOST
                   ? "what is done outside is seen after it was done"
                   : "what this leaves is seen after it was done";
    return false;
}

World *world_after(World *world, const Way *way, const char **because)
{
    World *overlay = world_overlay(world_arena(world), world);
    for (size_t i = 0; i < way->fixes.count; i++)
        if (!lay_fix(overlay, way->fixes.items[i], because))
            return NULL;
    return overlay;
}

/* ---- Judging ---- */

bool is_same_cause(const Cause *a, const Cause *b)
{
    if (a->id != b->id)
        return false;
    for (size_t i = 0; i < a->subjects.count; i++)
        if (strings_have(b->subjects, a->subjects.items[i]))
            return true;
    return a->subjects.count == 0 || b->subjects.count == 0;
}

static const Cause *cause_like(const Judgement *judgement, const Cause *cause)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (is_same_cause(&judgement->causes.items[i], cause))
            return &judgement->causes.items[i];
    return NULL;
}

/* A library that was missing is there now, and not where it is searched: on the way. */
static bool is_progress(const Cause *cause)
{
    return cause->id == CAUSE_CUDA_LIBS_NOT_ON_PATH;
}

/* The first cause at this step or an earlier one of its strand that was not there before: what the
 * way itself has broken. What comes to light further down was hidden, and has a step of its own. */
static const Cause *broken_by_it(const Judgement *before, const Judgement *after, StepId step)
{
    for (size_t i = 0; i < after->causes.count; i++) {
        const Cause *cause = &after->causes.items[i];
        StepId at = cause_step(cause->id);
        bool same_strand = step_strand(at) == step_strand(step) || step_strand(at) == STRAND_BOTH ||
                           step_strand(step) == STRAND_BOTH;
        if (at <= step && same_strand && !is_progress(cause) && !cause_like(before, cause))
            return cause;
    }
    return NULL;
}

static Truth taken_away(Arena *arena, const Judgement *before, const Judgement *after,
                        const Cause *cause, const char **because)
{
    StepId step = cause_step(cause->id);
    const Cause *left = cause_like(after, cause);
    if (!left)
        left = broken_by_it(before, after, step);
    if (left) {
        *because = arena_printf(arena, "with it: %s", left->says);
        return truth_of(false);
    }
    if (after->chain[step].status == STEP_UNKNOWN && before->chain[step].status != STEP_UNKNOWN) {
        *because = after->chain[step].says ? after->chain[step].says : "it cannot be told";
        return truth_unknown(*because);
    }
    return truth_of(true);
}

static const char *doubt_of(const Way *way)
{
    for (size_t i = 0; i < way->fixes.count; i++)
        if (way->fixes.items[i]->doubt)
            return way->fixes.items[i]->doubt;
    return NULL;
}

const Judgement *prove_way(World *world, const Question *question, const Judgement *before,
                           const Cause *cause, Way *way)
{
    World *repaired = world_after(world, way, &way->because);
    if (!repaired) {
        way->mends = truth_unknown(way->because);
        return NULL;
    }
    if (!cause_like(before, cause)) {
        way->mends =
            truth_unknown(way->because = "only the driver itself can tell, once it is done");
        return NULL;
    }
    const Judgement *after = judge_with_fixes(repaired, question);
    way->mends = taken_away(world_arena(world), before, after, cause, &way->because);
    if (is_yes(way->mends) && doubt_of(way))
        way->mends = truth_unknown(way->because = doubt_of(way));
    return after;
}
