#include "parse/report_kernel.h"

#include "parse/report_words.h"

enum { WORDS_ROOM = 8 };

static const Text NONE = {"", 0};

static bool is_gpu_module(Text name)
{
    return text_starts(name, "nvidia") || text_is(name, "nouveau") || text_is(name, "nova_core") ||
           text_is(name, "nova") || text_is(name, "amdgpu");
}

/* lsmod: "nvidia  35315712  1 nvidia_uvm" */
static bool read_loaded(ReportReading *reading, const ReportLine *line)
{
    Text words[WORDS_ROOM];
    bool all;
    size_t count = words_in(line->text, words, WORDS_ROOM, &all);
    if (count == 4 && text_is(words[0], "Module") && text_is(words[1], "Size")) {
        reading->table = TABLE_MODULES;
        return true;
    }
    if (!all || count < 3 || count > 4 || !is_decimal(words[1]) || words[1].length < 4 ||
        !is_decimal(words[2]))
        return false;
    if (is_gpu_module(words[0]))
        report_printed(reading, line, REPORT_KERNEL_MODULE, words[0], "loaded", words[2]);
    return is_gpu_module(words[0]) || reading->table == TABLE_MODULES;
}

static const struct {
    const char *label, *name;
} MODINFO[] = {{"version", "version"}, {"license", "license"}, {"signer", "signer"}};

/* modinfo: "filename:       /lib/modules/5.4.0-91-generic/updates/dkms/nvidia.ko" and its rows */
static bool read_modinfo(ReportReading *reading, const ReportLine *line)
{
    Text text = line->text, label = text_until(text, ":");
    if (label.length == text.length || text_find(label, ' ') < label.length)
        return false;
    Text value = text_trim(text_part(text, label.length + 1, text.length));
    if (text_is(label, "filename") && text_has(value, ".ko")) {
        size_t start = value.length;
        while (start > 0 && value.at[start - 1] != '/')
            start--;
        Text module = text_until(text_part(value, start, value.length), ".");
        reading->table = is_gpu_module(module) ? TABLE_MODINFO : TABLE_NONE;
        reading->subject = module;
        if (is_gpu_module(module))
            report_printed(reading, line, REPORT_KERNEL_MODULE, module, "file", value);
        return true;
    }
    if (reading->table != TABLE_MODINFO)
        return false;
    if (text_is(label, "vermagic"))
        report_printed(reading, line, REPORT_KERNEL_MODULE, reading->subject, "built-for",
                       text_until(value, " "));
    for (size_t i = 0; i < sizeof MODINFO / sizeof *MODINFO; i++)
        if (text_is(label, MODINFO[i].label))
            report_printed(reading, line, REPORT_KERNEL_MODULE, reading->subject, MODINFO[i].name,
                           value);
    return true;
}

/* "modinfo: ERROR: Module nvidia not found." */
static bool read_no_modinfo(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, module;
    if (!text_take(&rest, "modinfo: ERROR: Module ") || !word_take(&rest, &module) ||
        !text_starts(text_trim(rest), "not found"))
        return false;
    report_printed(reading, line, REPORT_KERNEL_MODULE, module, "not-found", TEXT("modinfo"));
    return true;
}

/* dkms status: "nvidia/515.65.01, 5.15.0-46-generic, x86_64: installed", before dkms 3
 * "nvidia, 470.82.01, 5.4.0-91-generic, x86_64: installed", without a kernel "nvidia/515.65.01:
 * added" */
static bool read_dkms(ReportReading *reading, const ReportLine *line)
{
    Text text = line->text, colon;
    if (!text_starts(text, "nvidia") || !text_after(text, ": ", &colon))
        return false;
    Text head = text_part(text, 0, (size_t)(colon.at - text.at) - 2), parts[4] = {{"", 0}};
    size_t count = 0;
    bool more = true;
    for (Text part = text_next(&head, ',', &more); more && count < 4;
         part = text_next(&head, ',', &more))
        parts[count++] = text_trim(part);
    Text module = text_until(parts[0], "/"), kernel = TEXT("-"), version;
    size_t next = 1;
    if (module.length < parts[0].length)
        version = text_part(parts[0], module.length + 1, parts[0].length);
    else if (count > 1)
        version = parts[next++];
    else
        return false;
    if (next < count)
        kernel = parts[next];
    Text status = text_until(colon, " ");
    static const char *const STATES[] = {"added", "built", "installed", "broken"};
    if (text_find(module, ' ') < module.length || !is_driver_version(version) ||
        !TEXT_IS_ONE_OF(status, STATES))
        return false;
    Arena *arena = reading->arena;
    report_printed(reading, line, REPORT_KERNEL_MODULE, module, "dkms",
                   text_of(arena_printf(arena, "%s %s %s", text_copy(arena, version),
                                        text_copy(arena, kernel), text_copy(arena, status))));
    return true;
}

/* /proc/driver/nvidia/version: "NVRM version: NVIDIA UNIX x86_64 Kernel Module  470.82.01  Wed …"
 * or "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  515.65.01  Release Build …".
 * TensorFlow 1 prints the file behind `driver version file contents: """`. */
static bool read_version(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, word;
    size_t quoted = text_find(rest, '"');
    if (quoted < rest.length)
        rest = text_part(rest, quoted, rest.length);
    text_take(&rest, "\"\"\"");
    if (!text_take(&rest, "NVRM version: NVIDIA UNIX "))
        return false;
    bool open = text_starts(rest, "Open ");
    while (word_take(&rest, &word))
        if (is_driver_version(word) && text_find(word, '.') < word.length) {
            report_printed(reading, line, REPORT_DRIVER, NONE, "kernel-module", word);
            report_printed(reading, line, REPORT_DRIVER, NONE, "kernel-module-flavour",
                           open ? TEXT("open") : TEXT("proprietary"));
            break;
        }
    return true;
}

static bool read_secure_boot(ReportReading *reading, const ReportLine *line)
{
    Text text = line->text;
    const char *state = NULL;
    if (text_is(text, "SecureBoot enabled"))
        state = "enabled";
    else if (text_is(text, "SecureBoot disabled"))
        state = "disabled";
    else if (text_is(text, "EFI variables are not supported on this system") ||
             text_is(text, "This system doesn't support Secure Boot"))
        state = "unsupported";
    if (state)
        report_printed(reading, line, REPORT_SYSTEM, NONE, "secure-boot", text_of(state));
    return state != NULL;
}

bool report_modules(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE || line->text.length == 0)
        return false;
    return read_loaded(reading, line) || read_modinfo(reading, line) ||
           read_no_modinfo(reading, line) || read_dkms(reading, line) ||
           read_version(reading, line) || read_secure_boot(reading, line);
}
