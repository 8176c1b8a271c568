/* Words for what was installed, removed, upgraded. */
#include <string.h>

#include "base/writer.h"
#include "changes/words.h"

typedef LIST_OF(const Distribution *) Found;

/* Distributions of one package, each name once: the one that an import finds. */
static Found distributions_of(Arena *arena, const Side *side, const char *package)
{
    Found found = {0};
    if (!side->inspection->inventory)
        return found;
    DistributionList all = inventory_all(side->inspection->inventory);
    for (size_t i = 0; i < all.count; i++) {
        const Distribution *one = all.items[i];
        if (!one->shadowed &&
            strcmp(package_of_name(arena, text_of(one->normal_name)), package) == 0)
            list_add(arena, found, one);
    }
    return found;
}

static const Distribution *of_name(Found found, const char *name)
{
    for (size_t i = 0; i < found.count; i++)
        if (strcmp(found.items[i]->normal_name, name) == 0)
            return found.items[i];
    return NULL;
}

static const char *version_of(const Distribution *distribution)
{
    return distribution->version ? distribution->version : "of no version";
}

static void put_one(Writer *says, const Distribution *then, const Distribution *now)
{
    const char *separator = says->length ? "; " : "";
    if (!now)
        put_format(says, "%s%s %s is no longer installed", separator, then->normal_name,
                   version_of(then));
    else if (!then)
        put_format(says, "%s%s %s is installed now", separator, now->normal_name, version_of(now));
    else if (strcmp(version_of(then), version_of(now)) != 0)
        put_format(says, "%s%s went from %s to %s", separator, now->normal_name, version_of(then),
                   version_of(now));
}

static const char *list_of(Arena *arena, Found found)
{
    Writer list = writer_new(arena);
    for (size_t i = 0; i < found.count; i++)
        put_format(&list, "%s%s %s", i ? ", " : "", found.items[i]->normal_name,
                   version_of(found.items[i]));
    return found.count ? list.bytes : "none";
}

void put_package_into_words(Arena *arena, Part *part, const Side *before, const Side *after)
{
    Found then = distributions_of(arena, before, part->key);
    Found now = distributions_of(arena, after, part->key);
    Writer says = writer_new(arena);
    for (size_t i = 0; i < now.count; i++)
        put_one(&says, of_name(then, now.items[i]->normal_name), now.items[i]);
    for (size_t i = 0; i < then.count; i++)
        if (!of_name(now, then.items[i]->normal_name))
            put_one(&says, then.items[i], NULL);
    if (says.length == 0) {
        put_files_into_words(arena, part);
        return;
    }
    part->says = says.bytes;
    part->before = list_of(arena, then);
    part->after = list_of(arena, now);
}
