/* A defect of a wheel as a report for its makers, in Markdown: what is wrong, how anyone sees it,
 * and the smallest repair. It names no user, no host and no directory of theirs. */
#ifndef WHYCPU_REPORT_WHEEL_REPORT_H
#define WHYCPU_REPORT_WHEEL_REPORT_H

#include "base/writer.h"
#include "diagnose/judgement.h"

/* About the first judgement that found such a defect; when none did, says so and why. `home` (or
 * NULL) is shortened to ~. */
void report_wheel(Writer *out, const Judgement *const *judgements, size_t count, const char *home);

#endif
