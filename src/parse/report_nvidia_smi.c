#include "parse/report_nvidia_smi.h"

#include "parse/report_words.h"

enum { CELLS_ROOM = 6, WORDS_ROOM = 24 };

/* The cells of a row: what stands between two bars. What the end of a line cut off is no cell. */
static size_t cells_of(Text row, Text *cells, size_t room)
{
    if (!text_take(&row, "|"))
        return 0;
    size_t count = 0;
    while (count < room && text_find(row, '|') < row.length) {
        bool more;
        cells[count++] = text_trim(text_next(&row, '|', &more));
    }
    return count;
}

/* The word behind `label` and a colon. */
static bool labelled(Text line, const char *label, Text *word)
{
    Text rest;
    if (!text_after(line, label, &rest))
        return false;
    rest = text_trim(rest);
    if (!text_take(&rest, ":") || !word_take(&rest, word))
        return false;
    *word = text_until(*word, ",;|");
    return word->length > 0;
}

/* "NVIDIA-SMI 470.82.01   Driver Version: 470.82.01   CUDA Version: 11.4" */
static bool read_header(ReportReading *reading, const ReportLine *line)
{
    Text word, rest, none = {"", 0};
    bool smi = text_after(line->text, "NVIDIA-SMI ", &rest) && word_take(&rest, &word) &&
               is_driver_version(word = text_until(word, ",;"));
    Text version, ceiling;
    bool driver = (labelled(line->text, "Driver Version", &version) ||
                   labelled(line->text, "KMD Version", &version)) &&
                  is_driver_version(version);
    bool cuda = labelled(line->text, "CUDA Version", &ceiling) ||
                labelled(line->text, "CUDA UMD Version", &ceiling);
    /* Without its own name, two labels on one line are still its head; one alone may be anybody's.
     */
    if (!driver || (!smi && !cuda))
        return false;
    if (smi)
        report_printed(reading, line, REPORT_DRIVER, none, "smi-version", word);
    report_printed(reading, line, REPORT_DRIVER, none, "version", version);
    if (cuda && is_dotted_number(ceiling, 2, 3))
        report_printed(reading, line, REPORT_DRIVER, none, "cuda-ceiling", ceiling);
    else if (cuda && (text_is(ceiling, "N/A") || text_is(ceiling, "ERR!")))
        report_printed(reading, line, REPORT_DRIVER, none, "no-cuda-ceiling", ceiling);
    reading->table = TABLE_SMI;
    reading->subject = none;
    return true;
}

/* "0  Tesla K80           Off" and "00000000:00:04.0 Off" */
static bool read_gpu(ReportReading *reading, const ReportLine *line, const Text *cells)
{
    static const char *const MODELS[] = {"WDDM", "TCC", "MCDM"};
    static const char *const PERSISTENCE[] = {"On", "Off", "N/A"};
    Text rest = cells[0], index, address, bus = cells[1];
    if (!word_take(&rest, &index) || !is_decimal(index) || !word_take(&bus, &address) ||
        !is_pci_address(address))
        return false;
    rest = text_trim(rest);
    size_t end = rest.length;
    while (end > 0 && rest.at[end - 1] != ' ')
        end--;
    Text last = text_part(rest, end, rest.length), name = text_trim(text_part(rest, 0, end));
    bool model = TEXT_IS_ONE_OF(last, MODELS);
    if (name.length == 0 || (!model && !TEXT_IS_ONE_OF(last, PERSISTENCE)))
        return false;
    reading->table = TABLE_SMI;
    reading->subject = index;
    report_printed(reading, line, REPORT_GPU, index, "name", name);
    report_printed(reading, line, REPORT_GPU, index, "address", address);
    report_printed(reading, line, REPORT_GPU, index, model ? "driver-model" : "persistence", last);
    return true;
}

static bool is_amount(Text text)
{
    return (text_ends(text, "MiB") || text_ends(text, "GiB")) &&
           is_decimal(text_part(text, 0, text.length - 3));
}

/* "0MiB / 11441MiB" and "100%      Default" */
static bool read_use(ReportReading *reading, const ReportLine *line, const Text *cells,
                     size_t count)
{
    static const char *const MODES[] = {"Default", "E. Process", "E. Thread", "Prohibited",
                                        "Exclusive_Process"};
    Text words[4];
    if (words_in(cells[1], words, 4, NULL) != 3 || !text_is(words[1], "/") ||
        !is_amount(words[0]) || !is_amount(words[2]))
        return false;
    if (reading->subject.length == 0)
        return true; /* of a card whose own row is not shown */
    report_printed(reading, line, REPORT_GPU, reading->subject, "memory-used", words[0]);
    report_printed(reading, line, REPORT_GPU, reading->subject, "memory-total", words[2]);
    Text rest = count > 2 ? cells[2] : (Text){"", 0}, word;
    if (!word_take(&rest, &word))
        return true;
    if (text_ends(word, "%"))
        report_printed(reading, line, REPORT_GPU, reading->subject, "utilisation", word);
    rest = text_trim(rest);
    if (TEXT_IS_ONE_OF(rest, MODES))
        report_printed(reading, line, REPORT_GPU, reading->subject, "compute-mode", rest);
    return true;
}

/* The third row of a card: two empty cells, then its MIG mode. */
static bool read_mig(ReportReading *reading, const ReportLine *line, const Text *cells)
{
    static const char *const MODES[] = {"Enabled", "Disabled", "N/A", "Enabled*", "Disabled*"};
    if (cells[0].length || cells[1].length || !TEXT_IS_ONE_OF(cells[2], MODES))
        return false;
    if (reading->subject.length)
        report_printed(reading, line, REPORT_GPU, reading->subject, "mig", cells[2]);
    return true;
}

/* "0   N/A  N/A      1234      C   python3       2041MiB"; before driver 450 without the two
 * instances. */
static bool read_process(ReportReading *reading, const ReportLine *line, Text cell)
{
    static const char *const TYPES[] = {"C", "G", "C+G", "M+C", "M"};
    Text words[WORDS_ROOM];
    bool all;
    size_t count = words_in(cell, words, WORDS_ROOM, &all), type = 0;
    while (type < count && !TEXT_IS_ONE_OF(words[type], TYPES))
        type++;
    if (!all || (type != 2 && type != 4) || count < type + 3 || !is_decimal(words[0]) ||
        !is_decimal(words[type - 1]))
        return false;
    Text memory = words[count - 1];
    if (!is_amount(memory) && !text_is(memory, "N/A"))
        return false;
    const char *from = words[type + 1].at, *to = words[count - 2].at + words[count - 2].length;
    Text program = {from, (size_t)(to - from)};
    Text subject =
        text_of(arena_printf(reading->arena, "%s/%s", text_copy(reading->arena, words[0]),
                             text_copy(reading->arena, words[type - 1])));
    report_printed(reading, line, REPORT_GPU_PROCESS, subject, "type", words[type]);
    report_printed(reading, line, REPORT_GPU_PROCESS, subject, "program", program);
    report_printed(reading, line, REPORT_GPU_PROCESS, subject, "memory", memory);
    return true;
}

bool report_nvidia_smi(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE)
        return false;
    if (read_header(reading, line))
        return true;
    Text cells[CELLS_ROOM];
    size_t count = cells_of(line->text, cells, CELLS_ROOM);
    if (count == 1 && text_is(cells[0], "No running processes found")) {
        report_printed(reading, line, REPORT_GPU, (Text){"", 0}, "processes", TEXT("none"));
        return true;
    }
    if (count == 1 && read_process(reading, line, cells[0]))
        return true;
    if (count >= 2 && read_gpu(reading, line, cells))
        return true;
    if (count >= 2 && reading->table == TABLE_SMI && read_use(reading, line, cells, count))
        return true;
    if (count == 3 && reading->table == TABLE_SMI && read_mig(reading, line, cells))
        return true;
    /* Rules and headings of the table hold nothing; the others pass them by. */
    return reading->table == TABLE_SMI &&
           (text_starts(line->text, "|") || text_starts(line->text, "+--"));
}
