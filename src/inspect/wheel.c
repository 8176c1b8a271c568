#include "inspect/wheel.h"

#include <string.h>

#include "base/path.h"
#include "parse/core_metadata.h"

typedef struct Look {
    World *world;
    Inventory *inventory;
    Facts *facts;
    Arena *arena;
    const char *site; /* the directory of sys.path with the framework; NULL: it is linked from
                       * elsewhere */
} Look;

const Distribution *framework_distribution(Inventory *inventory, const Facts *facts)
{
    const Fact *owners = fact_get(facts, "env", FACT_FRAMEWORK_OWNERS);
    if (owners->known != PRESENT || owners->texts.count != 1)
        return NULL;
    Text owner = text_of(owners->texts.items[0]);
    return distribution_find(
        inventory, text_copy(facts_arena(facts), text_part(owner, 0, text_find(owner, ' '))));
}

static void set_line(Look *look, const char *subject, const char *line, const char *version,
                     const char *source)
{
    Text extra = requirement_extra(text_of(line));
    Truth admits = requirement_admits(text_of(line), version ? version : "");
    fact_set_text(look->facts, subject, FACT_LIBRARY_REQUIRED_AS, line, source);
    if (extra.length)
        fact_set_text(look->facts, subject, FACT_LIBRARY_EXTRA, text_copy(look->arena, extra),
                      source);
    else
        fact_set_absent(look->facts, subject, FACT_LIBRARY_EXTRA, source);
    if (is_unknown(admits))
        fact_set_unknown(look->facts, subject, FACT_LIBRARY_ADMITTED, admits.because, source);
    else
        fact_set_flag(look->facts, subject, FACT_LIBRARY_ADMITTED, is_yes(admits), source);
}

static void set_requirement(Look *look, const char *subject, const Distribution *wanted)
{
    const Distribution *framework = framework_distribution(look->inventory, look->facts);
    if (!framework)
        return;
    const DistributionMetadata *metadata = distribution_metadata(look->inventory, framework);
    if (metadata->known != PRESENT) {
        fact_set_unknown(look->facts, subject, FACT_LIBRARY_REQUIRED_AS,
                         metadata->because ? metadata->because : "there is no such file",
                         metadata->source);
        return;
    }
    for (size_t i = 0; i < metadata->requires.count; i++) {
        Text name = requirement_name(text_of(metadata->requires.items[i]));
        if (strcmp(normal_name(look->arena, name), wanted->normal_name) == 0) {
            set_line(look, subject, metadata->requires.items[i], wanted->version, metadata->source);
            return;
        }
    }
    fact_set_absent(look->facts, subject, FACT_LIBRARY_REQUIRED_AS, metadata->source);
}

static void set_owner(Look *look, const char *subject, const Distribution *owner, const char *file)
{
    Truth owns = distribution_owns(look->inventory, owner, file);
    if (is_unknown(owns))
        fact_set_unknown(look->facts, subject, FACT_LIBRARY_OWNER, owns.because, owner->path);
    else if (is_no(owns))
        fact_set_absent(look->facts, subject, FACT_LIBRARY_OWNER, owner->path);
    else
        fact_set_text(look->facts, subject, FACT_LIBRARY_OWNER,
                      arena_printf(look->arena, "%s %s", owner->normal_name,
                                   owner->version ? owner->version : "?"),
                      owner->path);
}

static bool is_inside(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* The opener is known by its real path. */
static void find_site(Look *look)
{
    const char *package = fact_text_or(look->facts, "env", FACT_FRAMEWORK_PATH, NULL);
    const char *opener = fact_text_or(look->facts, "env", FACT_LIBRARY_OPENER, NULL), *real;
    if (package && opener && world_real_path(look->world, package, &real).known == PRESENT &&
        is_inside(opener, real))
        look->site = path_parent(look->arena, package);
}

/* A wheel can only count on what lies beside it in the same directory of sys.path. */
static void look_at(Look *look, const char *subject, const char *file)
{
    const char *package = fact_text_or(look->facts, subject, FACT_LIBRARY_PACKAGE, NULL);
    const Distribution *owner = package ? distribution_find(look->inventory, package) : NULL;
    fact_set_flag(look->facts, subject, FACT_LIBRARY_BESIDE,
                  look->site && is_inside(file, look->site), "sys.path");
    if (!package) {
        fact_set_unknown(look->facts, subject, FACT_LIBRARY_OWNER,
                         "it is not known which package brings it", file);
    } else if (!owner) {
        fact_set_absent(look->facts, subject, FACT_LIBRARY_OWNER, "the distributions of sys.path");
    } else {
        set_requirement(look, subject, owner);
        /* RECORD is read only where its answer can decide. */
        if (fact_get(look->facts, subject, FACT_LIBRARY_REQUIRED_AS)->known != ABSENT)
            set_owner(look, subject, owner, file);
    }
}

void inspect_wheel(World *world, Inventory *inventory, Facts *facts)
{
    Look look = {world, inventory, facts, facts_arena(facts), NULL};
    const Fact *asked = fact_get(facts, "env", FACT_LIBRARIES_ASKED);
    bool any = false;
    for (size_t i = 0; asked->known == PRESENT && i < asked->texts.count; i++) {
        const char *subject = arena_printf(look.arena, "library/%s", asked->texts.items[i]);
        const Opening *opening = fact_get(facts, subject, FACT_LIBRARY_OPENING)->opening;
        const Fact *installed = fact_get(facts, subject, FACT_LIBRARY_INSTALLED_AT);
        if (!opening || opening->result != OPEN_FAILED || installed->known != PRESENT ||
            !installed->texts.count)
            continue;
        if (!any)
            find_site(&look);
        any = true;
        look_at(&look, subject, installed->texts.items[0]);
    }
}
