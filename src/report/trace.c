#include "report/trace.h"

void report_trace(Writer *out, const Opening *opening, Strings messages, const View *view)
{
    (void)messages;
    (void)view;
    put_format(out, "%s %s\n", opening->name, open_result_word(opening->result));
}
