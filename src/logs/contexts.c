#include "logs/contexts.h"

#include <string.h>

#include "parse/log_line.h"

enum { MOST_WAITING = 32 };

/* A context whose lines behind are still to come. */
typedef struct Waiting {
    LogContext *context;
    size_t taken;  /* lines */
    bool inside;   /* in the line itself, which is passed over */
    size_t length; /* of the line that has begun */
    char line[CONTEXT_BYTES];
} Waiting;

struct Contexts {
    Arena *arena;
    char recent[2 * CONTEXT_REACH]; /* what stands before the block */
    size_t recent_length;
    Text block;
    uint64_t block_offset;
    Waiting waiting[MOST_WAITING];
    size_t waiting_count;
};

Contexts *contexts_new(Arena *arena)
{
    Contexts *contexts = arena_new_of(arena, Contexts);
    contexts->arena = arena;
    return contexts;
}

/* ---- Lines ---- */

/* Of what nobody logged the indentation says something. */
static size_t indentation(Text raw, const LogLine *line)
{
    size_t blanks = 0;
    bool logged = line->level != LOG_LEVEL_NOT_SAID || line->stamp.length || line->rank.length ||
                  line->place.length || line->process.length;
    while (!logged && blanks < raw.length && raw.at[blanks] == ' ')
        blanks++;
    return blanks;
}

const char *context_line(Arena *arena, Text raw)
{
    char room[CONTEXT_BYTES];
    LogLine line;
    raw = text_part(raw, 0, CONTEXT_BYTES);
    log_line_read(raw, room, &line);
    Text who = line.place.length ? line.place : line.process;
    const char *said_by = "";
    if (line.rank.length)
        said_by = arena_printf(arena, "rank %s: ", text_copy(arena, line.rank));
    else if (who.length)
        said_by = arena_printf(arena, "%s: ", text_copy(arena, who));
    return arena_printf(arena, "%s%*s%s", said_by, (int)indentation(raw, &line), "",
                        text_copy(arena, line.message));
}

/* ---- What comes behind ---- */

static void end_line(Contexts *contexts, Waiting *waiting)
{
    waiting->context->after[waiting->taken++] =
        context_line(contexts->arena, (Text){waiting->line, waiting->length});
    waiting->length = 0;
}

static void take(Contexts *contexts, Waiting *waiting, Text bytes)
{
    while (bytes.length && waiting->taken < CONTEXT_LINES) {
        size_t end = text_find(bytes, '\n');
        size_t room = CONTEXT_BYTES - waiting->length;
        if (!waiting->inside) {
            size_t copied = end < room ? end : room;
            memcpy(waiting->line + waiting->length, bytes.at, copied);
            waiting->length += copied;
            if (end < bytes.length)
                end_line(contexts, waiting);
        }
        waiting->inside = waiting->inside && end == bytes.length;
        bytes = text_part(bytes, end + 1, bytes.length);
    }
}

static void take_all(Contexts *contexts, Text bytes)
{
    size_t left = 0;
    for (size_t i = 0; i < contexts->waiting_count; i++) {
        take(contexts, &contexts->waiting[i], bytes);
        if (contexts->waiting[i].taken < CONTEXT_LINES) {
            if (left != i)
                contexts->waiting[left] = contexts->waiting[i];
            left++;
        }
    }
    contexts->waiting_count = left;
}

/* ---- Blocks ---- */

static void remember(Contexts *contexts, Text block)
{
    if (block.length > CONTEXT_REACH)
        block = text_part(block, block.length - CONTEXT_REACH, CONTEXT_REACH);
    if (contexts->recent_length + block.length > sizeof contexts->recent) {
        /* More than CONTEXT_REACH bytes are there, as the block has no more than that. */
        size_t gone = contexts->recent_length - CONTEXT_REACH;
        memmove(contexts->recent, contexts->recent + gone, contexts->recent_length - gone);
        contexts->recent_length -= gone;
    }
    memcpy(contexts->recent + contexts->recent_length, block.at, block.length);
    contexts->recent_length += block.length;
}

void contexts_begin_block(Contexts *contexts, Text block)
{
    contexts->block = block;
    take_all(contexts, block);
}

void contexts_end_block(Contexts *contexts)
{
    if (contexts->block.length)
        remember(contexts, contexts->block);
    contexts->block_offset += contexts->block.length;
    contexts->block = TEXT("");
}

/* ---- Around ---- */

/* Bytes of the log that end at `end`, at most `size`. */
static Text bytes_before(const Contexts *contexts, uint64_t end, char *room, size_t size)
{
    uint64_t block = contexts->block_offset, oldest = block - contexts->recent_length;
    uint64_t start = end > size ? end - size : 0;
    start = start < oldest ? oldest : start;
    if (end <= start || end > block + contexts->block.length)
        return TEXT("");
    size_t of_recent = start < block ? (size_t)((end < block ? end : block) - start) : 0;
    if (of_recent)
        memcpy(room, contexts->recent + (start - oldest), of_recent);
    size_t of_block = (size_t)(end - start) - of_recent;
    if (of_block)
        memcpy(room + of_recent, contexts->block.at + (start + of_recent - block), of_block);
    return (Text){room, (size_t)(end - start)};
}

/* The part behind the last line end of `*text`, which is taken off with it. */
static Text last_line(Text *text)
{
    size_t start = text->length;
    while (start > 0 && text->at[start - 1] != '\n')
        start--;
    Text line = text_part(*text, start, text->length);
    text->length = start ? start - 1 : 0;
    return line;
}

static void look_back(const Contexts *contexts, LogContext *context, uint64_t from)
{
    char room[CONTEXT_REACH];
    Text text = bytes_before(contexts, from, room, sizeof room);
    bool is_whole = text.length == from; /* nothing stands before it */
    if (!memchr(room, '\n', text.length))
        return;
    (void)last_line(&text);
    for (size_t i = 0; i < CONTEXT_LINES; i++) {
        bool begins = is_whole || (text.length && memchr(text.at, '\n', text.length));
        if (!begins || (!text.length && i))
            return;
        context->before[i] = context_line(contexts->arena, last_line(&text));
    }
}

static void look_ahead(Contexts *contexts, LogContext *context, uint64_t to)
{
    char room[CONTEXT_REACH];
    uint64_t end = contexts->block_offset + contexts->block.length;
    if (contexts->waiting_count == MOST_WAITING || to > end ||
        to + contexts->recent_length < contexts->block_offset)
        return;
    Waiting *waiting = &contexts->waiting[contexts->waiting_count];
    *waiting = (Waiting){.context = context, .inside = true};
    if (to < contexts->block_offset) {
        size_t length = (size_t)(contexts->block_offset - to);
        if (length > sizeof room)
            return;
        take(contexts, waiting, bytes_before(contexts, contexts->block_offset, room, length));
        to = contexts->block_offset;
    }
    take(contexts, waiting,
         text_part(contexts->block, (size_t)(to - contexts->block_offset), contexts->block.length));
    contexts->waiting_count += waiting->taken < CONTEXT_LINES;
}

LogContext *contexts_around(Contexts *contexts, uint64_t from, uint64_t to)
{
    LogContext *context = arena_new_of(contexts->arena, LogContext);
    look_back(contexts, context, from);
    look_ahead(contexts, context, to);
    return context;
}

void contexts_end(Contexts *contexts)
{
    for (size_t i = 0; i < contexts->waiting_count; i++)
        if (contexts->waiting[i].length)
            end_line(contexts, &contexts->waiting[i]);
    contexts->waiting_count = 0;
}
