#include "logs/read_log.h"

#include <string.h>

#include "logs/scan.h"

struct LogFinder {
    const Anchors *anchors;
    const Text *literals; /* the anchor of each message, by its number */
};

LogFinder *log_finder_new(Arena *arena, Messages messages)
{
    LIST_OF(Text) literals = {0};
    for (size_t i = 0; i < messages.count; i++)
        list_add(arena, literals, messages.items[i].anchor);
    LogFinder *finder = arena_new_of(arena, LogFinder);
    finder->literals = literals.items;
    finder->anchors = anchors_new(arena, literals.items, literals.count);
    return finder;
}

static unsigned take_found(void *context, const ScanPiece *piece, const size_t literals[],
                           size_t count)
{
    episodes_take(context, piece->text, (size_t)piece->number, literals, count);
    return 0;
}

/* The beginning again, kept. */
typedef struct Head {
    char *bytes;
    size_t length;
} Head;

static void keep_head(Arena *arena, Head *head, const char *bytes, size_t length)
{
    size_t room = LOG_HEAD_BYTES - head->length;
    size_t kept = length < room ? length : room;
    if (!kept)
        return;
    if (!head->bytes)
        head->bytes = arena_alloc(arena, LOG_HEAD_BYTES);
    memcpy(head->bytes + head->length, bytes, kept);
    head->length += kept;
}

LogRead log_read(const LogFinder *finder, LogReader reader, Episodes *episodes)
{
    Arena *arena = episodes->arena;
    Head head = {0};
    LogSource *source = log_source_new(arena, reader);
    Scan *scan = scan_new(arena, finder->anchors, finder->literals,
                          (ScanListener){.found = take_found, .context = episodes});
    for (;;) {
        size_t size;
        char *room = scan_room(scan, &size);
        size_t got = log_source_read(source, room, size);
        if (!got)
            break;
        keep_head(arena, &head, room, got);
        scan_feed(scan, got);
    }
    scan_end(scan);
    return (LogRead){{head.bytes, head.length}, log_source_trouble(source)};
}
