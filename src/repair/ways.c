#include "repair/ways.h"

#include "fix/proposal.h"

static bool is_alternative(const Cause *cause, size_t index)
{
    return index > 0 && cause->fixes.items[index].alternative;
}

/* The way that takes fix `chosen`, and of every other place the first that is named there. */
static Way way_with(Arena *arena, const Cause *cause, size_t chosen)
{
    Way way = {0};
    for (size_t i = 0; i < cause->fixes.count;) {
        size_t end = i + 1;
        while (end < cause->fixes.count && is_alternative(cause, end))
            end++;
        size_t taken = chosen >= i && chosen < end ? chosen : i;
        list_add(arena, way.fixes, &cause->fixes.items[taken]);
        i = end;
    }
    way.fix = way.fixes.items[0];
    return way;
}

Ways ways_of(Arena *arena, const Cause *cause)
{
    Ways ways = {0};
    for (size_t i = 0; i < cause->fixes.count; i++)
        if (i == 0 || is_alternative(cause, i))
            list_add(arena, ways, way_with(arena, cause, i));
    return ways;
}

int invasiveness_of(const Way *way)
{
    int most = 0;
    for (size_t i = 0; i < way->fixes.count; i++)
        if (way->fixes.items[i]->invasiveness > most)
            most = way->fixes.items[i]->invasiveness;
    return most;
}

bool is_for_one_start(const Way *way)
{
    for (size_t i = 0; i < way->fixes.count; i++)
        if (!fix_is_for_one_start(way->fixes.items[i]))
            return false;
    return way->fixes.count > 0;
}

/* Proved, not to be told, seen not to help. */
static int doubt(const Way *way)
{
    return is_yes(way->mends) ? 0 : is_unknown(way->mends) ? 1 : 2;
}

/* Nobody else is asked, and nothing that runs ends. */
static bool lasts_by_the_user(const Way *way)
{
    return !is_for_one_start(way) && invasiveness_of(way) < INVADES_CONTAINER;
}

/* What lasts comes before what has to be done again at each start. */
static bool comes_before(const Way *a, const Way *b)
{
    if (doubt(a) != doubt(b))
        return doubt(a) < doubt(b);
    if (lasts_by_the_user(a) != lasts_by_the_user(b))
        return lasts_by_the_user(a);
    return invasiveness_of(a) < invasiveness_of(b);
}

void rank_ways(Ways *ways)
{
    for (size_t i = 1; i < ways->count; i++) {
        Way way = ways->items[i];
        size_t at = i;
        for (; at > 0 && comes_before(&way, &ways->items[at - 1]); at--)
            ways->items[at] = ways->items[at - 1];
        ways->items[at] = way;
    }
}
