/* What people tell of speed. */
#include <stdint.h>

#include "must.h"
#include "parse/pace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text rest = {(const char *)data, size}, line;
    while (text_line(&rest, &line))
        must(pace_of(line) < 1u << PACE_FACTS);
    return 0;
}
