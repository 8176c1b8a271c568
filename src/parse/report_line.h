/* One line of a pasted report, without what forums, editors and terminals put around it. */
#ifndef WHYCPU_PARSE_REPORT_LINE_H
#define WHYCPU_PARSE_REPORT_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

typedef enum ReportPrompt {
    PROMPT_NONE,  /* what a program printed, or prose */
    PROMPT_SHELL, /* typed into a shell: "$ …", "(venv) user@host:~$ …", "PS C:\> …", "!…" */
    PROMPT_PYTHON, /* typed into Python: ">>> …", "In [1]: …" */
    PROMPT_END     /* a prompt behind which nothing was typed */
} ReportPrompt;

typedef struct ReportLine {
    Text text;    /* trimmed, without quoting marks, fences and prompt; may be empty */
    Text printed; /* the same with its prompt and its indentation */
    bool blank;   /* nothing was there; a fence is not blank */
    ReportPrompt prompt;
    size_t number; /* from 1 */
} ReportLine;

/* `line` without its line end. All texts are views of it. */
ReportLine report_line(Text line, size_t number);

/* Whether the text is a command that people type without showing a prompt: "pip list". */
bool is_plain_command(Text text);

/* Whether this line comes from a logger or a stack trace, so that no sentence is looked for in it.
 */
bool is_logged(Text text);

#endif
