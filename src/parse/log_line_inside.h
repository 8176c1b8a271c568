/* What stands before a message: parts of log_line.c, for it alone. Each takes what it knows off the
 * beginning of `*rest` and notes it; false, and nothing is taken, when it is not there. They are
 * asked in turn of every line that holds a message, so each looks at the first byte first. */
#ifndef WHYCPU_PARSE_LOG_LINE_INSIDE_H
#define WHYCPU_PARSE_LOG_LINE_INSIDE_H

#include <stdint.h>

#include "parse/log_line.h"
#include "parse/log_stamp.h"

/* The level, and the place in the source (log_level.c). */
bool log_take_glog(Text *rest, LogLine *line);
bool log_take_level(Text *rest, LogLine *line);

/* Who says it (log_speaker.c). */
bool log_take_speaker(Text *rest, LogLine *line);
bool log_take_job(Text *rest, LogLine *line);
/* " 3: " of srun: at the beginning of the line alone, elsewhere a number may be what is said. */
bool log_take_label_of_srun(Text *rest, LogLine *line);
/* "host python[1234]: " behind a stamp, and "host kernel: " behind one of syslog. */
bool log_take_host(Text *rest, LogLine *line, bool of_syslog);

/* ---- Words ---- */

/* A set of bytes, a bit each. */
static inline bool is_among(const uint64_t set[4], char c)
{
    unsigned char byte = (unsigned char)c;
    return set[byte / 64] >> byte % 64 & 1;
}

static inline bool is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

/* Kinds of words that a byte may be of. */
enum {
    IN_NAME = 1, /* of hosts, containers, jobs and modules: letters, digits and any of _-. */
    IN_PATH = 2  /* every byte but blanks, controls and any of ()[]<>"'`,;| */
};

/* A table of all bytes, made by the compiler: words are walked through byte by byte. */
#define IS_NAME(c)                                                                                 \
    (((c) >= 'a' && (c) <= 'z') || ((c) >= 'A' && (c) <= 'Z') || ((c) >= '0' && (c) <= '9') ||     \
     (c) == '_' || (c) == '-' || (c) == '.')
#define IS_PATH(c)                                                                                 \
    !((c) <= ' ' || (c) == 0x7F || (c) == '(' || (c) == ')' || (c) == '[' || (c) == ']' ||         \
      (c) == '<' || (c) == '>' || (c) == '"' || (c) == '\'' || (c) == '`' || (c) == ',' ||         \
      (c) == ';' || (c) == '|')
#define KINDS(c)    ((IS_NAME(c) ? IN_NAME : 0) | (IS_PATH(c) ? IN_PATH : 0))
#define KINDS_4(c)  KINDS(c), KINDS((c) + 1), KINDS((c) + 2), KINDS((c) + 3)
#define KINDS_16(c) KINDS_4(c), KINDS_4((c) + 4), KINDS_4((c) + 8), KINDS_4((c) + 12)
#define KINDS_64(c) KINDS_16(c), KINDS_16((c) + 16), KINDS_16((c) + 32), KINDS_16((c) + 48)

static const unsigned char LOG_BYTE_KINDS[256] = {KINDS_64(0), KINDS_64(64), KINDS_64(128),
                                                  KINDS_64(192)};

static inline unsigned kinds_of(char c)
{
    return LOG_BYTE_KINDS[(unsigned char)c];
}

static inline bool is_name(char c)
{
    return kinds_of(c) & IN_NAME;
}

static inline bool is_path(char c)
{
    return kinds_of(c) & IN_PATH;
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

enum { LONGEST_NAME = LONGEST_LOG_FILE };

/* What is left behind its first bytes, which are there. */
static inline Text log_behind(Text text, size_t bytes)
{
    return (Text){text.at + bytes, text.length - bytes};
}

static inline bool log_take_blanks(Text *rest)
{
    size_t blanks = 0;
    while (blanks < rest->length && is_blank(rest->at[blanks]))
        blanks++;
    if (blanks)
        *rest = log_behind(*rest, blanks);
    return blanks > 0;
}

/* All bytes that are `of` a kind; none, or too many for a name, are no word. */
static inline bool log_take_word(Text *rest, bool (*of)(char), Text *word)
{
    size_t length = 0, most = rest->length <= LONGEST_NAME ? rest->length : LONGEST_NAME + 1;
    while (length < most && of(rest->at[length]))
        length++;
    if (length == 0 || length > LONGEST_NAME)
        return false;
    *word = (Text){rest->at, length};
    *rest = log_behind(*rest, length);
    return true;
}

/* False: nothing that stands before a message begins here, so none of the above need be asked. */
bool log_may_be_prefix(Text rest);
/* What any of the above takes, in their order, and blanks before it. */
bool log_take_prefix(Text *rest, LogLine *line);

/* What stands before `end`, and `end`, when it is near. */
bool log_take_until(Text *rest, const char *end, Text *before);

/* Of several the outermost one counts. */
static inline void log_note(Text *field, Text said)
{
    if (field->length == 0)
        *field = said;
}

void log_note_level(LogLine *line, LogLevel level);
void log_note_stamp(LogLine *line, const LogStamp *stamp);

#endif
