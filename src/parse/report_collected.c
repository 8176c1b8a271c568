#include "parse/report_programs.h"

#include "parse/report_system.h"
#include "parse/report_words.h"

static const Text NONE = {"", 0};

static bool take_label(Text *rest, const char *label)
{
    if (!text_take(rest, label))
        return false;
    *rest = text_trim(*rest);
    return true;
}

static bool is_nothing(Text value)
{
    static const char *const NOTHING[] = {"N/A", "None", "No CUDA", "Could not collect", "", "No"};
    return TEXT_IS_ONE_OF(value, NOTHING);
}

/* "GPU 0: NVIDIA GeForce RTX 3090", alone or behind "GPU models and configuration: ". */
static bool read_gpu(ReportReading *reading, const ReportLine *line, Text rest)
{
    if (!text_take(&rest, "GPU "))
        return false;
    Text index = text_until(rest, ":");
    Text name = text_trim(text_part(rest, index.length + 1, rest.length));
    if (!is_decimal(index) || index.length > 3 || name.length == 0 || text_has(name, "UUID"))
        return false;
    report_printed(reading, line, REPORT_GPU, index, "name", name);
    return true;
}

/* Rows of torch.utils.collect_env whose value is a version. */
static const struct {
    const char *label, *subject, *name;
    ReportKind kind;
} ROWS[] = {
    {"PyTorch version:", "torch", "version", REPORT_FRAMEWORK},
    {"CUDA used to build PyTorch:", "torch", "build-cuda", REPORT_FRAMEWORK},
    {"ROCM used to build PyTorch:", "torch", "build-rocm", REPORT_FRAMEWORK},
    {"CUDA runtime version:", "", "cuda", REPORT_TOOLKIT},
    {"Nvidia driver version:", "", "version", REPORT_DRIVER},
};

static bool read_version_row(ReportReading *reading, const ReportLine *line)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Text rest = line->text;
        if (!take_label(&rest, ROWS[i].label))
            continue;
        Text value = text_until(rest, " ");
        if (is_version(value))
            report_printed(reading, line, ROWS[i].kind, text_of(ROWS[i].subject), ROWS[i].name,
                           value);
        else if (text_is(rest, "None") && text_is(text_of(ROWS[i].name), "build-cuda"))
            report_printed(reading, line, REPORT_FRAMEWORK, TEXT("torch"), "build-cuda",
                           TEXT("none"));
        else if (!is_nothing(rest))
            return false;
        return true;
    }
    return false;
}

static bool read_torch(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text;
    if (read_version_row(reading, line)) {
        reading->table = TABLE_COLLECTED;
        return true;
    }
    if (take_label(&rest, "Is CUDA available:")) {
        bool yes = text_is_any_case(rest, "true") || text_is_any_case(rest, "yes");
        if (!yes && !text_is_any_case(rest, "false") && !text_is_any_case(rest, "no"))
            return false;
        report_printed(reading, line, REPORT_FRAMEWORK, TEXT("torch"), "gpu-available",
                       yes ? TEXT("true") : TEXT("false"));
        return true;
    }
    if (reading->table != TABLE_COLLECTED)
        return false;
    if (take_label(&rest, "OS:"))
        return report_system_named(reading, REPORT_BY_PROGRAM, line->number, rest);
    if (take_label(&rest, "Python platform:"))
        return report_platform(reading, line, rest);
    if (take_label(&rest, "Python version:")) {
        Text version = text_until(rest, " ");
        if (is_dotted_number(version, 2, 3))
            report_printed(reading, line, REPORT_PYTHON, NONE, "version", version);
        return true;
    }
    if (take_label(&rest, "GPU models and configuration:"))
        return read_gpu(reading, line, rest) || is_nothing(rest);
    return read_gpu(reading, line, rest);
}

/* tf_env_collect.sh: its headings, and "tf.version.GIT_VERSION = v2.0.3-0-g295ad27". */
static bool read_tensorflow(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text;
    if (text_take(&rest, "tf.version.GIT_VERSION =") || text_take(&rest, "tf.GIT_VERSION =")) {
        report_printed(reading, line, REPORT_FRAMEWORK, TEXT("tensorflow"), "git-version",
                       text_unquoted(text_trim(rest)));
        return true;
    }
    if (text_starts(rest, "== ") && text_has(rest, "====")) {
        reading->table = TABLE_NONE;
        reading->section = rest;
        return text_has(rest, "are we in docker");
    }
    if (text_has(reading->section, "are we in docker") &&
        (text_is(rest, "Yes") || text_is(rest, "No"))) {
        report_printed(reading, line, REPORT_CONTAINER, NONE, "inside",
                       text_is(rest, "Yes") ? TEXT("yes") : TEXT("no"));
        reading->section = NONE;
        return true;
    }
    return false;
}

static const struct {
    const char *key, *name;
} BUILD[] = {{"cuda_version", "build-cuda"},
             {"cudnn_version", "build-cudnn"},
             {"is_cuda_build", "built-with-cuda"},
             {"is_rocm_build", "built-with-rocm"},
             {"cuda_compute_capabilities", "build-capabilities"}};

/* One entry of the dictionary: 'is_cuda_build': True */
static bool read_build_entry(ReportReading *reading, const ReportLine *line, const char *key,
                             const char *name)
{
    Text rest = line->text, value;
    const char *quoted = arena_printf(reading->arena, "'%s'", key);
    if (!text_after(rest, quoted, &rest))
        return false;
    while (rest.length && (rest.at[0] == ' ' || rest.at[0] == ':' || rest.at[0] == ','))
        rest = text_part(rest, 1, rest.length);
    if (text_starts(rest, "[")) {
        size_t end = text_find(rest, ']');
        if (end == rest.length)
            return false;
        value = text_part(rest, 0, end + 1);
    } else {
        value = text_unquoted(text_until(rest, ",})"));
    }
    if (text_is(value, "True") || text_is(value, "False"))
        value = text_is(value, "True") ? TEXT("true") : TEXT("false");
    else if (!is_version(value) && !text_starts(value, "["))
        return false;
    report_printed(reading, line, REPORT_FRAMEWORK, TEXT("tensorflow"), name, value);
    return true;
}

/* tf.sysconfig.get_build_info(): OrderedDict([('cpu_compiler', …), ('cuda_version', '11.2'), …]),
 * {'cuda_version': '12.3', …}, on one line or one entry a line. */
static bool read_build_info(ReportReading *reading, const ReportLine *line)
{
    bool start = text_starts(line->text, "OrderedDict([(") || text_starts(line->text, "{'") ||
                 text_starts(line->text, "{\n");
    bool ours = text_has(line->text, "is_cuda_build") || text_has(line->text, "'cuda_version'");
    if (start && !ours && !text_has(line->text, "'cpu_compiler'") &&
        !text_has(line->text, "'cuda_compute_capabilities'"))
        return false;
    if (!start && reading->table != TABLE_BUILD_INFO)
        return false;
    reading->table = TABLE_BUILD_INFO;
    bool any = start;
    for (size_t i = 0; i < sizeof BUILD / sizeof *BUILD; i++)
        any |= read_build_entry(reading, line, BUILD[i].key, BUILD[i].name);
    if (text_ends(line->text, "}") || text_ends(line->text, "])") || line->text.length == 0)
        reading->table = TABLE_NONE;
    return any;
}

bool report_collected(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE)
        return false;
    return read_torch(reading, line) || read_tensorflow(reading, line) ||
           read_build_info(reading, line);
}
