/* What programs say, and how they were started. */
#include <stdint.h>

#include "parse/report_docker.h"
#include "parse/report_programs.h"
#include "parse/report_variables.h"
#include "report_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ReportReader *const READERS[] = {report_python, report_calls,     report_collected,
                                            report_docker, report_variables, report_samples};
    check_readers(data, size, READERS, sizeof READERS / sizeof *READERS);
    return 0;
}
