/* Graphics cards and the kernel drivers that have them, as programs list them. */
#ifndef WHYCPU_PARSE_REPORT_PCI_H
#define WHYCPU_PARSE_REPORT_PCI_H

#include "parse/report_fact.h"

ReportReader report_pci;   /* lspci, with or without -k, -nn, -v */
ReportReader report_cards; /* lshw -C display, inxi -G, ubuntu-drivers devices */
ReportReader report_video; /* dxdiag, Win32_VideoController, system_profiler */

/* "nvidia", "amd", "intel", "apple" or "other": who makes what has such a name, as
 * "NVIDIA Corporation GP107M", "GeForce GTX 1650", "Intel(R) UHD Graphics 620". */
Text report_maker_of(Text name);

#endif
