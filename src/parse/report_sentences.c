#include "parse/report_sentences.h"

#include <string.h>

#include "parse/report_mentions.h"
#include "parse/report_words.h"

enum { SENTENCE_ROOM = 800 };

/* Words that deny, ask, advise or speak of another machine, time or release. What stands in the
 * same part of a clause, and behind it, is not taken. */
static const char *const HEDGES[] = {
    "not",         "no",           "never",
    "without",     "neither",      "nor",
    "none",        "cannot",       "can't",
    "can",         "could",        "should",
    "shall",       "must",         "might",
    "may",         "would",        "will",
    "if",          "unless",       "until",
    "till",        "when",         "whether",
    "require",     "requires",     "required",
    "requirement", "requirements", "need",
    "needs",       "needed",       "expect",
    "expects",     "expected",     "support",
    "supports",    "supported",    "supporting",
    "compatible",  "incompatible", "compatibility",
    "upgrade",     "upgraded",     "upgrading",
    "downgrade",   "downgraded",   "downgrading",
    "update",      "updated",      "updating",
    "switch",      "switched",     "switching",
    "change",      "changed",      "changing",
    "try",         "tried",        "trying",
    "tested",      "test",         "previous",
    "previously",  "before",       "earlier",
    "older",       "old",          "newer",
    "later",       "instead",      "rather",
    "another",     "other",        "others",
    "different",   "differs",      "same",
    "work",        "works",        "worked",
    "working",     "fine",         "ok",
    "install",     "installing",   "uninstall",
    "uninstalled", "uninstalling", "remove",
    "removed",     "missing",      "found",
    "existing",    "collecting",   "downloading",
    "cached",      "for",          "built",
    "build",       "compiled",     "against",
    "minimum",     "maximum",      "least",
    "most",        "above",        "below",
    "least",       "either",       "or",
    "between",     "versions",     "matrix",
    "table",       "docs",         "documentation",
    "guide",       "tutorial",     "official",
    "according",   "want",         "wants",
    "wanted",      "like",         "e.g",
    "e.g.",        "eg",           "i.e",
    "example",     "such",         "suggest",
    "suggests",    "recommend",    "recommended",
    "fixed",       "fix",          "solved",
    "since",       "only",         "up",
    "down",        "error",        "failed",
    "fails",       "isn't",        "doesn't",
    "don't",       "didn't",       "won't",
    "wasn't",      "aren't",       "hasn't",
    "haven't",     "couldn't",     "shouldn't",
    "as",          "why",          "how",
    "what",        "which",        "import",
    "someone",     "planned",      "future",
    "release",     "released",     "releases",
    "issue",       "colleague",    "friend",
    "versus",      "vs",           "vs.",
    "than",        "bump",         "minor",
    "major",       "from",         "to",
    "both",        "also",         "deprecated",
    "dropped",     "drop",
};

static bool is_hedge(Text word)
{
    while (word.length && (word.at[0] == '(' || word.at[0] == '"' || word.at[0] == '\'' ||
                           word.at[0] == '*' || word.at[0] == '['))
        word = text_part(word, 1, word.length);
    while (word.length && text_until(text_part(word, word.length - 1, 1), ",;:)]\"'!*").length == 0)
        word.length--;
    char first = word.length ? (char)(word.at[0] | 0x20) : '\0'; /* they begin with letters */
    for (size_t i = 0; i < sizeof HEDGES / sizeof *HEDGES; i++)
        if (first == HEDGES[i][0] && text_is_any_case(word, HEDGES[i]))
            return true;
    /* ">=", "<", "~=" */
    return word.length && word.length < 3 && word.at[0] && strchr("<>~", word.at[0]);
}

static bool is_hedged(Text part)
{
    if (text_has(part, ">=") || text_has(part, "<=") || text_has(part, "~="))
        return true;
    Text word;
    while (word_take(&part, &word))
        if (is_hedge(word))
            return true;
    return false;
}

/* The clause with blanks in place of parentheses that take something back: "CUDA 10.2 (not 10.1)".
 */
static Text without_hedged_asides(Arena *arena, Text clause)
{
    size_t open = text_find(clause, '(');
    if (open == clause.length)
        return clause;
    char *copy = text_copy(arena, clause);
    while (open < clause.length) {
        Text aside = text_until(text_part(clause, open + 1, clause.length), "()");
        size_t end = open + 1 + aside.length;
        bool closed = end < clause.length && clause.at[end] == ')';
        if (closed && is_hedged(aside) && !text_has_any_case(aside, "nvidia-smi"))
            for (size_t i = open; i <= end; i++)
                copy[i] = ' ';
        open = end;
        while (open < clause.length && clause.at[open] != '(')
            open++;
    }
    return (Text){copy, clause.length};
}

/* Takes the part before the next comma off. "('v1.4.0-19-ga52c8d9', '1.4.1')" is one. */
static bool take_part(Text *rest, Text *part)
{
    if (rest->length == 0)
        return false;
    size_t end = 0;
    while (end < rest->length && (rest->at[end] != ',' || (end > 0 && rest->at[end - 1] == '\'')))
        end++;
    *part = text_part(*rest, 0, end);
    *rest = text_part(*rest, end + 1, rest->length);
    return true;
}

/* "CUDA 12.0 from the toolkit packages" → "CUDA 12.0 ": where it comes from takes nothing back. A
 * number or a second place behind it may: "went from 11.2 to 12.0". */
static Text without_origin(Text part)
{
    Text behind;
    if (!text_after(part, " from ", &behind))
        return part;
    for (size_t i = 0; i < behind.length; i++)
        if (is_digit_byte(behind.at[i]))
            return part;
    size_t before = (size_t)(behind.at - part.at) - strlen(" from ");
    return text_has(behind, " to ") ? part : text_part(part, 0, before);
}

/* The CUDA of nvidia-smi is what the driver could do, and not what is installed. */
static bool is_of_nvidia_smi(Text part)
{
    return text_has_any_case(part, "cuda") && !text_has_any_case(part, "toolkit") &&
           (text_has_any_case(part, "nvidia-smi") || text_has_any_case(part, "nvidia smi") ||
            text_has_any_case(part, "driver version"));
}

/* "Ubuntu 18.04, pip install tensorflow, CUDA 10.1": how it was installed takes nothing back. */
static bool is_command(Text part)
{
    static const char *const STARTS[] = {"pip install ", "pip3 install ", "conda install ",
                                         "sudo ",        "apt install ",  "apt-get install "};
    part = text_trim(part);
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
        if (text_starts(part, STARTS[i]))
            return true;
    return false;
}

void report_clause(ReportReading *reading, size_t line, Text clause)
{
    if (text_ends(text_trim(clause), "?") || text_has(clause, ".so."))
        return;
    clause = without_hedged_asides(reading->arena, clause);
    Text part;
    while (take_part(&clause, &part)) {
        part = without_origin(part);
        if (is_command(part))
            continue;
        if (is_hedged(part))
            return;
        if (!is_of_nvidia_smi(part))
            report_mentions(reading, line, part);
    }
}

/* Length of the mark of a list or a heading at the start: "- ", "* ", "## ", "1. ". */
static size_t bullet(Text text)
{
    size_t length = 0;
    while (length < text.length && text.at[length] == '#')
        length++;
    if (length == 0 && text.length && text.at[0] && strchr("-*+", text.at[0]))
        length = 1;
    if (length == 0)
        while (length < text.length && length < 2 && is_digit_byte(text.at[length]))
            length++;
    if (length && is_digit_byte(text.at[0])) {
        if (length == text.length || (text.at[length] != '.' && text.at[length] != ')'))
            return 0;
        length++;
    }
    return length < text.length && text.at[length] == ' ' ? length + 1 : 0;
}

Text report_prose(Arena *arena, Text line)
{
    Text text = text_trim(line);
    for (size_t length = bullet(text); length; length = bullet(text))
        text = text_trim(text_part(text, length, text.length));
    text_take(&text, "\xE2\x80\xA2");
    char *out = arena_alloc(arena, text.length + 1);
    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        Text rest = text_part(text, at, text.length);
        if (text_starts(rest, "**") || text_starts(rest, "`")) {
            at += rest.at[0] == '*' ? 2 : 1;
        } else if (text_starts(rest, "http://") || text_starts(rest, "https://") ||
                   text_starts(rest, "www.")) {
            at += text_until(rest, " \t)>]").length;
        } else if (text_starts(rest, "<!--")) {
            Text end;
            at = text_after(rest, "-->", &end) ? (size_t)(end.at - text.at) : text.length;
        } else {
            out[length++] = text.at[at++];
        }
    }
    return text_trim((Text){out, length});
}

/* Code, paths, tables: what is no prose. */
static bool is_prose(Text text)
{
    static const char *const STARTS[] = {
        "import ", "from ", "def ", "|", "+-", "/",  "\\",    "<",       "File ", "RUN ", "FROM ",
        "COPY ",   "ENV ",  "==",   "{", "}",  "//", "with ", "return ", "E: ",   "W: ",  "at "};
    if (text.length < 4 || text.length > SENTENCE_ROOM)
        return false;
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.at[i] < ' ' && text.at[i] != '\t')
            return false;
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
        if (text_starts(text, STARTS[i]))
            return false;
    return !text_has(text, " = ") && !text_has(text, "();") && !text_has(text, "site-packages") &&
           !text_has(text, "->") && !text_has(text, "Error:");
}

/* A row of conda: its build string gives it away. */
static bool has_build_string(Text text)
{
    Text word;
    while (word_take(&text, &word))
        if (word.length > 3 && text_has(word, "py") && text_find(word, '_') < word.length &&
            is_digit_byte(word.at[word.length - 1]))
            return true;
    return false;
}

/* The prose of a line; empty where it is none. */
static Text prose_of(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE || is_logged(line->text) || !is_prose(line->text) ||
        has_build_string(line->text))
        return (Text){"", 0};
    Text prose = report_prose(reading->arena, line->text);
    return is_logged(prose) || !is_prose(prose) ? (Text){"", 0} : prose;
}

bool report_names(ReportReading *reading, const ReportLine *line)
{
    Text prose = prose_of(reading, line);
    size_t before = reading->facts.count;
    while (prose.length && text_until(text_part(prose, prose.length - 1, 1), "?!.").length == 0)
        prose.length--;
    Text part;
    while (take_part(&prose, &part))
        if (!is_of_nvidia_smi(part))
            report_mentions(reading, line->number, part);
    return reading->facts.count > before;
}

bool report_sentences(ReportReading *reading, const ReportLine *line)
{
    size_t before = reading->facts.count;
    Text prose = prose_of(reading, line);
    /* A clause ends at ';', at a point that a blank follows, and at a question mark. */
    size_t from = 0;
    for (size_t at = 0; at <= prose.length; at++) {
        bool end = at == prose.length || prose.at[at] == ';' || prose.at[at] == '?' ||
                   prose.at[at] == '!' ||
                   (prose.at[at] == '.' && at + 1 < prose.length && prose.at[at + 1] == ' ');
        if (!end)
            continue;
        size_t to = at < prose.length && prose.at[at] == '?' ? at + 1 : at;
        report_clause(reading, line->number, text_part(prose, from, to - from));
        from = at + 1;
    }
    return reading->facts.count > before;
}
