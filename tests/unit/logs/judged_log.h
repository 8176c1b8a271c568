/* A log in a few lines, and what is concluded from it. */
#ifndef WHYCPU_TESTS_JUDGED_LOG_H
#define WHYCPU_TESTS_JUDGED_LOG_H

#include <stdio.h>
#include <string.h>

#include "diagnose/judge.h"
#include "harness.h"
#include "logs/outcomes.h"

/* The judgement about the first episode of a log. */
Judgement *judged(const char *text);
/* The root; without causes the first finding; "" when there is none either. */
const char *root_of(const Judgement *judgement);

typedef struct Told {
    const char *text, *root;
} Told;

void check_roots(const Told *rows, size_t count);
#define CHECK_ROOTS(ROWS) check_roots(ROWS, sizeof ROWS / sizeof *ROWS)

#endif
