#include "cli/sudo.h"

#include "harness.h"

static const char *removed(Text theirs)
{
    static const char *const OURS[] = {"PATH=/usr/bin", "TF_B=1", "SUDO_UID=1000", NULL};
    return removed_variables(test_arena(), theirs, OURS);
}

TEST(variables_that_decide_and_are_gone)
{
    CHECK_TEXT(removed(TEXT("PATH=/bin\0LD_LIBRARY_PATH=/x\0TF_A=1\0TF_B=1\0EDITOR=vi\0")),
               "LD_LIBRARY_PATH, TF_A");
}

TEST(none_is_gone)
{
    CHECK_TEXT(removed(TEXT("PATH=/bin\0TF_B=2\0EDITOR=vi\0")), NULL);
    CHECK_TEXT(removed(TEXT("")), NULL);
    CHECK_TEXT(removed(TEXT("LD_LIBRARY_PATH")), NULL);
}
