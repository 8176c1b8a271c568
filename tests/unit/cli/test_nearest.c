#include "cli/nearest.h"

#include "harness.h"

static Strings words(void)
{
    static const char *const WORDS[] = {"color", "env", "env-file", "assume-gpu", "all"};
    Strings list = {0};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        list_add(test_arena(), list, WORDS[i]);
    return list;
}

TEST(distance_counts_single_changes)
{
    CHECK_NUMBER(edit_distance("", ""), 0);
    CHECK_NUMBER(edit_distance("color", "colour"), 1);
    CHECK_NUMBER(edit_distance("color", "coler"), 1);
    CHECK_NUMBER(edit_distance("color", "oclor"), 1);
    CHECK_NUMBER(edit_distance("", "abc"), 3);
    CHECK_NUMBER(edit_distance("kitten", "sitting"), 3);
}

TEST(very_long_words_are_far_from_all)
{
    char longest[200] = "";
    for (size_t i = 0; i < sizeof longest - 1; i++)
        longest[i] = 'a';
    CHECK_NUMBER(edit_distance(longest, "a"), 199);
}

TEST(the_nearest_word_is_named)
{
    CHECK_TEXT(nearest_word("colour", words()), "color");
    CHECK_TEXT(nearest_word("env-fiel", words()), "env-file");
    CHECK_TEXT(nearest_word("asume-gpu", words()), "assume-gpu");
}

TEST(a_beginning_names_what_it_begins)
{
    CHECK_TEXT(nearest_word("assume", words()), "assume-gpu");
    CHECK_TEXT(nearest_word("env-", words()), "env-file");
}

TEST(what_resembles_nothing_names_nothing)
{
    CHECK_TEXT(nearest_word("xyzzy", words()), NULL);
    CHECK_TEXT(nearest_word("quxquxqux", words()), NULL);
    CHECK_TEXT(nearest_word("color", (Strings){0}), NULL);
}
