#include "logs/episodes.h"

#include <stdint.h>
#include <string.h>

#include "parse/log_line.h"
#include "parse/report_line.h"

enum { MATCHES_ROOM = 16, QUOTED_ROWS = 64, SPEAKERS = 256, SEEN = 2048 };

/* The sightings of a message in an episode. Which of them has the fields that are seen again is
 * told by their hashes: the sightings lie far apart. */
typedef struct Seen {
    const Message *message;
    uint32_t episode;
    uint32_t last; /* of its sightings */
    uint8_t values;
    bool banner; /* begins_a_process(message) */
    uint16_t hashes[VALUES_KEPT];
    uint32_t sightings[VALUES_KEPT];
} Seen;

/* Of lines that come by the million most are of an episode and a message that were met before. What
 * does not stand here, because something else took its place, is searched. */
struct EpisodesLately {
    size_t episodes[SPEAKERS]; /* by who speaks: the number of its episode, from 1 */
    Seen seen[SEEN];
    LogFile last_file;
};

static struct EpisodesLately *lately(Episodes *episodes)
{
    if (!episodes->lately)
        episodes->lately = arena_new_of(episodes->arena, struct EpisodesLately);
    return episodes->lately;
}

void episodes_begin_file(Episodes *episodes, const char *file)
{
    episodes->file = file;
    for (size_t i = 0; i < episodes->items.count; i++)
        episodes->items.items[i].ended = true;
}

/* Who printed a line, as it says. */
typedef struct Speaker {
    Text name;
    bool is_rank;
} Speaker;

static Speaker speaker_of(const LogLine *line)
{
    if (line->rank.length)
        return (Speaker){line->rank, true};
    return (Speaker){line->place.length ? line->place : line->process, false};
}

static bool is_of(const Episode *episode, const char *file, Speaker speaker)
{
    return episode->file == file && episode->is_rank == speaker.is_rank &&
           (episode->whose ? text_is(speaker.name, episode->whose) : speaker.name.length == 0);
}

static size_t *lately_open(Episodes *episodes, Speaker speaker)
{
    uint32_t hash = speaker.is_rank;
    for (size_t i = 0; i < speaker.name.length; i++)
        hash = (hash ^ (unsigned char)speaker.name.at[i]) * 16777619u;
    return &lately(episodes)->episodes[(hash ^ hash >> 16) % SPEAKERS];
}

static bool is_open(const Episodes *episodes, size_t index, Speaker speaker)
{
    const Episode *episode = &episodes->items.items[index];
    return !episode->ended && is_of(episode, episodes->file, speaker);
}

/* The episode that is open for whoever printed the line, of which there is never more than one; a
 * new one where there is none. */
static size_t open_episode(Episodes *episodes, Speaker speaker, size_t number)
{
    size_t *open = lately_open(episodes, speaker);
    if (*open && is_open(episodes, *open - 1, speaker))
        return *open - 1;
    size_t index = episodes->items.count;
    while (index > 0 && !is_open(episodes, index - 1, speaker))
        index--;
    if (index == 0) {
        const char *name = speaker.name.length ? text_copy(episodes->arena, speaker.name) : NULL;
        list_add(episodes->arena, episodes->items,
                 (Episode){.file = episodes->file,
                           .whose = name,
                           .is_rank = speaker.is_rank,
                           .first = number,
                           .last = number});
        index = episodes->items.count;
    }
    *open = index;
    return index - 1;
}

/* What a process prints at its beginning, once. */
static bool begins_a_process(const Message *message)
{
    static const char *const BANNERS[] = {"tf-cpu-instructions", "tf-onednn-on",
                                          "keras-using-tensorflow-backend"};
    for (size_t i = 0; i < sizeof BANNERS / sizeof *BANNERS; i++)
        if (strcmp(message->id, BANNERS[i]) == 0)
            return true;
    return false;
}

static uint16_t hash_of_fields(const Message *message, const Text fields[])
{
    uint64_t hash = 0, bytes;
    for (size_t i = 0; i < message->field_count; i++)
        for (Text rest = fields[i]; rest.length;
             rest = text_part(rest, sizeof bytes, rest.length)) {
            bytes = rest.length;
            memcpy(&bytes, rest.at, rest.length < sizeof bytes ? rest.length : sizeof bytes);
            hash = (hash ^ bytes) * 0x9E3779B97F4A7C15u;
            hash ^= hash >> 29;
        }
    return (uint16_t)(hash >> 13);
}

static void note_value(Seen *seen, const Sighting *sighting, size_t index)
{
    seen->hashes[seen->values] = hash_of_fields(sighting->match.message, sighting->match.fields);
    seen->sightings[seen->values++] = seen->last = (uint32_t)index;
}

/* NULL: this episode has not seen the message. */
static Seen *seen_before(Episodes *episodes, size_t episode, const Message *message)
{
    size_t row = (size_t)(message - episodes->messages.items);
    Seen *seen = &lately(episodes)->seen[(row + episode * 1031) % SEEN];
    if (seen->message == message && seen->episode == episode)
        return seen;
    const Sighting *sightings = episodes->items.items[episode].sightings.items;
    size_t count = episodes->items.items[episode].sightings.count, at = 0;
    while (at < count && sightings[at].match.message != message)
        at++;
    if (at == count)
        return NULL;
    *seen = (Seen){
        .message = message, .episode = (uint32_t)episode, .banner = begins_a_process(message)};
    note_value(seen, &sightings[at], at);
    for (; sightings[at].next; at = sightings[at].next)
        note_value(seen, &sightings[sightings[at].next], sightings[at].next);
    return seen;
}

/* Two sightings of one message. */
static bool is_same(const Sighting *sighting, const MessageMatch *match)
{
    for (size_t i = 0; i < match->message->field_count; i++)
        if (!text_equal(sighting->match.fields[i], match->fields[i]))
            return false;
    return true;
}

static bool is_placement(const Message *message)
{
    return message->sets == OUTCOME_PLACED || message->sets == OUTCOME_REQUESTED;
}

/* The sighting to count it for: the same, or the last one of a message with too many values. NULL:
 * there is none yet. */
static Sighting *kept_before(Episode *episode, const Seen *seen, const MessageMatch *match)
{
    uint16_t hash = hash_of_fields(match->message, match->fields);
    Sighting *sightings = episode->sightings.items;
    for (size_t i = 0; i < seen->values; i++)
        if (seen->hashes[i] == hash && is_same(&sightings[seen->sightings[i]], match))
            return &sightings[seen->sightings[i]];
    size_t most = is_placement(match->message) ? 1 : VALUES_KEPT;
    return seen->values == most ? &sightings[seen->last] : NULL;
}

/* The process before it reached its devices. */
static bool is_outcome(const Message *message)
{
    return message->kind == KIND_GPU_IN_USE || message->kind == KIND_CAUSE ||
           message->sets == OUTCOME_CUINIT_FAILED;
}

/* The same part of a copy of the line. */
static Text in_copy(Text part, Text line, const char *copy)
{
    return part.length ? (Text){copy + (part.at - line.at), part.length} : TEXT("");
}

static void keep(Episodes *episodes, Episode *episode, Seen *seen, const MessageMatch *match,
                 Text line, size_t number)
{
    Sighting *before = seen ? kept_before(episode, seen, match) : NULL;
    episode->last = number;
    if (before) {
        before->count++;
        return;
    }
    Sighting sighting = {.match = *match, .number = number, .count = 1};
    sighting.line = text_copy(episodes->arena, line);
    if (episodes->surrounding.around)
        sighting.context = episodes->surrounding.around(episodes->surrounding.context);
    sighting.match.matched = in_copy(match->matched, line, sighting.line);
    for (size_t i = 0; i < match->message->field_count; i++)
        sighting.match.fields[i] = in_copy(match->fields[i], line, sighting.line);
    size_t index = episode->sightings.count;
    list_add(episodes->arena, episode->sightings, sighting);
    episode->has_outcome |= is_outcome(match->message);
    if (seen) {
        episode->sightings.items[seen->last].next = index;
        note_value(seen, &sighting, index);
    }
}

static bool is_of_framework(const Message *message)
{
    switch (message->source) {
    case BY_TENSORFLOW:
    case BY_KERAS:
    case BY_XLA:
    case BY_TORCH:
    case BY_JAX:
    case BY_ONNX: return true;
    default: return false;
    }
}

/* Whether this message is of another process than those before it: a banner that was there already,
 * or a framework that speaks behind the end of a program. */
static bool begins_again(const Episode *episode, const Message *message, const Seen *seen)
{
    bool again = seen && seen->banner;
    bool behind_end = episode->at_end && is_of_framework(message);
    return (again || behind_end) && episode->has_outcome;
}

/* The rows whose anchors stand in the text, in their order; false: there are too many. */
static bool rows_in(const Anchors *anchors, size_t messages, Text text, FoundRow rows[QUOTED_ROWS],
                    size_t *count)
{
    AnchorSearch search;
    anchors_begin(&search, anchors, text);
    *count = 0;
    for (AnchorHit hit; anchors_next(&search, &hit);) {
        if (hit.literal >= messages)
            continue;
        size_t at = *count;
        while (at > 0 && rows[at - 1].row > hit.literal)
            at--;
        if (at > 0 && rows[at - 1].row == hit.literal) {
            rows[at - 1].once = false;
            continue;
        }
        if (*count == QUOTED_ROWS)
            return false;
        memmove(&rows[at + 1], &rows[at], (*count - at) * sizeof *rows);
        rows[at] = (FoundRow){hit.literal, hit.at, true};
        ++*count;
    }
    return true;
}

static size_t look_up_quoted(const Episodes *episodes, Text quoted, MessageMatch *matches,
                             size_t room)
{
    FoundRow rows[QUOTED_ROWS];
    size_t count;
    return episodes->anchors &&
                   rows_in(episodes->anchors, episodes->messages.count, quoted, rows, &count)
               ? messages_among(episodes->messages, (FoundRows){rows, count, true}, quoted, matches,
                                room)
               : messages_in_line(episodes->messages, quoted, matches, room);
}

/* What the match quotes in its fields `error` and `detail`, behind the others. */
static size_t add_quoted(const Episodes *episodes, MessageMatch *matches, size_t count)
{
    size_t all = count;
    for (size_t i = 0; i < count; i++) {
        const Message *message = matches[i].message;
        const int fields[] = {message->error, message->detail};
        for (size_t k = 0; k < 2; k++)
            if (fields[k] >= 0 && matches[i].fields[fields[k]].length)
                all += look_up_quoted(episodes, matches[i].fields[fields[k]], matches + all,
                                      MATCHES_ROOM - all);
    }
    return all;
}

/* The rows that are tried: those that were found, or all. */
static size_t look_up(const Episodes *episodes, FoundRows rows, Text line, MessageMatch *matches)
{
    return rows.items ? messages_among(episodes->messages, rows, line, matches, MATCHES_ROOM)
                      : messages_in_line(episodes->messages, line, matches, MATCHES_ROOM);
}

/* Whether what was found in a line was found in what is left of it without what stands before. */
static bool all_within(Text message, const MessageMatch *matches, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (matches[i].matched.at < message.at)
            return false;
    return true;
}

/* As text_trim() sees it. */
static bool is_white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static Text without_blanks_behind(Text text)
{
    while (text.length && is_white(text.at[text.length - 1]))
        text.length--;
    return text;
}

/* The messages of a line that was printed, and if there are any, the line taken apart. */
static size_t look_up_printed(Episodes *episodes, FoundRows rows, Text printed, bool plain,
                              char *room, LogLine *line, MessageMatch *matches)
{
    bool is_wrapped = (!plain && text_find(printed, '\033') < printed.length) ||
                      text_starts(printed, "{\"log\":");
    size_t count = 0;
    /* An anchor alone is no message yet; to take a line apart costs more than to see that. What is
     * left of the line ends where this ends, so what was found within it would be found again. */
    if (!is_wrapped)
        count = look_up(episodes, rows, without_blanks_behind(printed), matches);
    if (!is_wrapped && !count)
        return 0;
    if (plain && !is_wrapped)
        log_line_read_plain(printed, &lately(episodes)->last_file, line);
    else
        log_line_read(printed, room, line);
    if (line->message.length == 0)
        return 0;
    if (!is_wrapped && all_within(line->message, matches, count))
        return count;
    rows.placed = false;
    return look_up(episodes, rows, line->message, matches);
}

static void take_match(Episodes *episodes, const MessageMatch *match, const LogLine *line,
                       size_t number)
{
    Speaker speaker = speaker_of(line);
    size_t index = open_episode(episodes, speaker, number);
    Seen *seen = seen_before(episodes, index, match->message);
    if (begins_again(&episodes->items.items[index], match->message, seen)) {
        episodes->items.items[index].ended = true;
        index = open_episode(episodes, speaker, number);
        seen = NULL;
    }
    Episode *episode = &episodes->items.items[index];
    keep(episodes, episode, seen, match, line->message, number);
    if (is_placement(match->message))
        placements_take(episodes->arena, &episode->placements, match, line->file.length > 0,
                        line->message, number);
}

static void take_piece(Episodes *episodes, Text piece, size_t number, bool plain, FoundRows rows)
{
    MessageMatch matches[MATCHES_ROOM];
    char room[LONGEST_KEPT];
    LogLine line;
    Text printed = text_part(piece, 0, LONGEST_KEPT);
    size_t count = look_up_printed(episodes, rows, printed, plain, room, &line, matches);
    if (count)
        count = add_quoted(episodes, matches, count);
    for (size_t i = 0; i < count; i++)
        take_match(episodes, &matches[i], &line, number);
}

void episodes_take_found(Episodes *episodes, Text line, size_t number, bool plain, FoundRows rows)
{
    Text rest = line, piece;
    if (plain) {
        take_piece(episodes, line, number, true, rows);
        return;
    }
    rows.placed = false;
    while (log_line_piece(&rest, &piece))
        take_piece(episodes, piece, number, false, rows);
}

void episodes_take(Episodes *episodes, Text line, size_t number)
{
    episodes_take_found(episodes, line, number, text_is_plain(line), (FoundRows){NULL, 0, false});
}

void episodes_end_program(Episodes *episodes, Text line)
{
    ReportLine read = report_line(line, 0);
    bool is_prompt = read.prompt == PROMPT_SHELL || read.prompt == PROMPT_END;
    bool is_exit = read.prompt == PROMPT_PYTHON &&
                   (text_starts(read.text, "exit()") || text_starts(read.text, "quit()"));
    if (!is_prompt && !is_exit && !text_starts(read.text, "Process finished with exit code"))
        return;
    for (size_t i = 0; i < episodes->items.count; i++)
        episodes->items.items[i].at_end = true;
}
