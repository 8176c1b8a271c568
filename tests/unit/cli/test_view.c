#include "cli/view.h"

#include "harness.h"

static View view(bool terminal, unsigned short columns, ColourChoice choice, const char *first,
                 const char *second)
{
    const char *environ_[] = {first, first ? second : NULL, NULL};
    Terminal how = {terminal, columns, environ_};
    return view_of(&how, choice);
}

TEST(width_follows_the_terminal)
{
    CHECK_NUMBER(view(true, 100, COLOUR_AUTO, NULL, NULL).columns, 100);
    CHECK_NUMBER(view(true, 100, COLOUR_AUTO, "COLUMNS=90", NULL).columns, 100);
    CHECK_NUMBER(view(true, 0, COLOUR_AUTO, "COLUMNS=90", NULL).columns, 90);
    CHECK_NUMBER(view(true, 0, COLOUR_AUTO, "COLUMNS=wide", NULL).columns, 80);
    CHECK_NUMBER(view(true, 0, COLOUR_AUTO, NULL, NULL).columns, 80);
    CHECK_NUMBER(view(true, 500, COLOUR_AUTO, NULL, NULL).columns, 160);
    CHECK_NUMBER(view(true, 3, COLOUR_AUTO, NULL, NULL).columns, 40);
}

TEST(a_pipe_has_80_columns_whatever_the_environment)
{
    CHECK_NUMBER(view(false, 0, COLOUR_AUTO, "COLUMNS=160", NULL).columns, 80);
}

TEST(colour)
{
    CHECK(view(true, 80, COLOUR_AUTO, "TERM=xterm", NULL).colour);
    CHECK(!view(false, 80, COLOUR_AUTO, "TERM=xterm", NULL).colour);
    CHECK(!view(true, 80, COLOUR_AUTO, "TERM=dumb", NULL).colour);
    CHECK(!view(true, 80, COLOUR_AUTO, NULL, NULL).colour);
    CHECK(!view(true, 80, COLOUR_AUTO, "TERM=xterm", "NO_COLOR=1").colour);
    CHECK(view(true, 80, COLOUR_AUTO, "TERM=xterm", "NO_COLOR=").colour);
    CHECK(view(false, 80, COLOUR_AUTO, "FORCE_COLOR=1", NULL).colour);
    CHECK(!view(true, 80, COLOUR_AUTO, "TERM=xterm", "FORCE_COLOR=0").colour);
    CHECK(!view(false, 80, COLOUR_AUTO, "FORCE_COLOR=1", "NO_COLOR=1").colour);
    CHECK(view(false, 80, COLOUR_ALWAYS, "NO_COLOR=1", NULL).colour);
    CHECK(!view(true, 80, COLOUR_NEVER, "TERM=xterm", "FORCE_COLOR=1").colour);
}

TEST(utf8_is_what_the_locale_says)
{
    CHECK(!view(true, 80, COLOUR_AUTO, "LANG=en_US.UTF-8", NULL).ascii);
    CHECK(!view(true, 80, COLOUR_AUTO, "LC_ALL=C.utf8", NULL).ascii);
    CHECK(view(true, 80, COLOUR_AUTO, "LC_ALL=C", "LANG=en_US.UTF-8").ascii);
    CHECK(!view(true, 80, COLOUR_AUTO, "LC_ALL=", "LANG=en_US.UTF-8").ascii);
    CHECK(view(true, 80, COLOUR_AUTO, "LANG=POSIX", NULL).ascii);
    CHECK(view(true, 80, COLOUR_AUTO, NULL, NULL).ascii);
}

TEST(words_of_the_choice)
{
    ColourChoice choice;
    CHECK(colour_choice("never", &choice) && choice == COLOUR_NEVER);
    CHECK(!colour_choice("yes", &choice));
}
