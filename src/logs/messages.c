#include "logs/messages.h"

#include <stdint.h>
#include <string.h>

#include "parse/report_words.h"

#define SETS(NAME) OUTCOME_##NAME
#define NOTHING    OUTCOME_NOTHING

static const struct {
    const char *id;
    MessageSource source;
    MessageLevel level;
    const char *pattern;
    MessageKind kind;
    MessageOutcome sets;
    const char *causes, *rules_out, *page;
} ROWS[] = {
#define MESSAGE(id, WHO, AT, pattern, KIND, sets, causes, rules_out, page)                         \
    {id, BY_##WHO, LEVEL_##AT, pattern, KIND_##KIND, sets, causes, rules_out, page},
#include "logs/messages.def"
#undef MESSAGE
};

enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

/* ---- Patterns ---- */

/* A pattern while it is taken apart. */
typedef struct Reader {
    Arena *arena;
    const char *at;
    char *literal; /* room for the whole pattern */
    size_t length;
    bool in_anchor, has_anchor;
    Message *message;
} Reader;

static MessagePart *new_part(Reader *reader)
{
    Message *message = reader->message;
    if (message->part_count == MESSAGE_PARTS) {
        message->wrong = "it has too many parts";
        return NULL;
    }
    return &message->parts[message->part_count++];
}

/* By which byte a literal is looked for: one that few words have. */
static size_t rarest_byte(Text literal)
{
    static const char COMMON[] = "qxzjkvbwygPMDLITCAESGU_/=-fhmpudcl:.0123456789rnsiotae ";
    size_t rarest = 0, least = sizeof COMMON;
    for (size_t i = 0; i < literal.length; i++) {
        const char *common = memchr(COMMON, literal.at[i], sizeof COMMON - 1);
        size_t rank = common ? (size_t)(common - COMMON) + 1 : 0;
        if (rank < least) {
            least = rank;
            rarest = i;
        }
    }
    return rarest;
}

/* Ends the literal that was collected. An anchor that was marked may be a part of one. */
static void end_literal(Reader *reader, size_t anchor_from)
{
    if (!reader->length)
        return;
    MessagePart *part = new_part(reader);
    if (!part)
        return;
    Text literal = {arena_copy(reader->arena, reader->literal, reader->length), reader->length};
    *part = (MessagePart){.kind = PART_LITERAL,
                          .literal = literal,
                          .rarest = (uint16_t)rarest_byte(literal),
                          .field = -1};
    Message *message = reader->message;
    message->literal_bytes = (uint16_t)(message->literal_bytes + literal.length);
    if (anchor_from < reader->length)
        message->anchor = text_part(literal, anchor_from, message->anchor.length);
    else if (!reader->has_anchor && literal.length > message->anchor.length)
        message->anchor = literal;
    reader->length = 0;
}

static bool kind_of_field(Text word, MessagePart *part)
{
    static const char *const WORDS[] = {
        [PART_ANYTHING] = "", [PART_WORD] = "word", [PART_NUMBER] = "number"};
    for (int kind = PART_ANYTHING; kind <= PART_NUMBER; kind++)
        if (text_is(word, WORDS[kind])) {
            part->kind = (uint8_t)kind;
            return true;
        }
    return false;
}

/* Reads "name:word}" behind the brace. */
static void read_field(Reader *reader)
{
    Message *message = reader->message;
    const char *end = strchr(reader->at, '}');
    if (!end) {
        message->wrong = "a brace is not closed";
        return;
    }
    Text inside = {reader->at, (size_t)(end - reader->at)}, name, kind = inside;
    bool more;
    name = text_next(&kind, ':', &more);
    MessagePart *part = new_part(reader);
    if (!part)
        return;
    *part = (MessagePart){.field = -1};
    if (!kind_of_field(kind, part))
        message->wrong = "a field is of no kind that is known";
    else if (name.length && message->field_count == MESSAGE_FIELDS)
        message->wrong = "it has too many fields";
    else if (name.length) {
        part->field = (int8_t)message->field_count;
        message->field_names[message->field_count++] = name;
    }
    if (message->part_count > 1 && message->parts[message->part_count - 2].kind != PART_LITERAL)
        message->wrong = "two fields touch";
    reader->at = end + 1;
}

/* What is asked of every line that has the message. */
static void note_places(Message *message)
{
    Text first = message->parts[message->parts[0].kind != PART_LITERAL].literal;
    message->begins_with_anchor = message->anchor.length > 0 && message->anchor.at >= first.at &&
                                  message->anchor.at < first.at + first.length;
    if (message->begins_with_anchor)
        message->before_anchor = (uint16_t)(message->anchor.at - first.at);
    message->error = message->detail = -1;
    for (size_t i = 0; i < message->field_count; i++) {
        if (text_is(message->field_names[i], "error"))
            message->error = (int8_t)i;
        if (text_is(message->field_names[i], "detail"))
            message->detail = (int8_t)i;
    }
}

static void read_pattern(Arena *arena, Message *message)
{
    Reader reader = {.arena = arena, .at = message->pattern, .message = message};
    reader.literal = arena_alloc(arena, strlen(message->pattern) + 1);
    size_t anchor_from = (size_t)-1;
    while (*reader.at && !message->wrong) {
        char c = *reader.at++;
        if (c == '\\' && *reader.at) {
            reader.literal[reader.length++] = *reader.at++;
        } else if (c == '@') {
            reader.in_anchor = !reader.in_anchor;
            if (reader.in_anchor && reader.has_anchor)
                message->wrong = "it marks two anchors";
            if (reader.in_anchor)
                anchor_from = reader.length;
            else
                message->anchor.length = reader.length - anchor_from;
            reader.has_anchor = true;
        } else if (c == '{') {
            if (reader.in_anchor)
                message->wrong = "a field stands in the anchor";
            end_literal(&reader, anchor_from);
            anchor_from = (size_t)-1;
            read_field(&reader);
        } else {
            reader.literal[reader.length++] = c;
        }
    }
    if (!message->wrong && reader.in_anchor)
        message->wrong = "the anchor has no end";
    if (!message->wrong)
        end_literal(&reader, anchor_from);
    if (!message->wrong && !reader.has_anchor && message->anchor.length < SHORTEST_ANCHOR)
        message->wrong = "no literal part is long enough to be looked for";
    if (!message->wrong && message->parts[0].kind == PART_ANYTHING)
        message->wrong = "it begins with a field that takes anything";
    if (message->wrong)
        message->part_count = 0;
    else
        note_places(message);
}

Message message_of_pattern(Arena *arena, const char *id, const char *pattern)
{
    Message message = {.id = id, .pattern = pattern, .causes = "", .rules_out = "", .page = ""};
    read_pattern(arena, &message);
    return message;
}

Messages messages_read(Arena *arena)
{
    Message *items = arena_alloc(arena, ROW_COUNT * sizeof *items);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        items[i] = (Message){.id = ROWS[i].id,
                             .source = ROWS[i].source,
                             .level = ROWS[i].level,
                             .pattern = ROWS[i].pattern,
                             .kind = ROWS[i].kind,
                             .sets = ROWS[i].sets,
                             .causes = ROWS[i].causes,
                             .rules_out = ROWS[i].rules_out,
                             .page = ROWS[i].page};
        read_pattern(arena, &items[i]);
    }
    return (Messages){items, ROW_COUNT};
}

const char *message_outline(Arena *arena, const Message *message)
{
    const char *outline = "";
    for (size_t i = 0; i < message->part_count; i++) {
        const MessagePart *part = &message->parts[i];
        const char *text =
            part->kind == PART_LITERAL ? text_copy(arena, part->literal) : "\xe2\x80\xa6";
        outline = arena_printf(arena, "%s%s", outline, text);
    }
    return outline;
}

const Message *message_by_id(Messages messages, const char *id)
{
    for (size_t i = 0; i < messages.count; i++)
        if (strcmp(messages.items[i].id, id) == 0)
            return &messages.items[i];
    return NULL;
}

/* ---- Matching ---- */

/* Where a literal stands first. For a line this takes less than what memmem() does beforehand. */
static const char *find(const char *from, const char *end, const MessagePart *part)
{
    Text literal = part->literal;
    while ((size_t)(end - from) >= literal.length) {
        if (from[part->rarest] != literal.at[part->rarest]) {
            size_t places = (size_t)(end - from) - literal.length + 1;
            const char *rarest = memchr(from + part->rarest, literal.at[part->rarest], places);
            if (!rarest)
                return NULL;
            from = rarest - part->rarest;
        }
        if (memcmp(from, literal.at, literal.length) == 0)
            return from;
        from++;
    }
    return NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Every byte but blanks, controls and any of '"`()[]{}<>,; */
static bool is_of_word(char c)
{
    static const uint64_t NONE_OF[4] = {0x58001385FFFFFFFF, 0xA800000128000000};
    unsigned char byte = (unsigned char)c;
    return !(NONE_OF[byte / 64] >> byte % 64 & 1);
}

static bool fits(const MessagePart *part, char c)
{
    return part->kind == PART_NUMBER ? is_digit(c) : part->kind != PART_WORD || is_of_word(c);
}

/* A field at the end of a pattern takes what there is of its kind. */
static const char *end_of_last(const MessagePart *part, const char *from, const char *end)
{
    const char *at = from;
    while (at < end && fits(part, *at))
        at++;
    if (part->kind == PART_ANYTHING)
        while (at > from && (at[-1] == ' ' || at[-1] == '\t'))
            at--;
    if (part->kind == PART_WORD)
        while (at > from && strchr(".:", at[-1]))
            at--;
    return part->kind == PART_ANYTHING || at > from ? at : NULL;
}

/* Whether a field may begin here, seen by its first byte. */
static bool may_begin(const MessagePart *part, const char *from, const char *end)
{
    return part->kind == PART_ANYTHING || (from < end && fits(part, *from));
}

/* Of a field in front of a literal at `to`: where it begins, or NULL. A field of a kind is never
 * empty. */
static bool field_fits(const MessagePart *part, const char *from, const char *to)
{
    if (part->kind != PART_ANYTHING && from == to)
        return false;
    for (const char *at = from; at < to; at++)
        if (!fits(part, *at))
            return false;
    return true;
}

/* Matches parts from `index` on, which is behind a literal that ended at `from`. Each field ends at
 * the first place where the literal behind it begins. Returns where the match ends, or NULL. */
static const char *match_parts(const Message *message, size_t index, const char *from,
                               const char *end, Text fields[])
{
    while (index < message->part_count) {
        const MessagePart *part = &message->parts[index];
        const char *to, *next;
        if (index + 1 == message->part_count) {
            to = next = end_of_last(part, from, end);
            if (!to)
                return NULL;
        } else {
            const MessagePart *literal = &message->parts[index + 1];
            if (!may_begin(part, from, end))
                return NULL;
            to = find(from, end, literal);
            if (!to || !field_fits(part, from, to))
                return NULL;
            next = to + literal->literal.length;
        }
        if (part->field >= 0)
            fields[part->field] = text_trim((Text){from, (size_t)(to - from)});
        from = next;
        index += 2;
    }
    return from;
}

/* "DBus errors" is no "Bus error". The n of a written "\\n" belongs to no word, nor does "%2F". */
static bool is_inside_word(const char *start, Text line)
{
    if (start == line.at || !is_letter_byte(start[-1]) || !is_letter_byte(start[0]))
        return false;
    ptrdiff_t before = start - line.at;
    bool escaped = before > 1 && start[-2] == '\\' && strchr("nrt", start[-1]);
    return !escaped && !(before > 2 && start[-3] == '%');
}

/* From a literal at `start`, the first one of the pattern; `line` is where a field before it may
 * begin. */
static bool match_from(const Message *message, const char *start, Text line, MessageMatch *match)
{
    const char *begin = start;
    size_t index = 0;
    if (message->parts[0].kind == PART_LITERAL) {
        if (is_inside_word(start, line))
            return false;
    } else {
        const MessagePart *part = &message->parts[index++];
        while (begin > line.at && fits(part, begin[-1]))
            begin--;
        if (begin == start)
            return false;
        if (part->field >= 0)
            match->fields[part->field] = (Text){begin, (size_t)(start - begin)};
    }
    const char *last = match_parts(message, index + 1, start + message->parts[index].literal.length,
                                   line.at + line.length, match->fields);
    if (!last)
        return false;
    match->message = message;
    match->dropped = false;
    match->matched = (Text){begin, (size_t)(last - begin)};
    return true;
}

static const MessagePart *first_literal(const Message *message)
{
    return &message->parts[message->parts[0].kind != PART_LITERAL];
}

/* Its anchor, which lies in its first literal, stands `at` in the line and nowhere else: so there
 * is only one place for that literal. */
static bool match_at(const Message *message, Text line, size_t at, MessageMatch *match)
{
    Text literal = first_literal(message)->literal;
    if (at < message->before_anchor || at - message->before_anchor + literal.length > line.length)
        return false;
    const char *start = line.at + (at - message->before_anchor);
    return (literal.length == message->anchor.length ||
            memcmp(start, literal.at, literal.length) == 0) &&
           match_from(message, start, line, match);
}

/* Its anchor stands `at` in the line, or behind that. */
static bool match_behind(const Message *message, Text line, size_t at, MessageMatch *match)
{
    if (!message->part_count)
        return false;
    const char *end = line.at + line.length, *start = line.at;
    if (message->begins_with_anchor && at > message->before_anchor)
        start += at - message->before_anchor;
    const MessagePart *literal = first_literal(message);
    for (; start <= end && (start = find(start, end, literal)); start++) {
        if (match_from(message, start, line, match))
            return true;
    }
    return false;
}

bool message_match_whole(const Message *message, Text line, MessageMatch *match)
{
    return match_behind(message, line, 0, match);
}

bool message_match(const Message *message, Text line, Text fields[])
{
    MessageMatch match = {.message = message};
    if (!message_match_whole(message, line, &match))
        return false;
    memcpy(fields, match.fields, sizeof match.fields);
    return true;
}

/* Of two that begin at one place the one with more literal text says more; otherwise the one in
 * which the other one lies. */
static bool says_more(const MessageMatch *other, const MessageMatch *match)
{
    const char *end = match->matched.at + match->matched.length;
    const char *other_end = other->matched.at + other->matched.length;
    if (match->matched.at != other->matched.at)
        return match->matched.at > other->matched.at && end <= other_end;
    if (match->message->literal_bytes != other->message->literal_bytes)
        return match->message->literal_bytes < other->message->literal_bytes;
    return end != other_end ? end < other_end : other->message < match->message;
}

size_t message_matches_settle(MessageMatch *matches, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        matches[i].dropped = false;
        for (size_t j = 0; j < count && !matches[i].dropped; j++)
            matches[i].dropped = i != j && says_more(&matches[j], &matches[i]);
    }
    size_t left = 0;
    for (size_t i = 0; i < count; i++)
        if (!matches[i].dropped)
            matches[left++] = matches[i];
    return left;
}

size_t messages_in_line(Messages messages, Text line, MessageMatch *matches, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < messages.count && count < room; i++)
        count += message_match_whole(&messages.items[i], line, &matches[count]);
    return message_matches_settle(matches, count);
}

size_t messages_among(Messages messages, FoundRows rows, Text line, MessageMatch *matches,
                      size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < rows.count && count < room; i++) {
        FoundRow found = rows.items[i];
        const Message *message = &messages.items[found.row];
        bool one_place = rows.placed && found.once && message->begins_with_anchor;
        count += one_place
                     ? match_at(message, line, found.at, &matches[count])
                     : match_behind(message, line, rows.placed ? found.at : 0, &matches[count]);
    }
    return count > 1 ? message_matches_settle(matches, count) : count;
}

Text message_field(const MessageMatch *match, const char *name)
{
    for (size_t i = 0; i < match->message->field_count; i++)
        if (text_is(match->message->field_names[i], name))
            return match->fields[i];
    return TEXT("");
}

bool message_next_cause(Text *rest, Text *id, bool *possible)
{
    bool more;
    do
        *id = text_next(rest, ' ', &more);
    while (more && !id->length);
    *possible = more && text_ends(*id, "?");
    if (*possible)
        id->length--;
    return more;
}

/* ---- Words ---- */

const char *message_source_word(MessageSource source)
{
    static const char *const WORDS[] = {
#define SOURCE(NAME, word, says) word,
#include "logs/sources.def"
#undef SOURCE
    };
    return WORDS[source];
}

const char *message_source_name(MessageSource source)
{
    static const char *const NAMES[] = {
#define SOURCE(NAME, word, says) says,
#include "logs/sources.def"
#undef SOURCE
    };
    return NAMES[source];
}

const char *message_level_word(MessageLevel level)
{
    static const char *const WORDS[] = {
        [LEVEL_VERBOSE] = "verbose", [LEVEL_INFO] = "info",   [LEVEL_WARNING] = "warning",
        [LEVEL_ERROR] = "error",     [LEVEL_FATAL] = "fatal", [LEVEL_RAISED] = "exception",
        [LEVEL_PLAIN] = "plain"};
    return WORDS[level];
}

const char *message_kind_word(MessageKind kind)
{
    static const char *const WORDS[] = {
        [KIND_OUTCOME] = "outcome",         [KIND_CAUSE] = "cause",
        [KIND_CONSEQUENCE] = "consequence", [KIND_HARMLESS] = "harmless",
        [KIND_GPU_IN_USE] = "gpu-in-use",   [KIND_EVIDENCE] = "evidence"};
    return WORDS[kind];
}

const char *message_outcome_word(MessageOutcome outcome)
{
    static const char *const WORDS[] = {
#define OUTCOME(NAME, word, fields, says) word,
#include "logs/outcomes.def"
#undef OUTCOME
    };
    return WORDS[outcome];
}

const char *message_outcome_fields(MessageOutcome outcome)
{
    static const char *const FIELDS[] = {
#define OUTCOME(NAME, word, fields, says) fields,
#include "logs/outcomes.def"
#undef OUTCOME
    };
    return FIELDS[outcome];
}
