/* Which packages are installed: pip, uv and conda, as lists and while they install. */
#ifndef WHYCPU_PARSE_REPORT_PACKAGES_H
#define WHYCPU_PARSE_REPORT_PACKAGES_H

#include "parse/report_fact.h"

ReportReader report_pip;   /* pip list, freeze, show, install; uv */
ReportReader report_conda; /* conda list; what conda search offers is passed by */

/* A requirement as "tensorflow==2.4.1", "torch[cuda]>=2"; the version only where it is given with
 * "==". False when it is none. */
bool report_requirement(Text text, Text *name, Text *version);

#endif
