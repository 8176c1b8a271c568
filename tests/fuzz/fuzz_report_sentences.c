/* Sentences and the fields of issue templates. */
#include <stdint.h>

#include "parse/report_mentions.h"
#include "parse/report_sentences.h"
#include "report_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ReportReader *const READERS[] = {report_fields, report_sentences, report_names};
    check_readers(data, size, READERS, sizeof READERS / sizeof *READERS);
    return 0;
}
