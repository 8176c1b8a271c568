#include "parse/report_words.h"

#include <stdint.h>
#include <string.h>

/* In a line it takes less to look for one letter than what memmem() does beforehand. */
enum { LONG = 1024 };

static const char *find_in_line(Text text, Text part)
{
    size_t letter = part.length > 1 && part.at[0] == ' ';
    const char *at = text.at, *end = text.at + text.length;
    while ((size_t)(end - at) >= part.length) {
        size_t places = (size_t)(end - at) - part.length + 1;
        const char *found = memchr(at + letter, part.at[letter], places);
        if (!found)
            return NULL;
        if (memcmp(found - letter, part.at, part.length) == 0)
            return found - letter;
        at = found - letter + 1;
    }
    return NULL;
}

static const char *find(Text text, Text part)
{
    if (part.length == 0 || part.length > text.length)
        return NULL;
    return text.length < LONG ? find_in_line(text, part)
                              : memmem(text.at, text.length, part.at, part.length);
}

bool text_after(Text text, const char *part, Text *rest)
{
    Text whole = text_of(part);
    const char *found = find(text, whole);
    if (!found)
        return false;
    if (rest)
        *rest = text_part(text, (size_t)(found - text.at) + whole.length, text.length);
    return true;
}

bool text_has(Text text, const char *part)
{
    return text_after(text, part, NULL);
}

bool text_holds(Text text, Text part)
{
    return find(text, part) != NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Letters of either case differ in one bit. */
static bool may_be_same(char a, char b)
{
    return ((a ^ b) & ~('a' ^ 'A')) == 0;
}

bool text_is_any_case(Text text, const char *other)
{
    return text_starts_any_case(text, other) && text.length == strlen(other);
}

bool text_starts_any_case(Text text, const char *prefix)
{
    for (size_t i = 0; prefix[i]; i++)
        if (i == text.length || !may_be_same(text.at[i], prefix[i]) ||
            lower(text.at[i]) != lower(prefix[i]))
            return false;
    return true;
}

bool text_has_any_case(Text text, const char *part)
{
    for (size_t i = 0; i < text.length; i++)
        if (lower(text.at[i]) == lower(part[0]) &&
            text_starts_any_case(text_part(text, i, text.length), part))
            return true;
    return false;
}

static bool is_blank(char c)
{
    /* Most bytes are above the blank. */
    return (unsigned char)c <= ' ' &&
           (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v');
}

bool word_take(Text *rest, Text *word)
{
    size_t from = 0;
    while (from < rest->length && is_blank(rest->at[from]))
        from++;
    size_t to = from;
    while (to < rest->length && !is_blank(rest->at[to]))
        to++;
    *word = text_part(*rest, from, to - from);
    *rest = text_part(*rest, to, rest->length);
    return word->length > 0;
}

size_t words_in(Text line, Text *words, size_t room, bool *all)
{
    size_t count = 0;
    Text word;
    bool more;
    while ((more = word_take(&line, &word)) && count < room)
        words[count++] = word;
    if (all)
        *all = !more;
    return count;
}

static Text until_either(Text text, char stop, char other)
{
    size_t length = 0;
    while (length < text.length && text.at[length] != stop && text.at[length] != other)
        length++;
    return text_part(text, 0, length);
}

Text text_until(Text text, const char *stops)
{
    if (stops[0] && !stops[1])
        return text_part(text, 0, text_find(text, stops[0]));
    if (stops[0] && !stops[2])
        return until_either(text, stops[0], stops[1]);
    uint64_t stop[4] = {0}; /* a bit for each byte */
    for (const char *at = stops; *at; at++)
        stop[(unsigned char)*at / 64] |= (uint64_t)1 << (unsigned char)*at % 64;
    size_t length = 0;
    for (; length < text.length; length++) {
        unsigned char byte = (unsigned char)text.at[length];
        if (stop[byte / 64] >> byte % 64 & 1)
            break;
    }
    return text_part(text, 0, length);
}

Text text_unquoted(Text text)
{
    if (text.length >= 2 && strchr("\"'`", text.at[0]) && text.at[0] &&
        text.at[0] == text.at[text.length - 1])
        return text_part(text, 1, text.length - 2);
    return text;
}

bool is_decimal(Text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!is_digit_byte(text.at[i]))
            return false;
    return text.length > 0;
}

bool text_is_one_of(Text text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(text, list[i]))
            return true;
    return false;
}

bool is_version(Text text)
{
    if (text.length == 0 || text.length > 64 || !is_digit_byte(text.at[0]) ||
        text.at[text.length - 1] == '.')
        return false;
    for (size_t i = 0; i < text.length; i++)
        if (!is_digit_byte(text.at[i]) && !is_letter_byte(text.at[i]) &&
            (!text.at[i] || !strchr(".+-_!", text.at[i])))
            return false;
    return true;
}

bool is_dotted_number(Text text, size_t least, size_t most)
{
    size_t count = 0;
    bool more = true;
    for (Text part = text_next(&text, '.', &more); more; part = text_next(&text, '.', &more)) {
        if (!is_decimal(part) || part.length > 9)
            return false;
        count++;
    }
    return count >= least && count <= most;
}

bool is_driver_version(Text text)
{
    if (!is_dotted_number(text, 1, 3))
        return false;
    Text major = text_until(text, "."), rest = text_part(text, major.length + 1, text.length);
    Text minor = text_until(rest, ".");
    return major.length == 3 && major.at[0] != '0' && (minor.length == 0 || minor.length >= 2);
}

static bool is_hexadecimal(Text text, size_t least, size_t most)
{
    for (size_t i = 0; i < text.length; i++)
        if (!is_digit_byte(text.at[i]) && !(lower(text.at[i]) >= 'a' && lower(text.at[i]) <= 'f'))
            return false;
    return text.length >= least && text.length <= most;
}

bool is_pci_address(Text text)
{
    Text parts[3];
    size_t count = 0;
    bool more = true;
    for (Text part = text_next(&text, ':', &more); more; part = text_next(&text, ':', &more)) {
        if (count == 3)
            return false;
        parts[count++] = part;
    }
    if (count < 2 || (count == 3 && !is_hexadecimal(parts[0], 4, 8)))
        return false;
    Text last = parts[count - 1], slot = text_until(last, ".");
    Text function = text_part(last, slot.length + 1, last.length);
    return is_hexadecimal(parts[count - 2], 2, 2) && is_hexadecimal(slot, 2, 2) &&
           function.length == 1 && function.at[0] >= '0' && function.at[0] <= '7';
}
