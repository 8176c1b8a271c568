/* Plans for recorded machines: which ways are proposed, and what their proof says. */
#include "harness.h"

#include <string.h>

#include "base/writer.h"
#include "diagnose/judgement.h"
#include "repair/lock_files.h"
#include "repair/one_start.h"
#include "repair/plan.h"
#include "repair/prove.h"

#define MACHINES TESTS_DIRECTORY "/machines"

static const Question *question(void)
{
    static Question about = {.framework = FRAMEWORK_TENSORFLOW};
    static AssumedGpu gpu;
    gpu = assumed_gpu_default();
    about.assumed = &gpu;
    return &about;
}

/* The recorded environment, with lines of the recorded format laid over it. */
static World *world_with(const char *recorded, const char *lines)
{
    const char *error = "";
    Arena *arena = test_arena();
    LiveOptions here = {.root = "/"};
    World *files = world_live(arena, &here, &error);
    const char *path = arena_printf(arena, MACHINES "/%s.world", recorded);
    Text text;
    if (!files || world_read(files, path, 64 * 1024 * 1024, &text).known != PRESENT)
        return NULL;
    World *below = world_recorded(arena, text, &error);
    World *world = below ? world_overlay(arena, below) : NULL;
    lines = arena_printf(arena, "whycpu-world 1\n%s", lines);
    bool is_laid = world && overlay_text(world, text_of(lines), &error);
    CHECK_TEXT(is_laid ? "" : error, "");
    return is_laid ? world : NULL;
}

static const char *word_of(Truth truth)
{
    return is_yes(truth) ? "yes" : is_no(truth) ? "no" : "unknown";
}

/* "cause: way=yes way=unknown; …: sufficient=yes" */
static const char *told(const Plan *plan)
{
    Writer out = writer_new(test_arena());
    for (size_t i = 0; i < plan->steps.count; i++) {
        const PlanStep *step = &plan->steps.items[i];
        put_format(&out, "%s:", cause_word(step->cause->id));
        for (size_t j = 0; j < step->ways.count; j++)
            put_format(&out, " %s=%s", step->ways.items[j].fix->id,
                       word_of(step->ways.items[j].mends));
        for (size_t j = 0; j < step->no_use.count; j++)
            put_format(&out, " (%s)", step->no_use.items[j].fix->id);
        put(&out, "; ");
    }
    put_format(&out, "%s", word_of(plan->suffices));
    return text_copy(test_arena(), (Text){out.bytes, out.length});
}

static const char *plan_of(const char *recorded, const char *lines)
{
    World *world = world_with(recorded, lines);
    return world ? told(plan_make(world, question())) : "no world";
}

TEST(what_is_whole_needs_no_step)
{
    CHECK_TEXT(plan_of("tensorflow-2.20.0-and-cuda", ""), "yes");
}

/* The recorder did not look into it, since nobody opened it. */
#define SITE   "/home/ada/project/.venv/lib/python3.11/site-packages"
#define SOLVER "libcusolver.so.11"
#define SOLVER_OPENS                                                                               \
    "tree " SITE "/nvidia/cusolver/lib\n"                                                          \
    "elf " SITE "/nvidia/cusolver/lib/" SOLVER " machine=x86_64 soname=" SOLVER                    \
    " needed=libc.so.6\n"

TEST(a_library_that_is_not_searched_is_linked_first)
{
    CHECK_TEXT(plan_of("tensorflow-2.21.0-and-cuda", SOLVER_OPENS),
               "cuda-libs-not-on-path: link-into-searched-directory=yes set-ld-library-path=yes "
               "install-good-release=unknown; yes");
}

TEST(what_cannot_be_foreseen_is_not_called_sufficient)
{
    const Plan *plan = plan_make(world_with("tensorflow-cpu-2.21.0", ""), question());
    CHECK_TEXT(told(plan), "cpu-only-build: remove-cpu-build=unknown "
                           "remove-cpu-build=unknown; unknown");
    CHECK_TEXT(plan->because, "what the package manager leaves is seen after it ran");
}

TEST(one_start_takes_variables_alone)
{
    Edits variables;
    Truth suffices;
    World *world = world_with("tensorflow-2.21.0-and-cuda", SOLVER_OPENS);
    CHECK(plan_for_one_start(world, question(), &variables, &suffices));
    CHECK(is_yes(suffices));
    CHECK_NUMBER(variables.count, 1);
    CHECK_TEXT(variables.items[0].path, "LD_LIBRARY_PATH");
    CHECK_TEXT(variables.items[0].text, SITE "/nvidia/cusolver/lib");
}

TEST(one_start_unsets_what_hides_the_gpu)
{
    Edits variables;
    Truth suffices;
    World *world = world_with("tensorflow-2.20.0-and-cuda", "env CUDA_VISIBLE_DEVICES=-1\n");
    CHECK(plan_for_one_start(world, question(), &variables, &suffices));
    CHECK(is_yes(suffices));
    CHECK_NUMBER(variables.count, 1);
    CHECK(variables.items[0].kind == EDIT_UNSET);
}

TEST(one_start_cannot_install)
{
    Edits variables;
    Truth suffices;
    World *world = world_with("tensorflow-cpu-2.21.0", "");
    CHECK(!plan_for_one_start(world, question(), &variables, &suffices));
    CHECK(is_no(suffices));
    CHECK_NUMBER(variables.count, 0);
}

/* ---- Start files ---- */

#define ACTIVATE "/home/ada/project/.venv/bin/activate"
#define HIDDEN   "env CUDA_VISIBLE_DEVICES=-1\n"

static const Way *first_way(const Plan *plan)
{
    return plan->steps.count && plan->steps.items[0].ways.count
               ? &plan->steps.items[0].ways.items[0]
               : NULL;
}

TEST(a_line_in_a_start_file_is_taken_out_before_a_start_without_it)
{
    const Plan *plan = plan_make(world_with("tensorflow-2.20.0-and-cuda",
                                            HIDDEN "file " ACTIVATE "\n"
                                                   "  | first\n"
                                                   "  | export CUDA_VISIBLE_DEVICES=-1\n"),
                                 question());
    CHECK_TEXT(told(plan), "visible-devices-hidden: take-line-out=yes unset-variable=yes; yes");
    const Way *way = first_way(plan);
    CHECK(way->fix->after == AFTER_NEW_SHELL);
    CHECK_NUMBER(way->fix->edits.count, 2);
    CHECK_TEXT(way->fix->edits.items[0].path, ACTIVATE);
    CHECK_TEXT(way->fix->edits.items[0].text,
               "first\n: # whycpu took out: export CUDA_VISIBLE_DEVICES=-1\n");
    CHECK(way->fix->edits.items[1].kind == EDIT_UNSET);
}

TEST(a_line_that_does_more_is_for_a_person)
{
    const Plan *plan =
        plan_make(world_with("tensorflow-2.20.0-and-cuda", HIDDEN
                             "file " ACTIVATE "\n  | export CUDA_VISIBLE_DEVICES=-1 OTHER=1\n"),
                  question());
    CHECK_TEXT(told(plan), "visible-devices-hidden: unset-variable=yes remove-line=unknown; yes");
    CHECK(plan->steps.items[0].ways.items[1].fix->by == BY_PERSON);
}

TEST(a_line_of_the_system_is_for_root)
{
    const Plan *plan = plan_make(world_with("tensorflow-2.20.0-and-cuda", HIDDEN
                                            "file /etc/environment\n  | CUDA_VISIBLE_DEVICES=-1\n"),
                                 question());
    CHECK_TEXT(told(plan), "visible-devices-hidden: unset-variable=yes take-line-out=yes; yes");
    const Way *way = &plan->steps.items[0].ways.items[1];
    CHECK(way->fix->needs_root && way->fix->by == BY_ROOT);
    CHECK_TEXT(way->fix->edits.items[0].text, "# whycpu took out: CUDA_VISIBLE_DEVICES=-1\n");
}

TEST(the_activation_names_directories_when_it_can_be_read)
{
    const Plan *plan = plan_make(world_with("tensorflow-2.21.0-and-cuda",
                                            SOLVER_OPENS "file " ACTIVATE "\n  | the last line\n"),
                                 question());
    CHECK_TEXT(told(plan),
               "cuda-libs-not-on-path: link-into-searched-directory=yes set-at-activation=yes "
               "set-ld-library-path=yes install-good-release=unknown; yes");
    const Edits *edits = &plan->steps.items[0].ways.items[1].fix->edits;
    CHECK_TEXT(edits->items[0].text, "the last line\n# >>> whycpu >>>\n"
                                     "LD_LIBRARY_PATH=\"" SITE
                                     "/nvidia/cusolver/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\"\n"
                                     "export LD_LIBRARY_PATH\n# <<< whycpu <<<\n");
}

/* ---- A toolkit of the system ---- */

#define GOOD "tensorflow-2.20.0-and-cuda"
#define NO_SOLVER                                                                                  \
    "absent " SITE "/nvidia/cusolver/lib/" SOLVER "\nabsent /usr/lib/x86_64-linux-gnu/" SOLVER     \
    "\nabsent /usr/lib/" SOLVER "\ntree /usr/local\n"

static const char *with_toolkit(const char *recorded, const char *release, const char *beside)
{
    const char *directory = arena_printf(test_arena(), "/usr/local/cuda-%s/lib64", release);
    const char *lines =
        arena_printf(test_arena(),
                     NO_SOLVER "elf %s/" SOLVER " machine=x86_64 soname=" SOLVER
                               " needed=libc.so.6\nelf %s/%s machine=x86_64 "
                               "soname=%s needed=libc.so.6\nfile " ACTIVATE "\n  | the last line\n",
                     directory, directory, beside, beside);
    return plan_of(recorded, lines);
}

TEST(an_environment_with_packages_gets_its_own_again_before_it_borrows)
{
    CHECK_TEXT(with_toolkit(GOOD, "12.5", "libcudart.so.12"),
               "cuda-libs-not-on-path: install-package=yes set-at-activation=yes name-toolkit=yes; "
               "yes");
}

TEST(a_toolkit_of_another_cuda_is_never_named)
{
    CHECK_TEXT(with_toolkit(GOOD, "11.8", "libcudart.so.11.0"),
               "cuda-version-mismatch: install-package=yes; yes");
}

TEST(a_toolkit_that_does_not_tell_its_cuda_is_a_doubt)
{
    CHECK_TEXT(with_toolkit(GOOD, "mine", "libcudart.so"),
               "cuda-libs-not-on-path: install-package=yes set-at-activation=unknown "
               "name-toolkit=unknown; yes");
}

/* ---- How much is fetched ---- */

static unsigned long long at_most_with(const char *record)
{
    static const char lines[] =
        NO_SOLVER "file " SITE "/nvidia_cusolver_cu12-11.7.5.82.dist-info/RECORD\n%s";
    World *world = world_with(GOOD, arena_printf(test_arena(), lines, record));
    return first_way(plan_make(world, question()))->fix->download_at_most_bytes;
}

TEST(what_is_installed_again_is_no_larger_than_what_it_unpacked_to)
{
    CHECK_NUMBER(at_most_with("  | nvidia/cusolver/lib/" SOLVER ",sha256=x,1000\n"
                              "  | nvidia/__pycache__/__init__.cpython-311.pyc,,\n"
                              "  | nvidia_cusolver_cu12-11.7.5.82.dist-info/METADATA,sha256=y,23\n"
                              "  | nvidia_cusolver_cu12-11.7.5.82.dist-info/RECORD,,\n"),
                 1023);
    CHECK_NUMBER(at_most_with("  | nvidia/cusolver/lib/" SOLVER ",,\n  | nvidia/more,sha256=x,9\n"),
                 0);
    CHECK_NUMBER(at_most_with(""), 0);
}

/* ---- Several causes ---- */

TEST(each_cause_has_its_step_and_all_are_laid_together)
{
    CHECK_TEXT(plan_of("tensorflow-2.21.0-and-cuda",
                       SOLVER_OPENS HIDDEN "env TF_ENABLED_DEVICE_TYPES=CPU\n"),
               "cuda-libs-not-on-path: link-into-searched-directory=yes set-ld-library-path=yes "
               "install-good-release=unknown; visible-devices-hidden: unset-variable=yes; "
               "visible-devices-hidden: unset-variable=yes; yes");
}

TEST(installing_again_what_is_not_searched_is_seen_not_to_help)
{
    Way way = {0};
    World *world = world_with("tensorflow-2.21.0-and-cuda", SOLVER_OPENS);
    const Judgement *before = judge_with_fixes(world, question());
    Fix again = {.id = "reinstall", .by = BY_USER};
    list_add(test_arena(), again.edits,
             (Edit){EDIT_PACKAGES, SITE "/nvidia/cusolver/lib/" SOLVER, SOLVER});
    list_add(test_arena(), way.fixes, &again);
    way.fix = &again;
    CHECK(prove_way(world, question(), before, &before->causes.items[0], &way) != NULL);
    CHECK(is_no(way.mends));
}

TEST(what_a_package_leaves_nobody_knows_by_its_name)
{
    Way way = {0};
    World *world = world_with("tensorflow-2.21.0-and-cuda", SOLVER_OPENS);
    const Judgement *before = judge_with_fixes(world, question());
    Fix other = {.id = "other", .by = BY_USER};
    list_add(test_arena(), other.edits, (Edit){.kind = EDIT_PACKAGES});
    list_add(test_arena(), way.fixes, &other);
    way.fix = &other;
    CHECK(!prove_way(world, question(), before, &before->causes.items[0], &way));
    CHECK(is_unknown(way.mends));
}

/* ---- Lists of other tools ---- */

TEST(a_lock_file_is_named_with_the_command_that_makes_it_last)
{
    const Plan *plan =
        plan_make(world_with("tensorflow-2.20.0", "file /home/ada/project/uv.lock\n"), question());
    CHECK_TEXT(first_way(plan)->fix->survives,
               "not `uv sync`, which goes by /home/ada/project/uv.lock; `uv add "
               "'tensorflow[and-cuda]==2.20.0'` makes it last");
}

#define PREFIX "/home/ada/project/.venv"

/* What is said of a package that is installed there. */
static const char *beside_environment_yml(PythonKind kind, const char *history)
{
    const char *lines = arena_printf(test_arena(),
                                     "file /home/ada/project/environment.yml\n"
                                     "file " PREFIX "/conda-meta/history\n%s",
                                     history);
    PythonEnvironment env = {.kind = kind, .prefix = PREFIX};
    Judgement judgement = {0};
    Side side = {.world = world_with("tensorflow-2.20.0", lines), .env = &env};
    Fix fix = {0};
    Cause cause = {0};
    list_add(test_arena(), fix.edits, (Edit){.kind = EDIT_PACKAGES});
    list_add(test_arena(), fix.command, "mamba");
    list_add(test_arena(), fix.command, "install");
    list_add(test_arena(), fix.command, "tensorflow");
    list_add(test_arena(), cause.fixes, fix);
    list_add(test_arena(), judgement.causes, cause);
    side.judgement = &judgement;
    name_lock_files(&side);
    const char *survives = judgement.causes.items[0].fixes.items[0].survives;
    return survives ? survives : "nothing is said";
}

TEST(an_environment_file_is_named_with_the_manager_that_made_the_environment)
{
    static const char made_by_mamba[] = "  | # cmd: /opt/bin/mamba env create\n";
    CHECK_TEXT(beside_environment_yml(PYTHON_VENV, made_by_mamba), "nothing is said");
    CHECK_TEXT(beside_environment_yml(PYTHON_CONDA, made_by_mamba),
               "not `mamba env update --prune`, which goes by /home/ada/project/environment.yml; "
               "what stands in its list of dependencies lasts");
    CHECK_TEXT(beside_environment_yml(PYTHON_CONDA, ""),
               "not `conda env update --prune`, which goes by /home/ada/project/environment.yml; "
               "what stands in its list of dependencies lasts");
}
