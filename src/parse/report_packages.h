/* Which packages are installed: pip, uv and conda, as lists and while they install,
 * and those of the distribution. */
#ifndef WHYCPU_PARSE_REPORT_PACKAGES_H
#define WHYCPU_PARSE_REPORT_PACKAGES_H

#include "parse/report_fact.h"

ReportReader report_pip;          /* pip list, freeze, show, install; uv */
ReportReader report_distribution; /* dpkg, apt, rpm, dnf, pacman: what is NVIDIA's of it */
ReportReader report_conda;        /* conda list; what conda search offers is passed by */

/* Whether this is a row that dpkg -l, apt list or rpm -qa printed: descriptions of packages are no
 * sentences of whoever pasted them. */
bool report_is_package_row(Text line);

/* A requirement as "tensorflow==2.4.1", "torch[cuda]>=2"; the version only where it is given with
 * "==". False when it is none. */
bool report_requirement(Text text, Text *name, Text *version);

#endif
