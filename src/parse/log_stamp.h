/* Stamps at the beginning of a line: when it was printed. */
#ifndef WHYCPU_PARSE_LOG_STAMP_H
#define WHYCPU_PARSE_LOG_STAMP_H

#include <stdbool.h>

#include "base/text.h"

typedef struct LogStamp {
    Text text;      /* without brackets */
    bool of_syslog; /* a host and a program may follow */
} LogStamp;

/* Takes a stamp off the beginning of `*rest`, with the bracket around it and what separates it from
 * what follows: blanks, ':' or '-'. False, and nothing is taken, when there is none. Known are
 *
 *     2024-01-01 10:00:00[.,]123456    TensorFlow, Python's logging; with 'T' between, and with
 *                                      Z or +01:00 behind it ISO 8601, also of docker, kubectl,
 *                                      journalctl -o short-iso and CI
 *     2024/01/01 10:00:00              of Go, as container tools print it
 *     Jan  1 10:00:00                  syslog, journalctl
 *     Mon Jan  1 10:00:00 2024         dmesg -T
 *     [   12.345678]                   the kernel; only in brackets
 *     01-01 10:00:00[.,]123            without a year
 *     10:00:00[.,]123                  without a day
 */
bool log_stamp_take(Text *rest, LogStamp *stamp);

/* What follows the letter of a level in lines of absl and glog: "0000 00:00:1700000000.123456",
 * "0101 10:00:00.123456", "20240101 10:00:00.123456". */
bool log_stamp_take_glog(Text *rest, LogStamp *stamp);

#endif
