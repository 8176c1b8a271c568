#include "ask/driver.h"

#include <string.h>
#include <unistd.h>

#include "ask/child.h"
#include "ask/helper.h"
#include "ask/outcomes.h"
#include "ask/testimony.h"
#include "loader/loader.h"
#include "parse/driver_answers.h"

enum {
    DEADLINE_MS = 5000,
    MORE_FOR_EACH_GPU_MS = 3000, /* without persistence each one starts for up to 3 s */
    MOST_GPUS = 9
};

typedef struct Asked {
    LibraryKind kind;
    const char *library; /* what was opened */
    Outcome outcome;
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

/* ---- What is known already ---- */

static const Outcome *asked_before(const DriverAsker *asker, LibraryKind kind, const char *library)
{
    for (size_t i = 0; i < asker->asked.count; i++)
        if (asker->asked.items[i].kind == kind &&
            strcmp(asker->asked.items[i].library, library) == 0)
            return &asker->asked.items[i].outcome;
    return NULL;
}

static void remember(DriverAsker *asker, LibraryKind kind, const char *library, Outcome outcome)
{
    list_add(world_arena(asker->world), asker->asked, (Asked){kind, library, outcome});
}

/* A recording holds what was answered when it was made. */
static bool recall(DriverAsker *asker, LibraryKind kind, const char *library)
{
    const Testimony *testimony = world_testimony(asker->world, library_kind_word(kind), library);
    if (testimony)
        remember(asker, kind, library,
                 outcome_of_testimony(world_arena(asker->world), kind, testimony));
    return testimony != NULL;
}

/* ---- Asking ---- */

typedef struct Round {
    ChildPlan plans[LIBRARY_KINDS];
    ChildReport reports[LIBRARY_KINDS];
    LibraryKind kinds[LIBRARY_KINDS];
    const char *libraries[LIBRARY_KINDS];
    size_t count;
} Round;

static void refuse(DriverAsker *asker, LibraryKind kind, const char *library, const char *because)
{
    Testimony testimony = testimony_of_refusal(world_arena(asker->world), kind, library, because);
    world_note_testimony(asker->world, &testimony);
    remember(asker, kind, library, (Outcome){.refused = because});
}

static void add_to(Round *round, DriverAsker *asker, LibraryKind kind, const char *library)
{
    const char *refused = plan_helper(asker->world, asker->here, library_kind_word(kind), library,
                                      &round->plans[round->count]);
    if (refused) {
        refuse(asker, kind, library, refused);
        return;
    }
    round->kinds[round->count] = kind;
    round->libraries[round->count++] = library;
}

static void run_helpers(DriverAsker *asker, Round *round, int most_ms)
{
    Arena *arena = world_arena(asker->world);
    children_run(asker->here, round->plans, round->count, most_ms, DRIVER_ANSWERS_CEILING_BYTES,
                 round->reports);
    for (size_t i = 0; i < round->count; i++) {
        const ChildReport *report = &round->reports[i];
        LibraryKind kind = round->kinds[i];
        Outcome outcome = outcome_of(arena, kind, report, most_ms);
        Testimony testimony =
            outcome.refused
                ? testimony_of_refusal(arena, kind, round->libraries[i], outcome.refused)
                : testimony_of(arena, kind, round->libraries[i], report, most_ms);
        world_note_testimony(asker->world, &testimony);
        remember(asker, kind, round->libraries[i], outcome);
    }
}

/* Both libraries are asked beside each other, each once. */
static void ask_each_once(DriverAsker *asker, const char *const *libraries, const Facts *facts)
{
    Round round = {.count = 0};
    for (int i = 0; i < LIBRARY_KINDS; i++) {
        LibraryKind kind = (LibraryKind)i;
        if (asked_before(asker, kind, libraries[i]) || recall(asker, kind, libraries[i]))
            continue;
        if (asker->here)
            add_to(&round, asker, kind, libraries[i]);
        else
            remember(
                asker, kind, libraries[i],
                (Outcome){.refused =
                              "this is not the machine itself, so its driver cannot be asked"});
    }
    if (round.count)
        run_helpers(asker, &round, deadline_ms(facts));
}

static void set_nothing_asked(Facts *facts, const char *because)
{
    Outcome nothing = {.refused = because};
    for (int i = 0; i < LIBRARY_KINDS; i++)
        set_outcome(facts, (LibraryKind)i, &nothing);
}

void ask_driver(DriverAsker *asker, const char *program, Facts *facts)
{
    if (fact_get(facts, "machine", FACT_ASSUMED_GPU)->known == PRESENT) {
        set_nothing_asked(facts, "the GPU is assumed, and there is no driver to ask");
        return;
    }
    const char *libraries[LIBRARY_KINDS] = {
        [LIBRARY_CUDA] = library_of(asker, program, facts, "libcuda.so.1"),
        [LIBRARY_NVML] = library_of(asker, program, facts, "libnvidia-ml.so.1"),
    };
    const Outcome *outcomes[LIBRARY_KINDS];
    ask_each_once(asker, libraries, facts);
    for (int i = 0; i < LIBRARY_KINDS; i++) {
        outcomes[i] = asked_before(asker, (LibraryKind)i, libraries[i]);
        set_outcome(facts, (LibraryKind)i, outcomes[i]);
    }
    set_devices(facts, outcomes[LIBRARY_CUDA], outcomes[LIBRARY_NVML]);
}
