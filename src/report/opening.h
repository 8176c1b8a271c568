/* What the loader would do with a name, as the record whycpu.dlopen/1. */
#ifndef WHYCPU_REPORT_OPENING_H
#define WHYCPU_REPORT_OPENING_H

#include "base/writer.h"
#include "loader/loader.h"

/* One JSON object (docs/schema/whycpu.dlopen-1.json), without a line end. */
void json_opening(Writer *out, const Opening *opening);

#endif
