/* Which system this is: uname, /etc/os-release, lsb_release, hostnamectl, Windows. */
#ifndef WHYCPU_PARSE_REPORT_SYSTEM_H
#define WHYCPU_PARSE_REPORT_SYSTEM_H

#include "parse/report_fact.h"

ReportReader report_system;

/* What platform.platform() of Python returned; false when it is no such text. */
bool report_platform(ReportReading *reading, const ReportLine *line, Text text);

/* Adds what a phrase like "Linux Ubuntu 22.04.3 LTS (x86_64)", "Windows 10" or "macOS 14.2" names
 * at its start; false when it names no system. */
bool report_system_named(ReportReading *reading, ReportForm form, size_t line, Text phrase);

#endif
