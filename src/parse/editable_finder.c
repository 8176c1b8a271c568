#include "parse/editable_finder.h"

#include "parse/python_literal.h"

/* Behind "MAPPING", an annotation and '=' may stand: MAPPING: dict[str, str] = {…}. */
static bool take_assignment(Text line, Text *value)
{
    if (!text_starts(line, "MAPPING"))
        return false;
    size_t equals = text_find(line, '=');
    size_t end_of_line = text_find(line, '\n');
    *value = text_part(line, equals + 1, line.length);
    return equals < end_of_line;
}

bool editable_finder_read(Arena *arena, Text text, EditableMappings *mappings)
{
    *mappings = (EditableMappings){0};
    Text rest = text, line, value = TEXT("");
    bool found = false;
    for (Text from = rest; !found && text_line(&rest, &line); from = rest)
        found = take_assignment(from, &value);
    Literal dict;
    if (!found || !python_literal(arena, &value, &dict) || dict.kind != LITERAL_DICT)
        return false;
    for (size_t i = 0; i < dict.count; i += 2) {
        if (dict.items[i].kind != LITERAL_TEXT || dict.items[i + 1].kind != LITERAL_TEXT)
            return false;
        list_add(arena, *mappings, (EditableMapping){dict.items[i].text, dict.items[i + 1].text});
    }
    return true;
}

Text editable_finder_module(Text import_line)
{
    if (!text_starts(import_line, "import __editable___"))
        return TEXT("");
    Text name = text_part(import_line, sizeof "import " - 1, import_line.length);
    name = text_part(name, 0, text_find(name, ';'));
    name = text_trim(name);
    return text_ends(name, "_finder") ? name : TEXT("");
}
