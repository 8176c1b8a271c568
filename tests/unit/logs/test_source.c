#include "logs/source.h"

#include <string.h>
#include <zlib.h>

#include "base/text.h"
#include "base/writer.h"
#include "harness.h"

typedef struct Bytes {
    const char *at;
    size_t left, at_once;
    bool breaks; /* instead of its end */
} Bytes;

static bool read_bytes(void *from, void *buffer, size_t length, size_t *got, const char **because)
{
    Bytes *bytes = from;
    if (length > bytes->at_once)
        length = bytes->at_once;
    *got = length < bytes->left ? length : bytes->left;
    memcpy(buffer, bytes->at, *got);
    bytes->at += *got;
    bytes->left -= *got;
    *because = "the disk is broken";
    return *got || !bytes->breaks;
}

static const char *read_all(Bytes bytes, size_t size, const char **trouble)
{
    LogSource *source = log_source_new(test_arena(), (LogReader){read_bytes, &bytes});
    Writer said = writer_new(test_arena());
    char *room = arena_alloc(test_arena(), size);
    for (size_t got; (got = log_source_read(source, room, size)) > 0;)
        put_bytes(&said, room, got);
    CHECK_NUMBER(log_source_read(source, room, size), 0);
    *trouble = log_source_trouble(source);
    return said.length ? said.bytes : "";
}

static void check_trouble(Text log, const char *expected, const char *expected_trouble)
{
    static const size_t AT_ONCE[] = {1, 2, 3, 5, 64, 1 << 20};
    static const size_t SIZES[] = {LOG_SOURCE_LEAST_ROOM, 17, 100, 1 << 17};
    for (size_t i = 0; i < sizeof AT_ONCE / sizeof *AT_ONCE; i++)
        for (size_t j = 0; j < sizeof SIZES / sizeof *SIZES; j++) {
            const char *trouble;
            CHECK_TEXT(read_all((Bytes){log.at, log.length, AT_ONCE[i], false}, SIZES[j], &trouble),
                       expected);
            CHECK_TEXT(trouble, expected_trouble);
        }
}

static void check_read(Text log, const char *expected)
{
    check_trouble(log, expected, NULL);
}

TEST(plain_text_is_read_as_it_is)
{
    check_read(TEXT(""), "");
    check_read(TEXT("a"), "a");
    check_read(TEXT("one\r\ntwo \xC3\xA4 \xFF\n"), "one\r\ntwo \xC3\xA4 \xFF\n");
    check_read(TEXT("\xEF\xBB\xBFone\n"), "one\n");
}

TEST(utf16_is_told_by_its_mark_and_without_it)
{
    check_read(TEXT("\xFF\xFE"
                    "o\0n\0e\0\r\0\n\0"),
               "one\r\n");
    check_read(TEXT("\xFE\xFF"
                    "\0o\0n\0e\0\n"),
               "one\n");
    check_read(TEXT("o\0n\0e\0 \0l\0i\0n\0e\0\n\0"), "one line\n");
    check_read(TEXT("\0o\0n\0e\0 \0l\0i\0n\0e\0\n"), "one line\n");
    check_read(TEXT("\xFF\xFE"
                    "\xE4\x00\xAC\x20\x3D\xD8\x00\xDE"),
               "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
    check_read(TEXT("\xFF\xFE"
                    "a\0\x3D\xD8"
                    "b\0\x00\xDE"
                    "c\0\xFF\xFE"
                    "d\0"),
               "a\xEF\xBF\xBD"
               "b\xEF\xBF\xBD"
               "cd");
}

TEST(bytes_with_zeros_are_not_yet_utf16)
{
    const char *trouble;
    Text log = TEXT("A\0\x80\0\x02\0\x7F\0\x03\0NVIDIA\n");
    Bytes bytes = {log.at, log.length, 1 << 20, false};
    LogSource *source = log_source_new(test_arena(), (LogReader){read_bytes, &bytes});
    char room[100];
    CHECK_NUMBER(log_source_read(source, room, sizeof room), log.length);
    CHECK(memcmp(room, log.at, log.length) == 0);
    trouble = log_source_trouble(source);
    CHECK_TEXT(trouble, NULL);
}

TEST(a_reader_that_breaks_is_told_and_what_came_before_is_kept)
{
    const char *trouble;
    CHECK_TEXT(read_all((Bytes){"one\ntwo\nthree\n", 14, 5, true}, 64, &trouble),
               "one\ntwo\nthree\n");
    CHECK_TEXT(trouble, "the disk is broken");
}

TEST(other_forms_of_compression_are_named)
{
    check_trouble(TEXT("\xFD"
                       "7zXZ\0\0\0\0\0"),
                  "", "it is compressed with xz, which is not read here; decompress it first");
    check_trouble(TEXT("\x28\xB5\x2F\xFDxxxxxx"), "",
                  "it is compressed with zstd, which is not read here; decompress it first");
    check_trouble(TEXT("PK\x03\x04xxxxxx"), "",
                  "it is a zip archive, which is not read here; unpack it first");
}

/* ---- gzip: of stored blocks, which need no compressor ---- */

/* A member whose content is `text` repeated `times`, in stored blocks. */
static Text member(const char *text, unsigned times)
{
    Writer file = writer_new(test_arena());
    unsigned length = (unsigned)strlen(text);
    uLong crc = crc32(0, NULL, 0);
    put_bytes(&file, "\x1F\x8B\x08\0\0\0\0\0\0\x03", 10);
    for (unsigned i = 0; i < times; i++) {
        put_char(&file, i + 1 == times);
        put_char(&file, (char)length);
        put_char(&file, (char)(length >> 8));
        put_char(&file, (char)~length);
        put_char(&file, (char)(~length >> 8));
        put(&file, text);
        crc = crc32(crc, (const unsigned char *)text, length);
    }
    for (unsigned i = 0; i < 4; i++)
        put_char(&file, (char)(crc >> (8 * i)));
    for (unsigned i = 0; i < 4; i++)
        put_char(&file, (char)((length * times) >> (8 * i)));
    return (Text){file.bytes, file.length};
}

static Text joined(Text a, Text b)
{
    char *bytes = arena_alloc(test_arena(), a.length + b.length);
    memcpy(bytes, a.at, a.length);
    memcpy(bytes + a.length, b.at, b.length);
    return (Text){bytes, a.length + b.length};
}

TEST(gzip_is_read_with_all_its_members)
{
    check_read(member("one\n", 1), "one\n");
    check_read(joined(member("one\n", 2), member("two\n", 1)), "one\none\ntwo\n");
    check_read(joined(member("one\n", 1), TEXT("\0\0\0\0\0")), "one\n");
}

TEST(gzip_of_utf16_is_read)
{
    Writer text = writer_new(test_arena());
    put_bytes(&text, "o\0n\0e\0\n\0", 8);
    Text stored = member("12345678", 1);
    char *bytes = text_copy(test_arena(), stored);
    memcpy(bytes + 15, text.bytes, 8);
    const char *trouble;
    CHECK_TEXT(read_all((Bytes){bytes, stored.length, 1000, false}, 64, &trouble), "one\n");
    CHECK(trouble && strstr(trouble, "the gzip data is damaged at byte "));
}

TEST(of_damaged_gzip_the_readable_part_is_used)
{
    Text whole = member("one\n", 3);
    check_trouble(text_part(whole, 0, whole.length - 8), "one\none\none\n",
                  arena_printf(test_arena(),
                               "the gzip data ends too early at byte %zu of the "
                               "compressed file",
                               whole.length - 8));
    check_trouble(text_part(whole, 0, 21), "one\n",
                  "the gzip data ends too early at byte 21 of the compressed file");
    check_trouble(joined(whole, TEXT("rest")), "one\none\none\n",
                  arena_printf(test_arena(),
                               "something else than gzip follows at byte %zu of the "
                               "compressed file",
                               whole.length));
    char *damaged = text_copy(test_arena(), whole);
    damaged[19] = 7; /* a kind of block that there is not */
    check_trouble((Text){damaged, whole.length}, "one\n",
                  "the gzip data is damaged at byte 20 of the compressed file");
}
