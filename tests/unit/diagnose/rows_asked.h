/* What a driver that was asked tells, as facts, for tests that build on it. */
#ifndef WHYCPU_TESTS_DIAGNOSE_ROWS_ASKED_H
#define WHYCPU_TESTS_DIAGNOSE_ROWS_ASKED_H

#include "diagnose/rows.h"

void answers_well(Facts *f);
void cuda_returns(Facts *f, long long code);
void nvml_returns(Facts *f, long long code);

#endif
