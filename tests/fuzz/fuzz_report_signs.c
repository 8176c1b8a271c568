/* Prompts of containers, services, switched cards, libraries that were chosen, GPUs on offer. */
#include <stdint.h>

#include "parse/report_signs.h"
#include "report_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ReportReader *const READERS[] = {report_signs};
    check_readers(data, size, READERS, sizeof READERS / sizeof *READERS);
    return 0;
}
