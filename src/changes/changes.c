#include "changes/changes.h"

#include <string.h>

#include "base/path.h"
#include "base/writer.h"
#include "redact/redact.h"
#include "world/renamed.h"

/* ---- Facts ---- */

static const char *list_of(Arena *arena, Strings texts)
{
    Writer list = writer_new(arena);
    for (size_t i = 0; i < texts.count; i++)
        put_format(&list, "%s%s", i ? ", " : "", texts.items[i]);
    return list.bytes;
}

static const char *opening_in_words(Arena *arena, const Opening *opening)
{
    if (opens(
            opening)) /* what an earlier one brought in may have been found in no way of its own */
        return opening->path ? path_normal(arena, "/", opening->path) : "loaded";
    if (opening->fails_on && strcmp(opening->fails_on, opening->name) != 0)
        return arena_printf(arena, "does not open, because of %s", opening->fails_on);
    return opening->result == OPEN_CRASHES ? "crashes" : "not found";
}

static const char *fact_in_words(Arena *arena, const Fact *fact)
{
    if (fact->known != PRESENT)
        return NULL;
    switch (fact_type(fact->name)) {
    case FACT_IS_TEXT: return fact->text;
    case FACT_IS_NUMBER: return arena_printf(arena, "%lld", fact->number);
    case FACT_IS_FLAG: return fact->flag ? "yes" : "no";
    case FACT_IS_TEXTS: return list_of(arena, fact->texts);
    case FACT_IS_OPENING: return opening_in_words(arena, fact->opening);
    }
    return NULL;
}

/* Where the library is found says nothing of why nothing was asked. */
static bool is_told(const Fact *fact)
{
    bool is_open = fact->known == PRESENT && fact_type(fact->name) == FACT_IS_OPENING &&
                   fact->opening->result == OPEN_UNKNOWN;
    return fact->known != UNKNOWN && !is_open;
}

FactChangeList facts_changed(Arena *arena, const Facts *before, const Facts *after)
{
    FactChangeList changes = {0};
    for (size_t i = 0; i < facts_count(after); i++) {
        const Fact *now = facts_at(after, i), *then = fact_get(before, now->subject, now->name);
        if (!is_told(now) || !is_told(then))
            continue;
        FactChange change = {now->subject, now->name, fact_in_words(arena, then),
                             fact_in_words(arena, now)};
        bool is_same = change.before == change.after ||
                       (change.before && change.after && strcmp(change.before, change.after) == 0);
        if (!is_same)
            list_add(arena, changes, change);
    }
    return changes;
}

/* ---- One name for one thing ---- */

/* Environments that were made for a project, of one kind: one may stand for the other. */
static bool may_stand_for(const PythonEnvironment *a, const PythonEnvironment *b)
{
    return a && b && a->kind == b->kind && (a->kind == PYTHON_VENV || a->kind == PYTHON_CONDA);
}

static void add_renaming(Arena *arena, const char *from, const char *to, Renaming *renamings,
                         size_t *count)
{
    if (!from || !to || strcmp(from, to) == 0 || from[0] != '/' || to[0] != '/' || !from[1] ||
        !to[1])
        return;
    renamings[(*count)++] = (Renaming){arena_strdup(arena, from), arena_strdup(arena, to)};
}

static const char *home_of(World *world)
{
    const char *home;
    return world_env(world, "HOME", &home).known == PRESENT ? home : world_user(world)->home;
}

/* The older side is told with the names of the newer one. */
static size_t renamings_of(Arena *arena, World *then, const Question *of_then, World *now,
                           const Question *of_now, Renaming *renamings)
{
    size_t count = 0;
    const char *error;
    PythonEnvironment *a = python_find(then, &of_then->choice, &error);
    PythonEnvironment *b = python_find(now, &of_now->choice, &error);
    if (may_stand_for(a, b))
        add_renaming(arena, a->prefix, b->prefix, renamings, &count);
    add_renaming(arena, home_of(then), home_of(now), renamings, &count);
    return count;
}

static const char *renamed_path(Arena *arena, const char *path, const Renaming *renamings,
                                size_t count)
{
    for (size_t i = 0; path && i < count; i++) {
        size_t length = strlen(renamings[i].from);
        if (starts_with(path, renamings[i].from) && (path[length] == '/' || !path[length]))
            return arena_printf(arena, "%s%s", renamings[i].to, path + length);
    }
    return path;
}

/* Names alone change no answer; where they do, they were no mere names. */
static bool has_same_answer(World *world, const Question *question, World *renamed,
                            const Question *asked)
{
    return same_answer(side_judge(world, "", question).judgement,
                       side_judge(renamed, "", asked).judgement);
}

static World *with_names_of(Arena *arena, const Recording *before, World *then,
                            const Recording *after, World *now, Question *of_then)
{
    Renaming renamings[2];
    const char *error;
    size_t count = renamings_of(arena, then, &before->question, now, &after->question, renamings);
    if (count == 0)
        return then;
    Text text = recorded_text_renamed(arena, before->text, renamings, count);
    World *renamed = world_recorded(arena, text, &error);
    Question asked = *of_then;
    asked.choice.python = renamed_path(arena, asked.choice.python, renamings, count);
    asked.choice.venv = renamed_path(arena, asked.choice.venv, renamings, count);
    if (!renamed || !has_same_answer(then, of_then, renamed, &asked))
        return then;
    *of_then = asked;
    return renamed;
}

/* ---- Both ---- */

static Side judged_side(World *world, const Recording *recording, const Question *question)
{
    Side side = side_judge(world, recording->name, question);
    side.is_here = recording->is_here;
    return side;
}

/* The same recording as if it had been redacted, with the names of `now`. NULL: it cannot be. */
static World *redacted_too(Arena *arena, const Recording *recording, const Recording *after,
                           World *now)
{
    Recording redacted = *recording;
    Redaction done;
    const char *error;
    Strings no_hosts = {0};
    if (!world_redacted(arena, recording->text, no_hosts, &redacted.text, &done, &error))
        return NULL;
    World *world = world_recorded(arena, redacted.text, &error);
    return world ? with_names_of(arena, &redacted, world, after, now, &redacted.question) : NULL;
}

/* NULL when both are redacted, or none is. */
static const Likeness *likeness_of(Arena *arena, const Recording *before, World *then,
                                   const Recording *after, World *now)
{
    Likeness *likeness = arena_new_of(arena, Likeness);
    if (before->is_redacted == after->is_redacted)
        return NULL;
    *likeness = (Likeness){
        before->is_redacted ? then : redacted_too(arena, before, after, now),
        after->is_redacted ? now : redacted_too(arena, after, after, now),
    };
    return likeness->before && likeness->after ? likeness : NULL;
}

static Changes *compared(Arena *arena, Side before, Side after, const Likeness *likeness)
{
    Changes *changes = arena_new_of(arena, Changes);
    *changes = (Changes){.before = before, .after = after};
    changes->parts = parts_of(arena, &changes->before, &changes->after, likeness);
    changes->explanation =
        explain_changes(arena, &changes->before, &changes->after, &changes->parts);
    changes->facts = facts_changed(arena, before.facts, after.facts);
    return changes;
}

static Framework framework_of_both(World *then, const Question *of_then, World *now,
                                   const Question *of_now)
{
    if (of_now->framework != FRAMEWORK_NONE)
        return of_now->framework;
    if (of_then->framework != FRAMEWORK_NONE)
        return of_then->framework;
    Framework framework = side_framework(then, &of_then->choice);
    return framework == FRAMEWORK_NONE ? side_framework(now, &of_now->choice) : framework;
}

Changes *changes_between(Arena *arena, const Recording *before, const Recording *after,
                         const char **error, int *wrong)
{
    Question of_then = before->question, of_now = after->question;
    *wrong = 0;
    World *then = world_recorded(arena, before->text, error);
    if (!then)
        return NULL;
    *wrong = 1;
    World *now = world_recorded(arena, after->text, error);
    if (!now)
        return NULL;
    of_then.framework = of_now.framework = framework_of_both(then, &of_then, now, &of_now);
    then = with_names_of(arena, before, then, after, now, &of_then);
    Changes *changes =
        compared(arena, judged_side(then, before, &of_then), judged_side(now, after, &of_now),
                 likeness_of(arena, before, then, after, now));
    changes->since = world_origin(then)->date;
    return changes;
}
