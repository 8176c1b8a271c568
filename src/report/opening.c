#include "report/opening.h"

#include "base/utf8.h"

/* Texts hold U+FFFD where they are no UTF-8; the exact bytes stand beside them in hex. */
static void put_path(Writer *out, const char *key, const char *path)
{
    json_pair(out, key, path);
    if (!path || utf8_valid(text_of(path)))
        return;
    Writer hex = writer_new(out->arena);
    for (const unsigned char *at = (const unsigned char *)path; *at; at++)
        put_format(&hex, "%02x", *at);
    json_pair(out, arena_printf(out->arena, "%s_hex", key), hex.bytes);
}

static const char *word_or_null(Rule rule)
{
    return rule == RULE_NONE ? NULL : rule_word(rule);
}

static void put_tried(Writer *out, const Opening *opening)
{
    json_key(out, "tried");
    json_open(out, '[');
    for (size_t i = 0; i < opening->tried.count; i++) {
        const Try *try = &opening->tried.items[i];
        json_open(out, '{');
        json_pair(out, "for", try->for_name);
        put_path(out, "path", try->path);
        json_pair(out, "rule", word_or_null(try->rule));
        json_pair(out, "listed_by", try->listed_by);
        json_pair(out, "outcome", try_outcome_word(try->outcome));
        json_close(out, '}');
    }
    json_close(out, ']');
}

void json_opening(Writer *out, const Opening *opening)
{
    json_open(out, '{');
    json_pair(out, "schema", "whycpu.dlopen/1");
    json_pair(out, "name", opening->name);
    json_pair(out, "result", open_result_word(opening->result));
    put_path(out, "path", opening->path);
    json_pair(out, "rule", word_or_null(opening->rule));
    put_path(out, "by", opening->by);
    put_path(out, "fails_on", opening->fails_on);
    json_pair(out, "error", opening->error);
    if (opening->because)
        json_pair(out, "because", opening->because);
    put_tried(out, opening);
    json_close(out, '}');
}
