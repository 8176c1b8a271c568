/* What a fuzz target holds its parser to: where it does not hold, the input is a finding. */
#ifndef WHYCPU_FUZZ_MUST_H
#define WHYCPU_FUZZ_MUST_H

#include <stdlib.h>

#include "base/text.h"

static inline void must(bool holds)
{
    if (!holds)
        abort();
}

/* What was read lies in what was given. */
static inline void inside(Text whole, Text part)
{
    if (part.length)
        must(part.at >= whole.at && part.at + part.length <= whole.at + whole.length);
}

#endif
