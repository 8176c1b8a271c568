/* What people write of what they saw, found by parts of sentences: symptoms.def. */
#include <stdint.h>
#include <string.h>

#include "logs/near_gpu.h"
#include "logs/outcomes.h"
#include "parse/log_line.h"
#include "parse/report_line.h"
#include "parse/report_packages.h"
#include "parse/report_words.h"

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

/* A part of a sentence, and the pairs of bytes with which it begins and ends. */
typedef struct Part {
    Text text;
    unsigned begins, ends;
} Part;

typedef LIST_OF(Part) Parts;

/* A symptom whose lists are taken apart. */
typedef struct Pattern {
    Parts all, any, none;
} Pattern;

static Parts parts_of(Arena *arena, const char *list)
{
    Parts parts = {0};
    Text rest = text_of(list), part;
    bool more;
    for (part = text_next(&rest, '|', &more); more; part = text_next(&rest, '|', &more))
        if (part.length > 1)
            list_add(arena, parts,
                     (Part){part, pair_at(part.at), pair_at(part.at + part.length - 2)});
    return parts;
}

static const Pattern *patterns_of_symptoms(Arena *arena)
{
    enum { COUNT = sizeof SYMPTOMS / sizeof *SYMPTOMS };
    Pattern *patterns = arena_alloc(arena, COUNT * sizeof *patterns);
    for (size_t i = 0; i < COUNT; i++)
        patterns[i] = (Pattern){parts_of(arena, SYMPTOMS[i].all), parts_of(arena, SYMPTOMS[i].any),
                                parts_of(arena, SYMPTOMS[i].none)};
    return patterns;
}

static bool may_have(const Line *line, unsigned pair)
{
    return line->pairs[pair / 64] >> pair % 64 & 1;
}

static bool has(const Line *line, const Part *part)
{
    return may_have(line, part->begins) && may_have(line, part->ends) &&
           text_holds(line->text, part->text);
}

static bool has_all(const Line *line, Parts parts)
{
    for (size_t i = 0; i < parts.count; i++)
        if (!has(line, &parts.items[i]))
            return false;
    return true;
}

static bool has_any(const Line *line, Parts parts)
{
    for (size_t i = 0; i < parts.count; i++)
        if (has(line, &parts.items[i]))
            return true;
    return false;
}

static bool shows(const Pattern *pattern, const Line *line)
{
    return has_all(line, pattern->all) && (!pattern->any.count || has_any(line, pattern->any)) &&
           !has_any(line, pattern->none);
}

/* How long the quotation mark is that begins here, as typewriters and as printers set it. */
static size_t quote_at(Text text, size_t at)
{
    Text rest = text_part(text, at, text.length);
    bool is_curly = text_starts(rest, "\xe2\x80\x9c") || text_starts(rest, "\xe2\x80\x9d");
    return is_curly ? 3 : strchr("`\"*", text.at[at]) ? 1 : 0;
}

/* Whether a mark of a sentence stands at the edge of a word. */
static bool is_edge(Text text, size_t at)
{
    bool before = at == 0 || text.at[at - 1] == ' ';
    bool behind = at + 1 == text.length || strchr(" ,;:.!?)", text.at[at + 1]);
    return (strchr(",;:.!?)", text.at[at]) && behind) || (text.at[at] == '(' && before);
}

/* Appends the words of `text` with one blank before each and behind the last: no quotation marks,
 * and no marks of a sentence around them. */
static size_t put_words(char *into, Text text)
{
    size_t length = 0;
    into[length++] = ' ';
    for (size_t at = 0; at < text.length; at++) {
        size_t quote = quote_at(text, at);
        bool blank = !quote && (strchr(" \t", text.at[at]) || is_edge(text, at));
        if (quote)
            at += quote - 1;
        else if (!blank)
            into[length++] = text.at[at];
        else if (into[length - 1] != ' ')
            into[length++] = ' ';
    }
    if (into[length - 1] != ' ')
        into[length++] = ' ';
    return length;
}

/* In small letters: the line as it stands, and its words alone behind it, since people write
 * `tensorflow`, "tensorflow" and (tensorflow), and mean one thing. */
static Text as_compared(Arena *arena, Text line)
{
    char *copy = arena_alloc(arena, 2 * line.length + 3);
    for (size_t i = 0; i < line.length; i++)
        copy[i] =
            line.at[i] >= 'A' && line.at[i] <= 'Z' ? (char)(line.at[i] - 'A' + 'a') : line.at[i];
    copy[line.length] = '\n';
    size_t words = put_words(copy + line.length + 1, (Text){copy, line.length});
    return (Text){copy, line.length + 1 + words};
}

/* What a logger printed is no sentence, nor is what one of several programs printed. */
static bool is_prose(Outcomes *o, Text line)
{
    LogLine read;
    if (!line.length || line.length > LONGEST_SENTENCE || report_is_package_row(line))
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

/* That there is no GPU is an error where a program says it, and a wish where somebody does. */
static bool is_of_people(const Symptom *symptom)
{
    return strcmp(symptom->outcome, "no-gpu-said") == 0;
}

void outcomes_of_prose(Outcomes *o, Text text, const Episode *episode)
{
    NearGpu near = near_gpu_in(o->arena, text);
    const Pattern *patterns = patterns_of_symptoms(o->arena);
    Text line;
    for (size_t number = 1; text_line(&text, &line); number++) {
        if (!is_near_gpu(&near, number) || !is_prose(o, line))
            continue;
        bool message = is_message(episode, number, line);
        if (!is_printed(text_trim(line)) && !message)
            outcomes_of_telling(o, line, number);
        Line small = line_of(as_compared(o->arena, line));
        for (size_t i = 0; i < sizeof SYMPTOMS / sizeof *SYMPTOMS; i++)
            if (shows(&patterns[i], &small) && !(message && is_of_people(&SYMPTOMS[i])))
                outcome_seen(o, SYMPTOMS[i].outcome, "", text_copy(o->arena, line),
                             source_of(o, number));
    }
}
