#include "report/json.h"
#include "report/log.h"

void report_log_json(Writer *out, const LoggedAnswer *answer)
{
    report_json(out, answer->judgement);
}
