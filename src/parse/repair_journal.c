#include "parse/repair_journal.h"

#include <string.h>

#include "parse/words.h"

static const char *const DEED_WORDS[] = {"directory", "link", "away", "write", "keep", "run"};
enum { DEED_KINDS = sizeof DEED_WORDS / sizeof *DEED_WORDS };

const char *deed_word(DeedKind kind)
{
    return DEED_WORDS[kind];
}

typedef struct Reader {
    Arena *arena;
    Journal *journal;
    JournalStep step; /* being read; its `number` is 0 when none is */
    long long deeds;
} Reader;

static const char *word_at(const Strings *words, size_t index)
{
    return index < words->count ? words->items[index] : "";
}

static Strings words_from(Arena *arena, const Strings *words, size_t from)
{
    Strings rest = {0};
    for (size_t i = from; i < words->count; i++)
        list_add(arena, rest, words->items[i]);
    return rest;
}

static bool is_path(const char *word)
{
    return word[0] == '/';
}

/* ---- The head ---- */

static bool read_head(Reader *reader, const Strings *words)
{
    Journal *journal = reader->journal;
    const char *word = word_at(words, 0);
    if (journal->steps.count || journal->undoing || journal->end != REPAIR_OPEN)
        return false;
    if (strcmp(word, "made") == 0 && words->count == 4 && strcmp(words->items[2], "by") == 0) {
        journal->id = words->items[1];
        journal->version = words->items[3];
        return !strchr(journal->id, '/');
    }
    if (strcmp(word, "prefix") == 0 && words->count == 2) {
        journal->prefix = words->items[1];
        return is_path(journal->prefix);
    }
    if (strcmp(word, "question") == 0) {
        journal->question = words_from(reader->arena, words, 1);
        return true;
    }
    return false;
}

/* ---- A step ---- */

static bool read_step(Reader *reader, const Strings *words)
{
    long long number;
    Journal *journal = reader->journal;
    if (words->count < 4 || !word_number(words->items[1], &number) || !journal->prefix ||
        number != (long long)journal->steps.count + 1 || journal->undoing ||
        journal->end != REPAIR_OPEN)
        return false;
    reader->step = (JournalStep){.number = number,
                                 .cause = words->items[2],
                                 .way = words->items[3],
                                 .subjects = words_from(reader->arena, words, 4)};
    return true;
}

static bool read_paths(const Strings *words, Deed *deed)
{
    deed->path = word_at(words, 3);
    return is_path(deed->path);
}

static bool read_kept(const char *word, Deed *deed)
{
    deed->kept = *word ? word : NULL;
    return !*word || is_path(word);
}

static bool read_deed(Reader *reader, const Strings *words, Deed *deed)
{
    switch (deed->kind) {
    case DEED_DIRECTORY: return words->count == 4 && read_paths(words, deed);
    case DEED_LINK:
        deed->text = word_at(words, 4);
        return words->count == 5 && read_paths(words, deed);
    case DEED_AWAY:
        return words->count == 5 && read_paths(words, deed) && read_kept(words->items[4], deed) &&
               deed->kept;
    case DEED_WRITE:
        deed->text = word_at(words, 5);
        return words->count == 6 && read_paths(words, deed) && read_kept(words->items[4], deed);
    case DEED_KEEP:
        deed->words = words_from(reader->arena, words, 5);
        return words->count >= 5 && read_paths(words, deed) && read_kept(words->items[4], deed) &&
               deed->kept;
    case DEED_RUN:
        deed->words = words_from(reader->arena, words, 5);
        return words->count >= 6 && read_paths(words, deed) && read_kept(words->items[4], deed);
    }
    return false;
}

static bool read_will(Reader *reader, const Strings *words)
{
    Deed deed = {.number = 0};
    const char *word = word_at(words, 2);
    int kind = 0;
    while (kind < DEED_KINDS && strcmp(word, DEED_WORDS[kind]) != 0)
        kind++;
    if (kind == DEED_KINDS || !word_number(words->items[1], &deed.number) ||
        deed.number != reader->deeds + 1)
        return false;
    deed.kind = (DeedKind)kind;
    reader->deeds++;
    if (!read_deed(reader, words, &deed))
        return false;
    list_add(reader->arena, reader->step.deeds, deed);
    return true;
}

/* Within a step, up to the line `begin`. */
static bool read_in_step(Reader *reader, const Strings *words)
{
    const char *word = word_at(words, 0);
    long long number;
    if (strcmp(word, "set") == 0 && words->count == 2 && strchr(words->items[1], '='))
        list_add(reader->arena, reader->step.set, words->items[1]);
    else if (strcmp(word, "unset") == 0 && words->count == 2)
        list_add(reader->arena, reader->step.unset, words->items[1]);
    else if (strcmp(word, "by-hand") == 0 && words->count == 2)
        list_add(reader->arena, reader->step.by_hand, words->items[1]);
    else if (strcmp(word, "will") == 0 && words->count > 3)
        return read_will(reader, words);
    else if (strcmp(word, "begin") == 0 && words->count == 2 &&
             word_number(words->items[1], &number) && number == reader->step.number) {
        list_add(reader->arena, reader->journal->steps, reader->step);
        reader->step = (JournalStep){0};
    } else
        return false;
    return true;
}

/* ---- What came of it ---- */

static bool read_did(Reader *reader, long long number, bool undone)
{
    Journal *journal = reader->journal;
    for (size_t i = 0; i < journal->steps.count; i++)
        for (size_t j = 0; j < journal->steps.items[i].deeds.count; j++)
            if (journal->steps.items[i].deeds.items[j].number == number) {
                Deed *deed = &journal->steps.items[i].deeds.items[j];
                *(undone ? &deed->undone : &deed->done) = true;
                return true;
            }
    return false;
}

static bool read_result(Reader *reader, const Strings *words)
{
    Journal *journal = reader->journal;
    const char *word = words->items[0];
    long long number;
    if (strcmp(word, "undoing") == 0 && words->count == 1)
        return journal->undoing = true;
    if (words->count != 2)
        return false;
    if (strcmp(word, "ended") == 0) {
        bool undone = strcmp(words->items[1], "undone") == 0;
        journal->end = undone ? REPAIR_UNDONE : REPAIR_ENDED;
        return undone || strcmp(words->items[1], "applied") == 0 ||
               strcmp(words->items[1], "stopped") == 0;
    }
    if (!word_number(words->items[1], &number))
        return false;
    bool undid = strcmp(word, "undid") == 0;
    if (undid || strcmp(word, "did") == 0)
        return read_did(reader, number, undid);
    bool helped = strcmp(word, "helped") == 0;
    if ((!helped && strcmp(word, "no-help") != 0) || number < 1 ||
        number > (long long)journal->steps.count)
        return false;
    journal->steps.items[number - 1].result = helped ? RESULT_HELPED : RESULT_NO_HELP;
    return true;
}

static bool read_line(Reader *reader, Text line)
{
    Strings words;
    if (!words_of_line(reader->arena, line, &words))
        return false;
    if (reader->step.number)
        return read_in_step(reader, &words);
    if (strcmp(words.items[0], "step") == 0)
        return read_step(reader, &words);
    return read_head(reader, &words) || read_result(reader, &words);
}

Journal *journal_read(Arena *arena, Text text, const char **error)
{
    Reader reader = {.arena = arena, .journal = arena_new_of(arena, Journal)};
    size_t from = 0, number = 0;
    *error = NULL;
    for (size_t end = text_find(text, '\n'); from + end < text.length;) {
        Text line = text_part(text, from, end);
        number++;
        if (number == 1 && !text_is(line, "whycpu-repair 1"))
            *error = "it does not begin as a journal of this whycpu does";
        else if (number > 1 && !read_line(&reader, line))
            *error = arena_printf(arena, "line %zu is none that this whycpu understands", number);
        if (*error)
            return NULL;
        from += end + 1;
        if (!reader.step.number)
            reader.journal->whole_bytes = from;
        end = text_find(text_part(text, from, text.length), '\n');
    }
    if (reader.journal->id && reader.journal->prefix)
        return reader.journal;
    *error = "it says neither which repair it is of nor of which environment";
    return NULL;
}
