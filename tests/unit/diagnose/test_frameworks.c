/* The forms of frameworks: what the judges rely on. */
#include "frameworks/framework.h"

#include <string.h>

#include "diagnose/healthy.h"
#include "harness.h"

static int times_in(const FrameworkForm *form, Checkpoint check)
{
    int times = 0;
    for (int i = 0; form->checks[i] != CHECK_COUNT; i++)
        times += form->checks[i] == check;
    return times;
}

TEST(every_form_has_its_names)
{
    for (int i = 0; i < FRAMEWORK_COUNT; i++) {
        const FrameworkForm *form = framework_form((Framework)i);
        Framework again = FRAMEWORK_NONE;
        REQUIRE(form != NULL);
        CHECK(framework_by_word(form->word, &again));
        CHECK_NUMBER(again, i);
        CHECK_TEXT(framework_display_name(form->word), form->name);
        CHECK(form->package && form->install && form->distributions && form->distributions[0]);
        CHECK(framework_is_judged((Framework)i) == (form->look_at_build || form->look_at_backend));
        CHECK(!form->look_at_build == !form->look_at_libraries);
    }
    CHECK(framework_form(FRAMEWORK_NONE) == NULL);
    CHECK_TEXT(framework_display_name("caffe"), "caffe");
}

/* What options take and sentences say is of the forms' own words, in their order. */
TEST(the_words_of_options_are_those_of_the_forms)
{
    const char *choices = "", *words = "";
    for (int i = 0; i < FRAMEWORK_COUNT; i++) {
        const char *word = framework_form((Framework)i)->word;
        const char *before = !i ? "" : i + 1 == FRAMEWORK_COUNT ? " or " : ", ";
        choices = arena_printf(test_arena(), "%s%s%s", choices, i ? "|" : "", word);
        words = arena_printf(test_arena(), "%s%s%s", words, before, word);
    }
    CHECK_TEXT(FRAMEWORK_CHOICES, choices);
    CHECK_TEXT(FRAMEWORK_WORDS, words);
}

/* A cause whose check a framework never makes would be judged by nobody. */
TEST(every_form_makes_each_usual_check_once)
{
    for (int i = 0; i < FRAMEWORK_COUNT; i++) {
        const FrameworkForm *form = framework_form((Framework)i);
        for (int step = 0; step < STEP_COUNT; step++)
            CHECK_NUMBER(times_in(form, usual_check((StepId)step)), 1);
        CHECK_NUMBER(times_in(form, CHECK_IMPORT), 1);
        CHECK_NUMBER(times_in(form, CHECK_FIRST_KERNEL), 1);
        for (int check = 0; check < CHECK_COUNT; check++)
            CHECK(times_in(form, (Checkpoint)check) <= 1);
    }
}

TEST(every_rule_is_about_another_cause_at_a_check_that_is_made)
{
    for (int i = 0; i < FRAMEWORK_COUNT; i++) {
        const FrameworkForm *form = framework_form((Framework)i);
        for (int rule = 0; rule < form->rule_count; rule++) {
            CHECK(cause_rule(form, form->rules[rule].cause) == &form->rules[rule]);
            CHECK_NUMBER(times_in(form, form->rules[rule].at), 1);
        }
        CHECK(cause_rule(form, CAUSE_MODEL_TOO_SMALL) == NULL);
    }
}

TEST(the_order_of_checks_is_the_framework_s_own)
{
    const FrameworkForm *jax = &JAX_FORM, *torch = &TORCH_FORM;
    CHECK(check_comes_before(torch, CHECK_DRIVER_VERSION, CHECK_CUINIT));
    CHECK(check_comes_before(jax, CHECK_CUINIT, CHECK_DRIVER_VERSION));
    CHECK(!check_comes_before(jax, CHECK_CUINIT, CHECK_CUINIT));
    CHECK(check_comes_before(&TENSORFLOW_FORM, CHECK_FIRST_KERNEL, CHECK_DRIVER_VERSION));
}

TEST(an_old_driver_is_another_thing_to_each)
{
    CHECK_NUMBER(cause_rule(&TENSORFLOW_FORM, CAUSE_DRIVER_TOO_OLD)->effect, EFFECT_FAILS);
    CHECK_NUMBER(cause_rule(&TENSORFLOW_FORM, CAUSE_DRIVER_TOO_OLD)->at, CHECK_FIRST_KERNEL);
    CHECK_NUMBER(cause_rule(&TORCH_FORM, CAUSE_DRIVER_TOO_OLD)->effect, EFFECT_CPU);
    CHECK_TEXT(cause_rule(&JAX_FORM, CAUSE_DRIVER_TOO_OLD)->raises.exception, "RuntimeError");
}

TEST(a_variable_that_one_framework_claims_is_not_read_by_the_others)
{
    CHECK(framework_reads_variable(&TENSORFLOW_FORM, "TF_ENABLED_DEVICE_TYPES"));
    CHECK(!framework_reads_variable(&TORCH_FORM, "TF_ENABLED_DEVICE_TYPES"));
    CHECK(framework_reads_variable(&TORCH_FORM, "CUDA_VISIBLE_DEVICES"));
}

/* ---- PyTorch, which ends where a library does not open ---- */

static Judgement *judged_for_torch(const Facts *facts)
{
    Target target = {.framework = "torch", .kind = "environment"};
    return judge(facts, &target);
}

TEST(a_library_that_kills_is_told_from_one_that_is_of_no_use)
{
#define SOLVER "libcusolver.so.11"
#define IS_CUT "/env/x/" SOLVER " is cut short: the process dies when it is opened"
    Facts *facts = healthy(test_arena());
    library_crashes(facts, SOLVER, "/env/x/" SOLVER);
    const Judgement *judgement = judged_for_torch(facts);
    CHECK_TEXT(root_of(judgement), "library-damaged");
    CHECK_TEXT(judgement->causes.items[0].says, IS_CUT);
    facts = healthy(test_arena());
    library_meets(facts, SOLVER, "/env/x/" SOLVER, TRY_FOREIGN);
    judgement = judged_for_torch(facts);
    CHECK_TEXT(root_of(judgement), "library-damaged");
    CHECK_TEXT(judgement->causes.items[0].says,
               SOLVER ": the file that is found first is no usable library");
}

/* The build is looked at before libcuda.so.1. */
TEST(a_build_without_cuda_says_so_whatever_else_is_missing)
{
    Facts *facts = healthy(test_arena());
    library_fails(facts, "libcuda.so.1", "libcuda.so.1");
    CHECK_TEXT(judged_for_torch(facts)->raises.text, "Found no NVIDIA driver on your system");
    fact_set_flag(facts, "env", FACT_BUILD_IS_CUDA, false, "test");
    CHECK_TEXT(judged_for_torch(facts)->raises.text, "Torch not compiled with CUDA enabled");
}
