/* What the files of the report on a log share. */
#ifndef WHYCPU_REPORT_LOG_PARTS_H
#define WHYCPU_REPORT_LOG_PARTS_H

#include "report/log.h"
#include "report/terminal_parts.h"

/* The line of the log that is the line of the cause; NULL: it stands in a table, or nowhere. */
const Sighting *sighting_of(const LoggedAnswer *answer, const Cause *cause);
/* It, and the lines around it, which it must have. */
void put_context(Report *report, const Cause *cause, const Sighting *sighting);

/* The table with a blank line before it; nothing where no line says where something ran. */
void put_placement(Report *report, const LoggedPlacement *placement);
/* Keys "placement" and "placement_others" of an open object. */
void json_placement(Writer *out, const LoggedPlacement *placement);

#endif
