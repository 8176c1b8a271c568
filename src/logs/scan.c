#include "logs/scan.h"

#include <string.h>

enum {
    CAPACITY = 128 * 1024, /* in the second nearest cache with all that it needs */
    LEAST_ROOM = 32 * 1024,
    OVERHANG =
        2 * SCAN_PIECE_BYTES, /* of a line that has no end yet, kept for what crosses its cut */
    BEFORE_LITERAL = SCAN_PIECE_BYTES - LONGEST_SEARCHED
};

/* A piece in the buffer, with what was found in it so far. */
typedef struct Found {
    size_t start, end;
    bool cut, plain;
    ScanLiteral literals[SCAN_PIECE_LITERALS];
    size_t count; /* 0: there is none */
} Found;

/* Lines that are wanted though they may hold nothing. */
typedef struct Following {
    unsigned left;
    size_t at;       /* in the buffer, where the next one begins */
    uint64_t number; /* its number */
    bool inside;     /* `at` lies in a line that is to be passed over first */
} Following;

struct Scan {
    const Anchors *anchors;
    const Text *literals;
    ScanListener listener;
    char *buffer;
    size_t done, end;       /* in the buffer: what was searched, what is there */
    uint64_t buffer_offset; /* of its first byte in the log */
    bool inside_line;       /* `done` is in the middle of a line */
    size_t counted;         /* up to where line ends were counted */
    uint64_t lines_before;  /* ends of lines before `counted` */
    Found found;
    Following following;
};

Scan *scan_new(Arena *arena, const Anchors *anchors, const Text literals[], ScanListener listener)
{
    Scan *scan = arena_new_of(arena, Scan);
    scan->anchors = anchors;
    scan->literals = literals;
    scan->listener = listener;
    scan->buffer = arena_alloc(arena, CAPACITY);
    return scan;
}

/* ---- Lines ---- */

/* Sums of bytes, at most 255 of each before they could overflow: a form that compilers turn into
 * instructions for many bytes at once. */
static uint64_t count_line_ends(const char *bytes, size_t length)
{
    uint64_t count = 0;
    while (length) {
        size_t part = length < 240 ? length : 240;
        unsigned char sum = 0;
        for (size_t i = 0; i < part; i++)
            sum = (unsigned char)(sum + (bytes[i] == '\n'));
        count += sum;
        bytes += part;
        length -= part;
    }
    return count;
}

/* The number of the line in which `at` lies; goes forward only. */
static uint64_t line_number(Scan *scan, size_t at)
{
    if (at > scan->counted) {
        scan->lines_before += count_line_ends(scan->buffer + scan->counted, at - scan->counted);
        scan->counted = at;
    }
    return scan->lines_before + 1;
}

static size_t first_of(const char *bytes, size_t from, size_t to, char c)
{
    const char *at = from < to ? memchr(bytes + from, c, to - from) : NULL;
    return at ? (size_t)(at - bytes) : to;
}

/* Behind the last one in [from, to), or `from`. */
static size_t behind_last_of(const char *bytes, size_t from, size_t to, char c)
{
    const char *at = from < to ? memrchr(bytes + from, c, to - from) : NULL;
    return at ? (size_t)(at - bytes) + 1 : from;
}

static ScanPiece piece_of(const Scan *scan, size_t start, size_t end, uint64_t number, bool cut)
{
    return (ScanPiece){
        {scan->buffer + start, end - start}, number, scan->buffer_offset + start, cut, false};
}

/* ---- Lines that follow ---- */

static void hand_over_following(Scan *scan, size_t line_end)
{
    Following *following = &scan->following;
    size_t end = line_end;
    if (end > following->at && scan->buffer[end - 1] == '\r')
        end--;
    bool cut = end - following->at > SCAN_PIECE_BYTES;
    ScanPiece line = piece_of(scan, following->at, cut ? following->at + SCAN_PIECE_BYTES : end,
                              following->number, cut);
    following->left--;
    if (scan->listener.follows)
        scan->listener.follows(scan->listener.context, &line);
}

/* Those that begin before `until`; all up to `safe` is there. A line without its end is handed over
 * once, the rest of it passed over. */
static void follow(Scan *scan, size_t until, size_t safe)
{
    Following *following = &scan->following;
    while (following->left && following->at < until) {
        size_t line_end = first_of(scan->buffer, following->at, safe, '\n');
        if (!following->inside) {
            hand_over_following(scan, line_end);
            following->number++;
        }
        following->inside = line_end == safe;
        following->at = following->inside ? safe : line_end + 1;
    }
}

static void want_following(Scan *scan, unsigned wanted, uint64_t number, size_t piece_end,
                           size_t safe)
{
    Following *following = &scan->following;
    if (wanted > SCAN_MOST_FOLLOWING)
        wanted = SCAN_MOST_FOLLOWING;
    if (following->left == 0 && wanted) {
        size_t line_end = first_of(scan->buffer, piece_end, safe, '\n');
        following->inside = line_end == safe;
        following->at = following->inside ? safe : line_end + 1;
        following->number = number + 1;
    }
    if (wanted > following->left)
        following->left = wanted;
}

/* ---- Pieces ---- */

static void hand_over_found(Scan *scan, size_t safe)
{
    Found *found = &scan->found;
    if (found->count == 0)
        return;
    if (scan->following.left)
        follow(scan, found->start + 1, safe);
    uint64_t number = line_number(scan, found->start);
    if (found->end > scan->counted)
        scan->counted = found->end; /* no line ends in a piece */
    ScanPiece piece = piece_of(scan, found->start, found->end, number, found->cut);
    piece.plain = found->plain;
    unsigned wanted =
        scan->listener.found(scan->listener.context, &piece, found->literals, found->count);
    if (wanted)
        want_following(scan, wanted, number, found->end, safe);
    found->count = 0;
}

/* Progress bars go back by carriage returns or backspaces. */
static const char PIECE_ENDS[] = {'\n', '\r', '\b'};

static bool ends_piece(char c)
{
    return memchr(PIECE_ENDS, c, sizeof PIECE_ENDS) != NULL;
}

/* The piece around the literal at [at, at + length). */
static void begin_piece(Scan *scan, size_t at, size_t length)
{
    Found *found = &scan->found;
    const char *buffer = scan->buffer;
    size_t least = at > BEFORE_LITERAL ? at - BEFORE_LITERAL : 0;
    found->start = behind_last_of(buffer, least, at, '\n');
    size_t most = found->start + SCAN_PIECE_BYTES;
    if (most > scan->end)
        most = scan->end;
    found->end = first_of(buffer, at + length, most, '\n');
    found->plain = text_is_plain((Text){buffer + found->start, found->end - found->start});
    if (!found->plain) {
        for (size_t i = 0; i < sizeof PIECE_ENDS; i++)
            found->start = behind_last_of(buffer, found->start, at, PIECE_ENDS[i]);
        most = found->start + SCAN_PIECE_BYTES;
        if (most > scan->end)
            most = scan->end;
        found->end = most;
        for (size_t i = 0; i < sizeof PIECE_ENDS; i++)
            found->end = first_of(buffer, at + length, found->end, PIECE_ENDS[i]);
    }
    bool cut_before = found->start == least && least > 0 && !ends_piece(buffer[least - 1]);
    bool cut_behind = found->end == most && most < scan->end && !ends_piece(buffer[most]);
    found->cut = cut_before || cut_behind;
    found->count = 0;
}

static void add_literal(Found *found, const AnchorHit *hit, size_t at)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->literals[i].literal == hit->literal) {
            found->literals[i].once = false;
            return;
        }
    if (found->count < SCAN_PIECE_LITERALS)
        found->literals[found->count++] =
            (ScanLiteral){hit->literal, found->cut ? 0 : at - found->start, !found->cut};
}

/* Everything that begins before `safe`; what begins there may end up to `searched`. */
static void search(Scan *scan, size_t safe, size_t searched)
{
    Found *found = &scan->found;
    Text block = {scan->buffer + scan->done, searched - scan->done};
    AnchorSearch looks;
    anchors_begin(&looks, scan->anchors, block);
    for (AnchorHit hit; anchors_next(&looks, &hit);) {
        size_t at = scan->done + hit.at, length = scan->literals[hit.literal].length;
        if (at >= safe)
            continue;
        if (found->count == 0 || at < found->start || at + length > found->end) {
            hand_over_found(scan, safe);
            begin_piece(scan, at, length);
        }
        add_literal(found, &hit, at);
    }
    hand_over_found(scan, safe);
    follow(scan, safe, safe);
    (void)line_number(scan, safe);
    scan->inside_line = safe > 0 && scan->buffer[safe - 1] != '\n';
    scan->done = safe;
}

/* ---- Blocks ---- */

/* Moves what is still needed to the beginning: of a line that was cut, what may stand before a
 * literal. */
static void compact(Scan *scan)
{
    size_t kept = scan->inside_line ? SCAN_PIECE_BYTES : 0;
    size_t gone = scan->done > kept ? scan->done - kept : 0;
    memmove(scan->buffer, scan->buffer + gone, scan->end - gone);
    scan->buffer_offset += gone;
    scan->done -= gone;
    scan->end -= gone;
    scan->counted -= gone;
    scan->following.at -= scan->following.left ? gone : 0;
}

char *scan_room(Scan *scan, size_t *size)
{
    compact(scan);
    *size = CAPACITY - scan->end;
    return scan->buffer + scan->end;
}

void scan_feed(Scan *scan, size_t length)
{
    size_t before = scan->end;
    scan->end += length;
    size_t safe = behind_last_of(scan->buffer, before, scan->end, '\n');
    if (safe > before)
        search(scan, safe, safe);
    if (CAPACITY - (scan->end - scan->done) < LEAST_ROOM)
        search(scan, scan->end - OVERHANG, scan->end);
}

void scan_end(Scan *scan)
{
    search(scan, scan->end, scan->end);
}

void scan_source(Scan *scan, LogSource *source)
{
    for (;;) {
        size_t size;
        char *room = scan_room(scan, &size);
        size_t got = log_source_read(source, room, size);
        if (got == 0)
            break;
        scan_feed(scan, got);
    }
    scan_end(scan);
}

uint64_t scan_line_count(const Scan *scan)
{
    return scan->lines_before + scan->inside_line;
}

uint64_t scan_byte_count(const Scan *scan)
{
    return scan->buffer_offset + scan->end;
}
