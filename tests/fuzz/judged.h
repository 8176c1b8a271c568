/* The whole check of a world, for fuzz targets: looked at, judged, told in every way; and what must
 * hold whatever the world was. */
#ifndef WHYCPU_TESTS_FUZZ_JUDGED_H
#define WHYCPU_TESTS_FUZZ_JUDGED_H

#include <stdlib.h>

#include "diagnose/judgement.h"
#include "world/world.h"

typedef enum JudgedWay { JUDGED_AS_IT_IS, JUDGED_WITH_A_GPU, JUDGED_ALL, JUDGED_WAYS } JudgedWay;

/* Judges `world` and ends the process (abort) when the answer contradicts itself, is no JSON, or
 * would steer a terminal. */
void must_be_judged_well(World *world, JudgedWay way);

/* Ends the process when verdict, causes and findings contradict each other. */
void must_agree(const Judgement *judgement);

/* Ends the process when the text is no UTF-8 or holds controls other than the line end. */
void must_be_harmless(Text text);

/* The recorded world of a text from which the lines that the reader refuses were taken; NULL when
 * those are too many. */
World *world_of_what_is_left(Arena *arena, Text *text);

static inline void must(bool holds)
{
    if (!holds)
        abort();
}

#endif
