#include "cli/options.h"

#include <string.h>

#include "harness.h"

enum { ALL, ENV, GPU, QUIET, COLOUR };

static const OptionRow ROWS[] = {
    {ALL, "all", 'a', VALUE_NONE, NULL, "all"},
    {ENV, "env", 'e', VALUE_REQUIRED, "NAME=VALUE", "a variable"},
    {GPU, "assume-gpu", 0, VALUE_OPTIONAL, "SPEC", "a GPU"},
    {QUIET, "quiet", 'q', VALUE_NONE, NULL, "little"},
    {COLOUR, "color", 0, VALUE_REQUIRED, "auto|always|never", "colours"},
};

/* What was understood, as text: "ID=VALUE …; OPERAND …", or the error. */
static const char *read(const char *const *arguments)
{
    CommandLine line;
    const char *error;
    OptionTable table = OPTION_TABLE("check", ROWS, NULL);
    if (!options_parse(test_arena(), table, arguments, &line, &error))
        return error;
    const char *text = "";
    for (size_t i = 0; i < line.options.count; i++)
        text = arena_printf(test_arena(), "%s%d=%s ", text, line.options.items[i].id,
                            line.options.items[i].value ? line.options.items[i].value : "-");
    text = arena_printf(test_arena(), "%s;", text);
    for (size_t i = 0; i < line.operands.count; i++)
        text = arena_printf(test_arena(), "%s %s", text, line.operands.items[i]);
    return text;
}

#define READ(...) read((const char *const[]){__VA_ARGS__, NULL})

TEST(nothing)
{
    CHECK_TEXT(read((const char *const[]){NULL}), ";");
}

TEST(long_options)
{
    CHECK_TEXT(READ("--all"), "0=- ;");
    CHECK_TEXT(READ("--env", "A=1"), "1=A=1 ;");
    CHECK_TEXT(READ("--env=A=1"), "1=A=1 ;");
    CHECK_TEXT(READ("--env="), "1= ;");
    CHECK_TEXT(READ("--env", "A=1", "--env", "B=2"), "1=A=1 1=B=2 ;");
}

TEST(an_optional_value_comes_only_with_an_equals_sign)
{
    CHECK_TEXT(READ("--assume-gpu"), "2=- ;");
    CHECK_TEXT(READ("--assume-gpu=sm_80"), "2=sm_80 ;");
    CHECK_TEXT(READ("--assume-gpu", "sm_80"), "2=- ; sm_80");
}

TEST(only_the_words_that_a_row_allows)
{
    CHECK_TEXT(READ("--color", "auto"), "4=auto ;");
    CHECK_TEXT(READ("--color=aut"), "--color takes auto, always or never, not 'aut'");
    CHECK_TEXT(READ("--color", "auto|always"),
               "--color takes auto, always or never, not 'auto|always'");
    CHECK_TEXT(READ("--color="), "--color takes auto, always or never, not ''");
    CHECK_TEXT(READ("--env", "env"), "1=env ;");
}

TEST(words_of_a_value)
{
    CHECK_NUMBER(words_of_value(test_arena(), NULL).count, 0);
    CHECK_NUMBER(words_of_value(test_arena(), "FILE").count, 0);
    CHECK_NUMBER(words_of_value(test_arena(), "driver").count, 1);
    Strings words = words_of_value(test_arena(), "auto|always|never");
    CHECK_NUMBER(words.count, 3);
    CHECK_TEXT(words.items[2], "never");
}

TEST(letters)
{
    CHECK_TEXT(READ("-q"), "3=- ;");
    CHECK_TEXT(READ("-aq"), "0=- 3=- ;");
    CHECK_TEXT(READ("-eA=1"), "1=A=1 ;");
    CHECK_TEXT(READ("-e", "A=1"), "1=A=1 ;");
    CHECK_TEXT(READ("-qe", "A=1"), "3=- 1=A=1 ;");
}

TEST(operands)
{
    CHECK_TEXT(READ("a", "--all", "b"), "0=- ; a b");
    CHECK_TEXT(READ("--", "--all", "-q"), "; --all -q");
    CHECK_TEXT(READ("-", "x"), "; - x");
    CHECK_TEXT(READ("--env", "--"), "1=-- ;");
}

TEST(errors_name_the_nearest)
{
    CHECK_TEXT(READ("--colour"), "no such option --colour; did you mean --color?");
    CHECK_TEXT(READ("--colour=always"), "no such option --colour; did you mean --color?");
    CHECK_TEXT(READ("--assume"), "no such option --assume; did you mean --assume-gpu?");
    CHECK_TEXT(READ("-all"), "no such option -all; did you mean --all?");
    CHECK_TEXT(READ("-color"), "no such option -color; did you mean --color?");
    CHECK_TEXT(READ("--xyzzyxyzzy"), "no such option --xyzzyxyzzy; whycpu help check lists them");
    CHECK_TEXT(READ("-x"), "no such option -x; whycpu help check lists them");
}

TEST(values_that_lack_or_are_too_many)
{
    CHECK_TEXT(READ("--env"), "--env needs a value");
    CHECK_TEXT(READ("-e"), "-e needs a value");
    CHECK_TEXT(READ("--all=yes"), "--all takes no value");
}

TEST(an_error_cannot_steer_the_terminal)
{
    CHECK_TEXT(READ("--\033[31m"), "no such option --\\e[31m; whycpu help check lists them");
}
