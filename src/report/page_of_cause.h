/* The page behind a cause, for `whycpu explain`. */
#ifndef WHYCPU_REPORT_PAGE_OF_CAUSE_H
#define WHYCPU_REPORT_PAGE_OF_CAUSE_H

#include "report/terminal.h"

void report_cause_page(Writer *out, CauseId id, const View *view);

/* Every id with its title, under the steps of the chain. */
void report_cause_list(Writer *out, const View *view);

#endif
