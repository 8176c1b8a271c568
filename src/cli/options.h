/* The words of a command line, read by a table of options.
 *
 *     --name  --name VALUE  --name=VALUE  -n  -n VALUE  -nVALUE  -abc
 *
 * An optional value comes only as --name=VALUE. Options and operands may mix; behind a lone `--`
 * everything is an operand. Names are not abbreviated: a script that says --col would change its
 * meaning with the next option that is added.
 *
 * A row is all that an option needs: what it takes is checked here, and shells complete it
 * (cli/completion.h).
 */
#ifndef WHYCPU_CLI_OPTIONS_H
#define WHYCPU_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/list.h"
#include "world/world.h"

typedef enum OptionValue { VALUE_NONE, VALUE_REQUIRED, VALUE_OPTIONAL } OptionValue;

typedef struct OptionRow {
    int id;           /* the command's own enum */
    const char *name; /* without dashes; NULL when there is only a letter */
    char letter;      /* 0 when there is only a name */
    OptionValue value;
    const char *takes; /* what help calls its value: a name in capitals (FILE, DIR, USER, …), or the
                        * only words that are allowed, "auto|always|never"; NULL without a value */
    const char *says; /* what it does, in a few words: a shell shows it beside the name */
} OptionRow;

typedef struct OptionTable {
    const char *command; /* "check": named in advice */
    const OptionRow *rows;
    size_t count;
    const char
        *operands; /* what they are: as `takes`, or CAUSE, COMMAND; NULL when there are none */
    bool ends_at_operand; /* what follows the first one is another program's */
} OptionTable;

typedef struct GivenOption {
    int id;
    const char *value; /* NULL when none was given */
} GivenOption;

typedef struct CommandLine {
    LIST_OF(GivenOption) options; /* in the order given; a repeated one comes repeatedly */
    Strings operands;
} CommandLine;

#define OPTION_TABLE(command, rows, operands)                                                      \
    {                                                                                              \
        command, rows, sizeof rows / sizeof *rows, operands, false                                 \
    }

/* Reads `arguments` (NULL-terminated, without the names of program and command), which must
 * outlive `line`. On false, `*error` is one line without the program's name, safe to print. */
bool options_parse(Arena *arena, OptionTable table, const char *const *arguments, CommandLine *line,
                   const char **error);

/* Whether --help or -h stands among the words that are this command's. */
bool options_ask_for_help(OptionTable table, const char *const *arguments);

/* The words in "auto|always|never"; none where `takes` is NULL or a name in capitals. */
Strings words_of_value(Arena *arena, const char *takes);

/* Says "whycpu: ERROR" on standard error and returns EXIT_USAGE. */
int usage_error(const char *error);

/* Likewise of what was asked for and cannot be had. EXIT_USAGE: what the caller named is wrong, not
 * there, or not the caller's to read; EXIT_FAULT: the machine failed while whycpu did its work, or
 * whycpu did. Every command ends by this rule, and by no other. */
int refused(const Refusal *refusal);

#endif
