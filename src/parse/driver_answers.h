/* The lines in which whycpu-helper tells what a driver answered (helper/helper.h has the grammar).
 *
 * Whoever can make a driver lie can write any line, so nothing is believed to be in order: lines
 * that are none of these are counted and passed over, numbers are checked, texts are bounded.
 */
#ifndef WHYCPU_PARSE_DRIVER_ANSWERS_H
#define WHYCPU_PARSE_DRIVER_ANSWERS_H

#include <stdbool.h>

#include "base/list.h"
#include "base/text.h"

enum { DRIVER_ANSWERS_CEILING_BYTES = 1024 * 1024, DRIVER_ANSWERS_LINES = 8192 };

typedef struct DriverCall {
    const char *name;
    bool absent;   /* the library has no such function */
    bool returned; /* with `code` */
    long long code;
} DriverCall;

typedef struct DriverValue {
    long long device; /* its number; -1: about the whole driver */
    const char *key;
    const char *text; /* with \xHH as the helper wrote it: always printable */
} DriverValue;

typedef struct DriverAnswers {
    const char *version; /* of the helper; NULL: no line of it came */
    const char *kind;    /* "cuda", "nvml"; NULL likewise */
    LIST_OF(DriverCall) calls;
    LIST_OF(DriverValue) values;
    const char *in_call; /* the call that began last and did not return; NULL: none */
    bool ended;          /* everything was asked */
    size_t others;       /* lines that are none of the helper's */
} DriverAnswers;

/* Views of nothing: all texts are copies in `arena`. A last line without its end is not taken. */
DriverAnswers driver_answers_read(Arena *arena, Text text);

/* The last call of this name; NULL: it was not made. */
const DriverCall *driver_call(const DriverAnswers *answers, const char *name);

/* The last value, NULL when there is none. `device` -1: of the whole driver. */
const char *driver_value(const DriverAnswers *answers, long long device, const char *key);
bool driver_number(const DriverAnswers *answers, long long device, const char *key,
                   long long *number);

/* "00000000:3B:00.0" → "0000:3b:00.0", as below /sys/bus/pci/devices; NULL when it is no address.
 */
const char *pci_address_of(Arena *arena, const char *text);

#endif
