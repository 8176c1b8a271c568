#include "parse/pth.h"

#include "harness.h"

static const char *lines(Text text, bool skip_mark)
{
    PthReader reader = pth_reader(text, skip_mark);
    PthLine line;
    const char *all = "";
    while (pth_next(&reader, &line))
        all = arena_printf(test_arena(), "%s<%d%s%s>", all, line.number,
                           line.is_import ? " import: " : " ", text_copy(test_arena(), line.text));
    return all;
}

TEST(paths_and_imports_are_told_apart)
{
    CHECK_TEXT(lines(TEXT("/opt/x\nimport sys; print()\nimport\tos\nimportant\n"), false),
               "<1 /opt/x><2 import: import sys; print()><3 import: import\tos><4 important>");
}

TEST(comments_and_empty_lines_are_passed_over)
{
    CHECK_TEXT(lines(TEXT("# x\n\n \t\n#import sys\n/y"), false), "<5 /y>");
}

TEST(space_counts_in_front_and_not_behind)
{
    CHECK_TEXT(lines(TEXT("  x  \n import sys\n"), false), "<1   x><2  import sys>");
}

TEST(every_kind_of_line_end_ends_a_line)
{
    CHECK_TEXT(lines(TEXT("a\r\nb\rc\n\rd"), false), "<1 a><2 b><3 c><5 d>");
}

TEST(a_byte_order_mark_is_dropped_when_asked)
{
    CHECK_TEXT(lines(TEXT("\xEF\xBB\xBF/x"), true), "<1 /x>");
    CHECK_TEXT(lines(TEXT("\xEF\xBB\xBF/x"), false), "<1 \xEF\xBB\xBF/x>");
}

TEST(lines_that_installers_write_add_nothing)
{
    CHECK(pth_line_adds_nothing(TEXT("import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = 1")));
    CHECK(pth_line_adds_nothing(TEXT("import sys, types, os;has_mfs = sys.version_info > (3, 5)")));
    CHECK(pth_line_adds_nothing(TEXT("import _virtualenv")));
    CHECK(!pth_line_adds_nothing(TEXT("import _virtualenv; import sys")));
    CHECK(!pth_line_adds_nothing(TEXT("import sys; sys.path.append('/src')")));
    CHECK(!pth_line_adds_nothing(TEXT("import finder")));
}
