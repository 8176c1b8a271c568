/* Signs of the machine in what programs show: the prompt of a container, the state of a service, a
 * card that is switched off, the libraries that the loader chose, GPUs that Kubernetes offers. */
#include "parse/report_signs.h"

#include "parse/report_words.h"

enum { PROMPT_ROOM = 80 };

static const Text NONE = {"", 0};

/* Docker names a container by twelve digits of its number. */
static bool is_container_name(Text name)
{
    bool hexadecimal = name.length == 12;
    for (size_t i = 0; i < name.length; i++)
        hexadecimal &= is_digit_byte(name.at[i]) || (name.at[i] >= 'a' && name.at[i] <= 'f');
    return hexadecimal && text_until(name, "0123456789").length < name.length;
}

/* "root@2ad65cce2269:/workspace# ", "[root@2ad65cce2269 ~]# ", "(base) root@2ad65cce2269:~$ " */
static bool read_prompt(ReportReading *reading, const ReportLine *line)
{
    Text rest = text_part(line->printed, 0, PROMPT_ROOM), word, name;
    while (text_starts(rest, "(") && word_take(&rest, &word))
        rest = text_trim(rest);
    text_take(&rest, "[");
    if (text_until(rest, "$#").length == rest.length ||
        !text_after(text_until(rest, " "), "@", &name))
        return false;
    name = text_until(name, ":");
    if (!is_container_name(name))
        return false;
    report_add(reading, REPORT_BY_PROGRAM, line->number, REPORT_CONTAINER, NONE, "prompt", name);
    return true;
}

/* systemctl status: "● nvidia-fabricmanager.service - NVIDIA fabric manager service", then
 * "     Active: inactive (dead) since …" */
static bool read_service(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, active;
    text_take(&rest, "* ");
    text_take(&rest, "\xE2\x97\x8F ");
    text_take(&rest, "\xC3\x97 ");
    text_take(&rest, "\xE2\x97\x8B ");
    Text unit = text_until(rest, " ");
    if (text_ends(unit, ".service") && text_has(rest, ".service - ")) {
        reading->table = TABLE_SERVICE;
        reading->subject = text_part(unit, 0, unit.length - (sizeof ".service" - 1));
        return true;
    }
    if (reading->table != TABLE_SERVICE)
        return false;
    active = text_trim(line->text);
    if (!text_take(&active, "Active: "))
        return text_starts(active, "Loaded: ");
    report_printed(reading, line, REPORT_SERVICE, reading->subject, "active",
                   text_until(active, " "));
    reading->table = TABLE_NONE;
    return true;
}

/* "Unit nvidia-fabricmanager.service could not be found.", and what systemctl is-active answers. */
static bool read_state(ReportReading *reading, const ReportLine *line)
{
    static const char *const STATES[] = {"active", "inactive", "failed", "activating"};
    Text rest = line->text, unit;
    if (text_take(&rest, "Unit ") && word_take(&rest, &unit) && text_ends(unit, ".service") &&
        text_is(text_trim(rest), "could not be found.")) {
        unit.length -= sizeof ".service" - 1;
        report_printed(reading, line, REPORT_SERVICE, unit, "active", TEXT("absent"));
        return true;
    }
    Text command = reading->command;
    text_take(&command, "sudo ");
    if (!text_take(&command, "systemctl is-active ") || reading->command_line + 1 != line->number ||
        !TEXT_IS_ONE_OF(line->text, STATES))
        return false;
    unit = text_trim(command);
    if (text_ends(unit, ".service"))
        unit.length -= sizeof ".service" - 1;
    report_printed(reading, line, REPORT_SERVICE, unit, "active", line->text);
    return true;
}

/* cat /proc/acpi/bbswitch: "0000:01:00.0 OFF" */
static bool read_switch(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, address, state;
    bool is_switch = word_take(&rest, &address) && is_pci_address(address) &&
                     word_take(&rest, &state) && text_trim(rest).length == 0 &&
                     (text_is(state, "OFF") || text_is(state, "ON"));
    if (is_switch)
        report_printed(reading, line, REPORT_GPU, address, "switch", state);
    return is_switch;
}

/* What prime-select query, envycontrol --query and supergfxctl -g answer. */
static bool read_mode(ReportReading *reading, const ReportLine *line)
{
    static const char *const ASKED[] = {"prime-select query",
                                        "envycontrol --query",
                                        "envycontrol -q",
                                        "supergfxctl -g",
                                        "supergfxctl --get",
                                        "system76-power graphics",
                                        "optimus-manager --print-mode"};
    Text command = reading->command;
    text_take(&command, "sudo ");
    if (!TEXT_IS_ONE_OF(command, ASKED) || reading->command_line + 1 != line->number)
        return false;
    bool off =
        text_has_any_case(line->text, "intel") || text_has_any_case(line->text, "integrated");
    report_printed(reading, line, REPORT_GPU, NONE, "switch", off ? TEXT("OFF") : TEXT("ON"));
    return true;
}

/* ldd: "libcuda.so.1 => /usr/local/cuda/lib64/stubs/libcuda.so.1 (0x00007f…)", "… => not found" */
static bool read_resolved(ReportReading *reading, const ReportLine *line)
{
    Text name = text_until(line->text, " "), path;
    if (!text_starts(name, "lib") || !text_has(name, ".so") ||
        !text_after(line->text, " => ", &path) || text_has(line->text, "(libc6"))
        return false;
    bool found = text_starts(path, "/") && text_has(path, " (0x");
    if (!found && !text_is(path, "not found"))
        return false;
    report_printed(reading, line, REPORT_LIBRARY, name, found ? "resolved" : "unresolved",
                   found ? text_until(path, " ") : TEXT("ldd"));
    return true;
}

/* kubectl describe node: "  nvidia.com/gpu:     0"; below "Limits:" it is what a pod asks for. */
static bool read_allocatable(ReportReading *reading, const ReportLine *line)
{
    static const char *const ASKED[] = {"Limits:", "Requests:", "limits:", "requests:"};
    static const char *const OFFERED[] = {"Capacity:", "Allocatable:", "capacity:", "allocatable:"};
    Text rest = line->text;
    bool asked = reading->table == TABLE_LIMITS;
    if (TEXT_IS_ONE_OF(rest, ASKED) || TEXT_IS_ONE_OF(rest, OFFERED)) {
        reading->table = TEXT_IS_ONE_OF(rest, ASKED) ? TABLE_LIMITS : TABLE_NONE;
        return true;
    }
    if (!text_take(&rest, "nvidia.com/gpu:"))
        return false;
    rest = text_unquoted(text_trim(rest));
    if (is_decimal(rest))
        report_printed(reading, line, REPORT_CONTAINER, TEXT("kubernetes"),
                       asked ? "gpus-asked" : "gpus-offered", rest);
    return true;
}

bool report_signs(ReportReading *reading, const ReportLine *line)
{
    if (read_prompt(reading, line))
        return false; /* what stands behind a prompt is for others */
    if (line->prompt != PROMPT_NONE || line->text.length == 0)
        return false;
    return read_service(reading, line) || read_state(reading, line) || read_switch(reading, line) ||
           read_mode(reading, line) || read_resolved(reading, line) ||
           read_allocatable(reading, line);
}
