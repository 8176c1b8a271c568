/* What a driver answers, code by code, and how it stands beside what was seen. */
#include <stdio.h>
#include <string.h>

#include "diagnose/driver_codes.h"
#include "diagnose/judge.h"
#include "diagnose/rows_asked.h"
#include "harness.h"

static bool has_note(const Judgement *judgement, const char *part)
{
    for (size_t i = 0; i < judgement->notes.count; i++)
        if (strstr(judgement->notes.items[i], part))
            return true;
    return false;
}

static Judgement *after(void (*change)(Facts *))
{
    Facts *facts = healthy(test_arena());
    change(facts);
    return judged(facts);
}

TEST(what_a_driver_answered_is_told_only_where_it_was_asked)
{
    Facts *facts = healthy(test_arena());
    CHECK_TEXT(driver_answer_words(test_arena(), facts), NULL);
    cuda_returns(facts, 100);
    const char *words = driver_answer_words(test_arena(), facts);
    CHECK(words && strstr(words, "cuInit returned 100"));
}

TEST(every_code_of_cuinit_keeps_tensorflow_on_the_cpu_and_is_told)
{
    for (int code = 1; code < 1100; code++) {
        Facts *facts = healthy(test_arena());
        cuda_returns(facts, code);
        Judgement *judgement = judged(facts);
        const char *words = arena_printf(test_arena(), "cuInit returned %d", code);
        bool right = judgement->verdict == VERDICT_CPU && judgement->listed == 0 &&
                     has_note(judgement, words) && judgement->asked.count == 1;
        if (!CHECK(right))
            printf("# %d: %s\n", code, verdict_word(judgement->verdict));
    }
}

typedef struct CodeRow {
    int code;
    const char *root;
    bool certain;
} CodeRow;

static void check_cuda(const CodeRow *row)
{
    Facts *facts = healthy(test_arena());
    cuda_returns(facts, row->code);
    Judgement *judgement = judged(facts);
    REQUIRE(judgement->causes.count > 0);
    if (!CHECK(strcmp(root_of(judgement), row->root) == 0 &&
               judgement->causes.items[0].certain == row->certain))
        printf("# %d: %s\n", row->code, root_of(judgement));
}

TEST(codes_of_cuinit_and_their_causes)
{
    static const CodeRow ROWS[] = {
        {1, "cuinit-fails", false},          {2, "cuinit-fails", false},
        {34, "stub-libcuda", true},          {46, "cuinit-fails", false},
        {100, "cuinit-fails", false},        {101, "cuinit-fails", false},
        {102, "cuinit-fails", false},        {304, "cuinit-fails", false},
        {3, "cuinit-unknown-999", true},     {999, "cuinit-unknown-999", true},
        {802, "fabric-manager-down", false}, {801, "cuinit-fails", false},
        {803, "driver-lib-mismatch", true},  {804, "driver-lib-mismatch", true},
        {805, "cuinit-fails", false},        {810, "cuinit-fails", false},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        check_cuda(&ROWS[i]);
}

TEST(codes_that_nvml_explains)
{
    static const CodeRow ROWS[] = {
        {4, "device-permission", true},  {9, "cuinit-fails", false},
        {15, "gpu-lost", true},          {16, "gpu-needs-reset", true},
        {17, "device-permission", true}, {18, "driver-lib-mismatch", true},
        {999, "cuinit-fails", false},    {3, "cuinit-fails", false},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Facts *facts = healthy(test_arena());
        cuda_returns(facts, 100);
        nvml_returns(facts, ROWS[i].code);
        Judgement *judgement = judged(facts);
        CHECK_TEXT(root_of(judgement), ROWS[i].root);
        CHECK(judgement->verdict == VERDICT_CPU);
    }
}

/* An id in the table of codes that no row of causes.def has would silently become another one. */
TEST(each_cause_in_the_tables_of_codes_exists)
{
    for (long long code = 0; code < 2000; code++) {
        const DriverCode *rows[] = {cuda_code(code), nvml_code(code)};
        for (size_t i = 0; i < 2; i++) {
            CauseId id;
            if (!rows[i] || !rows[i]->cause)
                continue;
            CHECK_NUMBER(rows[i]->code, code);
            if (!CHECK(cause_by_word(rows[i]->cause, &id)))
                printf("# %s\n", rows[i]->cause);
        }
    }
    CHECK(cuda_code(-1) == NULL && nvml_code(12345) == NULL);
}

TEST(what_was_asked_is_said_and_what_was_not_too)
{
    Judgement *judgement = after(answers_well);
    REQUIRE(judgement->asked.count == 1);
    CHECK_TEXT(judgement->asked.items[0], "driver");
    CHECK(has_note(judgement, "the driver was asked: libcuda.so.1 offers 1 device"));
    CHECK_TEXT(judgement->headline_detail, "nothing stops it, and the driver answers");
    CHECK_NUMBER(judgement->chain[STEP_AVAILABILITY].status, STEP_OK);
    judgement = judged(healthy(test_arena()));
    CHECK_NUMBER(judgement->asked.count, 0);
    CHECK(!has_note(judgement, "asked"));
    CHECK_TEXT(judgement->headline_detail, "nothing visible stops it; the driver was not asked");
    CHECK_TEXT(judgement->chain[STEP_AVAILABILITY].says, "the driver was not asked");
}

static void refuse(Facts *facts)
{
    fact_set_unknown(facts, "asked/cuda", FACT_ASKED_OUTCOME, "no helper", "test");
    fact_set_unknown(facts, "asked/nvml", FACT_ASKED_OUTCOME, "no helper", "test");
}

TEST(a_driver_that_could_not_be_asked_was_not_asked)
{
    Judgement *judgement = after(refuse);
    CHECK_NUMBER(judgement->asked.count, 0);
    REQUIRE(judgement->unknown.count == 1);
    CHECK_TEXT(judgement->unknown.items[0].says, "what the driver answers");
    CHECK_TEXT(judgement->unknown.items[0].detail, "no helper");
    CHECK_TEXT(judgement->chain[STEP_AVAILABILITY].says, "the driver was not asked");
}

static void works_without_module(Facts *facts)
{
    no_module(facts);
    answers_well(facts);
}

TEST(where_state_and_outcome_differ_both_are_shown_and_a_report_is_asked_for)
{
    Judgement *judgement = after(works_without_module);
    CHECK(judgement->verdict == VERDICT_GPU);
    CHECK(has_note(judgement, "driver-not-loaded"));
    CHECK(has_note(judgement, "please report it"));
    CHECK_NUMBER(judgement->chain[STEP_KERNEL_DRIVER].status, STEP_OK);
    CHECK(!has_note(after(answers_well), "report"));
}

static void stub(Facts *facts)
{
    cuda_returns(facts, 34);
}

static void differs_twice(Facts *facts)
{
    works_without_module(facts);
    nvml_returns(facts, 18); /* a note between the two */
    Strings differences = {0};
    list_add(test_arena(), differences, "9.0 here, 9.1 there");
    fact_set_texts(facts, "machine", FACT_ASKED_DIFFERENCES, differences, "test");
}

TEST(a_report_is_asked_for_once_behind_what_differs)
{
    Judgement *judgement = after(differs_twice);
    size_t asked = 0;
    for (size_t i = 0; i < judgement->notes.count; i++)
        asked += strstr(judgement->notes.items[i], "please report it") != NULL;
    CHECK_NUMBER(asked, 1);
    REQUIRE(judgement->notes.count > 0);
    CHECK(strstr(judgement->notes.items[judgement->notes.count - 1], "please report it"));
}

TEST(a_step_that_looked_right_says_so_beside_the_outcome)
{
    Judgement *judgement = after(stub);
    CHECK_NUMBER(judgement->chain[STEP_DRIVER_LIBRARY].status, STEP_BROKEN);
    CHECK(has_note(judgement, "driver-library looked right"));
    CHECK(has_note(judgement, "please report it"));
}

static void old_and_well(Facts *facts)
{
    fact_set_unknown(facts, "machine", FACT_NVIDIA_MODULE, "hidden", "test");
    answers_well(facts);
}

TEST(an_outcome_settles_what_was_unknown)
{
    Judgement *judgement = after(old_and_well);
    CHECK(judgement->verdict == VERDICT_GPU);
    CHECK_NUMBER(judgement->unknown.count, 0);
    CHECK_NUMBER(judgement->needs.count, 0);
    CHECK_TEXT(judgement->chain[STEP_KERNEL_DRIVER].says, "nvidia 580.65.06 answers");
}
