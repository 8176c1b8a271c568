#include "parse/report_sentences.h"

#include "parse/report_mentions.h"
#include "parse/report_system.h"
#include "parse/report_words.h"

typedef enum Field {
    FIELD_NONE,
    FIELD_PASSED_BY, /* a field of no interest, whose value could be misread */
    FIELD_SYSTEM,
    FIELD_PYTHON,
    FIELD_TENSORFLOW,
    FIELD_KERAS,
    FIELD_TORCH,
    FIELD_JAX,
    FIELD_CUDA_AND_CUDNN,
    FIELD_CUDA,
    FIELD_CUDNN,
    FIELD_DRIVER,
    FIELD_GPU
} Field;

/* Labels in lower case, without what stands in parentheses. */
static const struct {
    const char *label;
    Field field;
} LABELS[] = {
    {"os platform and distribution", FIELD_SYSTEM},
    {"os platform", FIELD_SYSTEM},
    {"os version", FIELD_SYSTEM},
    {"os", FIELD_SYSTEM},
    {"operating system", FIELD_SYSTEM},
    {"platform", FIELD_SYSTEM},
    {"distribution", FIELD_SYSTEM},
    {"linux distribution", FIELD_SYSTEM},
    {"python version", FIELD_PYTHON},
    {"python", FIELD_PYTHON},
    {"tensorflow version", FIELD_TENSORFLOW},
    {"tensorflow-gpu version", FIELD_TENSORFLOW},
    {"tensorflow", FIELD_TENSORFLOW},
    {"tf version", FIELD_TENSORFLOW},
    {"tf", FIELD_TENSORFLOW},
    {"keras version", FIELD_KERAS},
    {"keras", FIELD_KERAS},
    {"pytorch version", FIELD_TORCH},
    {"torch version", FIELD_TORCH},
    {"pytorch", FIELD_TORCH},
    {"torch", FIELD_TORCH},
    {"jax version", FIELD_JAX},
    {"jax", FIELD_JAX},
    {"cuda/cudnn version", FIELD_CUDA_AND_CUDNN},
    {"cuda/cudnn versions", FIELD_CUDA_AND_CUDNN},
    {"cuda/cudnn", FIELD_CUDA_AND_CUDNN},
    {"cuda / cudnn version", FIELD_CUDA_AND_CUDNN},
    {"cuda and cudnn version", FIELD_CUDA_AND_CUDNN},
    {"cuda & cudnn version", FIELD_CUDA_AND_CUDNN},
    {"cuda version", FIELD_CUDA},
    {"cuda toolkit version", FIELD_CUDA},
    {"cuda toolkit", FIELD_CUDA},
    {"cuda", FIELD_CUDA},
    {"cudnn version", FIELD_CUDNN},
    {"cudnn", FIELD_CUDNN},
    {"nvidia driver version", FIELD_DRIVER},
    {"nvidia driver", FIELD_DRIVER},
    {"gpu driver version", FIELD_DRIVER},
    {"gpu driver", FIELD_DRIVER},
    {"driver version", FIELD_DRIVER},
    {"driver", FIELD_DRIVER},
    {"gpu model and memory", FIELD_GPU},
    {"gpu models and configuration", FIELD_GPU},
    {"gpu model", FIELD_GPU},
    {"gpu type", FIELD_GPU},
    {"gpu", FIELD_GPU},
    {"gpus", FIELD_GPU},
    {"graphics card", FIELD_GPU},
    {"video card", FIELD_GPU},
    {"bazel version", FIELD_PASSED_BY},
    {"gcc/compiler version", FIELD_PASSED_BY},
    {"mobile device", FIELD_PASSED_BY},
    {"have i written custom code", FIELD_PASSED_BY},
    {"custom code", FIELD_PASSED_BY},
    {"tensorflow installed from", FIELD_PASSED_BY},
    {"pytorch installed from", FIELD_PASSED_BY},
    {"exact command to reproduce", FIELD_PASSED_BY},
    {"is debug build", FIELD_PASSED_BY},
    {"gcc version", FIELD_PASSED_BY},
    {"clang version", FIELD_PASSED_BY},
    {"cmake version", FIELD_PASSED_BY},
    {"numpy version", FIELD_PASSED_BY},
};

static Field field_of(Text label)
{
    label = text_trim(text_until(label, "("));
    for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++)
        if (text_is_any_case(label, LABELS[i].label))
            return LABELS[i].field;
    return FIELD_NONE;
}

static bool is_no_answer(Text value)
{
    static const char *const NO_ANSWERS[] = {
        "n/a",     "na", "none",   "no", "-", "_no response_", "no response", "not applicable",
        "unknown", "/",  "latest", "yes"};
    for (size_t i = 0; i < sizeof NO_ANSWERS / sizeof *NO_ANSWERS; i++)
        if (text_is_any_case(value, NO_ANSWERS[i]))
            return true;
    return value.length == 0;
}

/* The field says whose the number is: its name is put before the number, and the phrase is read as
 * any other. A value that begins with a name is read as it is. */
static void read_named(ReportReading *reading, size_t line, const char *name, Text value)
{
    if (text_starts(value, "b'"))
        value = text_part(value, 1, value.length);
    char first = value.at[0];
    bool number =
        is_digit_byte(first) || first == '\'' || first == '"' || first == '(' ||
        ((first == 'v' || first == 'V') && value.length > 1 && is_digit_byte(value.at[1]));
    if (number)
        value =
            text_of(arena_printf(reading->arena, "%s %s", name, text_copy(reading->arena, value)));
    report_clause(reading, line, value);
}

static void read_system(ReportReading *reading, size_t line, Text value)
{
    Text first = text_until(value, ",");
    Text rest = text_part(value, first.length + 1, value.length);
    first = text_trim(first);
    if (text_has_any_case(first, " or ") || text_has_any_case(first, " and ") ||
        text_has(first, "e.g"))
        return;
    if (text_is_any_case(first, "windows"))
        report_add(reading, REPORT_BY_PERSON, line, REPORT_SYSTEM, (Text){"", 0}, "name",
                   TEXT("windows"));
    else if (!report_system_named(reading, REPORT_BY_PERSON, line, first) ||
             text_has_any_case(first, "wsl"))
        report_clause(reading, line, first);
    report_clause(reading, line, rest);
}

static void read_gpu(ReportReading *reading, size_t line, Text value)
{
    size_t before = reading->facts.count;
    Text amount;
    report_clause(reading, line, value);
    bool name = false, memory = false;
    for (size_t i = before; i < reading->facts.count; i++) {
        name |= text_is(reading->facts.items[i].name, "name");
        memory |= text_is(reading->facts.items[i].name, "memory-total");
    }
    if (name && !memory && report_memory(value, &amount))
        report_add(reading, REPORT_BY_PERSON, line, REPORT_GPU, (Text){"", 0}, "memory-total",
                   amount);
}

static void read_field(ReportReading *reading, size_t line, Field field, Text value)
{
    static const char *const NAMES[] = {
        [FIELD_PYTHON] = "python",
        [FIELD_TENSORFLOW] = "tensorflow",
        [FIELD_KERAS] = "keras",
        [FIELD_TORCH] = "torch",
        [FIELD_JAX] = "jax",
        [FIELD_CUDA] = "cuda",
        [FIELD_CUDNN] = "cudnn",
        [FIELD_DRIVER] = "driver",
        [FIELD_CUDA_AND_CUDNN] = "cuda/cudnn",
    };
    /* What stands behind a ';' belongs to no field. */
    Text rest = value;
    value = text_until(value, ";");
    rest = text_part(rest, value.length + 1, rest.length);
    value = text_trim(value);
    if (is_no_answer(value))
        return;
    if (field == FIELD_SYSTEM) {
        read_system(reading, line, value);
    } else if (field == FIELD_GPU) {
        read_gpu(reading, line, value);
    } else if (field == FIELD_CUDA_AND_CUDNN && is_digit_byte(value.at[0])) {
        report_mentions(reading, line,
                        text_of(arena_printf(reading->arena, "cuda/cudnn %s",
                                             text_copy(reading->arena, value))));
    } else {
        read_named(reading, line, NAMES[field], value);
    }
    bool more = rest.length > 0;
    for (Text clause = text_next(&rest, ';', &more); more; clause = text_next(&rest, ';', &more))
        report_clause(reading, line, clause);
}

/* A heading that is a label and nothing else: its value comes on a line of its own. */
static bool is_heading(Text printed)
{
    printed = text_trim(printed);
    return text_starts(printed, "#") || text_starts(printed, "**") ||
           text_starts(printed, "- **") || text_ends(printed, ":");
}

bool report_fields(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE)
        return false;
    if (line->text.length == 0 || line->text.length > 400)
        return false;
    Text prose = report_prose(reading->arena, line->text);
    size_t colon = text_find(prose, ':');
    Text value = text_trim(text_part(prose, colon + 1, prose.length));
    Field field = field_of(text_part(prose, 0, colon));
    Field open = reading->field.length ? field_of(reading->field) : FIELD_NONE;
    reading->field = (Text){"", 0};
    if (field == FIELD_NONE) {
        if (open == FIELD_NONE || open == FIELD_PASSED_BY || is_heading(line->printed))
            return false;
        read_field(reading, line->number, open, prose);
        return true;
    }
    if (colon == prose.length && !is_heading(line->printed))
        return false; /* a word of prose */
    if (value.length == 0)
        reading->field = text_part(prose, 0, colon);
    else if (field != FIELD_PASSED_BY)
        read_field(reading, line->number, field, value);
    return true;
}
