/* What the files of the report on a log share. */
#ifndef WHYCPU_REPORT_LOG_PARTS_H
#define WHYCPU_REPORT_LOG_PARTS_H

#include "report/log.h"
#include "report/terminal_parts.h"

/* The table with a blank line before it; nothing where no line says where something ran. */
void put_placement(Report *report, const LoggedPlacement *placement);
/* Keys "placement" and "placement_others" of an open object. */
void json_placement(Writer *out, const LoggedPlacement *placement);

#endif
