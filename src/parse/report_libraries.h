/* Which libraries of the driver, of CUDA and of cuDNN are where: ldconfig -p, ls, find, whereis. */
#ifndef WHYCPU_PARSE_REPORT_LIBRARIES_H
#define WHYCPU_PARSE_REPORT_LIBRARIES_H

#include "parse/report_fact.h"

ReportReader report_libraries;

#endif
