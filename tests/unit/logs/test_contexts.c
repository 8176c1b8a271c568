/* The lines around one, however the log comes in parts. */
#include "logs/contexts.h"

#include <string.h>

#include "harness.h"

enum { LINES = 400 };

/* Line N of the log: "N" and so many x. */
static const char *line_of(size_t number)
{
    return arena_printf(
        test_arena(), "%zu %.*s", number, (int)(number * 7 % 90),
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxx");
}

typedef struct Log {
    char *text;
    size_t length;
    size_t starts[LINES + 2]; /* of each line, from 1; behind the last one */
} Log;

static Log *a_log(void)
{
    Log *log = arena_new_of(test_arena(), Log);
    log->text = arena_alloc(test_arena(), (size_t)LINES * 100);
    for (size_t number = 1; number <= LINES; number++) {
        log->starts[number] = log->length;
        const char *line = line_of(number);
        memcpy(log->text + log->length, line, strlen(line));
        log->length += strlen(line);
        log->text[log->length++] = '\n';
    }
    log->starts[LINES + 1] = log->length;
    return log;
}

static void check_line(const char *got, size_t number)
{
    const char *line = number >= 1 && number <= LINES ? line_of(number) : NULL;
    CHECK_TEXT(got, line ? text_copy(test_arena(), text_trim(text_of(line))) : NULL);
}

/* Asks for every `step`th line once it is whole, in blocks of this size. */
static void check_in_blocks(size_t block, size_t step)
{
    Log *log = a_log();
    Contexts *contexts = contexts_new(test_arena());
    LogContext *around[LINES + 1] = {0};
    size_t next = 1;
    for (size_t at = 0; at < log->length; at += block) {
        Text part = text_part((Text){log->text, log->length}, at, block);
        contexts_begin_block(contexts, part);
        for (; next <= LINES && log->starts[next + 1] <= at + part.length; next += step)
            around[next] = contexts_around(contexts, log->starts[next], log->starts[next + 1] - 1);
        contexts_end_block(contexts);
    }
    contexts_end(contexts);
    for (size_t number = 1; number <= LINES; number += step)
        for (size_t i = 0; i < CONTEXT_LINES; i++) {
            check_line(around[number]->before[i], number - i - 1);
            check_line(around[number]->after[i], number + i + 1);
        }
}

TEST(two_lines_before_and_two_behind_however_it_comes)
{
    static const size_t BLOCKS[] = {1, 7, 100, 1000, 8192, 10000, 1 << 20};
    for (size_t i = 0; i < sizeof BLOCKS / sizeof *BLOCKS; i++)
        check_in_blocks(BLOCKS[i], 3);
}

static const LogContext *around_of(const char *text, const char *part)
{
    Contexts *contexts = contexts_new(test_arena());
    size_t at = (size_t)(strstr(text, part) - text);
    contexts_begin_block(contexts, text_of(text));
    const LogContext *context = contexts_around(contexts, at, at + strlen(part));
    contexts_end_block(contexts);
    contexts_end(contexts);
    return context;
}

TEST(lines_are_kept_as_people_read_them)
{
    const LogContext *context =
        around_of("    x = f()\r\n\033[31mred\033[0m\r\nthe part of it\n"
                  "2024-01-02 03:04:05.060708: W a.cc:1] a message\n10%\r20%\r30%",
                  "part");
    CHECK_TEXT(context->before[1], "    x = f()");
    CHECK_TEXT(context->before[0], "red");
    CHECK_TEXT(context->after[0], "a message");
    CHECK_TEXT(context->after[1], "30%");
    CHECK_TEXT(context_line(test_arena(), TEXT("  a\\b")), "  a\\b");
}

TEST(what_went_by_too_long_ago_is_none)
{
    char *text = arena_alloc(test_arena(), 3 * CONTEXT_REACH);
    memset(text, 'x', 2 * CONTEXT_REACH);
    memcpy(text, "a\n", 2);
    memcpy(text + 2 * CONTEXT_REACH, " part\nb\nc", 10);
    const LogContext *context = around_of(text, "part");
    CHECK(!context->before[0] && !context->before[1]);
    CHECK_TEXT(context->after[0], "b");
    CHECK_TEXT(context->after[1], "c");
}

TEST(many_may_wait_and_more_than_that_have_nothing_behind_them)
{
    Contexts *contexts = contexts_new(test_arena());
    LogContext *around[40];
    contexts_begin_block(contexts, TEXT("part"));
    for (size_t i = 0; i < 40; i++)
        around[i] = contexts_around(contexts, 0, 4);
    contexts_end_block(contexts);
    contexts_begin_block(contexts, TEXT("\nb\nc"));
    contexts_end_block(contexts);
    contexts_end(contexts);
    CHECK_TEXT(around[0]->after[0], "b");
    CHECK_TEXT(around[31]->after[1], "c");
    CHECK(!around[32]->after[0]);
}

TEST(the_first_line_has_nothing_before_it)
{
    const LogContext *context = around_of("a\npart\n", "part");
    CHECK_TEXT(context->before[0], "a");
    CHECK(!context->before[1]);
    context = around_of("\npart\n", "part");
    CHECK_TEXT(context->before[0], "");
    CHECK(!context->before[1]);
}

TEST(a_line_that_came_long_before_may_be_asked_about)
{
    static char filler[CONTEXT_REACH];
    memset(filler, 'x', sizeof filler);
    Contexts *contexts = contexts_new(test_arena());
    const Text blocks[] = {
        TEXT("a\npart\nb\n"), TEXT("c\n"), {filler, sizeof filler - 5}, {filler, 100}, TEXT("d\n")};
    const LogContext *context[sizeof blocks / sizeof *blocks];
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        contexts_begin_block(contexts, blocks[i]);
        context[i] = contexts_around(contexts, 2, 6);
        contexts_end_block(contexts);
    }
    contexts_end(contexts);
    for (size_t i = 0; i < 4; i++) {
        CHECK_TEXT(context[i]->after[0], "b");
        CHECK_TEXT(context[i]->after[1], "c");
    }
    CHECK(!context[4]->after[0]);
}
