#include "parse/words.h"

#include <string.h>

#include "base/writer.h"
#include "harness.h"

/* The words between bars, or what is wrong. */
static const char *split(const char *line)
{
    Words words;
    const char *problem = NULL;
    if (!words_split(test_arena(), text_of(line), &words, &problem))
        return problem;
    Writer writer = writer_new(test_arena());
    for (size_t i = 0; i < words.count; i++) {
        put(&writer, i ? "|" : "");
        put_text(&writer, words.items[i]);
    }
    return writer.bytes;
}

TEST(words_stand_between_blanks)
{
    CHECK_TEXT(split(""), "");
    CHECK_TEXT(split("  a\t b  "), "a|b");
    CHECK_TEXT(split("a=\"b c\"d e\\n"), "a=b cd|e\\n");
    CHECK_TEXT(split("\"\" x"), "|x");
    CHECK_TEXT(split("\"\\n\\t\\r\\\"\\\\\\x41\""), "\n\t\r\"\\A");
}

TEST(wrong_quotes_are_told)
{
    const char *escape = "an escape in quotes is none of \\n \\t \\r \\\" \\\\ \\xHH";
    CHECK_TEXT(split("\"a"), "a quote is not closed");
    CHECK_TEXT(split("\"a\\"), escape);
    CHECK_TEXT(split("\"a\\\""), "a quote is not closed");
    CHECK_TEXT(split("\"\\q\""), escape);
    CHECK_TEXT(split("\"\\x4\""), escape);
    CHECK_TEXT(split("\"\\xAB\""), escape);
    CHECK_TEXT(split("\"\\x00\""), "a word holds a NUL byte");
}

TEST(every_word_is_read_as_it_was_written)
{
    static const char *const words[] = {"",         "plain", "a b",   "\"",   "\\",
                                        "a\\\"b",   "\n\r",  "\t",    "\x7f", "\xff\xfe",
                                        "\xc3\xa4", "#x",    "a=b c", "\x01", "\xc2\x85"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        Writer writer = writer_new(test_arena());
        put_word(&writer, text_of(words[i]));
        CHECK_TEXT(split(writer.bytes), words[i]);
    }
}

TEST(items_of_a_list_take_commas_with_a_backslash)
{
    Text list = TEXT("a\\,b,,c\\\\,d\\");
    static const char *const expected[] = {"a,b", "", "c\\", "d\\"};
    const char *item;
    for (size_t i = 0; i < 4; i++) {
        CHECK(list_item(test_arena(), &list, ',', &item));
        CHECK_TEXT(item, expected[i]);
    }
    CHECK(!list_item(test_arena(), &list, ',', &item));
    Writer writer = writer_new(test_arena());
    put_list_item(&writer, "a,b:c\\d");
    CHECK_TEXT(writer.bytes, "a\\,b\\:c\\\\d");
}

TEST(base64_is_that_of_rfc_4648)
{
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Writer writer = writer_new(test_arena());
        Text bytes;
        put_base64(&writer, text_of(pairs[i][0]));
        CHECK_TEXT(writer.bytes, pairs[i][1]);
        CHECK(base64_decode(test_arena(), text_of(pairs[i][1]), &bytes));
        CHECK_TEXT(bytes, pairs[i][0]);
    }
    Text bytes;
    CHECK(!base64_decode(test_arena(), TEXT("Zg="), &bytes));
    CHECK(!base64_decode(test_arena(), TEXT("Zg==Zg=="), &bytes));
    CHECK(!base64_decode(test_arena(), TEXT("Z==="), &bytes));
    CHECK(!base64_decode(test_arena(), TEXT("Zg.="), &bytes));
}
