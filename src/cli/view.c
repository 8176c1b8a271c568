#include "cli/view.h"

#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/environment.h"

enum { PIPE_COLUMNS = 80, LEAST_COLUMNS = 40, MOST_COLUMNS = 160 };

bool colour_choice(const char *word, ColourChoice *choice)
{
    static const char *const WORDS[] = {"auto", "always", "never"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(word, WORDS[i]) == 0) {
            *choice = (ColourChoice)i;
            return true;
        }
    }
    return false;
}

static Terminal terminal_of(int fd, const char *const *environ_)
{
    Terminal terminal = {.is_terminal = isatty(fd), .environ_ = environ_};
    struct winsize size;
    if (terminal.is_terminal && ioctl(fd, TIOCGWINSZ, &size) == 0)
        terminal.columns = size.ws_col;
    return terminal;
}

Terminal terminal_of_stdout(const char *const *environ_)
{
    return terminal_of(STDOUT_FILENO, environ_);
}

Terminal terminal_of_stderr(const char *const *environ_)
{
    return terminal_of(STDERR_FILENO, environ_);
}

static size_t columns_of(const Terminal *terminal)
{
    long long columns = terminal->columns;
    if (!terminal->is_terminal)
        return PIPE_COLUMNS;
    if (columns == 0 &&
        !text_number(text_of(environment_value(terminal->environ_, "COLUMNS")), &columns))
        columns = PIPE_COLUMNS;
    if (columns < LEAST_COLUMNS)
        columns = LEAST_COLUMNS;
    return (size_t)(columns < MOST_COLUMNS ? columns : MOST_COLUMNS);
}

static bool is_set(const Terminal *terminal, const char *name)
{
    const char *value = environment_value(terminal->environ_, name);
    return value && *value;
}

static bool takes_colour(const Terminal *terminal, ColourChoice choice)
{
    if (choice != COLOUR_AUTO)
        return choice == COLOUR_ALWAYS;
    if (is_set(terminal, "NO_COLOR"))
        return false;
    const char *force = environment_value(terminal->environ_, "FORCE_COLOR");
    if (force && *force)
        return strcmp(force, "0") != 0;
    const char *term = environment_value(terminal->environ_, "TERM");
    return terminal->is_terminal && term && strcmp(term, "dumb") != 0;
}

static bool takes_utf8(const Terminal *terminal)
{
    static const char *const NAMES[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *value = environment_value(terminal->environ_, NAMES[i]);
        if (value && *value)
            return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
    }
    return false;
}

View view_of(const Terminal *terminal, ColourChoice choice)
{
    return (View){
        .columns = columns_of(terminal),
        .colour = takes_colour(terminal, choice),
        .ascii = !takes_utf8(terminal),
    };
}

View view_for(const char *const *environ_, ColourChoice choice, World *world)
{
    Terminal terminal = terminal_of_stdout(environ_);
    View view = view_of(&terminal, choice);
    view.cwd = world_cwd(world);
    if (world_env(world, "HOME", &view.home).known != PRESENT)
        view.home = NULL;
    return view;
}
