/* zsh: one call of _arguments a command. */
#include <string.h>

#include "cli/completion.h"

/* What _arguments does with a value or an operand, ":MESSAGE:ACTION" of its specifications. */
static const char *action(const Completion *completion, const char *takes)
{
    Arena *arena = completion->arena;
    Strings words = completed_words(completion, takes);
    if (!words.count && (strcmp(takes, "FILE") == 0 || strcmp(takes, "PATH") == 0))
        return "_files";
    if (!words.count && strcmp(takes, "DIR") == 0)
        return "_files -/";
    if (!words.count && strcmp(takes, "USER") == 0)
        return "_users";
    if (!words.count)
        return " ";
    const char *list = "((";
    for (size_t i = 0; i < words.count; i++) {
        const char *about = about_word(completion, takes, words.items[i]);
        list = arena_printf(arena, "%s%s%s%s%s", list, i ? " " : "", words.items[i],
                            *about ? "\\:" : "",
                            *about ? with_backslashes(arena, about, "\\ :()[]'\"`$;&|<>*?~#") : "");
    }
    return arena_printf(arena, "%s))", list);
}

static const char *specification(const Completion *completion, const OptionRow *row,
                                 const char *name)
{
    Arena *arena = completion->arena;
    const char *says = with_backslashes(arena, row->says, "\\[]:");
    const char *text = arena_printf(arena, "*%s[%s]", name, says);
    if (row->value != VALUE_NONE) {
        bool optional = row->value == VALUE_OPTIONAL, is_long = name[1] == '-';
        text = arena_printf(arena, "*%s%s[%s]%s%s:%s", name,
                            is_long ? (optional ? "=-" : "=") : (optional ? "-" : "+"), says,
                            optional ? "::" : ":", row->takes, action(completion, row->takes));
    }
    return in_single_quotes(arena, text);
}

static void put_command(const Completion *completion, const OptionTable *table, bool first)
{
    Arena *arena = completion->arena;
    Writer *out = completion->out;
    put_format(out, "    %s)\n        _arguments -s -S", table->command);
    for (size_t i = 0; i < table->count; i++) {
        const OptionRow *row = &table->rows[i];
        if (row->name)
            put_format(out, " \\\n            %s",
                       specification(completion, row, arena_printf(arena, "--%s", row->name)));
        if (row->letter)
            put_format(out, " \\\n            %s",
                       specification(completion, row, arena_printf(arena, "-%c", row->letter)));
    }
    put(out, " \\\n            '(- *)--help[how it is used]'");
    if (first)
        put(out, " \\\n            '(- *)--version[which version this is]'");
    if (table->operands)
        put_format(out, " \\\n            %s",
                   in_single_quotes(arena, arena_printf(arena, "*:%s:%s", table->operands,
                                                        action(completion, table->operands))));
    put(out, " ;;\n");
}

void completion_for_zsh(const Completion *completion)
{
    Writer *out = completion->out;
    put(out, "#compdef whycpu\n"
             "# How zsh completes whycpu; printed by `whycpu completion zsh`.\n"
             "\n"
             "_whycpu() {\n"
             "    local command=");
    put(out, completion->commands[0].name);
    put(out, "\n    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
             "        local -a commands=(");
    for (size_t i = 0; i < completion->count; i++) {
        const Command *command = &completion->commands[i];
        const char *about = with_backslashes(completion->arena, command->summary, ":\\");
        put_format(out, "\n            %s",
                   in_single_quotes(completion->arena, arena_printf(completion->arena, "%s:%s",
                                                                    command->name, about)));
    }
    put(out, ")\n        _describe -t commands command commands\n        return\n    fi\n"
             "    if [[ $words[2] != -* ]]; then\n"
             "        command=$words[2]\n        shift words\n        (( CURRENT-- ))\n    fi\n"
             "    case $command in\n");
    for (size_t i = 0; i < completion->count; i++)
        put_command(completion, completion->commands[i].table, i == 0);
    put(out, "    esac\n}\n\n"
             "# Found on fpath it is the function itself; read by eval it is only defined.\n"
             "if [[ $funcstack[1] == _whycpu ]]; then\n    _whycpu \"$@\"\nelse\n"
             "    compdef _whycpu whycpu\nfi\n");
}
