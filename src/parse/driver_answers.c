#include "parse/driver_answers.h"

#include <string.h>

enum { NAME_BYTES = 64, VALUE_BYTES = 1200 };

/* Takes the next word off a line. */
static Text word_of(Text *line)
{
    bool more;
    Text word = text_next(line, ' ', &more);
    if (!line->at)
        *line = TEXT("");
    return word;
}

/* Whether it may stand in an answer: the helper writes printable ASCII alone. */
static bool is_printable(Text text, size_t most)
{
    if (text.length > most)
        return false;
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] < 0x20 || text.at[i] > 0x7e)
            return false;
    return true;
}

static bool is_name(Text text)
{
    return text.length > 0 && is_printable(text, NAME_BYTES);
}

/* "-5" and "5". */
static bool number_of(Text text, long long *number)
{
    bool negative = text_starts(text, "-");
    if (!text_number(text_part(text, negative, text.length), number))
        return false;
    *number = negative ? -*number : *number;
    return true;
}

static bool read_helper(Arena *arena, Text rest, DriverAnswers *answers)
{
    Text version = word_of(&rest), kind = word_of(&rest);
    if (answers->version || !is_name(version) || !is_name(kind))
        return false;
    answers->version = text_copy(arena, version);
    answers->kind = text_copy(arena, kind);
    return true;
}

static bool read_calling(Arena *arena, Text rest, DriverAnswers *answers)
{
    if (!is_name(rest))
        return false;
    DriverCall call = {.name = text_copy(arena, rest)};
    list_add(arena, answers->calls, call);
    answers->in_call = call.name;
    return true;
}

static bool read_returned(Text rest, DriverAnswers *answers)
{
    Text name = word_of(&rest);
    long long code;
    if (!answers->in_call || !text_is(name, answers->in_call) || !number_of(rest, &code))
        return false;
    DriverCall *call = &answers->calls.items[answers->calls.count - 1];
    call->returned = true;
    call->code = code;
    answers->in_call = NULL;
    return true;
}

static bool read_absent(Arena *arena, Text rest, DriverAnswers *answers)
{
    if (!is_name(rest) || answers->in_call)
        return false;
    list_add(arena, answers->calls, (DriverCall){.name = text_copy(arena, rest), .absent = true});
    return true;
}

static bool read_value(Arena *arena, long long device, Text rest, DriverAnswers *answers)
{
    Text key = word_of(&rest);
    if (!is_name(key) || !is_printable(rest, VALUE_BYTES))
        return false;
    list_add(arena, answers->values,
             (DriverValue){device, text_copy(arena, key), text_copy(arena, rest)});
    return true;
}

static bool read_device(Arena *arena, Text rest, DriverAnswers *answers)
{
    long long device;
    return text_number(word_of(&rest), &device) && read_value(arena, device, rest, answers);
}

static bool read_line(Arena *arena, Text line, DriverAnswers *answers)
{
    Text rest = line, word = word_of(&rest);
    if (answers->ended)
        return false;
    if (text_is(word, "helper"))
        return read_helper(arena, rest, answers);
    if (text_is(word, "calling"))
        return read_calling(arena, rest, answers);
    if (text_is(word, "returned"))
        return read_returned(rest, answers);
    if (text_is(word, "absent"))
        return read_absent(arena, rest, answers);
    if (text_is(word, "value"))
        return read_value(arena, -1, rest, answers);
    if (text_is(word, "device"))
        return read_device(arena, rest, answers);
    answers->ended = text_is(line, "end");
    return answers->ended;
}

DriverAnswers driver_answers_read(Arena *arena, Text text)
{
    DriverAnswers answers = {0};
    for (size_t lines = 0; lines < DRIVER_ANSWERS_LINES; lines++) {
        size_t end = text_find(text, '\n');
        if (end == text.length)
            break;
        if (!read_line(arena, text_part(text, 0, end), &answers))
            answers.others++;
        text = text_part(text, end + 1, text.length);
    }
    return answers;
}

const DriverCall *driver_call(const DriverAnswers *answers, const char *name)
{
    for (size_t i = answers->calls.count; i > 0; i--)
        if (strcmp(answers->calls.items[i - 1].name, name) == 0)
            return &answers->calls.items[i - 1];
    return NULL;
}

const char *driver_value(const DriverAnswers *answers, long long device, const char *key)
{
    for (size_t i = answers->values.count; i > 0; i--) {
        const DriverValue *value = &answers->values.items[i - 1];
        if (value->device == device && strcmp(value->key, key) == 0)
            return value->text;
    }
    return NULL;
}

bool driver_number(const DriverAnswers *answers, long long device, const char *key,
                   long long *number)
{
    const char *text = driver_value(answers, device, key);
    return text && number_of(text_of(text), number);
}

/* ---- PCI ---- */

static bool is_hex(Text text, size_t least, size_t most)
{
    if (text.length < least || text.length > most)
        return false;
    for (size_t i = 0; i < text.length; i++)
        if (!strchr("0123456789abcdefABCDEF", text.at[i]) || !text.at[i])
            return false;
    return true;
}

const char *pci_address_of(Arena *arena, const char *text)
{
    Text rest = text_of(text);
    bool more;
    Text domain = text_next(&rest, ':', &more), bus = text_next(&rest, ':', &more),
         slot = text_next(&rest, '.', &more), function = rest;
    if (!is_hex(domain, 4, 8) || !is_hex(bus, 2, 2) || !is_hex(slot, 2, 2) ||
        !is_hex(function, 1, 1))
        return NULL;
    /* NVML writes eight digits where the kernel writes four. */
    while (domain.length > 4 && domain.at[0] == '0')
        domain = text_part(domain, 1, domain.length);
    char *address =
        arena_printf(arena, "%.*s:%.*s:%.*s.%.*s", (int)domain.length, domain.at, (int)bus.length,
                     bus.at, (int)slot.length, slot.at, (int)function.length, function.at);
    for (char *c = address; *c; c++)
        if (*c >= 'A' && *c <= 'F')
            *c = (char)(*c - 'A' + 'a');
    return address;
}
