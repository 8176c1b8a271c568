/* What a phrase names with the number beside it: "TF 2.12.0", "cuDNN 8.1", "driver 470.82",
 * "Ubuntu 22.04", "RTX 2080 Ti 11GB". Whether the phrase means it is for report_sentences.c. */
#ifndef WHYCPU_PARSE_REPORT_MENTIONS_H
#define WHYCPU_PARSE_REPORT_MENTIONS_H

#include "parse/report_fact.h"

/* Adds what the phrase mentions; returns how many facts that gave. */
size_t report_mentions(ReportReading *reading, size_t line, Text phrase);

/* The graphics cards in it, with the memory that stands behind the name. */
size_t report_gpu_mentions(ReportReading *reading, size_t line, Text phrase);

/* As a release is written by people: "2.4", "2.1.0rc1", "1.13.1+cu117", "v2.0.0-rc2", "11"; not
 * "2.x" and not "11.2-cudnn8". `*version` is without the 'v'. */
bool report_release(Text word, Text *version);

/* As git describes a build: "v2.4.0-rc4-71-g582c8d236cb". */
bool report_is_git_version(Text word);

/* An amount of memory: "8GB", "11 GB", "16GiB"; a view of the text. */
bool report_memory(Text text, Text *amount);

#endif
