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
    if (rest->length == 0 || !memchr("WIEDFCVwied", rest->at[0], strlen("WIEDFCVwied")))
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

/* Every byte but blanks, controls and any of ()[]<>"'`,;| */
static bool is_path(char c)
{
    static const uint64_t NONE_OF[4] = {0x58001385FFFFFFFF, 0x9000000128000000};
    return !is_among(NONE_OF, c);
}

/* "gpu_device.cc:2348": a path with a dot in it, and a number. */
static bool split_source(Text word, Text *file, long long *number)
{
    size_t colon = word.length;
    while (colon > 0 && is_digit(word.at[colon - 1]))
        colon--;
    if (colon < 2 || word.at[colon - 1] != ':' || !memchr(word.at, '.', colon) ||
        !text_number(text_part(word, colon, word.length), number))
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
    Text tried = *rest, word, file;
    LogStamp stamp = {0};
    LogLevel level = LOG_LEVEL_NOT_SAID;
    long long number;
    bool bracket = text_take(&tried, "[");
    if ((!take_letter_and_stamp(&tried, &level, &stamp) && bracket) ||
        !log_take_word(&tried, is_path, &word) || !text_take(&tried, "]") ||
        !split_source(word, &file, &number))
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
    if (!text_take(&tried, "[") || !log_take_word(&tried, is_path, &word) ||
        !text_take(&tried, "]"))
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
