/* Values in the text of a recorded world. */
#include <limits.h>

#include "world/text_reader.h"

bool wrong(Reader *reader, const char *problem)
{
    reader->problem = problem;
    return false;
}

bool value_number(Text text, uint64_t highest, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned digit = (unsigned char)text.at[i] - (unsigned)'0';
        if (digit > 9 || *number > (highest - digit) / 10)
            return false;
        *number = *number * 10 + digit;
    }
    return text.length > 0;
}

bool value_unsigned(Text text, unsigned *number)
{
    uint64_t value;
    if (!value_number(text, UINT_MAX, &value))
        return false;
    *number = (unsigned)value;
    return true;
}

bool value_mode(Text text, unsigned *mode)
{
    *mode = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '7' || *mode > 07777 / 8)
            return false;
        *mode = *mode * 8 + (unsigned)(text.at[i] - '0');
    }
    return text.length > 0;
}

bool value_error(Text text, int *error)
{
    uint64_t number;
    *error = error_number(text);
    if (*error < 0 && value_number(text, 4095, &number))
        *error = (int)number;
    return *error > 0;
}

bool value_pair(Text text, uint64_t highest, uint64_t *first, uint64_t *second)
{
    size_t colon = text_find(text, ':');
    return value_number(text_part(text, 0, colon), highest, first) &&
           value_number(text_part(text, colon + 1, text.length), highest, second);
}

bool attribute_split(Text word, Text *key, Text *value)
{
    size_t equals = text_find(word, '=');
    *key = text_part(word, 0, equals);
    *value = text_part(word, equals + 1, word.length);
    return equals < word.length;
}
