#include "logs/read_log.h"

#include <string.h>

#include "logs/contexts.h"
#include "logs/scan.h"
#include "parse/report.h"

/* Of the quotes U+2018 to U+201D in UTF-8 all but the last byte. */
#define QUOTE_START "\xE2\x80"
enum { QUOTE_BYTES = 3 };

struct LogFinder {
    const Anchors *anchors;
    /* The anchor of each message, by its number, then those of ends, then those of tables. */
    const Text *literals;
    size_t message_count, tables_from;
};

/* What lines hold that may show the end of a program; episodes_end_program() decides. */
static const char *const ENDS[] = {"$ python",   "# python",    "> python",
                                   ">python ",   "% python",    ">>> exit()",
                                   ">>> quit()", "$ torchrun ", "Process finished with exit code"};

LogFinder *log_finder_new(Arena *arena, Messages messages)
{
    LIST_OF(Text) literals = {0};
    for (size_t i = 0; i < messages.count; i++)
        list_add(arena, literals, messages.items[i].anchor);
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        list_add(arena, literals, text_of(ENDS[i]));
    LogFinder *finder = arena_new_of(arena, LogFinder);
    finder->message_count = messages.count;
    finder->tables_from = literals.count;
    size_t count;
    const char *const *tables = report_anchors(&count);
    for (size_t i = 0; i < count; i++)
        list_add(arena, literals, text_of(tables[i]));
    finder->literals = literals.items;
    finder->anchors = anchors_new(arena, literals.items, literals.count);
    return finder;
}

/* A log that is being read, and the piece of it that is taken. */
typedef struct Reading {
    const LogFinder *finder;
    Episodes *episodes;
    LogTables tables;
    Contexts *contexts;
    const ScanPiece *piece;
    const LogContext *around; /* of this piece, once somebody asked for it */
} Reading;

static const LogContext *around_piece(void *context)
{
    Reading *reading = context;
    const ScanPiece *piece = reading->piece;
    if (!reading->around)
        reading->around =
            contexts_around(reading->contexts, piece->offset, piece->offset + piece->text.length);
    return reading->around;
}

/* What stands in the head is read from there. Returns how many of the next lines are wanted. */
static unsigned take_table(Reading *reading, const ScanPiece *piece)
{
    if (piece->offset < LOG_HEAD_BYTES || !report_starts_here(piece->text) ||
        !tables_take(&reading->tables, piece->text, piece->number))
        return 0;
    return SCAN_MOST_FOLLOWING;
}

static void take_following(void *context, const ScanPiece *line)
{
    Reading *reading = context;
    (void)tables_take(&reading->tables, line->text, line->number);
}

static unsigned take_found(void *context, const ScanPiece *piece, const ScanLiteral literals[],
                           size_t count)
{
    Reading *reading = context;
    FoundRow items[SCAN_PIECE_LITERALS];
    FoundRows rows = {items, 0, true};
    bool may_end = false, may_be_table = false;
    for (size_t i = 0; i < count; i++) {
        size_t literal = literals[i].literal;
        if (literal < reading->finder->message_count)
            items[rows.count++] = (FoundRow){literal, literals[i].at, literals[i].once};
        else if (literal < reading->finder->tables_from)
            may_end = true;
        else
            may_be_table = true;
    }
    if (may_end)
        episodes_end_program(reading->episodes, piece->text);
    reading->piece = piece;
    reading->around = NULL;
    if (rows.count)
        episodes_take_found(reading->episodes, piece->text, (size_t)piece->number, piece->plain,
                            rows);
    return may_be_table ? take_table(reading, piece) : 0;
}

/* The next place from `at` on where a quote may begin, or `end`. By its second byte, since the
 * first one begins what progress bars are made of. */
static char *quote_from(char *at, char *end)
{
    for (char *found; end - at >= QUOTE_BYTES; at = found) {
        found = memchr(at + 1, QUOTE_START[1], (size_t)(end - at) - 2);
        if (!found)
            return end;
        if (found[-1] == QUOTE_START[0])
            return found - 1;
    }
    return end;
}

/* Editors and forums make “typographic” quotes of plain ones, in which no message is printed. Puts
 * the plain ones back. Returns the new length. */
static size_t plain_quotes(char *bytes, size_t length)
{
    char *end = bytes + length, *to = quote_from(bytes, end);
    for (char *at = to; at < end;) {
        unsigned char last = (unsigned char)at[2];
        if (last == 0x98 || last == 0x99 || last == 0x9C || last == 0x9D) {
            *to++ = last < 0x9C ? '\'' : '"';
            at += QUOTE_BYTES;
        } else {
            *to++ = *at++;
        }
        char *next = quote_from(at, end);
        memmove(to, at, (size_t)(next - at));
        to += next - at;
        at = next;
    }
    return (size_t)(to - bytes);
}

/* How many bytes at the end may begin a quote of which the rest comes with the next block. */
static size_t quote_begun(const char *bytes, size_t length)
{
    for (size_t begun = QUOTE_BYTES - 1; begun; begun--)
        if (length >= begun && memcmp(bytes + length - begun, QUOTE_START, begun) == 0)
            return begun;
    return 0;
}

/* What a block ends with and the next one begins with. */
typedef struct Held {
    char bytes[QUOTE_BYTES - 1];
    size_t count;
} Held;

/* The next block, with plain quotes; 0 at the end. */
static size_t read_block(LogSource *source, Held *held, char *room, size_t size)
{
    size_t length, got;
    do {
        memcpy(room, held->bytes, held->count);
        got = log_source_read(source, room + held->count, size - held->count);
        length = held->count + got;
        held->count = got ? quote_begun(room, length) : 0;
        length -= held->count;
        memcpy(held->bytes, room + length, held->count);
    } while (!length && got);
    return plain_quotes(room, length);
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
    Held held = {.count = 0};
    episodes->anchors = finder->anchors;
    Reading reading = {.finder = finder,
                       .episodes = episodes,
                       .tables = {.arena = arena},
                       .contexts = contexts_new(arena)};
    episodes->surrounding = (Surrounding){around_piece, &reading};
    LogSource *source = log_source_new(arena, reader);
    Scan *scan = scan_new(arena, finder->anchors, finder->literals,
                          (ScanListener){take_found, take_following, &reading});
    for (;;) {
        size_t size;
        char *room = scan_room(scan, &size);
        size_t got = read_block(source, &held, room, size);
        if (!got)
            break;
        keep_head(arena, &head, room, got);
        contexts_begin_block(reading.contexts, (Text){room, got});
        scan_feed(scan, got);
        contexts_end_block(reading.contexts);
    }
    scan_end(scan);
    contexts_end(reading.contexts);
    episodes->surrounding = (Surrounding){NULL, NULL};
    return (LogRead){{head.bytes, head.length}, reading.tables, log_source_trouble(source)};
}
