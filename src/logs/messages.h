/* The catalogue of messages: what a framework, a driver or a tool prints, and what it means.
 *
 * A row of messages.def is a pattern: literal text with fields, as "Could not load dynamic library
 * '{library}'; dlerror: {detail}". It may stand anywhere in a line. What a field takes:
 *
 *     {name}         anything, up to where the literal behind it begins, or to the end of the line
 *     {name:word}    the same, without blanks, quotes, brackets, commas and semicolons, and not
 *                    empty; at the end of a pattern as much as there is of it, without a last '.'
 *     {name:number}  decimal digits; at the end of a pattern as many as there are
 *     {}             anything, and nobody asks what
 *
 * A backslash before '{', '@' or '\' takes away what it means. The anchor is the literal part by
 * which a line is found among millions: the longest one, or the one that stands between two '@'.
 */
#ifndef WHYCPU_LOGS_MESSAGES_H
#define WHYCPU_LOGS_MESSAGES_H

#include <stdint.h>

#include "base/list.h"
#include "base/text.h"

enum { MESSAGE_FIELDS = 6, MESSAGE_PARTS = 13, SHORTEST_ANCHOR = 8 };

/* Who prints it. */
typedef enum MessageSource {
#define SOURCE(NAME, word, says) BY_##NAME,
#include "logs/sources.def"
#undef SOURCE
    MESSAGE_SOURCES
} MessageSource;

/* At which level it is printed by default; where releases differ, the page of the row says so. */
typedef enum MessageLevel {
    LEVEL_VERBOSE, /* only when one asks for more */
    LEVEL_INFO,
    LEVEL_WARNING,
    LEVEL_ERROR,
    LEVEL_FATAL,  /* the process ends with it */
    LEVEL_RAISED, /* the text of an exception */
    LEVEL_PLAIN,  /* of what has no levels */
    MESSAGE_LEVELS
} MessageLevel;

typedef enum MessageKind {
    KIND_OUTCOME,     /* something was seen to happen; what it means, other lines decide */
    KIND_CAUSE,       /* why the GPU is not used */
    KIND_CONSEQUENCE, /* follows from something that was told before, or went wrong before */
    KIND_HARMLESS,    /* looks bad and means nothing */
    KIND_GPU_IN_USE,  /* the GPU works */
    KIND_EVIDENCE,    /* a number, a version, a place that helps others to decide */
    MESSAGE_KINDS
} MessageKind;

/* What the fields of a sighting become. */
typedef enum MessageOutcome {
#define OUTCOME(NAME, word, fields, says) OUTCOME_##NAME,
#include "logs/outcomes.def"
#undef OUTCOME
    MESSAGE_OUTCOMES
} MessageOutcome;

/* A literal, or the field behind the literal before it. */
enum { PART_LITERAL, PART_ANYTHING, PART_WORD, PART_NUMBER };

/* Small: of most lines a few parts of a few rows are read, and those should lie near. */
typedef struct MessagePart {
    Text literal;
    uint16_t rarest; /* of the literal: which byte is met least often in a log */
    int8_t field;    /* its number, or -1: nobody asks */
    uint8_t kind;
} MessagePart;

/* What is asked of every line that has the message comes first, so that it lies together. */
typedef struct Message {
    uint8_t part_count; /* 0: the pattern is none */
    uint8_t field_count;
    bool begins_with_anchor; /* it lies in the first literal */
    int8_t error, detail;    /* fields with these names, or -1 */
    uint16_t before_anchor;  /* bytes of the first literal */
    uint16_t literal_bytes;
    MessageKind kind;
    MessageSource source;
    MessageOutcome sets;
    MessageLevel level;
    MessagePart parts[MESSAGE_PARTS];
    const char *id;
    const char *pattern; /* as it is written in the row */
    const char *causes;  /* ids between blanks: "x" is proved, "x?" is possible; least said first */
    const char *rules_out;
    const char *page; /* what it means; a newline separates paragraphs, "$ " starts a command */
    Text anchor;
    Text field_names[MESSAGE_FIELDS];
    const char *wrong; /* why the pattern is none, or NULL; tests hold every row to NULL */
} Message;

typedef struct Messages {
    const Message *items; /* in the order of messages.def */
    size_t count;
} Messages;

/* All rows, their patterns taken apart. The memory is the arena's. */
Messages messages_read(Arena *arena);

/* One row of one's own, for tests: only id, pattern and what follows from them. */
Message message_of_pattern(Arena *arena, const char *id, const char *pattern);

/* The pattern for a reader: "Adding visible gpu devices: …". */
const char *message_outline(Arena *arena, const Message *message);

/* NULL when there is none. */
const Message *message_by_id(Messages messages, const char *id);

typedef struct MessageMatch {
    const Message *message;
    Text fields[MESSAGE_FIELDS]; /* of message->field_names; no others are set */
    Text matched;                /* from the pattern's first byte to its last, in the line */
    bool dropped;                /* used while they are settled */
} MessageMatch;

/* Whether `line`, which holds no line end, has the message; if so, its fields (MESSAGE_FIELDS). */
bool message_match(const Message *message, Text line, Text fields[]);
bool message_match_whole(const Message *message, Text line, MessageMatch *match);

/* Of several matches in one line, drops those that another one quotes: a whole sentence says more
 * than the error text within it. Of two that begin at one place, the one with more literal text
 * stays; of two alike, the earlier row. Returns how many are left. What a field `error` or `detail`
 * quotes can be looked up in its turn, by messages_in_line(). */
size_t message_matches_settle(MessageMatch *matches, size_t count);

/* Every message of a line, settled, at most `room`. Tries each row: for a line, not for a log. */
size_t messages_in_line(Messages messages, Text line, MessageMatch *matches, size_t room);

/* A row whose anchor was found in a line: it stands there, or behind that at the earliest. */
typedef struct FoundRow {
    size_t row, at;
    bool once; /* there and nowhere else */
} FoundRow;

typedef struct FoundRows {
    const FoundRow *items;
    size_t count;
    bool placed; /* false: it was another line, and they may stand anywhere */
} FoundRows;

/* The same of these rows. */
size_t messages_among(Messages messages, FoundRows rows, Text line, MessageMatch *matches,
                      size_t room);

/* The value of a field by its name; empty when the message has no such field. */
Text message_field(const MessageMatch *match, const char *name);

/* The next id of `causes` or `rules_out`; `*possible` says whether a '?' stood behind it. */
bool message_next_cause(Text *rest, Text *id, bool *possible);

/* "tensorflow", "warning", "cause", "libraries-failed". */
const char *message_source_word(MessageSource source);
const char *message_source_name(MessageSource source); /* "TensorFlow" */
const char *message_level_word(MessageLevel level);
const char *message_kind_word(MessageKind kind);
const char *message_outcome_word(MessageOutcome outcome);
/* The fields that a message with this outcome has at least, between blanks. */
const char *message_outcome_fields(MessageOutcome outcome);

#endif
