#include "parse/report_packages.h"

#include "parse/report_words.h"

enum { WORDS_ROOM = 8 };

static bool is_name(Text text)
{
    if (text.length == 0 || text.length > 100 || text_has(text, "--"))
        return false;
    bool letter = false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        letter |= is_letter_byte(c);
        if (!is_letter_byte(c) && !is_digit_byte(c) && c != '-' && c != '_' && c != '.')
            return false;
    }
    return letter && text.at[0] != '-' && text.at[0] != '.' && text.at[text.length - 1] != '-';
}

static void add(ReportReading *reading, const ReportLine *line, Text package, const char *name,
                Text value)
{
    report_printed(reading, line, REPORT_PACKAGE, package, name, value);
}

bool report_requirement(Text text, Text *name, Text *version)
{
    *name = text_until(text, "=<>!~[; @");
    Text rest = text_part(text, name->length, text.length);
    *version = (Text){"", 0};
    if (text_starts(rest, "[")) {
        size_t end = text_find(rest, ']');
        rest = text_part(rest, end + 1, rest.length);
    }
    if (text_take(&rest, "=="))
        *version = text_until(rest, ",; ");
    return is_name(*name) && (version->length == 0 || is_version(*version));
}

/* "tensorflow==2.4.1", perhaps with a marker or a remark behind it. */
static bool read_freeze(ReportReading *reading, const ReportLine *line, Text text)
{
    Text name, version;
    text = text_trim(text_until(text, ";#"));
    if (text_find(text, ' ') < text.length || !text_has(text, "==") ||
        !report_requirement(text, &name, &version) || version.length == 0)
        return false;
    add(reading, line, name, reading->table == TABLE_PIP_REQUESTED ? "requested" : "version",
        version);
    return true;
}

/* "name @ file:///somewhere" */
static bool read_location(ReportReading *reading, const ReportLine *line)
{
    Text words[3];
    bool all;
    if (words_in(line->text, words, 3, &all) != 3 || !all || !text_is(words[1], "@") ||
        !is_name(words[0]) || !text_has(words[2], "://"))
        return false;
    add(reading, line, words[0], "location", words[2]);
    return true;
}

/* Packages whose name alone says that a row is about a package. */
static bool is_known(Text name)
{
    static const char *const STARTS[] = {"tensorflow", "tf-nightly", "tf_nightly", "torch",
                                         "jax",        "nvidia-",    "keras"};
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
        if (text_starts_any_case(name, STARTS[i]))
            return true;
    return false;
}

/* "tensorflow-gpu       1.14.0" of a list that was pasted without its heading. */
static bool stands_in_columns(Text line, Text name)
{
    return is_known(name) && text_starts(text_part(line, name.length, line.length), "   ");
}

/* "numpy     1.26.4" and, before pip 10, "numpy (1.14.0)". */
static bool read_row(ReportReading *reading, const ReportLine *line)
{
    Text words[WORDS_ROOM];
    bool all, opened = reading->table == TABLE_PIP;
    size_t count = words_in(line->text, words, WORDS_ROOM, &all);
    if (count < 2 || !is_name(words[0]))
        return false;
    Text version = words[1];
    if (text_starts(version, "(") && (text_ends(version, ")") || text_ends(version, ","))) {
        version = text_part(version, 1, version.length - 2);
        if (!is_version(version) || (count > 2 && !text_starts(words[2], "/")) ||
            (!opened && !is_known(words[0])))
            return false;
    } else if (!(opened || (count == 2 && stands_in_columns(line->text, words[0]))) ||
               !is_version(version) || !all || count > 4) {
        return false;
    }
    add(reading, line, words[0], "version", version);
    if (count > 2 && (text_starts(words[2], "/") || text_has(words[2], ":\\")))
        add(reading, line, words[0], "location", text_until(words[2], ")"));
    return true;
}

/* "tensorflow-2.4.1": the version begins behind the last '-' before a digit. */
static bool split_name(Text word, Text *name, Text *version)
{
    for (size_t i = word.length; i-- > 1;)
        if (word.at[i] == '-' && i + 1 < word.length && is_digit_byte(word.at[i + 1])) {
            *name = text_part(word, 0, i);
            *version = text_part(word, i + 1, word.length);
            return is_name(*name) && is_version(*version);
        }
    return false;
}

/* What pip installed; a terminal may have cut the line anywhere, so a word that touches the cut is
 * not believed. */
static bool read_installed(ReportReading *reading, const ReportLine *line, Text words, bool goes_on)
{
    Text word, name, version;
    size_t kept = reading->facts.count, seen = 0;
    while (word_take(&words, &word)) {
        bool fits = split_name(word, &name, &version);
        if (goes_on && !fits && seen > 0)
            break;
        if (goes_on && seen == 0) {
            /* The last word of the line before may be half of this one. */
            if (kept && reading->facts.items[kept - 1].line + 1 == line->number)
                reading->facts.count = --kept;
        } else if (fits) {
            add(reading, line, name, "version", version);
        }
        seen++;
    }
    return seen > 0;
}

static bool goes_on(Text text)
{
    Text word, name, version;
    size_t seen = 0, fit = 0;
    while (word_take(&text, &word)) {
        fit += split_name(word, &name, &version);
        seen++;
    }
    return seen >= 2 ? fit + 1 >= seen && fit > 0 : fit == 1;
}

/* "Requirement already satisfied: tensorflow>=2 in /usr/lib/python3/dist-packages (2.4.1)" */
static bool read_satisfied(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, name, ignored;
    if (!text_take(&rest, "Requirement already satisfied: ") || !text_ends(rest, ")"))
        return false;
    size_t open = rest.length;
    while (open > 0 && rest.at[open - 1] != '(')
        open--;
    Text version = text_part(rest, open, rest.length - open - 1), place;
    if (!report_requirement(text_until(rest, " "), &name, &ignored))
        name = text_until(rest, "=<>!~[; ");
    if (is_name(name) && is_version(version)) {
        add(reading, line, name, "version", version);
        if (text_after(rest, " in ", &place) && text_starts(place, "/"))
            add(reading, line, name, "location", text_until(place, " "));
    }
    return true;
}

/* pip show: "Name: tensorflow", "Version: 2.4.1", …, "Location: /usr/lib/…". */
static bool read_show(ReportReading *reading, const ReportLine *line)
{
    Text value, text = line->text;
    if (text_starts(text, "Name: ")) {
        reading->section = text_trim(text_part(text, 6, text.length));
        reading->table = is_name(reading->section) ? TABLE_PIP_SHOW : TABLE_NONE;
        return reading->table == TABLE_PIP_SHOW;
    }
    if (reading->table != TABLE_PIP_SHOW)
        return false;
    if (text_starts(text, "Version: ") && text_after(text, ": ", &value) && is_version(value))
        add(reading, line, reading->section, "version", value);
    else if (text_starts(text, "Location: ") && text_after(text, ": ", &value))
        add(reading, line, reading->section, "location", value);
    return text_has(text, ": ");
}

/* uv: " + numpy==1.26.4", " - numpy==1.20.0" below "Installed 3 packages in 12ms". */
static bool read_uv(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, name, version;
    bool adds = text_take(&rest, "+ ") || text_take(&rest, "~ ");
    if (!adds && !text_take(&rest, "- "))
        return false;
    rest = text_until(text_trim(rest), " ");
    if (!report_requirement(rest, &name, &version) || version.length == 0)
        return false;
    add(reading, line, name, adds ? "version" : "removed", version);
    return true;
}

/* What pip was asked for. */
static bool read_request(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, word, name, version;
    if (line->prompt != PROMPT_SHELL || !text_after(line->text, "pip", &rest) ||
        !text_after(rest, "install ", &rest) || text_has(line->text, "uninstall"))
        return false;
    while (word_take(&rest, &word)) {
        if (text_is(word, "-r") || text_is(word, "-c") || text_is(word, "-i") ||
            text_is(word, "-f") || text_is(word, "-t") || text_is(word, "--index-url") ||
            text_is(word, "--extra-index-url") || text_is(word, "--find-links") ||
            text_is(word, "--target") || text_is(word, "--python")) {
            word_take(&rest, &word);
            continue;
        }
        word = text_unquoted(word);
        if (text_starts(word, "#") || text_starts(word, "&") || text_starts(word, ";") ||
            text_starts(word, "|"))
            break;
        if (!text_starts(word, "-") && report_requirement(word, &name, &version) &&
            !text_ends(word, ".whl") && !text_ends(word, ".txt") && !text_has(word, "/"))
            report_add(reading, REPORT_BY_COMMAND, line->number, REPORT_PACKAGE, name, "requested",
                       version);
    }
    return true;
}

/* Which table a command opens. */
static bool open_table(ReportReading *reading, const ReportLine *line)
{
    Text text = line->text;
    if (line->prompt == PROMPT_SHELL && text_has(text, "pip") &&
        (text_has(text, " list") || text_has(text, " freeze"))) {
        reading->table = TABLE_PIP;
        return true;
    }
    if (line->prompt == PROMPT_SHELL && text_has(text, "requirements") &&
        text_starts(text, "cat ")) {
        reading->table = TABLE_PIP_REQUESTED;
        return true;
    }
    if (read_request(reading, line))
        return true;
    Text words[3];
    size_t count = words_in(text, words, 3, NULL);
    bool heading = count >= 2 && text_is(words[0], "Package") && text_is(words[1], "Version");
    if (heading || (text_starts(text, "== ") && text_has(text, "check pips"))) {
        reading->table = TABLE_PIP;
        return true;
    }
    if (text_starts(text, "Installed ") && text_has(text, " package") && text_has(text, " in ")) {
        reading->table = TABLE_UV_INSTALLED;
        return true;
    }
    return false;
}

bool report_pip(ReportReading *reading, const ReportLine *line)
{
    Text text = line->text, rest = text, name, version;
    if (open_table(reading, line))
        return true;
    if (line->prompt != PROMPT_NONE)
        return false;
    if (text_take(&rest, "Successfully installed ")) {
        reading->table = TABLE_PIP_INSTALLED;
        return read_installed(reading, line, rest, false);
    }
    if (reading->table == TABLE_PIP_INSTALLED) {
        if (goes_on(text))
            return read_installed(reading, line, text, true);
        reading->table = TABLE_NONE;
    }
    if (text_take(&rest, "Successfully uninstalled ") && split_name(rest, &name, &version)) {
        add(reading, line, name, "removed", version);
        return true;
    }
    if (text_starts(text, "[pip")) {
        /* torch.utils.collect_env */
        rest = text_trim(text_part(text, text_find(text, ']') + 1, text.length));
        return read_freeze(reading, line, rest);
    }
    if (read_satisfied(reading, line) || read_freeze(reading, line, text) ||
        read_location(reading, line) || read_show(reading, line) ||
        (reading->table == TABLE_UV_INSTALLED && read_uv(reading, line)) || read_row(reading, line))
        return true;
    if (reading->table == TABLE_PIP && text.length && !text_starts(text, "---") &&
        !text_has_any_case(text, "warning") && !text_starts(text, "DEPRECATION"))
        reading->table = TABLE_NONE;
    return reading->table == TABLE_PIP && text_starts(text, "---");
}
