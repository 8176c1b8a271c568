#include "logs/scan.h"

#include <string.h>

#include "base/writer.h"
#include "harness.h"

static const Text LITERALS[] = {
    {"Cannot dlopen some GPU libraries", 32},
    {"Could not load dynamic library", 30},
    {"dynamic library 'lib", 20},
    {"NVIDIA-SMI", 10},
};

typedef struct Heard {
    Writer said;
    unsigned wanted; /* lines behind each piece with the last literal */
    uint64_t offset; /* of the last piece */
} Heard;

static unsigned found(void *context, const ScanPiece *piece, const ScanLiteral literals[],
                      size_t count)
{
    Heard *heard = context;
    unsigned wanted = 0;
    heard->offset = piece->offset;
    put_format(&heard->said, "%llu", (unsigned long long)piece->number);
    for (size_t i = 0; i < count; i++) {
        Text literal = LITERALS[literals[i].literal];
        put_format(&heard->said, "%c%zu", i ? '+' : ':', literals[i].literal);
        CHECK(piece->cut
                  ? literals[i].at == 0
                  : text_equal(text_part(piece->text, literals[i].at, literal.length), literal));
        Text behind = text_part(piece->text, literals[i].at + 1, piece->text.length);
        bool again = memmem(behind.at, behind.length, literal.at, literal.length);
        CHECK(literals[i].once == (!piece->cut && !again));
        if (literals[i].literal == 3)
            wanted = heard->wanted;
    }
    put_char(&heard->said, piece->cut ? '~' : ' ');
    put_text(&heard->said, text_part(piece->text, 0, 60));
    put_char(&heard->said, '\n');
    return wanted;
}

static void follows(void *context, const ScanPiece *line)
{
    Heard *heard = context;
    put_format(&heard->said, "%llu-%c", (unsigned long long)line->number, line->cut ? '~' : ' ');
    put_text(&heard->said, text_part(line->text, 0, 60));
    put_char(&heard->said, '\n');
}

static Scan *new_scan(Heard *heard)
{
    size_t count = sizeof LITERALS / sizeof *LITERALS;
    heard->said = writer_new(test_arena());
    return scan_new(test_arena(), anchors_new(test_arena(), LITERALS, count), LITERALS,
                    (ScanListener){found, follows, heard});
}

static void feed(Scan *scan, Text log, size_t at_once)
{
    while (log.length) {
        size_t size;
        char *room = scan_room(scan, &size);
        CHECK(size > 0);
        if (size > at_once)
            size = at_once;
        if (size > log.length)
            size = log.length;
        memcpy(room, log.at, size);
        scan_feed(scan, size);
        log = text_part(log, size, log.length);
    }
}

static const char *heard_of(Text log, unsigned wanted, size_t at_once)
{
    Heard heard = {.wanted = wanted};
    Scan *scan = new_scan(&heard);
    feed(scan, log, at_once);
    scan_end(scan);
    CHECK_NUMBER(scan_byte_count(scan), log.length);
    return heard.said.bytes ? heard.said.bytes : "";
}

static const size_t AT_ONCE[] = {1, 2, 3, 7, 64, 1000, 1 << 20};

static void check_heard(Text log, unsigned wanted, const char *expected)
{
    for (size_t i = 0; i < sizeof AT_ONCE / sizeof *AT_ONCE; i++)
        CHECK_TEXT(heard_of(log, wanted, AT_ONCE[i]), expected);
}

TEST(lines_that_hold_a_literal_are_told_with_their_number)
{
    check_heard(TEXT("one\n\nW Cannot dlopen some GPU libraries.\nfour\n"
                     "E Could not load dynamic library 'libcudnn.so.8'; dlerror\r\nsix"),
                0,
                "3:0 W Cannot dlopen some GPU libraries.\n"
                "5:1+2 E Could not load dynamic library 'libcudnn.so.8'; dlerror\n");
    check_heard(TEXT("Cannot dlopen some GPU libraries"), 0,
                "1:0 Cannot dlopen some GPU libraries\n");
    check_heard(TEXT("Cannot dlopen some GPU libraries\nCannot dlopen some GPU libraries\n"), 0,
                "1:0 Cannot dlopen some GPU libraries\n2:0 Cannot dlopen some GPU libraries\n");
    check_heard(TEXT("Cannot dlopen\n some GPU libraries\n"), 0, "");
    check_heard(TEXT(""), 0, "");
}

TEST(a_literal_that_stands_twice_in_a_line_is_told_once)
{
    check_heard(TEXT("NVIDIA-SMI NVIDIA-SMI\n"), 0, "1:3 NVIDIA-SMI NVIDIA-SMI\n");
}

TEST(a_message_between_states_of_a_progress_bar_is_a_piece_of_its_own)
{
    check_heard(TEXT("1/10\r2/10\rCannot dlopen some GPU libraries\r3/10\rNVIDIA-SMI has\r10/10\n"
                     "NVIDIA-SMI\n"),
                0, "1:0 Cannot dlopen some GPU libraries\n1:3 NVIDIA-SMI has\n2:3 NVIDIA-SMI\n");
}

TEST(backspaces_end_a_piece_too)
{
    check_heard(TEXT("1/10\b\b\b\bCannot dlopen some GPU libraries\b\b\b2/10 NVIDIA-SMI\n"), 0,
                "1:0 Cannot dlopen some GPU libraries\n1:3 2/10 NVIDIA-SMI\n");
}

TEST(lines_behind_the_head_of_a_table_are_kept)
{
    check_heard(TEXT("a\n| NVIDIA-SMI 535 |\r\nb\r\n\nCannot dlopen some GPU libraries\nd\ne\n"), 4,
                "2:3 | NVIDIA-SMI 535 |\n3- b\n4- \n5- Cannot dlopen some GPU libraries\n"
                "5:0 Cannot dlopen some GPU libraries\n6- d\n");
    check_heard(TEXT("NVIDIA-SMI\nb"), 9, "1:3 NVIDIA-SMI\n2- b\n");
    check_heard(TEXT("NVIDIA-SMI\na\nNVIDIA-SMI\nb\nc\nd\n"), 2,
                "1:3 NVIDIA-SMI\n2- a\n3- NVIDIA-SMI\n3:3 NVIDIA-SMI\n4- b\n5- c\n");
}

TEST(no_more_lines_are_kept_than_that)
{
    Writer log = writer_new(test_arena());
    put(&log, "NVIDIA-SMI\n");
    for (int i = 0; i < 300; i++)
        put(&log, "x\n");
    const char *said = heard_of((Text){log.bytes, log.length}, 1000, 64);
    size_t lines = 0;
    for (Text rest = text_of(said), line; text_line(&rest, &line);)
        lines++;
    CHECK_NUMBER(lines, 1 + SCAN_MOST_FOLLOWING);
}

/* A line of many times the buffer, with a literal at each of its parts that could be cut. */
TEST(a_line_without_end_is_read_in_pieces)
{
    enum { DISTANCE = 5003, COUNT = 200 };
    Writer log = writer_new(test_arena());
    put(&log, "first\n");
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < DISTANCE; j++)
            put_char(&log, '.');
        put(&log, "Cannot dlopen some GPU libraries");
    }
    put(&log, "\nlast NVIDIA-SMI\n");
    static const size_t SIZES[] = {501, 4096, 1 << 20};
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        const char *said = heard_of((Text){log.bytes, log.length}, 0, SIZES[i]);
        size_t lines = 0;
        Text rest = text_of(said), line, last = TEXT("");
        for (; text_line(&rest, &line); lines++) {
            if (lines < COUNT)
                CHECK(text_starts(line, "2:0~"));
            last = line;
        }
        CHECK_NUMBER(lines, COUNT + 1);
        CHECK_TEXT(last, "3:3 last NVIDIA-SMI");
    }
}

/* Wherever a long line is cut, a literal across the cut is found, and so is what stands before it.
 */
TEST(what_lies_across_a_cut_is_whole)
{
    enum { LENGTH = 128 * 1024 + 4096, BEFORE = SCAN_PIECE_BYTES - LONGEST_SEARCHED };
    char *log = arena_alloc(test_arena(), LENGTH);
    for (size_t at = 124000; at + 32 < LENGTH; at += 7) {
        memset(log, '.', LENGTH);
        memcpy(log + at, LITERALS[0].at, LITERALS[0].length);
        Heard heard = {0};
        Scan *scan = new_scan(&heard);
        feed(scan, (Text){log, LENGTH}, 1 << 20);
        scan_end(scan);
        CHECK(starts_with(heard.said.bytes, "1:0~"));
        CHECK(strchr(heard.said.bytes, '\n') == heard.said.bytes + heard.said.length - 1);
        CHECK_NUMBER(heard.offset, at - BEFORE);
    }
}

TEST(many_line_ends_are_counted)
{
    char log[3010];
    memset(log, '\n', 3000);
    memcpy(log + 3000, "NVIDIA-SMI", 10);
    check_heard((Text){log, sizeof log}, 0, "3001:3 NVIDIA-SMI\n");
}

TEST(a_long_line_that_follows_is_told_once_and_cut)
{
    Writer log = writer_new(test_arena());
    put(&log, "NVIDIA-SMI\n");
    for (int i = 0; i < 500000; i++)
        put_char(&log, '.');
    put(&log, "\nend\nafter\n");
    Text sixty = {".............................................................", 60};
    const char *expected = arena_printf(test_arena(), "1:3 NVIDIA-SMI\n2-~%s\n3- end\n",
                                        text_copy(test_arena(), sixty));
    static const size_t SIZES[] = {997, 1 << 20};
    for (size_t i = 0; i < 2; i++)
        CHECK_TEXT(heard_of((Text){log.bytes, log.length}, 2, SIZES[i]), expected);
}

TEST(a_piece_holds_what_stands_around_its_literal)
{
    Writer log = writer_new(test_arena());
    for (int i = 0; i < 3000; i++)
        put_char(&log, (char)('a' + i % 26));
    put(&log, "NVIDIA-SMI");
    for (int i = 0; i < 3000; i++)
        put_char(&log, '.');
    const char *said = heard_of((Text){log.bytes, log.length}, 0, 1 << 20);
    const char *from = log.bytes + 3000 - (SCAN_PIECE_BYTES - LONGEST_SEARCHED);
    CHECK_TEXT(said, arena_printf(test_arena(), "1:3~%.60s\n", from));
}

typedef struct Bytes {
    const char *at;
    size_t left;
} Bytes;

static bool read_bytes(void *from, void *buffer, size_t length, size_t *got, const char **because)
{
    (void)because;
    Bytes *bytes = from;
    *got = length < bytes->left ? length : bytes->left;
    memcpy(buffer, bytes->at, *got);
    bytes->at += *got;
    bytes->left -= *got;
    return true;
}

TEST(a_source_is_scanned_to_its_end)
{
    Heard heard = {0};
    Scan *scan = new_scan(&heard);
    const char *log = "a\nNVIDIA-SMI\nc";
    Bytes bytes = {log, strlen(log)};
    scan_source(scan, log_source_new(test_arena(), (LogReader){read_bytes, &bytes}));
    CHECK_TEXT(heard.said.bytes, "2:3 NVIDIA-SMI\n");
    CHECK_NUMBER(scan_line_count(scan), 3);
}
