/* .pth files: lines that CPython's site module adds to sys.path or runs. */
#ifndef WHYCPU_PARSE_PTH_H
#define WHYCPU_PARSE_PTH_H

#include <stdbool.h>

#include "base/text.h"

typedef struct PthLine {
    bool is_import; /* Python would run it; it is only reported here */
    Text text;      /* a path (not trimmed in front), or the whole line */
    int number;     /* from 1 */
} PthLine;

typedef struct PthReader {
    Text rest;
    int number;
} PthReader;

/* `skip_mark`: a byte order mark in front is dropped, as Python 3.13 and later do; before, it
 * belonged to the first path. */
PthReader pth_reader(Text text, bool skip_mark);

/* The next line that is neither empty nor a comment; false at the end. */
bool pth_next(PthReader *reader, PthLine *line);

/* Whether running the line makes nothing else importable: what setuptools, virtualenv, coverage and
 * pytest-cov write, and the parents of namespace packages. Of any other code nobody knows. */
bool pth_line_adds_nothing(Text line);

/* By what such a line is known: it is enough of it to be known again. Empty for any other. */
Text pth_known_beginning(Text line);

#endif
