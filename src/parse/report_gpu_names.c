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

static void add_vendor(ReportReading *reading, size_t line, Text phrase)
{
    static const struct {
        const char *phrase, *vendor;
    } OTHERS[] = {{"Radeon", "amd"},
                  {"Raedon", "amd"},
                  {"FirePro", "amd"},
                  {"AMD R5", "amd"},
                  {"AMD R7", "amd"},
                  {"AMD R9", "amd"},
                  {"AMD RX", "amd"},
                  {"AMD Vega", "amd"},
                  {"Vega 56", "amd"},
                  {"Vega 64", "amd"},
                  {"Intel HD", "intel"},
                  {"Intel Arc", "intel"},
                  {"Intel GPU", "intel"},
                  {"Intel graphics", "intel"},
                  {"AMD GPU", "amd"},
                  {"AMD gpu", "amd"},
                  {"AMD card", "amd"},
                  {"AMD graphics", "amd"},
                  {"RX 4", "amd"},
                  {"RX 5", "amd"},
                  {"RX 6", "amd"},
                  {"RX 7", "amd"},
                  {"RX 9", "amd"},
                  {"RX5", "amd"},
                  {"RX6", "amd"},
                  {"RX7", "amd"},
                  {"00 XT", "amd"},
                  {"50 XT", "amd"},
                  {"Raedon", "amd"},
                  {"radeon", "amd"},
                  {"FirePro", "amd"},
                  {"AMD R", "amd"},
                  {"AMD Vega", "amd"},
                  {"AMD RX", "amd"},
                  {"Intel(R) HD", "intel"},
                  {"Intel(R) UHD", "intel"},
                  {"Intel(R) Iris", "intel"},
                  {"Intel Arc", "intel"},
                  {"Intel GPU", "intel"},
                  {"Intel HD Graphics", "intel"},
                  {"Intel UHD", "intel"},
                  {"Intel Iris", "intel"},
                  {"Iris Xe", "intel"},
                  {"Apple M1", "apple"},
                  {"Apple M2", "apple"},
                  {"Apple M3", "apple"},
                  {"Apple M4", "apple"},
                  {"Apple Silicon", "apple"},
                  {"Apple silicon", "apple"}};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (text_has(phrase, OTHERS[i].phrase)) {
            report_add(reading, REPORT_BY_PERSON, line, REPORT_GPU, (Text){"", 0}, "vendor",
                       text_of(OTHERS[i].vendor));
            return;
        }
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
    add_vendor(reading, line, phrase);
    return reading->facts.count - before;
}
