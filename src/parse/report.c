#include "parse/report.h"

#include "parse/report_docker.h"
#include "parse/report_kernel.h"
#include "parse/report_libraries.h"
#include "parse/report_nvidia_smi.h"
#include "parse/report_packages.h"
#include "parse/report_pci.h"
#include "parse/report_programs.h"
#include "parse/report_sentences.h"
#include "parse/report_signs.h"
#include "parse/report_system.h"
#include "parse/report_variables.h"
#include "parse/report_words.h"

enum { JOINED_LINES = 40 };

/* In this order: each takes what is surely its own, sentences take what nobody wanted. */
static ReportReader *const READERS[] = {
    report_signs,   report_nvidia_failure, report_nvidia_smi, report_nvidia_query, report_variables,
    report_docker,  report_distribution,   report_pip,        report_conda,        report_pci,
    report_cards,   report_video,          report_samples,    report_nodes,        report_libraries,
    report_modules, report_user,           report_system,     report_collected,    report_calls,
    report_python,  report_fields,         report_sentences};

static const char *const ANCHORS[] = {"NVIDIA-SMI ",
                                      "Driver Version",
                                      "NVSMI LOG",
                                      "(UUID: GPU-",
                                      "nvidia-smi",
                                      "pip list",
                                      "pip freeze",
                                      "conda list",
                                      "libnvidia-",
                                      "nvidia-driver",
                                      "nvidia-container",
                                      "kmod-nvidia",

                                      "Successfully installed ",
                                      "packages in environment at ",
                                      "Package    ",
                                      "# Name   ",
                                      "(libc6,x86-64",
                                      "ldconfig",
                                      "libcuda.so",
                                      "libcudnn",
                                      "VGA compatible controller",
                                      "3D controller",
                                      "Display controller",
                                      "Kernel driver in use",
                                      "*-display",
                                      "Graphics:",
                                      "Card name:",
                                      "Chipset Model:",
                                      "win32_VideoController",
                                      "Win32_VideoController",
                                      "== /sys/devices/",
                                      "Size  Used by",
                                      "/dev/nvidia",
                                      "NVRM version:",
                                      "dkms status",
                                      "SecureBoot ",
                                      "vermagic:",
                                      ") groups=",
                                      "PRETTY_NAME=",
                                      " GNU/Linux",
                                      "docker run",
                                      "Default Runtime:",
                                      "collect_env",
                                      "CUDA Driver Version",
                                      "CUDA Device Initialized",
                                      "Mapped libcuda.so paths:",
                                      "device info: ",
                                      "PyTorch version:",
                                      "== check pips",
                                      "== cat /etc/issue",
                                      "cuda_version",
                                      "Cuda compilation tools",
                                      "list_physical_devices",
                                      "is_available()",
                                      "is_built_with_cuda",
                                      "__version__",
                                      "jax.devices()",
                                      "CUDA_VISIBLE_DEVICES",
                                      "LD_LIBRARY_PATH",
                                      "sys.executable",
                                      "CUDA/cuDNN version",
                                      "OS Platform and Distribution",
                                      "GPU model and memory"};

const char *const *report_anchors(size_t *count)
{
    *count = sizeof ANCHORS / sizeof *ANCHORS;
    return ANCHORS;
}

bool report_starts_here(Text line)
{
    return !is_logged(text_trim(line));
}

/* Whether somebody's own prompt was shown, as a terminal does it, rather than a "$" for show. Asked
 * while the text still lies in the line that was printed. */
static bool has_named_prompt(const ReportLine *line)
{
    Text printed = text_trim(line->printed);
    return line->text.at > printed.at + 5;
}

/* Commands that print nothing when there is nothing to print. */
static bool searches(Text command)
{
    static const char *const SEARCHED[] = {"lsmod", "lspci",    "ldconfig", "pip",  "conda",
                                           "env",   "dmesg",    "ls ",      "rpm ", "dpkg",
                                           "find ", "apt list", "pacman"};
    if (!text_has(command, "| grep ") && !text_has(command, "|grep "))
        return false;
    for (size_t i = 0; i < sizeof SEARCHED / sizeof *SEARCHED; i++)
        if (text_has(command, SEARCHED[i]))
            return true;
    return false;
}

/* What was typed closes every table and every question. `named`: the prompts of the command before
 * and of this one are somebody's own. */
static void begin_command(ReportReading *reading, const ReportLine *line, bool named)
{
    if (named && !reading->answered && searches(reading->command))
        report_add(reading, REPORT_BY_COMMAND, reading->command_line, REPORT_COMMAND, (Text){"", 0},
                   "no-output", reading->command);
    if (line->number == reading->command_line + 2)
        report_variables_unanswered(reading);
    reading->table = TABLE_NONE;
    reading->subject = reading->section = reading->field = (Text){"", 0};
    reading->command = line->prompt == PROMPT_SHELL ? line->text : (Text){"", 0};
    reading->command_line = line->number;
    reading->answered = false;
}

/* A command that goes on behind a '\' at the end of its line, as one line. */
static void join(Arena *arena, ReportLine *line, Text *rest, size_t *number)
{
    for (size_t i = 0; i < JOINED_LINES && text_ends(line->text, "\\"); i++) {
        Text next;
        Text head = text_part(line->text, 0, line->text.length - 1);
        if (!text_line(rest, &next))
            return;
        ReportLine more = report_line(next, ++*number);
        line->text = text_of(arena_printf(arena, "%s %s", text_copy(arena, text_trim(head)),
                                          text_copy(arena, text_trim(more.printed))));
    }
}

static ReportFacts read_lines(Arena *arena, Text lines, size_t first, ReportReader *const *readers,
                              size_t count)
{
    ReportReading reading = {.arena = arena};
    Text raw;
    bool named = false;
    for (size_t number = first; text_line(&lines, &raw); number++) {
        ReportLine line = report_line(raw, number);
        bool is_named = has_named_prompt(&line);
        if (line.prompt == PROMPT_SHELL)
            join(arena, &line, &lines, &number);
        if (line.prompt != PROMPT_NONE) {
            begin_command(&reading, &line, named && is_named);
            named = is_named;
        }
        bool taken = false;
        for (size_t i = 0; i < count && !taken; i++)
            taken = readers[i](&reading, &line);
        reading.answered |= line.prompt == PROMPT_NONE && line.text.length > 0;
        reading.previous = line.text;
    }
    return reading.facts;
}

ReportFacts report_read(Arena *arena, Text lines, size_t first)
{
    return read_lines(arena, lines, first, READERS, sizeof READERS / sizeof *READERS);
}

ReportFacts report_read_with(Arena *arena, Text lines, ReportReader *reader)
{
    return read_lines(arena, lines, 1, &reader, 1);
}
