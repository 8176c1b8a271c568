#include "report/page.h"

#include <string.h>

#include "base/utf8.h"
#include "report/printable.h"

enum { LEAST_ROOM = 20, GAP = 3 };

/* What our own texts use beyond ASCII; anything else is escaped where no UTF-8 can be shown. */
static const struct {
    unsigned code_point;
    const char *ascii;
} SPELLINGS[] = {
    {0x2026, "..."}, {0x2192, "->"}, {0x00D7, "x"}, {0x2265, ">="}, {0x2264, "<="},
    {0x2013, "-"},   {0x2014, "-"},  {0x2018, "'"}, {0x2019, "'"},  {0x201C, "\""},
    {0x201D, "\""},  {0x2713, "ok"}, {0x2717, "x"}, {0x00B7, "."},
};

static void put_ascii(Writer *writer, unsigned code_point)
{
    for (size_t i = 0; i < sizeof SPELLINGS / sizeof *SPELLINGS; i++) {
        if (SPELLINGS[i].code_point == code_point) {
            put(writer, SPELLINGS[i].ascii);
            return;
        }
    }
    put_format(writer, "\\u{%x}", code_point);
}

const char *page_text(const Page *page, const char *text)
{
    const char *shown = printable_of(page->out->arena, text);
    if (!page->ascii)
        return shown;
    Writer writer = writer_new(page->out->arena);
    for (Text rest = text_of(shown); rest.length;) {
        unsigned code_point = 0;
        size_t length = utf8_sequence(rest, &code_point);
        if (code_point < 0x80)
            put_text(&writer, text_part(rest, 0, length));
        else
            put_ascii(&writer, code_point);
        rest = text_part(rest, length ? length : 1, rest.length);
    }
    return writer.bytes;
}

size_t page_width(const Page *page, const char *text)
{
    return display_width(text_of(page_text(page, text)));
}

static void put_styled(Page *page, Style style, Text text)
{
    static const char *const CODES[] = {NULL, "1", "32", "31", "33", "2"};
    if (text.length == 0)
        return;
    const char *code = page->colour ? CODES[style] : NULL;
    if (code)
        put_format(page->out, "\033[%sm", code);
    put_text(page->out, text);
    if (code)
        put(page->out, "\033[0m");
    page->at += display_width(text);
}

void page_put(Page *page, Style style, const char *text)
{
    put_styled(page, style, text_of(page_text(page, text)));
}

void page_tab(Page *page, size_t column)
{
    size_t blanks = page->at <= column ? column - page->at : 1;
    for (size_t i = 0; i < blanks; i++)
        put_char(page->out, ' ');
    page->at += blanks;
}

void page_keep_right(Page *page, Style style, const char *text)
{
    page->kept_right = page_text(page, text);
    page->kept_style = style;
}

static void end_line(Page *page)
{
    Writer *out = page->out;
    while (out->length && out->bytes[out->length - 1] == ' ')
        out->bytes[--out->length] = '\0';
    put_char(out, '\n');
    page->at = 0;
}

void page_end_line(Page *page)
{
    if (page->kept_right) {
        Text kept = text_of(page->kept_right);
        size_t width = display_width(kept);
        size_t start = page->columns > width ? page->columns - width : 0;
        if (page->at && page->at + GAP > start)
            end_line(page);
        if (page->at < start)
            page_tab(page, start);
        page->kept_right = NULL;
        put_styled(page, page->kept_style, kept);
    }
    end_line(page);
}

/* Where words have to end on the current line. */
static size_t right_edge(const Page *page, size_t indent, size_t right)
{
    if (!page->kept_right)
        return right;
    size_t kept = display_width(text_of(page->kept_right)) + GAP;
    size_t edge = page->columns > kept ? page->columns - kept : 0;
    if (edge < indent + LEAST_ROOM)
        return right; /* too narrow for both: the kept text will go below */
    return edge < right ? edge : right;
}

/* Bytes of `word` that go on a line with `room` columns when it cannot be kept whole. */
static size_t break_word(Text word, size_t room)
{
    size_t fits = display_fit(word, room);
    for (size_t end = fits; end > 1; end--)
        if (word.at[end - 1] == '/')
            return end;
    return fits ? fits : 1;
}

static void flow_word(Page *page, Style style, Text word, size_t indent, size_t right)
{
    /* Not by the width of what is left: a line at a time, that would be quadratic. */
    while (page->at <= indent && display_fit(word, right - indent) < word.length) {
        size_t bytes = break_word(word, right - indent);
        put_styled(page, style, text_part(word, 0, bytes));
        word = text_part(word, bytes, word.length);
        page_end_line(page);
        page_tab(page, indent);
    }
    put_styled(page, style, word);
}

void page_flow(Page *page, Style style, const char *text, size_t indent, size_t right)
{
    if (right < indent + LEAST_ROOM)
        right = indent + LEAST_ROOM;
    Text rest = text_of(page_text(page, text));
    bool more, first = true;
    for (Text word = text_next(&rest, ' ', &more); more; word = text_next(&rest, ' ', &more)) {
        if (word.length == 0)
            continue;
        bool fresh = page->at <= indent;
        size_t blank = fresh || (first && text[0] != ' ') ? 0 : 1;
        size_t edge = right_edge(page, indent, right);
        if (!fresh && page->at + blank + display_width(word) > edge) {
            page_end_line(page);
            page_tab(page, indent);
        } else if (blank) {
            page_tab(page, page->at + 1);
        }
        flow_word(page, style, word, indent, right);
        first = false;
    }
}
