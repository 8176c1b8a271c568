#include "harness.h"

#include "parse/start_line.h"

static bool only_sets(const char *line, StartSyntax syntax)
{
    return line_only_sets(text_of(line), "GPU", syntax);
}

TEST(a_line_that_only_sets_may_be_taken_out)
{
    CHECK(only_sets("GPU=-1", START_SHELL));
    CHECK(only_sets("  export GPU=-1   # none", START_SHELL));
    CHECK(only_sets("export GPU=\"0, 1\"", START_SHELL));
    CHECK(only_sets("export GPU=''", START_SHELL));
    CHECK(only_sets("declare -x GPU=$OTHER:/x", START_SHELL));
    CHECK(only_sets("setenv GPU -1", START_SHELL));
    CHECK(only_sets("set -gx GPU 0", START_SHELL));
    CHECK(only_sets("GPU=-1 and more", START_PLAIN));
}

TEST(a_line_that_does_more_may_not)
{
    CHECK(!only_sets("export GPU=-1 OTHER=2", START_SHELL));
    CHECK(!only_sets("GPU=-1 python train.py", START_SHELL));
    CHECK(!only_sets("GPU=-1; run", START_SHELL));
    CHECK(!only_sets("[ -f x ] && export GPU=-1", START_SHELL));
    CHECK(!only_sets("export GPU=$(cat gpus)", START_SHELL));
    CHECK(!only_sets("export GPU=\"0", START_SHELL));
    CHECK(!only_sets("export GPU=-1 \\", START_SHELL));
    CHECK(!only_sets("export OTHER_GPU=-1", START_SHELL));
    CHECK(!only_sets("# export GPU=-1", START_SHELL));
    CHECK(!only_sets("GPU=-1 \\", START_PLAIN));
}

static const char *left(const char *text)
{
    const char *result = without_variable(test_arena(), text_of(text), "GPU", START_SHELL);
    return result ? result : "none";
}

TEST(every_line_is_taken_out_and_the_rest_stays_byte_for_byte)
{
    CHECK_TEXT(left("a\nexport GPU=1\n\n  b"), "a\n: # whycpu took out: export GPU=1\n\n  b");
    CHECK_TEXT(left("if x; then\n  GPU=1\nfi\nGPU=2\n"),
               "if x; then\n: # whycpu took out:   GPU=1\nfi\n: # whycpu took out: GPU=2\n");
}

TEST(what_cannot_be_done_without_harm_is_not_done)
{
    CHECK_TEXT(left("a\n"), "none");
    CHECK_TEXT(left(""), "none");
    CHECK_TEXT(left("GPU=1\nGPU=2; b\n"), "none");
    CHECK_TEXT(left("echo \\\nGPU=1\n"), "none");
    CHECK_TEXT(left("GPU=1\r\n"), "none");
}
