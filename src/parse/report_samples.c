/* What programs print that ask CUDA for its devices and do nothing else: deviceQuery of NVIDIA's
 * samples, numba -s, numba.cuda.detect(), jax.print_environment_info(). */
#include "parse/report_programs.h"

#include "parse/report_words.h"

static const Text NONE = {"", 0};

/* ---- deviceQuery ---- */

/* "Device 0: \"NVIDIA GeForce GTX 1650\"". Its numbers count the devices that this program may see.
 */
static bool read_device(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text;
    if (!text_take(&rest, "Device "))
        return false;
    Text index = text_until(rest, ":"), name = text_part(rest, index.length + 2, rest.length);
    if (!is_decimal(index) || !text_starts(name, "\"") || !text_ends(name, "\"") || name.length < 3)
        return false;
    report_printed(reading, line, REPORT_GPU, NONE, "name", text_unquoted(name));
    return true;
}

static void add_cuda(ReportReading *reading, const ReportLine *line, Text driver, Text runtime)
{
    if (is_dotted_number(driver, 2, 2))
        report_printed(reading, line, REPORT_DRIVER, NONE, "cuda-ceiling", driver);
    if (is_dotted_number(runtime, 2, 2))
        report_printed(reading, line, REPORT_TOOLKIT, NONE, "cuda", runtime);
}

/* "Detected 1 CUDA Capable device(s)", "Found 1 CUDA devices" */
static bool read_count(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, count;
    bool starts = text_take(&rest, "Detected ") || text_take(&rest, "Found ");
    if (!starts || !word_take(&rest, &count) || !is_decimal(count))
        return false;
    rest = text_trim(rest);
    if (!text_is(rest, "CUDA Capable device(s)") && !text_is(rest, "CUDA devices"))
        return false;
    report_printed(reading, line, REPORT_DRIVER, NONE, "gpus", count);
    return true;
}

/* "  CUDA Driver Version / Runtime Version          12.2 / 11.8" */
static bool read_device_query(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, driver;
    if (read_device(reading, line) || read_count(reading, line))
        return true;
    if (text_take(&rest, "CUDA Driver Version / Runtime Version ")) {
        rest = text_trim(rest);
        driver = text_until(rest, " ");
        rest = text_part(rest, driver.length, rest.length);
        add_cuda(reading, line, driver, text_take(&rest, " / ") ? text_trim(rest) : NONE);
        return true;
    }
    if (text_take(&rest, "CUDA Capability Major/Minor version number:")) {
        if (is_dotted_number(text_trim(rest), 2, 2))
            report_printed(reading, line, REPORT_GPU, NONE, "compute-capability", text_trim(rest));
        return true;
    }
    return false;
}

/* ---- Numba ---- */

/* "CUDA Device Initialized                       : False". That Numba has a device says nothing of
 * others. */
static bool read_numba_row(ReportReading *reading, const ReportLine *line)
{
    Text label = text_trim(text_until(line->text, ":"));
    Text value = text_trim(text_part(line->text, text_find(line->text, ':') + 1, 64));
    if (text_is(label, "CUDA Device Initialized")) {
        if (text_is(value, "False"))
            report_printed(reading, line, REPORT_FRAMEWORK, TEXT("numba"), "gpu-available",
                           TEXT("false"));
        return true;
    }
    if (!text_is(label, "CUDA Driver Version") || !text_has(line->text, "   "))
        return false;
    add_cuda(reading, line, value, NONE);
    return true;
}

/* "id 0    b'NVIDIA GeForce RTX 3090'                    [SUPPORTED]" */
static bool read_detected(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, index;
    if (!text_take(&rest, "id ") || !word_take(&rest, &index) || !is_decimal(index) ||
        !text_has(rest, "SUPPORTED"))
        return false;
    rest = text_trim(rest);
    text_take(&rest, "b");
    Text name = text_take(&rest, "'") ? text_until(rest, "'") : NONE;
    if (name.length)
        report_printed(reading, line, REPORT_GPU, NONE, "name", name);
    return true;
}

/* numba.cuda.cudadrv.libs.test(): "Finding driver from candidates:", then each on a line. Nothing
 * shows that these files are there. */
static bool read_candidates(ReportReading *reading, const ReportLine *line)
{
    if (text_is(line->text, "Finding driver from candidates:")) {
        reading->table = TABLE_CANDIDATES;
        return true;
    }
    if (reading->table != TABLE_CANDIDATES)
        return false;
    bool candidate =
        text_has(line->text, "libcuda.") && text_find(line->text, ' ') == line->text.length;
    if (!candidate)
        reading->table = TABLE_NONE;
    return candidate;
}

/* The same: "Mapped libcuda.so paths:", then each on a line. */
static bool read_mapped(ReportReading *reading, const ReportLine *line)
{
    if (text_is(line->text, "Mapped libcuda.so paths:")) {
        reading->table = TABLE_MAPPED;
        return true;
    }
    if (reading->table != TABLE_MAPPED)
        return false;
    bool path = text_starts(line->text, "/") && text_has(line->text, "/libcuda.so") &&
                text_find(line->text, ' ') == line->text.length;
    if (path)
        report_printed(reading, line, REPORT_LIBRARY, TEXT("libcuda.so.1"), "resolved", line->text);
    else
        reading->table = TABLE_NONE;
    return path;
}

/* ---- JAX ---- */

/* "device info: NVIDIA GeForce RTX 3090-1, 1 local devices"", "device info: cpu-1, …" */
static bool read_jax(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text;
    if (!text_take(&rest, "device info: ") || !text_has(rest, " local devices"))
        return false;
    Text info = text_until(rest, ",");
    size_t dash = info.length;
    while (dash > 0 && info.at[dash - 1] != '-')
        dash--;
    Text count = text_part(info, dash, info.length);
    if (dash < 2 || !is_decimal(count))
        return false;
    Text kind = text_part(info, 0, dash - 1);
    bool cpu = text_is_any_case(kind, "cpu");
    if (!text_starts(kind, "TPU"))
        report_printed(reading, line, REPORT_FRAMEWORK, TEXT("jax"), "gpus",
                       cpu ? TEXT("0") : count);
    return true;
}

bool report_samples(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE || line->text.length == 0)
        return false;
    return read_device_query(reading, line) || read_numba_row(reading, line) ||
           read_detected(reading, line) || read_candidates(reading, line) ||
           read_mapped(reading, line) || read_jax(reading, line);
}
