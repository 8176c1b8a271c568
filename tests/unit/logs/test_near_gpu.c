/* What is far from every word about GPUs is about something else. */
#include "harness.h"
#include "judged_log.h"
#include "logs/near_gpu.h"

static bool is_near(const char *text, size_t line)
{
    NearGpu near = near_gpu_in(test_arena(), text_of(text));
    return is_near_gpu(&near, line);
}

static const char *after_lines(size_t count, const char *line)
{
    Arena *arena = test_arena();
    const char *text = line;
    for (size_t i = 0; i < count; i++)
        text = arena_printf(arena, "-\n%s", text);
    return text;
}

TEST(a_word_counts_for_the_lines_around_it)
{
    CHECK(is_near("My GPU\n", 1));
    CHECK(is_near("libcudnn.so.5 is missing\n", 1));
    CHECK(!is_near("sigprocmask is missing\n", 1));
    CHECK(is_near(after_lines(100, "My GPU\n"), 1));
    CHECK(!is_near(after_lines(101, "My GPU\n"), 1));
    CHECK(is_near("My GPU\n", 101));
    CHECK(!is_near("My GPU\n", 102));
    CHECK(!is_near("", 1));
}

TEST(lines_are_asked_about_in_rising_order)
{
    NearGpu near =
        near_gpu_in(test_arena(),
                    text_of(arena_printf(test_arena(), "cuda\n%s", after_lines(300, "nvidia\n"))));
    CHECK(is_near_gpu(&near, 2));
    CHECK(!is_near_gpu(&near, 150));
    CHECK(is_near_gpu(&near, 210));
    CHECK(!is_near_gpu(&near, 500));
}

TEST(a_word_begins_where_one_begins)
{
    CHECK(is_near("multigpu\n", 1));
    CHECK(is_near("ROCm\n", 1));
    CHECK(!is_near("calls to sigprocmask\n", 1));
    CHECK(is_near("/dev/dri\n", 1));
    CHECK(is_near("the Graphics Card\n", 1));
    CHECK(!is_near("cud\n", 1));
    CHECK(is_near("libcudart.so\n", 1));
    CHECK(is_near("libnvidia-ml.so\n", 1));
}
