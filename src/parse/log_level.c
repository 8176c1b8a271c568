/* Forms: TensorFlow and absl (see log_stamp.c), c10 (c10/util/Logging.cpp), Python's logging and
 * warnings.formatwarning, DeepSpeed, Transformers, loguru. */
#include <stdint.h>
#include <string.h>

#include "parse/log_line_inside.h"

static LogLevel level_of_letter(char letter)
{
    switch (letter) {
    case 'V':
    case 'D': return LOG_VERBOSE;
    case 'I': return LOG_INFO;
    case 'W': return LOG_WARNING;
    case 'E': return LOG_ERROR;
    case 'F':
    case 'C': return LOG_FATAL;
    }
    return LOG_LEVEL_NOT_SAID;
}

static bool take_level_word(Text *rest, LogLevel *level)
{
    static const char *const WORDS[] = {"WARNING", "INFO",     "ERROR",   "DEBUG", "FATAL",
                                        "WARN",    "CRITICAL", "VERBOSE", "warn",  "info",
                                        "error",   "warning",  "debug"};
    static const uint64_t FIRST[4] = {0, 0x0080023000C00278}; /* CDEFIVWdeiw */
    if (rest->length == 0 || !is_among(FIRST, rest->at[0]))
        return false;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        Text tried = *rest;
        if (!text_take(&tried, WORDS[i]) || (tried.length && is_name(tried.at[0])))
            continue;
        char first = WORDS[i][0];
        *level =
            level_of_letter(is_letter(first) && first >= 'a' ? (char)(first - 'a' + 'A') : first);
        *rest = tried;
        return true;
    }
    return false;
}

/* ---- The place in the source ---- */

/* Paths are the longest words of most lines: four bytes at a time. */
static bool is_all_path(Text text)
{
    unsigned all = IN_PATH;
    size_t at = 0;
    for (; at + 4 <= text.length; at += 4)
        all &= kinds_of(text.at[at]) & kinds_of(text.at[at + 1]) & kinds_of(text.at[at + 2]) &
               kinds_of(text.at[at + 3]);
    for (; at < text.length; at++)
        all &= kinds_of(text.at[at]);
    return all != 0;
}

/* A path that ends where "]" stands. */
static bool take_path_in_bracket(Text *rest, Text *word)
{
    size_t most = rest->length <= LONGEST_NAME ? rest->length : LONGEST_NAME + 1;
    const char *end = most ? memchr(rest->at, ']', most) : NULL;
    if (!end || end == rest->at)
        return false;
    *word = (Text){rest->at, (size_t)(end - rest->at)};
    if (!is_all_path(*word))
        return false;
    *rest = log_behind(*rest, word->length + 1);
    return true;
}

/* "gpu_device.cc:2348": a path with a dot in it, and a number. */
static bool split_source(Text word, Text *file, long long *number)
{
    size_t colon = word.length;
    while (colon > 0 && is_digit(word.at[colon - 1]))
        colon--;
    if (colon < 2 || word.at[colon - 1] != ':')
        return false;
    size_t dot = colon; /* is near: before it are two letters mostly */
    while (dot > 0 && word.at[dot - 1] != '.')
        dot--;
    if (dot == 0 || !text_number(log_behind(word, colon), number))
        return false;
    *file = text_part(word, 0, colon - 1);
    return true;
}

static void note_source(LogLine *line, Text file, long long number)
{
    if (line->file.length == 0) {
        line->file = file;
        line->file_line = number;
    }
}

/* "path/file.cc:12]" */
static bool take_place(Text *rest, Text *file, long long *number)
{
    Text tried = *rest, word;
    if (!take_path_in_bracket(&tried, &word) || !split_source(word, file, number))
        return false;
    *rest = tried;
    return true;
}

/* The same of the file that was named last. */
static bool take_last_place(Text *rest, const LogFile *last, Text *file, long long *number)
{
    enum { MOST_DIGITS = 9 };
    size_t behind = last->length + 1, end = behind, most = behind + MOST_DIGITS;
    if (most > LONGEST_NAME || rest->length <= most || rest->at[last->length] != ':' ||
        memcmp(rest->at, last->name, last->length) != 0)
        return false;
    *number = 0;
    for (; end < most && is_digit(rest->at[end]); end++)
        *number = *number * 10 + (rest->at[end] - '0');
    if (end == behind || rest->at[end] != ']')
        return false;
    *file = text_part(*rest, 0, last->length);
    *rest = log_behind(*rest, end + 1);
    return true;
}

static bool take_place_lately(Text *rest, LogFile *last, Text *file, long long *number)
{
    if (last && last->length && take_last_place(rest, last, file, number))
        return true;
    if (!take_place(rest, file, number))
        return false;
    if (last) {
        memcpy(last->name, file->at, file->length);
        last->length = file->length;
    }
    return true;
}

/* "W", "W0000 00:00:1700000000.123456 1234", "W1122 13:44:22.123456789", with a blank behind. */
static bool take_letter_and_stamp(Text *rest, LogLevel *level, LogStamp *stamp)
{
    Text tried = *rest, thread;
    *level = tried.length ? level_of_letter(tried.at[0]) : LOG_LEVEL_NOT_SAID;
    if (*level == LOG_LEVEL_NOT_SAID)
        return false;
    tried = text_part(tried, 1, tried.length);
    if (log_stamp_take_glog(&tried, stamp)) {
        Text before = tried;
        if (!log_take_word(&tried, is_digit, &thread) || !log_take_blanks(&tried))
            tried = before;
    } else if (!log_take_blanks(&tried)) {
        return false;
    }
    *rest = tried;
    return true;
}

/* "W path/file.cc:12] ", and the same with a stamp of glog; c10 puts a bracket before it. A report
 * that was cut may lack the letter. */
bool log_take_glog(Text *rest, LogLine *line)
{
    Text tried = *rest, file;
    LogStamp stamp = {0};
    LogLevel level = LOG_LEVEL_NOT_SAID;
    long long number;
    bool bracket = text_take(&tried, "[");
    if ((!take_letter_and_stamp(&tried, &level, &stamp) && bracket) ||
        !take_place_lately(&tried, line->last_file, &file, &number))
        return false;
    if (stamp.text.length)
        log_note_stamp(line, &stamp);
    log_note_level(line, level);
    note_source(line, file, number);
    *rest = tried;
    return true;
}

/* "/x/cuda/__init__.py:107: UserWarning: CUDA initialization: …" */
static bool take_python_warning(Text *rest, LogLine *line)
{
    Text tried = *rest, word, file, category;
    long long number;
    if (!log_take_word(&tried, is_path, &word) || !text_ends(word, ":") ||
        !log_take_blanks(&tried) ||
        !split_source(text_part(word, 0, word.length - 1), &file, &number))
        return false;
    Text message = tried;
    if (!log_take_word(&tried, is_name, &category) || !text_ends(category, "Warning"))
        return false;
    log_note_level(line, LOG_WARNING);
    note_source(line, file, number);
    *rest = message;
    return true;
}

/* "[engine.py:12] ", "[engine.py:12:function] " */
static bool take_bracketed_source(Text *rest, LogLine *line)
{
    Text tried = *rest, word, file;
    long long number;
    if (!text_take(&tried, "[") || !take_path_in_bracket(&tried, &word))
        return false;
    bool plain = split_source(word, &file, &number);
    size_t colon = word.length;
    while (!plain && colon > 0 && word.at[colon - 1] != ':')
        colon--;
    if (!plain && (colon == 0 || !split_source(text_part(word, 0, colon - 1), &file, &number)))
        return false;
    note_source(line, file, number);
    *rest = tried;
    return true;
}

/* ---- Levels of Python's loggers ---- */

/* "[WARNING] ", "[INFO|trainer.py:12] " */
static bool take_bracketed_level(Text *rest, LogLine *line)
{
    Text tried = *rest, word, file;
    LogLevel level;
    long long number;
    if (!text_take(&tried, "[") || !take_level_word(&tried, &level))
        return false;
    if (text_take(&tried, "|")) {
        if (!log_take_word(&tried, is_path, &word) || !split_source(word, &file, &number))
            return false;
        note_source(line, file, number);
    }
    if (!text_take(&tried, "]"))
        return false;
    log_note_level(line, level);
    *rest = tried;
    return true;
}

/* "WARNING:tensorflow:", "WARNING:2024-01-01 10:00:00,123:jax._src.xla_bridge:966: " up to where
 * the stamp begins. The level of "ERROR: text" is noted, and what was said stays whole. */
static bool take_level_and_logger(Text *rest, LogLine *line)
{
    Text tried = *rest, logger;
    LogLevel level;
    if (!take_level_word(&tried, &level) || !text_take(&tried, ":"))
        return false;
    log_note_level(line, level);
    if (tried.length == 0 || is_blank(tried.at[0]))
        return false;
    if (is_digit(tried.at[0])) {
        *rest = tried;
        return true;
    }
    if (!log_take_word(&tried, is_name, &logger) || !text_take(&tried, ":"))
        return false;
    *rest = tried;
    return true;
}

/* "jax._src.xla_bridge:966: " behind a level. */
static bool take_module_and_line(Text *rest, LogLine *line)
{
    Text tried = *rest, module, digits;
    long long number;
    if (line->level == LOG_LEVEL_NOT_SAID || !log_take_word(&tried, is_name, &module) ||
        !text_take(&tried, ":") || !log_take_word(&tried, is_digit, &digits) ||
        !text_take(&tried, ": ") || !text_number(digits, &number))
        return false;
    note_source(line, module, number);
    *rest = tried;
    return true;
}

/* Behind a stamp: "WARNING ", "logger - WARNING - ", "INFO     | module:function:12 - "; and "INFO
 * " before one. */
static bool take_level_beside_stamp(Text *rest, LogLine *line)
{
    Text tried = *rest, word;
    LogLevel level;
    LogStamp stamp;
    bool stamped = line->stamp.length > 0;
    if (stamped && log_take_word(&tried, is_name, &word) && text_take(&tried, " - "))
        *rest = tried;
    tried = *rest;
    if (!take_level_word(&tried, &level) || !log_take_blanks(&tried))
        return false;
    Text behind = tried;
    if (!stamped && !log_stamp_take(&behind, &stamp))
        return false;
    if (text_take(&tried, "- "))
        log_take_blanks(&tried);
    else if (text_take(&tried, "| "))
        (void)log_take_until(&tried, " - ", &word);
    log_note_level(line, level);
    *rest = tried;
    return true;
}

bool log_take_level(Text *rest, LogLine *line)
{
    return take_bracketed_level(rest, line) || take_level_and_logger(rest, line) ||
           take_module_and_line(rest, line) || take_level_beside_stamp(rest, line) ||
           take_bracketed_source(rest, line) || take_python_warning(rest, line);
}
