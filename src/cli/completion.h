/* whycpu completion SHELL: the script by which a shell completes commands, options and their
 * values. It is made of the rows by which options are parsed, so a new row completes by itself. */
#ifndef WHYCPU_CLI_COMPLETION_H
#define WHYCPU_CLI_COMPLETION_H

#include "base/writer.h"
#include "cli/commands.h"

extern const char completion_usage[];
extern const OptionTable completion_option_table;

/* `commands`: all of them, the one first that is meant when none is named. */
int completion_run(const Invocation *invocation, const Command *commands, size_t count);

/* What the three scripts are written from. */
typedef struct Completion {
    Arena *arena;
    Writer *out;
    const Command *commands;
    size_t count;
} Completion;

void completion_for_bash(const Completion *completion);
void completion_for_zsh(const Completion *completion);
void completion_for_fish(const Completion *completion);

/* The words that a value or an operand is one of: those in `takes`, commands or causes. */
Strings completed_words(const Completion *completion, const char *takes);

/* What stands beside such a word in a list; "" when nothing does. */
const char *about_word(const Completion *completion, const char *takes, const char *word);

/* Every `special` character of `text` gets a backslash before it. */
const char *with_backslashes(Arena *arena, const char *text, const char *special);

/* In single quotes, as bash and zsh read them. */
const char *in_single_quotes(Arena *arena, const char *text);

#endif
