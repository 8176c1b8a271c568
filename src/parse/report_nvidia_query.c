#include "parse/report_nvidia_smi.h"

#include "parse/report_words.h"

static const struct {
    const char *text, *word;
} FAILURES[] = {
    {"NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver",
     "no-driver-answer"},
    {"Failed to initialize NVML: Driver/library version mismatch", "version-mismatch"},
    {"Failed to initialize NVML: Unknown Error", "unknown-error"},
    {"Failed to initialize NVML: Insufficient Permissions", "insufficient-permissions"},
    {"Failed to initialize NVML: GPU access blocked by the operating system", "blocked"},
    {"Failed to initialize NVML: Driver Not Loaded", "not-loaded"},
    {"NVIDIA-SMI couldn't find libnvidia-ml.so library in your system", "library-not-found"},
    {"NVIDIA-SMI couldn't find nvml.dll", "library-not-found"},
    {"No devices were found", "no-devices"},
    {"Unable to determine the device handle for", "lost-gpu"},
    {"'nvidia-smi' is not recognized", "not-found"},
    {"Command 'nvidia-smi' not found", "not-found"},
};

/* "bash: nvidia-smi: command not found", "zsh: command not found: nvidia-smi" */
static bool is_not_found(Text text)
{
    if (!text_has(text, "nvidia-smi"))
        return false;
    return text_ends(text, "nvidia-smi: command not found") ||
           text_ends(text, "nvidia-smi: not found") ||
           text_ends(text, "command not found: nvidia-smi") ||
           text_ends(text, "nvidia-smi: No such file or directory") ||
           text_has(text, "No such file or directory: 'nvidia-smi'") ||
           text_ends(text, "\"nvidia-smi\": executable file not found in $PATH: unknown.") ||
           text_has(text, "no nvidia-smi in (");
}

bool report_nvidia_failure(ReportReading *reading, const ReportLine *line)
{
    Text none = {"", 0}, text = line->text, version;
    if (line->prompt != PROMPT_NONE)
        return false;
    for (size_t i = 0; i < sizeof FAILURES / sizeof *FAILURES; i++)
        if (text_starts(text, FAILURES[i].text)) {
            report_printed(reading, line, REPORT_DRIVER, none, "nvidia-smi-failed",
                           text_of(FAILURES[i].word));
            return true;
        }
    if (is_not_found(text)) {
        report_printed(reading, line, REPORT_DRIVER, none, "nvidia-smi-failed", TEXT("not-found"));
        return true;
    }
    if (text_after(text, "NVML library version: ", &version) &&
        text_starts(text, "NVML library version: ") && is_driver_version(text_trim(version))) {
        report_printed(reading, line, REPORT_DRIVER, none, "library-version", text_trim(version));
        return true;
    }
    return false;
}

/* "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-…)" and "  MIG 1g.5gb  Device  0: (UUID: MIG-…)" */
static bool read_list(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, uuid;
    if (!text_ends(rest, ")") || !text_after(rest, "(UUID: ", &uuid))
        return false;
    uuid.length--;
    rest.length = (size_t)(uuid.at - rest.at) - sizeof "(UUID: " + 1;
    if (text_take(&rest, "GPU ") && text_starts(uuid, "GPU-")) {
        Text index = text_until(rest, ":");
        Text name = text_trim(text_part(rest, index.length + 1, rest.length));
        if (!is_decimal(index) || name.length == 0)
            return false;
        reading->subject = index;
        report_printed(reading, line, REPORT_GPU, index, "name", name);
        report_printed(reading, line, REPORT_GPU, index, "uuid", uuid);
        return true;
    }
    Text profile, word, number;
    if (!text_take(&rest, "MIG ") || !text_starts(uuid, "MIG-") || !word_take(&rest, &profile) ||
        !word_take(&rest, &word) || !text_is(word, "Device") || !word_take(&rest, &number))
        return false;
    number = text_until(number, ":");
    if (!is_decimal(number) || !is_decimal(reading->subject))
        return false;
    Text subject =
        text_of(arena_printf(reading->arena, "%s/%s", text_copy(reading->arena, reading->subject),
                             text_copy(reading->arena, number)));
    report_printed(reading, line, REPORT_MIG_DEVICE, subject, "profile", profile);
    report_printed(reading, line, REPORT_MIG_DEVICE, subject, "uuid", uuid);
    return true;
}

/* A row of -q. Where `section` is set, the row counts only below that heading. */
static const struct {
    const char *section, *label, *name;
} ROWS[] = {
    {NULL, "Product Name", "name"},
    {NULL, "GPU UUID", "uuid"},
    {NULL, "Minor Number", "minor"},
    {NULL, "Persistence Mode", "persistence"},
    {NULL, "Compute Mode", "compute-mode"},
    {"MIG Mode", "Current", "mig"},
    {"Fabric", "State", "fabric"},
    {"FB Memory Usage", "Used", "memory-used"},
    {"FB Memory Usage", "Total", "memory-total"},
    {"Utilization", "Gpu", "utilisation"},
    {"Utilization", "GPU", "utilisation"},
};

static void read_query_row(ReportReading *reading, const ReportLine *line, Text label, Text value)
{
    Text none = {"", 0};
    if (text_is(label, "Driver Version") && is_driver_version(value))
        report_printed(reading, line, REPORT_DRIVER, none, "version", value);
    else if (text_is(label, "CUDA Version") && is_dotted_number(value, 2, 3))
        report_printed(reading, line, REPORT_DRIVER, none, "cuda-ceiling", value);
    else if (text_is(label, "CUDA Version") && text_starts(value, "Not Found"))
        report_printed(reading, line, REPORT_DRIVER, none, "no-cuda-ceiling", value);
    else if (text_is(label, "Attached GPUs") && is_decimal(value))
        report_printed(reading, line, REPORT_DRIVER, none, "gpus", value);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (reading->subject.length && text_is(label, ROWS[i].label) &&
            (!ROWS[i].section || text_is(reading->section, ROWS[i].section))) {
            report_printed(reading, line, REPORT_GPU, reading->subject, ROWS[i].name, value);
            return;
        }
}

/* "    Product Name            : Tesla T4"; a line without a colon is a heading. */
static bool read_query(ReportReading *reading, const ReportLine *line)
{
    Text text = line->text;
    if (text_starts(text, "====") && text_has(text, "NVSMI LOG")) {
        reading->table = TABLE_SMI_QUERY;
        reading->subject = reading->section = (Text){"", 0};
        return true;
    }
    bool opened = reading->table == TABLE_SMI_QUERY;
    Text colon;
    bool row = text_after(text, " : ", &colon) && colon.length;
    if (opened && text_starts(text, "GPU ") && is_pci_address(text_part(text, 4, text.length))) {
        reading->subject = text_part(text, 4, text.length);
        return true;
    }
    if (opened && !row) {
        reading->section = text;
        return true;
    }
    if (!row)
        return false;
    Text label = text_trim(text_part(text, 0, (size_t)(colon.at - text.at) - 3));
    /* Single rows that somebody searched for: only those that say by themselves whose they are. */
    if (!opened && !(text_is(label, "Driver Version") && text_has(text, "   ")) &&
        !text_is(label, "Attached GPUs"))
        return false;
    read_query_row(reading, line, label, text_trim(colon));
    return true;
}

static const struct {
    const char *column, *name; /* NULL: of the driver, or of no interest */
} COLUMNS[] = {
    {"name", "name"},
    {"gpu_name", "name"},
    {"index", NULL},
    {"uuid", "uuid"},
    {"gpu_uuid", "uuid"},
    {"driver_version", NULL},
    {"memory.total", "memory-total"},
    {"memory.used", "memory-used"},
    {"memory.free", NULL},
    {"utilization.gpu", "utilisation"},
    {"compute_mode", "compute-mode"},
    {"compute_cap", "compute-capability"},
    {"mig.mode.current", "mig"},
    {"persistence_mode", "persistence"},
    {"pci.bus_id", "address"},
    {"gpu_bus_id", "address"},
    {"count", NULL},
    {"temperature.gpu", NULL},
    {"power.draw", NULL},
    {"pstate", NULL},
    {"timestamp", NULL},
};

static int column_of(Text text)
{
    Text name = text_until(text_trim(text), " ");
    for (size_t i = 0; i < sizeof COLUMNS / sizeof *COLUMNS; i++)
        if (text_is(name, COLUMNS[i].column))
            return (int)i;
    return -1;
}

static bool open_csv(ReportReading *reading, Text text)
{
    size_t count = 0;
    bool more = true;
    for (Text part = text_next(&text, ',', &more); more; part = text_next(&text, ',', &more)) {
        if (count == COLUMNS_ROOM || column_of(part) < 0)
            return false;
        reading->columns[count++] = text_until(text_trim(part), " ");
    }
    /* One column alone is too little to know it by: "name" is a word. */
    if (count < 2 && !(count == 1 && text_is(reading->columns[0], "driver_version")))
        return false;
    reading->column_count = count;
    reading->table = TABLE_SMI_CSV;
    return true;
}

static bool read_csv(ReportReading *reading, const ReportLine *line)
{
    Text values[COLUMNS_ROOM], rest = line->text, index = {"", 0};
    size_t count = 0;
    bool more = true;
    for (Text part = text_next(&rest, ',', &more); more; part = text_next(&rest, ',', &more)) {
        if (count == reading->column_count)
            return false;
        values[count++] = text_trim(part);
    }
    if (count != reading->column_count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (text_is(reading->columns[i], "index") && is_decimal(values[i]))
            index = values[i];
    for (size_t i = 0; i < count; i++) {
        const char *name = COLUMNS[column_of(reading->columns[i])].name;
        if (text_is(reading->columns[i], "driver_version") && is_driver_version(values[i]))
            report_printed(reading, line, REPORT_DRIVER, (Text){"", 0}, "version", values[i]);
        else if (name && values[i].length)
            report_printed(reading, line, REPORT_GPU, index, name, values[i]);
    }
    return true;
}

bool report_nvidia_query(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE || line->text.length == 0)
        return false;
    if (read_list(reading, line) || read_query(reading, line) || open_csv(reading, line->text))
        return true;
    if (reading->table != TABLE_SMI_CSV)
        return false;
    if (read_csv(reading, line))
        return true;
    reading->table = TABLE_NONE;
    return false;
}
