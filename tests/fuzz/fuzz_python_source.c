/* Python files that are read as data: literals, build_info.py, finders of editable packages. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/build_info.h"
#include "parse/editable_finder.h"
#include "parse/python_literal.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count_literals(const Literal *literal, int depth)
{
    must(depth <= LITERAL_DEPTH_CEILING);
    must((literal->kind == LITERAL_TEXT) == (literal->text != NULL));
    must(literal->kind != LITERAL_DICT || literal->count % 2 == 0);
    size_t count = 1;
    for (size_t i = 0; i < literal->count; i++)
        count += count_literals(&literal->items[i], depth + 1);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text text = {(const char *)data, size}, rest = text;
    Literal literal;
    if (python_literal(arena, &rest, &literal))
        must(count_literals(&literal, 0) <= size && rest.length < size);
    const char *error = NULL;
    const BuildInfo *info = build_info_read(arena, text, &error);
    must((info == NULL) == (error != NULL));
    for (size_t i = 0; info && i < info->count; i++)
        must(build_info_get(info, info->keys[i]) != NULL);
    EditableMappings mappings;
    if (editable_finder_read(arena, text, &mappings)) {
        for (size_t i = 0; i < mappings.count; i++)
            must(strlen(mappings.items[i].name) + strlen(mappings.items[i].path) <= size);
    }
    must(editable_finder_module(text).length <= size);
    arena_free(arena);
    return 0;
}
