#include "report/json_parts.h"
#include "report/log_parts.h"

void report_log_json(Writer *out, const LoggedAnswer *answer)
{
    json_open(out, '{');
    json_judgement(out, answer->judgement);
    if (answer->placement.rows.count)
        json_placement(out, &answer->placement);
    json_close(out, '}');
    put_char(out, '\n');
    out->json_needs_comma = false;
}
