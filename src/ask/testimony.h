/* What a helper said and how it ended, as a recording keeps it: a replay reads it where it cannot
 * ask again. */
#ifndef WHYCPU_ASK_TESTIMONY_H
#define WHYCPU_ASK_TESTIMONY_H

#include "ask/outcomes.h"

/* `library` and the texts of the report are kept by reference. */
Testimony testimony_of(Arena *arena, LibraryKind kind, const char *library,
                       const ChildReport *report, int deadline_ms);
/* Of a helper that was not asked, or not believed. */
Testimony testimony_of_refusal(Arena *arena, LibraryKind kind, const char *library,
                               const char *because);

Outcome outcome_of_testimony(Arena *arena, LibraryKind kind, const Testimony *testimony);

#endif
