#include "parse/report_docker.h"

#include "parse/report_variables.h"
#include "parse/report_words.h"

/* What one "docker run" says. */
typedef struct Start {
    ReportReading *reading;
    const ReportLine *line;
    Text engine, rest;
    bool asks_for_gpu;
} Start;

/* Options of docker run that take a value in a word of its own. */
static bool takes_value(Text option)
{
    static const char *const OPTIONS[] = {"-e",
                                          "--env",
                                          "-v",
                                          "--volume",
                                          "-p",
                                          "--publish",
                                          "--name",
                                          "--gpus",
                                          "--runtime",
                                          "--device",
                                          "-w",
                                          "--workdir",
                                          "-u",
                                          "--user",
                                          "--shm-size",
                                          "--network",
                                          "--net",
                                          "--ipc",
                                          "--entrypoint",
                                          "-h",
                                          "--hostname",
                                          "--ulimit",
                                          "--mount",
                                          "--env-file",
                                          "-l",
                                          "--label",
                                          "--pid",
                                          "--restart",
                                          "-m",
                                          "--memory",
                                          "--cpus",
                                          "--cpuset-cpus",
                                          "--security-opt",
                                          "--cap-add",
                                          "--cap-drop",
                                          "--group-add",
                                          "--platform",
                                          "--add-host",
                                          "--log-driver",
                                          "--volumes-from",
                                          "--userns",
                                          "--cgroupns",
                                          "--pull",
                                          "--expose",
                                          "--dns",
                                          "--tmpfs",
                                          "-a",
                                          "--attach",
                                          "--ip",
                                          "--memory-swap",
                                          "--stop-timeout",
                                          "--uts",
                                          "--volume-driver",
                                          "--device-cgroup-rule",
                                          "--log-opt",
                                          "--cidfile",
                                          "--annotation",
                                          "--hooks-dir"};
    return TEXT_IS_ONE_OF(option, OPTIONS);
}

/* Options that take none. */
static bool is_flag(Text option)
{
    static const char *const FLAGS[] = {
        "--rm",   "--privileged",  "--init",      "--detach",         "--interactive",
        "--tty",  "--publish-all", "--read-only", "--no-healthcheck", "--oom-kill-disable",
        "--quiet"};
    if (TEXT_IS_ONE_OF(option, FLAGS))
        return true;
    /* "-it", "-d", "-dit", "-P" */
    return option.length >= 2 && option.length <= 5 && option.at[0] == '-' &&
           text_until(text_part(option, 1, 4), "itdPq").length == 0 &&
           text_trim(option).at[option.length - 1] != '-' &&
           text_until(text_part(option, option.length - 1, 1), "itdPq").length == 0;
}

/* The next word, in which quotes hold blanks together. */
static bool next_word(Text *rest, Text *word)
{
    *rest = text_trim(*rest);
    size_t length = 0;
    char quote = 0;
    while (length < rest->length &&
           (quote || (rest->at[length] != ' ' && rest->at[length] != '\t'))) {
        char c = rest->at[length++];
        if (quote ? c == quote : (c == '"' || c == '\''))
            quote = quote ? 0 : c;
    }
    *word = text_part(*rest, 0, length);
    *rest = text_part(*rest, length, rest->length);
    return length > 0;
}

static void add(Start *start, const char *name, Text value)
{
    report_add(start->reading, REPORT_BY_COMMAND, start->line->number, REPORT_CONTAINER,
               start->engine, name, value);
}

static void read_option(Start *start, Text option, Text value)
{
    value = text_unquoted(value);
    if (text_is(option, "--gpus") || text_is(option, "--runtime") || text_is(option, "--device")) {
        add(start,
            option.at[2] == 'g'   ? "gpus"
            : option.at[2] == 'r' ? "runtime"
                                  : "device",
            value);
        start->asks_for_gpu |= !text_is(option, "--runtime") || !text_is(value, "runc");
    } else if (text_is(option, "--user") || text_is(option, "-u")) {
        add(start, "user", value);
    } else if (text_is(option, "-e") || text_is(option, "--env")) {
        Text name = text_until(value, "=");
        if (name.length < value.length && report_variable_matters(name))
            report_add(start->reading, REPORT_BY_COMMAND, start->line->number, REPORT_VARIABLE,
                       name, "in-container",
                       text_unquoted(text_part(value, name.length + 1, value.length)));
    }
}

/* The options up to the image; false when one is not known, so that nobody can tell which word the
 * image is. */
static bool read_options(Start *start, Text *image)
{
    Text word, value;
    while (next_word(&start->rest, &word)) {
        if (word.at[0] != '-') {
            *image = word;
            return true;
        }
        Text option = text_until(word, "=");
        if (text_is(option, "--privileged")) {
            add(start, "privileged", TEXT("yes"));
            start->asks_for_gpu = true;
        }
        if (option.length < word.length && text_starts(word, "--")) {
            read_option(start, option, text_part(word, option.length + 1, word.length));
        } else if (takes_value(word)) {
            if (!next_word(&start->rest, &value))
                return false;
            read_option(start, word, value);
        } else if (!is_flag(word)) {
            return false;
        }
    }
    return false;
}

static bool is_image(Text word)
{
    return word.length > 1 && (is_letter_byte(word.at[0]) || is_digit_byte(word.at[0])) &&
           text_until(word, "\"'$<>|;&\\(){}*,").length == word.length && !text_has(word, ":/");
}

/* "sudo docker run --gpus all -it tensorflow/tensorflow:latest-gpu bash" */
static bool read_run(ReportReading *reading, const ReportLine *line)
{
    static const char *const ENGINES[] = {"docker", "podman", "nvidia-docker", "nerdctl"};
    Start start = {.reading = reading, .line = line, .rest = line->text};
    text_take(&start.rest, "sudo ");
    text_take(&start.rest, "-E ");
    Text run, image;
    if (line->prompt != PROMPT_SHELL || !word_take(&start.rest, &start.engine) ||
        !TEXT_IS_ONE_OF(start.engine, ENGINES) || !word_take(&start.rest, &run))
        return false;
    if (text_is(run, "container") && !word_take(&start.rest, &run))
        return false;
    if (!text_is(run, "run") && !text_is(run, "create"))
        return text_is(run, "info");
    bool known = read_options(&start, &image);
    if (!known || !is_image(image))
        return true;
    add(&start, "image", image);
    if (!start.asks_for_gpu && !text_is(start.engine, "nvidia-docker"))
        add(&start, "no-gpu-option", image);
    return true;
}

static bool is_image_of_apptainer(Text word)
{
    return text_ends(word, ".sif") || text_ends(word, ".simg") || text_ends(word, ".img") ||
           text_has(word, "://");
}

/* "singularity exec --nv image.sif python train.py". Only an image behind it makes a command of a
 * line that shows no prompt. */
static bool read_apptainer(ReportReading *reading, const ReportLine *line)
{
    static const char *const ENGINES[] = {"singularity", "apptainer"};
    static const char *const RUNS[] = {"run", "exec", "shell"};
    static const char *const OPTIONS[] = {"--nv", "--nvccli", "--rocm"};
    Start start = {.reading = reading, .line = line, .rest = line->text};
    Text word, asked = {"", 0};
    if ((line->prompt != PROMPT_SHELL && line->prompt != PROMPT_NONE) ||
        !word_take(&start.rest, &start.engine) || !TEXT_IS_ONE_OF(start.engine, ENGINES) ||
        !word_take(&start.rest, &word) || !TEXT_IS_ONE_OF(word, RUNS))
        return false;
    while (next_word(&start.rest, &word)) {
        if (TEXT_IS_ONE_OF(word, OPTIONS))
            asked = word;
        if (is_image_of_apptainer(word)) {
            add(&start, asked.length ? "gpus" : "no-gpu-option", asked.length ? asked : word);
            return true;
        }
    }
    return false;
}

/* docker info: " Runtimes: io.containerd.runc.v2 nvidia runc", " Default Runtime: runc";
 * daemon.json: "default-runtime": "nvidia" */
static bool read_daemon(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text;
    const char *name = "default-runtime";
    if (text_take(&rest, "Runtimes: ")) {
        name = "runtimes";
    } else if (text_take(&rest, "\"default-runtime\"")) {
        rest = text_trim(rest);
        if (!text_take(&rest, ":"))
            return false;
        rest = text_unquoted(text_until(text_trim(rest), ",}"));
    } else if (!text_take(&rest, "Default Runtime: ")) {
        return false;
    }
    report_printed(reading, line, REPORT_CONTAINER, TEXT("docker"), name, text_trim(rest));
    return true;
}

bool report_docker(ReportReading *reading, const ReportLine *line)
{
    return read_run(reading, line) || read_apptainer(reading, line) ||
           (line->prompt == PROMPT_NONE && read_daemon(reading, line));
}
