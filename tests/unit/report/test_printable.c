#include "report/printable.h"

#include "harness.h"

TEST(controls_come_as_escapes)
{
    CHECK_TEXT(printable_of(test_arena(), "a\tb\nc\rd\033[31me\a\x7f"),
               "a\\tb\\nc\\rd\\e[31me\\x07\\x7f");
    CHECK_TEXT(printable(test_arena(), (Text){"a\0b", 3}), "a\\x00b");
    CHECK_TEXT(printable_of(test_arena(), "\xc2\x9b"
                                          "31m"),
               "\\x9b31m");
}

TEST(marks_that_hide_or_reorder_come_as_escapes)
{
    CHECK_TEXT(printable_of(test_arena(), "a\xe2\x80\xae"
                                          "b"),
               "a\\u{202e}b");
    CHECK_TEXT(printable_of(test_arena(), "a\xe2\x80\x8b"
                                          "b"),
               "a\\u{200b}b");
    CHECK_TEXT(printable_of(test_arena(), "\xef\xbb\xbf"), "\\u{feff}");
}

TEST(bytes_that_are_no_utf8_come_in_hex)
{
    CHECK_TEXT(printable_of(test_arena(), "a\xff\xc3"
                                          "b"),
               "a\\xff\\xc3b");
    CHECK_TEXT(printable_of(test_arena(), "\xed\xa0\x80"), "\\xed\\xa0\\x80");
}

TEST(ordinary_text_stays)
{
    CHECK_TEXT(printable_of(test_arena(), "Grüße, 世界 → ok"), "Grüße, 世界 → ok");
    CHECK_TEXT(printable_of(test_arena(), ""), "");
}

TEST(width_counts_columns)
{
    CHECK_NUMBER(display_width(TEXT("abc")), 3);
    CHECK_NUMBER(display_width(TEXT("→…✓")), 3);
    CHECK_NUMBER(display_width(TEXT("世界")), 4);
    CHECK_NUMBER(display_width(TEXT("e\xcc\x81")), 1);
    CHECK_NUMBER(display_width(TEXT("\xff")), 1);
}

TEST(fit_never_splits_a_character)
{
    CHECK_NUMBER(display_fit(TEXT("abc"), 2), 2);
    CHECK_NUMBER(display_fit(TEXT("abc"), 9), 3);
    CHECK_NUMBER(display_fit(TEXT("世界"), 3), 3);
    CHECK_NUMBER(display_fit(TEXT("世界"), 1), 0);
    CHECK_NUMBER(display_fit(TEXT("e\xcc\x81x"), 1), 3);
}
