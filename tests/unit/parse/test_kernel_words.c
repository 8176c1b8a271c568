#include "parse/kernel_words.h"

#include "harness.h"

#define FIND(literal, words) kernel_words_find((Text){literal, sizeof(literal) - 1}, words)

TEST(the_longest_list_between_two_zeroes)
{
    Text words;
    REQUIRE(FIND("x\0sm_90\0sm_75 sm_80 sm_90a compute_120f\0tail", &words));
    Strings list = kernel_words_split(test_arena(), words);
    REQUIRE(list.count == 4);
    CHECK_TEXT(list.items[0], "sm_75");
    CHECK_TEXT(list.items[2], "sm_90a");
    CHECK_TEXT(list.items[3], "compute_120f");
    REQUIRE(FIND("\0sm_90\0", &words));
    CHECK_NUMBER(words.length, 5);
}

TEST(what_is_no_such_list)
{
    Text words;
    CHECK(!FIND("sm_75 sm_80\0", &words)); /* no zero before it */
    CHECK(!FIND("\0sm_75 sm_80", &words)); /* cut */
    CHECK(!FIND("\0sm_75 sm_80 \0", &words));
    CHECK(!FIND("\0sm_75  sm_80\0", &words));
    CHECK(!FIND("\0sm_\0compute_\0", &words));
    CHECK(!FIND("\0sm_75x\0sm_80b\0", &words));
    CHECK(!FIND("", &words));
    CHECK(!FIND("\0", &words));
}
