/* whycpu check: will the framework use the GPU here, and why not? */
#include "cli/check_options.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "cli/remembered.h"
#include "cli/run_check.h"
#include "cli/options.h"
#include "cli/since.h"
#include "report/json.h"
#include "report/printable.h"
#include "report/wheel_report.h"

const char check_usage[] =
    "usage: whycpu [check] [OPTION…]\n"
    "\n"
    "Tells whether the framework in the Python environment that would run here will\n"
    "use the GPU, what stops it, and what mends it. Nothing is written, and nothing\n"
    "of the environment is run. The driver is left alone unless --ask says\n"
    "otherwise.\n"
    "\n"
    "Which environment\n"
    "  --python PATH        judge this interpreter\n"
    "  --venv DIR           judge this virtual environment\n"
    "  --framework NAME     " FRAMEWORK_WORDS "; default:\n"
    "                       every one that is installed\n"
    "  --all                every environment that can be found, a line each\n"
    "\n"
    "On which machine, for whom\n"
    "  --assume-gpu[=SPEC]  as if the machine had a working GPU; SPEC: comma list of\n"
    "                       sm_80, count=1, sms=108, memory=80GB, driver=VERSION,\n"
    "                       no-nvml\n"
    "  --env NAME=VALUE     with this variable; may be repeated\n"
    "  --env-file FILE      with the variables in FILE, a NAME=VALUE each line\n"
    "  --user NAME          with the rights of this user\n"
    "  --root DIR           a machine whose root directory is DIR, such as an\n"
    "                       unpacked image\n"
    "  --snapshot FILE      a recorded machine\n"
    "\n"
    "How it is looked at\n"
    "  --ask driver         besides, open libcuda and NVML in processes of their\n"
    "                       own, and believe what they answer; this may load kernel\n"
    "                       modules and wake a GPU\n"
    "\n"
    "What is kept\n"
    "  --remember           when the GPU will be used, keep a recording of what that\n"
    "                       rests on below ~/.local/state/whycpu (XDG_STATE_HOME),\n"
    "                       for a later comparison\n"
    "\n"
    "How it is told\n"
    "  --format terminal|json, --json\n"
    "  -q, --quiet          the first line alone\n"
    "  --report             where a wheel itself is to blame, a report for its\n"
    "                       makers, in Markdown\n"
    "  --color auto|always|never\n"
    "\n"
    "Exit status: 0 the GPU will be used, 1 it will not or the program fails, 2 it\n"
    "cannot be told, 64 wrong usage, 70 whycpu or the machine failed. See\n"
    "whycpu(1).\n";

/* Tells judgements as the options want it. */
typedef struct Teller {
    Listener base;
    const Invocation *invocation;
    const Check *check;
    Tally tally;
    bool has_view;
    View view;
} Teller;

/* The terminal is asked once. */
static const View *view_of_all(Teller *teller)
{
    const Check *check = teller->check;
    if (!teller->has_view)
        teller->view =
            view_for(teller->invocation->environ_, check->options.colour, check->judged.world);
    teller->has_view = true;
    return &teller->view;
}

static void write_terminal(Writer *out, const CheckOptions *options, Judgements judgements,
                           const View *view)
{
    const Judgement *const *all = (const Judgement *const *)judgements.items;
    if (options->report)
        report_wheel(out, all, judgements.count, view->home);
    else if (options->all)
        for (size_t i = 0; i < judgements.count; i++)
            report_list_line(out, all[i], view);
    else if (options->first_line_alone)
        report_first_lines(out, all, judgements.count, view);
    else
        report_terminal_all(out, all, judgements.count, view);
}

static void tell(Listener *listener, Arena *arena, Judgements judgements)
{
    Teller *teller = (Teller *)listener;
    const CheckOptions *options = &teller->check->options;
    Writer out = writer_new(arena);
    if (options->json)
        for (size_t i = 0; i < judgements.count; i++)
            report_json(&out, judgements.items[i]);
    else
        write_terminal(&out, options, judgements, view_of_all(teller));
    if (!writer_flush(&out, STDOUT_FILENO))
        fault("the answer could not be written to standard output");
    tally_add(&teller->tally, judgements);
}

int command_check(const Invocation *invocation)
{
    Arena *arena = invocation->arena;
    CheckOptions options;
    Check check;
    Teller teller = {.base = {tell}, .invocation = invocation, .check = &check};
    Refusal refusal;
    if (!check_options_parse(invocation, &options, &refusal))
        return refused(&refusal);
    /* A report is about one wheel, whichever environment has it. */
    Listener *listener = options.report ? NULL : &teller.base;
    if (!run_check(invocation, &options, depth_of_recording(invocation, &options), listener, &check,
                   &refusal))
        return refused(&refusal);
    tell_since(invocation, &check);
    if (check.judgements.count)
        tell(&teller.base, arena, check.judgements);
    if (options.remember)
        remember_check(invocation, &check);
    return tally_exit_status(&teller.tally);
}
