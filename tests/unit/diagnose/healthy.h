/* A machine and an environment where nothing is wrong, as facts; tests take one thing away. */
#ifndef WHYCPU_TESTS_DIAGNOSE_HEALTHY_H
#define WHYCPU_TESTS_DIAGNOSE_HEALTHY_H

#include "diagnose/judge.h"

#define GPU0   "gpu/0000:01:00.0"
#define GPU1   "gpu/0000:02:00.0"
#define GPU2   "gpu/0000:03:00.0"
#define OPENER "/env/lib/python3.11/site-packages/tensorflow/libtensorflow_framework.so.2"

Facts *healthy(Arena *arena);
Judgement *judged(const Facts *facts);

/* The id of the root cause; "" when there is none. */
const char *root_of(const Judgement *judgement);
bool has_cause_of(const Judgement *judgement, const char *id);
bool has_finding_of(const Judgement *judgement, const char *id);

/* Puts the outcome of a search in place of the healthy one. */
void library_opens(Facts *facts, const char *name, const char *path, Rule rule);
void library_fails(Facts *facts, const char *name, const char *fails_on);
/* The file at `user` lacks a symbol of the one at `giver` (NULL: of nobody in particular). */
void library_lacks_symbol(Facts *facts, const char *name, const char *user, const char *giver);
/* The search ended at `path`, met with `outcome`. */
void library_meets(Facts *facts, const char *name, const char *path, TryOutcome outcome);
void library_crashes(Facts *facts, const char *name, const char *path);
void library_unknown(Facts *facts, const char *name, const char *because);
void installed_at(Facts *facts, const char *name, const char *path);
void other_version_at(Facts *facts, const char *name, const char *path);
void set_variable(Facts *facts, const char *name, const char *value);

#endif
