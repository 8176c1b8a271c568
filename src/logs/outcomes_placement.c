/* Where operations ran, as facts. */
#include <string.h>

#include "logs/outcomes.h"
#include "parse/placement.h"

enum { MOST_NAMED = 5 };

static void saw(Outcomes *o, const char *word, const char *value, const Placement *row)
{
    outcome_seen(o, word, value, row->line, source_of(o, row->number));
}

static bool stays_on_host(const Placement *row)
{
    return row->host != NULL;
}

/* "MatMul, Conv2D and 3 more": what is on the CPU and need not be. */
static const char *names_of(Outcomes *o, PlacementRows rows, size_t first)
{
    const char *names = rows.items[first]->op;
    size_t named = 1, left = 0;
    for (size_t i = first + 1; i < rows.count; i++) {
        const Placement *row = rows.items[i];
        if (!placement_is_on(row->device, "CPU") || stays_on_host(row) ||
            strcmp(row->op, rows.items[i - 1]->op) == 0)
            continue;
        if (named < MOST_NAMED)
            names = arena_printf(o->arena, "%s, %s", names, row->op);
        left += named++ >= MOST_NAMED;
    }
    return left ? arena_printf(o->arena, "%s and %zu more", names, left) : names;
}

/* Whether this operation was asked for on a device of this type. */
static const Placement *asked_for(PlacementRows asked, const char *op, const char *type)
{
    for (size_t i = 0; i < asked.count; i++)
        if (strcmp(asked.items[i]->op, op) == 0 && placement_is_on(asked.items[i]->device, type))
            return asked.items[i];
    return NULL;
}

static void compare_with_asked(Outcomes *o, const Placement *row, PlacementRows asked)
{
    const Placement *gpu = asked_for(asked, row->op, "GPU"),
                    *cpu = asked_for(asked, row->op, "CPU");
    if (gpu && !cpu)
        saw(o, "moved-to-cpu", row->op, gpu);
    if (cpu && !gpu)
        saw(o, "asked-for-cpu", row->op, cpu);
}

void outcomes_of_placements(Outcomes *o, const Placements *placements)
{
    PlacementRows rows = placements_told(o->arena, placements);
    PlacementRows asked = placements_asked(o->arena, placements);
    for (size_t i = 0; i < rows.count; i++) {
        const Placement *row = rows.items[i];
        if (placement_is_on(row->device, "GPU")) {
            saw(o, "placed-on-gpu", row->op, row);
            fact_set_text(o->facts, "log", FACT_LOG_GPU_MADE, row->line, source_of(o, row->number));
        } else if (placement_is_on(row->device, "CPU") && !stays_on_host(row)) {
            saw(o, "placed-on-cpu", names_of(o, rows, i), row);
            compare_with_asked(o, row, asked);
        }
    }
}
