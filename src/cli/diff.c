/* whycpu diff: what changed between two recorded machines, and which change explains it. */
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "changes/changes.h"
#include "cli/diff_options.h"
#include "cli/options.h"
#include "cli/question.h"
#include "cli/run_check.h"
#include "report/diff.h"
#include "report/printable.h"

const char diff_usage[] =
    "usage: whycpu diff [OPTION…] A [B]\n"
    "\n"
    "Compares two snapshots, or a snapshot with this machine: tells whether the\n"
    "answer is the same, which change explains that it is not, and what else\n"
    "changed. What explains it was tried: with that put back, the answer is the\n"
    "other one. `-` reads a snapshot from standard input.\n"
    "\n"
    "  --python PATH        compare for this interpreter\n"
    "  --venv DIR           compare for this virtual environment\n"
    "  --framework NAME     " FRAMEWORK_WORDS "; default:\n"
    "                       the first that is installed\n"
    "\n"
    "Without B, as which and how this machine is looked at\n"
    "  --root DIR           the machine whose root directory is DIR\n"
    "  --env NAME=VALUE, --env-file FILE, --user NAME, --ask driver\n"
    "\n"
    "  --format terminal|json, --json\n"
    "  -q, --quiet          the first line alone\n"
    "  --color auto|always|never\n"
    "\n"
    "Exit status: 0 the answers are the same, 1 they differ, 2 it cannot be told, 64\n"
    "wrong usage, 70 whycpu or the machine failed. See whycpu-diff(1).\n";

enum { SNAPSHOT_CEILING_BYTES = 64 * 1024 * 1024 };

typedef struct Comparing {
    const Invocation *invocation;
    const DiffOptions *options;
    Refusal *refusal;
} Comparing;

static bool fails(Comparing *comparing, int error, const char *name, const char *because)
{
    Arena *arena = comparing->invocation->arena;
    return refusal_set(comparing->refusal, error,
                       arena_printf(arena, "%s: %s", printable_of(arena, name), because));
}

/* A snapshot says what it was asked; the options of the call come first. */
static bool read_question(Comparing *comparing, Recording *recording)
{
    CheckOptions check = comparing->options->check;
    const char *problem;
    check.ask_driver = false; /* said of this machine */
    return question_of_recording(comparing->invocation, &check, recording, &problem) ||
           fails(comparing, 0, recording->name,
                 printable_of(comparing->invocation->arena, problem));
}

static bool read_snapshot(Comparing *comparing, const char *path, Recording *recording)
{
    Arena *arena = comparing->invocation->arena;
    bool is_piped = strcmp(path, "-") == 0;
    World *machine = own_machine(comparing->invocation, comparing->refusal);
    if (!machine)
        return false;
    *recording = (Recording){.name = is_piped ? "standard input" : path};
    Answer answer = is_piped ? standard_input_read(arena, SNAPSHOT_CEILING_BYTES, &recording->text)
                             : world_read(machine, path, SNAPSHOT_CEILING_BYTES, &recording->text);
    if (answer.known != PRESENT)
        return fails(comparing, answer.error, recording->name, answer_words(arena, answer));
    return read_question(comparing, recording);
}

/* The environment that the snapshot is about, unless the options name one, or its name was changed
 * when the snapshot was made. */
static void ask_the_same(const Recording *before, CheckOptions *options)
{
    if (before->is_redacted || options->python || options->venv || options->root)
        return;
    options->python = before->question.choice.python;
    options->venv = before->question.choice.venv;
}

/* What this machine is asked while it is judged, with its answers. */
static bool record_this_machine(Comparing *comparing, const Recording *before, Recording *recording)
{
    const Invocation *invocation = comparing->invocation;
    CheckOptions options = comparing->options->check;
    Check check;
    ask_the_same(before, &options);
    if (!run_check(invocation, &options, RECORD_WITH_GPU, NULL, &check, comparing->refusal))
        return false;
    const char *root = check.options.root;
    *recording = (Recording){.text = check_text(invocation, &check),
                             .name = root ? root : "this machine",
                             .is_here = !root,
                             .question = question_of(invocation->arena, &check.options)};
    return true;
}

static Changes *compare(Comparing *comparing)
{
    Recording before, after;
    const DiffOptions *options = comparing->options;
    if (!read_snapshot(comparing, options->before, &before))
        return NULL;
    if (options->after ? !read_snapshot(comparing, options->after, &after)
                       : !record_this_machine(comparing, &before, &after))
        return NULL;
    const char *problem;
    int wrong;
    Changes *changes =
        changes_between(comparing->invocation->arena, &before, &after, &problem, &wrong);
    if (!changes)
        fails(comparing, 0, wrong ? after.name : before.name, problem);
    return changes;
}

static int status_of(const Changes *changes)
{
    const Judgement *then = changes->before.judgement, *now = changes->after.judgement;
    if (then->verdict == VERDICT_UNKNOWN || now->verdict == VERDICT_UNKNOWN)
        return EXIT_UNKNOWN;
    return same_answer(then, now) ? EXIT_GPU : EXIT_CPU;
}

static void write_answer(Writer *out, Comparing *comparing, const Changes *changes)
{
    const CheckOptions *options = &comparing->options->check;
    Terminal terminal = terminal_of_stdout(comparing->invocation->environ_);
    View view = view_of(&terminal, options->colour);
    view.cwd = world_cwd(changes->after.world);
    if (world_env(changes->after.world, "HOME", &view.home).known != PRESENT)
        view.home = NULL;
    if (options->json)
        report_diff_json(out, changes);
    else if (options->first_line_alone)
        report_diff_first_line(out, changes, &view);
    else
        report_diff(out, changes, &view);
}

int command_diff(const Invocation *invocation)
{
    DiffOptions options;
    Refusal refusal;
    if (!diff_options_parse(invocation, &options, &refusal))
        return refused(&refusal);
    Comparing comparing = {invocation, &options, &refusal};
    const Changes *changes = compare(&comparing);
    if (!changes)
        return refused(&refusal);
    Writer out = writer_new(invocation->arena);
    write_answer(&out, &comparing, changes);
    if (!writer_flush(&out, STDOUT_FILENO))
        fault("the answer could not be written to standard output");
    return status_of(changes);
}
