#include "parse/report_mentions.h"

#include <string.h>

#include "parse/report_system.h"
#include "parse/report_words.h"

typedef struct Thing {
    const char *phrase; /* in lower case */
    ReportKind kind;
    const char *subject, *name; /* name NULL: the phrase means something else, nothing is taken */
    bool with_point;            /* a number alone ("Python 3") is no version of it */
} Thing;

/* Longer phrases before those that they begin with. */
static const Thing THINGS[] = {
    {"cuda driver", REPORT_DRIVER, "", NULL, false},
    {"cuda compute", REPORT_GPU, "", NULL, false},
    {"cuda capability", REPORT_GPU, "", NULL, false},
    {"cuda toolkit", REPORT_TOOLKIT, "", "cuda", false},
    {"cuda runtime", REPORT_TOOLKIT, "", "cuda", false},
    {"cuda sdk", REPORT_TOOLKIT, "", "cuda", false},
    {"cudatoolkit", REPORT_PACKAGE, "cudatoolkit", "version", false},
    {"cudnn", REPORT_TOOLKIT, "", "cudnn", false},
    {"cuda", REPORT_TOOLKIT, "", "cuda", false},
    {"tensorflow-gpu", REPORT_PACKAGE, "tensorflow-gpu", "version", true},
    {"tensorflow_gpu", REPORT_PACKAGE, "tensorflow-gpu", "version", true},
    {"tensorflow gpu", REPORT_FRAMEWORK, "tensorflow", "version", true},
    {"tf-gpu", REPORT_PACKAGE, "tensorflow-gpu", "version", true},
    {"tensorflow-cpu", REPORT_PACKAGE, "tensorflow-cpu", "version", true},
    {"tensorflow-rocm", REPORT_PACKAGE, "tensorflow-rocm", "version", true},
    {"tensorflow-macos", REPORT_PACKAGE, "tensorflow-macos", "version", true},
    {"tensorflow-metal", REPORT_PACKAGE, "tensorflow-metal", "version", true},
    {"tensorflow-intel", REPORT_PACKAGE, "tensorflow-intel", "version", true},
    {"tf-nightly-gpu", REPORT_PACKAGE, "tf-nightly-gpu", "version", true},
    {"tf-nightly", REPORT_PACKAGE, "tf-nightly", "version", true},
    {"tensorflow.keras", REPORT_FRAMEWORK, "keras", NULL, true},
    {"tf.keras", REPORT_FRAMEWORK, "keras", NULL, true},
    {"tensorflow", REPORT_FRAMEWORK, "tensorflow", "version", true},
    {"tensor flow", REPORT_FRAMEWORK, "tensorflow", "version", true},
    {"tf", REPORT_FRAMEWORK, "tensorflow", "version", true},
    {"pytorch", REPORT_FRAMEWORK, "torch", "version", true},
    {"torch", REPORT_FRAMEWORK, "torch", "version", true},
    {"jaxlib", REPORT_FRAMEWORK, "jaxlib", "version", true},
    {"jax", REPORT_FRAMEWORK, "jax", "version", true},
    {"keras", REPORT_FRAMEWORK, "keras", "version", true},
    {"onnxruntime-gpu", REPORT_FRAMEWORK, "onnxruntime", "version", true},
    {"onnxruntime_gpu", REPORT_FRAMEWORK, "onnxruntime", "version", true},
    {"onnx runtime gpu", REPORT_FRAMEWORK, "onnxruntime", "version", true},
    {"onnxruntime", REPORT_FRAMEWORK, "onnxruntime", "version", true},
    {"onnx runtime", REPORT_FRAMEWORK, "onnxruntime", "version", true},
    {"python", REPORT_PYTHON, "", "version", true},
    {"nvidia driver version", REPORT_DRIVER, "", "version", false},
    {"nvidia drivers", REPORT_DRIVER, "", "version", false},
    {"nvidia driver", REPORT_DRIVER, "", "version", false},
    {"nvidia-driver", REPORT_DRIVER, "", "version", false},
    {"gpu driver", REPORT_DRIVER, "", "version", false},
    {"driver version", REPORT_DRIVER, "", "version", false},
    {"drivers", REPORT_DRIVER, "", "version", false},
    {"driver", REPORT_DRIVER, "", "version", false},
    {"kernel", REPORT_SYSTEM, "", "kernel-release", true},
};

bool report_is_git_version(Text word)
{
    Text rest;
    return text_after(word, "-g", &rest) && rest.length >= 6 &&
           (text_starts(word, "v") || is_digit_byte(word.at[0])) &&
           text_until(rest, "0123456789abcdef").length == 0;
}

bool report_release(Text word, Text *version)
{
    if (!text_take(&word, "v"))
        text_take(&word, "V");
    if (word.length && word.at[word.length - 1] == '.')
        word.length--;
    size_t end = 0;
    while (end < word.length && (is_digit_byte(word.at[end]) || word.at[end] == '.'))
        end++;
    Text number = text_part(word, 0, end), suffix = text_part(word, end, word.length);
    if (number.length && number.at[number.length - 1] == '.' && suffix.length)
        number.length--;
    *version = word;
    if (!is_dotted_number(number, 1, 4) || !is_version(word))
        return false;
    static const char *const SUFFIXES[] = {"rc", "-rc", "a", "b", "dev", "-dev", "post", "+"};
    bool known = suffix.length == 0;
    for (size_t i = 0; i < sizeof SUFFIXES / sizeof *SUFFIXES; i++)
        known |= text_starts(suffix, SUFFIXES[i]) && suffix.length > strlen(SUFFIXES[i]);
    return known;
}

bool report_memory(Text text, Text *amount)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_digit_byte(text.at[i]) ||
            (i > 0 && (is_digit_byte(text.at[i - 1]) || is_letter_byte(text.at[i - 1]) ||
                       text.at[i - 1] == '.')))
            continue;
        size_t end = i;
        while (end < text.length && (is_digit_byte(text.at[end]) || text.at[end] == '.'))
            end++;
        size_t unit = end;
        while (unit < text.length && unit < end + 2 && text.at[unit] == ' ')
            unit++;
        Text rest = text_part(text, unit, text.length);
        size_t length = text_starts_any_case(rest, "GiB") || text_starts_any_case(rest, "MiB") ? 3
                        : text_starts_any_case(rest, "GB") || text_starts_any_case(rest, "MB") ? 2
                                                                                               : 0;
        if (length && (rest.length == length || !is_letter_byte(rest.at[length]))) {
            *amount = text_part(text, i, unit + length - i);
            return true;
        }
    }
    return false;
}

/* Whether a name may begin here: not inside of a word, a path or a compound. */
static bool begins(Text phrase, size_t at)
{
    if (at == 0)
        return true;
    char before = phrase.at[at - 1];
    if (before == '/')
        return at > 1 && (phrase.at[at - 2] == ' ' || is_digit_byte(phrase.at[at - 2]));
    return !is_letter_byte(before) && !is_digit_byte(before) && before != '-' && before != '_' &&
           before != '.' && before != ':' && before != '@' && before != '\\' && before != '$';
}

/* Takes what may stand between a name and its number; false when something else does. */
static bool take_connection(Text *rest)
{
    static const char *const WORDS[] = {
        "version",      "versions",       "ver.",     "ver",           "release",      "is",
        "of my laptop", "of my computer", "of my pc", "of my machine", "of my system", "of my gpu"};
    bool glued = true;
    for (;;) {
        size_t length = rest->length;
        while (rest->length && (rest->at[0] == ' ' || rest->at[0] == '\t'))
            *rest = text_part(*rest, 1, rest->length);
        glued &= length == rest->length;
        bool word = false;
        for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS && !word && !glued; i++)
            if (text_starts_any_case(*rest, WORDS[i])) {
                Text behind = text_part(*rest, strlen(WORDS[i]), rest->length);
                word = behind.length == 0 || !is_letter_byte(behind.at[0]);
                if (word)
                    *rest = behind;
            }
        if (word)
            continue;
        if (rest->length && rest->at[0] && strchr(":=('\"-", rest->at[0])) {
            *rest = text_part(*rest, 1, rest->length);
            glued = false;
            continue;
        }
        return rest->length &&
               (is_digit_byte(rest->at[0]) || rest->at[0] == 'v' || rest->at[0] == 'V');
    }
}

static bool add(ReportReading *reading, size_t line, const Thing *thing, Text word, bool glued)
{
    Text version;
    if (report_is_git_version(word) && thing->kind == REPORT_FRAMEWORK) {
        report_add(reading, REPORT_BY_PERSON, line, thing->kind, text_of(thing->subject),
                   "git-version", word);
        return true;
    }
    bool kernel = text_is(text_of(thing->name), "kernel-release");
    if (!report_release(word, &version) && !(kernel && is_version(word)))
        return false;
    bool point = text_find(version, '.') < version.length;
    if ((thing->with_point || glued) && !point)
        return false;
    if (thing->kind == REPORT_DRIVER && !is_driver_version(version))
        return false;
    /* "cuDNN 5110" is a number of another kind. */
    if (thing->kind != REPORT_DRIVER && !point && version.length > 2)
        return false;
    report_add(reading, REPORT_BY_PERSON, line, thing->kind, text_of(thing->subject), thing->name,
               version);
    return true;
}

/* "11.2/8.1", "11.2 / 8.1", "11.2, 8.1" behind "CUDA/cuDNN". */
static size_t read_pair(ReportReading *reading, size_t line, Text rest)
{
    static const Thing PAIR[] = {{"", REPORT_TOOLKIT, "", "cuda", false},
                                 {"", REPORT_TOOLKIT, "", "cudnn", false}};
    if (!take_connection(&rest))
        return 0;
    Text first = text_until(rest, " ,/;)&|"), version;
    rest = text_trim(text_part(rest, first.length, rest.length));
    bool two = text_take(&rest, "/") || text_take(&rest, ",") || text_take(&rest, "&") ||
               text_take(&rest, "|");
    Text second = text_until(text_trim(rest), " ,/;)");
    if (!report_release(first, &version))
        return 0;
    if (two && report_release(second, &version))
        return (size_t)add(reading, line, &PAIR[0], first, false) +
               (size_t)add(reading, line, &PAIR[1], second, false);
    /* One number alone: no cuDNN has ten or more in front. */
    if (first.length >= 2 && is_digit_byte(first.at[1]))
        return (size_t)add(reading, line, &PAIR[0], first, false);
    return 0;
}

/* The thing that is named at `at`; `*length` is that of the name. */
static const Thing *thing_at(Text phrase, size_t at, size_t *length)
{
    Text rest = text_part(phrase, at, phrase.length);
    for (size_t i = 0; i < sizeof THINGS / sizeof *THINGS; i++)
        if (text_starts_any_case(rest, THINGS[i].phrase)) {
            *length = strlen(THINGS[i].phrase);
            if (rest.length == *length || !is_letter_byte(rest.at[*length]))
                return &THINGS[i];
        }
    return NULL;
}

/* What is mentioned at `at`; returns how many bytes were read, 0 for none. */
static size_t mention_at(ReportReading *reading, size_t line, Text phrase, size_t at)
{
    size_t length = 0;
    Text rest = text_part(phrase, at, phrase.length);
    if (text_starts_any_case(rest, "cuda/cudnn") || text_starts_any_case(rest, "cuda / cudnn")) {
        read_pair(reading, line, text_part(rest, rest.at[4] == ' ' ? 12 : 10, rest.length));
        return rest.length;
    }
    const Thing *thing = thing_at(phrase, at, &length);
    if (!thing)
        return 0;
    rest = text_part(rest, length, rest.length);
    bool glued = rest.length && is_digit_byte(rest.at[0]);
    if (!thing->name || !take_connection(&rest))
        return length;
    Text word = text_until(rest, " \t,;()[]'\"/|?!");
    if (text_ends(word, ":"))
        word.length--;
    if (report_is_git_version(word)) {
        /* The release itself often follows: "v2.4.0-rc4-71-g582c8d236cb 2.4.0". */
        Text behind = text_part(rest, word.length, rest.length);
        while (behind.length && (behind.at[0] == ' ' || behind.at[0] == '\'' ||
                                 behind.at[0] == ',' || behind.at[0] == '"'))
            behind = text_part(behind, 1, behind.length);
        Text next = text_until(behind, " \t,;()[]'\"/|?!"), version;
        if (report_release(next, &version))
            add(reading, line, thing, next, false);
    }
    add(reading, line, thing, word, glued);
    return (size_t)(rest.at - phrase.at) - at + word.length;
}

/* What TensorFlow's own form for reports asks for: tf.version.GIT_VERSION and VERSION, as
 * "v2.11.0-rc2-15-g6290819256d 2.11.0". Both are of one release, with no name before them. */
static size_t git_pair_at(ReportReading *reading, size_t line, Text phrase, size_t at)
{
    Text rest = text_part(phrase, at, phrase.length);
    Text word = text_until(rest, " \t,;()[]'\"/|?!"), version;
    if (!text_starts(word, "v") || !report_is_git_version(word))
        return 0;
    Text behind = text_part(rest, word.length, rest.length);
    while (behind.length && (behind.at[0] == ' ' || behind.at[0] == '\'' || behind.at[0] == ',' ||
                             behind.at[0] == '"'))
        behind = text_part(behind, 1, behind.length);
    Text next = text_until(behind, " \t,;()[]'\"/|?!");
    Text number = text_until(text_part(word, 1, word.length), "-");
    if (!report_release(next, &version) || !text_starts(next, text_copy(reading->arena, number)))
        return 0;
    report_add(reading, REPORT_BY_PERSON, line, REPORT_FRAMEWORK, TEXT("tensorflow"), "version",
               version);
    return word.length;
}

/* "WSL2", "WSL 2", "WSL" */
static bool is_wsl_at(ReportReading *reading, size_t line, Text phrase, size_t at)
{
    Text rest = text_part(phrase, at, phrase.length);
    if (!text_starts_any_case(rest, "wsl") || (rest.length > 3 && is_letter_byte(rest.at[3])))
        return false;
    Text behind = text_trim(text_part(rest, 3, rest.length));
    bool number = behind.length && (behind.at[0] == '1' || behind.at[0] == '2');
    if (!number && !text_starts(rest, "WSL"))
        return false;
    report_add(reading, REPORT_BY_PERSON, line, REPORT_SYSTEM, (Text){"", 0}, "wsl",
               number ? text_part(behind, 0, 1) : TEXT("yes"));
    return true;
}

static bool is_system_at(ReportReading *reading, size_t line, Text phrase, size_t at)
{
    Text rest = text_part(phrase, at, phrase.length);
    size_t before = reading->facts.count;
    if (!report_system_named(reading, REPORT_BY_PERSON, line, rest))
        return false;
    /* A name alone counts only where the phrase begins with it: "the ubuntu forum". */
    if (reading->facts.count - before < 2 && text_trim(phrase).at != rest.at)
        reading->facts.count = before;
    return reading->facts.count > before;
}

size_t report_mentions(ReportReading *reading, size_t line, Text phrase)
{
    size_t before = reading->facts.count;
    bool system = false;
    for (size_t at = 0; at < phrase.length;) {
        size_t read = 0;
        if (begins(phrase, at) && is_letter_byte(phrase.at[at])) {
            read = mention_at(reading, line, phrase, at);
            if (read == 0)
                read = git_pair_at(reading, line, phrase, at);
            if (read == 0 && !is_wsl_at(reading, line, phrase, at) && !system)
                system = is_system_at(reading, line, phrase, at);
        }
        at += read ? read : 1;
    }
    report_gpu_mentions(reading, line, phrase);
    return reading->facts.count - before;
}
