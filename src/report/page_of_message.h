/* The page behind a message, for `whycpu explain`. */
#ifndef WHYCPU_REPORT_PAGE_OF_MESSAGE_H
#define WHYCPU_REPORT_PAGE_OF_MESSAGE_H

#include "logs/messages.h"
#include "report/terminal.h"

void report_message_page(Writer *out, const Message *message, const View *view);

/* The same for a line that has it: the values of its fields come first. */
void report_match_page(Writer *out, const MessageMatch *match, const View *view);

#endif
