/* whycpu: which command is meant, and what the program says about itself. */
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/writer.h"
#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/nearest.h"
#include "cli/options.h"
#include "report/printable.h"

extern char **environ;

static int command_completion(const Invocation *invocation);
static int command_help(const Invocation *invocation);

static const char help_usage[] = "usage: whycpu help [COMMAND]\n"
                                 "\n"
                                 "Without COMMAND, lists the commands.\n";

static const OptionTable help_option_table = {"help", NULL, 0, "COMMAND", false};

/* The first one is meant when none is named. */
static const Command COMMANDS[] = {
    {"check", "tell whether the framework will use the GPU, and why not", check_usage,
     command_check, &check_option_table},
    {"diff", "tell what changed since it worked, and what explains it", diff_usage, command_diff,
     &diff_option_table},
    {"dlopen", "tell which file the loader would open by a name, and why", dlopen_usage,
     command_dlopen, &dlopen_option_table},
    {"explain", "print the page behind a cause or a message", explain_usage, command_explain,
     &explain_option_table},
    {"fix", "tell what mends it, in which order, and do it", fix_usage, command_fix,
     &fix_option_table},
    {"log", "explain what a program printed", log_usage, command_log, &log_option_table},
    {"run", "run a program as it is; with a GPU or not at all, if asked to", run_usage, command_run,
     &run_option_table},
    {"snapshot", "record this machine for a replay elsewhere", snapshot_usage, command_snapshot,
     &snapshot_option_table},
    {"completion", "print the script by which a shell completes all this", completion_usage,
     command_completion, &completion_option_table},
    {"help", "print this, or how a command is used", help_usage, command_help, &help_option_table},
};

enum { COMMAND_COUNT = sizeof COMMANDS / sizeof *COMMANDS };

static int command_completion(const Invocation *invocation)
{
    return completion_run(invocation, COMMANDS, COMMAND_COUNT);
}

static int print(Writer *out)
{
    if (!writer_flush(out, STDOUT_FILENO))
        fault("nothing could be written to standard output");
    return 0;
}

static int print_commands(Arena *arena)
{
    Writer out = writer_new(arena);
    put(&out, "whycpu tells why a program runs on the CPU, and what makes it run on the GPU.\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        put_format(&out, "  whycpu %-11s %s\n", COMMANDS[i].name, COMMANDS[i].summary);
    put(&out, "\nWithout a command, check is meant. `whycpu help COMMAND` tells its options;\n"
              "whycpu(1) is the manual.\n");
    return print(&out);
}

static int print_version(Arena *arena)
{
    Writer out = writer_new(arena);
    put(&out, "whycpu " WHYCPU_VERSION "\n");
    return print(&out);
}

static int print_usage(Arena *arena, const Command *command)
{
    Writer out = writer_new(arena);
    put(&out, command->usage);
    return print(&out);
}

static const Command *command_named(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(name, COMMANDS[i].name) == 0)
            return &COMMANDS[i];
    return NULL;
}

static int no_such_command(Arena *arena, const char *typed)
{
    Strings names = {0};
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        list_add(arena, names, COMMANDS[i].name);
    const char *nearest = nearest_word(typed, names), *shown = printable_of(arena, typed);
    if (nearest)
        return usage_error(
            arena_printf(arena, "no such command '%s'; did you mean %s?", shown, nearest));
    return usage_error(arena_printf(arena, "no such command '%s'; whycpu help lists them", shown));
}

static int command_help(const Invocation *invocation)
{
    const char *name = invocation->arguments[0];
    if (!name)
        return print_commands(invocation->arena);
    if (invocation->arguments[1])
        return usage_error("help takes one command");
    const Command *command = command_named(name);
    return command ? print_usage(invocation->arena, command)
                   : no_such_command(invocation->arena, name);
}

static int run(Arena *arena, const char *const *arguments)
{
    const char *first = arguments[0];
    bool named = first && first[0] != '-';
    if (first && (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0))
        return print_version(arena);
    const Command *command = named ? command_named(first) : &COMMANDS[0];
    if (!command)
        return no_such_command(arena, first);
    if (named)
        arguments++;
    /* Asked before the command reads its options, so that help never fails. */
    if (options_ask_for_help(*command->table, arguments))
        return named ? print_usage(arena, command) : print_commands(arena);
    Invocation invocation = {arena, arguments, (const char *const *)environ};
    return command->run(&invocation);
}

/* Its memory goes with the process: giving it back block by block would be work for nobody. */
int main(int argc, char **argv)
{
    static Arena *arena;
    arena = arena_new();
    return run(arena, (const char *const *)argv + (argc > 0 ? 1 : 0));
}
