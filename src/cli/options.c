#include "cli/options.h"

#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/text.h"
#include "base/writer.h"
#include "cli/nearest.h"
#include "report/printable.h"

typedef struct Parser {
    Arena *arena;
    OptionTable table;
    const char *const *next; /* the argument to read next */
    CommandLine *line;
    const char **error;
} Parser;

static const OptionRow *row_by_name(OptionTable table, Text name)
{
    for (size_t i = 0; i < table.count; i++)
        if (table.rows[i].name && text_is(name, table.rows[i].name))
            return &table.rows[i];
    return NULL;
}

static const OptionRow *row_by_letter(OptionTable table, char letter)
{
    for (size_t i = 0; i < table.count; i++)
        if (letter && table.rows[i].letter == letter)
            return &table.rows[i];
    return NULL;
}

static bool no_such_option(Parser *parser, Text typed)
{
    Arena *arena = parser->arena;
    Strings names = {0};
    for (size_t i = 0; i < parser->table.count; i++)
        if (parser->table.rows[i].name)
            list_add(arena, names, parser->table.rows[i].name);
    const char *shown = printable(arena, typed);
    bool long_name = text_starts(typed, "--");
    const char *nearest = NULL;
    if (long_name)
        nearest = nearest_word(text_copy(arena, text_part(typed, 2, typed.length)), names);
    if (nearest)
        *parser->error =
            arena_printf(arena, "no such option %s; did you mean --%s?", shown, nearest);
    else
        *parser->error = arena_printf(arena, "no such option %s; whycpu help %s lists them", shown,
                                      parser->table.command);
    return false;
}

static bool wants_value(Parser *parser, const char *shown_name)
{
    *parser->error = arena_printf(parser->arena, "%s needs a value", shown_name);
    return false;
}

Strings words_of_value(Arena *arena, const char *takes)
{
    Strings words = {0};
    Text rest = text_of(takes);
    bool more;
    if (!takes || *takes < 'a' || *takes > 'z')
        return words;
    for (Text word = text_next(&rest, '|', &more); more; word = text_next(&rest, '|', &more))
        list_add(arena, words, text_copy(arena, word));
    return words;
}

/* "auto, always or never" */
static const char *alternatives(Arena *arena, Strings words)
{
    const char *list = words.items[0];
    for (size_t i = 1; i < words.count; i++)
        list = arena_printf(arena, "%s%s%s", list, i + 1 < words.count ? ", " : " or ",
                            words.items[i]);
    return list;
}

/* False when only certain words are allowed and the value is none of them. */
static bool add_option(Parser *parser, const OptionRow *row, const char *value)
{
    Arena *arena = parser->arena;
    Strings words = words_of_value(arena, row->takes);
    list_add(arena, parser->line->options, (GivenOption){row->id, value});
    if (!value || !words.count)
        return true;
    for (size_t i = 0; i < words.count; i++)
        if (strcmp(words.items[i], value) == 0)
            return true;
    const char *shown = row->name ? arena_printf(arena, "--%s", row->name)
                                  : arena_printf(arena, "-%c", row->letter);
    *parser->error = arena_printf(arena, "%s takes %s, not '%s'", shown, alternatives(arena, words),
                                  printable_of(arena, value));
    return false;
}

/* --name, --name=VALUE, --name VALUE */
static bool parse_long(Parser *parser, const char *argument)
{
    Text whole = text_of(argument);
    size_t name_end = text_find(whole, '=');
    const char *value = name_end < whole.length ? argument + name_end + 1 : NULL;
    Text typed = text_part(whole, 0, name_end);
    const OptionRow *row = row_by_name(parser->table, text_part(typed, 2, typed.length));
    if (!row)
        return no_such_option(parser, typed);
    const char *shown = arena_printf(parser->arena, "--%s", row->name);
    if (value && row->value == VALUE_NONE) {
        *parser->error = arena_printf(parser->arena, "%s takes no value", shown);
        return false;
    }
    if (!value && row->value == VALUE_REQUIRED) {
        value = *parser->next;
        if (!value)
            return wants_value(parser, shown);
        parser->next++;
    }
    return add_option(parser, row, value);
}

/* -a, -abc, -aVALUE, -a VALUE */
static bool parse_letters(Parser *parser, const char *argument)
{
    for (const char *letter = argument + 1; *letter; letter++) {
        const char typed[] = {'-', *letter, '\0'};
        const OptionRow *row = row_by_letter(parser->table, *letter);
        if (!row) {
            /* "-json" is a long option with a dash too few more often than four letters. */
            const OptionRow *meant = row_by_name(parser->table, text_of(argument + 1));
            if (!meant)
                return no_such_option(parser, text_of(typed));
            *parser->error = arena_printf(parser->arena, "no such option %s; did you mean --%s?",
                                          argument, meant->name);
            return false;
        }
        if (row->value != VALUE_REQUIRED) {
            if (!add_option(parser, row, NULL))
                return false;
            continue;
        }
        const char *value = letter[1] ? letter + 1 : *parser->next;
        if (!value)
            return wants_value(parser, arena_strdup(parser->arena, typed));
        if (!letter[1])
            parser->next++;
        return add_option(parser, row, value);
    }
    return true;
}

bool options_parse(Arena *arena, OptionTable table, const char *const *arguments, CommandLine *line,
                   const char **error)
{
    *line = (CommandLine){0};
    *error = NULL;
    Parser parser = {arena, table, arguments, line, error};
    bool only_operands = false;
    while (*parser.next) {
        const char *argument = *parser.next++;
        bool option = !only_operands && argument[0] == '-' && argument[1];
        if (!option) {
            list_add(arena, line->operands, argument);
            only_operands |= table.ends_at_operand;
        } else if (strcmp(argument, "--") == 0) {
            only_operands = true;
        } else if (!(argument[1] == '-' ? parse_long : parse_letters)(&parser, argument)) {
            return false;
        }
    }
    return true;
}

/* Whether the word behind this one is its value. */
static bool takes_next_word(OptionTable table, const char *argument)
{
    const OptionRow *row = NULL;
    size_t length = strlen(argument);
    if (starts_with(argument, "--") && !strchr(argument, '='))
        row = row_by_name(table, text_of(argument + 2));
    else if (length == 2)
        row = row_by_letter(table, argument[1]);
    return row && row->value == VALUE_REQUIRED;
}

bool options_ask_for_help(OptionTable table, const char *const *arguments)
{
    for (; *arguments && strcmp(*arguments, "--") != 0; arguments++) {
        if (strcmp(*arguments, "--help") == 0 || strcmp(*arguments, "-h") == 0)
            return true;
        if (!table.ends_at_operand)
            continue;
        if (**arguments != '-')
            return false;
        if (takes_next_word(table, *arguments) && arguments[1])
            arguments++;
    }
    return false;
}

int usage_error(const char *error)
{
    return refused(&(Refusal){.sentence = error});
}

int refused(const Refusal *refusal)
{
    Arena *arena = arena_new();
    Writer writer = writer_new(arena);
    put_format(&writer, "whycpu: %s\n", printable_of(arena, refusal->sentence));
    writer_flush(&writer, STDERR_FILENO);
    arena_free(arena);
    return refusal->is_blameless ? EXIT_FAULT : EXIT_USAGE;
}
