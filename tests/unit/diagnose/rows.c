#include "diagnose/rows.h"

static const RowGroup *const GROUPS[] = {
    &rows_of_machine,   &rows_of_access,  &rows_of_containers,     &rows_of_build,
    &rows_of_libraries, &rows_of_devices, &rows_of_driver_library, &rows_of_asked,
    &rows_of_untold,    &rows_of_logged};

enum { GROUP_COUNT = sizeof GROUPS / sizeof *GROUPS };

size_t row_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < GROUP_COUNT; i++)
        count += GROUPS[i]->count;
    return count;
}

const Row *row_at(size_t index)
{
    size_t group = 0;
    while (index >= GROUPS[group]->count)
        index -= GROUPS[group++]->count;
    return &GROUPS[group]->rows[index];
}
