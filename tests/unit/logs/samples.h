/* Lines as programs print them, one a message at least: tests/unit/logs/lines/ has a file a
 * subject,
 *
 *     id-of-the-message
 *       the line
 *         field = value
 *
 * where each field of the message is named that is not empty, and ordinary.txt has lines of
 * programs that run well and have no message in them. */
#ifndef WHYCPU_TESTS_SAMPLES_H
#define WHYCPU_TESTS_SAMPLES_H

#include "base/list.h"
#include "base/text.h"

typedef struct SampleField {
    Text name, value;
} SampleField;

typedef struct Sample {
    const char *id;
    const char *place; /* "tensorflow.txt:12" */
    Text line;
    LIST_OF(SampleField) fields;
} Sample;

typedef LIST_OF(Sample) Samples;

/* All of lines/. A line that is none of these forms is a failed check. */
Samples samples_read(void);

/* The lines of ordinary.txt. */
Samples ordinary_lines(void);

#endif
