/* A plan as JSON, schema whycpu.plan/1 (docs/schema/whycpu.plan-1.json). */
#include <string.h>

#include "report/json_parts.h"
#include "report/plan.h"

static const char *edit_word(EditKind kind)
{
    static const char *const WORDS[] = {"link", "away", "content", "set", "unset", "packages"};
    return WORDS[kind];
}

/* What a file will hold is not told: it may hold what is nobody's business. */
static void put_edits(Writer *out, const Edits *edits)
{
    json_key(out, "edits");
    json_open(out, '[');
    for (size_t i = 0; i < edits->count; i++) {
        const Edit *edit = &edits->items[i];
        json_open(out, '{');
        json_pair(out, "kind", edit_word(edit->kind));
        json_pair_path(out, "path", edit->path);
        json_pair(out, "text", edit->kind == EDIT_CONTENT ? NULL : edit->text);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_fix(Writer *out, const Fix *fix)
{
    json_open(out, '{');
    json_pair(out, "id", fix->id);
    json_pair(out, "says", fix->says);
    json_pair_strings(out, "command", fix->command);
    json_pair(out, "by", fix_actor_word(fix->by));
    json_pair_bool(out, "needs_root", fix->needs_root);
    json_pair(out, "seen_after", fix_after_word(fix->after));
    json_pair_count(out, "download_bytes",
                    fix->download_bytes ? (long long)fix->download_bytes : -1);
    json_pair_count(out, "download_at_most_bytes",
                    fix->download_at_most_bytes ? (long long)fix->download_at_most_bytes : -1);
    json_pair(out, "survives", fix->survives);
    json_pair_number(out, "invasiveness", fix->invasiveness);
    json_pair(out, "undo", fix->undo);
    put_edits(out, &fix->edits);
    json_close(out, '}');
}

static void put_way(Writer *out, const Way *way)
{
    json_open(out, '{');
    json_pair_truth(out, "mends", way->mends);
    json_pair(out, "because", way->because);
    json_key(out, "fixes");
    json_open(out, '[');
    for (size_t i = 0; i < way->fixes.count; i++)
        put_fix(out, way->fixes.items[i]);
    json_close(out, ']');
    json_close(out, '}');
}

static void put_consequences(Writer *out, const Judgement *judgement, const Cause *cause)
{
    json_key(out, "consequences");
    json_open(out, '[');
    for (size_t i = 0; i < judgement->causes.count; i++) {
        const Cause *other = &judgement->causes.items[i];
        if (other->follows_from && strcmp(other->follows_from, cause_word(cause->id)) == 0)
            json_string(out, cause_word(other->id));
    }
    json_close(out, ']');
}

static void put_step(Writer *out, const Plan *plan, const PlanStep *step)
{
    const Cause *cause = step->cause;
    json_open(out, '{');
    json_pair(out, "cause", cause_word(cause->id));
    json_pair(out, "step", step_word(cause_step(cause->id)));
    json_pair(out, "effect", effect_word(cause->effect));
    json_pair_bool(out, "certain", cause->certain);
    json_pair_strings(out, "subjects", cause->subjects);
    json_pair(out, "says", cause->says);
    json_pair(out, "check_yourself", cause->check_yourself);
    json_key(out, "also");
    json_open(out, '[');
    for (size_t i = 0; i < step->also.count; i++)
        json_string(out, cause_word(step->also.items[i]->id));
    json_close(out, ']');
    put_consequences(out, plan->before, cause);
    json_key(out, "ways");
    json_open(out, '[');
    for (size_t i = 0; i < step->ways.count; i++)
        put_way(out, &step->ways.items[i]);
    json_close(out, ']');
    json_key(out, "no_use");
    json_open(out, '[');
    for (size_t i = 0; i < step->no_use.count; i++)
        put_way(out, &step->no_use.items[i]);
    json_close(out, ']');
    json_close(out, '}');
}

static void put_side(Writer *out, const char *key, const Judgement *judgement)
{
    json_key(out, key);
    json_open(out, '{');
    json_pair(out, "verdict", verdict_word(judgement->verdict));
    json_pair_count(out, "listed", judgement->listed);
    json_pair(out, "says", judgement->says);
    json_close(out, '}');
}

void report_plan_json(Writer *out, const Plan *plan)
{
    json_open(out, '{');
    json_pair(out, "schema", "whycpu.plan/1");
    json_pair(out, "says", plan_says(out->arena, plan));
    json_pair_truth(out, "suffices", plan->suffices);
    json_pair(out, "because", plan->because);
    json_target(out, &plan->before->target);
    put_side(out, "before", plan->before);
    put_side(out, "after", plan->after);
    json_key(out, "steps");
    json_open(out, '[');
    for (size_t i = 0; i < plan->steps.count; i++)
        put_step(out, plan, &plan->steps.items[i]);
    json_close(out, ']');
    json_pair_strings(out, "notes", plan->before->notes);
    json_close(out, '}');
    put_char(out, '\n');
    out->json_needs_comma = false;
}
