/* Plain sentences about the environment, and the fields of issue templates. Only what is said with
 * its name beside it is taken, and only where nothing in the clause takes it back. */
#ifndef WHYCPU_PARSE_REPORT_SENTENCES_H
#define WHYCPU_PARSE_REPORT_SENTENCES_H

#include "parse/report_fact.h"

ReportReader report_fields;    /* "- **CUDA/cuDNN version**: 11.2 / 8.1" */
ReportReader report_sentences; /* "Ubuntu 22.04, TF 2.12.0, CUDA 11.2, RTX 3090" */

/* Everything that is named with its version, denied, asked or advised as it may be: for who asks
 * what a report speaks of, and not what is so. */
ReportReader report_names;

/* Adds what a clause mentions and means. */
void report_clause(ReportReading *reading, size_t line, Text clause);

/* The line without bullets, headings, bold marks and addresses, in the arena. */
Text report_prose(Arena *arena, Text line);

#endif
