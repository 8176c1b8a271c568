#include "base/known.h"
#include "harness.h"

static const char *word(Truth truth)
{
    return is_yes(truth) ? "yes" : is_no(truth) ? "no" : is_unknown(truth) ? truth.because : "?";
}

#define YES  truth_of(true)
#define NO   truth_of(false)
#define DARK truth_unknown("dark")
#define FOG  truth_unknown("fog")

TEST(the_rest_of_a_truth_table_follows_kleene)
{
    CHECK_TEXT(word(truth_not(YES)), "no");
    CHECK_TEXT(word(truth_not(NO)), "yes");
    CHECK_TEXT(word(truth_not(DARK)), "dark");
}

TEST(and_is_no_as_soon_as_one_is_no)
{
    CHECK_TEXT(word(truth_and(YES, YES)), "yes");
    CHECK_TEXT(word(truth_and(YES, NO)), "no");
    CHECK_TEXT(word(truth_and(DARK, NO)), "no");
    CHECK_TEXT(word(truth_and(NO, DARK)), "no");
    CHECK_TEXT(word(truth_and(DARK, YES)), "dark");
    CHECK_TEXT(word(truth_and(YES, DARK)), "dark");
    CHECK_TEXT(word(truth_and(DARK, FOG)), "dark");
}

TEST(or_is_yes_as_soon_as_one_is_yes)
{
    CHECK_TEXT(word(truth_or(NO, NO)), "no");
    CHECK_TEXT(word(truth_or(NO, YES)), "yes");
    CHECK_TEXT(word(truth_or(DARK, YES)), "yes");
    CHECK_TEXT(word(truth_or(YES, DARK)), "yes");
    CHECK_TEXT(word(truth_or(DARK, NO)), "dark");
    CHECK_TEXT(word(truth_or(NO, DARK)), "dark");
    CHECK_TEXT(word(truth_or(FOG, DARK)), "fog");
}

TEST(a_truth_that_nobody_set_is_unknown)
{
    Truth nobody = {0};
    CHECK(is_unknown(nobody));
    CHECK(!is_yes(nobody) && !is_no(nobody));
}
