/* The driver as the kernel knows it: lsmod, modinfo, dkms, /proc/driver/nvidia/version, mokutil;
 * its device nodes and who may open them: ls -l /dev/nvidia*, id, groups. */
#ifndef WHYCPU_PARSE_REPORT_KERNEL_H
#define WHYCPU_PARSE_REPORT_KERNEL_H

#include "parse/report_fact.h"

ReportReader report_modules;
ReportReader report_nodes;
ReportReader report_user;

#endif
