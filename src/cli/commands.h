/* What whycpu can do: one function and one file a command. */
#ifndef WHYCPU_CLI_COMMANDS_H
#define WHYCPU_CLI_COMMANDS_H

#include <stddef.h>

#include "base/arena.h"
#include "cli/options.h"

/* How a command was called. */
typedef struct Invocation {
    Arena *arena;
    const char *const *arguments; /* behind the command's name; NULL-terminated */
    const char *const *environ_;  /* the caller's environment; NULL-terminated */
} Invocation;

typedef struct Command {
    const char *name;
    const char *summary; /* one line for the list */
    const char *usage;   /* what `whycpu help NAME` prints, lines ending in \n */
    int (*run)(const Invocation *invocation); /* the exit status (base/fault.h) */
    const OptionTable *table;                 /* what shells complete behind its name */
} Command;

int command_check(const Invocation *invocation);
int command_diff(const Invocation *invocation);
int command_dlopen(const Invocation *invocation);
int command_explain(const Invocation *invocation);
int command_fix(const Invocation *invocation);
int command_log(const Invocation *invocation);
int command_run(const Invocation *invocation);
int command_snapshot(const Invocation *invocation);

extern const char check_usage[];
extern const char diff_usage[];
extern const char dlopen_usage[];
extern const char explain_usage[];
extern const char fix_usage[];
extern const char log_usage[];
extern const char run_usage[];
extern const char snapshot_usage[];

extern const OptionTable check_option_table;
extern const OptionTable diff_option_table;
extern const OptionTable dlopen_option_table;
extern const OptionTable explain_option_table;
extern const OptionTable fix_option_table;
extern const OptionTable log_option_table;
extern const OptionTable run_option_table;
extern const OptionTable snapshot_option_table;

#endif
