/* What is left of files of the frameworks' own packages. Their makers published them; somebody may
 * have changed them since, so of these too only what is asked for is kept. */
#include <string.h>

#include "parse/python_literal.h"
#include "redact/keep.h"

static void put_line(Keeping *keeping, Writer *out, Text line)
{
    put_text(out, keeping->names ? names_changed(keeping->names, line) : line);
    put_char(out, '\n');
}

static bool is_of_a_name(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

/* `cuda: Optional[str] = '13.2'`: an assignment of a literal, at the beginning of a line. */
static bool assigns_literal(Arena *arena, Text line)
{
    size_t end = 0;
    Literal literal;
    while (end < line.length && is_of_a_name(line.at[end]))
        end++;
    return end > 0 && python_assignment(arena, line, arena_copy(arena, line.at, end), &literal);
}

/* version.py, and what else a build wrote about itself. */
Text keep_assignments(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    Text line;
    while (text_line(&content, &line))
        if (assigns_literal(keeping->arena, line))
            put_line(keeping, &out, line);
    return (Text){out.bytes, out.length};
}

static bool holds(Text line, const char *mark)
{
    size_t length = strlen(mark);
    return line.length >= length && memmem(line.at, line.length, mark, length);
}

static bool is_about_preloading(Text line)
{
    static const char *const MARKS[] = {"_preload_cuda_deps(", "version.cuda not in ",
                                        "\" not in _maps", "f\"cu{",
                                        "os.path.join(path, lib_folder"};
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (holds(line, MARKS[i]))
            return true;
    return false;
}

/* torch/__init__.py: which libraries it maps by itself, and where it looks (parse/torch_source.h).
 */
Text keep_torch_start(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    Text line;
    bool in_table = false;
    while (text_line(&content, &line)) {
        Text code = text_trim(line);
        bool begins = holds(line, "cuda_libs") && holds(line, "=") &&
                      (text_ends(code, "[") || text_ends(code, "{"));
        in_table = in_table || begins;
        if ((in_table && !text_starts(code, "#")) || is_about_preloading(line))
            put_line(keeping, &out, line);
        if (text_starts(code, "]") || text_starts(code, "}"))
            in_table = false;
    }
    return (Text){out.bytes, out.length};
}
