/* What nvidia-smi prints: its table (drivers 331 to 590), -L, -q, --query-gpu, and its failures. */
#ifndef WHYCPU_PARSE_REPORT_NVIDIA_SMI_H
#define WHYCPU_PARSE_REPORT_NVIDIA_SMI_H

#include "parse/report_fact.h"

/* The table, whole or in part; only cells that are closed by a bar are believed. */
ReportReader report_nvidia_smi;

/* -L, -q, --query-gpu=… --format=csv, --version. */
ReportReader report_nvidia_query;

/* One sentence that stands in place of an answer. */
ReportReader report_nvidia_failure;

#endif
