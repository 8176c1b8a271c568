#include "parse/python_literal.h"

#include <string.h>

#include "harness.h"

static bool reads(const char *source, Literal *literal)
{
    Text rest = text_of(source);
    return python_literal(test_arena(), &rest, literal);
}

static const char *text(const char *source)
{
    Literal literal;
    if (!reads(source, &literal))
        return "malformed";
    return literal.kind == LITERAL_TEXT ? literal.text : "no text";
}

TEST(strings_in_either_quote)
{
    CHECK_TEXT(text("'a\"b'"), "a\"b");
    CHECK_TEXT(text("\"a'b\""), "a'b");
    CHECK_TEXT(text("''"), "");
    CHECK_TEXT(text("'''a'b\n'''"), "a'b\n");
    CHECK_TEXT(text("u'x' r\"\\n\" # more\n 'y'"), "x\\ny");
}

TEST(escapes_mean_what_python_means)
{
    CHECK_TEXT(text("'\\\\ \\' \\n\\t\\x41\\101\\u00e9\\U0001F600'"),
               "\\ ' \n\tAA\xc3\xa9\xf0\x9f\x98\x80");
    CHECK_TEXT(text("'a\\\nb'"), "ab");
    CHECK_TEXT(text("'\\q'"), "\\q");
    CHECK_TEXT(text("r'\\''"), "\\'");
}

TEST(broken_strings_are_malformed)
{
    const char *broken[] = {"'a",          "'a\nb'", "'\\x4'",    "'\\u12'",
                            "'\\N{DASH}'", "'\\0'",  "'\\ud800'", "'\\U00110000'",
                            "'",           "f'{x}'", "'\\x00'",   "'''a''"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        CHECK_TEXT(text(broken[i]), "malformed");
}

TEST(words_and_numbers)
{
    Literal literal;
    CHECK(reads("True", &literal) && literal.kind == LITERAL_FLAG && literal.flag);
    CHECK(reads("False", &literal) && literal.kind == LITERAL_FLAG && !literal.flag);
    CHECK(reads(" # x\n None", &literal) && literal.kind == LITERAL_NONE);
    CHECK(reads("-12", &literal) && literal.number == -12);
    CHECK(!reads("Truer", &literal));
    CHECK(!reads("1.5", &literal));
    CHECK(!reads("0x10", &literal));
    CHECK(!reads("9999999999999999999", &literal));
    CHECK(!reads("", &literal));
    CHECK(!reads("os.system('x')", &literal));
}

TEST(lists_tuples_and_dicts)
{
    Literal literal;
    CHECK(reads("['a', ('b', 1,), [], ]", &literal));
    CHECK_NUMBER(literal.count, 3);
    CHECK_NUMBER(literal.items[1].count, 2);
    CHECK_NUMBER(literal.items[2].kind, LITERAL_LIST);
    CHECK(reads("{'a': 1, 'b': [2]}", &literal));
    CHECK_NUMBER(literal.kind, LITERAL_DICT);
    CHECK_NUMBER(literal.count, 4);
    CHECK_TEXT(literal.items[2].text, "b");
    CHECK(!reads("{'a'}", &literal));
    CHECK(!reads("['a' 1]", &literal));
    CHECK(!reads("['a'", &literal));
    CHECK(!reads("['a')", &literal));
    CHECK(!reads("[,]", &literal));
}

TEST(depth_has_a_ceiling)
{
    char deep[200] = {0};
    Literal literal;
    memset(deep, '[', LITERAL_DEPTH_CEILING);
    memset(deep + LITERAL_DEPTH_CEILING, ']', LITERAL_DEPTH_CEILING);
    CHECK(reads(deep, &literal));
    memset(deep, '[', 100);
    memset(deep + 100, ']', 99);
    CHECK(!reads(deep, &literal));
}
