/* One line of what a program printed, without what others put around it: colours, progress bars,
 * stamps, prefixes of ranks, containers and pods, marks of a quotation, the level and the place in
 * the source. Of a line that has none of these the message is the line.
 */
#ifndef WHYCPU_PARSE_LOG_LINE_H
#define WHYCPU_PARSE_LOG_LINE_H

#include <stdbool.h>

#include "base/text.h"

typedef enum LogLevel {
    LOG_LEVEL_NOT_SAID,
    LOG_VERBOSE, /* DEBUG too */
    LOG_INFO,
    LOG_WARNING,
    LOG_ERROR,
    LOG_FATAL /* CRITICAL too */
} LogLevel;

/* What was not said is empty. Of several stamps, ranks and so on, the outermost one counts: it is
 * the one that all lines of a file have. */
typedef struct LogLine {
    Text message;
    LogLevel level;
    Text file; /* as printed: "tensorflow/core/common_runtime/gpu/gpu_device.cc", "train.py" */
    long long file_line; /* 0: not said */
    Text stamp;          /* as printed */
    Text rank;           /* "3" of "[rank3]:", "[1,3]<stderr>:" and "3: " */
    Text place;          /* a container, pod or host: "worker-0", "pod/x/y"; of a CI job its name */
    Text process;        /* "1234" of "python[1234]:", "RayTask pid=1, ip=10.0.0.1" */
    int quoted;          /* how many "> " stood before it */
    struct LogFile *last_file; /* as it was given, or NULL */
} LogLine;

enum { LONGEST_LOG_FILE = 128 };

/* The file in the source that a line named last. Lines that come by the million come from few
 * places, so most paths need only be compared with it. */
typedef struct LogFile {
    char name[LONGEST_LOG_FILE];
    size_t length; /* 0: none was named yet */
} LogFile;

/* `raw` is one line without its end; `room` has at least raw.length bytes and is only used when a
 * colour has to be taken out or docker has packed it. The parts of `line` lie in raw or in room.
 * Never fails. */
void log_line_read(Text raw, char *room, LogLine *line);

/* The same of a line that text_is_plain() and that docker has not packed. `last_file`, which may be
 * NULL, is of the lines before; it changes nothing but how long this takes. */
void log_line_read_plain(Text raw, LogFile *last_file, LogLine *line);

/* The next piece of a line that was overwritten by carriage returns or backspaces, as progress bars
 * are: each could hold a message. Empty pieces are left out; false when there is none left. */
bool log_line_piece(Text *rest, Text *piece);

#endif
