#include "parse/distribution_name.h"

#include <string.h>

static bool take_suffix(Text *entry, const char *suffix)
{
    if (!text_ends(*entry, suffix))
        return false;
    entry->length -= strlen(suffix);
    return true;
}

/* "1.0-py3.11-linux-x86_64" is version 1.0. Versions of eggs hold no '-' (it is written '_'). */
static Text egg_version(Text rest)
{
    return text_part(rest, 0, text_find(rest, '-'));
}

bool distribution_name_of(Text entry, DistributionName *name)
{
    *name = (DistributionName){.version = TEXT(""), .build = TEXT("")};
    if (take_suffix(&entry, ".dist-info"))
        name->form = DISTRIBUTION_DIST_INFO;
    else if (take_suffix(&entry, ".egg-info"))
        name->form = DISTRIBUTION_EGG_INFO;
    else if (take_suffix(&entry, ".egg-link"))
        name->form = DISTRIBUTION_EGG_LINK;
    else if (take_suffix(&entry, ".egg"))
        name->form = DISTRIBUTION_EGG;
    else
        return false;
    size_t dash = name->form == DISTRIBUTION_EGG_LINK ? entry.length : text_find(entry, '-');
    name->name = text_part(entry, 0, dash);
    Text rest = text_part(entry, dash + 1, entry.length);
    name->version = name->form == DISTRIBUTION_DIST_INFO ? rest : egg_version(rest);
    return name->name.length > 0;
}

static size_t last_dash(Text text)
{
    size_t at = text.length;
    while (at > 0 && text.at[at - 1] != '-')
        at--;
    return at; /* one behind it; 0 when there is none */
}

bool conda_name_of(Text entry, DistributionName *name)
{
    *name = (DistributionName){.form = DISTRIBUTION_CONDA};
    if (!take_suffix(&entry, ".json"))
        return false;
    size_t build = last_dash(entry);
    if (build == 0)
        return false;
    Text head = text_part(entry, 0, build - 1);
    size_t version = last_dash(head);
    if (version < 2)
        return false;
    name->name = text_part(head, 0, version - 1);
    name->version = text_part(head, version, head.length);
    name->build = text_part(entry, build, entry.length);
    return name->version.length > 0;
}

static bool is_separator(char c)
{
    return c == '-' || c == '_' || c == '.';
}

char *normal_name(Arena *arena, Text name)
{
    char *normal = arena_alloc(arena, name.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.at[i];
        if (is_separator(c)) {
            if (i == 0 || !is_separator(name.at[i - 1]))
                normal[length++] = '-';
        } else {
            normal[length++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
    }
    return normal;
}
