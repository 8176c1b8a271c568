/* A call and its result stand on different lines, with a log between them. So a call that is shown
 * is a question; the first line that has the shape of its result, behind the label that was printed
 * with it, is the answer. */
#include "parse/report_programs.h"

#include <string.h>

#include "parse/report_words.h"

enum { LINES_WAITED = 60 };

typedef enum Shape {
    SHAPE_VERSION,
    SHAPE_TRUTH,
    SHAPE_DEVICES, /* a list: its GPUs are counted */
    SHAPE_COUNT,
    SHAPE_PATH,
    SHAPE_WORD,
    SHAPE_BANNER /* sys.version */
} Shape;

/* Longer texts before those that they begin with. How a call is quoted, and whether it is still
 * called experimental, makes no difference. */
static const struct {
    const char *text, *framework, *name;
    ReportKind kind;
    Shape shape;
} CALLS[] = {
    {"len(tf.config.list_physical_devices('GPU'))", "tensorflow", "gpus", REPORT_FRAMEWORK,
     SHAPE_COUNT},
    {"tf.config.list_physical_devices('GPU')", "tensorflow", "gpus", REPORT_FRAMEWORK,
     SHAPE_DEVICES},
    {"tf.config.list_physical_devices()", "tensorflow", "gpus", REPORT_FRAMEWORK, SHAPE_DEVICES},
    {"tf.config.list_logical_devices('GPU')", "tensorflow", "gpus", REPORT_FRAMEWORK,
     SHAPE_DEVICES},
    {"tf$config$list_physical_devices('GPU')", "tensorflow", "gpus", REPORT_FRAMEWORK,
     SHAPE_DEVICES},
    {"tf$config$list_logical_devices('GPU')", "tensorflow", "gpus", REPORT_FRAMEWORK,
     SHAPE_DEVICES},
    {"tf$test$is_gpu_available()", "tensorflow", "gpu-available", REPORT_FRAMEWORK, SHAPE_TRUTH},
    {"tf$version$VERSION", "tensorflow", "version", REPORT_FRAMEWORK, SHAPE_VERSION},
    {"tf.test.is_built_with_cuda()", "tensorflow", "built-with-cuda", REPORT_FRAMEWORK,
     SHAPE_TRUTH},
    {"tf.test.is_built_with_rocm()", "tensorflow", "built-with-rocm", REPORT_FRAMEWORK,
     SHAPE_TRUTH},
    {"tf.test.is_gpu_available()", "tensorflow", "gpu-available", REPORT_FRAMEWORK, SHAPE_TRUTH},
    {"tf.__version__", "tensorflow", "version", REPORT_FRAMEWORK, SHAPE_VERSION},
    {"tf.version.VERSION", "tensorflow", "version", REPORT_FRAMEWORK, SHAPE_VERSION},
    {"tf.VERSION", "tensorflow", "version", REPORT_FRAMEWORK, SHAPE_VERSION},
    {"tensorflow.__version__", "tensorflow", "version", REPORT_FRAMEWORK, SHAPE_VERSION},
    {"torch.cuda.is_available()", "torch", "gpu-available", REPORT_FRAMEWORK, SHAPE_TRUTH},
    {"torch.cuda.device_count()", "torch", "gpus", REPORT_FRAMEWORK, SHAPE_COUNT},
    {"torch.version.cuda", "torch", "build-cuda", REPORT_FRAMEWORK, SHAPE_VERSION},
    {"torch.version.hip", "torch", "build-rocm", REPORT_FRAMEWORK, SHAPE_VERSION},
    {"torch.__version__", "torch", "version", REPORT_FRAMEWORK, SHAPE_VERSION},
    {"jax.default_backend()", "jax", "backend", REPORT_FRAMEWORK, SHAPE_WORD},
    {"jax.lib.xla_bridge.get_backend().platform", "jax", "backend", REPORT_FRAMEWORK, SHAPE_WORD},
    {"xla_bridge.get_backend().platform", "jax", "backend", REPORT_FRAMEWORK, SHAPE_WORD},
    {"jax.local_devices()", "jax", "gpus", REPORT_FRAMEWORK, SHAPE_DEVICES},
    {"jax.devices()", "jax", "gpus", REPORT_FRAMEWORK, SHAPE_DEVICES},
    {"jax.__version__", "jax", "version", REPORT_FRAMEWORK, SHAPE_VERSION},
    {"jaxlib.__version__", "jaxlib", "version", REPORT_FRAMEWORK, SHAPE_VERSION},
    {"keras.backend.backend()", "keras", "backend", REPORT_FRAMEWORK, SHAPE_WORD},
    {"keras.config.backend()", "keras", "backend", REPORT_FRAMEWORK, SHAPE_WORD},
    {"keras.__version__", "keras", "version", REPORT_FRAMEWORK, SHAPE_VERSION},
    {"sys.executable", "", "executable", REPORT_PYTHON, SHAPE_PATH},
    {"sys.prefix", "", "prefix", REPORT_PYTHON, SHAPE_PATH},
    {"sys.version", "", "version", REPORT_PYTHON, SHAPE_BANNER},
    {"platform.python_version()", "", "version", REPORT_PYTHON, SHAPE_VERSION},
};

enum { CALL_COUNT = sizeof CALLS / sizeof *CALLS };

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* Takes the call off, however it is quoted. */
static bool take_call(Text *rest, const char *call)
{
    static const char EXPERIMENTAL[] = "experimental.";
    Text text = *rest;
    for (; *call; call++) {
        if (*call != *EXPERIMENTAL)
            text_take(&text, EXPERIMENTAL);
        bool same =
            text.length && (text.at[0] == *call || (is_quote(text.at[0]) && is_quote(*call)));
        if (!same)
            return false;
        text = text_part(text, 1, text.length);
    }
    *rest = text;
    return true;
}

/* The call at the start of `text` and what stands behind it, or -1. It must end there:
 * "tf.VERSION_x" is another. */
static int call_at(Text text, Text *behind)
{
    for (int i = 0; i < CALL_COUNT; i++) {
        Text rest = text;
        *behind = text;
        if (take_call(&rest, CALLS[i].text) &&
            (rest.length == 0 || (!is_letter_byte(rest.at[0]) && !is_digit_byte(rest.at[0]) &&
                                  rest.at[0] != '_' && rest.at[0] != '.' && rest.at[0] != '['))) {
            *behind = rest;
            return i;
        }
    }
    return -1;
}

static size_t count_of(Text text, const char *part)
{
    size_t count = 0;
    while (text_after(text, part, &text))
        count++;
    return count;
}

/* "[]", "[PhysicalDevice(name='/physical_device:GPU:0', device_type='GPU')]", "[CudaDevice(id=0)]",
 * "[CpuDevice(id=0)]", "[cuda(id=0), cuda(id=1)]"; -1 when it is no such list. */
static long long gpus_in(Text text)
{
    if (text_is(text, "[]") || text_is(text, "list()")) /* of Python, of R */
        return 0;
    if (!text_starts(text, "[") || !text_ends(text, "]"))
        return -1;
    size_t devices = count_of(text, "PhysicalDevice(name=");
    if (devices)
        return (long long)count_of(text, "device_type='GPU'");
    size_t gpus = count_of(text, "CudaDevice(id=") + count_of(text, "GpuDevice(id=") +
                  count_of(text, "RocmDevice(id=") + count_of(text, "cuda(id=") +
                  count_of(text, "gpu(id=") + count_of(text, "rocm(id=");
    size_t others =
        count_of(text, "CpuDevice(id=") + count_of(text, "TFRT_CPU_") + count_of(text, "cpu(id=");
    return gpus || others ? (long long)gpus : -1;
}

/* Whether `text` is a result of that shape; `*value` is what it says. */
static bool has_shape(Arena *arena, Shape shape, const char *name, Text text, Text *value)
{
    static const char *const BACKENDS[] = {"cpu",        "gpu", "tpu",   "cuda",   "rocm", "METAL",
                                           "tensorflow", "jax", "torch", "theano", "cntk"};
    if (shape == SHAPE_VERSION)
        text_take(&text, "[1] ");
    Text bare = text_unquoted(text);
    *value = bare;
    switch (shape) {
    case SHAPE_VERSION:
        if (text_is(bare, "None") && starts_with(name, "build-")) {
            *value = TEXT("none");
            return true;
        }
        return is_version(bare) && text_find(bare, '.') < bare.length;
    case SHAPE_TRUTH:
        bare = text_starts(text, "[1] ") ? text_part(text, 4, text.length) : text; /* R counts */
        *value = text_is_any_case(bare, "True") ? TEXT("true") : TEXT("false");
        return text_is(bare, "True") || text_is(bare, "False") || text_is(bare, "TRUE") ||
               text_is(bare, "FALSE");
    case SHAPE_DEVICES: {
        long long gpus = gpus_in(text);
        *value = text_of(arena_printf(arena, "%lld", gpus));
        return gpus >= 0;
    }
    case SHAPE_COUNT: return is_decimal(text) && text.length <= 4;
    case SHAPE_PATH:
        return (text_starts(bare, "/") || text_has(bare, ":\\")) &&
               text_until(bare, ",;()").length == bare.length && bare.length > 1;
    case SHAPE_WORD: return TEXT_IS_ONE_OF(bare, BACKENDS);
    case SHAPE_BANNER:
        if (text_starts(text, "'") || text_starts(text, "\""))
            bare = text_part(text, 1, text.length);
        *value = text_until(bare, " ");
        return is_dotted_number(*value, 3, 3) &&
               text_starts(text_part(bare, value->length, 3), " ");
    }
    return false;
}

static void add(ReportReading *reading, const ReportLine *line, int call, Text value)
{
    report_printed(reading, line, CALLS[call].kind, text_of(CALLS[call].framework),
                   CALLS[call].name, value);
}

/* The calls in "print("Version:", tf.__version__)" or in a line that is nothing but one call. An
 * assignment, a condition and a call inside of another print nothing. */
static Text printed_expression(Text text)
{
    Text rest;
    if (text_after(text, " -c ", &rest) && text_has(text, "python")) {
        rest = text_trim(rest);
        if (!text_after(rest, "print(", &rest))
            return (Text){"", 0};
        /* One print is read; of several nobody knows which line is whose. */
        return text_has(rest, "print(") ? (Text){"", 0} : rest;
    }
    rest = text;
    if (text_take(&rest, "print(") || text_take(&rest, "print ("))
        return rest;
    for (Text part = text; text_after(part, "; ", &part);)
        rest = part;
    if (text_take(&rest, "print("))
        return rest;
    Text behind, second;
    if (call_at(rest, &behind) < 0)
        return (Text){"", 0};
    behind = text_trim(behind);
    bool tuple = text_take(&behind, ",") && call_at(text_trim(behind), &second) >= 0;
    return behind.length == 0 || tuple ? rest : (Text){"", 0};
}

static bool ask(ReportReading *reading, Text text)
{
    Text expression = printed_expression(text), label = {"", 0};
    if (expression.length == 0)
        return false;
    if (expression.at[0] == '"' || expression.at[0] == '\'') {
        size_t end = text_find(text_part(expression, 1, expression.length), expression.at[0]);
        label = text_trim(text_part(expression, 1, end));
        expression = text_part(expression, end + 2, expression.length);
    }
    bool asked = false;
    for (size_t i = 0; i < expression.length; i++) {
        bool inside = i > 0 && (is_letter_byte(expression.at[i - 1]) ||
                                expression.at[i - 1] == '_' || expression.at[i - 1] == '.');
        Text from = text_part(expression, i, expression.length), behind;
        int call = inside ? -1 : call_at(from, &behind);
        if (call < 0)
            continue;
        if (reading->asked_count < ASKED_ROOM)
            reading->asked[reading->asked_count++] = (ReportQuestion){call, label};
        i += from.length - behind.length - 1;
        label = (Text){"", 0};
        asked = true;
    }
    reading->asked_left = LINES_WAITED;
    return asked;
}

static void forget(ReportReading *reading, size_t count)
{
    for (size_t i = count; i < reading->asked_count; i++)
        reading->asked[i - count] = reading->asked[i];
    reading->asked_count -= count;
}

/* print(a, b) gives one line: as many words as were asked for, each of its shape. */
static bool answer_several(ReportReading *reading, const ReportLine *line, Text text)
{
    Text words[ASKED_ROOM], values[ASKED_ROOM];
    bool all;
    /* A tuple, as Python shows it. */
    if (text_starts(text, "(") && text_ends(text, ")"))
        text = text_part(text, 1, text.length - 2);
    size_t count = words_in(text, words, ASKED_ROOM, &all);
    for (size_t i = 0; i + 1 < count; i++)
        if (text_ends(words[i], ","))
            words[i].length--;
    if (!all || count < 2 || count > reading->asked_count)
        return false;
    for (size_t i = 0; i < count; i++) {
        int call = reading->asked[i].call;
        if (!has_shape(reading->arena, CALLS[call].shape, CALLS[call].name, words[i], &values[i]))
            return false;
    }
    for (size_t i = 0; i < count; i++)
        add(reading, line, reading->asked[i].call, values[i]);
    forget(reading, count);
    return true;
}

static bool answer(ReportReading *reading, const ReportLine *line)
{
    if (reading->asked_count == 0)
        return false;
    Text text = line->text, value;
    ReportQuestion question = reading->asked[0];
    if (question.label.length) {
        if (!text_starts(text, text_copy(reading->arena, question.label)))
            return false;
        text = text_trim(text_part(text, question.label.length, text.length));
    }
    if (has_shape(reading->arena, CALLS[question.call].shape, CALLS[question.call].name, text,
                  &value)) {
        add(reading, line, question.call, value);
        forget(reading, 1);
        return true;
    }
    return question.label.length == 0 && answer_several(reading, line, text);
}

/* A list of devices tells by itself who printed it. Without the call only one that has a GPU is
 * believed: nobody knows which devices were asked for. */
static bool read_bare_list(ReportReading *reading, const ReportLine *line)
{
    if (reading->asked_count || line->prompt != PROMPT_NONE || gpus_in(line->text) <= 0)
        return false;
    bool tensorflow = text_has(line->text, "PhysicalDevice(");
    report_printed(reading, line, REPORT_FRAMEWORK, tensorflow ? TEXT("tensorflow") : TEXT("jax"),
                   "gpus", text_of(arena_printf(reading->arena, "%lld", gpus_in(line->text))));
    return true;
}

/* What pieces of example code print under a label of their own: "GPU Available:  []", "GPU is NOT
 * AVAILABLE", "Is TensorFlow built with CUDA?: False". */
static bool read_labelled(ReportReading *reading, const ReportLine *line)
{
    enum { LONGEST_LABEL = 60 };
    Text text = line->text, label = text;
    if (line->prompt != PROMPT_NONE || text.length > LONGEST_LABEL)
        return false;
    bool none = text_ends(text, "[]") || text_ends(text, "GPU is NOT AVAILABLE");
    bool truth = text_ends(text, ": True") || text_ends(text, ": False");
    if (truth && text_has_any_case(text, "built with cuda")) {
        report_printed(reading, line, REPORT_FRAMEWORK, TEXT("tensorflow"), "built-with-cuda",
                       text_ends(text, "True") ? TEXT("true") : TEXT("false"));
        return true;
    }
    if (text_starts_any_case(text, "tensor flow version:") ||
        text_starts_any_case(text, "tensorflow version:")) {
        Text version = text_trim(text_part(text, text_find(text, ':') + 1, text.length));
        if (!is_version(version))
            return false;
        report_printed(reading, line, REPORT_FRAMEWORK, TEXT("tensorflow"), "version", version);
        return true;
    }
    if (text_ends(text, "[]")) {
        label = text_trim(text_part(text, 0, text.length - 2));
        none = text_has_any_case(label, "gpu") &&
               (text_ends(label, ":") || text_ends(label, "?") || text_ends(label, "="));
    }
    if (!none || reading->asked_count)
        return false;
    report_printed(reading, line, REPORT_FRAMEWORK, TEXT("tensorflow"), "gpus", TEXT("0"));
    return true;
}

/* "torch.cuda.is_available(): False", "tf.__version__ = 2.4.1", "tf.version.VERSION = 2.0.3", and
 * the sentence that TensorFlow's guide prints. */
static bool read_inline(ReportReading *reading, const ReportLine *line)
{
    Text text = line->text, rest = text, value;
    if (text_take(&rest, "Num GPUs Available:") || text_take(&rest, "Num GPUs:")) {
        rest = text_trim(rest);
        if (!is_decimal(rest) || rest.length > 4)
            return false;
        report_printed(reading, line, REPORT_FRAMEWORK, TEXT("tensorflow"), "gpus", rest);
        if (reading->asked_count && reading->asked[0].label.length)
            forget(reading, 1);
        return true;
    }
    if (read_bare_list(reading, line) || read_labelled(reading, line))
        return true;
    int call = call_at(text, &rest);
    if (call < 0)
        return false;
    rest = text_trim(rest);
    bool sign = false;
    static const char *const SIGNS[] = {
        "-->",    "->",  "=>",      "==",    "=",      ":",         "returns ", "return ",
        "gives ", "is ", "prints ", "says ", "shows ", "returned ", "gave ",    "was "};
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS && !sign; i++)
        sign = text_take(&rest, SIGNS[i]);
    rest = text_unquoted(text_trim(rest));
    if (!sign || !has_shape(reading->arena, CALLS[call].shape, CALLS[call].name, rest, &value))
        return false;
    add(reading, line, call, value);
    return true;
}

bool report_calls(ReportReading *reading, const ReportLine *line)
{
    if (line->text.length == 0)
        return false;
    if (line->prompt != PROMPT_NONE)
        reading->asked_count = 0;
    if (reading->asked_left == 0)
        reading->asked_count = 0;
    else
        reading->asked_left--;
    if (read_inline(reading, line) || ask(reading, line->text))
        return true;
    return line->prompt == PROMPT_NONE && answer(reading, line);
}
