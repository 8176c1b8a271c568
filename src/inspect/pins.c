#include "inspect/pins.h"

#include <string.h>

#include "inspect/wheel.h"
#include "parse/core_metadata.h"
#include "parse/marker.h"

/* A line that asks for a version of a package that is there. */
typedef struct Request {
    const Distribution *by, *package;
    const DistributionMetadata *metadata; /* in which it stands */
    Text line, extra;
} Request;

typedef struct Asker {
    Framework framework;
    Facts *facts;
    const Distribution *distribution; /* NULL: it is not known which one it is */
    bool has_read;
    LIST_OF(Request) requests;
} Asker;

typedef struct Look {
    Inspection *inspection;
    Inventory *inventory;
    Arena *arena;
} Look;

static const Distribution *package_of(const Look *look, Text line)
{
    return distribution_find(look->inventory, text_copy(look->arena, requirement_name(line)));
}

/* With the extra that the line itself names: whether that was asked for is another question. */
static Truth applies(const Look *look, Text line)
{
    const PythonEnvironment *env = look->inspection->env;
    const Processor *processor = world_processor(look->inspection->world);
    MarkerPlace place = {
        .machine = processor->known == PRESENT ? processor->machine : NULL,
        .python = env->major ? arena_printf(look->arena, "%d.%d", env->major, env->minor) : NULL,
        .extra = requirement_extra(line)};
    return requirement_applies(line, &place);
}

/* conda's packages have requirements in a language of their own. */
static void read_requests(const Look *look, Asker *asker, const Distribution *by)
{
    if (by->form == DISTRIBUTION_CONDA)
        return;
    const DistributionMetadata *metadata = distribution_metadata(look->inventory, by);
    for (size_t i = 0; metadata->known == PRESENT && i < metadata->requires.count; i++) {
        Text line = text_of(metadata->requires.items[i]);
        const Distribution *package = package_of(look, line);
        if (package && package->version && is_yes(applies(look, line)))
            list_add(look->arena, asker->requests,
                     ((Request){by, package, metadata, line, requirement_extra(line)}));
    }
}

static void read_asker(const Look *look, Asker *asker)
{
    const char *const *plugins = framework_form(asker->framework)->plugins;
    if (asker->has_read)
        return;
    asker->has_read = true;
    read_requests(look, asker, asker->distribution);
    for (; plugins && *plugins; plugins++) {
        const Distribution *plugin = distribution_find(look->inventory, *plugins);
        if (plugin)
            read_requests(look, asker, plugin);
    }
}

/* ---- Whether two of them exclude each other ---- */

static bool extra_is_there(const Look *look, const Request *request)
{
    const Strings *lines = &request->metadata->requires;
    for (size_t i = 0; request->extra.length && i < lines->count; i++) {
        Text line = text_of(lines->items[i]);
        if (text_equal(requirement_extra(line), request->extra) && !is_no(applies(look, line)) &&
            !package_of(look, line))
            return false;
    }
    return true;
}

static bool exclude_each_other(const Look *look, const Request *one, const Request *other)
{
    return one->package == other->package && is_no(requirements_agree(one->line, other->line)) &&
           extra_is_there(look, one) && extra_is_there(look, other);
}

/* "tensorflow[and-cuda] 2.19.1: nvidia-nccl-cu12==2.23.4" */
static const char *words_of(const Look *look, const Request *request)
{
    Text versions = requirement_versions(request->line);
    const char *extra = request->extra.length ? arena_printf(look->arena, "[%s]",
                                                             text_copy(look->arena, request->extra))
                                              : "";
    return arena_printf(look->arena, "%s%s %s: %s%s", request->by->normal_name, extra,
                        request->by->version ? request->by->version : "?",
                        request->package->normal_name, text_copy(look->arena, versions));
}

typedef struct Pulled {
    Strings packages, by_one, by_other;
} Pulled;

static void weigh(const Look *look, const Request *one, const Request *other, Pulled *pulled)
{
    const char *package =
        arena_printf(look->arena, "%s %s", one->package->normal_name, one->package->version);
    if (strings_have(pulled->packages, package) || !exclude_each_other(look, one, other))
        return;
    list_add(look->arena, pulled->packages, package);
    list_add(look->arena, pulled->by_one, words_of(look, one));
    list_add(look->arena, pulled->by_other, words_of(look, other));
}

static void compare(const Look *look, Asker *one, Asker *other)
{
    Pulled pulled = {0};
    read_asker(look, one);
    read_asker(look, other);
    for (size_t i = 0; i < one->requests.count; i++)
        for (size_t k = 0; k < other->requests.count; k++)
            weigh(look, &one->requests.items[i], &other->requests.items[k], &pulled);
    Facts *both[] = {one->facts, other->facts};
    const char *subject = arena_printf(look->arena, "pins/%s+%s", framework_word(one->framework),
                                       framework_word(other->framework));
    for (int i = 0; pulled.packages.count && i < 2; i++) {
        fact_set_texts(both[i], subject, FACT_PULLED_PACKAGES, pulled.packages, "their names");
        fact_set_texts(both[i], subject, FACT_PULLED_BY_ONE, pulled.by_one, "Requires-Dist");
        fact_set_texts(both[i], subject, FACT_PULLED_BY_OTHER, pulled.by_other, "Requires-Dist");
    }
}

/* What runs on another framework has the facts of that one. */
static const Distribution *asking_distribution(const Look *look, Framework framework,
                                               const Facts *facts)
{
    if (framework >= FRAMEWORK_COUNT || framework_form(framework)->look_at_backend)
        return NULL;
    return framework_distribution(look->inventory, facts);
}

void inspect_pins(Inspection *inspection, const Framework *frameworks, Facts *const *facts,
                  size_t count)
{
    Look look = {inspection, inspection->inventory, world_arena(inspection->world)};
    Asker askers[FRAMEWORK_COUNT] = {0};
    size_t known = 0;
    if (!inspection->inventory)
        return;
    for (size_t i = 0; i < count && known < FRAMEWORK_COUNT; i++) {
        const Distribution *found = asking_distribution(&look, frameworks[i], facts[i]);
        if (found)
            askers[known++] =
                (Asker){.framework = frameworks[i], .facts = facts[i], .distribution = found};
    }
    for (size_t i = 0; i < known; i++)
        for (size_t k = i + 1; k < known; k++)
            compare(&look, &askers[i], &askers[k]);
}
