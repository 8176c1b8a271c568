#include "parse/placement.h"

#include <string.h>

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool copy_word(Text word, char room[PLACEMENT_WORD], char (*letter)(char))
{
    if (!word.length || word.length >= PLACEMENT_WORD)
        return false;
    for (size_t i = 0; i < word.length; i++)
        room[i] = letter ? letter(word.at[i]) : word.at[i];
    room[word.length] = '\0';
    return !memchr(room, '\0', word.length);
}

/* What stands behind `mark` up to the next '/'; empty when there is no such mark. */
static Text behind(Text text, const char *mark)
{
    const char *at = text.length ? memmem(text.at, text.length, mark, strlen(mark)) : NULL;
    if (!at)
        return TEXT("");
    size_t start = (size_t)(at - text.at) + strlen(mark);
    Text rest = text_part(text, start, text.length);
    return text_part(rest, 0, text_find(rest, '/'));
}

/* "GPU:0", "XLA_GPU:0": a type and a number. */
static bool is_device(Text text)
{
    size_t colon = text_find(text, ':');
    Text number = text_part(text, colon + 1, text.length);
    for (size_t i = 0; i < colon && i < text.length; i++)
        if (!is_word(text.at[i]))
            return false;
    return colon > 0 && number.length && text_digits(number) == number.length;
}

static Text last_part(Text text)
{
    size_t start = text.length;
    while (start > 0 && text.at[start - 1] != '/')
        start--;
    return text_part(text, start, text.length);
}

static bool append(char room[PLACEMENT_WORD], size_t *length, Text text)
{
    if (*length + text.length >= PLACEMENT_WORD || memchr(text.at, '\0', text.length))
        return false;
    memcpy(room + *length, text.at, text.length);
    *length += text.length;
    room[*length] = '\0';
    return true;
}

bool placement_device(Text printed, char device[PLACEMENT_WORD])
{
    char word[PLACEMENT_WORD];
    size_t length = 0;
    Text type = last_part(printed);
    bool is_type = text_take(&type, "device:") || text_starts(type, "gpu:") ||
                   text_starts(type, "cpu:") || (type.length && upper(type.at[0]) == type.at[0]);
    if (!is_type || !is_device(type) || !copy_word(type, word, upper))
        return false;
    Text job = behind(printed, "/job:"), task = behind(printed, "/task:");
    if (!job.length && printed.length && printed.at[0] != '/' && task.length)
        job = text_part(printed, 0, text_find(printed, '/'));
    if (!job.length || text_is(job, "localhost"))
        return copy_word(text_of(word), device, NULL);
    return append(device, &length, job) && append(device, &length, TEXT(":")) &&
           append(device, &length, task.length ? task : TEXT("0")) &&
           append(device, &length, TEXT(" ")) && append(device, &length, text_of(word));
}

/* ---- Types ---- */

/* The value of "NAME=DT_…", where the name begins a word. */
static Text type_named(Text attributes, const char *name)
{
    Text rest = attributes;
    for (;;) {
        const char *at = rest.length ? memmem(rest.at, rest.length, name, strlen(name)) : NULL;
        if (!at)
            return TEXT("");
        bool begins = at == attributes.at || !is_word(at[-1]);
        rest = text_part(rest, (size_t)(at - rest.at) + strlen(name), rest.length);
        Text value = rest;
        size_t length = 0;
        if (!begins || !text_take(&value, "=DT_"))
            continue;
        while (length < value.length && is_word(value.at[length]))
            length++;
        return text_part(value, 0, length);
    }
}

bool placement_dtype(Text attributes, char dtype[PLACEMENT_WORD])
{
    /* The one of the data before those of indices and results. */
    static const char *const NAMES[] = {"T", "dtype", "DstT", "SrcT", "Tparams"};
    static const char *const SHORT[][2] = {
        {"FLOAT", "float32"}, {"HALF", "float16"}, {"DOUBLE", "float64"}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        Text type = type_named(attributes, NAMES[i]);
        if (!type.length)
            continue;
        for (size_t k = 0; k < sizeof SHORT / sizeof *SHORT; k++)
            if (text_is(type, SHORT[k][0]))
                type = text_of(SHORT[k][1]);
        return copy_word(type, dtype, lower);
    }
    return false;
}

/* ---- Operations ---- */

bool placement_op(Text printed, char op[PLACEMENT_WORD])
{
    size_t length = printed.length;
    if (text_starts(printed, "__")) {
        while (length > 0 && printed.at[length - 1] >= '0' && printed.at[length - 1] <= '9')
            length--;
        bool numbered = length < printed.length && length > 2 && printed.at[length - 1] == '_';
        length = numbered ? length - 1 : printed.length;
    }
    return copy_word(text_part(printed, 0, length), op, NULL);
}

bool placement_is_on(const char *device, const char *type)
{
    const char *blank = strrchr(device, ' '), *name = blank ? blank + 1 : device;
    return starts_with(name, type) && name[strlen(type)] == ':';
}
