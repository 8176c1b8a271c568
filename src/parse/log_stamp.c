/* Forms: TensorFlow (tsl/platform/default/logging.cc), absl (log/internal/log_format.cc), Python
 * (logging.Formatter), docker logs --timestamps, RFC 3339, journalctl(1), dmesg(1). */
#include "parse/log_stamp.h"

#include <string.h>

typedef struct Clock {
    long long year, month, day; /* 0: not said */
    long long hour, minute, second, microseconds;
    long long zone_minutes;
} Clock;

static bool take_char(Text *rest, char c)
{
    if (rest->length == 0 || rest->at[0] != c)
        return false;
    *rest = text_part(*rest, 1, rest->length);
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

static void take_blanks(Text *rest)
{
    while (take_char(rest, ' ') || take_char(rest, '\t'))
        ;
}

/* ".123", ".123456", ",123456789", or nothing. */
static bool take_fraction(Text *rest, long long *microseconds)
{
    Text tried = *rest;
    *microseconds = 0;
    if (!take_char(&tried, '.') && !take_char(&tried, ','))
        return true;
    size_t digits = 0;
    long long value = 0;
    for (; digits < tried.length && digits <= 9; digits++) {
        unsigned digit = (unsigned)(tried.at[digits] - '0');
        if (digit > 9)
            break;
        value = digits < 6 ? value * 10 + digit : value;
    }
    if (digits == 0 || digits > 9)
        return digits == 0;
    for (size_t i = digits; i < 6; i++)
        value *= 10;
    *microseconds = value;
    *rest = text_part(tried, digits, tried.length);
    return true;
}

static bool is_time(const Clock *clock)
{
    return clock->hour < 24 && clock->minute < 60 && clock->second <= 60;
}

static bool take_time(Text *rest, Clock *clock)
{
    return take_number(rest, 2, 2, &clock->hour) && take_char(rest, ':') &&
           take_number(rest, 2, 2, &clock->minute) && take_char(rest, ':') &&
           take_number(rest, 2, 2, &clock->second) && is_time(clock) &&
           take_fraction(rest, &clock->microseconds);
}

/* "Z", "+01:00", "-0800", or nothing. */
static void take_zone(Text *rest, Clock *clock)
{
    Text tried = *rest;
    if (take_char(rest, 'Z'))
        return;
    long long hours, minutes, sign = take_char(&tried, '-') ? -1 : take_char(&tried, '+') ? 1 : 0;
    if (!sign || !take_number(&tried, 2, 4, &hours))
        return;
    if (hours > 99) {
        minutes = hours % 100;
        hours /= 100;
    } else if (!take_char(&tried, ':') || !take_number(&tried, 2, 2, &minutes)) {
        return;
    }
    clock->zone_minutes = sign * (hours * 60 + minutes);
    *rest = tried;
}

static bool is_day(const Clock *clock)
{
    return clock->month >= 1 && clock->month <= 12 && clock->day >= 1 && clock->day <= 31;
}

static inline bool two_digits(const char *at, long long *value)
{
    unsigned tens = (unsigned)(at[0] - '0'), ones = (unsigned)(at[1] - '0');
    *value = tens * 10 + ones;
    return tens <= 9 && ones <= 9;
}

/* 2024-01-01T10:00:00.123Z, 2024-01-01 10:00:00,123, 2024/01/01 10:00:00. Most lines of most logs
 * begin so: each part is taken from where it has to stand. */
static bool take_full(Text *rest, Clock *clock)
{
    enum { LENGTH = 19 };
    const char *at = rest->at;
    long long century;
    if (rest->length < LENGTH || !two_digits(at, &century) || !two_digits(at + 2, &clock->year) ||
        (at[4] != '-' && at[4] != '/') || !two_digits(at + 5, &clock->month) || at[7] != at[4] ||
        !two_digits(at + 8, &clock->day) || (at[10] != 'T' && at[10] != ' ') ||
        !two_digits(at + 11, &clock->hour) || at[13] != ':' ||
        !two_digits(at + 14, &clock->minute) || at[16] != ':' ||
        !two_digits(at + 17, &clock->second) ||
        (rest->length > LENGTH && at[LENGTH] >= '0' && at[LENGTH] <= '9'))
        return false;
    clock->year += 100 * century;
    if (!is_day(clock) || !is_time(clock))
        return false;
    *rest = text_part(*rest, LENGTH, rest->length);
    if (!take_fraction(rest, &clock->microseconds))
        return false;
    take_zone(rest, clock);
    return true;
}

static bool take_month_name(Text *rest, Clock *clock)
{
    static const char NAMES[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (long long month = 0; month < 12 && rest->length > 3; month++)
        if (memcmp(rest->at, NAMES + 3 * month, 3) == 0 && rest->at[3] == ' ') {
            clock->month = month + 1;
            *rest = text_part(*rest, 4, rest->length);
            return true;
        }
    return false;
}

/* Jan  1 10:00:00, and Mon Jan  1 10:00:00 2024 */
static bool take_named(Text *rest, Clock *clock)
{
    static const char *const DAYS[] = {"Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "};
    bool weekday = false;
    if (rest->length < 4 || rest->at[3] != ' ')
        return false;
    for (size_t i = 0; i < sizeof DAYS / sizeof *DAYS && !weekday; i++)
        weekday = text_take(rest, DAYS[i]);
    if (!take_month_name(rest, clock))
        return false;
    take_blanks(rest);
    if (!take_number(rest, 1, 2, &clock->day) || !is_day(clock) || !take_char(rest, ' ') ||
        !take_time(rest, clock))
        return false;
    Text tried = *rest;
    if (weekday && take_char(&tried, ' ') && take_number(&tried, 4, 4, &clock->year))
        *rest = tried;
    return true;
}

/* 01-01 10:00:00, 10:00:00,123 */
static bool take_short(Text *rest, Clock *clock)
{
    Text tried = *rest;
    if (take_number(&tried, 2, 2, &clock->month) && take_char(&tried, '-') &&
        take_number(&tried, 2, 2, &clock->day) && is_day(clock) && take_char(&tried, ' '))
        *rest = tried;
    return take_time(rest, clock);
}

/* [   12.345678] without its brackets */
static bool take_uptime(Text *rest)
{
    long long seconds, part;
    take_blanks(rest);
    return take_number(rest, 1, 10, &seconds) && take_char(rest, '.') &&
           take_number(rest, 6, 6, &part);
}

/* Days since 1970-01-01 in the Gregorian calendar; years begin in March, so that the odd day of a
 * leap year is the last one. */
static long long days_since_1970(long long year, long long month, long long day)
{
    if (month <= 2) {
        year--;
        month += 12;
    }
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day -
           719469;
}

static long long microseconds_of(const Clock *clock)
{
    if (clock->year == 0)
        return -1;
    long long minutes = days_since_1970(clock->year, clock->month, clock->day) * 24 * 60 +
                        clock->hour * 60 + clock->minute - clock->zone_minutes;
    long long since = (minutes * 60 + clock->second) * 1000000 + clock->microseconds;
    return since < 0 ? -1 : since;
}

/* Nothing of a longer word or number is taken for a stamp. */
static bool ends_here(Text rest)
{
    return rest.length == 0 || memchr(" \t:]-|,", rest.at[0], strlen(" \t:]-|,")) != NULL;
}

static Text taken(Text whole, Text rest)
{
    return text_part(whole, 0, whole.length - rest.length);
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
    typedef bool (*Take)(Text *, Clock *);
    static const Take TAKES[] = {take_full, take_named, take_short};
    if (!may_begin(*rest, bracket))
        return false;
    for (size_t i = 0; i < sizeof TAKES / sizeof *TAKES; i++) {
        Clock clock = {0};
        Text tried = *rest;
        if (TAKES[i](&tried, &clock) && ends_here(tried)) {
            *stamp =
                (LogStamp){taken(*rest, tried), microseconds_of(&clock), TAKES[i] == take_named};
            *rest = tried;
            return true;
        }
    }
    Text tried = *rest;
    if (!bracket || !take_uptime(&tried))
        return false;
    *stamp = (LogStamp){text_trim(taken(*rest, tried)), -1, false};
    *rest = tried;
    return true;
}

/* " - ", ": ", " | ", " >> ", ":" */
static void take_separator(Text *rest)
{
    static const char *const SEPARATORS[] = {"- ", "| ", ">> ", ":"};
    take_blanks(rest);
    for (size_t i = 0; i < sizeof SEPARATORS / sizeof *SEPARATORS; i++)
        if (text_take(rest, SEPARATORS[i]))
            break;
    take_blanks(rest);
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
static bool take_epoch(Text *rest, long long *microseconds)
{
    long long hour, minute, seconds, fraction;
    if (!take_number(rest, 2, 2, &hour) || !take_char(rest, ':') ||
        !take_number(rest, 2, 2, &minute) || !take_char(rest, ':') ||
        !take_number(rest, 9, 11, &seconds) || !take_fraction(rest, &fraction))
        return false;
    *microseconds = seconds * 1000000 + fraction;
    return true;
}

bool log_stamp_take_glog(Text *rest, LogStamp *stamp)
{
    Text after_day = *rest;
    size_t digits = text_digits(after_day);
    Clock clock = {0};
    if (digits == 8 && !take_number(&after_day, 4, 8, &clock.year))
        return false;
    if (digits == 8) { /* they were one number */
        clock.day = clock.year % 100;
        clock.month = clock.year / 100 % 100;
        clock.year /= 10000;
    } else if (digits != 4 || !take_number(&after_day, 4, 4, &clock.day)) {
        return false;
    }
    if (!take_char(&after_day, ' '))
        return false;
    Text tried = after_day;
    long long microseconds = -1;
    if (!take_epoch(&tried, &microseconds)) {
        tried = after_day;
        if (!take_time(&tried, &clock) || (digits == 8 && !is_day(&clock)))
            return false;
        microseconds = digits == 8 ? microseconds_of(&clock) : -1;
    }
    *stamp = (LogStamp){taken(*rest, tried), microseconds, false};
    take_blanks(&tried);
    *rest = tried;
    return true;
}
