#include "parse/marker.h"

#include <string.h>

#include "parse/core_metadata.h"

enum { DEEPEST_BRACKETS = 16, LONGEST_COMPARISON = 64 };

typedef struct Reader {
    Text rest;
    const MarkerPlace *place;
    int depth;
    bool lost; /* it is written in a way that is not read */
} Reader;

typedef struct Operand {
    Text text;
    bool is_name;
} Operand;

static bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

static Truth not_read(void)
{
    return truth_unknown("its marker is written in a way that is not read here");
}

static Truth is_lost(Reader *reader)
{
    reader->lost = true;
    return not_read();
}

static Text take_front(Reader *reader, size_t length)
{
    Text front = text_part(reader->rest, 0, length);
    reader->rest = text_trim(text_part(reader->rest, length, reader->rest.length));
    return front;
}

static bool take_word(Reader *reader, const char *word)
{
    size_t length = strlen(word);
    Text rest = reader->rest;
    if (!text_starts(rest, word) || (rest.length > length && is_word_character(rest.at[length])))
        return false;
    take_front(reader, length);
    return true;
}

static bool take_operand(Reader *reader, Operand *operand)
{
    Text rest = reader->rest;
    size_t length = 0;
    if (rest.length && (rest.at[0] == '"' || rest.at[0] == '\'')) {
        Text inside = text_part(rest, 1, rest.length);
        length = text_find(inside, rest.at[0]);
        *operand = (Operand){text_part(inside, 0, length), false};
        if (length == inside.length)
            return false;
        take_front(reader, length + 2);
        return true;
    }
    while (length < rest.length && is_word_character(rest.at[length]))
        length++;
    *operand = (Operand){take_front(reader, length), true};
    return length > 0;
}

static Text take_sign(Reader *reader)
{
    size_t length = 0;
    while (length < reader->rest.length && strchr("<>=!~", reader->rest.at[length]))
        length++;
    return take_front(reader, length);
}

/* ---- What the names stand for ---- */

static Truth compare_words(const char *value, Text sign, Text wanted)
{
    if (!value)
        return truth_unknown("what its marker asks for is not known");
    bool same = text_is(wanted, value);
    return text_is(sign, "==")   ? truth_of(same)
           : text_is(sign, "!=") ? truth_of(!same)
                                 : not_read();
}

static Truth compare_versions(const char *version, Text sign, Text wanted)
{
    char asked[LONGEST_COMPARISON];
    if (!version)
        return truth_unknown("the version of Python is not known");
    if (sign.length == 0 || sign.length + wanted.length > sizeof asked)
        return not_read();
    memcpy(asked, sign.at, sign.length);
    if (wanted.length)
        memcpy(asked + sign.length, wanted.at, wanted.length);
    return requirement_admits((Text){asked, sign.length + wanted.length}, version);
}

static Truth compare(const MarkerPlace *place, Text name, Text sign, Text wanted)
{
    if (text_is(name, "python_version"))
        return compare_versions(place->python, sign, wanted);
    if (text_is(name, "platform_machine"))
        return compare_words(place->machine, sign, wanted);
    if (text_is(name, "platform_system"))
        return compare_words("Linux", sign, wanted);
    if (text_is(name, "sys_platform"))
        return compare_words("linux", sign, wanted);
    if (text_is(name, "os_name"))
        return compare_words("posix", sign, wanted);
    if (!text_is(name, "extra"))
        return truth_unknown("what its marker asks for is not known");
    bool same = text_equal(place->extra, wanted);
    return text_is(sign, "==")   ? truth_of(same)
           : text_is(sign, "!=") ? truth_of(!same)
                                 : not_read();
}

/* ---- The expression ---- */

static Truth read_any(Reader *reader);

static Truth read_one(Reader *reader)
{
    Operand left, right;
    if (reader->rest.length && reader->rest.at[0] == '(') {
        if (reader->depth++ == DEEPEST_BRACKETS)
            return is_lost(reader);
        take_front(reader, 1);
        Truth inside = read_any(reader);
        reader->depth--;
        if (reader->rest.length == 0 || reader->rest.at[0] != ')')
            return is_lost(reader);
        take_front(reader, 1);
        return inside;
    }
    if (!take_operand(reader, &left))
        return is_lost(reader);
    Text sign = take_sign(reader);
    if (sign.length == 0 || !take_operand(reader, &right))
        return is_lost(reader);
    if (!left.is_name || right.is_name)
        return truth_unknown("its marker compares in an order that is not read here");
    return compare(reader->place, left.text, sign, right.text);
}

static Truth read_all(Reader *reader)
{
    Truth holds = read_one(reader);
    while (!reader->lost && take_word(reader, "and"))
        holds = truth_and(holds, read_one(reader));
    return holds;
}

static Truth read_any(Reader *reader)
{
    Truth holds = read_all(reader);
    while (!reader->lost && take_word(reader, "or"))
        holds = truth_or(holds, read_all(reader));
    return holds;
}

Truth requirement_applies(Text requirement, const MarkerPlace *place)
{
    size_t marker = text_find(requirement, ';');
    if (marker == requirement.length)
        return truth_of(true);
    Text text = text_trim(text_part(requirement, marker + 1, requirement.length));
    Reader reader = {.rest = text, .place = place};
    Truth holds = read_any(&reader);
    return reader.lost || reader.rest.length ? not_read() : holds;
}
