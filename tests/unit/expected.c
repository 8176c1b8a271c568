#include "expected.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *content_of(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return "";
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *content = arena_alloc(test_arena(), size > 0 ? (size_t)size + 1 : 1);
    content[size > 0 ? fread(content, 1, (size_t)size, file) : 0] = '\0';
    fclose(file);
    return content;
}

static void write_content(const char *path, const char *content)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return;
    fputs(content, file);
    fclose(file);
}

static const char *copy_of(Text line)
{
    return text_copy(test_arena(), line);
}

static bool check_lines(const char *got, const char *path, const char *file, int line)
{
    Text is = text_of(got), should_be = text_of(content_of(path)), is_line, should_be_line;
    for (int number = 1;; number++) {
        bool more = text_line(&is, &is_line),
             more_expected = text_line(&should_be, &should_be_line);
        if (!more && !more_expected)
            return true;
        if (more == more_expected && text_equal(is_line, should_be_line))
            continue;
        return harness_check_string(
            more ? copy_of(is_line) : NULL, more_expected ? copy_of(should_be_line) : NULL,
            arena_printf(test_arena(), "line %d of %s", number, path), file, line);
    }
}

bool harness_check_expected(const char *got, const char *path, const char *file, int line)
{
    if (getenv("ACCEPT_EXPECTED"))
        write_content(path, got);
    return check_lines(got, path, file, line);
}

static bool has_line(Text all, Text wanted)
{
    Text line;
    while (text_line(&all, &line))
        if (text_equal(line, wanted))
            return true;
    return false;
}

static void put_lines_that_lack(Writer *writer, const char *mark, Text lines_of, Text other)
{
    Text line;
    while (text_line(&lines_of, &line)) {
        if (has_line(other, line))
            continue;
        put(writer, mark);
        put_text(writer, line);
        put(writer, "\n");
    }
}

void put_changed_lines(Writer *writer, Text before, Text after)
{
    put_lines_that_lack(writer, "- ", before, after);
    put_lines_that_lack(writer, "+ ", after, before);
}
