#include "inspect/listings.h"

#include <string.h>

Answer list_once(Listings *listings, World *world, const char *directory, Strings *names)
{
    for (size_t i = 0; i < listings->count; i++) {
        const Listing *kept = &listings->items[i];
        if (strcmp(kept->directory, directory) == 0) {
            *names = kept->names;
            return kept->answer;
        }
    }
    Listing listing = {.directory = arena_strdup(world_arena(world), directory)};
    listing.answer = world_list(world, directory, &listing.names);
    if (listing.answer.known != PRESENT)
        listing.names = (Strings){0};
    list_add(world_arena(world), *listings, listing);
    *names = listing.names;
    return listing.answer;
}
