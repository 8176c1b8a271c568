/* Each cause fires, and its nearest neighbour does not take it along: a row of rows.c is what is
 * changed on a healthy machine, with the root cause and the verdict that must follow. */
#include <stdio.h>
#include <string.h>

#include "diagnose/rows.h"
#include "harness.h"

/* The change of that row, for tests that combine some. */
static void change(Facts *facts, const char *row)
{
    for (size_t i = 0; i < row_count(); i++) {
        if (strcmp(row_at(i)->name, row) == 0) {
            row_at(i)->change(facts);
            return;
        }
    }
    CHECK(!"no row of that name");
}

static void check_row(const Row *row)
{
    Facts *facts = healthy(test_arena());
    row->change(facts);
    Judgement *judgement = judged(facts);
    bool right = strcmp(root_of(judgement), row->root) == 0 && judgement->verdict == row->verdict &&
                 judgement->listed == row->listed &&
                 (!row->finding || has_finding_of(judgement, row->finding));
    if (!CHECK(right))
        printf("# %s: root %s, verdict %s, listed %d\n", row->name, root_of(judgement),
               verdict_word(judgement->verdict), judgement->listed);
}

TEST(each_change_of_a_healthy_machine_has_its_root_cause)
{
    for (size_t i = 0; i < row_count(); i++)
        check_row(row_at(i));
}

TEST(a_healthy_machine_has_no_cause_and_no_finding)
{
    Judgement *judgement = judged(healthy(test_arena()));
    CHECK_NUMBER(judgement->causes.count, 0);
    CHECK_NUMBER(judgement->findings.count, 0);
}

/* It takes two judgements: test_two_frameworks.c. */
static bool is_of_one_judgement(CauseId id)
{
    return id != CAUSE_IMPORT_ORDER_DECIDES;
}

TEST(every_cause_has_a_row_that_fires_it)
{
    for (int id = 0; id < CAUSE_COUNT; id++) {
        bool fired = !is_of_one_judgement((CauseId)id);
        for (size_t i = 0; i < row_count(); i++)
            fired =
                fired || strcmp(row_at(i)->root, cause_word((CauseId)id)) == 0 ||
                (row_at(i)->finding && strcmp(row_at(i)->finding, cause_word((CauseId)id)) == 0);
        if (!CHECK(fired))
            printf("# no row fires %s\n", cause_word((CauseId)id));
    }
}

TEST(both_strands_are_told_at_once)
{
    Facts *facts = healthy(test_arena());
    change(facts, "no GPU");
    change(facts, "cuSOLVER elsewhere");
    Judgement *judgement = judged(facts);
    CHECK_TEXT(root_of(judgement), "no-nvidia-gpu");
    CHECK(has_cause_of(judgement, "cuda-libs-not-on-path"));
    CHECK(judgement->headline_detail &&
          strstr(judgement->headline_detail, "with a GPU it would still run on the CPU, because"));
}

TEST(an_unknown_step_before_the_root_makes_it_uncertain)
{
    Facts *facts = healthy(test_arena());
    change(facts, "module unknown");
    change(facts, "cuSOLVER elsewhere");
    Judgement *judgement = judged(facts);
    CHECK_TEXT(root_of(judgement), "cuda-libs-not-on-path");
    CHECK(!judgement->causes.items[0].certain);
}

TEST(a_consequence_names_what_it_follows_from)
{
    Facts *facts = healthy(test_arena());
    change(facts, "no nodes in a container");
    change(facts, "no libcuda");
    Judgement *judgement = judged(facts);
    REQUIRE(judgement->causes.count == 2);
    CHECK_TEXT(root_of(judgement), "container-no-gpu");
    CHECK_TEXT(judgement->causes.items[1].follows_from, "container-no-gpu");
}

TEST(without_an_interpreter_one_is_asked_for)
{
    Facts *facts = healthy(test_arena());
    change(facts, "path unknown");
    Target target = {.kind = "environment", .framework = "tensorflow"};
    Judgement *judgement = judge(facts, &target);
    REQUIRE(judgement->needs.count == 1);
    CHECK_TEXT(judgement->needs.items[0].says, "which interpreter is meant");
    CHECK_TEXT(judgement->needs.items[0].detail, "whycpu --python PATH");
}

TEST(a_framework_without_a_name_or_a_version_has_a_sentence_too)
{
    Facts *facts = healthy(test_arena());
    change(facts, "no framework");
    Target none = {.kind = "environment"};
    CHECK_TEXT(judge(facts, &none)->says, "no framework is installed in this Python environment");
    Target nameless = {.kind = "environment", .framework = "jax"};
    CHECK_TEXT(judge(healthy(test_arena()), &nameless)->says, "JAX will use the GPU");
    Target other = {.kind = "environment", .framework = "caffe", .version = "1"};
    CHECK_TEXT(judge(healthy(test_arena()), &other)->says, "caffe 1 will use the GPU");
}

TEST(files_that_are_its_own_or_nobodys_are_no_finding)
{
    static const char *const ROWS[] = {"overwrote", "overwritten by one of them",
                                       "overwritten and no cuda"};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Facts *facts = healthy(test_arena());
        change(facts, ROWS[i]);
        CHECK(!has_finding_of(judged(facts), "conflicting-cuda-packages"));
    }
}

TEST(words_and_pages_of_every_cause)
{
    for (int i = 0; i < CAUSE_COUNT; i++) {
        CauseId id = CAUSE_COUNT;
        CHECK(cause_by_word(cause_word((CauseId)i), &id));
        CHECK_NUMBER(id, i);
        CHECK(cause_page((CauseId)i)->title[0] && cause_page((CauseId)i)->mended[0]);
    }
    CauseId untouched = CAUSE_COUNT;
    CHECK(!cause_by_word("no-such-cause", &untouched));
    CHECK_NUMBER(untouched, CAUSE_COUNT);
    for (int i = 0; i < STEP_COUNT; i++)
        CHECK(step_question((StepId)i)[0]);
}

TEST(of_a_machine_at_which_nobody_looked_nothing_is_told)
{
    Judgement *judgement = judged(facts_new(test_arena()));
    CHECK_NUMBER(judgement->verdict, VERDICT_UNKNOWN);
    CHECK_NUMBER(judgement->listed, -1);
    CHECK_NUMBER(judgement->causes.count + judgement->findings.count, 0);
    for (int step = 0; step < STEP_COUNT; step++)
        CHECK_NUMBER(judgement->chain[step].status, STEP_UNKNOWN);
    bool nodes = false;
    for (size_t i = 0; i < judgement->unknown.count; i++)
        nodes = nodes || strcmp(judgement->unknown.items[i].detail,
                                "it is not known whether there is a driver") == 0;
    CHECK(nodes);
}

/* The import names the file in one way, the object that needs it in another. */
static const char *root_where_import_meets(const char *path)
{
    Facts *f = healthy(test_arena());
    library_meets(f, "libcudart.so.12", "/env/torch/lib/../../x/libcudart.so.12", TRY_NOT_ELF);
    Opening *loads = arena_new_of(facts_arena(f), Opening);
    *loads = (Opening){.name = "libtorch_global_deps.so", .result = OPEN_FAILED, .fails_on = path};
    fact_set_opening(f, "env", FACT_FRAMEWORK_LOADS, loads, "test");
    return root_of(judged(f));
}

TEST(a_library_that_ends_the_import_is_told_by_its_own_step)
{
    CHECK_TEXT(root_where_import_meets("/env/x/libcudart.so.12"), "library-damaged");
    CHECK_TEXT(root_where_import_meets("/env/torch/lib/../../x/libcudart.so.12"),
               "library-damaged");
    CHECK_TEXT(root_where_import_meets("/env/y/libcudart.so.12"), "framework-broken");
    CHECK_TEXT(root_where_import_meets("libcudart.so.12"), "framework-broken");
}
