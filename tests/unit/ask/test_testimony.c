#include "ask/testimony.h"

#include <signal.h>
#include <string.h>

#include "harness.h"

static const char SAID[] = "helper 0.0.1 cuda\ncalling dlopen\nreturned dlopen 0\n"
                           "calling cuInit\nreturned cuInit 0\ncalling cuDeviceGetCount\n"
                           "returned cuDeviceGetCount 0\nvalue devices 2\nend\n";

static Outcome again(const ChildReport *report)
{
    Testimony testimony = testimony_of(test_arena(), LIBRARY_CUDA, "/lib/c", report, 5000);
    return outcome_of_testimony(test_arena(), LIBRARY_CUDA, &testimony);
}

TEST(each_end_is_told_and_read_back)
{
    static const ChildReport reports[] = {
        {.end = CHILD_NOT_STARTED, .number = 13, .said = {"", 0}},
        {.end = CHILD_EXITED, .number = 3, .said = {SAID, sizeof SAID - 1}},
        {.end = CHILD_SIGNALLED, .number = SIGSEGV, .said = {SAID, 40}},
        {.end = CHILD_LATE, .said = {SAID, 40}},
        {.end = CHILD_STUCK, .said = {SAID, 40}, .state = "D (disk sleep) in nv_open"},
    };
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        Outcome first = outcome_of_former(test_arena(), LIBRARY_CUDA, &reports[i], 5000);
        Outcome then = again(&reports[i]);
        CHECK_TEXT(then.refused, first.refused);
        CHECK_TEXT(then.word, first.word);
        CHECK_TEXT(then.call, first.call);
        CHECK_TEXT(then.detail, first.detail);
    }
}

TEST(a_helper_of_another_version_was_right_in_its_time)
{
    ChildReport report = {.end = CHILD_EXITED, .said = TEXT(SAID)};
    CHECK(outcome_of(test_arena(), LIBRARY_CUDA, &report, 5000).refused != NULL);
    CHECK_TEXT(again(&report).refused, NULL);
}

TEST(a_refusal_stays_one)
{
    Testimony testimony = testimony_of_refusal(test_arena(), LIBRARY_NVML, "x", "there is none");
    CHECK_TEXT(testimony.kind, "nvml");
    CHECK_TEXT(outcome_of_testimony(test_arena(), LIBRARY_NVML, &testimony).refused,
               "there is none");
}

TEST(an_end_in_other_words_is_unknown)
{
    static const char *const endings[] = {"",
                                          "exited",
                                          "exited x within 5",
                                          "vanished 0 within 5",
                                          "exited 0 after 5",
                                          "exited 99999999999 within 5"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        Testimony testimony = {"cuda", "x", endings[i], TEXT(SAID)};
        CHECK(outcome_of_testimony(test_arena(), LIBRARY_CUDA, &testimony).refused != NULL);
    }
}
