/* whycpu run: a program is started as if whycpu were not there; with the GPU or not at all, when
 * that is asked for. */
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/writer.h"
#include "cli/run_launched.h"
#include "cli/run_mending.h"
#include "cli/run_start.h"
#include "cli/run_verdict.h"
#include "diagnose/judgement.h"
#include "report/printable.h"
#include "run/child.h"
#include "run/watch.h"

const char run_usage[] =
    "usage: whycpu run [OPTION…] [--] PROGRAM [ARGUMENT…]\n"
    "\n"
    "Runs PROGRAM as if whycpu were not there: streams, terminal, signals, job\n"
    "control and exit status are its own.\n"
    "\n"
    "  --require-gpu        do not start it when it would run on the CPU; where only\n"
    "                       the framework itself can tell, start it, watch it, and\n"
    "                       end it when it is on the CPU\n"
    "  --exit-code NUMBER   the exit status then; default: 3\n"
    "  --within SECONDS     end it too when the GPU was not seen in use so soon;\n"
    "                       default: never\n"
    "  --repair             set the variables that mend it, for this start alone;\n"
    "                       nothing on disk is changed\n"
    "  --choose-gpu         offer it the least used GPU alone, unless\n"
    "                       CUDA_VISIBLE_DEVICES is set\n"
    "\n"
    "What is judged\n"
    "  --python PATH        this interpreter; default: what PROGRAM starts\n"
    "  --venv DIR           this virtual environment\n"
    "  --framework NAME     " FRAMEWORK_WORDS "; default:\n"
    "                       every one that is installed\n"
    "  --assume-gpu[=SPEC]  the environment alone, as if the machine had a working GPU\n"
    "  --ask driver         ask the driver too\n"
    "  --env NAME=VALUE     with this variable, which PROGRAM gets too; may be\n"
    "                       repeated\n"
    "  --env-file FILE      with the variables in FILE, a NAME=VALUE each line\n"
    "\n"
    "Exit status: that of PROGRAM; 3 (--exit-code) it would be, or was, on the CPU;\n"
    "125 it cannot be started through no fault of its own, 126 it is there and\n"
    "cannot be started, 127 it is not there; 64 wrong usage, 70 whycpu or the\n"
    "machine failed before that.\n";

/* Standard error belongs to the program: what stands there of ours begins with our name. */
static void say(Arena *arena, const char *sentence)
{
    Writer out = writer_new(arena);
    put_format(&out, "whycpu: %s\n", sentence);
    writer_flush(&out, STDERR_FILENO);
}

/* ---- Judged before it starts ---- */

static int refuse(const Starting *starting, const Judgement *judgement, bool repaired)
{
    Arena *arena = starting->invocation->arena;
    const Cause *root = root_of(judgement);
    say(arena, arena_printf(arena, "not started, since a GPU is required: %s",
                            printable_of(arena, judgement->says)));
    say(arena,
        arena_printf(arena, "%s (%s)", printable_of(arena, root->says), cause_word(root->id)));
    /* Variables that were set to mend it are not to be judged along. */
    const char *mending =
        mending_command(arena, starting->invocation, &starting->options->check,
                        repaired ? NULL : starting->world, starting->choice.python);
    say(arena,
        repaired
            ? arena_printf(arena, "variables alone do not mend it; `%s` tells what does", mending)
            : arena_printf(arena,
                           "`%s` tells what mends it; whycpu run --repair mends one "
                           "start, where variables can",
                           mending));
    return starting->options->exit_code;
}

static void repair(Starting *starting)
{
    Arena *arena = starting->invocation->arena;
    const char *set = starting_repair(starting);
    if (!set)
        return;
    if (starting->is_seen)
        say(arena, arena_printf(arena, "for this start: %s", set));
    else
        say(arena, arena_printf(arena, "for this start, as `python` would need it (%s): %s",
                                printable_of(arena, starting->python.because), set));
}

/* Whether it may be started; otherwise `*status` is the end. */
static bool judge_start(Starting *starting, int *status)
{
    const RunOptions *options = starting->options;
    if (options->choose_gpu)
        say(starting->invocation->arena, starting_choose_gpu(starting));
    /* Of another environment than the program's nothing follows. */
    if (!options->repair && !(options->require_gpu && starting->is_seen))
        return true;
    const Judgement *judgement = lost(starting_judge(starting));
    if (judgement && options->repair) {
        repair(starting);
        judgement = lost(starting_judge(starting));
    }
    if (!judgement)
        return true;
    if (options->require_gpu && starting->is_seen) {
        *status = refuse(starting, judgement, options->repair);
        return false;
    }
    if (options->repair && starting->is_seen)
        say(starting->invocation->arena,
            arena_printf(starting->invocation->arena, "variables alone do not mend it: %s",
                         printable_of(starting->invocation->arena, judgement->says)));
    return true;
}

/* ---- Watched while it runs ---- */

typedef struct LostProcess {
    pid_t pid;
    const char *mending;
} LostProcess;

typedef struct Watching {
    Arena *arena;
    const Starting *starting;
    Watch watch;
    LIST_OF(LostProcess) lost; /* those that were foreseen */
    bool ended_by_us;
} Watching;

static int due_ms(void *subject)
{
    return watch_due_ms(&((Watching *)subject)->watch);
}

static const char *foresee(void *subject, pid_t process)
{
    Watching *watching = subject;
    LaunchedLoss loss =
        launched_is_lost(watching->starting->invocation, watching->starting->options, process);
    if (loss.why)
        list_add(watching->arena, watching->lost, (LostProcess){process, loss.mending});
    return loss.why;
}

static void say_what_mends_it(const Watching *watching)
{
    for (size_t i = 0; watching->watch.is_foreseen && i < watching->lost.count; i++)
        if (watching->lost.items[i].pid == watching->watch.who)
            say(watching->arena, arena_printf(watching->arena, "`%s` tells what mends it",
                                              watching->lost.items[i].mending));
}

static void look(void *subject, pid_t program)
{
    Watching *watching = subject;
    Arena *arena = watching->arena;
    Watch *watch = &watching->watch;
    WatchResult result = watch_look(watch, program);
    if (result == WATCH_SAW_CPU)
        say(arena, arena_printf(arena, "process %d %s on the CPU: %s", (int)watch->who,
                                watch->is_foreseen ? "will be" : "is", watch->why));
    else if (result == WATCH_TOO_LATE)
        say(arena, arena_printf(arena, "no GPU was seen in use within %lld seconds",
                                watch->within_ms / 1000));
    else
        return;
    say(arena, "it is ended, since a GPU is required");
    if (result == WATCH_SAW_CPU)
        say_what_mends_it(watching);
    watching->ended_by_us = true;
    watch_end_program(watch, program);
}

static RunStart start_of(const Starting *starting)
{
    return (RunStart){.words = starting->options->words, .environ_ = starting->environ_.items};
}

static int say_not_started(const Starting *starting, const RunEnd *end)
{
    Arena *arena = starting->invocation->arena;
    say(arena,
        arena_printf(arena, "%s cannot be started: %s",
                     printable_of(arena, starting->options->words[0]), strerror(end->error)));
    return end->not_begun ? STATUS_NOT_BEGUN : status_of_failed_start(end->error);
}

static int run_watched(const Starting *starting)
{
    Watching watching = {.arena = starting->invocation->arena, .starting = starting};
    Meanwhile meanwhile = {.due_ms = due_ms, .look = look, .subject = &watching};
    RunStart start = start_of(starting);
    const CheckOptions *check = &starting->options->check;
    bool is_named = check->python || check->venv;
    watch_begin(&watching.watch, watching.arena, starting->options->within_s);
    /* What somebody wants to be judged instead says nothing of what runs. */
    if (!is_named)
        watching.watch.foresight = (Foresight){foresee, &watching};
    RunEnd end = run_child(&start, &meanwhile);
    if (end.error)
        return say_not_started(starting, &end);
    if (watching.ended_by_us)
        return starting->options->exit_code;
    end_like(&end);
}

static int run_unwatched(const Starting *starting)
{
    RunStart start = start_of(starting);
    RunEnd end = {.error = run_in_place(&start)};
    return say_not_started(starting, &end);
}

int command_run(const Invocation *invocation)
{
    RunOptions options;
    Starting starting;
    Refusal refusal;
    int status;
    if (!run_options_parse(invocation, &options, &refusal) ||
        !starting_begin(invocation, &options, &starting, &refusal))
        return refused(&refusal);
    if (!judge_start(&starting, &status))
        return status;
    return options.require_gpu ? run_watched(&starting) : run_unwatched(&starting);
}
