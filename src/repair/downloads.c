#include "repair/downloads.h"

#include <string.h>

#include "parse/distribution_name.h"
#include "parse/record.h"

enum { RECORD_CEILING_BYTES = 4 * 1024 * 1024 };

/* The RECORD of that very release; NULL: it is not installed. */
static const char *record_of(Side *side, const char *package, const char *release)
{
    Arena *arena = world_arena(side->world);
    for (size_t i = 0; i < side->env->site_directories.count; i++) {
        const SiteDirectory *site = &side->env->site_directories.items[i];
        for (size_t j = 0; j < site->names.count; j++) {
            DistributionName name;
            if (distribution_name_of(text_of(site->names.items[j]), &name) &&
                name.form == DISTRIBUTION_DIST_INFO && text_is(name.version, release) &&
                strcmp(normal_name(arena, name.name), package) == 0)
                return arena_printf(arena, "%s/%s/RECORD", site->path, site->names.items[j]);
        }
    }
    return NULL;
}

/* 0: it is not told of every file. RECORD alone has no size of its own. */
static uint64_t unpacked_bytes(Side *side, const char *record)
{
    Text text;
    RecordLine line;
    uint64_t sum = 0;
    if (!record ||
        world_read_once(side->world, record, RECORD_CEILING_BYTES, &text).known != PRESENT)
        return 0;
    while (record_next(world_arena(side->world), &text, &line)) {
        if (line.size_bytes < 0 && !text_ends(line.path, "/RECORD") &&
            !text_ends(line.path, ".pyc"))
            return 0;
        sum += line.size_bytes > 0 ? (uint64_t)line.size_bytes : 0;
    }
    return sum;
}

static bool is_of_packages(const Fix *fix)
{
    for (size_t i = 0; i < fix->edits.count; i++)
        if (fix->edits.items[i].kind == EDIT_PACKAGES)
            return true;
    return false;
}

/* "--no-deps a==1 b==2": nothing else is fetched. 0: one of them is not told. */
static uint64_t at_most(Side *side, const Fix *fix)
{
    Arena *arena = world_arena(side->world);
    uint64_t sum = 0;
    bool alone = false;
    for (size_t i = 0; i < fix->command.count; i++) {
        const char *word = fix->command.items[i], *equals = strstr(word, "==");
        if (!alone) {
            alone = strcmp(word, "--no-deps") == 0;
            continue;
        }
        const char *name = equals ? arena_copy(arena, word, (size_t)(equals - word)) : NULL;
        const char *record = name ? record_of(side, name, equals + strlen("==")) : NULL;
        uint64_t bytes = unpacked_bytes(side, record);
        if (!bytes)
            return 0;
        sum += bytes;
    }
    return sum;
}

void tell_downloads(Side *side)
{
    for (size_t i = 0; side->env && i < side->judgement->causes.count; i++) {
        Cause *cause = &side->judgement->causes.items[i];
        for (size_t j = 0; j < cause->fixes.count; j++)
            if (is_of_packages(&cause->fixes.items[j]))
                cause->fixes.items[j].download_at_most_bytes =
                    at_most(side, &cause->fixes.items[j]);
    }
}
