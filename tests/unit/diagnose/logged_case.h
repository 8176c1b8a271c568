/* A log in a few words, and what is judged of it.
 *
 *     CHECK_TEXT(CAUSES("saw libcuda-version: 375.66", "saw driver-version: 384.130"),
 *                "driver-lib-mismatch");
 *
 * Each text is a line of log.txt, the first is log.txt:1, and tells one thing, or several with " &
 * " between them:
 *
 *     saw OUTCOME: VALUE         something that was seen to happen; the value may be left out
 *     code OUTCOME: NUMBER       the same, with the error of CUDA that it ended in
 *     surely CAUSE               the line proves it
 *     refuted CAUSE              the line rules it out
 *     open CAUSE, CAUSE          the line leaves these open
 *     SUBJECT NAME: VALUE        any other fact: "log gpus-listed: 0", "env framework: tensorflow"
 */
#ifndef WHYCPU_TESTS_DIAGNOSE_LOGGED_CASE_H
#define WHYCPU_TESTS_DIAGNOSE_LOGGED_CASE_H

#include "diagnose/judge.h"
#include "harness.h"

typedef const char *const *LogLines; /* ends with NULL */

Judgement *logged_judgement(LogLines lines);

/* The ids of causes and findings, the root first, with "?" where one is not certain and "of ID"
 * where it follows from another. */
const char *logged_causes(LogLines lines);
/* "ID, EFFECT, by LINE: SAYS", then a line for each subject and each piece of evidence. */
const char *logged_details(LogLines lines);
/* What it asks for, and its notes, a line each. */
const char *logged_needs(LogLines lines);
/* The commands with which it asks, a line each. */
const char *logged_commands(LogLines lines);
/* The ids of the steps with that status. */
const char *logged_steps(StepStatus status, LogLines lines);

#define LOG(...)     ((const char *const[]){__VA_ARGS__, NULL})
#define CAUSES(...)  logged_causes(LOG(__VA_ARGS__))
#define DETAILS(...) logged_details(LOG(__VA_ARGS__))
#define NEEDS(...)   logged_needs(LOG(__VA_ARGS__))
#define VERDICT(...) verdict_word(logged_judgement(LOG(__VA_ARGS__))->verdict)
#define SAYS(...)    (logged_judgement(LOG(__VA_ARGS__))->says)

#endif
