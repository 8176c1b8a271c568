#include "parse/pace.h"

#include "parse/report_words.h"

enum { WORDS_ROOM = 200, NEAR = 6, LITTLE_PERCENT = 30, MUCH_PERCENT = 85 };

typedef enum Device { DEVICE_NONE, DEVICE_GPU, DEVICE_CPU } Device;

typedef struct Line {
    Text words[WORDS_ROOM];
    size_t count;
} Line;

static bool is(Text word, const char *other)
{
    return text_is_any_case(word, other);
}

static bool begins(Text word, const char *start)
{
    return text_starts_any_case(word, start);
}

/* Without the marks of a sentence around it. */
static Text bare(Text word)
{
    static const char MARKS[] = ".,;:!?()[]\"'`*~<>=";
    while (word.length && text_until(text_part(word, 0, 1), MARKS).length == 0)
        word = text_part(word, 1, word.length);
    while (word.length && text_until(text_part(word, word.length - 1, 1), MARKS).length == 0)
        word = text_part(word, 0, word.length - 1);
    return word;
}

static void take_words(Text line, Line *into)
{
    Text word;
    into->count = 0;
    while (into->count < WORDS_ROOM && word_take(&line, &word))
        if ((word = bare(word)).length)
            into->words[into->count++] = word;
}

static Device device_of(Text word)
{
    if (begins(word, "gpu") || is(word, "cuda") || is(word, "volatile"))
        return DEVICE_GPU;
    return begins(word, "cpu") || is(word, "processor") ? DEVICE_CPU : DEVICE_NONE;
}

/* ---- Which of two is slower ---- */

typedef struct Compared {
    bool slower, faster;
    size_t behind; /* the word behind the comparison */
} Compared;

/* "slower", "longer", "more time", "3x as long as"; "faster", "quicker". */
static Compared comparison_at(const Line *line, size_t at)
{
    Compared found = {.behind = at + 1};
    Text word = line->words[at], next = at + 1 < line->count ? line->words[at + 1] : (Text){"", 0};
    found.faster = is(word, "faster") || is(word, "quicker");
    found.slower = is(word, "slower") || is(word, "longer") || is(word, "slower/longer");
    if ((is(word, "more") && is(next, "time")) || (is(word, "long") && is(next, "as"))) {
        found.slower = true;
        found.behind = at + 2;
    }
    return found;
}

/* "not faster", "isn't any faster", "no faster". */
static bool is_denied(const Line *line, size_t at)
{
    for (size_t i = at > 3 ? at - 3 : 0; i < at; i++)
        if (is(line->words[i], "not") || is(line->words[i], "no") ||
            text_ends(line->words[i], "n't"))
            return true;
    return false;
}

static Device nearest_before(const Line *line, size_t at, size_t reach)
{
    for (size_t i = at; i-- > 0 && at - i <= reach;)
        if (device_of(line->words[i]))
            return device_of(line->words[i]);
    return DEVICE_NONE;
}

/* Up to two devices behind a comparison, the word "than" or a like one somewhere before the last.
 */
static size_t devices_behind(const Line *line, size_t from, Device found[2])
{
    size_t count = 0;
    bool than = false;
    for (size_t i = from; i < line->count && count < 2; i++) {
        than |= is(line->words[i], "than") || is(line->words[i], "compared") ||
                is(line->words[i], "vs") || (i == from && i > 0 && is(line->words[i - 1], "as"));
        if (device_of(line->words[i]))
            found[count++] = device_of(line->words[i]);
    }
    return than ? count : 0;
}

/* "B is slower than A", "slower on B than on A": the one that the comparison is said of. */
static Device compared_device(const Line *line, size_t at, size_t behind)
{
    Device found[2];
    size_t count = devices_behind(line, behind, found);
    Device before = nearest_before(line, at, WORDS_ROOM);
    if (count == 2 && found[0] != found[1])
        return found[0];
    return count && before && before != found[0] ? before : DEVICE_NONE;
}

/* "a lot slower on GPU", and no word of what it is compared with. */
static bool is_said_of_gpu(const Line *line, size_t behind)
{
    bool joined = behind + 1 < line->count &&
                  (is(line->words[behind], "on") || is(line->words[behind], "with"));
    size_t at = behind + 1;
    if (joined && (is(line->words[at], "the") || is(line->words[at], "my")))
        at++;
    if (!joined || at >= line->count || device_of(line->words[at]) != DEVICE_GPU)
        return false;
    for (size_t i = at; i < line->count; i++)
        if (is(line->words[i], "than"))
            return false;
    return true;
}

/* A time and the device it is told of: "5 s on the GPU", "CPU: 300 ms". */
typedef struct Timed {
    Device device;
    double seconds;
} Timed;

static double seconds_of_unit(Text unit)
{
    if (is(unit, "ms") || begins(unit, "millisec"))
        return .001;
    if (is(unit, "s") || begins(unit, "sec"))
        return 1;
    if (is(unit, "min") || begins(unit, "minute"))
        return 60;
    return begins(unit, "hour") ? 3600 : 0;
}

/* "5", "0.3", "35ms": the number, and what stands behind it in the word. */
static double number_of(Text word, Text *behind)
{
    double value = 0, place = 1;
    size_t at = 0;
    bool fraction = false;
    for (; at < word.length && at < 12 &&
           (is_digit_byte(word.at[at]) || (word.at[at] == '.' && !fraction));
         at++) {
        if (word.at[at] == '.')
            fraction = true;
        else if (fraction)
            value += (word.at[at] - '0') * (place /= 10);
        else
            value = value * 10 + (word.at[at] - '0');
    }
    *behind = text_part(word, at, word.length);
    return at && is_digit_byte(word.at[0]) ? value : -1;
}

/* The device stands behind the time, or right before it. */
static Timed timed_at(const Line *line, size_t at)
{
    Timed timed = {DEVICE_NONE, 0};
    Text unit;
    double number = number_of(line->words[at], &unit);
    size_t behind = at + 1;
    if (number >= 0 && !unit.length && behind < line->count)
        unit = line->words[behind++];
    timed.seconds = number >= 0 ? number * seconds_of_unit(unit) : 0;
    for (size_t i = behind; i < line->count && i < behind + 4 && !timed.device; i++) {
        Text rest;
        if (number_of(line->words[i], &rest) >= 0)
            break;
        timed.device = device_of(line->words[i]);
    }
    if (!timed.device)
        timed.device = nearest_before(line, at, 3);
    return timed;
}

/* "each epoch takes 5 seconds on the GPU, and 0.3 seconds on the CPU" */
static bool tells_longer_time_of_gpu(const Line *line)
{
    double of[3] = {0};
    for (size_t i = 0; i < line->count; i++) {
        Timed timed = timed_at(line, i);
        if (timed.seconds > 0 && !of[timed.device])
            of[timed.device] = timed.seconds;
    }
    return of[DEVICE_CPU] > 0 && of[DEVICE_GPU] > 1.2 * of[DEVICE_CPU];
}

static bool tells_gpu_slower(const Line *line)
{
    if (tells_longer_time_of_gpu(line))
        return true;
    for (size_t i = 0; i < line->count; i++) {
        Compared compared = comparison_at(line, i);
        if (!compared.slower && !compared.faster)
            continue;
        Device of = compared_device(line, i, compared.behind);
        bool denied = is_denied(line, i);
        if (compared.slower && !denied && is_said_of_gpu(line, compared.behind))
            return true;
        if (compared.slower ? of == DEVICE_GPU && !denied
                            : of == (denied ? DEVICE_GPU : DEVICE_CPU))
            return true;
    }
    return false;
}

/* ---- How much is used ---- */

/* The greater number of a word that may be a percentage; -1: there is none. */
static int percent_of(Text word)
{
    long long value = -1, number;
    for (size_t i = 0; i < word.length;) {
        size_t digits = text_digits(text_part(word, i, word.length));
        if (digits && text_number(text_part(word, i, digits), &number) && number <= 100)
            value = number > value ? number : value;
        i += digits ? digits : 1;
    }
    return (int)value;
}

static bool is_percentage(const Line *line, size_t at)
{
    Text word = line->words[at];
    bool digit_first = is_digit_byte(word.at[0]);
    bool unit_behind = at + 1 < line->count &&
                       (is(line->words[at + 1], "percent") || is(line->words[at + 1], "%"));
    return digit_first && (text_ends(word, "%") || unit_behind);
}

static bool is_small_amount(const Line *line, size_t at)
{
    static const char *const WORDS[] = {"low",  "zero", "0",     "hardly", "barely",
                                        "idle", "poor", "lower", "tiny",   "almost-zero"};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (is(line->words[at], WORDS[i]))
            return true;
    int percent = is_percentage(line, at) ? percent_of(line->words[at]) : -1;
    return percent >= 0 && percent < LITTLE_PERCENT;
}

static bool is_great_amount(const Line *line, size_t at)
{
    static const char *const WORDS[] = {"full",  "fully",  "high",  "occupied", "entirely",
                                        "maxed", "entire", "whole", "100"};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (is(line->words[at], WORDS[i]))
            return true;
    return is_percentage(line, at) && percent_of(line->words[at]) > MUCH_PERCENT;
}

typedef bool IsAmount(const Line *line, size_t at);

/* What an amount is said of stands next to it, nothing else of that kind between them. */
static bool has_near(const Line *line, size_t at, IsAmount *is_amount)
{
    size_t from = at > NEAR ? at - NEAR : 0;
    for (size_t i = from; i < line->count && i <= at + NEAR; i++)
        if (i != at && is_amount(line, i))
            return true;
    return false;
}

static bool is_memory_word(Text word)
{
    return begins(word, "memory") || is(word, "vram") || begins(word, "ram");
}

/* "utilisation", "usage", "GPU-Util", "load"; not "memory usage". */
static bool is_use_word(const Line *line, size_t at)
{
    Text word = line->words[at];
    bool use = begins(word, "util") || is(word, "usage") || is(word, "load") ||
               is(word, "utilized") || is(word, "utilised") || begins(word, "gpu-util") ||
               begins(word, "gpu-usage") || begins(word, "gpu-load");
    bool memory = (at && is_memory_word(line->words[at - 1])) || text_has_any_case(word, "memory");
    return use && !memory;
}

/* The device that a use is said of: in the word itself, before it, or a few words behind. */
static Device device_of_use(const Line *line, size_t at)
{
    if (device_of(line->words[at]))
        return device_of(line->words[at]);
    Device before = nearest_before(line, at, NEAR);
    for (size_t i = at + 1; !before && i < line->count && i <= at + NEAR; i++)
        before = device_of(line->words[i]);
    return before;
}

static bool tells_use(const Line *line, Device device, IsAmount *is_amount)
{
    for (size_t i = 0; i < line->count; i++)
        if (is_use_word(line, i) && device_of_use(line, i) == device &&
            has_near(line, i, is_amount))
            return true;
    return false;
}

/* Of the GPU, and not of the machine. */
static bool tells_memory_taken(const Line *line)
{
    for (size_t i = 0; i < line->count; i++)
        if (is_memory_word(line->words[i]) && nearest_before(line, i, NEAR) != DEVICE_CPU &&
            !(i && (is(line->words[i - 1], "system") || is(line->words[i - 1], "host"))) &&
            has_near(line, i, is_great_amount))
            return true;
    return false;
}

static bool tells_slow(const Line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        Text word = line->words[i], next = i + 1 < line->count ? line->words[i + 1] : (Text){"", 0};
        if (is(word, "slow") || is(word, "slowly") || is(word, "slower") || is(word, "slowness") ||
            (is(next, "long") && (is(word, "too") || is(word, "very") || is(word, "so"))))
            return true;
    }
    return false;
}

/* "90", "400s", "5min": a number, and the unit that is written to it or behind it. */
static bool is_long_time(const Line *line, size_t at)
{
    enum { LONG_SECONDS = 20 };
    Text word = line->words[at], next = at + 1 < line->count ? line->words[at + 1] : (Text){"", 0};
    size_t digits = text_digits(word);
    Text unit = digits < word.length ? text_part(word, digits, word.length) : next;
    long long number;
    if (is(word, "minutes") || is(word, "hours"))
        return true;
    if (!digits || !text_number(text_part(word, 0, digits), &number))
        return false;
    bool minutes = begins(unit, "min") || begins(unit, "hour");
    bool seconds = is(unit, "s") || begins(unit, "sec");
    return minutes || (seconds && number >= LONG_SECONDS);
}

/* What is done first again and again, or waits for data and compilers, is no first use. */
static bool is_first_use(const Line *line, size_t at)
{
    static const char *const USES[] = {"call",       "inference", "use",       "session",
                                       "tensor",     "kernel",    "operation", "predict",
                                       "prediction", "run",       "forward",   "cuda",
                                       "gpu",        "time",      ".cuda",     "torch.cuda"};
    if (!is(line->words[at], "first"))
        return false;
    for (size_t i = at + 1; i < line->count && i <= at + 4; i++)
        for (size_t k = 0; k < sizeof USES / sizeof *USES; k++)
            if (is(line->words[i], USES[k]) || text_has_any_case(line->words[i], ".cuda"))
                return true;
    return false;
}

static bool tells_slow_start(const Line *line)
{
    bool first = false, is_long = false;
    for (size_t i = 0; i < line->count; i++) {
        Text word = line->words[i];
        first |= is_first_use(line, i);
        is_long |= is_long_time(line, i);
        if (begins(word, "epoch") || begins(word, "batch") || begins(word, "download"))
            return false;
    }
    return first && is_long;
}

unsigned pace_of(Text text)
{
    Line kept, *line = &kept;
    unsigned facts = 0;
    take_words(text, line);
    facts |= (unsigned)tells_gpu_slower(line) << PACE_GPU_SLOWER;
    facts |= (unsigned)tells_use(line, DEVICE_GPU, is_small_amount) << PACE_LITTLE_USE;
    facts |= (unsigned)tells_use(line, DEVICE_CPU, is_great_amount) << PACE_CPU_BUSY;
    facts |= (unsigned)tells_memory_taken(line) << PACE_MEMORY_TAKEN;
    facts |= (unsigned)tells_slow(line) << PACE_SLOW;
    facts |= (unsigned)tells_slow_start(line) << PACE_SLOW_START;
    return facts;
}

const char *pace_word(PaceFact fact)
{
    static const char *const WORDS[PACE_FACTS] = {"gpu-slower", "little-use", "memory-taken",
                                                  "cpu-busy",   "slow",       "slow-start"};
    return WORDS[fact];
}
