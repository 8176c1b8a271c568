#include "logs/message_versions.h"

#include <string.h>

static const MessageRange RANGES[] = {
#define LOOKED(package, first, last, releases)
#define SEEN(id, package, first, last) {id, package, first, last},
#include "logs/messages/versions.def"
#undef SEEN
#undef LOOKED
};

static const SearchedPackage PACKAGES[] = {
#define LOOKED(package, first, last, releases) {package, first, last, releases},
#define SEEN(id, package, first, last)
#include "logs/messages/versions.def"
#undef SEEN
#undef LOOKED
};

const MessageRange *message_ranges(const Message *message, size_t *count)
{
    size_t all = sizeof RANGES / sizeof *RANGES, from = 0;
    while (from < all && strcmp(RANGES[from].id, message->id) != 0)
        from++;
    *count = 0;
    while (from + *count < all && strcmp(RANGES[from + *count].id, message->id) == 0)
        ++*count;
    return &RANGES[from];
}

const SearchedPackage *searched_package(const char *package)
{
    for (size_t i = 0; i < sizeof PACKAGES / sizeof *PACKAGES; i++)
        if (strcmp(PACKAGES[i].package, package) == 0)
            return &PACKAGES[i];
    return NULL;
}

/* What lies beyond the first and the last release that was searched is not known. */
static const char *range_in_words(Arena *arena, const MessageRange *range)
{
    const SearchedPackage *searched = searched_package(range->package);
    bool from_first = searched && strcmp(range->first, searched->first) == 0;
    bool to_last = searched && strcmp(range->last, searched->last) == 0;
    if (from_first && to_last)
        return arena_printf(arena, "%s, all releases from %s to %s", range->package, range->first,
                            range->last);
    if (from_first)
        return arena_printf(arena, "%s up to %s", range->package, range->last);
    if (to_last)
        return arena_printf(arena, "%s from %s on", range->package, range->first);
    if (strcmp(range->first, range->last) == 0)
        return arena_printf(arena, "%s %s", range->package, range->first);
    return arena_printf(arena, "%s from %s to %s", range->package, range->first, range->last);
}

const char *message_releases(Arena *arena, const Message *message)
{
    size_t count;
    const MessageRange *ranges = message_ranges(message, &count);
    const char *all = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *range = range_in_words(arena, &ranges[i]);
        all = all ? arena_printf(arena, "%s; %s", all, range) : range;
    }
    return all;
}
