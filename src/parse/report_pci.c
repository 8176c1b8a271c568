#include "parse/report_pci.h"

#include "parse/report_words.h"

static const char *const CLASSES[] = {"VGA compatible controller", "3D controller",
                                      "Display controller", "Processing accelerators"};

static const char *vendor_of(Text device)
{
    if (text_starts_any_case(device, "NVIDIA Corporation"))
        return "nvidia";
    if (text_starts(device, "Advanced Micro Devices") || text_starts(device, "ATI Technologies") ||
        text_starts(device, "AMD"))
        return "amd";
    if (report_is_stand_in(device))
        return "microsoft";
    return text_starts(device, "Intel Corporation") ? "intel" : "other";
}

/* "[10de:1c8d]" at the end: with -nn. Takes it off the name. */
static bool take_id(Text *device, Text *id)
{
    size_t open = device->length;
    while (open > 0 && device->at[open - 1] != '[')
        open--;
    *id = text_part(*device, open, device->length);
    if (open == 0 || id->length != 10 || id->at[9] != ']' || id->at[4] != ':')
        return false;
    id->length = 9;
    *device = text_trim(text_part(*device, 0, open - 1));
    return true;
}

/* "(rev a1)", "(rev a1) (prog-if 00 [VGA controller])" */
static Text without_revision(Text device)
{
    for (size_t i = 0; i + 5 < device.length; i++)
        if (text_starts(text_part(device, i, device.length), " (rev ") ||
            text_starts(text_part(device, i, device.length), " (prog-"))
            return text_part(device, 0, i);
    return device;
}

/* "01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GP107M [GeForce GTX 1050 …" */
static bool read_function(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, address, device, id;
    if (!word_take(&rest, &address) || !is_pci_address(address) || !text_after(rest, ": ", &device))
        return false;
    reading->table = TABLE_PCI;
    reading->subject = (Text){"", 0};
    Text class = text_trim(text_part(rest, 0, (size_t)(device.at - rest.at) - 2));
    if (text_ends(class, "]") && class.length > 7)
        class = text_trim(text_part(class, 0, class.length - 6));
    if (!TEXT_IS_ONE_OF(class, CLASSES))
        return true;
    device = text_trim(without_revision(device));
    bool with_id = take_id(&device, &id);
    reading->subject = address;
    reading->section = (Text){"", 0};
    report_printed(reading, line, REPORT_PCI_FUNCTION, address, "class", class);
    report_printed(reading, line, REPORT_PCI_FUNCTION, address, "vendor",
                   text_of(vendor_of(device)));
    report_printed(reading, line, REPORT_PCI_FUNCTION, address, "device", device);
    if (with_id)
        report_printed(reading, line, REPORT_PCI_FUNCTION, address, "id", id);
    return true;
}

/* The driver in use stands above the modules that could be; it was not cut out by a search. */
static bool is_without_driver(const ReportReading *reading)
{
    bool all = !text_has(reading->command, "grep") || text_has(reading->command, "-A");
    return all && reading->section.length == 0;
}

bool report_pci(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text;
    if (line->prompt != PROMPT_NONE)
        return false;
    if (read_function(reading, line))
        return true;
    if (reading->table != TABLE_PCI)
        return false;
    if (line->blank || text_is(rest, "--")) {
        /* grep -A parts what lies apart: what follows belongs to no function that was shown. */
        reading->subject = (Text){"", 0};
        return true;
    }
    bool driver = text_take(&rest, "Kernel driver in use: ");
    reading->section = driver ? TEXT("driver") : reading->section;
    if (!driver && !text_take(&rest, "Kernel modules: "))
        return line->printed.length && (line->printed.at[0] == ' ' || line->printed.at[0] == '\t');
    if (reading->subject.length == 0)
        return true;
    if (!driver && is_without_driver(reading))
        report_printed(reading, line, REPORT_PCI_FUNCTION, reading->subject, "driver",
                       TEXT("none"));
    report_printed(reading, line, REPORT_PCI_FUNCTION, reading->subject,
                   driver ? "driver" : "modules", text_trim(rest));
    return true;
}
