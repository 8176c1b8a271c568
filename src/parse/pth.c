#include "parse/pth.h"

PthReader pth_reader(Text text, bool skip_mark)
{
    if (skip_mark && text_starts(text, "\xEF\xBB\xBF"))
        text = text_part(text, 3, text.length);
    return (PthReader){text, 0};
}

/* Universal newlines: \n, \r\n and a lone \r end a line. */
static Text take_line(Text *rest)
{
    size_t length = 0;
    while (length < rest->length && rest->at[length] != '\n' && rest->at[length] != '\r')
        length++;
    Text line = text_part(*rest, 0, length);
    bool two =
        length + 1 < rest->length && rest->at[length] == '\r' && rest->at[length + 1] == '\n';
    *rest = text_part(*rest, length + 1 + two, rest->length);
    return line;
}

static Text without_space_behind(Text line)
{
    while (line.length && text_trim(text_part(line, line.length - 1, 1)).length == 0)
        line.length--;
    return line;
}

bool pth_next(PthReader *reader, PthLine *line)
{
    while (reader->rest.length) {
        Text text = take_line(&reader->rest);
        reader->number++;
        if (text_starts(text, "#") || text_trim(text).length == 0)
            continue;
        bool is_import = text_starts(text, "import ") || text_starts(text, "import\t");
        *line = (PthLine){is_import, without_space_behind(text), reader->number};
        return true;
    }
    return false;
}

Text pth_known_beginning(Text line)
{
    static const char *const beginnings[] = {
        "import os; var = 'SETUPTOOLS_USE_DISTUTILS'", /* setuptools: distutils-precedence.pth */
        "import sys; sys.__plen = len(sys.path)",      /* setuptools: easy-install.pth */
        "import sys, types, os;has_mfs = ",            /* setuptools: NAME-nspkg.pth */
        "import sys, types, os; has_mfs = ",
        "import sys,types,os; ",
        "import coverage; coverage.process_startup()",
        "import os, sys;exec('if \'COV_CORE_SOURCE\' in os.environ:", /* pytest-cov.pth */
    };
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (text_starts(line, beginnings[i]))
            return text_of(beginnings[i]);
    return text_is(text_trim(line), "import _virtualenv") ? text_trim(line) : TEXT("");
}

bool pth_line_adds_nothing(Text line)
{
    return pth_known_beginning(line).length > 0;
}
