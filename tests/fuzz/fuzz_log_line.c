/* One line of a log. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/log_line.h"
#include "parse/log_line_inside.h"
#include "parse/log_stamp.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool within(Text whole, Text part)
{
    return part.at >= whole.at && part.at + part.length <= whole.at + whole.length;
}

/* Every part lies in what was read, or in the room. */
static void check_line(Text raw, Text room, const LogLine *line)
{
    const Text parts[] = {line->message, line->file,  line->stamp,
                          line->rank,    line->place, line->process};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        must(parts[i].length == 0 || within(raw, parts[i]) || within(room, parts[i]));
    must(line->level <= LOG_FATAL && line->quoted >= 0);
    must(line->file.length > 0 || line->file_line == 0);
    must(!line->message.length || !memchr(line->message.at, '\x1B', line->message.length));
    must(line->message.length <= raw.length);
}

/* Where the first look says that no prefix begins, none is taken, whatever stood before. */
static void check_first_look(Text raw)
{
    const LogLine before[] = {{.level = LOG_LEVEL_NOT_SAID},
                              {.stamp = TEXT("10:00:00")},
                              {.level = LOG_INFO, .stamp = TEXT("10:00:00")}};
    for (size_t at = 0; at < raw.length && at < 200; at++) {
        Text rest = text_part(raw, at, raw.length);
        if (log_may_be_prefix(rest))
            continue;
        for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
            LogLine line = before[i];
            Text tried = rest;
            must(!log_take_prefix(&tried, &line));
            must(line.level == before[i].level && !line.rank.length && !line.place.length);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text rest = {(const char *)data, size}, raw;
    Arena *arena = arena_new();
    LogFile last_file = {.length = 0};
    while (text_line(&rest, &raw)) {
        char *room = arena_alloc(arena, raw.length);
        LogLine line;
        log_line_read(raw, room, &line);
        check_line(raw, (Text){room, raw.length}, &line);
        check_first_look(raw);
        LogLine plain;
        log_line_read_plain(raw, &last_file, &plain);
        if (text_is_plain(raw) && !text_starts(raw, "{\"log\":\""))
            must(text_equal(plain.message, line.message) && text_equal(plain.rank, line.rank) &&
                 text_equal(plain.place, line.place) && text_equal(plain.file, line.file) &&
                 plain.file_line == line.file_line && plain.level == line.level);
        size_t left = raw.length;
        for (Text pieces = raw, piece; log_line_piece(&pieces, &piece); left = pieces.length)
            must(within(raw, piece) && piece.length > 0 && pieces.length < left);
    }
    arena_free(arena);
    return 0;
}
