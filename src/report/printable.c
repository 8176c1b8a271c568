#include "report/printable.h"

#include <stdbool.h>

#include "base/utf8.h"
#include "base/writer.h"

typedef struct Range {
    unsigned first, last;
} Range;

static bool in_ranges(const Range *ranges, size_t count, unsigned code_point)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code_point > ranges[middle].last)
            low = middle + 1;
        else if (code_point < ranges[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

#define IN(ranges, code_point) in_ranges((ranges), sizeof(ranges) / sizeof *(ranges), (code_point))

/* What steers or hides: shown as an escape. */
static const Range unsafe[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},       {0x061C, 0x061C},
    {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},   {0x2060, 0x206F},
    {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
};

/* Combining marks of the scripts that occur in paths and names. */
static const Range combining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF},   {0x05C1, 0x05C2},
    {0x05C4, 0x05C5}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670},   {0x06D6, 0x06DC},
    {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x0900, 0x0902},   {0x093A, 0x093A},
    {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31},   {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E}, {0x1160, 0x11FF}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},   {0x20D0, 0x20F0},
    {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
};

static const Range wide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static void put_escape(Writer *writer, unsigned code_point)
{
    switch (code_point) {
    case '\t': put(writer, "\\t"); return;
    case '\n': put(writer, "\\n"); return;
    case '\r': put(writer, "\\r"); return;
    case 0x1B: put(writer, "\\e"); return;
    default: put_format(writer, code_point < 0x100 ? "\\x%02x" : "\\u{%x}", code_point);
    }
}

const char *printable(Arena *arena, Text text)
{
    Writer writer = writer_new(arena);
    while (text.length) {
        unsigned code_point = 0;
        size_t length = utf8_sequence(text, &code_point);
        if (length == 0) {
            put_format(&writer, "\\x%02x", (unsigned)(unsigned char)text.at[0]);
            length = 1;
        } else if (IN(unsafe, code_point)) {
            put_escape(&writer, code_point);
        } else {
            put_text(&writer, text_part(text, 0, length));
        }
        text = text_part(text, length, text.length);
    }
    return writer.bytes;
}

const char *printable_of(Arena *arena, const char *c_string)
{
    return printable(arena, text_of(c_string));
}

static size_t width_of(unsigned code_point)
{
    if (code_point < 0x300)
        return 1;
    if (IN(combining, code_point))
        return 0;
    return IN(wide, code_point) ? 2 : 1;
}

size_t display_width(Text text)
{
    size_t columns = 0;
    while (text.length) {
        unsigned code_point = 0;
        size_t length = utf8_sequence(text, &code_point);
        columns += length ? width_of(code_point) : 1;
        text = text_part(text, length ? length : 1, text.length);
    }
    return columns;
}

size_t display_fit(Text text, size_t columns)
{
    size_t taken = 0, bytes = 0;
    while (bytes < text.length) {
        unsigned code_point = 0;
        size_t length = utf8_sequence(text_part(text, bytes, text.length), &code_point);
        size_t width = length ? width_of(code_point) : 1;
        if (taken + width > columns)
            break;
        taken += width;
        bytes += length ? length : 1;
    }
    return bytes;
}
