#include "logs/episodes.h"

#include <string.h>

#include "parse/log_line.h"
#include "parse/report_line.h"

enum { MATCHES_ROOM = 16 };

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

/* The episode that is open for whoever printed the line; a new one where there is none. */
static Episode *open_episode(Episodes *episodes, Speaker speaker, size_t number)
{
    for (size_t i = episodes->items.count; i-- > 0;) {
        Episode *episode = &episodes->items.items[i];
        if (is_of(episode, episodes->file, speaker) && !episode->ended)
            return episode;
    }
    const char *name = speaker.name.length ? text_copy(episodes->arena, speaker.name) : NULL;
    list_add(episodes->arena, episodes->items,
             (Episode){.file = episodes->file,
                       .whose = name,
                       .is_rank = speaker.is_rank,
                       .first = number,
                       .last = number});
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

/* The process before it reached its devices. */
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
static bool begins_again(const Episode *episode, const Message *message)
{
    bool again = begins_a_process(message) && has_seen(episode, message);
    bool behind_end = episode->at_end && is_of_framework(message);
    return (again || behind_end) && has_outcome(episode);
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
    bool is_wrapped = memchr(piece.at, '\033', piece.length) || text_starts(piece, "{\"log\":");
    if (!is_wrapped && !look_up(episodes, rows, piece, matches))
        return;
    log_line_read(piece, room, &line);
    size_t count = look_up(episodes, rows, line.message, matches);
    if (!count)
        return;
    count = add_quoted(episodes, matches, count);
    Speaker speaker = speaker_of(&line);
    for (size_t i = 0; i < count; i++) {
        Episode *episode = open_episode(episodes, speaker, number);
        if (begins_again(episode, matches[i].message)) {
            episode->ended = true;
            episode = open_episode(episodes, speaker, number);
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
