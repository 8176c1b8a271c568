/* bash: one function that reads COMP_WORDS. */
#include <string.h>

#include "cli/completion.h"

static const char HEAD[] = "# How bash completes whycpu; printed by `whycpu completion bash`.\n"
                           "\n"
                           "_whycpu_offer() { # COMPGEN-OPTION…: what of it begins with $word\n"
                           "    local IFS=$' \\t\\n'\n"
                           "    mapfile -t COMPREPLY < <(compgen \"$@\" -- \"$word\")\n"
                           "}\n"
                           "\n"
                           "_whycpu_offer_files() {\n"
                           "    _whycpu_offer \"$@\"\n"
                           "    compopt -o filenames 2>/dev/null\n"
                           "}\n"
                           "\n"
                           "_whycpu() {\n"
                           "    local word=${COMP_WORDS[COMP_CWORD]} "
                           "option=${COMP_WORDS[COMP_CWORD - 1]} equals='' command\n"
                           "    COMPREPLY=()\n"
                           "    # Bash cuts --name=VALUE into three words.\n"
                           "    if [[ $word == = ]]; then\n"
                           "        word='' equals='='\n"
                           "    elif [[ $option == = && COMP_CWORD -gt 1 ]]; then\n"
                           "        option=${COMP_WORDS[COMP_CWORD - 2]} equals='='\n"
                           "    fi\n";

/* How bash finds what a value or an operand may be; NULL when nothing is known of it. */
static const char *offer(const Completion *completion, const char *takes)
{
    Arena *arena = completion->arena;
    Strings words = completed_words(completion, takes);
    if (!words.count && (strcmp(takes, "FILE") == 0 || strcmp(takes, "PATH") == 0))
        return "_whycpu_offer_files -f";
    if (!words.count && strcmp(takes, "DIR") == 0)
        return "_whycpu_offer_files -d";
    if (!words.count && strcmp(takes, "USER") == 0)
        return "_whycpu_offer -u";
    if (!words.count)
        return NULL;
    const char *list = words.items[0];
    for (size_t i = 1; i < words.count; i++)
        list = arena_printf(arena, "%s %s", list, words.items[i]);
    return arena_printf(arena, "_whycpu_offer -W '%s'", list);
}

static void put_values(const Completion *completion)
{
    put(completion->out, "    case $command:$option$equals in\n");
    for (size_t i = 0; i < completion->count; i++) {
        const OptionTable *table = completion->commands[i].table;
        for (size_t j = 0; j < table->count; j++) {
            const OptionRow *row = &table->rows[j];
            if (row->value == VALUE_NONE)
                continue;
            const char *how = offer(completion, row->takes);
            put_format(completion->out, "    %s:--%s=", table->command, row->name);
            if (row->value == VALUE_REQUIRED)
                put_format(completion->out, " | %s:--%s", table->command, row->name);
            put_format(completion->out, ")\n        %s\n        return ;;\n", how ? how : ":");
        }
    }
    put(completion->out, "    esac\n");
}

static void put_options(const Completion *completion, const OptionTable *table, bool first)
{
    put_format(completion->out, "    %s:-*) _whycpu_offer -W '", table->command);
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].name)
            put_format(completion->out, "--%s ", table->rows[i].name);
        if (table->rows[i].letter)
            put_format(completion->out, "-%c ", table->rows[i].letter);
    }
    put_format(completion->out, "--help%s' ;;\n", first ? " --version" : "");
    const char *how = table->operands ? offer(completion, table->operands) : NULL;
    if (how)
        put_format(completion->out, "    %s:*) %s ;;\n", table->command, how);
}

void completion_for_bash(const Completion *completion)
{
    Writer *out = completion->out;
    const char *first = completion->commands[0].name;
    put(out, HEAD);
    put_format(out, "    command=%s\n    case ${COMP_WORDS[1]} in\n    ", first);
    for (size_t i = 0; i < completion->count; i++)
        put_format(out, "%s%s", i ? " | " : "", completion->commands[i].name);
    put(out, ")\n        [[ COMP_CWORD -eq 1 ]] || command=${COMP_WORDS[1]} ;;\n    esac\n");
    put_values(completion);
    put_format(out,
               "    if [[ COMP_CWORD -eq 1 && $word != -* ]]; then\n        %s\n        return\n"
               "    fi\n",
               offer(completion, "COMMAND"));
    put(out, "    case $command:$word in\n");
    for (size_t i = 0; i < completion->count; i++)
        put_options(completion, completion->commands[i].table, i == 0);
    put(out, "    esac\n}\n\ncomplete -F _whycpu whycpu\n");
}
