/* The page behind a cause, for `whycpu explain`. */
#ifndef WHYCPU_REPORT_PAGE_OF_CAUSE_H
#define WHYCPU_REPORT_PAGE_OF_CAUSE_H

#include "report/page.h"
#include "report/terminal.h"

void report_cause_page(Writer *out, CauseId id, const View *view);

/* Every id with its title, under the steps of the chain. */
void report_cause_list(Writer *out, const View *view);

/* What pages of causes and of messages share: a page no wider than prose is easily read, and a
 * section of paragraphs, where a newline separates them and "$ " starts a command. */
Page page_of_prose(Writer *out, const View *view);
void put_section(Page *page, const char *heading, const char *text);

#endif
