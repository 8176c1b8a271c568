/* What people write of what they saw, found by parts of sentences: symptoms.def. */
#include <stdint.h>
#include <string.h>

#include "logs/near_gpu.h"
#include "logs/outcomes.h"
#include "parse/log_line.h"
#include "parse/report_line.h"

typedef struct Symptom {
    const char *outcome, *all, *any, *none;
} Symptom;

static const Symptom SYMPTOMS[] = {
#define SYMPTOM(outcome, all, any, none) {outcome, all, any, none},
#include "logs/symptoms.def"
#include "logs/symptoms_hints.def"
#undef SYMPTOM
};

enum { LONGEST_SENTENCE = 1000 };

/* A line, and which pairs of bytes it holds, by a hash of them: most parts are out of the question
 * by their first two bytes. */
typedef struct Line {
    Text text;
    uint64_t pairs[16];
} Line;

static unsigned pair_at(const char *at)
{
    return ((unsigned char)at[0] * 31u + (unsigned char)at[1]) % 1024;
}

static Line line_of(Text text)
{
    Line line = {.text = text};
    for (size_t i = 0; i + 1 < text.length; i++) {
        unsigned pair = pair_at(text.at + i);
        line.pairs[pair / 64] |= (uint64_t)1 << pair % 64;
    }
    return line;
}

static bool has(const Line *line, Text part)
{
    unsigned pair = part.length > 1 ? pair_at(part.at) : 0;
    return (part.length < 2 || (line->pairs[pair / 64] >> pair % 64 & 1)) &&
           memmem(line->text.at, line->text.length, part.at, part.length) != NULL;
}

/* How many of the parts stand in the line. */
static size_t count_in(const Line *line, const char *parts, size_t *all)
{
    Text rest = text_of(parts), part;
    size_t count = 0;
    bool more;
    *all = 0;
    for (part = text_next(&rest, '|', &more); more; part = text_next(&rest, '|', &more)) {
        if (!part.length)
            continue;
        ++*all;
        count += has(line, part);
    }
    return count;
}

static bool shows(const Symptom *symptom, const Line *line)
{
    size_t all, any, none;
    if (count_in(line, symptom->all, &all) < all)
        return false;
    size_t found = count_in(line, symptom->any, &any);
    return (!any || found) && count_in(line, symptom->none, &none) == 0;
}

static char *in_small_letters(Arena *arena, Text line)
{
    char *copy = text_copy(arena, line);
    for (char *at = copy; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return copy;
}

/* What a logger printed is no sentence, nor is what one of several programs printed. */
static bool is_prose(Outcomes *o, Text line)
{
    LogLine read;
    if (!line.length || line.length > LONGEST_SENTENCE)
        return false;
    log_line_read(line, arena_alloc(o->arena, line.length + 1), &read);
    return read.level == LOG_LEVEL_NOT_SAID && !read.stamp.length && !read.place.length;
}

/* What a program printed, or a shell about it. */
static bool is_printed(Text line)
{
    static const char *const STARTS[] = {
        "ls: ", "bash: ", "sh: ", "zsh: ", "docker: ", "sudo: ", "modprobe: ", "[", "kernel: "};
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
        if (text_starts(line, STARTS[i]))
            return true;
    return is_logged(line);
}

/* A line that is a message of the catalogue, for the most part. */
static bool is_message(const Episode *episode, size_t number, Text line)
{
    for (size_t i = 0; episode && i < episode->sightings.count; i++) {
        const Sighting *sighting = &episode->sightings.items[i];
        if (sighting->number == number &&
            (sighting->match.message->kind == KIND_HARMLESS ||
             2 * sighting->match.message->literal_bytes > line.length))
            return true;
    }
    return false;
}

void outcomes_of_prose(Outcomes *o, Text text, const Episode *episode)
{
    NearGpu near = near_gpu_in(o->arena, text);
    Text line;
    for (size_t number = 1; text_line(&text, &line); number++) {
        if (!is_near_gpu(&near, number) || !is_prose(o, line))
            continue;
        if (!is_printed(text_trim(line)) && !is_message(episode, number, line))
            outcomes_of_telling(o, line, number);
        Line small = line_of((Text){in_small_letters(o->arena, line), line.length});
        for (size_t i = 0; i < sizeof SYMPTOMS / sizeof *SYMPTOMS; i++)
            if (shows(&SYMPTOMS[i], &small))
                outcome_seen(o, SYMPTOMS[i].outcome, "", text_copy(o->arena, line),
                             source_of(o, number));
    }
}
