#include "base/version.h"

enum { NUMBER_CEILING = 1000000, COMPARED_PARTS = 4 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

size_t version_read(const char *text, int *numbers, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        numbers[i] = 0;
    while (found < count && is_digit(*text)) {
        for (; is_digit(*text); text++)
            if (numbers[found] < NUMBER_CEILING)
                numbers[found] = numbers[found] * 10 + (*text - '0');
        if (numbers[found] > NUMBER_CEILING)
            numbers[found] = NUMBER_CEILING;
        found++;
        if (*text != '.')
            break;
        text++;
    }
    return found;
}

bool version_is_before(const char *text, const char *than)
{
    int a[COMPARED_PARTS], b[COMPARED_PARTS];
    if (version_read(text, a, COMPARED_PARTS) == 0)
        return false;
    version_read(than, b, COMPARED_PARTS);
    for (size_t i = 0; i < COMPARED_PARTS; i++)
        if (a[i] != b[i])
            return a[i] < b[i];
    return false;
}
