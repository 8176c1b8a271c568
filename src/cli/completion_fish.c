/* fish: one line a command, an option and a word. */
#include <string.h>

#include "cli/completion.h"

static const char *quoted(const Completion *completion, const char *text)
{
    Arena *arena = completion->arena;
    return arena_printf(arena, "'%s'", with_backslashes(arena, text, "\\'"));
}

/* What fish offers for a value or an operand: the options of complete(1). */
static const char *offer(const Completion *completion, const char *takes)
{
    Arena *arena = completion->arena;
    Strings words = completed_words(completion, takes);
    if (!words.count && (strcmp(takes, "FILE") == 0 || strcmp(takes, "PATH") == 0))
        return "-F";
    if (!words.count && strcmp(takes, "DIR") == 0)
        return "-f -a '(__fish_complete_directories)'";
    if (!words.count && strcmp(takes, "USER") == 0)
        return "-f -a '(__fish_complete_users)'";
    const char *list = "";
    for (size_t i = 0; i < words.count; i++) {
        const char *about = about_word(completion, takes, words.items[i]);
        list = arena_printf(arena, "%s%s%s", list, i ? "\n" : "", words.items[i]);
        if (*about)
            list = arena_printf(arena, "%s\\t%s", list, quoted(completion, about));
    }
    return words.count ? arena_printf(arena, "-f -a %s", quoted(completion, list)) : "-f";
}

static void put_row(const Completion *completion, const char *condition, const OptionRow *row)
{
    Writer *out = completion->out;
    put_format(out, "complete -c whycpu -n %s", quoted(completion, condition));
    if (row->name)
        put_format(out, " -l %s", row->name);
    if (row->letter)
        put_format(out, " -s %c", row->letter);
    if (row->value == VALUE_REQUIRED)
        put_format(out, " -r %s", offer(completion, row->takes));
    put_format(out, " -d %s\n", quoted(completion, row->says));
}

/* True behind the name of this command; of the first one also when none is named. */
static const char *condition_of(const Completion *completion, size_t index)
{
    Arena *arena = completion->arena;
    const char *name = completion->commands[index].name;
    if (index > 0)
        return arena_printf(arena, "__fish_seen_subcommand_from %s", name);
    const char *others = "not __fish_seen_subcommand_from";
    for (size_t i = 1; i < completion->count; i++)
        others = arena_printf(arena, "%s %s", others, completion->commands[i].name);
    return others;
}

void completion_for_fish(const Completion *completion)
{
    Writer *out = completion->out;
    put(out, "# How fish completes whycpu; printed by `whycpu completion fish`.\n"
             "\n"
             "complete -c whycpu -f\n"
             "complete -c whycpu -l help -d 'how it is used'\n"
             "complete -c whycpu -n __fish_use_subcommand -l version -d 'which version this is'\n");
    for (size_t i = 0; i < completion->count; i++) {
        const Command *command = &completion->commands[i];
        const char *condition = condition_of(completion, i);
        put_format(out, "complete -c whycpu -n __fish_use_subcommand -a %s -d %s\n", command->name,
                   quoted(completion, command->summary));
        for (size_t j = 0; j < command->table->count; j++)
            put_row(completion, condition, &command->table->rows[j]);
        if (command->table->operands)
            put_format(out, "complete -c whycpu -n %s %s\n", quoted(completion, condition),
                       offer(completion, command->table->operands));
    }
}
