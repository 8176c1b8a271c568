#include "cli/nearest.h"

#include <string.h>

#include "base/text.h"

enum { LONGEST_WORD = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t edit_distance(const char *a, const char *b)
{
    size_t a_length = strlen(a), b_length = strlen(b);
    if (a_length > LONGEST_WORD || b_length > LONGEST_WORD)
        return a_length > b_length ? a_length : b_length;

    /* Three rows of the table of Damerau and Levenshtein (optimal string alignment). */
    size_t rows[3][LONGEST_WORD + 1] = {{0}};
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        above[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t changed = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(changed, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b_length];
}

const char *nearest_word(const char *typed, Strings words)
{
    const char *nearest = NULL;
    size_t nearest_distance = 0;
    for (size_t i = 0; i < words.count; i++) {
        if (*typed && starts_with(words.items[i], typed))
            return words.items[i];
        size_t distance = edit_distance(typed, words.items[i]);
        if (!nearest || distance < nearest_distance) {
            nearest = words.items[i];
            nearest_distance = distance;
        }
    }
    if (!nearest)
        return NULL;
    size_t allowed = strlen(nearest) / 3;
    return nearest_distance <= (allowed < 2 ? 2 : allowed) ? nearest : NULL;
}
