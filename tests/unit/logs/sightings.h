/* What episodes have kept, for a test to compare. */
#ifndef WHYCPU_TESTS_SIGHTINGS_H
#define WHYCPU_TESTS_SIGHTINGS_H

#include "logs/episodes.h"

/* "WHOSE ID xCOUNT:LINE" of each sighting, in the order of the episodes. Where `whose` is not NULL,
 * "ID xCOUNT" of each of that one. */
const char *sightings_shown(const Episodes *episodes, const char *whose);

/* The same of a text of which each row is tried on each line. */
const char *sightings_of(const char *text, const char *whose);

#endif
