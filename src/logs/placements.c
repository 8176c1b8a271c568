#include "logs/placements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/placement.h"

enum { LINE_KEPT = 300, KEY_ROOM = 5 * PLACEMENT_WORD };

/* ---- What has to be in main memory ---- */

typedef enum HowCompared { IS, BEGINS, ENDS } HowCompared;

static const struct {
    HowCompared how;
    const char *name, *why;
} HOST_OPS[] = {
#define HOST_OP(how, name, why) {how, name, why},
#include "logs/host_ops.def"
#undef HOST_OP
};

static bool is_host_op(size_t row, const char *op)
{
    const char *name = HOST_OPS[row].name;
    if (HOST_OPS[row].how == IS)
        return strcmp(op, name) == 0;
    return HOST_OPS[row].how == BEGINS ? starts_with(op, name) : ends_with(op, name);
}

const char *why_on_host(const char *op, const char *dtype)
{
    static const char *const TYPES[][2] = {{"int32", "int32 is kept in main memory"},
                                           {"string", "texts are kept in main memory"},
                                           {"resource", "names a resource, and computes nothing"}};
    for (size_t i = 0; i < sizeof HOST_OPS / sizeof *HOST_OPS; i++)
        if (is_host_op(i, op))
            return HOST_OPS[i].why;
    for (size_t i = 0; dtype && i < sizeof TYPES / sizeof *TYPES; i++)
        if (strcmp(dtype, TYPES[i][0]) == 0)
            return TYPES[i][1];
    return NULL;
}

/* ---- Lines ---- */

static Placement *new_placement(Arena *arena, const char *op, const char *device, const char *dtype)
{
    Placement *row = arena_new_of(arena, Placement);
    row->op = arena_strdup(arena, op);
    row->device = arena_strdup(arena, device);
    row->dtype = *dtype ? arena_strdup(arena, dtype) : NULL;
    row->host = why_on_host(op, row->dtype);
    row->on_cpu = placement_is_on(device, "CPU");
    row->on_gpu = placement_is_on(device, "GPU");
    return row;
}

void placements_take(Arena *arena, Placements *placements, const MessageMatch *match, bool logged,
                     Text line, size_t number)
{
    char op[PLACEMENT_WORD], device[PLACEMENT_WORD], dtype[PLACEMENT_WORD] = "", key[KEY_ROOM];
    if (!placement_device(message_field(match, "device"), device) ||
        !placement_op(message_field(match, "op"), op))
        return;
    (void)placement_dtype(message_field(match, "attributes"), dtype);
    int length = snprintf(key, sizeof key, "%s\n%s\n%s\n%s\n%d", op, device, dtype,
                          match->message->id, logged);
    Placement *row = table_get(&placements->rows, key);
    if (!row && placements->items.count == PLACEMENT_KINDS) {
        placements->others++;
        return;
    }
    if (!row) {
        row = new_placement(arena, op, device, dtype);
        row->number = number;
        row->line = text_copy(arena, text_part(line, 0, LINE_KEPT));
        row->message = match->message;
        row->logged = logged;
        table_put(arena, &placements->rows, arena_copy(arena, key, (size_t)length), row);
        list_add(arena, placements->items, row);
    }
    row->count++;
}

/* ---- The table ---- */

static bool is_request(const Placement *row)
{
    return row->message->sets == OUTCOME_REQUESTED;
}

static bool is_same_voice(const Placement *a, const Placement *b)
{
    return a->message == b->message && a->logged == b->logged;
}

static bool is_same_place(const Placement *a, const Placement *b)
{
    return strcmp(a->op, b->op) == 0 && strcmp(a->device, b->device) == 0;
}

/* How many lines of its voice name this operation on this device. */
static unsigned long long lines_like(const Placements *placements, const Placement *row)
{
    unsigned long long count = 0;
    for (size_t i = 0; i < placements->items.count; i++) {
        const Placement *other = placements->items.items[i];
        if (is_same_place(row, other) && is_same_voice(row, other))
            count += other->count;
    }
    return count;
}

/* Of two voices that say as much the one that names the type counts, then the first. */
static bool is_outvoiced(const Placements *placements, const Placement *row)
{
    unsigned long long own = lines_like(placements, row);
    bool behind = false;
    for (size_t i = 0; i < placements->items.count; i++) {
        const Placement *other = placements->items.items[i];
        behind = behind || is_same_voice(row, other);
        if (is_request(other) || !is_same_place(row, other) || is_same_voice(row, other))
            continue;
        unsigned long long count = lines_like(placements, other);
        bool says_more = !other->dtype == !row->dtype ? !behind : other->dtype != NULL;
        if (count > own || (count == own && says_more))
            return true;
    }
    return false;
}

static int order_of(const Placement *row)
{
    return !row->on_cpu ? 2 : row->host ? 1 : 0;
}

static int compare(const void *a, const void *b)
{
    const Placement *one = *(const Placement *const *)a, *other = *(const Placement *const *)b;
    if (order_of(one) != order_of(other))
        return order_of(one) - order_of(other);
    if (one->count != other->count)
        return one->count < other->count ? 1 : -1;
    return one->number < other->number ? -1 : one->number > other->number;
}

static PlacementRows sorted(PlacementRows rows)
{
    if (rows.count)
        qsort(rows.items, rows.count, sizeof *rows.items, compare);
    return rows;
}

PlacementRows placements_told(Arena *arena, const Placements *placements)
{
    PlacementRows rows = {0};
    for (size_t i = 0; i < placements->items.count; i++) {
        const Placement *row = placements->items.items[i];
        if (!is_request(row) && !is_outvoiced(placements, row))
            list_add(arena, rows, row);
    }
    return sorted(rows);
}

PlacementRows placements_asked(Arena *arena, const Placements *placements)
{
    PlacementRows rows = {0};
    for (size_t i = 0; i < placements->items.count; i++)
        if (is_request(placements->items.items[i]))
            list_add(arena, rows, placements->items.items[i]);
    return sorted(rows);
}
