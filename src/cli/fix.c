/* whycpu fix: what mends it, in which order, and is it enough? */
#include "cli/fix_options.h"

#include <unistd.h>

#include "base/fault.h"
#include "cli/fix_apply.h"
#include "cli/planned.h"
#include "report/plan.h"
#include "report/printable.h"

const char fix_usage[] =
    "usage: whycpu fix [OPTION…]\n"
    "       whycpu fix --apply [--yes] [--system] [OPTION…]\n"
    "       whycpu fix --undo [REPAIR] | --resume [REPAIR] | --list | --forget REPAIR\n"
    "\n"
    "Tells what mends the machine and the environment that whycpu check would judge:\n"
    "the steps in their order, the least invasive way of each first, and whether\n"
    "they are enough. Each way that changes files or variables is tried on a copy in\n"
    "memory. Nothing is changed but by --apply.\n"
    "\n"
    "Which environment\n"
    "  --python PATH        mend for this interpreter\n"
    "  --venv DIR           mend this virtual environment\n"
    "  --framework NAME     " FRAMEWORK_WORDS "; default:\n"
    "                       every one that is installed\n"
    "  --all                every environment that can be found, a plan each\n"
    "\n"
    "On which machine, for whom\n"
    "  --assume-gpu[=SPEC]  as if the machine had a working GPU; SPEC as in whycpu\n"
    "                       check\n"
    "  --env NAME=VALUE     with this variable; may be repeated\n"
    "  --env-file FILE      with the variables in FILE, a NAME=VALUE each line\n"
    "  --user NAME          with the rights of this user\n"
    "  --root DIR           a machine whose root directory is DIR, such as an\n"
    "                       unpacked image\n"
    "  --snapshot FILE      a recorded machine\n"
    "\n"
    "How it is looked at\n"
    "  --ask driver         besides, open libcuda and NVML in processes of their\n"
    "                       own, and believe what they answer\n"
    "\n"
    "Doing it\n"
    "  --apply              do what whycpu can do of it, in the environment and in\n"
    "                       your own files: each step is asked for, written down,\n"
    "                       done, and looked at again; it stops at the first one\n"
    "                       that did not help\n"
    "  -y, --yes            without asking\n"
    "  --system             what needs root too\n"
    "  --undo [REPAIR]      put every byte back that a repair changed; default: the\n"
    "                       last one\n"
    "  --resume [REPAIR]    go on with one that was interrupted\n"
    "  --list               the repairs that were done\n"
    "  --forget REPAIR      remove what is kept for undoing it\n"
    "\n"
    "How it is told\n"
    "  --format terminal|json, --json\n"
    "  --color auto|always|never\n"
    "\n"
    "Exit status: 0 nothing is to be mended, or the steps are enough; 1 there are\n"
    "steps, and it is not shown that they are enough; 2 it cannot be told; 64 wrong\n"
    "usage, 70 whycpu or the machine failed.\n"
    "--apply, --resume: 0 the GPU will be used now, 1 it will not, 2 it cannot be\n"
    "told. --undo: 0 everything is as it was, 1 it is not.\n";

static void write_plans(Writer *out, const Invocation *invocation, const Planned *planned)
{
    View view = view_for(invocation->environ_, planned->options.colour, planned->judged.world);
    for (size_t i = 0; i < planned->plans.count; i++) {
        if (planned->options.json) {
            report_plan_json(out, planned->plans.items[i]);
            continue;
        }
        if (i)
            put_char(out, '\n');
        report_plan(out, planned->plans.items[i], &view);
    }
}

static int status_of(const Plans *plans)
{
    int status = EXIT_GPU;
    for (size_t i = 0; i < plans->count; i++) {
        const Plan *plan = plans->items[i];
        if (plan->steps.count && !is_yes(plan->suffices))
            return EXIT_CPU;
        if (!is_yes(plan->suffices))
            status = EXIT_UNKNOWN;
    }
    return status;
}

static int do_it(const Invocation *invocation, const FixOptions *options)
{
    switch (options->action) {
    case FIX_UNDO: return fix_undo(invocation, options);
    case FIX_RESUME: return fix_resume(invocation, options);
    case FIX_LIST: return fix_list(invocation);
    case FIX_FORGET: return fix_forget(invocation, options);
    default: return fix_apply(invocation, options);
    }
}

int command_fix(const Invocation *invocation)
{
    FixOptions options;
    Planned planned;
    Refusal refusal;
    if (!fix_options_parse(invocation, &options, &refusal))
        return refused(&refusal);
    if (options.action != FIX_PLAN)
        return do_it(invocation, &options);
    if (!plan_what_is_asked(invocation, &options.check, &planned, &refusal))
        return refused(&refusal);
    Writer out = writer_new(invocation->arena);
    write_plans(&out, invocation, &planned);
    if (!writer_flush(&out, STDOUT_FILENO))
        fault("the plan could not be written to standard output");
    if (world_is_live_machine(planned.judged.machine))
        tell_open_repair(invocation);
    return status_of(&planned.plans);
}
