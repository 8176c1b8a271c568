/* Every cause has a command by which anyone can check it, and a fix unless it is a consequence. */
#include <stdio.h>
#include <string.h>

#include "fix/known_good.h"
#include "fix/propose.h"
#include "harness.h"

static Judgement *with_cause(Facts *facts, CauseId id, const char *subject)
{
    Judgement *judgement = arena_new_of(test_arena(), Judgement);
    judgement->target = (Target){.python = "/env/bin/python",
                                 .prefix = "/env",
                                 .framework = "tensorflow",
                                 .version = "2.21.0"};
    Cause cause = {.id = id, .effect = EFFECT_CPU, .says = "test"};
    list_add(test_arena(), cause.subjects, subject);
    list_add(test_arena(), judgement->causes, cause);
    propose_fixes(facts, judgement);
    return judgement;
}

static Strings one(const char *text)
{
    Strings list = {0};
    list_add(test_arena(), list, text);
    return list;
}

#define SOLVER "libcusolver.so.11"
#define SITE   "/env/lib/python3.11/site-packages"

static Facts *solver_elsewhere(const char *installer)
{
    Facts *facts = facts_new(test_arena());
    Strings searched = one(SITE "/nvidia/nccl/lib");
    list_add(test_arena(), searched, SITE "/nvidia/cusparse/lib");
    fact_set_text(facts, "env", FACT_FRAMEWORK_INSTALLER, installer, "");
    fact_set_texts(facts, "library/" SOLVER, FACT_LIBRARY_INSTALLED_AT,
                   one(SITE "/nvidia/cusolver/lib/" SOLVER), "");
    fact_set_texts(facts, "env", FACT_OPENER_DIRECTORIES, searched, "");
    fact_set_text(facts, "env", FACT_LIBRARY_OPENER,
                  SITE "/tensorflow/libtensorflow_framework.so.2", "");
    return facts;
}

static const char *shown(Strings command)
{
    const char *text = "";
    for (size_t i = 0; i < command.count; i++)
        text = arena_printf(test_arena(), "%s%s%s", text, i ? " " : "", command.items[i]);
    return text;
}

TEST(every_cause_can_be_checked_and_mended)
{
    for (int id = 0; id < CAUSE_COUNT; id++) {
        Facts *facts =
            id == CAUSE_CUDA_LIBS_NOT_ON_PATH ? solver_elsewhere("pip") : facts_new(test_arena());
        Judgement *judgement = with_cause(facts, (CauseId)id, SOLVER);
        bool whole =
            judgement->causes.items[0].check_yourself && judgement->causes.items[0].fixes.count;
        if (!CHECK(whole))
            printf("# %s\n", cause_word((CauseId)id));
    }
}

TEST(a_misplaced_library_is_linked_from_the_nearest_directory_that_is_searched)
{
    Judgement *judgement = with_cause(solver_elsewhere("pip"), CAUSE_CUDA_LIBS_NOT_ON_PATH, SOLVER);
    const Cause *cause = &judgement->causes.items[0];
    REQUIRE(cause->fixes.count == 3);
    CHECK_TEXT(shown(cause->fixes.items[0].command),
               "ln -s ../../cusolver/lib/" SOLVER " " SITE "/nvidia/cusparse/lib/" SOLVER);
    CHECK_TEXT(shown(cause->fixes.items[1].command),
               "/env/bin/python -m pip install tensorflow[and-cuda]==2.20.0");
    CHECK(!cause->fixes.items[0].alternative);
    CHECK(cause->fixes.items[1].alternative && cause->fixes.items[2].alternative);
    CHECK_TEXT(cause->fixes.items[0].undo, "rm " SITE "/nvidia/cusparse/lib/" SOLVER);
    CHECK_TEXT(shown(cause->fixes.items[2].command),
               "env LD_LIBRARY_PATH=" SITE "/nvidia/cusolver/lib python PROGRAM.py");
    CHECK_TEXT(cause->check_yourself,
               "readelf -d " SITE "/tensorflow/libtensorflow_framework.so.2 | grep RUNPATH");
}

TEST(what_is_in_ld_library_path_stays_in_it)
{
    Facts *facts = solver_elsewhere("pip");
    fact_set_text(facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE, "/mine", "");
    Judgement *judgement = with_cause(facts, CAUSE_CUDA_LIBS_NOT_ON_PATH, SOLVER);
    CHECK_TEXT(judgement->causes.items[0].fixes.items[2].command.items[1],
               "LD_LIBRARY_PATH=" SITE "/nvidia/cusolver/lib:/mine");
}

TEST(commands_are_those_of_the_environments_own_manager)
{
    CHECK_TEXT(shown(with_cause(solver_elsewhere("uv"), CAUSE_CUDA_LIBS_NOT_ON_PATH, SOLVER)
                         ->causes.items[0]
                         .fixes.items[1]
                         .command),
               "uv pip install --python /env/bin/python tensorflow[and-cuda]==2.20.0");
    CHECK_TEXT(
        shown(with_cause(solver_elsewhere("conda"), CAUSE_FRAMEWORK_NOT_INSTALLED, "tensorflow")
                  ->causes.items[0]
                  .fixes.items[0]
                  .command),
        "conda install --yes --prefix /env tensorflow=*=cuda*");
}

/* What would install a framework that is not there. */
static const char *installs(const char *made_by, const char *filled_by)
{
    Facts *facts = facts_new(test_arena());
    fact_set_text(facts, "env", FACT_PACKAGE_MANAGER, made_by, "");
    if (filled_by)
        fact_set_text(facts, "env", FACT_FRAMEWORK_INSTALLER, filled_by, "");
    return shown(with_cause(facts, CAUSE_FRAMEWORK_NOT_INSTALLED, "tensorflow")
                     ->causes.items[0]
                     .fixes.items[0]
                     .command);
}

TEST(where_nothing_is_installed_yet_what_made_the_environment_installs)
{
    CHECK_TEXT(installs("uv", NULL),
               "uv pip install --python /env/bin/python tensorflow[and-cuda]");
    CHECK_TEXT(installs("conda", NULL), "conda install --yes --prefix /env tensorflow=*=cuda*");
    CHECK_TEXT(installs("mamba", NULL), "mamba install --yes --prefix /env tensorflow=*=cuda*");
    CHECK_TEXT(installs("micromamba", NULL),
               "micromamba install --yes --prefix /env tensorflow=*=cuda*");
    CHECK_TEXT(installs("uv", "pip"), "/env/bin/python -m pip install tensorflow[and-cuda]");
}

TEST(a_consequence_gets_no_fix_of_its_own)
{
    Judgement *judgement = arena_new_of(test_arena(), Judgement);
    list_add(test_arena(), judgement->causes,
             (Cause){.id = CAUSE_LIBCUDA_NOT_FOUND, .follows_from = "container-no-gpu"});
    propose_fixes(facts_new(test_arena()), judgement);
    CHECK_NUMBER(judgement->causes.items[0].fixes.count, 0);
}

TEST(two_packages_are_removed_together)
{
    Judgement *judgement = arena_new_of(test_arena(), Judgement);
    Cause cause = {.id = CAUSE_CONFLICTING_TF_PACKAGES};
    judgement->target.python = "python3";
    list_add(test_arena(), cause.subjects, "tensorflow 2.20.0");
    list_add(test_arena(), cause.subjects, "tensorflow-cpu 2.20.0");
    list_add(test_arena(), judgement->causes, cause);
    propose_fixes(facts_new(test_arena()), judgement);
    CHECK_TEXT(shown(judgement->causes.items[0].fixes.items[0].command),
               "python3 -m pip uninstall --yes tensorflow tensorflow-cpu");
}

TEST(releases_that_are_known_to_be_right)
{
    const char *says = NULL;
    CHECK_TEXT(known_good_release("2.21.0", &says), "tensorflow[and-cuda]==2.20.0");
    CHECK(says != NULL);
    CHECK(known_good_release("2.20.0", &says) == NULL);
    CHECK(known_good_release(NULL, &says) == NULL);
}

TEST(libraries_of_conda_have_names_of_their_own)
{
    static const char *const NAMES[][2] = {
        {"nvidia-cublas-cu12", "libcublas"},     {"nvidia-cufft-cu12", "libcufft"},
        {"nvidia-curand-cu12", "libcurand"},     {"nvidia-cusolver-cu12", "libcusolver"},
        {"nvidia-cusparse-cu12", "libcusparse"}, {"nvidia-nvjitlink-cu12", "libnvjitlink"},
        {"nvidia-cuda-runtime", "cuda-cudart"},  {"nvidia-nccl-cu13", "nccl"},
        {"nvidia-cuda-nvrtc-cu12", "cuda-nvrtc"}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        Facts *facts = facts_new(test_arena());
        fact_set_text(facts, "env", FACT_FRAMEWORK_INSTALLER, "conda", "");
        fact_set_text(facts, "library/" SOLVER, FACT_LIBRARY_PACKAGE, NAMES[i][0], "");
        fact_set_texts(facts, "env", FACT_CUDA_PACKAGES, one("x 1"), "");
        const Cause *cause = &with_cause(facts, CAUSE_CUDA_LIBS_MISSING, SOLVER)->causes.items[0];
        const Strings command = cause->fixes.items[0].command;
        CHECK_TEXT(command.items[command.count - 1], NAMES[i][1]);
    }
}
