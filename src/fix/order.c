/* Of several ways to mend one thing, which is named first. */
#include "fix/effects.h"

bool fix_is_for_one_start(const Fix *fix)
{
    for (size_t i = 0; i < fix->edits.count; i++)
        if (fix->edits.items[i].kind != EDIT_SET && fix->edits.items[i].kind != EDIT_UNSET)
            return false;
    return fix->edits.count > 0;
}

bool fix_lasts_by_the_user(const Fix *fix)
{
    return !fix_is_for_one_start(fix) && fix->invasiveness < INVADES_CONTAINER;
}

static bool comes_before(const Fix *a, const Fix *b)
{
    if (fix_lasts_by_the_user(a) != fix_lasts_by_the_user(b))
        return fix_lasts_by_the_user(a);
    return a->invasiveness < b->invasiveness;
}

/* One fix and what may be done instead of it: `count` fixes from `first` on. */
static void rank(Fix *first, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        Fix fix = first[i];
        size_t at = i;
        for (; at > 0 && comes_before(&fix, &first[at - 1]); at--)
            first[at] = first[at - 1];
        first[at] = fix;
    }
    for (size_t i = 0; i < count; i++)
        first[i].alternative = i > 0;
}

void rank_alternatives(Cause *cause)
{
    for (size_t i = 0; i < cause->fixes.count;) {
        size_t end = i + 1;
        while (end < cause->fixes.count && cause->fixes.items[end].alternative)
            end++;
        rank(&cause->fixes.items[i], end - i);
        i = end;
    }
}
