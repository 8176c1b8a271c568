#include "parse/kernel_words.h"

#include <string.h>

/* "sm_90", "sm_90a", "compute_120f" at the start of `text`: its length; 0: there is none. */
static size_t word_length(Text text)
{
    size_t at = text_starts(text, "sm_") ? 3 : text_starts(text, "compute_") ? 8 : 0;
    size_t digits = at;
    while (at && at < text.length && text.at[at] >= '0' && text.at[at] <= '9')
        at++;
    if (at == digits)
        return 0;
    return at < text.length && (text.at[at] == 'a' || text.at[at] == 'f') ? at + 1 : at;
}

/* Words with one blank between two of them, up to a zero. */
static size_t list_length(Text text)
{
    size_t at = 0;
    while (at < KERNEL_WORDS_CEILING_BYTES) {
        size_t length = word_length(text_part(text, at, text.length));
        if (length == 0 || at + length >= text.length)
            return 0;
        at += length;
        if (text.at[at] == '\0')
            return at;
        if (text.at[at] != ' ')
            return 0;
        at++;
    }
    return 0;
}

bool kernel_words_find(Text bytes, Text *words)
{
    *words = (Text){0};
    size_t at = 0;
    while (at + 1 < bytes.length) {
        const char *zero = memchr(bytes.at + at, '\0', bytes.length - at);
        if (!zero)
            break;
        at = (size_t)(zero - bytes.at) + 1;
        if (at >= bytes.length || (bytes.at[at] != 's' && bytes.at[at] != 'c'))
            continue;
        size_t length = list_length(text_part(bytes, at, bytes.length));
        if (length > words->length)
            *words = text_part(bytes, at, length);
    }
    return words->length > 0;
}

Strings kernel_words_split(Arena *arena, Text words)
{
    Strings list = {0};
    bool more;
    for (Text word = text_next(&words, ' ', &more); more; word = text_next(&words, ' ', &more))
        if (word.length)
            list_add(arena, list, text_copy(arena, word));
    return list;
}
