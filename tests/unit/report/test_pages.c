/* The pages of `whycpu explain`, all of them: nothing is missing, nothing is too long, and what a
 * page names exists. */
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "report/page_of_cause.h"

/* Two screenfuls of an old terminal. */
enum { MOST_LINES = 48, LEAST_TEXT = 20 };

static const char *const PARTS[] = {"title",   "means",  "recognised",
                                    "refuted", "mended", "mistaken"};
enum { PART_COUNT = sizeof PARTS / sizeof *PARTS, REFUTED = 3, MENDED = 4 };

static const char *part_of(CauseId id, int part)
{
    const CausePage *page = cause_page(id);
    const char *const texts[PART_COUNT] = {page->title,   page->means,  page->recognised,
                                           page->refuted, page->mended, page->mistaken};
    return texts[part];
}

static bool check_part(CauseId id, int part, bool held, const char *says)
{
    if (!CHECK(held))
        printf("# %s, %s: %s\n", cause_word(id), PARTS[part], says);
    return held;
}

static bool ends_a_sentence(const char *text)
{
    size_t length = strlen(text);
    return length && strchr(".:", text[length - 1]);
}

static bool is_command(Text line)
{
    return starts_with(text_copy(test_arena(), line), "$ ");
}

static void check_lines(CauseId id, int part, const char *text)
{
    Text rest = text_of(text), line;
    while (text_line(&rest, &line)) {
        const char *shown = text_copy(test_arena(), line);
        check_part(id, part, line.length > 2, "a line is empty");
        check_part(id, part, !strstr(shown, "  ") || is_command(line), "two blanks");
        check_part(id, part, !strchr(shown, '!'), "an exclamation mark");
        check_part(id, part, is_command(line) || part == 0 || ends_a_sentence(shown),
                   "a paragraph ends in the middle of a sentence");
    }
}

TEST(every_cause_has_all_parts_of_its_page)
{
    for (int id = 0; id < CAUSE_COUNT; id++) {
        for (int part = 0; part < PART_COUNT; part++) {
            const char *text = part_of((CauseId)id, part);
            if (check_part((CauseId)id, part, text && strlen(text) >= LEAST_TEXT, "is missing"))
                check_lines((CauseId)id, part, text);
        }
    }
}

/* A command of anybody's, not one of ours: who doubts the program does not ask it again. */
static bool has_ordinary_command(const char *text)
{
    Text rest = text_of(text), line;
    while (text_line(&rest, &line))
        if (is_command(line) && !starts_with(text_copy(test_arena(), line), "$ whycpu "))
            return true;
    return false;
}

TEST(every_cause_can_be_refuted_by_an_ordinary_command)
{
    for (int id = 0; id < CAUSE_COUNT; id++)
        check_part((CauseId)id, REFUTED, has_ordinary_command(part_of((CauseId)id, REFUTED)),
                   "no ordinary command");
}

TEST(a_command_never_stands_alone)
{
    for (int id = 0; id < CAUSE_COUNT; id++)
        for (int part = REFUTED; part <= MENDED; part++)
            check_part((CauseId)id, part, !starts_with(part_of((CauseId)id, part), "$ "),
                       "it begins with a command, and nothing says what its answer means");
}

static size_t lines_of(CauseId id)
{
    View view = {.columns = 80};
    Writer out = writer_new(test_arena());
    report_cause_page(&out, id, &view);
    size_t lines = 0;
    for (size_t i = 0; i < out.length; i++)
        lines += out.bytes[i] == '\n';
    return lines;
}

TEST(no_page_is_longer_than_two_screenfuls)
{
    for (int id = 0; id < CAUSE_COUNT; id++) {
        size_t lines = lines_of((CauseId)id);
        if (!CHECK(lines <= MOST_LINES))
            printf("# %s has %zu lines\n", cause_word((CauseId)id), lines);
    }
}

static bool is_letter_of_id(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static bool is_id(const char *word)
{
    CauseId id;
    return cause_by_word(word, &id);
}

/* "(driver-wrong-flavour)", and an id at the beginning of a sentence with a colon. */
static void check_references(CauseId id, int part, const char *text)
{
    for (const char *at = strchr(text, '('); at; at = strchr(at + 1, '(')) {
        size_t length = 0;
        while (is_letter_of_id(at[1 + length]))
            length++;
        if (at[1 + length] != ')' || !memchr(at + 1, '-', length))
            continue;
        const char *word = arena_copy(test_arena(), at + 1, length);
        check_part(id, part, is_id(word), word);
    }
}

TEST(every_id_that_a_page_names_exists)
{
    for (int id = 0; id < CAUSE_COUNT; id++)
        for (int part = 0; part < PART_COUNT; part++)
            check_references((CauseId)id, part, part_of((CauseId)id, part));
}

static void check_widths(size_t columns)
{
    View view = {.columns = columns};
    Writer out = writer_new(test_arena());
    report_cause_list(&out, &view);
    Text rest = {out.bytes, out.length}, line;
    while (text_line(&rest, &line))
        if (!CHECK(line.length <= columns))
            printf("# %.*s\n", (int)line.length, line.at);
}

TEST(the_list_fits_every_terminal)
{
    check_widths(80);
    check_widths(160);
}
