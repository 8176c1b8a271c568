#include "report/opening.h"

static const char *word_or_null(Rule rule)
{
    return rule == RULE_NONE ? NULL : rule_word(rule);
}

static void put_try(Writer *out, const Try *try)
{
    json_open(out, '{');
    json_pair(out, "for", try->for_name);
    json_pair_path(out, "path", try->path);
    json_pair(out, "rule", word_or_null(try->rule));
    json_pair(out, "listed_by", try->listed_by);
    json_pair(out, "outcome", try_outcome_word(try->outcome));
    json_close(out, '}');
}

/* A RUNPATH of a stranger may name thousands of directories; of so many, the first and the last
 * tell how it went, and the document stays one that can be read. */
enum { FIRST_TRIED = 3000, LAST_TRIED = 1000 };

static void put_tried(Writer *out, const Opening *opening)
{
    size_t count = opening->tried.count, left_out = 0;
    json_key(out, "tried");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i >= FIRST_TRIED && count - i > LAST_TRIED)
            left_out++;
        else
            put_try(out, &opening->tried.items[i]);
    }
    json_close(out, ']');
    if (left_out)
        json_pair_number(out, "tried_left_out", (long long)left_out);
}

void json_opening(Writer *out, const Opening *opening)
{
    json_open(out, '{');
    json_pair(out, "schema", "whycpu.dlopen/1");
    json_pair(out, "name", opening->name);
    json_pair(out, "result", open_result_word(opening->result));
    json_pair_path(out, "path", opening->path);
    json_pair(out, "rule", word_or_null(opening->rule));
    json_pair_path(out, "by", opening->by);
    json_pair_path(out, "fails_on", opening->fails_on);
    if (opening->missing_symbol)
        json_pair(out, "missing_symbol", opening->missing_symbol);
    if (opening->missing_from)
        json_pair_path(out, "missing_from", opening->missing_from);
    json_pair(out, "error", opening->error);
    if (opening->because)
        json_pair(out, "because", opening->because);
    put_tried(out, opening);
    json_close(out, '}');
}
