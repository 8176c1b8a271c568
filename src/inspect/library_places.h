/* Where else on this machine a library is that the loader did not find. Asked only about those,
 * since it lists directories. */
#ifndef WHYCPU_INSPECT_LIBRARY_PLACES_H
#define WHYCPU_INSPECT_LIBRARY_PLACES_H

#include "inspect/listings.h"
#include "inspect/python.h"
#include "loader/loader.h"

typedef struct LibraryPlaces LibraryPlaces;

/* Directories that may hold libraries: those of pip's packages, of the prefix, of toolkits.
 * `listings` lives as long; what is listed is kept there. */
LibraryPlaces *library_places(World *world, const PythonEnvironment *env, Listings *listings);

/* Sets INSTALLED_AT and OTHER_VERSIONS of library/NAME; `opening` is the search that failed. A
 * file that this search met and could not use is not counted. */
void inspect_library_places(LibraryPlaces *places, Facts *facts, const char *name,
                            const Opening *opening);

#endif
