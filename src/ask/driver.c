#include "ask/driver.h"

#include <string.h>
#include <unistd.h>

#include "ask/child.h"
#include "ask/helper.h"
#include "ask/outcomes.h"
#include "loader/loader.h"
#include "parse/driver_answers.h"

enum {
    DEADLINE_MS = 5000,
    MORE_FOR_EACH_GPU_MS = 3000, /* without persistence each one starts for up to 3 s */
    MOST_GPUS = 9
};

typedef struct Asked {
    const char *cuda, *nvml; /* what was opened */
    Outcome outcomes[LIBRARY_KINDS];
} Asked;

struct DriverAsker {
    World *world; /* whose driver is asked: its environment, its user */
    World *here;  /* this machine as it is, or NULL */
    LIST_OF(Asked) asked;
};

DriverAsker *driver_asker(World *world)
{
    Arena *arena = world_arena(world);
    DriverAsker *asker = arena_new_of(arena, DriverAsker);
    LiveOptions options = {.root = "/"};
    const char *error;
    asker->world = world;
    asker->here = world_is_live_machine(world) ? world_live(arena, &options, &error) : NULL;
    return asker;
}

/* The file that the framework would get, or the name when the search found none. */
static const char *library_of(DriverAsker *asker, const char *program, const Facts *facts,
                              const char *name)
{
    const char *subject = arena_printf(facts_arena(facts), "library/%s", name);
    const Fact *fact = fact_get(facts, subject, FACT_LIBRARY_OPENING);
    const Opening *opening = fact->known == PRESENT ? fact->opening : NULL;
    if (!opening) {
        Loader *loader = loader_new(asker->world);
        const Opening *start = loader_start(loader, program ? program : "/bin/sh");
        if (opens(start))
            opening = loader_dlopen(loader, name, NULL);
    }
    return opening && opens(opening) && opening->path ? opening->path : name;
}

static int deadline_ms(const Facts *facts)
{
    Strings gpus = facts_subjects(facts, "gpu/");
    int count = 0;
    for (size_t i = 0; i < gpus.count && count < MOST_GPUS; i++)
        count += is_yes(fact_is_text(facts, gpus.items[i], FACT_GPU_VENDOR, "nvidia"));
    return DEADLINE_MS + (count > 1 ? (count - 1) * MORE_FOR_EACH_GPU_MS : 0);
}

static const char *refusal(DriverAsker *asker, const Facts *facts)
{
    if (fact_get(facts, "machine", FACT_ASSUMED_GPU)->known == PRESENT)
        return "the GPU is assumed, and there is no driver to ask";
    return asker->here ? NULL : "this is not the machine itself, so its driver cannot be asked";
}

static void run_helpers(DriverAsker *asker, Asked *asked, const Facts *facts)
{
    const char *libraries[LIBRARY_KINDS] = {asked->cuda, asked->nvml};
    ChildPlan plans[LIBRARY_KINDS];
    ChildReport reports[LIBRARY_KINDS];
    const char *refused[LIBRARY_KINDS];
    size_t started[LIBRARY_KINDS], count = 0;
    int most_ms = deadline_ms(facts);
    for (size_t i = 0; i < LIBRARY_KINDS; i++) {
        refused[i] = plan_helper(asker->world, asker->here, library_kind_word((LibraryKind)i),
                                 libraries[i], &plans[count]);
        if (!refused[i])
            started[count++] = i;
        else
            asked->outcomes[i] = (Outcome){.refused = refused[i]};
    }
    children_run(asker->here, plans, count, most_ms, DRIVER_ANSWERS_CEILING_BYTES, reports);
    for (size_t i = 0; i < count; i++)
        asked->outcomes[started[i]] =
            outcome_of(world_arena(asker->world), (LibraryKind)started[i], &reports[i], most_ms);
}

static const Asked *ask_once(DriverAsker *asker, const char *program, const Facts *facts)
{
    Asked asked = {
        .cuda = library_of(asker, program, facts, "libcuda.so.1"),
        .nvml = library_of(asker, program, facts, "libnvidia-ml.so.1"),
    };
    for (size_t i = 0; i < asker->asked.count; i++)
        if (strcmp(asker->asked.items[i].cuda, asked.cuda) == 0 &&
            strcmp(asker->asked.items[i].nvml, asked.nvml) == 0)
            return &asker->asked.items[i];
    run_helpers(asker, &asked, facts);
    list_add(world_arena(asker->world), asker->asked, asked);
    return &asker->asked.items[asker->asked.count - 1];
}

void ask_driver(DriverAsker *asker, const char *program, Facts *facts)
{
    const char *refused = refusal(asker, facts);
    Outcome nothing = {.refused = refused};
    const Asked *asked = refused ? NULL : ask_once(asker, program, facts);
    for (size_t i = 0; i < LIBRARY_KINDS; i++)
        set_outcome(facts, (LibraryKind)i, asked ? &asked->outcomes[i] : &nothing);
    if (asked)
        set_devices(facts, &asked->outcomes[LIBRARY_CUDA], &asked->outcomes[LIBRARY_NVML]);
}
