#include "logs/episodes.h"

#include <string.h>

#include "parse/log_line.h"

enum { MATCHES_ROOM = 16 };

void episodes_begin_file(Episodes *episodes, const char *file)
{
    episodes->file = file;
    for (size_t i = 0; i < episodes->items.count; i++)
        episodes->items.items[i].ended = true;
}

static bool is_of(const Episode *episode, const char *file, Text whose)
{
    return episode->file == file &&
           (episode->whose ? text_is(whose, episode->whose) : whose.length == 0);
}

/* The episode that is open for whoever printed the line; a new one where there is none. */
static Episode *open_episode(Episodes *episodes, Text whose, size_t number)
{
    for (size_t i = episodes->items.count; i-- > 0;) {
        Episode *episode = &episodes->items.items[i];
        if (is_of(episode, episodes->file, whose) && !episode->ended)
            return episode;
    }
    const char *name = whose.length ? text_copy(episodes->arena, whose) : NULL;
    list_add(episodes->arena, episodes->items,
             (Episode){.file = episodes->file, .whose = name, .first = number, .last = number});
    return &episodes->items.items[episodes->items.count - 1];
}

static bool is_same(const Sighting *sighting, const MessageMatch *match)
{
    if (sighting->match.message != match->message)
        return false;
    for (size_t i = 0; i < match->message->field_count; i++)
        if (!text_equal(sighting->match.fields[i], match->fields[i]))
            return false;
    return true;
}

static bool is_placement(const Message *message)
{
    return message->sets == OUTCOME_PLACED || message->sets == OUTCOME_REQUESTED;
}

/* The sighting to count it for: the same, or the last one of a message with too many values. */
static Sighting *kept_before(Episode *episode, const MessageMatch *match)
{
    size_t values = 0, most = is_placement(match->message) ? 1 : VALUES_KEPT;
    for (size_t i = 0; i < episode->sightings.count; i++) {
        Sighting *sighting = &episode->sightings.items[i];
        values += sighting->match.message == match->message;
        if (is_same(sighting, match) || values == most)
            return sighting;
    }
    return NULL;
}

/* The same part of a copy of the line. */
static Text in_copy(Text part, Text line, const char *copy)
{
    return part.length ? (Text){copy + (part.at - line.at), part.length} : TEXT("");
}

static void keep(Episodes *episodes, Episode *episode, const MessageMatch *match, Text line,
                 size_t number)
{
    episode->last = number;
    Sighting *before = kept_before(episode, match);
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
    list_add(episodes->arena, episode->sightings, sighting);
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

static bool has_seen(const Episode *episode, const Message *message)
{
    for (size_t i = 0; i < episode->sightings.count; i++)
        if (episode->sightings.items[i].match.message == message)
            return true;
    return false;
}

/* Before the banner of a second process there was one that reached its devices. */
static bool has_outcome(const Episode *episode)
{
    for (size_t i = 0; i < episode->sightings.count; i++) {
        const Message *message = episode->sightings.items[i].match.message;
        if (message->kind == KIND_GPU_IN_USE || message->kind == KIND_CAUSE ||
            message->sets == OUTCOME_CUINIT_FAILED)
            return true;
    }
    return false;
}

/* What the match quotes in its fields `error` and `detail`, behind the others. */
static size_t add_quoted(const Episodes *episodes, MessageMatch *matches, size_t count)
{
    static const char *const QUOTING[] = {"error", "detail"};
    size_t all = count;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < 2; k++) {
            Text quoted = message_field(&matches[i], QUOTING[k]);
            if (quoted.length)
                all +=
                    messages_in_line(episodes->messages, quoted, matches + all, MATCHES_ROOM - all);
        }
    return all;
}

/* The rows that are tried: those that were found, or all. */
typedef struct Rows {
    const size_t *items;
    size_t count;
} Rows;

static size_t look_up(const Episodes *episodes, Rows rows, Text line, MessageMatch *matches)
{
    return rows.items ? messages_among(episodes->messages, rows.items, rows.count, line, matches,
                                       MATCHES_ROOM)
                      : messages_in_line(episodes->messages, line, matches, MATCHES_ROOM);
}

static void take_piece(Episodes *episodes, Text piece, size_t number, Rows rows)
{
    MessageMatch matches[MATCHES_ROOM];
    char room[LONGEST_KEPT];
    LogLine line;
    piece = text_part(piece, 0, LONGEST_KEPT);
    /* An anchor alone is no message yet; to take a line apart costs more than to see that. */
    if (!memchr(piece.at, '\033', piece.length) && !look_up(episodes, rows, piece, matches))
        return;
    log_line_read(piece, room, &line);
    size_t count = look_up(episodes, rows, line.message, matches);
    if (!count)
        return;
    count = add_quoted(episodes, matches, count);
    Text whose = line.rank.length ? line.rank : line.place.length ? line.place : line.process;
    for (size_t i = 0; i < count; i++) {
        Episode *episode = open_episode(episodes, whose, number);
        if (begins_a_process(matches[i].message) && has_seen(episode, matches[i].message) &&
            has_outcome(episode)) {
            episode->ended = true;
            episode = open_episode(episodes, whose, number);
        }
        keep(episodes, episode, &matches[i], line.message, number);
        if (is_placement(matches[i].message))
            placements_take(episodes->arena, &episode->placements, &matches[i],
                            line.file.length > 0, line.message, number);
    }
}

void episodes_take(Episodes *episodes, Text line, size_t number, const size_t rows[],
                   size_t row_count)
{
    Text rest = line, piece;
    while (log_line_piece(&rest, &piece))
        take_piece(episodes, piece, number, (Rows){rows, row_count});
}
