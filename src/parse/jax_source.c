#include "parse/jax_source.h"

#include "parse/python_literal.h"

static const char *text_or_none(const Literal *literal)
{
    return literal->kind == LITERAL_TEXT ? literal->text : NULL;
}

bool jax_version_read(Arena *arena, Text text, JaxVersion *version)
{
    *version = (JaxVersion){0};
    bool more;
    for (Text line = text_next(&text, '\n', &more); more; line = text_next(&text, '\n', &more)) {
        Literal literal;
        if (python_assignment(arena, line, "_release_version", &literal))
            version->version = text_or_none(&literal);
        else if (python_assignment(arena, line, "_minimum_jaxlib_version", &literal))
            version->least_jaxlib = text_or_none(&literal);
    }
    return version->version != NULL;
}
