/* A log, compressed or not, in any encoding, with what is searched in it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "logs/scan.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_PLAIN = 1 << 18, SHORT = SCAN_PIECE_BYTES - LONGEST_SEARCHED };

static const Text LITERALS[] = {
    {"NVIDIA-SMI", 10},
    {"dlopen some", 11},
    {"Cannot dlopen", 13},
    {"failed call to cuInit", 21},
};

enum { LITERAL_COUNT = sizeof LITERALS / sizeof *LITERALS };

typedef struct Bytes {
    const char *at;
    size_t left, at_once;
} Bytes;

static bool read_bytes(void *from, void *buffer, size_t length, size_t *got, const char **because)
{
    (void)because;
    Bytes *bytes = from;
    if (length > bytes->at_once)
        length = bytes->at_once;
    *got = length < bytes->left ? length : bytes->left;
    memcpy(buffer, bytes->at, *got);
    bytes->at += *got;
    bytes->left -= *got;
    return true;
}

static Text plain_of(Arena *arena, Bytes bytes, size_t room)
{
    LogSource *source = log_source_new(arena, (LogReader){read_bytes, &bytes});
    char *plain = arena_alloc(arena, MOST_PLAIN);
    size_t length = 0, got;
    while (length + room <= MOST_PLAIN &&
           (got = log_source_read(source, plain + length, room)) > 0) {
        must(got <= room);
        length += got;
    }
    (void)log_source_trouble(source);
    return (Text){plain, length};
}

/* ---- What a scan tells: sums, in which order does not count ---- */

typedef struct Heard {
    Text log;
    uint64_t found, following;
    uint64_t last_number;
} Heard;

static uint64_t mark(uint64_t number, uint64_t offset, size_t literal)
{
    return (number * 0x9E3779B97F4A7C15u ^ offset) * 0xC2B2AE3D27D4EB4Fu + literal;
}

static void check_piece(const Heard *heard, const ScanPiece *piece)
{
    must(piece->text.length <= SCAN_PIECE_BYTES);
    must(text_equal(text_part(heard->log, piece->offset, piece->text.length), piece->text));
    must(!piece->text.length || !memchr(piece->text.at, '\n', piece->text.length));
}

static unsigned found(void *context, const ScanPiece *piece, const ScanLiteral literals[],
                      size_t count)
{
    Heard *heard = context;
    check_piece(heard, piece);
    must(count > 0 && piece->number >= heard->last_number);
    heard->last_number = piece->number;
    for (size_t i = 0; i < count; i++) {
        Text literal = LITERALS[literals[i].literal];
        const char *first = memmem(piece->text.at, piece->text.length, literal.at, literal.length);
        must(first && (size_t)(first - piece->text.at) >= literals[i].at);
        heard->found += mark(piece->number, piece->offset, literals[i].literal);
    }
    return literals[0].literal == 0 ? 3 : 0;
}

static void follows(void *context, const ScanPiece *line)
{
    Heard *heard = context;
    check_piece(heard, line);
    heard->following += mark(line->number, line->offset, line->text.length);
}

static Heard heard_of(Arena *arena, Text log, size_t at_once)
{
    Heard heard = {.log = log};
    const Anchors *anchors = anchors_new(arena, LITERALS, LITERAL_COUNT);
    Scan *scan = scan_new(arena, anchors, LITERALS, (ScanListener){found, follows, &heard});
    for (size_t at = 0; at < log.length;) {
        size_t size;
        char *room = scan_room(scan, &size);
        Text part = text_part(log, at, size < at_once ? size : at_once);
        memcpy(room, part.at, part.length);
        scan_feed(scan, part.length);
        at += part.length;
    }
    scan_end(scan);
    must(scan_byte_count(scan) == log.length);
    return heard;
}

/* The same by looking for each literal in each piece; false where a piece may be cut. */
static bool found_simply(Text log, uint64_t *sum)
{
    uint64_t number = 1;
    *sum = 0;
    for (size_t at = 0; at < log.length;) {
        size_t end = at;
        while (end < log.length && !memchr("\n\r\b", log.at[end], 3))
            end++;
        if (end - at > SHORT)
            return false;
        for (size_t i = 0; i < LITERAL_COUNT && end > at; i++)
            if (memmem(log.at + at, end - at, LITERALS[i].at, LITERALS[i].length))
                *sum += mark(number, at, i);
        number += end < log.length && log.at[end] == '\n';
        at = end + 1;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Bytes bytes = {(const char *)data, size, 1 << 20};
    Text log = plain_of(arena, bytes, 1 << 16);
    bytes.at_once = 1 + size % 7;
    Text again = plain_of(arena, bytes, LOG_SOURCE_LEAST_ROOM + size % 11);
    must(text_equal(log, text_part(again, 0, log.length)) ||
         text_equal(again, text_part(log, 0, again.length)));
    Heard whole = heard_of(arena, log, 1 << 20), parts = heard_of(arena, log, 1 + size % 13);
    must(whole.found == parts.found && whole.following == parts.following);
    uint64_t simply;
    if (found_simply(log, &simply))
        must(simply == whole.found);
    arena_free(arena);
    return 0;
}
