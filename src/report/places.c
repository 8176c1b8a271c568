#include "report/places.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"

/* What may follow a path in a text, or a component of one; a letter would make it another. */
static bool may_end_path(char c)
{
    return strchr("/ \t\"'`),;:]", c) != NULL;
}

/* Length of `place` when it is a leading part of `text` that ends with a component; 0 otherwise. */
static size_t leading(const char *text, const char *place)
{
    if (!place || place[0] != '/')
        return 0;
    size_t length = strlen(place);
    while (length && place[length - 1] == '/')
        length--;
    if (length == 0 || strncmp(text, place, length) != 0)
        return 0;
    return may_end_path(text[length]) ? length : 0;
}

/* "/usr" and the like are as short as what would stand for them. */
static bool is_deep(const char *prefix)
{
    size_t components = 0;
    for (const char *at = prefix; at && *at; at++)
        components += at[0] == '/' && at[1] && at[1] != '/';
    return components >= 3;
}

/* Length of "/lib/python3.11/site-packages" (lib64, dist-packages) at the start of `text` when
 * something below it follows; 0 otherwise. */
static size_t leading_site(const char *text)
{
    static const char *const BEGINNINGS[] = {"/lib/python3.", "/lib64/python3."};
    static const char *const ENDS[] = {"/site-packages/", "/dist-packages/"};
    for (size_t i = 0; i < 2; i++) {
        if (!starts_with(text, BEGINNINGS[i]))
            continue;
        size_t length = strlen(BEGINNINGS[i]);
        length += strspn(text + length, "0123456789t");
        for (size_t j = 0; j < 2; j++)
            if (starts_with(text + length, ENDS[j]) && !may_end_path(text[length + 15]))
                return length + strlen(ENDS[j]) - 1;
    }
    return 0;
}

/* Writes what stands for the beginning of `text` and returns how much of it was taken; 0: nothing
 * stands for it. */
static size_t put_plain_short(Writer *writer, const Places *places, const char *text)
{
    size_t taken = leading(text, places->cwd);
    if (taken && text[taken] == '/' && !may_end_path(text[taken + 1]))
        return taken + 1;
    if (taken) {
        put(writer, ".");
        return taken;
    }
    taken = is_deep(places->prefix) ? leading(text, places->prefix) : 0;
    if (taken && text[taken] == '/') {
        put(writer, "…");
        return taken;
    }
    taken = leading(text, places->home);
    if (taken)
        put(writer, "~");
    return taken;
}

static size_t put_short(Writer *writer, const Places *places, const char *text)
{
    size_t prefix = places->brief ? leading(text, places->prefix) : 0;
    size_t site = prefix ? leading_site(text + prefix) : 0;
    if (!site)
        return put_plain_short(writer, places, text);
    Places outside = {.cwd = places->cwd, .home = places->home};
    if (!is_deep(places->prefix) || leading(places->prefix, places->cwd)) {
        const char *shown = text_copy(writer->arena, (Text){text, prefix});
        put_format(writer, "%s/", shorten_path(writer->arena, &outside, shown));
    }
    put(writer, "…");
    return prefix + site;
}

const char *shorten_path(Arena *arena, const Places *places, const char *path)
{
    Writer writer = writer_new(arena);
    size_t taken = put_short(&writer, places, path);
    put(&writer, path + taken);
    return writer.bytes;
}

static bool may_precede_path(char c)
{
    return strchr(" \t\"'`(=:,;[", c) != NULL;
}

const char *shorten_text(Arena *arena, const Places *places, const char *text)
{
    Writer writer = writer_new(arena);
    for (size_t at = 0; text[at];) {
        bool starts = text[at] == '/' && (at == 0 || may_precede_path(text[at - 1]));
        size_t taken = starts ? put_short(&writer, places, text + at) : 0;
        if (taken == 0)
            put_char(&writer, text[at++]);
        at += taken;
    }
    return writer.bytes;
}
