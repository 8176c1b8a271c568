/* The whole check of a world, for fuzz targets: looked at, judged, told in every way; and what must
 * hold whatever the world was. */
#ifndef WHYCPU_TESTS_FUZZ_JUDGED_H
#define WHYCPU_TESTS_FUZZ_JUDGED_H

#include <stdlib.h>

#include "world/world.h"

typedef enum JudgedWay { JUDGED_AS_IT_IS, JUDGED_WITH_A_GPU, JUDGED_ALL, JUDGED_WAYS } JudgedWay;

/* Judges `world` and ends the process (abort) when the answer contradicts itself, is no JSON, or
 * would steer a terminal. */
void must_be_judged_well(World *world, JudgedWay way);

static inline void must(bool holds)
{
    if (!holds)
        abort();
}

#endif
