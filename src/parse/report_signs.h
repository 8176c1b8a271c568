/* See report_signs.c. */
#ifndef WHYCPU_PARSE_REPORT_SIGNS_H
#define WHYCPU_PARSE_REPORT_SIGNS_H

#include "parse/report_fact.h"

ReportReader report_signs;

#endif
