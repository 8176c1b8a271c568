/* Forms: TensorFlow (tsl/platform/default/logging.cc), absl (log/internal/log_format.cc), Python
 * (logging.Formatter), docker logs --timestamps, RFC 3339, journalctl(1), dmesg(1). */
#include "parse/log_stamp.h"

#include <string.h>

#include "parse/log_line_inside.h"

static bool take_char(Text *rest, char c)
{
    if (rest->length == 0 || rest->at[0] != c)
        return false;
    *rest = (Text){rest->at + 1, rest->length - 1};
    return true;
}

/* All digits that follow; `most` is at most 18, so that every number fits. */
static inline bool take_number(Text *rest, size_t least, size_t most, long long *value)
{
    size_t digits = 0;
    long long number = 0;
    for (; digits < rest->length && digits <= most; digits++) {
        unsigned digit = (unsigned)(rest->at[digits] - '0');
        if (digit > 9)
            break;
        number = number * 10 + digit;
    }
    if (digits < least || digits > most)
        return false;
    *value = number;
    *rest = text_part(*rest, digits, rest->length);
    return true;
}

/* ---- Parts that have their place ----
 *
 * Most lines of most logs begin with a stamp: these functions take where a part begins and return
 * where it ends, or 0. */

/* Whether two digits stand here, of a number from `least` to `most`. */
static inline bool is_number(const char *at, unsigned least, unsigned most)
{
    unsigned tens = (unsigned)(at[0] - '0'), ones = (unsigned)(at[1] - '0');
    return tens <= 9 && ones <= 9 && tens * 10 + ones - least <= most - least;
}

/* "10:00:00"; a second may be 60. */
static inline bool is_time(const char *at)
{
    return is_number(at, 0, 23) && at[2] == ':' && is_number(at + 3, 0, 59) && at[5] == ':' &&
           is_number(at + 6, 0, 60);
}

/* Behind ".123", ".123456", ",123456789", or nothing; no digit may follow. */
static inline size_t behind_fraction(Text text, size_t at)
{
    enum { MOST_DIGITS = 9 };
    size_t end = at + 1;
    if (at >= text.length || (text.at[at] != '.' && text.at[at] != ','))
        return at < text.length && is_digit(text.at[at]) ? 0 : at;
    while (end < text.length && is_digit(text.at[end]))
        end++;
    if (end == at + 1)
        return at;
    return end - at <= MOST_DIGITS + 1 ? end : 0;
}

/* Behind "10:00:00" and a fraction. */
static size_t behind_time(Text text, size_t at)
{
    enum { LENGTH = 8 };
    return text.length >= at + LENGTH && is_time(text.at + at) ? behind_fraction(text, at + LENGTH)
                                                               : 0;
}

/* Behind "Z", "+01:00", "-0800", or nothing. */
static size_t behind_zone(Text text, size_t at)
{
    if (at >= text.length || (text.at[at] != 'Z' && text.at[at] != '+' && text.at[at] != '-'))
        return at;
    if (text.at[at] == 'Z')
        return at + 1;
    Text rest = text_part(text, at + 1, text.length);
    long long hours, minutes;
    if (!take_number(&rest, 2, 4, &hours) ||
        (hours <= 99 && (!take_char(&rest, ':') || !take_number(&rest, 2, 2, &minutes))))
        return at;
    return text.length - rest.length;
}

/* Behind 2024-01-01T10:00:00.123Z, 2024-01-01 10:00:00,123, 2024/01/01 10:00:00. */
static size_t behind_full(Text text)
{
    enum { LENGTH = 19 };
    const char *at = text.at;
    if (text.length < LENGTH || !is_number(at, 0, 99) || !is_number(at + 2, 0, 99) ||
        (at[4] != '-' && at[4] != '/') || !is_number(at + 5, 1, 12) || at[7] != at[4] ||
        !is_number(at + 8, 1, 31) || (at[10] != 'T' && at[10] != ' ') || !is_time(at + 11))
        return 0;
    size_t end = behind_fraction(text, LENGTH);
    return end ? behind_zone(text, end) : 0;
}

/* Behind 01-01 10:00:00, 10:00:00,123 */
static size_t behind_short(Text text)
{
    enum { DAY_LENGTH = 6 };
    const char *at = text.at;
    bool has_day = text.length >= DAY_LENGTH && is_number(at, 1, 12) && at[2] == '-' &&
                   is_number(at + 3, 1, 31) && at[5] == ' ';
    return behind_time(text, has_day ? DAY_LENGTH : 0);
}

/* ---- Parts of any length ---- */

static bool take_month_name(Text *rest)
{
    static const char NAMES[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (size_t month = 0; month < 12 && rest->length > 3; month++)
        if (memcmp(rest->at, NAMES + 3 * month, 3) == 0 && rest->at[3] == ' ') {
            *rest = text_part(*rest, 4, rest->length);
            return true;
        }
    return false;
}

/* Behind Jan  1 10:00:00, and Mon Jan  1 10:00:00 2024 */
static size_t behind_named(Text text)
{
    static const char *const DAYS[] = {"Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "};
    Text rest = text;
    bool weekday = false;
    long long day, year;
    if (rest.length < 4 || rest.at[3] != ' ')
        return 0;
    for (size_t i = 0; i < sizeof DAYS / sizeof *DAYS && !weekday; i++)
        weekday = text_take(&rest, DAYS[i]);
    if (!take_month_name(&rest))
        return 0;
    (void)log_take_blanks(&rest);
    if (!take_number(&rest, 1, 2, &day) || day < 1 || day > 31 || !take_char(&rest, ' '))
        return 0;
    size_t end = behind_time(text, text.length - rest.length);
    rest = text_part(text, end, text.length);
    bool has_year = end && weekday && take_char(&rest, ' ') && take_number(&rest, 4, 4, &year);
    return has_year ? text.length - rest.length : end;
}

/* [   12.345678] without its brackets */
static bool take_uptime(Text *rest)
{
    long long seconds, part;
    (void)log_take_blanks(rest);
    return take_number(rest, 1, 10, &seconds) && take_char(rest, '.') &&
           take_number(rest, 6, 6, &part);
}

/* Nothing of a longer word or number is taken for a stamp. */
static bool may_end(Text text, size_t at)
{
    static const uint64_t ENDS[4] = {0x0400300100000200, 0x1000000020000000}; /* blanks, :]-|, */
    return at > 0 && (at == text.length || is_among(ENDS, text.at[at]));
}

/* A digit, or a word of three letters; of most lines the first byte tells that there is none. */
static bool may_begin(Text text, bool bracket)
{
    if (text.length < 4)
        return false;
    bool digit = text.at[0] >= '0' && text.at[0] <= '9';
    return digit || text.at[3] == ' ' || bracket;
}

static bool take_inside(Text *rest, bool bracket, LogStamp *stamp)
{
    typedef size_t (*Behind)(Text);
    static const Behind FORMS[] = {behind_full, behind_named, behind_short};
    Text text = *rest;
    if (!may_begin(text, bracket))
        return false;
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        size_t end = FORMS[i](text);
        if (may_end(text, end)) {
            *stamp = (LogStamp){{text.at, end}, FORMS[i] == behind_named};
            *rest = log_behind(text, end);
            return true;
        }
    }
    if (!bracket || !take_uptime(rest))
        return false;
    *stamp = (LogStamp){text_trim((Text){text.at, text.length - rest->length}), false};
    return true;
}

/* " - ", ": ", " | ", " >> ", ":" */
static void take_separator(Text *rest)
{
    (void)log_take_blanks(rest);
    char c = rest->length ? rest->at[0] : '\0';
    if (c == ':')
        *rest = log_behind(*rest, 1);
    else if (c == '-' || c == '|' || c == '>')
        (void)(text_take(rest, "- ") || text_take(rest, "| ") || text_take(rest, ">> "));
    (void)log_take_blanks(rest);
}

bool log_stamp_take(Text *rest, LogStamp *stamp)
{
    Text tried = *rest;
    bool bracket = take_char(&tried, '[');
    if (!take_inside(&tried, bracket, stamp) || (bracket && !take_char(&tried, ']')))
        return false;
    take_separator(&tried);
    *rest = tried;
    return true;
}

/* Before absl knows the time zone it prints seconds since 1970 in the place of the seconds. */
static size_t behind_epoch(Text text, size_t at)
{
    Text rest = text_part(text, at, text.length);
    long long hour, minute, seconds;
    bool is_epoch = take_number(&rest, 2, 2, &hour) && take_char(&rest, ':') &&
                    take_number(&rest, 2, 2, &minute) && take_char(&rest, ':') &&
                    take_number(&rest, 9, 11, &seconds);
    return is_epoch ? behind_fraction(text, text.length - rest.length) : 0;
}

bool log_stamp_take_glog(Text *rest, LogStamp *stamp)
{
    enum { DAY = 4, DAY_WITH_YEAR = 8 };
    if (rest->length == 0 || !is_digit(rest->at[0]))
        return false;
    size_t digits = text_digits(*rest);
    if ((digits != DAY && digits != DAY_WITH_YEAR) || rest->length == digits ||
        rest->at[digits] != ' ')
        return false;
    bool is_day =
        digits == DAY || (is_number(rest->at + 4, 1, 12) && is_number(rest->at + 6, 1, 31));
    size_t end = behind_epoch(*rest, digits + 1);
    if (!end && is_day)
        end = behind_time(*rest, digits + 1);
    if (!end)
        return false;
    *stamp = (LogStamp){text_part(*rest, 0, end), false};
    *rest = log_behind(*rest, end);
    (void)log_take_blanks(rest);
    return true;
}
