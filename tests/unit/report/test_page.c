#include "report/page.h"

#include <string.h>
#include <time.h>

#include "harness.h"

static Page page_of(Writer *out, size_t columns)
{
    *out = writer_new(test_arena());
    return (Page){.out = out, .columns = columns};
}

TEST(words_wrap_at_the_edge_and_hang)
{
    Writer out;
    Page page = page_of(&out, 24);
    page_put(&page, STYLE_PLAIN, "ab");
    page_tab(&page, 4);
    page_flow(&page, STYLE_PLAIN, "one two three four five six", 4, 24);
    page_end_line(&page);
    CHECK_TEXT((const char *)out.bytes, "ab  one two three four\n"
                                        "    five six\n");
}

TEST(a_line_may_be_full)
{
    Writer out;
    Page page = page_of(&out, 20);
    page_flow(&page, STYLE_PLAIN, "0123456789 012345678 x", 0, 20);
    page_end_line(&page);
    CHECK_TEXT((const char *)out.bytes, "0123456789 012345678\nx\n");
}

TEST(a_long_path_breaks_behind_a_slash)
{
    Writer out;
    Page page = page_of(&out, 22);
    page_flow(&page, STYLE_PLAIN, "at /aaaaaaaaa/bbbbbbbbb/cccccc/d end", 0, 22);
    page_end_line(&page);
    CHECK_TEXT((const char *)out.bytes, "at\n/aaaaaaaaa/bbbbbbbbb/\ncccccc/d end\n");
}

TEST(a_word_without_a_slash_breaks_anywhere)
{
    Writer out;
    Page page = page_of(&out, 20);
    page_flow(&page, STYLE_PLAIN, "012345678901234567890123", 0, 20);
    page_end_line(&page);
    CHECK_TEXT((const char *)out.bytes, "01234567890123456789\n0123\n");
}

/* A name in a file of a stranger may be half a megabyte long. */
TEST(a_very_long_word_takes_no_longer_than_its_length)
{
    enum { LENGTH = 500000, COLUMNS = 20, SECONDS = 5 };
    char *word = arena_alloc(test_arena(), LENGTH + 1);
    memset(word, 'x', LENGTH);
    Writer out;
    Page page = page_of(&out, COLUMNS);
    clock_t started = clock();
    page_flow(&page, STYLE_PLAIN, word, 0, COLUMNS);
    page_end_line(&page);
    CHECK(clock() - started < (clock_t)SECONDS * CLOCKS_PER_SEC);
    CHECK_NUMBER(out.length, LENGTH + LENGTH / COLUMNS);
}

TEST(wide_characters_count_double)
{
    Writer out;
    Page page = page_of(&out, 20);
    page_flow(&page, STYLE_PLAIN, "世界世界世界世界世 界 x", 0, 20);
    page_end_line(&page);
    CHECK_TEXT((const char *)out.bytes, "世界世界世界世界世\n界 x\n");
}

TEST(kept_right_stands_at_the_edge)
{
    Writer out;
    Page page = page_of(&out, 20);
    page_put(&page, STYLE_PLAIN, "left");
    page_keep_right(&page, STYLE_PLAIN, "right");
    page_end_line(&page);
    CHECK_TEXT((const char *)out.bytes, "left           right\n");
}

TEST(kept_right_goes_below_when_there_is_no_room)
{
    Writer out;
    Page page = page_of(&out, 20);
    page_put(&page, STYLE_PLAIN, "0123456789012");
    page_keep_right(&page, STYLE_PLAIN, "right");
    page_end_line(&page);
    CHECK_TEXT((const char *)out.bytes, "0123456789012\n               right\n");
}

TEST(flow_wraps_before_what_is_kept_right)
{
    Writer out;
    Page page = page_of(&out, 40);
    page_keep_right(&page, STYLE_PLAIN, "right");
    page_flow(&page, STYLE_PLAIN, "one two three four five six seven eight nine ten", 0, 40);
    page_end_line(&page);
    CHECK_TEXT((const char *)out.bytes, "one two three four five six        right\n"
                                        "seven eight nine ten\n");
}

TEST(styles_are_reset_and_take_no_room)
{
    Writer out;
    Page page = page_of(&out, 20);
    page.colour = true;
    page_put(&page, STYLE_BAD, "x");
    page_tab(&page, 3);
    page_put(&page, STYLE_PLAIN, "y");
    page_end_line(&page);
    CHECK_TEXT((const char *)out.bytes, "\033[31mx\033[0m  y\n");
}

TEST(ascii_spells_out)
{
    Writer out;
    Page page = page_of(&out, 20);
    page.ascii = true;
    CHECK_TEXT(page_text(&page, "a → b … ü"), "a -> b ... \\u{fc}");
}
