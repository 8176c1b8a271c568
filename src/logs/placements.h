/* Lines that say where operations were put, folded: a row an operation, type and device.
 *
 * Memory is constant: PLACEMENT_KINDS rows, what comes after them is counted as others. Several
 * kinds of lines may tell of one operation, and log_device_placement prints each line twice, so
 * lines are counted by how they were printed, and the kind that names an operation on a device most
 * often counts. */
#ifndef WHYCPU_LOGS_PLACEMENTS_H
#define WHYCPU_LOGS_PLACEMENTS_H

#include "base/table.h"
#include "logs/messages.h"

enum { PLACEMENT_KINDS = 1024 };

typedef struct Placement {
    const char *op, *device; /* "MatMul", "GPU:0" */
    const char *dtype;       /* "float32"; NULL: the lines do not say */
    const char *host;        /* why it has to be in main memory, or is there anyway; NULL */
    bool on_cpu, on_gpu;
    unsigned long long count;
    size_t number;          /* of the first line */
    const char *line;       /* its beginning */
    const Message *message; /* whose lines these are, and how they were printed */
    bool logged;
} Placement;

typedef struct Placements {
    Table rows;
    LIST_OF(Placement *) items;
    unsigned long long others;
} Placements;

/* A line of a message that sets PLACED or REQUESTED. `logged`: with stamp and place of the logger,
 * not bare. */
void placements_take(Arena *arena, Placements *placements, const MessageMatch *match, bool logged,
                     Text line, size_t number);

typedef LIST_OF(const Placement *) PlacementRows;

/* What ran or was put where: on the CPU first, without what has to be there, by count. */
PlacementRows placements_told(Arena *arena, const Placements *placements);
/* What asked for which device. */
PlacementRows placements_asked(Arena *arena, const Placements *placements);

/* Why an operation, of data of this type (or NULL), is in main memory whatever GPU there is, in a
 * few words; NULL: nothing is known. Names: host_ops.def. */
const char *why_on_host(const char *op, const char *dtype);

#endif
