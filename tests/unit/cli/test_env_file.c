#include "cli/env_file.h"

#include "harness.h"

static const char *const CALLER[] = {"HOME=/home/ada", "EMPTY=", NULL};

static const char *read(const char *content)
{
    Strings variables = {0};
    size_t line_number;
    if (!env_file_read(test_arena(), text_of(content), CALLER, &variables, &line_number))
        return arena_printf(test_arena(), "line %zu", line_number);
    const char *text = "";
    for (size_t i = 0; i < variables.count; i++)
        text = arena_printf(test_arena(), "%s[%s]", text, variables.items[i]);
    return text;
}

TEST(entries_comments_and_empty_lines)
{
    CHECK_TEXT(read("A=1\n\n# no\n  # no\nB=x y\n"), "[A=1][B=x y]");
    CHECK_TEXT(read("A=1\r\nB=2"), "[A=1][B=2]");
    CHECK_TEXT(read(""), "");
}

TEST(a_value_is_taken_as_it_is)
{
    CHECK_TEXT(read("A=\"1\" # x=y\n"), "[A=\"1\" # x=y]");
    CHECK_TEXT(read("A=\n"), "[A=]");
    CHECK_TEXT(read("A=b=c\n"), "[A=b=c]");
}

TEST(a_name_alone_takes_the_callers_value)
{
    CHECK_TEXT(read("HOME\nNOT_SET\nEMPTY\n"), "[HOME=/home/ada][EMPTY=]");
}

TEST(anything_else_names_its_line)
{
    CHECK_TEXT(read("A=1\nexport B=2\n"), "line 2");
    CHECK_TEXT(read("1A=1\n"), "line 1");
    CHECK_TEXT(read("A=1\n\n=x\n"), "line 3");
    CHECK_TEXT(read("A B\n"), "line 1");
}
