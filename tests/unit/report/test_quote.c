#include "report/quote.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"

TEST(bare_arguments_stay_bare)
{
    CHECK_TEXT(shell_quote(test_arena(), "pip"), "pip");
    CHECK_TEXT(shell_quote(test_arena(), "--index=a/b:c,d@1.2_3%+"), "--index=a/b:c,d@1.2_3%+");
}

TEST(what_a_shell_would_take_apart_is_quoted)
{
    CHECK_TEXT(shell_quote(test_arena(), ""), "''");
    CHECK_TEXT(shell_quote(test_arena(), "a b"), "'a b'");
    CHECK_TEXT(shell_quote(test_arena(), "tensorflow[and-cuda]<2.21"),
               "'tensorflow[and-cuda]<2.21'");
    CHECK_TEXT(shell_quote(test_arena(), "$HOME"), "'$HOME'");
    CHECK_TEXT(shell_quote(test_arena(), "~ada"), "'~ada'");
    CHECK_TEXT(shell_quote(test_arena(), "it's"), "'it'\\''s'");
    CHECK_TEXT(shell_quote(test_arena(), "Grüße"), "'Grüße'");
}

TEST(what_cannot_be_shown_is_escaped)
{
    CHECK_TEXT(shell_quote(test_arena(), "a\nb"), "$'a\\012b'");
    CHECK_TEXT(shell_quote(test_arena(), "\xff'\\"), "$'\\377\\'\\\\'");
    CHECK_TEXT(shell_quote(test_arena(), "\033[0m"), "$'\\033[0m'");
}

TEST(a_command_is_its_arguments_with_spaces_between)
{
    Strings command = {0};
    list_add(test_arena(), command, "pip");
    list_add(test_arena(), command, "install");
    list_add(test_arena(), command, "a b");
    CHECK_TEXT(shell_line(test_arena(), command), "pip install 'a b'");
    CHECK_TEXT(shell_line(test_arena(), (Strings){0}), "");
}

/* The real shell takes it apart into what it was. */
TEST(sh_agrees)
{
    static const char *const ARGUMENTS[] = {"a b", "it's",      "$(x) `y` \"z\" \\",
                                            "*",   "a;b&c|d>e", "!x"};
    for (size_t i = 0; i < sizeof ARGUMENTS / sizeof *ARGUMENTS; i++) {
        const char *quoted = shell_quote(test_arena(), ARGUMENTS[i]);
        FILE *shell = popen(arena_printf(test_arena(), "printf %%s %s", quoted), "r");
        char got[64] = "";
        REQUIRE(shell);
        got[fread(got, 1, sizeof got - 1, shell)] = '\0';
        pclose(shell);
        CHECK_TEXT((const char *)got, ARGUMENTS[i]);
    }
}
