#include "logs/source.h"

#include <string.h>
#include <zlib.h>

#include "base/text.h"

enum {
    BLOCK = 64 * 1024,
    SNIFFED = 8,      /* bytes that tell what it is */
    JUDGED = 1024,    /* bytes by which UTF-16 without a mark is told */
    GZIP_WINDOW = 31, /* the largest window, and the header of gzip */
    REPLACEMENT = 0xFFFD
};

typedef enum Encoding { AS_IT_IS, UTF16_LITTLE, UTF16_BIG } Encoding;

/* Bytes that were read and not yet used. */
typedef struct Block {
    char *bytes;
    size_t at, end;
} Block;

struct LogSource {
    Arena *arena;
    LogReader reader;
    Block raw; /* as they come */
    unsigned long long raw_count;
    bool raw_over;
    bool gzip, in_member;
    z_stream inflater;
    Block plain; /* decompressed, and of an encoding that has to be changed */
    Encoding encoding;
    unsigned high_surrogate; /* 0: none waits for its other half */
    bool known;              /* what it is */
    const char *trouble;
};

/* ---- Bytes as they come ---- */

static size_t left(const Block *block)
{
    return block->end - block->at;
}

static Text rest_of(const Block *block)
{
    return (Text){block->bytes + block->at, left(block)};
}

/* 0 at the end, or where the reader could not go on. */
static size_t read_raw(LogSource *source, char *room, size_t size)
{
    size_t got = 0;
    const char *because = NULL;
    if (source->raw_over)
        return 0;
    if (!source->reader.read(source->reader.from, room, size, &got, &because)) {
        source->trouble = because ? because : "it could not be read to its end";
        got = 0;
    }
    source->raw_over = got == 0;
    source->raw_count += got;
    return got;
}

static size_t take(Block *block, char *room, size_t size)
{
    size_t count = left(block) < size ? left(block) : size;
    memcpy(room, block->bytes + block->at, count);
    block->at += count;
    return count;
}

/* ---- gzip (RFC 1952) ---- */

static void *give(void *arena, unsigned count, unsigned size)
{
    return arena_alloc(arena, (size_t)count * size);
}

static void keep(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

static bool is_gzip(Text bytes)
{
    return text_starts(bytes, "\x1F\x8B\x08");
}

static void refuse(LogSource *source, const char *what)
{
    source->trouble = arena_printf(source->arena, "%s at byte %llu of the compressed file", what,
                                   source->raw_count - left(&source->raw));
    source->raw.at = source->raw.end;
    source->raw_over = true;
    source->in_member = false;
}

static bool refill_raw(LogSource *source)
{
    if (left(&source->raw))
        return true;
    source->raw.at = 0;
    source->raw.end = read_raw(source, source->raw.bytes, BLOCK);
    return source->raw.end > 0;
}

/* Between two members: zeros may fill up the last one (of a tape), anything else is none. */
static bool begin_member(LogSource *source)
{
    while (refill_raw(source) && source->raw.bytes[source->raw.at] == 0)
        source->raw.at++;
    if (!left(&source->raw))
        return false;
    if (source->raw.bytes[source->raw.at] != '\x1F') {
        refuse(source, "something else than gzip follows");
        return false;
    }
    inflateReset(&source->inflater);
    source->in_member = true;
    return true;
}

static size_t inflate_some(LogSource *source, char *room, size_t size)
{
    z_stream *z = &source->inflater;
    z->next_out = (unsigned char *)room;
    z->avail_out = (unsigned)size;
    z->next_in = (unsigned char *)source->raw.bytes + source->raw.at;
    z->avail_in = (unsigned)left(&source->raw);
    int status = inflate(z, Z_NO_FLUSH);
    source->raw.at = source->raw.end - z->avail_in;
    if (status == Z_STREAM_END)
        source->in_member = false;
    else if (status != Z_OK && status != Z_BUF_ERROR)
        refuse(source, "the gzip data is damaged");
    return size - z->avail_out;
}

static size_t read_inflated(LogSource *source, char *room, size_t size)
{
    for (;;) {
        if (!source->in_member && !begin_member(source))
            return 0;
        if (!refill_raw(source)) {
            if (!source->trouble)
                refuse(source, "the gzip data ends too early");
            return 0;
        }
        size_t count = inflate_some(source, room, size < BLOCK ? size : BLOCK);
        if (count)
            return count;
    }
}

/* ---- What it is ---- */

static const char *unread_form(Text bytes)
{
    static const struct {
        const char *magic, *says;
    } FORMS[] = {
        {"\xFD"
         "7zXZ",
         "it is compressed with xz, which is not read here; decompress it first"},
        {"\x28\xB5\x2F\xFD",
         "it is compressed with zstd, which is not read here; decompress it first"},
        {"BZh91AY", "it is compressed with bzip2, which is not read here; decompress it first"},
        {"PK\x03\x04", "it is a zip archive, which is not read here; unpack it first"},
    };
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++)
        if (text_starts(bytes, FORMS[i].magic))
            return FORMS[i].says;
    return NULL;
}

static void recognise_raw(LogSource *source)
{
    while (source->raw.end < SNIFFED && !source->raw_over)
        source->raw.end +=
            read_raw(source, source->raw.bytes + source->raw.end, BLOCK - source->raw.end);
    const char *unread = unread_form(rest_of(&source->raw));
    if (unread) {
        source->trouble = unread;
        source->raw.at = source->raw.end;
        source->raw_over = true;
    }
    source->gzip = is_gzip(rest_of(&source->raw));
    if (!source->gzip)
        return;
    source->inflater.zalloc = give;
    source->inflater.zfree = keep;
    source->inflater.opaque = source->arena;
    source->in_member = inflateInit2(&source->inflater, GZIP_WINDOW) == Z_OK;
}

static size_t read_plain(LogSource *source, char *room, size_t size)
{
    if (source->gzip)
        return read_inflated(source, room, size);
    return left(&source->raw) ? take(&source->raw, room, size) : read_raw(source, room, size);
}

static bool is_readable(char c)
{
    return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
}

/* Of pairs of bytes three in four are a letter beside a zero: text of Windows, and of nothing that
 * is no text. */
static bool looks_like_utf16(Text bytes, size_t letter)
{
    size_t pairs = (bytes.length < JUDGED ? bytes.length : JUDGED) / 2, fit = 0;
    for (size_t i = 0; i < pairs; i++)
        fit += is_readable(bytes.at[2 * i + letter]) && bytes.at[2 * i + 1 - letter] == 0;
    return pairs >= 2 && fit * 4 >= pairs * 3;
}

static void recognise_plain(LogSource *source)
{
    Block *plain = &source->plain;
    size_t got = 1;
    while (plain->end < JUDGED && got) { /* what it is must not depend on how it comes */
        got = read_plain(source, plain->bytes + plain->end, BLOCK - plain->end);
        plain->end += got;
    }
    Text bytes = rest_of(plain);
    if (text_starts(bytes, "\xEF\xBB\xBF"))
        plain->at = 3;
    else if (text_starts(bytes, "\xFF\xFE") || looks_like_utf16(bytes, 0))
        source->encoding = UTF16_LITTLE;
    else if (text_starts(bytes, "\xFE\xFF") || looks_like_utf16(bytes, 1))
        source->encoding = UTF16_BIG;
}

LogSource *log_source_new(Arena *arena, LogReader reader)
{
    LogSource *source = arena_new_of(arena, LogSource);
    source->arena = arena;
    source->reader = reader;
    source->raw.bytes = arena_alloc(arena, BLOCK);
    source->plain.bytes = arena_alloc(arena, BLOCK);
    return source;
}

/* ---- UTF-16 ---- */

static size_t put_utf8(char *room, unsigned code)
{
    if (code < 0x80) {
        room[0] = (char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 1; code >>= 6)
        room[i] = (char)(0x80 | (code & 0x3F));
    room[0] = (char)((0xF00 >> length & 0xF0) | code);
    return length;
}

/* At most six bytes: a half that stays alone, and what comes after it. */
static size_t put_unit(LogSource *source, char *room, unsigned unit)
{
    size_t length = 0;
    unsigned high = source->high_surrogate;
    source->high_surrogate = 0;
    if (high && unit >= 0xDC00 && unit < 0xE000)
        return put_utf8(room, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
    if (high)
        length = put_utf8(room, REPLACEMENT);
    if (unit >= 0xD800 && unit < 0xDC00)
        source->high_surrogate = unit;
    else if (unit >= 0xDC00 && unit < 0xE000)
        length += put_utf8(room + length, REPLACEMENT);
    else if (unit != 0xFEFF) /* a mark says nothing, wherever files were put together */
        length += put_utf8(room + length, unit);
    return length;
}

static unsigned take_unit(LogSource *source)
{
    const unsigned char *pair = (const unsigned char *)source->plain.bytes + source->plain.at;
    source->plain.at += 2;
    return source->encoding == UTF16_LITTLE ? pair[0] | (unsigned)pair[1] << 8
                                            : pair[1] | (unsigned)pair[0] << 8;
}

/* A last byte without its other half stays until that comes. */
static bool refill_pairs(LogSource *source)
{
    Block *plain = &source->plain;
    while (left(plain) < 2) {
        if (left(plain))
            plain->bytes[0] = plain->bytes[plain->at];
        plain->end = left(plain);
        plain->at = 0;
        size_t got = read_plain(source, plain->bytes + plain->end, BLOCK - plain->end);
        if (got == 0)
            return false;
        plain->end += got;
    }
    return true;
}

static size_t read_utf16(LogSource *source, char *room, size_t size)
{
    size_t length = 0;
    while (length == 0 && refill_pairs(source))
        while (left(&source->plain) >= 2 && length + 6 <= size)
            length += put_unit(source, room + length, take_unit(source));
    return length;
}

/* ---- The source ---- */

size_t log_source_read(LogSource *source, char *room, size_t size)
{
    if (!source->known) {
        source->known = true;
        recognise_raw(source);
        recognise_plain(source);
    }
    if (source->encoding != AS_IT_IS)
        return read_utf16(source, room, size);
    return left(&source->plain) ? take(&source->plain, room, size) : read_plain(source, room, size);
}

const char *log_source_trouble(const LogSource *source)
{
    return source->trouble;
}
