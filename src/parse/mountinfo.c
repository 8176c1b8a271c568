#include "parse/mountinfo.h"

#include <string.h>

enum { FIELDS_BEFORE_TAGS = 6, ESCAPE_LENGTH = 4 };

static bool next_field(Text *line, Text *field)
{
    bool more;
    *field = text_next(line, ' ', &more);
    return more && field->length > 0;
}

/* Optional tags ("shared:1") end with a field that is a hyphen alone. */
static bool skip_tags(Text *line)
{
    Text tag;
    while (next_field(line, &tag))
        if (text_is(tag, "-"))
            return true;
    return false;
}

static bool read_mount(Text line, Mount *mount)
{
    Text field[FIELDS_BEFORE_TAGS];
    for (int i = 0; i < FIELDS_BEFORE_TAGS; i++)
        if (!next_field(&line, &field[i]))
            return false;
    *mount = (Mount){.root = field[3], .point = field[4], .options = field[5]};
    if (memchr(mount->point.at, '\0', mount->point.length)) /* no path holds it */
        return false;
    if (!text_starts(mount->point, "/") || !skip_tags(&line) || !next_field(&line, &mount->type))
        return false;
    bool more;
    mount->source = text_next(&line, ' ', &more); /* may be empty */
    mount->of_type = line;
    return true;
}

bool mountinfo_next(Text *rest, Mount *mount)
{
    Text line;
    while (text_line(rest, &line))
        if (read_mount(line, mount))
            return true;
    return false;
}

static bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

/* One byte of a field; `*at` moves behind it. */
static char unescaped(Text field, size_t *at)
{
    const char *here = field.at + *at;
    bool escape = field.length - *at >= ESCAPE_LENGTH && here[0] == '\\' && is_octal(here[1]) &&
                  here[1] <= '3' && is_octal(here[2]) && is_octal(here[3]) &&
                  memcmp(here, "\\000", ESCAPE_LENGTH);
    *at += escape ? ESCAPE_LENGTH : 1;
    return escape ? (char)((here[1] - '0') * 64 + (here[2] - '0') * 8 + (here[3] - '0')) : *here;
}

/* Whether `path` is `point` or lies below it; `*length` is that of the point. */
static bool lies_on(const char *path, Text point, size_t *length)
{
    size_t at = 0, matched = 0;
    while (at < point.length) {
        char c = unescaped(point, &at);
        if (path[matched] == '\0' || path[matched] != c)
            return false;
        matched++;
    }
    *length = matched;
    bool is_root = matched == 1;
    return is_root || path[matched] == '\0' || path[matched] == '/';
}

bool mountinfo_covering(Text mountinfo, const char *path, Mount *mount)
{
    Mount next;
    size_t longest = 0, length;
    bool found = false;
    while (mountinfo_next(&mountinfo, &next)) {
        if (!lies_on(path, next.point, &length) || length < longest)
            continue;
        *mount = next;
        longest = length;
        found = true;
    }
    return found;
}

bool mount_has_option(const Mount *mount, const char *option)
{
    Text rest = mount->options;
    bool more;
    for (Text part = text_next(&rest, ',', &more); more; part = text_next(&rest, ',', &more))
        if (text_is(part, option))
            return true;
    return false;
}

char *mount_text(Arena *arena, Text field)
{
    char *text = arena_alloc(arena, field.length + 1);
    size_t length = 0;
    for (size_t at = 0; at < field.length;)
        text[length++] = unescaped(field, &at);
    text[length] = '\0';
    return text;
}
