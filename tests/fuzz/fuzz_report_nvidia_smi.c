/* What nvidia-smi prints. */
#include <stdint.h>

#include "parse/report_nvidia_smi.h"
#include "report_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ReportReader *const READERS[] = {report_nvidia_smi, report_nvidia_query,
                                            report_nvidia_failure};
    check_readers(data, size, READERS, sizeof READERS / sizeof *READERS);
    return 0;
}
