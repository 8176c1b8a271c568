/* A log from its bytes to episodes and tables. */
#include "logs/read_log.h"

#include <string.h>

#include "base/writer.h"
#include "harness.h"
#include "samples.h"
#include "sightings.h"

#define FAILED "E a.cc:1] failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device\n"
#define CREATED                                                                                    \
    "I a.cc:2] Created device /job:localhost/replica:0/task:0/device:GPU:0 with 1 MB memory:  -> " \
    "device: 0\n"

typedef struct Bytes {
    Text left;
    size_t at_once;
} Bytes;

static bool read_bytes(void *from, void *buffer, size_t length, size_t *got, const char **because)
{
    (void)because;
    Bytes *bytes = from;
    Text part = text_part(bytes->left, 0, length < bytes->at_once ? length : bytes->at_once);
    memcpy(buffer, part.at, part.length);
    bytes->left = text_part(bytes->left, part.length, bytes->left.length);
    *got = part.length;
    return true;
}

static LogRead read_in_parts(const char *text, size_t at_once, Episodes *episodes)
{
    Arena *arena = test_arena();
    *episodes = (Episodes){.arena = arena, .messages = messages_read(arena)};
    Bytes bytes = {text_of(text), at_once};
    episodes_begin_file(episodes, "a.log");
    return log_read(log_finder_new(arena, episodes->messages), (LogReader){read_bytes, &bytes},
                    episodes);
}

static LogRead read_text(const char *text, Episodes *episodes)
{
    return read_in_parts(text, 70000, episodes);
}

/* A megabyte and more of what a training prints, and this behind it. */
static const char *behind_a_training(const char *text, size_t *lines)
{
    Writer log = writer_new(test_arena());
    for (*lines = 0; log.length < LOG_HEAD_BYTES + 1000; (*lines)++)
        put_format(&log, "Epoch %zu/99999: loss 0.1\n", *lines);
    put(&log, text);
    return log.bytes;
}

TEST(a_message_is_found_where_its_anchor_stands_a_second_time)
{
    static const char *const LINES[] = {"Bus error", "DBus error, Bus error",
                                        "failed call to cuInit, failed call to cuInit: X",
                                        "failed call to cuInit"};
    static const char *const IDS[] = {"loader-bus-error", "loader-bus-error", "tf-cuinit-failed",
                                      ""};
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        Episodes episodes;
        read_text(LINES[i], &episodes);
        const char *id = episodes.items.count
                             ? episodes.items.items[0].sightings.items[0].match.message->id
                             : "";
        CHECK_TEXT(id, IDS[i]);
    }
}

TEST(tables_far_behind_the_beginning_are_kept)
{
    Episodes episodes;
    size_t lines;
    const char *log = behind_a_training("me@box:~$ pip list\nPackage    Version\n---------- -----\n"
                                        "tensorflow 2.15.0\nme@box:~$ true\n",
                                        &lines);
    LogRead read = read_text(log, &episodes);
    CHECK_NUMBER(read.head.length, LOG_HEAD_BYTES);
    REQUIRE(read.tables.items.count == 1);
    const LogTable *table = &read.tables.items.items[0];
    CHECK_NUMBER(table->first, lines + 1);
    CHECK_TEXT(table->text.bytes, "me@box:~$ pip list\nPackage    Version\n---------- -----\n"
                                  "tensorflow 2.15.0\nme@box:~$ true\n");
    CHECK_NUMBER(read.tables.left_at, 0);
}

TEST(what_stands_in_the_head_is_no_table_of_its_own)
{
    Episodes episodes;
    LogRead read = read_text("me@box:~$ pip list\nPackage    Version\n", &episodes);
    CHECK_NUMBER(read.tables.items.count, 0);
}

TEST(no_more_tables_than_there_is_room_for)
{
    Episodes episodes;
    size_t lines;
    Writer tables = writer_new(test_arena());
    while (tables.length < TABLES_BYTES + 1000)
        put(&tables, "| NVIDIA-SMI 470.82.01    Driver Version: 470.82.01\n");
    LogRead read = read_text(behind_a_training(tables.bytes, &lines), &episodes);
    REQUIRE(read.tables.items.count == 1);
    CHECK(read.tables.items.items[0].text.length <= TABLES_BYTES);
    CHECK(read.tables.items.items[0].text.length > TABLES_BYTES - 100);
    CHECK_NUMBER(read.tables.left_at, read.tables.items.items[0].next);
}

TEST(quotes_of_an_editor_are_plain_ones)
{
    Episodes episodes;
    LogRead read =
        read_text("NVIDIA-SMI has failed because it couldn\xE2\x80\x99t communicate with "
                  "the NVIDIA driver\n\xE2\x80\x98"
                  "a\xE2\x80\x9C"
                  "b\xE2\x80\x9D\xE2\x80\x94 \xE2\x80",
                  &episodes);
    REQUIRE(episodes.items.count == 1 && episodes.items.items[0].sightings.count > 0);
    CHECK_TEXT(episodes.items.items[0].sightings.items[0].match.message->id,
               "smi-cannot-communicate");
    CHECK(text_ends(read.head, "\n'a\"b\"\xE2\x80\x94 \xE2\x80"));
}

/* The first kilobyte is waited for; what follows comes as it is written. */
TEST(a_quote_of_which_the_rest_comes_later_is_one)
{
    for (size_t at_once = 1; at_once < 5; at_once++) {
        Episodes episodes;
        Writer log = writer_new(test_arena());
        for (int i = 0; i < 60; i++)
            put(&log, "Epoch 1/99999: loss 0.1\n");
        put(&log, "it couldn\xE2\x80\x99t \xE2\x80\x94 \xE2\x82\xAC \xE2\x80");
        LogRead read = read_in_parts(log.bytes, at_once, &episodes);
        CHECK(text_ends(read.head, "\nit couldn't \xE2\x80\x94 \xE2\x82\xAC \xE2\x80"));
    }
}

TEST(tables_that_lie_apart_are_apart)
{
    LogTables tables = {.arena = test_arena()};
    CHECK(tables_take(&tables, TEXT("a"), 5));
    CHECK(tables_take(&tables, TEXT("b"), 6));
    CHECK(tables_take(&tables, TEXT("b"), 6));
    CHECK(tables_take(&tables, TEXT("c"), 8));
    REQUIRE(tables.items.count == 2);
    CHECK_TEXT(tables.items.items[0].text.bytes, "a\nb\n");
    CHECK_NUMBER(tables.items.items[1].first, 8);
}

TEST(a_sighting_has_the_lines_around_it_and_a_prompt_divides)
{
    Episodes episodes;
    (void)read_text("a\nb\n" FAILED "c\nme@box:~$ python train.py\n" CREATED, &episodes);
    REQUIRE(episodes.items.count == 2 && episodes.items.items[0].sightings.count > 0);
    const LogContext *context = episodes.items.items[0].sightings.items[0].context;
    REQUIRE(context != NULL);
    CHECK_TEXT(context->before[1], "a");
    CHECK_TEXT(context->before[0], "b");
    CHECK_TEXT(context->after[0], "c");
    CHECK_TEXT(context->after[1], "me@box:~$ python train.py");
    CHECK_NUMBER(episodes.items.items[1].first, 6);
}

/* ---- What is found by anchors, and by trying each row ---- */

static void check_both(const char *log)
{
    Episodes episodes;
    (void)read_text(log, &episodes);
    CHECK_TEXT(sightings_shown(&episodes, NULL), sightings_of(log, NULL));
}

TEST(what_a_line_quotes_is_found_by_anchors_as_by_trying_each_row)
{
    Samples samples = samples_read();
    Writer log = writer_new(test_arena());
    for (size_t i = 0; i < samples.count; i++) {
        put_format(&log, "[rank%zu]: RuntimeError: Unable to initialize backend 'cuda': ", i);
        put_text(&log, samples.items[i].line);
        put(&log, "; ");
        put_text(&log, samples.items[samples.count - 1 - i].line);
        put(&log, "; ");
        put_text(&log, samples.items[i].line);
        put(&log, "\n");
    }
    check_both(log.bytes);
}

TEST(a_line_may_quote_more_than_there_is_room_for)
{
    Messages messages = messages_read(test_arena());
    Writer log = writer_new(test_arena());
    put(&log, "RuntimeError: Unable to initialize backend 'cuda': ");
    for (size_t i = 0; i < messages.count && log.length < LONGEST_KEPT - 20; i++)
        if (messages.items[i].anchor.length < 20) {
            put_text(&log, messages.items[i].anchor);
            put(&log, ";");
        }
    put(&log, "\n");
    check_both(log.bytes);
}
