#include "parse/report_packages.h"

#include "parse/report_words.h"

/* "py36hf933387_0", "gpu_py37h7db9008_0", "pypi_0", "1_gnu", "0", "py3.7_cuda10.1.243_cudnn7.6.3_0"
 * (PyTorch's): it holds a digit, but for "main". */
static bool is_build(Text text)
{
    bool digit = text_is(text, "main");
    for (size_t i = 0; i < text.length; i++) {
        digit |= is_digit_byte(text.at[i]);
        if (!is_letter_byte(text.at[i]) && !is_digit_byte(text.at[i]) && text.at[i] != '_' &&
            text.at[i] != '.')
            return false;
    }
    return digit;
}

/* "mkl_py38h8557ec7_0", "pyh4dce500_0", "py36_0": nothing else looks like that, so that a row is
 * known without the heading of its table. What could be installed has a channel behind it. */
static bool is_build_of_conda(Text text)
{
    Text rest = text;
    size_t last = text.length;
    while (last && is_digit_byte(text.at[last - 1]))
        last--;
    bool numbered = last && last < text.length && text.at[last - 1] == '_';
    return numbered && (text_after(text, "py", &rest) || text_after(text, "_h", &rest));
}

/* "tensorflow   2.4.1   gpu_py39h8236f22_0   [channel]"; 0 when it is no such row. */
static size_t row_of(Text row, Text *words)
{
    bool all;
    size_t count = words_in(row, words, 5, &all);
    if (count < 3 || count > 4 || !all || !is_version(words[1]) || !is_build(words[2]) ||
        (!is_letter_byte(words[0].at[0]) && words[0].at[0] != '_'))
        return 0;
    return count;
}

/* No environment holds a package twice: such a list says what could be installed. */
static bool is_offer(ReportReading *reading, Text name)
{
    ReportFacts *facts = &reading->facts;
    size_t count = facts->count;
    while (count > 0 && facts->items[count - 1].kind == REPORT_PACKAGE &&
           text_equal(facts->items[count - 1].subject, name))
        count--;
    if (count == facts->count)
        return false;
    facts->count = count;
    reading->table = TABLE_CONDA_SEARCH;
    return true;
}

static bool read_row(ReportReading *reading, const ReportLine *line, Text row)
{
    Text words[5];
    size_t count = row_of(row, words);
    if (count == 0 || (reading->table == TABLE_CONDA && is_offer(reading, words[0])))
        return count > 0;
    report_printed(reading, line, REPORT_PACKAGE, words[0], "version", words[1]);
    report_printed(reading, line, REPORT_PACKAGE, words[0], "build", words[2]);
    if (count == 4)
        report_printed(reading, line, REPORT_PACKAGE, words[0], "channel", words[3]);
    return true;
}

static bool is_heading(Text text)
{
    Text words[5];
    return words_in(text, words, 5, NULL) >= 4 && text_is(words[0], "#") &&
           text_is(words[1], "Name") && text_is(words[2], "Version") && text_is(words[3], "Build");
}

/* "conda install pytorch cudatoolkit=10.2 -c pytorch": which CUDA PyTorch was asked for with. What
 * else the line tells is left to others. */
static void read_request(ReportReading *reading, const ReportLine *line)
{
    static const char *const NAMES[] = {"cudatoolkit", "pytorch-cuda"};
    Text rest = line->text, word;
    if ((!text_after(line->text, "conda install ", &rest) &&
         !text_after(line->text, "mamba install ", &rest)) ||
        !text_has(rest, "pytorch "))
        return;
    while (word_take(&rest, &word)) {
        Text name = text_until(word, "=");
        Text version = text_until(text_part(word, name.length, word.length), ",;");
        while (text_take(&version, "=")) {
        }
        if (TEXT_IS_ONE_OF(name, NAMES) && is_dotted_number(version, 2, 3))
            report_add(reading, REPORT_BY_COMMAND, line->number, REPORT_PACKAGE, name, "requested",
                       version);
    }
}

bool report_conda(ReportReading *reading, const ReportLine *line)
{
    Text text = line->text, place;
    read_request(reading, line);
    if (line->prompt == PROMPT_SHELL && text_has(text, " search ") && text_has(text, "conda")) {
        reading->table = TABLE_CONDA_SEARCH;
        return true;
    }
    if (line->prompt == PROMPT_SHELL &&
        (text_has(text, "conda list") || text_has(text, "mamba list"))) {
        reading->table = TABLE_CONDA;
        return true;
    }
    if (line->prompt != PROMPT_NONE)
        return false;
    if (text_starts(text, "Loading channels:")) {
        reading->table = TABLE_CONDA_SEARCH;
        return true;
    }
    if (text_after(text, "packages in environment at ", &place) && text_starts(text, "#")) {
        if (text_ends(place, ":"))
            place.length--;
        report_printed(reading, line, REPORT_PYTHON, (Text){"", 0}, "prefix", place);
        reading->table = TABLE_CONDA;
        return true;
    }
    if (is_heading(text)) {
        if (reading->table != TABLE_CONDA_SEARCH)
            reading->table = TABLE_CONDA;
        return true;
    }
    if (text_starts(text, "[conda] "))
        return read_row(reading, line, text_part(text, 8, text.length));
    Text words[5];
    if (reading->table == TABLE_CONDA_SEARCH)
        return row_of(text, words) > 0;
    if (reading->table == TABLE_NONE && row_of(text, words) == 3 && is_build_of_conda(words[2]))
        reading->table = TABLE_CONDA;
    if (reading->table != TABLE_CONDA)
        return false;
    if (read_row(reading, line, text))
        return true;
    if (text.length && !text_starts(text, "#"))
        reading->table = TABLE_NONE;
    return text_starts(text, "#");
}
