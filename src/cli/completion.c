#include "cli/completion.h"
#include "logs/messages.h"

#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "diagnose/judgement.h"
#include "report/printable.h"

const char completion_usage[] =
    "usage: whycpu completion bash|zsh|fish\n"
    "\n"
    "Prints the script by which this shell completes commands, options and their\n"
    "values. pip and packages install it; by hand:\n"
    "\n"
    "  bash  eval \"$(whycpu completion bash)\"        in ~/.bashrc\n"
    "  zsh   eval \"$(whycpu completion zsh)\"         in ~/.zshrc, behind compinit\n"
    "  fish  whycpu completion fish | source         in ~/.config/fish/config.fish\n";

const OptionTable completion_option_table = {"completion", NULL, 0, "bash|zsh|fish", false};

Strings completed_words(const Completion *completion, const char *takes)
{
    Arena *arena = completion->arena;
    Strings words = {0};
    if (takes && strcmp(takes, "COMMAND") == 0) {
        for (size_t i = 0; i < completion->count; i++)
            list_add(arena, words, completion->commands[i].name);
    } else if (takes && strcmp(takes, "CAUSE") == 0) {
        for (int id = 0; id < CAUSE_COUNT; id++)
            list_add(arena, words, cause_word((CauseId)id));
        Messages messages = messages_read(arena);
        for (size_t i = 0; i < messages.count; i++)
            list_add(arena, words, messages.items[i].id);
    } else {
        words = words_of_value(arena, takes);
    }
    return words;
}

const char *about_word(const Completion *completion, const char *takes, const char *word)
{
    CauseId id;
    if (strcmp(takes, "COMMAND") == 0)
        for (size_t i = 0; i < completion->count; i++)
            if (strcmp(completion->commands[i].name, word) == 0)
                return completion->commands[i].summary;
    if (strcmp(takes, "CAUSE") == 0 && cause_by_word(word, &id))
        return cause_page(id)->title;
    return "";
}

const char *with_backslashes(Arena *arena, const char *text, const char *special)
{
    Writer out = writer_new(arena);
    for (; *text; text++) {
        if (strchr(special, *text))
            put_char(&out, '\\');
        put_char(&out, *text);
    }
    return text_copy(arena, (Text){out.bytes, out.length});
}

const char *in_single_quotes(Arena *arena, const char *text)
{
    Writer out = writer_new(arena);
    put_char(&out, '\'');
    for (; *text; text++)
        put(&out, *text == '\'' ? "'\\''" : (const char[]){*text, '\0'});
    put_char(&out, '\'');
    return text_copy(arena, (Text){out.bytes, out.length});
}

int completion_run(const Invocation *invocation, const Command *commands, size_t count)
{
    static const struct {
        const char *shell;
        void (*write)(const Completion *completion);
    } SHELLS[] = {
        {"bash", completion_for_bash},
        {"zsh", completion_for_zsh},
        {"fish", completion_for_fish},
    };
    Arena *arena = invocation->arena;
    CommandLine line;
    const char *error;
    if (!options_parse(arena, completion_option_table, invocation->arguments, &line, &error))
        return usage_error(error);
    if (line.operands.count != 1)
        return usage_error("completion takes one shell: bash, zsh or fish");
    const char *shell = line.operands.items[0];
    Writer out = writer_new(arena);
    Completion completion = {arena, &out, commands, count};
    for (size_t i = 0; i < sizeof SHELLS / sizeof *SHELLS; i++)
        if (strcmp(SHELLS[i].shell, shell) == 0)
            SHELLS[i].write(&completion);
    if (!out.length)
        return usage_error(arena_printf(arena, "completion takes bash, zsh or fish, not '%s'",
                                        printable_of(arena, shell)));
    if (!writer_flush(&out, STDOUT_FILENO))
        fault("the script could not be written to standard output");
    return 0;
}
