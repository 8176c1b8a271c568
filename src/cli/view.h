/* How the reader's terminal shows text: its width, whether it takes colours and UTF-8. */
#ifndef WHYCPU_CLI_VIEW_H
#define WHYCPU_CLI_VIEW_H

#include <stdbool.h>

#include "report/terminal.h"
#include "world/world.h"

typedef enum ColourChoice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER } ColourChoice;

/* False when `word` is none of auto, always, never. */
bool colour_choice(const char *word, ColourChoice *choice);

/* What decides, so that a test can decide otherwise. */
typedef struct Terminal {
    bool is_terminal;       /* standard output is one */
    unsigned short columns; /* as it says; 0: it does not */
    const char *const *environ_;
} Terminal;

Terminal terminal_of_stdout(const char *const *environ_);
Terminal terminal_of_stderr(const char *const *environ_);

/* Width: the terminal's, else COLUMNS, else 80, and 80 in a pipe; from 40 to 160.
 * Colour: `choice`; with auto NO_COLOR (any value, https://no-color.org), FORCE_COLOR (not empty,
 * not 0), then whether it is a terminal other than TERM=dumb.
 * UTF-8: the first of LC_ALL, LC_CTYPE, LANG that is set names it; a C locale without a charset
 * does not. */
View view_of(const Terminal *terminal, ColourChoice choice);

/* Of standard output, for an answer about `world`: a recorded machine is told as its own user would
 * see it. */
View view_for(const char *const *environ_, ColourChoice choice, World *world);

#endif
