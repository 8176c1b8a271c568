/* Variables of the environment that decide about the GPU, as people show or set them. */
#ifndef WHYCPU_PARSE_REPORT_VARIABLES_H
#define WHYCPU_PARSE_REPORT_VARIABLES_H

#include "parse/report_fact.h"

ReportReader report_variables;

/* The next prompt came, and the command before it had asked for a variable and printed an empty
 * line. */
void report_variables_unanswered(ReportReading *reading);

/* Whether the variable is one of those that are looked at. */
bool report_variable_matters(Text name);

#endif
