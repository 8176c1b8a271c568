/* lspci, with or without -k, -nn, -v: display functions and the kernel driver that has them. */
#ifndef WHYCPU_PARSE_REPORT_PCI_H
#define WHYCPU_PARSE_REPORT_PCI_H

#include "parse/report_fact.h"

ReportReader report_pci;

#endif
