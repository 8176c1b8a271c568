/* Graphics cards as Windows and macOS list them. */
#include "parse/report_pci.h"

#include "parse/report_words.h"

static const Text NONE = {"", 0};

bool report_is_stand_in(Text name)
{
    return text_starts(name, "Microsoft") && !text_has(name, "Hyper-V");
}

Text report_maker_of(Text name)
{
    static const struct {
        const char *part, *maker;
    } PARTS[] = {{"nvidia", "nvidia"},        {"geforce", "nvidia"},
                 {"quadro", "nvidia"},        {"advanced micro devices", "amd"},
                 {"ati technologies", "amd"}, {"radeon", "amd"},
                 {"intel", "intel"},          {"apple ", "apple"}};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        if (text_has_any_case(name, PARTS[i].part))
            return text_of(PARTS[i].maker);
    if (report_is_stand_in(name))
        return TEXT("microsoft");
    return text_starts(name, "AMD") ? TEXT("amd") : TEXT("other");
}

static void add_card(ReportReading *reading, const ReportLine *line, Text name)
{
    report_printed(reading, line, REPORT_PCI_FUNCTION, NONE, "vendor", report_maker_of(name));
    report_printed(reading, line, REPORT_PCI_FUNCTION, NONE, "device", name);
}

/* dxdiag: "           Card name: NVIDIA GeForce GTX 1650" */
static void read_dxdiag(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text;
    if (text_take(&rest, "Card name: ") && text_trim(rest).length)
        add_card(reading, line, text_trim(rest));
}

/* Takes the heading off "Name : NVIDIA GeForce GTX 1650" and "Caption  : …"; a row of another one
 * names no card. */
static bool take_heading(Text *row)
{
    Text label = text_trim(text_until(*row, ":"));
    if (label.length == text_trim(*row).length)
        return true;
    static const char *const NAMES[] = {"Name", "Caption", "Description"};
    *row = text_trim(text_part(*row, text_find(*row, ':') + 1, row->length));
    return TEXT_IS_ONE_OF(label, NAMES);
}

/* wmic path win32_VideoController get name; Get-CimInstance Win32_VideoController | Select Name:
 * one card a line. Headings, rules and prose name no maker. */
static void read_controller(ReportReading *reading, const ReportLine *line)
{
    Text row = line->text;
    if (!text_has_any_case(reading->command, "win32_VideoController") || !take_heading(&row) ||
        is_logged(row) || text_ends(row, "."))
        return;
    if (!text_is(report_maker_of(row), "other"))
        add_card(reading, line, row);
}

/* system_profiler SPDisplaysDataType: "      Chipset Model: AMD Radeon Pro 5500M" */
static void read_profiler(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text;
    if (!text_take(&rest, "Chipset Model: "))
        return;
    report_printed(reading, line, REPORT_SYSTEM, NONE, "name", TEXT("macos"));
    add_card(reading, line, text_trim(rest));
}

/* Leaves the names to who reads sentences: it knows the cards. */
bool report_video(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE || line->text.length == 0)
        return false;
    read_dxdiag(reading, line);
    read_controller(reading, line);
    read_profiler(reading, line);
    return false;
}
