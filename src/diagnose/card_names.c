#include "diagnose/card_names.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>

static const struct {
    const char *name;
    int tens;
} CARDS[] = {
#define CARD(name, tens) {name, tens},
#include "diagnose/cards.def"
#undef CARD
};

/* Where the pattern ends in `at`; NULL: it does not fit. */
static const char *match_from(const char *pattern, const char *at)
{
    for (; *pattern; pattern++) {
        if (*pattern == ' ') {
            while (*at == ' ' || *at == '-')
                at++;
            continue;
        }
        bool fits = *pattern == '#'
                        ? isdigit((unsigned char)*at)
                        : tolower((unsigned char)*pattern) == tolower((unsigned char)*at);
        if (!fits)
            return NULL;
        at++;
    }
    return at;
}

/* A name is a whole word: "P4" is not in "GP40", and not in "P400". */
static bool stands_in(const char *pattern, const char *name)
{
    for (const char *at = name; *at; at++) {
        if (at > name && isalnum((unsigned char)at[-1]))
            continue;
        const char *end = match_from(pattern, at);
        if (end && !(isdigit((unsigned char)*end) && isdigit((unsigned char)end[-1])))
            return true;
    }
    return false;
}

int capability_of_card(const char *name)
{
    for (size_t i = 0; i < sizeof CARDS / sizeof *CARDS; i++)
        if (stands_in(CARDS[i].name, name))
            return CARDS[i].tens;
    return -1;
}
