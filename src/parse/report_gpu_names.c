/* Names of graphics cards as people write them. A name counts only with its family beside it; a few
 * of data centres are known by themselves. */
#include "parse/report_mentions.h"

#include "parse/report_words.h"

enum { WORDS_ROOM = 48 };

static Text bare(Text word)
{
    while (word.length && (word.at[0] == '(' || word.at[0] == '"' || word.at[0] == '\''))
        word = text_part(word, 1, word.length);
    while (word.length && text_until(text_part(word, word.length - 1, 1), ".,;:)\"'!").length == 0)
        word.length--;
    return word;
}

static bool is_family(Text word)
{
    static const char *const FAMILIES[] = {"rtx", "gtx", "gt", "gts", "tesla", "quadro", "titan"};
    for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++)
        if (text_is_any_case(word, FAMILIES[i]))
            return true;
    return false;
}

static bool is_brand(Text word)
{
    return text_is_any_case(word, "nvidia") || text_is_any_case(word, "geforce");
}

/* Letters, then digits, then letters: the numbers of each. */
typedef struct Form {
    size_t letters, digits, rest;
} Form;

static Form form_of(Text word)
{
    Form form = {0};
    while (form.letters < word.length && is_letter_byte(word.at[form.letters]))
        form.letters++;
    size_t at = form.letters;
    while (at < word.length && is_digit_byte(word.at[at]))
        at++;
    form.digits = at - form.letters;
    form.rest = word.length - at;
    return form;
}

/* "3090", "1080Ti", "K80", "P5000", "A6000", "960M", "V100-SXM2-16GB" */
static bool is_model(Text word)
{
    Form form = form_of(word);
    if (form.letters > 2 || form.digits == 0 || form.digits > 4 || word.length > 20 ||
        text_find(word, '.') < word.length || text_has_any_case(word, "xx") ||
        text_has_any_case(word, "gb"))
        return form.letters == 1 && form.digits && word.length <= 20 && text_has(word, "-");
    return form.digits > 1 || form.letters > 0;
}

static bool is_titan_model(Text word)
{
    static const char *const MODELS[] = {"X", "Xp", "V", "RTX", "Z", "Black", "XP"};
    return TEXT_IS_ONE_OF(word, MODELS);
}

/* "RTX3090", "GTX1080Ti", "RTX-3090", "MX150" */
static bool is_glued(Text word)
{
    static const char *const STARTS[] = {"rtx", "gtx", "mx", "gt"};
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
        if (text_starts_any_case(word, STARTS[i])) {
            Text rest = text_part(word, i == 2 || i == 3 ? 2 : 3, word.length);
            text_take(&rest, "-");
            Form form = form_of(rest);
            if (form.letters <= 1 && form.digits >= 3 && form.digits <= 4 &&
                !text_has_any_case(word, "xx"))
                return true;
        }
    return false;
}

/* Cards of data centres whose name is nothing else. */
static bool is_known_alone(Text word)
{
    static const char *const CARDS[] = {"V100", "P100", "A100",  "H100", "H200",
                                        "B200", "K80",  "GH200", "GB200"};
    return TEXT_IS_ONE_OF(text_until(word, "-"), CARDS) &&
           text_until(word, "=:@/").length == word.length;
}

static bool is_suffix(Text word)
{
    static const char *const SUFFIXES[] = {"Ti",    "TI",     "ti",     "Super",  "SUPER",
                                           "super", "Laptop", "laptop", "Mobile", "Max-Q",
                                           "Ada",   "Xavier", "X"};
    return TEXT_IS_ONE_OF(word, SUFFIXES);
}

/* How many words from `at` on are the name of a card; 0 for none. */
static size_t name_at(const Text *words, size_t count, size_t at)
{
    size_t end = at;
    bool brand = false, family = false, titan = false;
    for (; end < count && is_brand(bare(words[end])) && end < at + 2; end++)
        brand = true;
    for (; end < count && is_family(bare(words[end])) && end < at + 4; end++) {
        family = true;
        titan = text_is_any_case(bare(words[end]), "titan");
    }
    if (end >= count)
        return 0;
    Text model = bare(words[end]);
    Form form = form_of(model);
    bool named = (family && (is_model(model) || (titan && is_titan_model(model)))) ||
                 is_glued(model) || is_known_alone(model) ||
                 (brand && is_model(model) && form.letters > 0) ||
                 (brand && text_is_any_case(words[end - 1], "geforce") && form.digits >= 3 &&
                  is_model(model));
    if (!named)
        return 0;
    bool closed = model.length < words[end].length &&
                  text_until(text_part(words[end], words[end].length - 1, 1), ".,;:)").length == 0;
    end++;
    while (!closed && end < count && is_suffix(bare(words[end]))) {
        closed = bare(words[end]).length < words[end].length;
        end++;
    }
    return end - at;
}

/* ---- Other makers ---- */

static bool is_any_of(Text word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_is_any_case(word, list[i]))
            return true;
    return false;
}
#define IS_ANY_OF(word, list) is_any_of((word), (list), sizeof(list) / sizeof *(list))

/* "Radeon(TM)" → "Radeon". */
static Text unmarked(Text word)
{
    return text_until(bare(word), "(");
}

/* "580", "5700XT", "6900": a number of a Radeon RX. */
static bool is_number_of_radeon(Text word)
{
    return text_digits(word) == 3 || text_digits(word) == 4;
}

/* The word behind a maker's name; "(R)" and "Corporation" are passed over. */
static Text behind(const Text *words, size_t count, size_t at)
{
    static const char *const PASSED[] = {"r",   "tm",   "corporation", "integrated",
                                         "ati", "with", "an"};
    for (at++; at < count; at++)
        if (!IS_ANY_OF(bare(words[at]), PASSED))
            return unmarked(words[at]);
    return (Text){"", 0};
}

/* AMD and Intel make processors too, so that their name counts only before a word of graphics. */
static bool is_amd_at(const Text *words, size_t count, size_t at)
{
    static const char *const ALONE[] = {"radeon", "raedon", "firepro"};
    static const char *const GRAPHICS[] = {"gpu",      "gpus", "card", "cards",
                                           "graphics", "rx",   "vega", "instinct"};
    static const char *const SERIES[] = {"r5", "r7", "r9"};
    Text word = unmarked(words[at]), next = behind(words, count, at), rest = word;
    if (IS_ANY_OF(word, ALONE))
        return true;
    if (text_is_any_case(word, "amd") || text_is_any_case(word, "ati"))
        return IS_ANY_OF(next, GRAPHICS);
    if (text_is_any_case(word, "rx") || IS_ANY_OF(word, SERIES))
        return text_is_any_case(word, "rx") ? is_number_of_radeon(next) : text_digits(next) == 3;
    if (text_is_any_case(word, "vega"))
        return text_digits(next) == 1 || text_digits(next) == 2;
    return text_take(&rest, "RX") && is_number_of_radeon(rest);
}

static bool is_intel_at(const Text *words, size_t count, size_t at)
{
    static const char *const GRAPHICS[] = {"hd",  "uhd",      "iris", "arc",
                                           "gpu", "graphics", "igpu", "xe"};
    static const char *const OF_IRIS[] = {"xe", "plus", "pro", "graphics"};
    Text word = unmarked(words[at]), next = behind(words, count, at);
    if (text_is_any_case(word, "intel"))
        return IS_ANY_OF(next, GRAPHICS);
    if (text_is_any_case(word, "uhd") || text_is_any_case(word, "hd"))
        return text_is_any_case(next, "graphics");
    return text_is_any_case(word, "iris") && IS_ANY_OF(next, OF_IRIS);
}

static bool is_apple_at(const Text *words, size_t count, size_t at)
{
    Text next = behind(words, count, at);
    Form form = form_of(next);
    return text_is_any_case(unmarked(words[at]), "apple") &&
           (text_is_any_case(next, "silicon") ||
            (text_starts_any_case(next, "m") && form.letters == 1 && form.digits == 1));
}

static const char *vendor_at(const Text *words, size_t count, size_t at)
{
    if (is_amd_at(words, count, at))
        return "amd";
    if (is_intel_at(words, count, at))
        return "intel";
    return is_apple_at(words, count, at) ? "apple" : NULL;
}

static void add_vendor(ReportReading *reading, size_t line, const Text *words, size_t count)
{
    const char *vendor = NULL;
    for (size_t at = 0; at < count && !vendor; at++)
        vendor = vendor_at(words, count, at);
    if (vendor)
        report_add(reading, REPORT_BY_PERSON, line, REPORT_GPU, (Text){"", 0}, "vendor",
                   text_of(vendor));
}

size_t report_gpu_mentions(ReportReading *reading, size_t line, Text phrase)
{
    Text words[WORDS_ROOM], none = {"", 0};
    size_t count = words_in(phrase, words, WORDS_ROOM, NULL), before = reading->facts.count;
    for (size_t at = 0; at < count;) {
        size_t length = name_at(words, count, at);
        if (length == 0) {
            at++;
            continue;
        }
        Text first = words[at], last = bare(words[at + length - 1]);
        while (first.length && (first.at[0] == '(' || first.at[0] == '"' || first.at[0] == '\''))
            first = text_part(first, 1, first.length);
        Text name = {first.at, (size_t)(last.at + last.length - first.at)}, amount;
        at += length;
        Text next = at < count ? bare(words[at]) : none;
        bool series = text_starts_any_case(next, "series");
        report_add(reading, REPORT_BY_PERSON, line, REPORT_GPU, none, series ? "series" : "name",
                   name);
        if (at < count) {
            Text rest = {words[at].at, (size_t)(phrase.at + phrase.length - words[at].at)};
            Text near = text_part(rest, 0, next.length + 5);
            if (report_memory(near, &amount) && amount.at <= rest.at + 1)
                report_add(reading, REPORT_BY_PERSON, line, REPORT_GPU, none, "memory-total",
                           amount);
        }
    }
    add_vendor(reading, line, words, count);
    return reading->facts.count - before;
}
