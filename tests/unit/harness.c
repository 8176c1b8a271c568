#include "harness.h"

#include <stdio.h>
#include <string.h>

static Test *first, **end = &first;
static Arena *arena;
static const char *skipped;
static int failed_checks;

void harness_register(Test *test)
{
    *end = test;
    end = &test->next;
}

Arena *test_arena(void)
{
    return arena;
}

void test_skip(const char *because)
{
    skipped = because;
}

bool harness_check(bool held, const char *condition, const char *file, int line)
{
    if (!held) {
        failed_checks++;
        printf("# %s:%d: does not hold: %s\n", file, line, condition);
    }
    return held;
}

/* TAP is a text of lines: what a test got is shown on one. */
static void print_quoted(const char *title, Text text)
{
    printf("#   %s ", title);
    if (!text.at) {
        printf("NULL\n");
        return;
    }
    putchar('"');
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '\n')
            printf("\\n\n#             ");
        else if (c < 0x20 || c == 0x7F)
            printf("\\x%02x", c);
        else
            putchar(c);
    }
    printf("\"\n");
}

static Text view_of(const char *string)
{
    return string ? text_of(string) : (Text){NULL, 0};
}

bool harness_check_view(Text got, const char *expected, const char *what, const char *file,
                        int line)
{
    Text wanted = view_of(expected);
    bool held = (got.at || got.length == 0) && expected && text_equal(got, wanted);
    if (!held) {
        failed_checks++;
        printf("# %s:%d: %s\n", file, line, what);
        print_quoted("is      ", got);
        print_quoted("expected", wanted);
    }
    return held;
}

bool harness_check_string(const char *got, const char *expected, const char *what, const char *file,
                          int line)
{
    if (!got && !expected)
        return true;
    if (got)
        return harness_check_view(text_of(got), expected, what, file, line);
    failed_checks++;
    printf("# %s:%d: %s is NULL\n", file, line, what);
    print_quoted("expected", text_of(expected));
    return false;
}

bool harness_check_number(long long got, long long expected, const char *what, const char *file,
                          int line)
{
    if (got == expected)
        return true;
    failed_checks++;
    printf("# %s:%d: %s is %lld, expected %lld\n", file, line, what, got, expected);
    return false;
}

static bool is_wanted(const Test *test, int count, char **names)
{
    for (int i = 0; i < count; i++)
        if (strstr(test->name, names[i]))
            return true;
    return count == 0;
}

static bool run_one(const Test *test, int number)
{
    failed_checks = 0;
    skipped = NULL;
    arena = arena_new();
    test->run();
    arena_free(arena);
    arena = NULL;
    bool passed = failed_checks == 0;
    printf("%s %d - %s", passed ? "ok" : "not ok", number, test->name);
    if (passed && skipped)
        printf(" # SKIP %s", skipped);
    putchar('\n');
    return passed;
}

int main(int argc, char **argv)
{
    /* What was printed must survive a crash of the next test. */
    setvbuf(stdout, NULL, _IOLBF, 0);
    int ran = 0, failed = 0;
    for (const Test *test = first; test; test = test->next)
        if (is_wanted(test, argc - 1, argv + 1))
            failed += !run_one(test, ++ran);
    printf("1..%d\n", ran);
    if (ran == 0)
        printf("Bail out! no test ran\n");
    return ran == 0 || failed ? 1 : 0;
}
