/* Directories that are listed once, however often one look asks for their names. */
#ifndef WHYCPU_INSPECT_LISTINGS_H
#define WHYCPU_INSPECT_LISTINGS_H

#include "world/world.h"

typedef struct Listing {
    const char *directory;
    Answer answer;
    Strings names;
} Listing;
typedef LIST_OF(Listing) Listings;

/* As world_list(); `names` is none where that is not PRESENT. Both live as long as the world. */
Answer list_once(Listings *listings, World *world, const char *directory, Strings *names);

#endif
