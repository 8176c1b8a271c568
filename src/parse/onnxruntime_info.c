#include "parse/onnxruntime_info.h"

#include "parse/python_literal.h"

bool onnxruntime_info_read(Arena *arena, Text text, OnnxruntimeInfo *info)
{
    *info = (OnnxruntimeInfo){0};
    const struct {
        const char *name;
        const char **value;
    } names[] = {{"package_name", &info->package},
                 {"__version__", &info->version},
                 {"cuda_version", &info->cuda},
                 {"rocm_version", &info->rocm}};
    bool more;
    for (Text line = text_next(&text, '\n', &more); more; line = text_next(&text, '\n', &more))
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            Literal literal;
            if (python_assignment(arena, line, names[i].name, &literal))
                *names[i].value = literal.kind == LITERAL_TEXT ? literal.text : NULL;
        }
    return info->package != NULL;
}
