#include <string.h>

#include "parse/docker_line.h"
#include "parse/log_line_inside.h"

enum { MOST_PREFIXES = 16 };

/* ---- For all parts ---- */

bool log_take_until(Text *rest, const char *end, Text *before)
{
    Text near = text_part(*rest, 0, LONGEST_NAME + strlen(end));
    const char *at = near.length ? memmem(near.at, near.length, end, strlen(end)) : NULL;
    if (!at)
        return false;
    *before = text_part(*rest, 0, (size_t)(at - rest->at));
    *rest = text_part(*rest, before->length + strlen(end), rest->length);
    return true;
}

void log_note_level(LogLine *line, LogLevel level)
{
    if (line->level == LOG_LEVEL_NOT_SAID)
        line->level = level;
}

void log_note_stamp(LogLine *line, const LogStamp *stamp)
{
    log_note(&line->stamp, stamp->text);
}

/* ---- Prefixes ---- */

static const uint64_t LEVEL_LETTERS[4] = {0, 0x0000000000C00278}; /* CDEFIVW */

/* "##[error]" of GitHub Actions, "00O " and "01E+" of GitLab. */
static bool take_mark_of_ci(Text *rest, LogLine *line)
{
    if (text_take(rest, "##[error]")) {
        log_note_level(line, LOG_ERROR);
        return true;
    }
    if (text_take(rest, "##[warning]")) {
        log_note_level(line, LOG_WARNING);
        return true;
    }
    if (line->stamp.length == 0 || rest->length < 4 || !is_digit(rest->at[0]) ||
        !is_digit(rest->at[1]) || (rest->at[2] != 'O' && rest->at[2] != 'E') ||
        (rest->at[3] != ' ' && rest->at[3] != '+'))
        return false;
    *rest = text_part(*rest, 4, rest->length);
    return true;
}

/* "stderr F ", as the kubelet keeps it behind a stamp. */
static bool take_stream_of_kubelet(Text *rest)
{
    Text tried = *rest;
    log_take_blanks(&tried);
    if (tried.length == 0 || tried.at[0] != 's' ||
        (!text_take(&tried, "stdout ") && !text_take(&tried, "stderr ")))
        return false;
    if (!text_take(&tried, "F ") && !text_take(&tried, "P "))
        return false;
    *rest = tried;
    return true;
}

/* What a level in one letter begins with: "W " or "W0000". */
static bool may_be_letter(Text rest)
{
    return rest.length > 1 && is_among(LEVEL_LETTERS, rest.at[0]) &&
           (is_blank(rest.at[1]) || is_digit(rest.at[1]));
}

/* A stamp, and what stands only behind one. Most are of glog, and what glog prints is no host. */
static bool take_stamp(Text *rest, LogLine *line)
{
    LogStamp stamp;
    if (!log_stamp_take(rest, &stamp))
        return false;
    log_note_stamp(line, &stamp);
    if (take_stream_of_kubelet(rest) || (may_be_letter(*rest) && log_take_glog(rest, line)))
        return true;
    (void)log_take_host(rest, line, stamp.of_syslog);
    return true;
}

/* "> > " of mail and Markdown; ">>> " is Python's prompt. */
static void take_quotes(Text *rest, LogLine *line)
{
    Text tried = *rest;
    log_take_blanks(&tried);
    if (tried.length == 0 || tried.at[0] != '>')
        return;
    while (!text_starts(tried, ">>> ") && text_take(&tried, ">")) {
        line->quoted++;
        log_take_blanks(&tried);
        *rest = tried;
    }
}

bool log_take_prefix(Text *rest, LogLine *line)
{
    log_take_blanks(rest);
    return take_stamp(rest, line) || log_take_glog(rest, line) || log_take_speaker(rest, line) ||
           log_take_level(rest, line) || take_mark_of_ci(rest, line);
}

/* A word for a level by its first two letters, or a letter for one by what is behind it. */
static bool may_be_level(Text word)
{
    static const uint64_t FIRST[4] = {0, 0x0080023000C00278};  /* CDEFIVWdeiw */
    static const uint64_t SECOND[4] = {0, 0x0004402200044022}; /* AENRaenr */
    static const char PAIRS[][3] = {"WA", "IN", "ER", "DE", "FA", "CR",
                                    "VE", "wa", "in", "er", "de"};
    if (!is_among(FIRST, word.at[0]))
        return false;
    if (word.length == 1 || is_digit(word.at[1]))
        return true;
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS && is_among(SECOND, word.at[1]); i++)
        if (memcmp(word.at, PAIRS[i], 2) == 0)
            return true;
    return false;
}

/* Decided by the word at the beginning and what is behind it: a message that begins with one has
 * mostly a blank or ": " there. Whatever else begins is left to those who know it. */
bool log_may_be_prefix(Text rest)
{
    static const uint64_t OF_DATES[4] = {0, 0x000000000098E452}; /* ADFJMNOSTW */
    (void)log_take_blanks(&rest);
    if (rest.length == 0 || !is_letter(rest.at[0]))
        return rest.length > 0;
    size_t end = 1;
    bool has_dash = false;
    for (; end < rest.length && is_name(rest.at[end]); end++)
        has_dash |= rest.at[end] == '-';
    if (may_be_level((Text){rest.at, end}))
        return true;
    Text behind = log_behind(rest, end);
    if (behind.length && !is_blank(behind.at[0]))
        return behind.at[0] != ':' || (behind.length > 1 && !is_blank(behind.at[1]));
    (void)log_take_blanks(&behind);
    bool of_speaker = has_dash || text_starts(behind, "|");
    bool of_logger = text_starts(behind, "- ");
    bool of_stamp = end == 3 && is_among(OF_DATES, rest.at[0]);
    return of_speaker || of_logger || of_stamp;
}

/* Length of an escape sequence of a terminal at the beginning of `text`: colours and movements, the
 * title of a window, a single letter. */
static size_t escape_length(Text text)
{
    size_t end = 2;
    if (text.length < 2)
        return text.length;
    if (text.at[1] == '[') {
        while (end < text.length && (text.at[end] < '@' || text.at[end] > '~'))
            end++;
        return end < text.length ? end + 1 : end;
    }
    if (text.at[1] != ']')
        return 2;
    while (end < text.length && text.at[end] != '\a' && text.at[end] != '\x1B')
        end++;
    if (end < text.length && text.at[end] == '\x1B' && end + 1 < text.length)
        end++;
    return end < text.length ? end + 1 : end;
}

static Text without_escapes(Text raw, char *room)
{
    if (raw.length == 0 || !memchr(raw.at, '\x1B', raw.length))
        return raw;
    size_t length = 0;
    for (size_t i = 0; i < raw.length;) {
        if (raw.at[i] == '\x1B')
            i += escape_length(text_part(raw, i, raw.length));
        else
            room[length++] = raw.at[i++];
    }
    return (Text){room, length};
}

static bool is_overwritten(char c)
{
    return c == '\r' || c == '\b';
}

bool log_line_piece(Text *rest, Text *piece)
{
    size_t from = 0;
    while (from < rest->length && is_overwritten(rest->at[from]))
        from++;
    Text left = text_part(*rest, from, rest->length);
    *piece = text_part(left, 0, text_find(left, '\r'));
    *piece = text_part(*piece, 0, text_find(*piece, '\b'));
    *rest = text_part(left, piece->length, left.length);
    return piece->length > 0;
}

static Text last_piece(Text raw)
{
    Text rest = raw, piece, last = TEXT("");
    while (log_line_piece(&rest, &piece))
        last = piece;
    return last;
}

/* A line that only opens or closes a block of code in Markdown says nothing. */
static bool is_fence(Text text)
{
    Text rest = text, language;
    if (text.length == 0 || (text.at[0] != '`' && text.at[0] != '~'))
        return false;
    if (!text_take(&rest, "```") && !text_take(&rest, "~~~"))
        return false;
    (void)log_take_word(&rest, is_name, &language);
    return text_trim(rest).length == 0;
}

/* What docker packed, with its stamp. */
static Text unpacked(Text raw, char *room, LogLine *line)
{
    DockerLine docker;
    LogStamp stamp;
    if (!docker_line_read(raw, room, &docker))
        return raw;
    if (log_stamp_take(&docker.stamp, &stamp))
        log_note_stamp(line, &stamp);
    return text_trim(docker.said);
}

static void read_prefixes(Text rest, bool plain, LogLine *line)
{
    take_quotes(&rest, line);
    if (plain || !log_take_job(&rest, line)) /* no tab is there, as it stands behind a job */
        (void)log_take_label_of_srun(&rest, line);
    for (int taken = 0; taken < MOST_PREFIXES && log_may_be_prefix(rest); taken++)
        if (!log_take_prefix(&rest, line))
            break;
    line->message = text_trim(rest);
    if (is_fence(line->message))
        line->message = TEXT("");
}

void log_line_read_plain(Text raw, LogFile *last_file, LogLine *line)
{
    *line = (LogLine){.last_file = last_file};
    read_prefixes(raw, true, line);
}

void log_line_read(Text raw, char *room, LogLine *line)
{
    *line = (LogLine){.level = LOG_LEVEL_NOT_SAID};
    Text rest = unpacked(raw, room, line);
    bool plain = text_is_plain(rest); /* nothing to take out */
    if (!plain)
        rest = last_piece(without_escapes(rest, room));
    read_prefixes(rest, plain, line);
}
