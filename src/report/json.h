/* A judgement as one line of JSON, schema whycpu/1 (docs/schema/whycpu-1.json). */
#ifndef WHYCPU_REPORT_JSON_H
#define WHYCPU_REPORT_JSON_H

#include "base/writer.h"
#include "diagnose/judgement.h"

/* One document and a line end. */
void report_json(Writer *out, const Judgement *judgement);

#endif
