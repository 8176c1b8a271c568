#include "parse/build_info.h"

#include <string.h>

typedef struct Pairs {
    Arena *arena;
    LIST_OF(const char *) keys;
    LIST_OF(Literal) values;
} Pairs;

static bool add_pair(Pairs *pairs, const Literal *key, const Literal *value)
{
    if (key->kind != LITERAL_TEXT)
        return false;
    list_add(pairs->arena, pairs->keys, key->text);
    list_add(pairs->arena, pairs->values, *value);
    return true;
}

static bool add_pairs(Pairs *pairs, const Literal *literal)
{
    if (literal->kind == LITERAL_DICT) {
        for (size_t i = 0; i < literal->count; i += 2) {
            if (!add_pair(pairs, &literal->items[i], &literal->items[i + 1]))
                return false;
        }
        return true;
    }
    if (literal->kind != LITERAL_LIST)
        return false;
    for (size_t i = 0; i < literal->count; i++) {
        const Literal *pair = &literal->items[i];
        if (pair->kind != LITERAL_LIST || pair->count != 2 ||
            !add_pair(pairs, &pair->items[0], &pair->items[1]))
            return false;
    }
    return true;
}

/* The value behind `build_info =`: a dict, or a list of pairs given to an ordered dict. */
static bool take_value(Pairs *pairs, Text *rest)
{
    bool called =
        python_take(rest, "collections.OrderedDict(") || python_take(rest, "OrderedDict(");
    Literal literal;
    if (called && python_take(rest, ")"))
        return true;
    if (!python_literal(pairs->arena, rest, &literal) || !add_pairs(pairs, &literal))
        return false;
    if (called) {
        python_take(rest, ",");
        return python_take(rest, ")");
    }
    return true;
}

/* A line that imports, and does nothing else. */
static bool take_import(Text *rest)
{
    if (!text_starts(*rest, "import ") && !text_starts(*rest, "from "))
        return false;
    Text line = text_part(*rest, 0, text_find(*rest, '\n'));
    for (size_t i = 0; i < line.length; i++) {
        char c = line.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '_' || c == '.' || c == ',' || c == ' ' || c == '\r';
        if (!plain)
            return false;
    }
    *rest = text_part(*rest, line.length, rest->length);
    return true;
}

const BuildInfo *build_info_read(Arena *arena, Text text, const char **error)
{
    Pairs pairs = {.arena = arena};
    bool assigned = false;
    for (python_skip_space(&text); text.length; python_skip_space(&text)) {
        Literal docstring;
        if (text.at[0] == '"' || text.at[0] == '\'') {
            if (!python_literal(arena, &text, &docstring))
                break;
        } else if (take_import(&text)) {
            continue;
        } else if (!assigned && python_take(&text, "build_info") && python_take(&text, "=") &&
                   take_value(&pairs, &text)) {
            assigned = true;
        } else {
            break;
        }
    }
    if (text.length || !assigned) {
        *error = text.length ? "it holds something else than one dict of literals"
                             : "it assigns no build_info";
        return NULL;
    }
    BuildInfo *info = arena_new_of(arena, BuildInfo);
    *info = (BuildInfo){pairs.keys.items, pairs.values.items, pairs.keys.count};
    return info;
}

const Literal *build_info_get(const BuildInfo *info, const char *key)
{
    const Literal *last = NULL;
    for (size_t i = 0; i < info->count; i++) {
        if (strcmp(info->keys[i], key) == 0)
            last = &info->values[i];
    }
    return last;
}

const char *build_info_text(const BuildInfo *info, const char *key)
{
    const Literal *value = build_info_get(info, key);
    return value && value->kind == LITERAL_TEXT ? value->text : NULL;
}

Strings build_info_texts(Arena *arena, const BuildInfo *info, const char *key)
{
    Strings texts = {0};
    const Literal *value = build_info_get(info, key);
    for (size_t i = 0; value && value->kind == LITERAL_LIST && i < value->count; i++) {
        if (value->items[i].kind == LITERAL_TEXT)
            list_add(arena, texts, value->items[i].text);
    }
    return texts;
}

bool build_info_flag(const BuildInfo *info, const char *key, bool *flag)
{
    const Literal *value = build_info_get(info, key);
    if (!value || value->kind != LITERAL_FLAG)
        return false;
    *flag = value->flag;
    return true;
}
