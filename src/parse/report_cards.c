/* Graphics cards as lshw, inxi and ubuntu-drivers list them. */
#include "parse/report_pci.h"

#include "parse/report_words.h"

static const Text NONE = {"", 0};

/* ---- lshw ---- */

/* "*-display", "*-display:1 DISABLED", "*-display UNCLAIMED": without a driver. */
static bool open_lshw(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, name;
    if (!text_take(&rest, "*-"))
        return false;
    bool display = word_take(&rest, &name) && text_is(text_until(name, ":"), "display");
    if (!display && reading->table != TABLE_LSHW)
        return false;
    reading->table = TABLE_LSHW;
    reading->subject = display ? name : NONE;
    reading->columns[0] = NONE;
    reading->section = text_trim(rest);
    return true;
}

static void read_lshw_vendor(ReportReading *reading, const ReportLine *line, Text value)
{
    Text maker = report_maker_of(value);
    report_printed(reading, line, REPORT_PCI_FUNCTION, reading->subject, "vendor", maker);
    if (reading->columns[0].length)
        report_printed(reading, line, REPORT_PCI_FUNCTION, reading->subject, "device",
                       reading->columns[0]);
    if (text_is(reading->section, "UNCLAIMED"))
        report_printed(reading, line, REPORT_PCI_FUNCTION, reading->subject, "driver",
                       TEXT("none"));
}

static bool read_lshw(ReportReading *reading, const ReportLine *line)
{
    if (open_lshw(reading, line))
        return true;
    Text rest = line->text, driver, label = text_until(rest, ":");
    if (reading->table != TABLE_LSHW)
        return false;
    if (line->blank || label.length == rest.length) {
        reading->table = TABLE_NONE;
        return false;
    }
    Text value = text_trim(text_part(rest, label.length + 1, rest.length));
    if (reading->subject.length == 0)
        return true;
    if (text_is(label, "vendor"))
        read_lshw_vendor(reading, line, value);
    else if (text_is(label, "product"))
        reading->columns[0] = value; /* the maker stands below */
    else if (text_is(label, "configuration") && text_after(value, "driver=", &driver))
        report_printed(reading, line, REPORT_PCI_FUNCTION, reading->subject, "driver",
                       text_until(driver, " "));
    return true;
}

/* ---- inxi ---- */

/* "Device-1:", and in older releases "Card:" and "Card-1:". */
static bool is_card_key(Text word)
{
    return (text_starts(word, "Device-") || text_starts(word, "Card-") || text_is(word, "Card:")) &&
           text_ends(word, ":");
}

/* A word that names what stands behind it: "driver:", "bus-ID:". */
static bool is_key(Text word)
{
    return word.length > 1 && text_ends(word, ":") && is_letter_byte(word.at[0]);
}

/* What stands before the next key. */
static Text value_before_key(Text rest)
{
    Text word, all = rest;
    while (word_take(&rest, &word))
        if (is_key(word))
            return text_trim(text_part(all, 0, (size_t)(word.at - all.at)));
    return text_trim(all);
}

static void add_card(ReportReading *reading, const ReportLine *line, Text name)
{
    report_printed(reading, line, REPORT_PCI_FUNCTION, reading->subject, "vendor",
                   report_maker_of(name));
    report_printed(reading, line, REPORT_PCI_FUNCTION, reading->subject, "device", name);
}

/* "driver: nvidia", "driver: N/A"; its version is the next key, perhaps on the next line. */
static void add_driver(ReportReading *reading, const ReportLine *line, Text value)
{
    reading->section = text_until(value, " ");
    if (reading->section.length)
        report_printed(reading, line, REPORT_PCI_FUNCTION, reading->subject, "driver",
                       text_is(reading->section, "N/A") ? TEXT("none") : reading->section);
}

static void add_version(ReportReading *reading, const ReportLine *line, Text value)
{
    Text version = text_until(value, " ");
    if (text_is(reading->section, "nvidia") && is_driver_version(version))
        report_printed(reading, line, REPORT_DRIVER, NONE, "version", version);
    reading->section = NONE;
}

/* Everything of one line, which may name several cards. What belongs to the screen is not asked:
 * its drivers are those of the X server. */
static void read_inxi_keys(ReportReading *reading, const ReportLine *line, Text rest)
{
    Text word;
    while (word_take(&rest, &word)) {
        if (!is_key(word))
            continue;
        Text value = value_before_key(rest);
        if (is_card_key(word)) {
            reading->subject = text_part(word, 0, word.length - 1);
            reading->section = NONE;
            add_card(reading, line, value);
        } else if (text_is(word, "Display:") || text_is(word, "Display") ||
                   text_is(word, "Server:") || text_is(word, "OpenGL:") || text_is(word, "API:")) {
            reading->subject = reading->section = NONE;
        } else if (text_is(word, "driver:") && reading->subject.length) {
            add_driver(reading, line, value);
        } else if (text_is(word, "v:")) {
            add_version(reading, line, value);
        }
    }
}

static bool has_card_key(Text line)
{
    Text word;
    while (word_take(&line, &word))
        if (is_card_key(word))
            return true;
    return false;
}

static bool is_next_section(Text line)
{
    static const char *const SECTIONS[] = {
        "System:",  "Machine:", "CPU:",   "Audio:",     "Network:", "Bluetooth:",
        "RAID:",    "Drives:",  "Swap:",  "Partition:", "Sensors:", "Info:",
        "Battery:", "Memory:",  "Repos:", "Processes:"};
    return TEXT_IS_ONE_OF(text_until(line, " "), SECTIONS);
}

/* "Graphics:  Device-1: NVIDIA GP107M [GeForce GTX 1050 Mobile] driver: nouveau v: kernel", or
 * "Graphics:" on a line of its own. */
static bool read_inxi(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text;
    if (text_take(&rest, "Graphics:") && (rest.length == 0 || has_card_key(rest))) {
        reading->table = TABLE_INXI;
        reading->subject = reading->section = NONE;
        read_inxi_keys(reading, line, rest);
        return true;
    }
    if (reading->table != TABLE_INXI)
        return false;
    bool keys = value_before_key(line->text).length < line->text.length;
    if (line->blank || is_next_section(line->text) || !keys) {
        reading->table = TABLE_NONE;
        return false;
    }
    read_inxi_keys(reading, line, line->text);
    return true;
}

/* ---- ubuntu-drivers ---- */

/* "== /sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0 ==", then "vendor   : NVIDIA Corporation"
 * and "model    : …". Its drivers are those that could be installed. */
static bool read_ubuntu_drivers(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, label, colon;
    if (text_starts(rest, "== /sys/devices/") && text_ends(rest, " ==")) {
        rest = text_part(rest, 0, rest.length - 3);
        size_t at = rest.length;
        while (rest.at[at - 1] != '/')
            at--;
        reading->table = TABLE_UBUNTU_DRIVERS;
        reading->subject = text_part(rest, at, rest.length);
        return true;
    }
    if (reading->table != TABLE_UBUNTU_DRIVERS)
        return false;
    if (!word_take(&rest, &label) || !word_take(&rest, &colon) || !text_is(colon, ":")) {
        reading->table = TABLE_NONE;
        return false;
    }
    if (text_is(label, "vendor"))
        report_printed(reading, line, REPORT_PCI_FUNCTION, reading->subject, "vendor",
                       report_maker_of(text_trim(rest)));
    else if (text_is(label, "model"))
        report_printed(reading, line, REPORT_PCI_FUNCTION, reading->subject, "device",
                       text_trim(rest));
    return true;
}

bool report_cards(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE)
        return false;
    return read_lshw(reading, line) || read_inxi(reading, line) ||
           read_ubuntu_drivers(reading, line);
}
