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

static bool is_of(const Episode *episode, const char *file, const char *whose)
{
    return episode->file == file &&
           (!episode->whose ? !whose : whose && strcmp(episode->whose, whose) == 0);
}

/* The episode that is open for whoever printed the line; a new one where there is none. */
static Episode *open_episode(Episodes *episodes, const char *whose, size_t number)
{
    for (size_t i = episodes->items.count; i-- > 0;) {
        Episode *episode = &episodes->items.items[i];
        if (is_of(episode, episodes->file, whose) && !episode->ended)
            return episode;
    }
    list_add(episodes->arena, episodes->items,
             (Episode){.file = episodes->file, .whose = whose, .first = number, .last = number});
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

static void keep(Episodes *episodes, Episode *episode, const MessageMatch *match, Text line,
                 size_t number)
{
    episode->last = number;
    for (size_t i = 0; i < episode->sightings.count; i++)
        if (is_same(&episode->sightings.items[i], match)) {
            episode->sightings.items[i].count++;
            return;
        }
    if (episode->sightings.count == MOST_SIGHTINGS)
        return;
    Sighting sighting = {.match = *match, .number = number, .count = 1};
    sighting.line = text_copy(episodes->arena, text_part(line, 0, LONGEST_KEPT));
    for (size_t i = 0; i < match->message->field_count; i++) {
        Text field = match->fields[i];
        sighting.match.fields[i] = (Text){text_copy(episodes->arena, field), field.length};
    }
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

static void take_piece(Episodes *episodes, Text piece, size_t number)
{
    MessageMatch matches[MATCHES_ROOM];
    char *room = arena_alloc(episodes->arena, piece.length + 1);
    LogLine line;
    log_line_read(piece, room, &line);
    size_t count = messages_in_line(episodes->messages, line.message, matches, MATCHES_ROOM);
    if (!count)
        return;
    count = add_quoted(episodes, matches, count);
    Text whose = line.rank.length ? line.rank : line.place.length ? line.place : line.process;
    const char *name = whose.length ? text_copy(episodes->arena, whose) : NULL;
    for (size_t i = 0; i < count; i++) {
        Episode *episode = open_episode(episodes, name, number);
        if (begins_a_process(matches[i].message) && has_seen(episode, matches[i].message) &&
            has_outcome(episode)) {
            episode->ended = true;
            episode = open_episode(episodes, name, number);
        }
        keep(episodes, episode, &matches[i], line.message, number);
    }
}

void episodes_take(Episodes *episodes, Text line, size_t number)
{
    Text rest = line, piece;
    while (log_line_piece(&rest, &piece))
        take_piece(episodes, piece, number);
}
