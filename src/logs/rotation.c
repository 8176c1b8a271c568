#include "logs/rotation.h"

#include <string.h>

#include "base/text.h"

enum { MOST_DIGITS = 4, DATE_DIGITS = 8, MOST_DATE_DIGITS = 18 };

typedef enum Kind { DATED, NUMBERED, CURRENT } Kind; /* the oldest first */

typedef struct Name {
    Text stem; /* "train.log" */
    Kind kind;
    long long when; /* the number below zero, or the date: what is older is less */
    bool compressed;
} Name;

static bool take_end(Text *text, const char *end)
{
    if (!text_ends(*text, end) || text->length == strlen(end))
        return false;
    text->length -= strlen(end);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "train.log.12" */
static bool split_number(Text name, Name *split)
{
    size_t from = name.length;
    while (from > 0 && is_digit(name.at[from - 1]))
        from--;
    size_t digits = name.length - from;
    long long number;
    if (from < 2 || name.at[from - 1] != '.' || digits == 0 || digits > MOST_DIGITS ||
        !text_number(text_part(name, from, digits), &number))
        return false;
    split->stem = text_part(name, 0, from - 1);
    split->kind = NUMBERED;
    split->when = -number;
    return true;
}

/* "train.log-20240101", "train.log.2024-01-01", "train.log-20240101-120000" */
static bool split_date(Text name, Name *split)
{
    size_t from = name.length, digits = 0;
    while (from > 0 && (is_digit(name.at[from - 1]) || name.at[from - 1] == '-'))
        digits += name.at[--from] != '-';
    while (from < name.length && name.at[from] == '-')
        from++;
    if (from < 2 || digits < DATE_DIGITS || digits > MOST_DATE_DIGITS ||
        (name.at[from - 1] != '-' && name.at[from - 1] != '.') || name.at[from] != '2')
        return false;
    long long when = 0;
    for (size_t i = from; i < name.length; i++)
        if (is_digit(name.at[i]))
            when = when * 10 + (name.at[i] - '0');
    for (; digits < MOST_DATE_DIGITS; digits++)
        when *= 10;
    split->stem = text_part(name, 0, from - 1);
    split->kind = DATED;
    split->when = when;
    return true;
}

static Name name_of(const char *path)
{
    Text text = text_of(path);
    Name name = {.compressed = take_end(&text, ".gz")};
    if (!split_number(text, &name) && !split_date(text, &name)) {
        name.stem = text;
        name.kind = CURRENT;
    }
    return name;
}

/* ---- Sets ---- */

/* Whether what shares a stem with `name` is one log. */
static bool is_one_log(const Name *names, size_t count, Text stem)
{
    size_t of_kind[3] = {0}, compressed = 0;
    for (size_t i = 0; i < count; i++) {
        if (!text_equal(names[i].stem, stem))
            continue;
        of_kind[names[i].kind]++;
        compressed += names[i].compressed;
    }
    if (of_kind[CURRENT] > 1)
        return false; /* train.log and train.log.gz: who knows */
    return of_kind[CURRENT] == 1 || of_kind[NUMBERED] == 0 || compressed > 0;
}

static bool is_older(const Name *a, const Name *b)
{
    return a->kind != b->kind ? a->kind < b->kind : a->when < b->when;
}

/* Puts the file behind those of its set that are older, in the place `from` and on of the list. */
static void put_in_order(Arena *arena, LogFiles *files, Name *placed, size_t from, LogFile file,
                         Name name)
{
    list_add(arena, *files, file);
    size_t at = files->count - 1;
    for (; at > from && is_older(&name, &placed[at - 1]); at--) {
        files->items[at] = files->items[at - 1];
        placed[at] = placed[at - 1];
    }
    files->items[at] = file;
    placed[at] = name;
}

LogFiles log_files_in_order(Arena *arena, const char *const paths[], size_t count)
{
    LogFiles files = {0};
    Name *names = arena_alloc(arena, (count + 1) * sizeof *names);
    Name *placed = arena_alloc(arena, (count + 1) * sizeof *placed);
    bool *done = arena_alloc(arena, count + 1);
    for (size_t i = 0; i < count; i++)
        names[i] = name_of(paths[i]);
    for (size_t i = 0, set = 0; i < count; i++) {
        if (done[i])
            continue;
        bool one = is_one_log(names, count, names[i].stem);
        size_t from = files.count;
        for (size_t j = i; j < (one ? count : i + 1); j++) {
            if (done[j] || !text_equal(names[j].stem, names[i].stem))
                continue;
            done[j] = true;
            put_in_order(arena, &files, placed, from, (LogFile){paths[j], set}, names[j]);
        }
        set++;
    }
    return files;
}
