/* What people write of what they saw, found by parts of sentences: symptoms.def. */
#include <string.h>

#include "logs/outcomes.h"
#include "parse/log_line.h"

typedef struct Symptom {
    const char *outcome, *all, *any, *none;
} Symptom;

static const Symptom SYMPTOMS[] = {
#define SYMPTOM(outcome, all, any, none) {outcome, all, any, none},
#include "logs/symptoms.def"
#undef SYMPTOM
};

enum { LONGEST_SENTENCE = 1000 };

static bool has(const char *line, Text part)
{
    return memmem(line, strlen(line), part.at, part.length) != NULL;
}

/* How many of the parts stand in the line. */
static size_t count_in(const char *line, const char *parts, size_t *all)
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

static bool shows(const Symptom *symptom, const char *line)
{
    size_t all, any, none;
    bool whole = count_in(line, symptom->all, &all) == all;
    size_t found = count_in(line, symptom->any, &any);
    return whole && (!any || found) && count_in(line, symptom->none, &none) == 0;
}

static char *in_small_letters(Arena *arena, Text line)
{
    char *copy = text_copy(arena, line);
    for (char *at = copy; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return copy;
}

/* What a logger printed is no sentence. */
static bool is_prose(Outcomes *o, Text line)
{
    LogLine read;
    if (!line.length || line.length > LONGEST_SENTENCE)
        return false;
    log_line_read(line, arena_alloc(o->arena, line.length + 1), &read);
    return read.level == LOG_LEVEL_NOT_SAID && !read.stamp.length;
}

void outcomes_of_prose(Outcomes *o, Text text)
{
    Text line;
    for (size_t number = 1; text_line(&text, &line); number++) {
        if (!is_prose(o, line))
            continue;
        const char *small = in_small_letters(o->arena, line);
        for (size_t i = 0; i < sizeof SYMPTOMS / sizeof *SYMPTOMS; i++)
            if (shows(&SYMPTOMS[i], small))
                outcome_seen(o, SYMPTOMS[i].outcome, "", text_copy(o->arena, line),
                             source_of(o, number));
    }
}
