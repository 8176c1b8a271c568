/* What holds of every reader of a pasted report, whatever it is given. */
#ifndef WHYCPU_TESTS_FUZZ_REPORT_READER_H
#define WHYCPU_TESTS_FUZZ_REPORT_READER_H

#include <stdint.h>

#include "parse/report.h"

/* Reads `data` with each of `count` readers alone: every fact is one of report_names.def, stands on
 * a line that is there, in the order of lines, and all its bytes can be read. */
void check_readers(const uint8_t *data, size_t size, ReportReader *const *readers, size_t count);

/* The same for facts that somebody has read already; `first` is the number of the first line. */
void check_facts(Text text, ReportFacts facts, size_t first);

#endif
