#include "report/page_of_message.h"

#include "logs/message_versions.h"
#include "report/page_of_cause.h"
#include "report/printable.h"

enum { TEXT_COLUMN = 2, TITLE_COLUMN = 36 };

/* "a warning of TensorFlow": what one sees of it before one knows what it means. */
static const char *what_it_is(Arena *arena, const Message *message)
{
    static const char *const LEVELS[] = {
        [LEVEL_VERBOSE] = "a line for those who ask for more, of",
        [LEVEL_INFO] = "an information of",
        [LEVEL_WARNING] = "a warning of",
        [LEVEL_ERROR] = "an error of",
        [LEVEL_FATAL] = "the last line of",
        [LEVEL_RAISED] = "an exception of",
        [LEVEL_PLAIN] = "a line of",
    };
    return arena_printf(arena, "%s %s", LEVELS[message->level],
                        message_source_name(message->source));
}

/* What kind of message it is decides how much it is worth, so it is said first. */
static const char *what_it_is_worth(const Message *message)
{
    switch (message->kind) {
    case KIND_OUTCOME: return "It says that something happened; other lines say why.";
    case KIND_CAUSE: return "It names a reason, or what is near to it.";
    case KIND_CONSEQUENCE: return "It follows from something else, which stands above it.";
    case KIND_HARMLESS: return "It is harmless: it keeps nothing off the GPU.";
    case KIND_GPU_IN_USE: return "It says that the GPU is used.";
    case KIND_EVIDENCE: return "It proves nothing by itself, and helps others to decide.";
    case MESSAGE_KINDS: break;
    }
    return "";
}

static void put_heading(Page *page, const char *heading)
{
    page_end_line(page);
    page_put(page, STYLE_STRONG, heading);
    page_end_line(page);
}

static void put_causes(Page *page, const char *ids)
{
    Arena *arena = page->out->arena;
    Text rest = text_of(ids), word;
    bool possible;
    if (ids[0])
        put_heading(page, "What it points to");
    while (message_next_cause(&rest, &word, &possible)) {
        CauseId id;
        if (!cause_by_word(text_copy(arena, word), &id))
            continue;
        page_tab(page, TEXT_COLUMN);
        page_put(page, STYLE_PLAIN, cause_word(id));
        page_tab(page, TITLE_COLUMN);
        page_flow(page, STYLE_FAINT,
                  arena_printf(arena, "%s%s", possible ? "perhaps: " : "", cause_page(id)->title),
                  TITLE_COLUMN, page->columns);
        page_end_line(page);
    }
}

static void put_ruled_out(Page *page, const char *ids)
{
    if (!ids[0])
        return;
    put_heading(page, "What it rules out");
    page_tab(page, TEXT_COLUMN);
    page_flow(page, STYLE_PLAIN, ids, TEXT_COLUMN, page->columns);
    page_end_line(page);
}

static void put_fields(Page *page, const MessageMatch *match)
{
    for (size_t i = 0; i < match->message->field_count; i++) {
        if (!match->fields[i].length)
            continue;
        Arena *arena = page->out->arena;
        page_tab(page, TEXT_COLUMN);
        page_flow(page, STYLE_PLAIN,
                  arena_printf(arena, "%s: %s", text_copy(arena, match->message->field_names[i]),
                               printable_of(arena, text_copy(arena, match->fields[i]))),
                  TEXT_COLUMN, page->columns);
        page_end_line(page);
    }
}

static void put_page(Writer *out, const Message *message, const MessageMatch *match,
                     const View *view)
{
    Page page = page_of_prose(out, view);
    Arena *arena = out->arena;
    page_put(&page, STYLE_STRONG, message->id);
    page_put(&page, STYLE_PLAIN, ": ");
    page_flow(&page, STYLE_PLAIN, what_it_is(arena, message), TEXT_COLUMN, page.columns);
    page_end_line(&page);
    page_tab(&page, TEXT_COLUMN);
    page_flow(&page, STYLE_FAINT, message_outline(arena, message), TEXT_COLUMN, page.columns);
    page_end_line(&page);
    if (match)
        put_fields(&page, match);
    put_section(&page, "What it means",
                arena_printf(arena, "%s\n%s", what_it_is_worth(message), message->page));
    put_causes(&page, message->causes);
    put_ruled_out(&page, message->rules_out);
    const char *releases = message_releases(arena, message);
    if (releases)
        put_section(&page, "Where it stands", releases);
}

void report_message_page(Writer *out, const Message *message, const View *view)
{
    put_page(out, message, NULL, view);
}

void report_match_page(Writer *out, const MessageMatch *match, const View *view)
{
    put_page(out, match->message, match, view);
}
