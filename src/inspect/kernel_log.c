/* The kernel's log as its daemon writes it. /dev/kmsg is not opened: it is a device, and what it
 * refuses to an ordinary user it refuses at its opening. */
#include "inspect/kernel_modules.h"

#include "parse/kernel_log.h"

enum { TAIL_BYTES = 256 * 1024, SHORT_TAIL_BYTES = 64 * 1024 };

static const char *const LOGS[] = {"/var/log/kern.log", "/var/log/syslog", "/var/log/messages"};

static Answer read_tail(World *world, const char *path, size_t length, Text *tail, bool *cut)
{
    File *file;
    Answer answer = world_open(world, path, &file);
    if (answer.known != PRESENT)
        return answer;
    uint64_t size = file_info(file)->size_bytes;
    uint64_t from = size > length ? size - length : 0;
    char *bytes = arena_alloc(world_arena(world), length);
    size_t got = 0;
    answer = file_read(file, from, bytes, length, &got);
    file_close(file);
    *tail = (Text){bytes, got};
    *cut = from > 0;
    return answer;
}

/* "kernel-log/xid-79", "kernel-log/init-failed": the last line of each. */
static void set_event(Facts *facts, const KernelEvent *event, const char *source)
{
    Arena *arena = facts_arena(facts);
    const char *word = kernel_event_word(event->kind);
    const char *subject = event->kind == KERNEL_XID
                              ? arena_printf(arena, "kernel-log/%s-%lld", word, event->xid)
                              : arena_printf(arena, "kernel-log/%s", word);
    fact_set_text(facts, subject, FACT_LOG_LINE, text_copy(arena, event->says), source);
    if (event->address.length)
        fact_set_text(facts, subject, FACT_LOG_GPU, text_copy(arena, event->address), source);
    else
        fact_set_absent(facts, subject, FACT_LOG_GPU, source);
}

void inspect_kernel_log(World *world, Facts *facts, bool suspicious)
{
    const char *because = "there is no such file", *unknown = LOGS[0];
    for (size_t i = 0; i < sizeof LOGS / sizeof *LOGS; i++) {
        Text tail, line;
        bool cut;
        Answer answer =
            read_tail(world, LOGS[i], suspicious ? TAIL_BYTES : SHORT_TAIL_BYTES, &tail, &cut);
        if (answer.known == UNKNOWN) {
            because = answer.because;
            unknown = LOGS[i];
        }
        if (answer.known != PRESENT)
            continue;
        fact_set_text(facts, "machine", FACT_KERNEL_LOG, LOGS[i], LOGS[i]);
        tail = kernel_log_last_start(tail, cut);
        KernelEvent event;
        while (text_line(&tail, &line))
            if (kernel_log_event(line, &event))
                set_event(facts, &event, LOGS[i]);
        return;
    }
    fact_set_unknown(facts, "machine", FACT_KERNEL_LOG, because, unknown);
}
