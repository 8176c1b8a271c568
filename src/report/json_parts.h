/* Members that several documents have in common. */
#ifndef WHYCPU_REPORT_JSON_PARTS_H
#define WHYCPU_REPORT_JSON_PARTS_H

#include "base/writer.h"
#include "diagnose/judgement.h"

/* true, false, or null for what cannot be told. */
void json_pair_truth(Writer *out, const char *key, Truth truth);
void json_pair_strings(Writer *out, const char *key, Strings strings);
void json_target(Writer *out, const Target *target);

/* The keys of a judgement, in an open object. */
void json_judgement(Writer *out, const Judgement *judgement);

#endif
