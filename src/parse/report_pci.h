/* Graphics cards and the kernel drivers that have them, as programs list them. */
#ifndef WHYCPU_PARSE_REPORT_PCI_H
#define WHYCPU_PARSE_REPORT_PCI_H

#include "parse/report_fact.h"

ReportReader report_pci;   /* lspci, with or without -k, -nn, -v */
ReportReader report_cards; /* lshw -C display, inxi -G, ubuntu-drivers devices */
ReportReader report_video; /* dxdiag, Win32_VideoController, system_profiler */

/* Whether Microsoft's name stands for whatever card there is: in WSL, and on Windows without the
 * driver of the card. That of Hyper-V is a card of its own. */
bool report_is_stand_in(Text name);

/* "nvidia", "amd", "intel", "apple", "microsoft" for such a stand-in, or "other": who makes what
 * has such a name, as "NVIDIA Corporation GP107M", "GeForce GTX 1650", "Intel(R) UHD Graphics 620".
 */
Text report_maker_of(Text name);

#endif
