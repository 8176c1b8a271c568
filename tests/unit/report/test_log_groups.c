/* Ranks, pods and starts that say the same are told once. */
#include "report/log_groups.h"

#include "harness.h"

static LoggedAnswer answer(const char *whose, bool is_rank, Verdict verdict, CauseId cause)
{
    Arena *arena = test_arena();
    Judgement *judgement = arena_new_of(arena, Judgement);
    Episode *episode = arena_new_of(arena, Episode);
    *episode =
        (Episode){.file = "a.log", .whose = whose, .is_rank = is_rank, .first = 1, .last = 2};
    judgement->verdict = verdict;
    judgement->says = verdict_word(verdict);
    judgement->target = (Target){.kind = "log", .log = "a.log, lines 1 to 2"};
    if (cause != CAUSE_COUNT)
        list_add(arena, judgement->causes,
                 (Cause){.id = cause, .root = true, .certain = true, .says = cause_word(cause)});
    return (LoggedAnswer){.judgement = judgement, .episode = episode};
}

static LoggedAnswer rank(const char *number, Verdict verdict, CauseId cause)
{
    return answer(number, true, verdict, cause);
}

#define GPU     VERDICT_GPU, CAUSE_COUNT
#define MISSING VERDICT_CPU, CAUSE_CUDA_LIBS_MISSING

/* The titles, a line each, and who differs. */
static const char *told_of(const LoggedAnswer items[], size_t count)
{
    Arena *arena = test_arena();
    LoggedAnswers answers = {0};
    for (size_t i = 0; i < count; i++)
        list_add(arena, answers, items[i]);
    LogGroups groups = log_groups(arena, &answers, "a.log");
    const char *differ = log_groups_differ(arena, &groups), *told = "";
    for (size_t i = 0; i < groups.count; i++)
        told = arena_printf(arena, "%s%s\n", told, groups.items[i].told.judgement->target.log);
    return arena_printf(arena, "%s%s", told, differ ? differ : "");
}

#define TOLD(...)                                                                                  \
    told_of((LoggedAnswer[]){__VA_ARGS__},                                                         \
            sizeof((LoggedAnswer[]){__VA_ARGS__}) / sizeof(LoggedAnswer))

TEST(ranks_that_say_the_same_are_told_once)
{
    CHECK_TEXT(TOLD(rank("0", GPU), rank("1", GPU), rank("10", GPU), rank("2", GPU)),
               "a.log, ranks 0 to 2 and 10\n");
    CHECK_TEXT(TOLD(rank("0", GPU), rank("1", GPU)), "a.log, ranks 0 and 1\n");
    CHECK_TEXT(TOLD(rank("0", GPU), rank("0", GPU)), "a.log, rank 0\n");
    CHECK_TEXT(TOLD(rank("7", GPU)), "a.log, lines 1 to 2\n");
}

TEST(those_that_differ_are_named_and_what_is_broken_comes_first)
{
    CHECK_TEXT(
        TOLD(rank("0", GPU), rank("1", GPU), rank("2", MISSING), rank("3", GPU),
             rank("4", VERDICT_UNKNOWN, CAUSE_COUNT)),
        "a.log, lines 1 to 2\na.log, lines 1 to 2\na.log, ranks 0, 1 and 3\n"
        "3 of 5 ranks say the same (used the GPU); rank 2 differs: cuda-libs-missing; rank 4 "
        "differs: GPU or CPU, it cannot be told");
    CHECK_TEXT(TOLD(rank("0", GPU), rank("1", MISSING)),
               "a.log, lines 1 to 2\na.log, lines 1 to 2\nrank 1: cuda-libs-missing; rank 0: used "
               "the GPU");
}

TEST(pods_are_named_up_to_three)
{
    CHECK_TEXT(TOLD(answer("a", false, GPU), answer("b", false, GPU), answer("c", false, GPU),
                    answer("d", false, GPU), answer("e", false, MISSING)),
               "a.log, lines 1 to 2\na.log, a, b, c and 1 more\n"
               "4 of 5 say the same (used the GPU); e differs: cuda-libs-missing");
}

TEST(starts_that_nobody_names_stay_in_their_order)
{
    CHECK_TEXT(
        TOLD(answer(NULL, false, GPU), answer(NULL, false, MISSING), answer(NULL, false, GPU)),
        "a.log, 2 starts\na.log, lines 1 to 2\n");
}

TEST(another_reason_is_another_group)
{
    LoggedAnswer unsure = rank("1", MISSING), other = rank("2", MISSING),
                 found = rank("3", MISSING);
    unsure.judgement->causes.items[0].certain = false;
    other.judgement->causes.items[0].says = "another library";
    found.judgement->findings = found.judgement->causes;
    CHECK_TEXT(TOLD(rank("0", MISSING), unsure),
               "a.log, lines 1 to 2\na.log, lines 1 to 2\nrank 0: "
               "cuda-libs-missing; rank 1: cuda-libs-missing");
    CHECK_NUMBER(
        log_groups(test_arena(),
                   &(LoggedAnswers){.items = (LoggedAnswer[]){rank("0", MISSING), other, found},
                                    .count = 3},
                   "a.log")
            .count,
        3);
}

TEST(what_says_nothing)
{
    LoggedAnswer nothing = rank("0", VERDICT_UNKNOWN, CAUSE_COUNT);
    CHECK(says_nothing(&nothing));
    static const Placement row = {.op = "MatMul"};
    list_add(test_arena(), nothing.placement.rows, &row);
    CHECK(!says_nothing(&nothing));
    LoggedAnswer gpu = rank("0", GPU), open = rank("0", VERDICT_UNKNOWN, CAUSE_CUDA_LIBS_MISSING);
    CHECK(!says_nothing(&gpu));
    CHECK(!says_nothing(&open));
}
