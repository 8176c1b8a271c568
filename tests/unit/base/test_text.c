#include "harness.h"

TEST(part_is_clamped_to_what_is_there)
{
    CHECK_TEXT(text_part(TEXT("abcdef"), 2, 3), "cde");
    CHECK_TEXT(text_part(TEXT("abc"), 1, 99), "bc");
    CHECK_TEXT(text_part(TEXT("abc"), 9, 1), "");
    CHECK_TEXT(text_part(TEXT("abc"), 3, (size_t)-1), "");
}

TEST(trim_takes_white_space_off_both_ends)
{
    CHECK_TEXT(text_trim(TEXT(" \t a b\r\n")), "a b");
    CHECK_TEXT(text_trim(TEXT(" \n ")), "");
    CHECK_TEXT(text_trim(TEXT("")), "");
}

TEST(starts_and_ends_compare_whole_affixes)
{
    CHECK(text_starts(TEXT("libcuda.so"), "lib"));
    CHECK(!text_starts(TEXT("li"), "lib"));
    CHECK(text_starts(TEXT("x"), ""));
    CHECK(text_ends(TEXT("a.dist-info"), ".dist-info"));
    CHECK(!text_ends(TEXT("info"), ".dist-info"));
    CHECK(text_ends(TEXT(""), ""));
    CHECK(starts_with("nvidia", "nv"));
    CHECK(!starts_with("n", "nv"));
    CHECK(ends_with("x.so", ".so"));
    CHECK(!ends_with("so", ".so"));
}

TEST(equality_minds_length_and_nul_bytes)
{
    CHECK(text_is(TEXT("abc"), "abc"));
    CHECK(!text_is(TEXT("abc"), "ab"));
    CHECK(!text_is(TEXT("ab"), "abc"));
    CHECK(!text_is(TEXT("ab\0c"), "ab"));
    CHECK(text_equal(TEXT(""), text_of(NULL)));
}

TEST(next_yields_empty_parts_and_the_last_one)
{
    Text rest = TEXT(":a::b");
    bool more;
    CHECK_TEXT(text_next(&rest, ':', &more), "");
    CHECK(more);
    CHECK_TEXT(text_next(&rest, ':', &more), "a");
    CHECK_TEXT(text_next(&rest, ':', &more), "");
    CHECK_TEXT(text_next(&rest, ':', &more), "b");
    CHECK(more);
    CHECK_TEXT(text_next(&rest, ':', &more), "");
    CHECK(!more);
}

TEST(next_of_the_empty_text_is_one_empty_part)
{
    Text rest = TEXT("");
    bool more;
    CHECK_TEXT(text_next(&rest, ':', &more), "");
    CHECK(more);
    text_next(&rest, ':', &more);
    CHECK(!more);
}

TEST(lines_end_with_either_line_end)
{
    Text rest = TEXT("one\r\n\ntwo");
    Text line;
    REQUIRE(text_line(&rest, &line));
    CHECK_TEXT(line, "one");
    REQUIRE(text_line(&rest, &line));
    CHECK_TEXT(line, "");
    REQUIRE(text_line(&rest, &line));
    CHECK_TEXT(line, "two");
    CHECK(!text_line(&rest, &line));
}

TEST(a_last_line_end_adds_no_line)
{
    Text rest = TEXT("one\n");
    Text line;
    REQUIRE(text_line(&rest, &line));
    CHECK_TEXT(line, "one");
    CHECK(!text_line(&rest, &line));
}

TEST(numbers_are_whole_and_bounded)
{
    long long number = -1;
    CHECK(text_number(TEXT("0"), &number));
    CHECK_NUMBER(number, 0);
    CHECK(text_number(TEXT("9223372036854775807"), &number));
    CHECK_NUMBER(number, 9223372036854775807LL);
    CHECK(!text_number(TEXT("9223372036854775808"), &number));
    CHECK(!text_number(TEXT(""), &number));
    CHECK(!text_number(TEXT("-1"), &number));
    CHECK(!text_number(TEXT("+1"), &number));
    CHECK(!text_number(TEXT("1 "), &number));
    CHECK_NUMBER(number, 9223372036854775807LL); /* untouched by what is no number */
}

TEST(copies_end_in_nul)
{
    char *copy = text_copy(test_arena(), text_part(TEXT("abcdef"), 1, 2));
    CHECK_TEXT(copy, "bc");
    CHECK_TEXT(text_copy(test_arena(), text_of(NULL)), "");
}
