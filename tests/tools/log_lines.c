/* log_lines [--count] [--literals FILE] LOG… | --anchors: what the search finds in logs, for tests
 * and measurements. Prints "LINE ID" for each message of the catalogue, or with --literals, a file
 * of one literal a line, "LINE LITERAL" for each literal; with --count only how many lines hold any
 * anchor.
 * "-" is standard input. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/list.h"
#include "base/writer.h"
#include "logs/messages.h"
#include "logs/rotation.h"
#include "logs/scan.h"
#include "world/stream.h"

enum { MOST_BYTES_OF_LITERALS = 1 << 20, FLUSHED_BYTES = 1 << 16 };

typedef struct Tool {
    Arena *arena;
    Messages messages; /* none with --literals */
    LIST_OF(Text) literals;
    bool count_only;
    uint64_t last_line, lines;
    Writer out;
} Tool;

static void flush(Tool *tool)
{
    writer_flush(&tool->out, STDOUT_FILENO);
    tool->out.length = 0;
}

static unsigned found(void *context, const ScanPiece *piece, const ScanLiteral literals[],
                      size_t count)
{
    Tool *tool = context;
    tool->lines += piece->number != tool->last_line;
    tool->last_line = piece->number;
    Text fields[MESSAGE_FIELDS];
    for (size_t i = 0; i < count && !tool->count_only; i++) {
        size_t row = literals[i].literal;
        if (tool->messages.count && !message_match(&tool->messages.items[row], piece->text, fields))
            continue;
        put_format(&tool->out, "%llu ", (unsigned long long)piece->number);
        put_text(&tool->out, tool->messages.count ? text_of(tool->messages.items[row].id)
                                                  : tool->literals.items[row]);
        put_char(&tool->out, '\n');
    }
    if (tool->out.length > FLUSHED_BYTES)
        flush(tool);
    return 0;
}

static bool read_literals(Tool *tool, const char *path)
{
    const char *because;
    Refusal refusal;
    Stream *stream = stream_open(tool->arena, path, &refusal);
    char *bytes = arena_alloc(tool->arena, MOST_BYTES_OF_LITERALS);
    size_t length = 0, got = 1;
    while (stream && got && length < MOST_BYTES_OF_LITERALS &&
           stream_read(stream, bytes + length, MOST_BYTES_OF_LITERALS - length, &got, &because))
        length += got;
    Text rest = {bytes, length}, line;
    while (text_line(&rest, &line))
        list_add(tool->arena, tool->literals, line);
    return stream && tool->literals.count;
}

static void take_catalogue(Tool *tool)
{
    tool->messages = messages_read(tool->arena);
    for (size_t i = 0; i < tool->messages.count; i++)
        list_add(tool->arena, tool->literals, tool->messages.items[i].anchor);
}

static bool read_stream(void *from, void *buffer, size_t length, size_t *got, const char **because)
{
    return stream_read(from, buffer, length, got, because);
}

static int read_log(Tool *tool, const Anchors *anchors, const char *path)
{
    Arena *arena = arena_new();
    Refusal refusal = {0};
    const char *because = NULL;
    Stream *stream = strcmp(path, "-") == 0 ? stream_of_standard_input(arena)
                                            : stream_open(arena, path, &refusal);
    because = refusal.sentence;
    if (stream) {
        LogSource *source = log_source_new(arena, (LogReader){read_stream, stream});
        Scan *scan = scan_new(arena, anchors, tool->literals.items,
                              (ScanListener){.found = found, .context = tool});
        tool->last_line = 0;
        scan_source(scan, source);
        because = log_source_trouble(source);
        stream_close(stream);
    }
    if (because)
        fprintf(stderr, "log_lines: %s: %s\n", path, because);
    arena_free(arena);
    return because != NULL;
}

static int print_anchors(Tool *tool)
{
    take_catalogue(tool);
    for (size_t i = 0; i < tool->literals.count; i++) {
        put_text(&tool->out, tool->literals.items[i]);
        put_char(&tool->out, '\n');
    }
    flush(tool);
    return 0;
}

int main(int argc, char **argv)
{
    Tool tool = {.arena = arena_new()};
    tool.out = writer_new(tool.arena);
    int first = 1;
    if (argc == 2 && strcmp(argv[1], "--anchors") == 0)
        return print_anchors(&tool);
    if (first < argc && strcmp(argv[first], "--count") == 0) {
        tool.count_only = true;
        first++;
    }
    if (first + 1 < argc && strcmp(argv[first], "--literals") == 0) {
        if (!read_literals(&tool, argv[first + 1]))
            return 64;
        first += 2;
    } else {
        take_catalogue(&tool);
    }
    const Anchors *anchors = anchors_new(tool.arena, tool.literals.items, tool.literals.count);
    LogFiles files =
        log_files_in_order(tool.arena, (const char *const *)argv + first, (size_t)(argc - first));
    int failed = 0;
    for (size_t i = 0; i < files.count; i++)
        failed |= read_log(&tool, anchors, files.items[i].path);
    flush(&tool);
    if (tool.count_only)
        printf("%llu\n", (unsigned long long)tool.lines);
    arena_free(tool.arena);
    return failed;
}
