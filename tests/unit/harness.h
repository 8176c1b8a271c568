/* The unit test harness: one program a directory, whose tests register themselves.
 *
 *     TEST(trim_takes_white_space_off_both_ends)
 *     {
 *         CHECK(text_is(text_trim(TEXT(" a ")), "a"));
 *         CHECK_TEXT(text_trim(TEXT(" a ")), "a");
 *         CHECK_NUMBER(text_find(TEXT("abc"), 'c'), 2);
 *     }
 *
 * A failed check is printed with its place and the test goes on; after a failed REQUIRE it ends.
 * Output is TAP. A program in which no test ran fails. With arguments, only the tests whose names
 * contain one of them run.
 */
#ifndef WHYCPU_TESTS_HARNESS_H
#define WHYCPU_TESTS_HARNESS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

typedef struct Test {
    const char *name;
    void (*run)(void);
    struct Test *next;
} Test;

void harness_register(Test *test);

/* An arena of the running test, given back when it ends. */
Arena *test_arena(void);

/* For what a test finds only while it runs (no such tool, not permitted): the test is reported as
 * skipped, never as passed. Follow it with `return`. */
void test_skip(const char *because);

/* Each returns whether the check held. */
bool harness_check(bool held, const char *condition, const char *file, int line);
bool harness_check_string(const char *got, const char *expected, const char *what, const char *file,
                          int line);
bool harness_check_view(Text got, const char *expected, const char *what, const char *file,
                        int line);
bool harness_check_number(long long got, long long expected, const char *what, const char *file,
                          int line);

#define TEST(name)                                                                                 \
    static void test_##name(void);                                                                 \
    __attribute__((constructor)) static void register_##name(void)                                 \
    {                                                                                              \
        static Test test = {#name, test_##name, 0};                                                \
        harness_register(&test);                                                                   \
    }                                                                                              \
    static void test_##name(void)

#define CHECK(condition) harness_check((condition), #condition, __FILE__, __LINE__)

#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!CHECK(condition))                                                                     \
            return;                                                                                \
    } while (0)

/* `got` is a Text or a C string; NULL equals only NULL. */
#define CHECK_TEXT(got, expected)                                                                  \
    _Generic((got), Text                                                                           \
             : harness_check_view, default                                                         \
             : harness_check_string)((got), (expected), #got, __FILE__, __LINE__)

#define CHECK_NUMBER(got, expected)                                                                \
    harness_check_number((long long)(got), (long long)(expected), #got, __FILE__, __LINE__)

#endif
