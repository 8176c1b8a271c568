/* Where operations ran: a table for a person, a list in JSON. */
#include <string.h>

#include "report/log_parts.h"

enum { TABLE_COLUMN = 4, WIDEST_OP = 36 };

/* What is told at one place of the table, and how much of it at most. */
typedef enum Part { ON_CPU, ON_HOST, ON_OTHERS, PARTS } Part;
static const size_t MOST_ROWS[PARTS] = {10, 3, 8};

static Part part_of(const Placement *row)
{
    if (!row->on_cpu)
        return ON_OTHERS;
    return row->host ? ON_HOST : ON_CPU;
}

typedef struct Columns {
    size_t op, device, dtype, count; /* where each begins; `count`: where it ends */
} Columns;

static void widen(const Page *page, size_t *width, const char *text)
{
    size_t needed = text ? page_width(page, text) : 0;
    *width = needed > *width ? needed : *width;
}

static Columns columns_of(const Report *report, PlacementRows rows)
{
    size_t device = 3, op = 2, dtype = 0;
    for (size_t i = 0; i < rows.count; i++) {
        widen(&report->page, &device, rows.items[i]->device);
        widen(&report->page, &op, rows.items[i]->op);
        widen(&report->page, &dtype, rows.items[i]->dtype);
    }
    op = op > WIDEST_OP ? WIDEST_OP : op;
    Columns columns = {.device = TABLE_COLUMN};
    columns.op = columns.device + device + 2;
    columns.dtype = columns.op + op + 2;
    columns.count = columns.dtype + dtype + (dtype ? 2 : 0) + 9;
    return columns;
}

static void put_count(Report *report, const Columns *columns, unsigned long long count)
{
    const char *digits = arena_printf(report->arena, "%llu", count);
    size_t width = strlen(digits);
    page_tab(&report->page, columns->count > width ? columns->count - width : 0);
    page_put(&report->page, STYLE_PLAIN, digits);
}

static void put_row(Report *report, const Columns *columns, const Placement *row)
{
    Page *page = &report->page;
    Style style = row->host && part_of(row) == ON_HOST ? STYLE_FAINT : STYLE_PLAIN;
    page_tab(page, columns->device);
    page_put(page, style, row->device);
    page_tab(page, columns->op);
    page_put(page, style, row->op);
    page_tab(page, columns->dtype);
    page_put(page, style, row->dtype ? row->dtype : "");
    put_count(report, columns, row->count);
    if (part_of(row) == ON_HOST) {
        page_put(page, STYLE_FAINT, "   ");
        page_flow(page, STYLE_FAINT, row->host, columns->count + 3, page->columns);
    }
    page_end_line(page);
}

static void put_rest(Report *report, Part part, size_t rows, unsigned long long lines)
{
    static const char *const WHAT[PARTS] = {"more on the CPU", "more that belong on the CPU",
                                            "more elsewhere"};
    if (!rows)
        return;
    page_tab(&report->page, TABLE_COLUMN);
    page_put(&report->page, STYLE_FAINT,
             arena_printf(report->arena, "… %zu %s, %llu lines", rows, WHAT[part], lines));
    page_end_line(&report->page);
}

static void put_part(Report *report, const Columns *columns, PlacementRows rows, Part part)
{
    size_t shown = 0, left = 0;
    unsigned long long lines = 0;
    for (size_t i = 0; i < rows.count; i++) {
        const Placement *row = rows.items[i];
        if (part_of(row) != part)
            continue;
        if (shown++ < MOST_ROWS[part]) {
            put_row(report, columns, row);
        } else {
            left++;
            lines += row->count;
        }
    }
    put_rest(report, part, left, lines);
}

void put_placement(Report *report, const LoggedPlacement *placement)
{
    PlacementRows rows = placement->rows;
    if (!rows.count)
        return;
    Columns columns = columns_of(report, rows);
    page_end_line(&report->page);
    page_tab(&report->page, MARGIN);
    page_put(&report->page, STYLE_PLAIN, "Where operations ran, and how many lines say so:");
    page_end_line(&report->page);
    for (int part = 0; part < PARTS; part++)
        put_part(report, &columns, rows, (Part)part);
    if (placement->others)
        put_sentence(report, STYLE_FAINT,
                     arena_printf(report->arena,
                                  "%llu lines tell of still other operations; they are not in "
                                  "this table",
                                  placement->others));
}

void json_placement(Writer *out, const LoggedPlacement *placement)
{
    json_key(out, "placement");
    json_open(out, '[');
    for (size_t i = 0; i < placement->rows.count; i++) {
        const Placement *row = placement->rows.items[i];
        json_open(out, '{');
        json_pair(out, "op", row->op);
        json_pair(out, "dtype", row->dtype);
        json_pair(out, "device", row->device);
        json_pair_number(out, "count", (long long)row->count);
        json_pair(out, "host", row->host);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_pair_number(out, "placement_others", (long long)placement->others);
}
