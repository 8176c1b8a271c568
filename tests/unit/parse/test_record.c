#include "parse/record.h"

#include "harness.h"

static const char *lines(const char *record)
{
    Text rest = text_of(record);
    RecordLine line;
    const char *all = "";
    while (record_next(test_arena(), &rest, &line))
        all = arena_printf(test_arena(), "%s<%s|%s|%lld>", all, text_copy(test_arena(), line.path),
                           text_copy(test_arena(), line.hash), line.size_bytes);
    return all;
}

static bool has(const char *record, const char *path)
{
    return record_lists(test_arena(), text_of(record), text_of(path));
}

TEST(lines_are_path_hash_and_size)
{
    CHECK_TEXT(lines("a/b.py,sha256=x,12\r\nRECORD,,\n../bin/c,sha256=y,3"),
               "<a/b.py|sha256=x|12><RECORD||-1><../bin/c|sha256=y|3>");
}

TEST(quotes_protect_commas_quotes_and_line_ends)
{
    CHECK_TEXT(lines("\"a,b\",sha256=x,1\n\"say \"\"hi\"\"\",,\n\"two\nlines\",,2\n"),
               "<a,b|sha256=x|1><say \"hi\"||-1><two\nlines||2>");
}

TEST(odd_lines_do_no_harm)
{
    CHECK_TEXT(lines("\n,,\n\"open"), "<open||-1>");
    CHECK_TEXT(lines("a"), "<a||-1>");
    CHECK_TEXT(lines("a,b,c,d,e\nf"), "<a|b|-1><f||-1>");
    CHECK_TEXT(lines("\"\"x,y,1"), "");
}

TEST(a_path_is_found_only_as_a_whole_first_field)
{
    const char *record = "pkg/__init__.py,sha256=a,1\nother/pkg/x.py,,\n\"with,comma\",,\nlast";
    CHECK(has(record, "pkg/__init__.py"));
    CHECK(has(record, "other/pkg/x.py"));
    CHECK(has(record, "last"));
    CHECK(has(record, "with,comma"));
    CHECK(!has(record, "pkg/x.py"));
    CHECK(!has(record, "pkg/__init__"));
    CHECK(!has(record, "sha256=a"));
    CHECK(!has(record, ""));
}

TEST(a_quoted_plain_path_is_found_too)
{
    CHECK(has("\"plain.py\",,\n", "plain.py"));
}
