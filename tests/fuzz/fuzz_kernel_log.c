/* Lines of the kernel log. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/kernel_log.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text log = {(const char *)data, size}, line;
    Text last = kernel_log_last_start(log, size % 2 == 1);
    inside(log, last);
    /* A second look at the same part finds no later start. */
    must(text_equal(kernel_log_last_start(last, false), last));
    Arena *arena = arena_new();
    Text digest = kernel_log_digest(arena, log, false);
    must(digest.length <= log.length + 1);
    must(text_equal(kernel_log_digest(arena, digest, false), digest));
    arena_free(arena);
    while (text_line(&last, &line)) {
        KernelEvent event;
        if (!kernel_log_event(line, &event))
            continue;
        must(event.kind < KERNEL_EVENT_KINDS && kernel_event_word(event.kind));
        must(event.says.length > 0 && event.xid >= 0);
        inside(line, event.says);
        inside(line, event.address);
    }
    return 0;
}
