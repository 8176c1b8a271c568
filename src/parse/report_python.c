#include "parse/report_programs.h"

#include "parse/report_words.h"

static const Text NONE = {"", 0};

static bool is_interpreter(Text path)
{
    size_t start = path.length;
    while (start > 0 && path.at[start - 1] != '/' && path.at[start - 1] != '\\')
        start--;
    Text name = text_part(path, start, path.length);
    return start > 0 && (text_starts(name, "python") || text_starts(name, "pypy")) &&
           text_until(name, " :,;'\"()").length == name.length;
}

/* "Python 3.8.10"; "Python 3.6.9 (default, Jan 26 2021, 15:33:00)";
 * "Python 3.10.12 | packaged by conda-forge | (main, …" */
static bool read_version(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, version;
    if (!text_take(&rest, "Python ") || !word_take(&rest, &version) ||
        !is_dotted_number(version, 3, 3))
        return false;
    rest = text_trim(rest);
    if (rest.length && !text_starts(rest, "(default") && !text_starts(rest, "(main") &&
        !text_starts(rest, "(tags/") && !text_starts(rest, "| packaged by") &&
        !text_starts(rest, "|Anaconda") && !text_starts(rest, ":: Anaconda") &&
        !text_starts(rest, ":: Intel"))
        return false;
    report_printed(reading, line, REPORT_PYTHON, NONE, "version", version);
    return true;
}

/* The line behind "which python": the first is what runs. */
static bool read_which(ReportReading *reading, const ReportLine *line)
{
    Text command = reading->command;
    if (!text_take(&command, "which ") && !text_take(&command, "where ") &&
        !text_take(&command, "type "))
        return false;
    if (reading->answered || !text_has(command, "python") || !is_interpreter(line->text) ||
        text_find(line->text, ' ') < line->text.length)
        return false;
    report_printed(reading, line, REPORT_PYTHON, NONE, "executable", line->text);
    return true;
}

/* nvcc --version: "Cuda compilation tools, release 11.2, V11.2.152" */
static bool read_compiler(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text;
    if (!text_take(&rest, "Cuda compilation tools, release "))
        return false;
    Text release = text_until(rest, ", "), full = release;
    if (text_after(rest, ", V", &full))
        full = text_until(full, " ");
    if (!is_dotted_number(release, 2, 2))
        return false;
    report_printed(reading, line, REPORT_TOOLKIT, NONE, "cuda",
                   is_dotted_number(full, 2, 4) ? full : release);
    return true;
}

bool report_python(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE || line->text.length == 0)
        return false;
    return read_version(reading, line) || read_which(reading, line) || read_compiler(reading, line);
}
