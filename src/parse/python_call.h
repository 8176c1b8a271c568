/* Calls in Python code that somebody pasted, whole or in pieces: their names and arguments. It is
 * no parser of Python; it finds a name, and what stands between its brackets, over several lines.
 */
#ifndef WHYCPU_PARSE_PYTHON_CALL_H
#define WHYCPU_PARSE_PYTHON_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum { PYTHON_ARGUMENTS = 24 };

typedef struct PythonArgument {
    Text name;  /* of "units=32"; empty for one that stands by its place */
    Text value; /* without blanks around it, with its quotes */
} PythonArgument;

typedef struct PythonCall {
    Text name; /* as it stands there, with what comes before it: "tf.keras.layers.LSTM" */
    PythonArgument arguments[PYTHON_ARGUMENTS];
    size_t count; /* those that there is room for */
    size_t at;    /* where the name begins in the text */
    size_t end;   /* behind the closing bracket */
} PythonCall;

/* The next call at or behind `from` whose last name is one of `names` ("LSTM" is that of
 * "layers.LSTM("). Brackets that do not close within a few thousand bytes make no call. All texts
 * are views. */
bool python_call_next(Text text, size_t from, const char *const *names, size_t count,
                      PythonCall *call);

/* The argument of that name; the one at that place where it has no name (place -1: by name alone);
 * empty where there is none. */
Text python_argument(const PythonCall *call, const char *name, int place);

/* Without the quotes of a text of Python; what is no such text as it is. */
Text python_unquoted(Text value);

#endif
