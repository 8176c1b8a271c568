/* A comparison as JSON, schema whycpu.diff/1 (docs/schema/whycpu.diff-1.json). */
#include "changes/words.h"
#include "report/diff.h"

enum { EVIDENCE_OF_A_CHANGE = 20 };

static const char *change_id(Arena *arena, const Part *part)
{
    const char *word = part_kind_word(part->kind);
    return part->key[0] ? arena_printf(arena, "%s/%s", word, part->key) : word;
}

static bool is_in(const PartList *parts, const Part *part)
{
    for (size_t i = 0; i < parts->count; i++)
        if (parts->items[i] == part)
            return true;
    return false;
}

static void put_explanation(Writer *out, const Explanation *explanation)
{
    json_key(out, "explanation");
    json_open(out, '{');
    json_pair(out, "kind", explanation_word(explanation->kind));
    json_pair(out, "says", explanation_says(out->arena, explanation));
    json_key(out, "changes");
    json_open(out, '[');
    for (size_t i = 0; i < explanation->parts.count; i++)
        json_string(out, change_id(out->arena, explanation->parts.items[i]));
    json_close(out, ']');
    json_pair(out, "led_by",
              explanation->led_by ? change_id(out->arena, explanation->led_by) : NULL);
    json_pair_bool(out, "improved", explanation->is_improved);
    json_pair_number(out, "judgements", (long long)explanation->judgements);
    json_close(out, '}');
}

static void put_differences(Writer *out, const Part *part)
{
    json_key(out, "evidence");
    json_open(out, '[');
    for (size_t i = 0; i < part->differences.count && i < EVIDENCE_OF_A_CHANGE; i++) {
        const Difference *difference = &part->differences.items[i];
        json_open(out, '{');
        json_pair(out, "says", difference_words(out->arena, difference));
        json_pair_path(out, "source",
                       difference->kind == DIFFERENT_FILE ? difference->name : "the environment");
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void put_change(Writer *out, const Part *part, const Explanation *explanation)
{
    json_open(out, '{');
    json_pair(out, "id", change_id(out->arena, part));
    json_pair(out, "kind", part_kind_word(part->kind));
    json_pair(out, "says", part->says);
    json_pair(out, "before", part->before);
    json_pair(out, "after", part->after);
    json_pair_bool(out, "explains", is_in(&explanation->parts, part));
    put_differences(out, part);
    json_pair_number(out, "differences", (long long)part->differences.count);
    json_close(out, '}');
}

void json_changes(Writer *out, const Changes *changes)
{
    put_explanation(out, &changes->explanation);
    json_key(out, "changes");
    json_open(out, '[');
    for (size_t i = 0; i < changes->parts.all.count; i++)
        put_change(out, changes->parts.all.items[i], &changes->explanation);
    json_close(out, ']');
    json_pair_number(out, "not_compared", (long long)changes->parts.not_recorded);
}

void json_since(Writer *out, const Changes *changes)
{
    if (!changes)
        return;
    json_key(out, "since");
    json_open(out, '{');
    json_pair(out, "date", changes->since);
    json_pair_path(out, "snapshot", changes->before.name);
    json_changes(out, changes);
    json_close(out, '}');
}

static void put_side(Writer *out, const char *key, const Side *side)
{
    const Judgement *judgement = side->judgement;
    const Cause *root = side_root(judgement);
    json_key(out, key);
    json_open(out, '{');
    json_pair(out, "name", side->name);
    json_pair(out, "verdict", verdict_word(judgement->verdict));
    json_pair_count(out, "listed", judgement->listed);
    json_pair(out, "says", judgement->says);
    json_pair(out, "root", root ? cause_word(root->id) : NULL);
    json_pair(out, "framework", judgement->target.framework);
    json_pair(out, "version", judgement->target.version);
    json_pair_path(out, "prefix", judgement->target.prefix);
    json_close(out, '}');
}

static void put_facts(Writer *out, const FactChangeList *facts)
{
    json_key(out, "facts");
    json_open(out, '[');
    for (size_t i = 0; i < facts->count; i++) {
        json_open(out, '{');
        json_pair(out, "subject", facts->items[i].subject);
        json_pair(out, "name", fact_word(facts->items[i].name));
        json_pair(out, "before", facts->items[i].before);
        json_pair(out, "after", facts->items[i].after);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static const char *result_word(const Changes *changes)
{
    const Judgement *then = changes->before.judgement, *now = changes->after.judgement;
    if (then->verdict == VERDICT_UNKNOWN || now->verdict == VERDICT_UNKNOWN)
        return "unknown";
    return same_answer(then, now) ? "same" : "different";
}

void report_diff_json(Writer *out, const Changes *changes)
{
    json_open(out, '{');
    json_pair(out, "schema", "whycpu.diff/1");
    json_pair(out, "result", result_word(changes));
    json_pair(out, "says", diff_says(out->arena, changes));
    put_side(out, "before", &changes->before);
    put_side(out, "after", &changes->after);
    json_changes(out, changes);
    put_facts(out, &changes->facts);
    json_close(out, '}');
    put_char(out, '\n');
    out->json_needs_comma = false;
}
