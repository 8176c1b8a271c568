/* The search for one library, told to a person: whether and where it is found, or what stops it,
 * then each place that was tried, by rule, with who named it. */
#ifndef WHYCPU_REPORT_TRACE_H
#define WHYCPU_REPORT_TRACE_H

#include "loader/loader.h"
#include "report/terminal.h"

/* `messages`: what the loader complained about without giving up. */
void report_trace(Writer *out, const Opening *opening, Strings messages, const View *view);

#endif
