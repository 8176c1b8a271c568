/* Where operations ran, as facts. */
#include <string.h>

#include "logs/outcomes.h"

enum { MOST_NAMED = 5 };

static void saw(Outcomes *o, const char *word, const char *value, const Placement *row)
{
    outcome_seen(o, word, value, row->line, source_of(o, row->number));
}

/* "MatMul, Conv2D and 3 more": what is on the CPU and need not be. */
static const char *names_of(Outcomes *o, PlacementRows rows, size_t first)
{
    const char *names = rows.items[first]->op;
    size_t named = 1, left = 0;
    for (size_t i = first + 1; i < rows.count; i++) {
        const Placement *row = rows.items[i];
        if (!row->on_cpu || row->host || strcmp(row->op, rows.items[i - 1]->op) == 0)
            continue;
        if (named < MOST_NAMED)
            names = arena_printf(o->arena, "%s, %s", names, row->op);
        left += named++ >= MOST_NAMED;
    }
    return left ? arena_printf(o->arena, "%s and %zu more", names, left) : names;
}

/* Whether this operation was asked for on a GPU, or else on the CPU. */
static const Placement *asked_for(PlacementRows asked, const char *op, bool on_gpu)
{
    for (size_t i = 0; i < asked.count; i++)
        if (strcmp(asked.items[i]->op, op) == 0 &&
            (on_gpu ? asked.items[i]->on_gpu : asked.items[i]->on_cpu))
            return asked.items[i];
    return NULL;
}

static void compare_with_asked(Outcomes *o, const Placement *row, PlacementRows asked)
{
    const Placement *gpu = asked_for(asked, row->op, true), *cpu = asked_for(asked, row->op, false);
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
        if (row->on_gpu) {
            saw(o, "placed-on-gpu", row->op, row);
            fact_set_text(o->facts, "log", FACT_LOG_GPU_MADE, row->line, source_of(o, row->number));
        } else if (row->on_cpu && !row->host) {
            saw(o, "placed-on-cpu", names_of(o, rows, i), row);
            compare_with_asked(o, row, asked);
        }
    }
}
