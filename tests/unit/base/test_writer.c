#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "base/writer.h"
#include "harness.h"

TEST(what_is_put_stands_in_order_and_ends_in_nul)
{
    Writer out = writer_new(test_arena());
    CHECK_TEXT(out.bytes, "");
    put(&out, "a");
    put_char(&out, 'b');
    put_text(&out, TEXT("cd"));
    put_bytes(&out, "efg", 2);
    put_format(&out, "%d%s", 12, "x");
    CHECK_TEXT(out.bytes, "abcdef12x");
    CHECK_NUMBER(out.length, 9);
}

TEST(a_writer_grows)
{
    Writer out = writer_new(test_arena());
    for (int i = 0; i < 5000; i++)
        put_format(&out, "%04d", i);
    REQUIRE(out.length == 20000);
    CHECK_TEXT(text_part(text_of(out.bytes), 4 * 4321, 4), "4321");
    CHECK(!out.overflown);
}

TEST(a_writer_has_a_ceiling)
{
    Writer out = writer_new(test_arena());
    put(&out, "kept");
    char *much = arena_alloc(test_arena(), WRITER_CEILING_BYTES);
    put_bytes(&out, much, WRITER_CEILING_BYTES - 4);
    CHECK(out.overflown);
    CHECK_TEXT(out.bytes, "kept");
    put_bytes(&out, "x", (size_t)-1);
    CHECK_TEXT(out.bytes, "kept");
}

TEST(flushing_writes_all_of_it_once)
{
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    Writer out = writer_new(test_arena());
    put(&out, "hello");
    CHECK(writer_flush(&out, ends[1]));
    CHECK(writer_flush(&out, ends[1]));
    close(ends[1]);
    char got[16] = {0};
    CHECK_NUMBER(read(ends[0], got, sizeof got), 5);
    CHECK_TEXT(got, "hello");
    close(ends[0]);
}

TEST(a_full_device_is_told)
{
    int full = open("/dev/full", O_WRONLY);
    if (full < 0) {
        test_skip("there is no /dev/full");
        return;
    }
    Writer out = writer_new(test_arena());
    put(&out, "x");
    CHECK(!writer_flush(&out, full));
    close(full);
}

static const char *json_of_string(const char *value)
{
    Writer out = writer_new(test_arena());
    json_string(&out, value);
    return out.bytes;
}

TEST(json_puts_commas_where_they_belong)
{
    Writer out = writer_new(test_arena());
    json_open(&out, '{');
    json_pair(&out, "a", "b");
    json_pair_number(&out, "n", -5);
    json_key(&out, "list");
    json_open(&out, '[');
    json_bool(&out, true);
    json_null(&out);
    json_open(&out, '{');
    json_close(&out, '}');
    json_close(&out, ']');
    json_pair_bool(&out, "last", false);
    json_close(&out, '}');
    CHECK_TEXT(out.bytes, "{\"a\": \"b\", \"n\": -5, \"list\": [true, null, {}], \"last\": false}");
}

TEST(json_escapes_what_could_steer_a_terminal)
{
    CHECK_TEXT(json_of_string("\"\\\n\r\t"), "\"\\\"\\\\\\n\\r\\t\"");
    CHECK_TEXT(json_of_string("\x1b[31m"), "\"\\u001b[31m\"");
    CHECK_TEXT(json_of_string("\x7f"), "\"\\u007f\"");
    CHECK_TEXT(json_of_string("\xc2\x9b"), "\"\\u009b\"");
    CHECK_TEXT(json_of_string("é✓"), "\"é✓\"");
    CHECK_TEXT(json_of_string(NULL), "null");
}

TEST(json_replaces_what_is_no_utf8)
{
    CHECK_TEXT(json_of_string("a\xff"
                              "b"),
               "\"a\xEF\xBF\xBD"
               "b\"");
    CHECK_TEXT(json_of_string("\xe2\x82"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
    Writer out = writer_new(test_arena());
    json_text(&out, TEXT("a\0b"));
    CHECK_TEXT(out.bytes, "\"a\\u0000b\"");
}

static size_t sequence_at_start(const char *bytes, unsigned *code_point)
{
    *code_point = 0;
    return utf8_sequence(text_of(bytes), code_point);
}

TEST(utf8_sequences_have_one_to_four_bytes)
{
    unsigned code_point;
    CHECK_NUMBER(sequence_at_start("a", &code_point), 1);
    CHECK_NUMBER(code_point, 'a');
    CHECK_NUMBER(sequence_at_start("\xc2\x80", &code_point), 2);
    CHECK_NUMBER(code_point, 0x80);
    CHECK_NUMBER(sequence_at_start("\xef\xbf\xbf", &code_point), 3);
    CHECK_NUMBER(code_point, 0xFFFF);
    CHECK_NUMBER(sequence_at_start("\xf4\x8f\xbf\xbf", &code_point), 4);
    CHECK_NUMBER(code_point, 0x10FFFF);
}

TEST(utf8_that_is_not_well_formed_has_no_sequence)
{
    static const char *const wrong[] = {
        "",                 /* nothing */
        "\x80",             /* a continuation alone */
        "\xc0\x80",         /* NUL, too long */
        "\xc1\xbf",         /* too long */
        "\xe0\x9f\xbf",     /* too long */
        "\xf0\x8f\xbf\xbf", /* too long */
        "\xed\xa0\x80",     /* a surrogate */
        "\xf4\x90\x80\x80", /* above the last code point */
        "\xf5\x80\x80\x80",
        "\xff",
        "\xe2\x82",     /* cut short */
        "\xe2\x82\x28", /* no continuation */
    };
    unsigned code_point;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (!CHECK_NUMBER(sequence_at_start(wrong[i], &code_point), 0))
            CHECK_NUMBER(i, -1);
    CHECK(utf8_valid(TEXT("")));
    CHECK(utf8_valid(TEXT("aé✓😀")));
    CHECK(!utf8_valid(TEXT("aé\xff")));
    CHECK(!utf8_valid((Text){"é", 1}));
}
