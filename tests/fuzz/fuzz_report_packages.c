/* Lists of packages. */
#include <stdint.h>

#include "parse/report_packages.h"
#include "report_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ReportReader *const READERS[] = {report_pip, report_conda, report_distribution};
    check_readers(data, size, READERS, sizeof READERS / sizeof *READERS);
    return 0;
}
