#include "base/utf8.h"

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

size_t utf8_sequence(Text text, unsigned *code_point)
{
    if (text.length == 0)
        return 0;
    const unsigned char *at = (const unsigned char *)text.at;
    unsigned first = at[0];
    size_t length = first < 0x80   ? 1
                    : first < 0xC2 ? 0
                    : first < 0xE0 ? 2
                    : first < 0xF0 ? 3
                    : first < 0xF5 ? 4
                                   : 0;
    if (length == 0 || length > text.length)
        return 0;
    unsigned value = length == 1 ? first : first & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (!is_continuation(at[i]))
            return 0;
        value = value << 6 | (at[i] & 0x3Fu);
    }
    bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF)
        return 0;
    *code_point = value;
    return length;
}

bool utf8_valid(Text text)
{
    while (text.length) {
        unsigned code_point;
        size_t length = utf8_sequence(text, &code_point);
        if (length == 0)
            return false;
        text = text_part(text, length, text.length);
    }
    return true;
}
