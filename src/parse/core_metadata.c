#include "parse/core_metadata.h"

#include <string.h>

#include "base/version.h"

static bool field_is(Text name, const char *wanted)
{
    return name.length == strlen(wanted) && strncasecmp(name.at, wanted, name.length) == 0;
}

static void take_first(Arena *arena, const char **field, Text value)
{
    if (!*field)
        *field = text_copy(arena, value);
}

static void take_field(Arena *arena, CoreMetadata *metadata, Text name, Text value)
{
    if (field_is(name, "Name"))
        take_first(arena, &metadata->name, value);
    else if (field_is(name, "Version"))
        take_first(arena, &metadata->version, value);
    else if (field_is(name, "Requires-Python"))
        take_first(arena, &metadata->requires_python, value);
    else if (field_is(name, "Requires-Dist"))
        list_add(arena, metadata->requires, text_copy(arena, value));
    else if (field_is(name, "Provides-Extra"))
        list_add(arena, metadata->extras, text_copy(arena, value));
}

CoreMetadata core_metadata_read(Arena *arena, Text text)
{
    CoreMetadata metadata = {0};
    Text line;
    while (text_line(&text, &line)) {
        if (line.length == 0) {
            metadata.header_ends = true;
            break;
        }
        bool continues = line.at[0] == ' ' || line.at[0] == '\t';
        size_t colon = text_find(line, ':');
        if (!continues && colon < line.length)
            take_field(arena, &metadata, text_part(line, 0, colon),
                       text_trim(text_part(line, colon + 1, line.length)));
    }
    return metadata;
}

static bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

Text requirement_name(Text requirement)
{
    requirement = text_trim(requirement);
    size_t length = 0;
    while (length < requirement.length && is_name_character(requirement.at[length]))
        length++;
    return text_part(requirement, 0, length);
}

static Text quoted(Text text)
{
    text = text_trim(text);
    if (text.length == 0 || (text.at[0] != '"' && text.at[0] != '\''))
        return TEXT("");
    char quote = text.at[0];
    text = text_part(text, 1, text.length);
    return text_part(text, 0, text_find(text, quote));
}

Text requirement_extra(Text requirement)
{
    size_t marker = text_find(requirement, ';');
    for (size_t i = marker; i < requirement.length; i++) {
        Text rest = text_part(requirement, i, requirement.length);
        if (!text_starts(rest, "extra") || is_name_character(requirement.at[i - 1]))
            continue;
        rest = text_trim(text_part(rest, strlen("extra"), rest.length));
        if (text_starts(rest, "=="))
            return quoted(text_part(rest, 2, rest.length));
    }
    return TEXT("");
}

/* ---- Versions ---- */

enum { VERSION_PARTS = 8 };

typedef struct Release {
    int parts[VERSION_PARTS];
    size_t count;
} Release;

static bool release_read(Text text, Release *release)
{
    char copy[64];
    text = text_trim(text);
    size_t digits = 0;
    while (digits < text.length && strchr("0123456789.", text.at[digits]))
        digits++;
    if (text.length == 0 || text.length >= sizeof copy || digits != text.length)
        return false;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    release->count = version_read(copy, release->parts, VERSION_PARTS);
    return release->count > 0;
}

static int release_compare(const Release *a, const Release *b, size_t parts)
{
    for (size_t i = 0; i < parts; i++)
        if (a->parts[i] != b->parts[i])
            return a->parts[i] < b->parts[i] ? -1 : 1;
    return 0;
}

typedef enum Comparison {
    AT_LEAST,
    AT_MOST,
    EQUAL,
    NOT_EQUAL,
    COMPATIBLE, /* "~=1.4.2": at least that, and 1.4.anything */
    BELOW,
    ABOVE,
    COMPARISON_COUNT
} Comparison;

static bool take_comparison(Text *clause, Comparison *comparison)
{
    static const char *const SIGNS[COMPARISON_COUNT] = {">=", "<=", "==", "!=", "~=", "<", ">"};
    for (int i = 0; i < COMPARISON_COUNT; i++) {
        if (!text_starts(*clause, SIGNS[i]))
            continue;
        *comparison = (Comparison)i;
        *clause = text_trim(text_part(*clause, strlen(SIGNS[i]), clause->length));
        return true;
    }
    return false;
}

/* "12.*" has as many parts as count. */
static Truth equals(Text wanted, const Release *version)
{
    Release release;
    bool open_end = wanted.length > 2 && wanted.at[wanted.length - 1] == '*' &&
                    wanted.at[wanted.length - 2] == '.';
    if (!release_read(open_end ? text_part(wanted, 0, wanted.length - 2) : wanted, &release))
        return truth_unknown("it names versions in a way that is not read here");
    size_t parts = open_end ? release.count : VERSION_PARTS;
    return truth_of(release_compare(version, &release, parts) == 0);
}

static Truth clause_admits(Text clause, const Release *version)
{
    Comparison comparison;
    Release bound;
    if (!take_comparison(&clause, &comparison))
        return truth_unknown("it names versions in a way that is not read here");
    if (comparison == EQUAL)
        return equals(clause, version);
    if (comparison == NOT_EQUAL)
        return truth_not(equals(clause, version));
    if (!release_read(clause, &bound))
        return truth_unknown("it names versions in a way that is not read here");
    int order = release_compare(version, &bound, VERSION_PARTS);
    switch (comparison) {
    case AT_LEAST: return truth_of(order >= 0);
    case AT_MOST: return truth_of(order <= 0);
    case BELOW: return truth_of(order < 0);
    case ABOVE: return truth_of(order > 0);
    default:
        return truth_of(order >= 0 && bound.count > 1 &&
                        release_compare(version, &bound, bound.count - 1) == 0);
    }
}

Text requirement_versions(Text requirement)
{
    Text name = requirement_name(requirement);
    requirement = text_trim(text_part(requirement, 0, text_find(requirement, ';')));
    Text rest = text_trim(text_part(requirement, name.length, requirement.length));
    if (rest.length && rest.at[0] == '[')
        rest = text_trim(text_part(rest, text_find(rest, ']') + 1, rest.length));
    if (rest.length > 1 && rest.at[0] == '(' && rest.at[rest.length - 1] == ')')
        rest = text_trim(text_part(rest, 1, rest.length - 2));
    return rest;
}

static Truth admits_release(Text requirement, const Release *release)
{
    Text rest = requirement_versions(text_trim(requirement));
    Truth admits = truth_of(true);
    bool more;
    if (rest.length == 0)
        return admits;
    for (Text clause = text_next(&rest, ',', &more); more; clause = text_next(&rest, ',', &more))
        if (text_trim(clause).length) /* a comma at the end is allowed */
            admits = truth_and(admits, clause_admits(text_trim(clause), release));
    return admits;
}

Truth requirement_admits(Text requirement, const char *version)
{
    Release release;
    if (requirement_versions(text_trim(requirement)).length == 0)
        return truth_of(true);
    if (!release_read(text_of(version), &release))
        return truth_unknown("the version is more than numbers");
    return admits_release(requirement, &release);
}

/* ---- Two requirements ---- */

static Truth both_admit(Text one, Text other, const Release *release)
{
    return truth_and(admits_release(one, release), admits_release(other, release));
}

/* Where versions that both admit begin: at a bound, right behind it, or where the versions end
 * that share its numbers. */
static Truth both_admit_near(Text one, Text other, Release bound)
{
    Release behind = bound, next = bound;
    behind.parts[VERSION_PARTS - 1]++;
    next.parts[bound.count - 1]++;
    return truth_or(both_admit(one, other, &bound),
                    truth_or(both_admit(one, other, &behind), both_admit(one, other, &next)));
}

static bool bound_of(Text clause, Release *bound)
{
    Comparison comparison;
    clause = text_trim(clause);
    if (!take_comparison(&clause, &comparison))
        return false;
    bool open_end = text_ends(clause, ".*");
    return release_read(open_end ? text_part(clause, 0, clause.length - 2) : clause, bound);
}

static Truth agree_near_bounds(Text bounds, Text one, Text other)
{
    Text rest = requirement_versions(text_trim(bounds));
    Truth agree = truth_of(false);
    Release bound;
    bool more;
    if (rest.length == 0)
        return agree;
    for (Text clause = text_next(&rest, ',', &more); more; clause = text_next(&rest, ',', &more))
        if (bound_of(clause, &bound))
            agree = truth_or(agree, both_admit_near(one, other, bound));
    return agree;
}

Truth requirements_agree(Text one, Text other)
{
    Release least = {.count = 1};
    return truth_or(
        both_admit_near(one, other, least),
        truth_or(agree_near_bounds(one, one, other), agree_near_bounds(other, one, other)));
}
