/* What the system, its kernel and its libraries are. */
#include <stdint.h>

#include "parse/report_kernel.h"
#include "parse/report_libraries.h"
#include "parse/report_pci.h"
#include "parse/report_system.h"
#include "report_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ReportReader *const READERS[] = {report_modules,   report_nodes, report_user,
                                            report_libraries, report_pci,   report_system,
                                            report_cards,     report_video};
    check_readers(data, size, READERS, sizeof READERS / sizeof *READERS);
    return 0;
}
