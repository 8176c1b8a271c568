/* The facts of a pasted report as text, a line each: "LINE FORM KIND | subject | name | value". */
#ifndef WHYCPU_TESTS_REPORT_SHOWN_H
#define WHYCPU_TESTS_REPORT_SHOWN_H

/* The facts of a text; with one line alone, read SHORT as "kind subject name=value; …". */
const char *report_shown(const char *text);
const char *report_short(const char *text);

/* The facts of a sample in tests/fuzz/seeds/report_…/, each line before what was found on it. */
const char *report_sample(const char *place);

#endif
