/* A log of any length, block by block, down to the few lines that hold a literal of the catalogue.
 *
 *     Scan *scan = scan_new(arena, anchors, literals, listener);
 *     scan_source(scan, source);
 *
 * Memory is constant, be it one line of a gigabyte. What is handed over is a piece of a line: what
 * stands between line ends, carriage returns or backspaces, so that a message between two states of
 * a progress bar is a piece of its own; of a longer one SCAN_PIECE_BYTES around the literal.
 */
#ifndef WHYCPU_LOGS_SCAN_H
#define WHYCPU_LOGS_SCAN_H

#include <stdint.h>

#include "logs/anchors.h"
#include "logs/source.h"

enum {
    SCAN_PIECE_BYTES = 2048,
    SCAN_PIECE_LITERALS = 16, /* of one piece; what it holds besides is not told */
    SCAN_MOST_FOLLOWING = 200
};

typedef struct ScanPiece {
    Text text;       /* without line end; valid only while it is handed over */
    uint64_t number; /* of the line, from 1 */
    uint64_t offset; /* in the log as the source gives it */
    bool cut;        /* it goes on before or behind */
    bool plain;      /* text_is_plain(); not told of a line that follows */
} ScanPiece;

typedef struct ScanLiteral {
    size_t literal, at; /* in the piece it stands there, or behind that */
    bool once;          /* it stands there, and nowhere else in the piece */
} ScanLiteral;

typedef struct ScanListener {
    /* A piece with the literals that it holds, each once. Returns how many of the next lines are
     * wanted besides, at most SCAN_MOST_FOLLOWING: a table may begin here. */
    unsigned (*found)(void *context, const ScanPiece *piece, const ScanLiteral literals[],
                      size_t count);
    /* One of these lines, whole or its first SCAN_PIECE_BYTES. When it holds a literal as well, it
     * is found() after that. May be NULL when found() never wants any. */
    void (*follows)(void *context, const ScanPiece *line);
    void *context;
} ScanListener;

typedef struct Scan Scan;

/* `literals` are those of `anchors`, none with a line end, carriage return or backspace in it. */
Scan *scan_new(Arena *arena, const Anchors *anchors, const Text literals[], ScanListener listener);

/* Where the next bytes of the log go, and how many fit; scan_feed() says how many came. */
char *scan_room(Scan *scan, size_t *size);
void scan_feed(Scan *scan, size_t length);

/* The log is over: a last line without its end counts. */
void scan_end(Scan *scan);

/* All that a source gives, to its end. */
void scan_source(Scan *scan, LogSource *source);

uint64_t scan_line_count(const Scan *scan);
uint64_t scan_byte_count(const Scan *scan);

#endif
