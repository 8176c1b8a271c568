#include "parse/report_variables.h"

#include "parse/report_words.h"

bool report_variable_matters(Text name)
{
    static const char *const NAMES[] = {"CUDA_VISIBLE_DEVICES",
                                        "CUDA_DEVICE_ORDER",
                                        "NVIDIA_VISIBLE_DEVICES",
                                        "NVIDIA_DRIVER_CAPABILITIES",
                                        "NVIDIA_REQUIRE_CUDA",
                                        "NVIDIA_DISABLE_REQUIRE",
                                        "TF_ENABLED_DEVICE_TYPES",
                                        "TF_MIN_GPU_MULTIPROCESSOR_COUNT",
                                        "TF_FORCE_GPU_ALLOW_GROWTH",
                                        "TF_GPU_ALLOCATOR",
                                        "TF_CPP_MIN_LOG_LEVEL",
                                        "TF_CPP_MAX_VLOG_LEVEL",
                                        "TF_XLA_FLAGS",
                                        "TF_USE_LEGACY_KERAS",
                                        "XLA_FLAGS",
                                        "XLA_PYTHON_CLIENT_PREALLOCATE",
                                        "XLA_PYTHON_CLIENT_MEM_FRACTION",
                                        "LD_LIBRARY_PATH",
                                        "DYLD_LIBRARY_PATH",
                                        "LD_PRELOAD",
                                        "CUDA_HOME",
                                        "CUDA_PATH",
                                        "CUDA_ROOT",
                                        "CUDA_MODULE_LOADING",
                                        "CUDA_LAUNCH_BLOCKING",
                                        "CUDA_FORCE_PTX_JIT",
                                        "CUDA_DISABLE_PTX_JIT",
                                        "CUDA_CACHE_DISABLE",
                                        "CUDA_CACHE_PATH",
                                        "CUDA_ENABLE_FORWARD_COMPATIBILITY",
                                        "CUDA_MPS_PIPE_DIRECTORY",
                                        "CUDNN_PATH",
                                        "PYTORCH_NVML_BASED_CUDA_CHECK",
                                        "PYTORCH_CUDA_ALLOC_CONF",
                                        "TORCH_CUDA_ARCH_LIST",
                                        "JAX_PLATFORMS",
                                        "JAX_PLATFORM_NAME",
                                        "KERAS_BACKEND",
                                        "HIP_VISIBLE_DEVICES",
                                        "ROCR_VISIBLE_DEVICES",
                                        "HSA_OVERRIDE_GFX_VERSION",
                                        "GPU_DEVICE_ORDINAL",
                                        "PYTHONPATH",
                                        "PYTHONHOME",
                                        "PYTHONNOUSERSITE",
                                        "VIRTUAL_ENV",
                                        "CONDA_PREFIX",
                                        "CONDA_DEFAULT_ENV",
                                        "SLURM_JOB_GPUS",
                                        "SLURM_STEP_GPUS",
                                        "SLURM_GPUS_ON_NODE",
                                        "SLURM_JOB_ID",
                                        "CUDA_HEADERS_DIR"};
    return TEXT_IS_ONE_OF(name, NAMES);
}

static void add(ReportReading *reading, const ReportLine *line, ReportForm form, Text name,
                const char *how, Text value)
{
    report_add(reading, form, line->number, REPORT_VARIABLE, name, how, value);
}

/* Splits "NAME=rest"; false when NAME is none that is looked at. */
static bool take_name(Text text, Text *name, Text *rest)
{
    *name = text_until(text, "=");
    if (name->length == text.length || !report_variable_matters(*name))
        return false;
    *rest = text_part(text, name->length + 1, text.length);
    return true;
}

/* One word of a shell: what quotes hold together, without them. `*rest` is what follows it. */
static Text shell_word(Text text, Text *rest)
{
    if (text.length && (text.at[0] == '"' || text.at[0] == '\'')) {
        Text inside = text_part(text, 1, text.length);
        size_t end = text_find(inside, text.at[0]);
        if (end < inside.length) {
            *rest = text_part(inside, end + 1, inside.length);
            return text_part(inside, 0, end);
        }
    }
    Text word = text_until(text, " \t;");
    *rest = text_part(text, word.length, text.length);
    return word;
}

static bool is_end_of_command(Text rest)
{
    rest = text_trim(rest);
    return rest.length == 0 || text_starts(rest, "#") || text_starts(rest, ";") ||
           text_starts(rest, "&&");
}

/* Whether a command follows: a program that is known, or a path. Prose does not count. */
static bool is_command_behind(Text rest)
{
    static const char *const PROGRAMS[] = {
        "python", "python3", "ipython", "jupyter", "torchrun", "accelerate", "deepspeed",
        "nohup",  "bash",    "sh",      "docker",  "mpirun",   "uv",         "pytest"};
    Text word;
    /* Another variable may stand between. */
    while (word_take(&rest, &word) && text_find(word, '=') < word.length)
        ;
    return word.length &&
           (TEXT_IS_ONE_OF(word, PROGRAMS) || text_starts(word, "./") || text_starts(word, "/"));
}

/* export NAME=…, set NAME=…, setenv NAME …, $env:NAME = …, %env NAME=…, ENV NAME=…, declare -x … */
static bool read_exported(ReportReading *reading, const ReportLine *line)
{
    static const struct {
        const char *start;
        const char *how;
    } STARTS[] = {{"export ", "exported"},  {"declare -x ", "shown"}, {"set -x ", "exported"},
                  {"set -gx ", "exported"}, {"set ", "exported"},     {"setenv ", "exported"},
                  {"setx ", "exported"},    {"$env:", "exported"},    {"%env ", "exported"},
                  {"ENV ", "exported"},     {"unset ", "unset"},      {"sudo ", NULL}};
    Text rest = line->text, name, value, behind;
    const char *how = NULL;
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS && !how; i++)
        if (text_take(&rest, STARTS[i].start))
            how = STARTS[i].how;
    if (!how)
        return false;
    rest = text_trim(rest);
    name = text_until(rest, "= ");
    if (!report_variable_matters(name))
        return false;
    rest = text_trim(text_part(rest, name.length, rest.length));
    if (text_is(text_of(how), "unset")) {
        if (rest.length == 0)
            add(reading, line, REPORT_BY_COMMAND, name, how, (Text){"", 0});
        return rest.length == 0;
    }
    bool sign = text_take(&rest, "=");
    value = shell_word(text_trim(rest), &behind);
    /* A path of Windows has blanks: it goes on to the end. */
    if (!is_end_of_command(behind) && text_has(rest, ":\\"))
        value = text_trim(rest);
    else if (!is_end_of_command(behind) || (!sign && value.length == 0))
        return false;
    add(reading, line, text_is(text_of(how), "shown") ? REPORT_BY_PROGRAM : REPORT_BY_COMMAND, name,
        how, value);
    return true;
}

/* NAME=value alone; NAME=value command …; "NAME is unset"; "NAME /a:/b" as tf_env_collect does it.
 */
static bool read_plain(ReportReading *reading, const ReportLine *line)
{
    Text name, rest, behind, value, text = line->text;
    if (take_name(text, &name, &rest)) {
        value = shell_word(rest, &behind);
        if (is_end_of_command(behind)) {
            bool typed = line->prompt == PROMPT_SHELL;
            add(reading, line, typed ? REPORT_BY_COMMAND : REPORT_BY_PROGRAM, name,
                typed ? "exported" : "shown", value);
            return true;
        }
        if (!is_command_behind(behind))
            return false;
        add(reading, line, REPORT_BY_COMMAND, name, "for-command", value);
        return true;
    }
    text_take(&text, "$");
    name = text_until(text, " ");
    if (line->prompt != PROMPT_NONE || !report_variable_matters(name))
        return false;
    rest = text_trim(text_part(text, name.length, text.length));
    if (text_is(rest, "is unset") || text_is(rest, "is not set") || text_is(rest, "unset") ||
        text_is(rest, "not set")) {
        add(reading, line, REPORT_BY_PROGRAM, name, "unset", (Text){"", 0});
        return true;
    }
    if (!text_starts(rest, "/") || text_find(rest, ' ') < rest.length)
        return false;
    add(reading, line, REPORT_BY_PROGRAM, name, "shown", rest);
    return true;
}

/* os.environ["NAME"] = "value", os.environ['NAME']='value', os.putenv("NAME", "value") */
static bool read_in_program(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, name, within;
    /* "line 22 of train.py: os.environ[…] = …" */
    if (!text_starts(rest, "os.environ[") && text_after(rest, " os.environ[", &within))
        rest = text_part(rest, (size_t)(within.at - rest.at) - (sizeof "os.environ[" - 1),
                         rest.length);
    if (!text_take(&rest, "os.environ[") && !text_take(&rest, "os.putenv(") &&
        !text_take(&rest, "os.environ.setdefault(") && !text_take(&rest, "environ["))
        return false;
    if (rest.length == 0 || (rest.at[0] != '"' && rest.at[0] != '\''))
        return false;
    char quote = rest.at[0];
    rest = text_part(rest, 1, rest.length);
    name = text_part(rest, 0, text_find(rest, quote));
    rest = text_part(rest, name.length + 1, rest.length);
    if (!report_variable_matters(name))
        return false;
    while (rest.length && (rest.at[0] == ']' || rest.at[0] == ' ' || rest.at[0] == ','))
        rest = text_part(rest, 1, rest.length);
    text_take(&rest, "=");
    rest = text_trim(rest);
    if (rest.length == 0 || (rest.at[0] != '"' && rest.at[0] != '\''))
        return false;
    size_t end = text_find(text_part(rest, 1, rest.length), rest.at[0]);
    if (end + 1 >= rest.length)
        return false;
    add(reading, line, REPORT_BY_COMMAND, name, "in-program", text_part(rest, 1, end));
    return true;
}

/* The variable that the last command shows: "echo $NAME", "printenv NAME", "echo %NAME%". */
static bool asks_for_variable(Text command, Text *name)
{
    if (!text_take(&command, "echo $") && !text_take(&command, "printenv ") &&
        !text_take(&command, "echo %"))
        return false;
    command = text_trim(command);
    text_take(&command, "{");
    *name = text_until(command, "}% ");
    return report_variable_matters(*name) && text_find(command, ' ') == command.length;
}

static bool read_echoed(ReportReading *reading, const ReportLine *line)
{
    Text name, text = line->text;
    if (line->prompt != PROMPT_NONE || reading->answered || text.length == 0 ||
        !asks_for_variable(reading->command, &name) || is_logged(text) ||
        text_find(text, ' ') < text.length)
        return false;
    add(reading, line, REPORT_BY_PROGRAM, name, "shown", text);
    return true;
}

void report_variables_unanswered(ReportReading *reading)
{
    Text name;
    if (!reading->answered && asks_for_variable(reading->command, &name))
        report_add(reading, REPORT_BY_PROGRAM, reading->command_line, REPORT_VARIABLE, name,
                   "unset", (Text){"", 0});
}

bool report_variables(ReportReading *reading, const ReportLine *line)
{
    if (read_echoed(reading, line))
        return true;
    if (line->text.length == 0)
        return false;
    return read_exported(reading, line) || read_plain(reading, line) ||
           read_in_program(reading, line);
}
