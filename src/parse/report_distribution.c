/* Packages of a distribution that bring the driver of NVIDIA, its toolkit for containers or CUDA:
 * dpkg, apt, rpm, dnf, pacman. Those that were removed, and those that could be installed, are
 * passed by. */
#include "parse/report_packages.h"

#include <string.h>

#include "parse/report_words.h"

enum { WORDS_ROOM = 8 };

static const Text NONE = {"", 0};

/* What a package brings; the first row that fits decides. `whole`: nothing stands behind it.
 * "": it works without a driver. */
static const struct {
    const char *start, *role;
    bool whole;
} PACKAGES[] = {
    {"nvidia-container", "container-toolkit", false},
    {"libnvidia-container", "container-toolkit", false},
    {"nvidia-docker", "container-toolkit", false},
    {"nvidia-cuda-toolkit", "cuda-toolkit", true},
    {"cuda-toolkit", "cuda-toolkit", false},
    {"nvidia-cud", "", false}, /* cuda-…, cudnn */
    {"nvidia-settings", "", false},
    {"nvidia-prime", "", false},
    {"nvidia-profiler", "", false},
    {"nvidia-visual-profiler", "", false},
    {"nvidia-opencl-dev", "", false},
    {"nvidia-nsight", "", false},
    {"libnvidia-egl", "", false},
    {"linux-firmware", "", false},
    {"libnvidia-compute-", "driver-library", false},
    {"libcuda1", "driver-library", false},
    {"nvidia-driver-cuda", "driver-library", false},
    {"nvidia-driver-libs", "driver-library", true},
    {"xorg-x11-drv-nvidia-cuda", "driver-library", false},
    {"nvidia-compute-G0", "driver-library", false},
    {"nvidia-utils", "driver-library", true}, /* Arch: with libcuda */
    {"nvidia-dkms", "driver-module", false},
    {"nvidia-kernel-source-", "driver-module", false},
    {"nvidia-kernel-dkms", "driver-module", true},
    {"nvidia-open-kernel-dkms", "driver-module", true},
    {"nvidia-open", "driver-module", true},
    {"nvidia-lts", "driver-module", true},
    {"nvidia", "driver-module", true},
    {"kmod-nvidia", "driver-module", false},
    {"akmod-nvidia", "driver-module", false},
    {"nvidia-driver-G0", "driver-module", false},
    {"cuda-drivers", "driver-part", false},
};

/* Distributions have many names for parts of the driver, as linux515-nvidia: none is left out. */
static const char *role_of(Text name)
{
    for (size_t i = 0; i < sizeof PACKAGES / sizeof *PACKAGES; i++)
        if (PACKAGES[i].whole ? text_is(name, PACKAGES[i].start)
                              : text_starts(name, PACKAGES[i].start))
            return PACKAGES[i].role;
    return text_has(name, "nvidia") ? "driver-part" : "";
}

/* "3:535.161.07-0ubuntu0.22.04.1" → "535.161.07" */
static Text upstream_version(Text version)
{
    Text epoch = text_until(version, ":");
    if (epoch.length < version.length && is_decimal(epoch))
        version = text_part(version, epoch.length + 1, version.length);
    return text_until(version, "-~+");
}

static void add(ReportReading *reading, const ReportLine *line, Text name, Text version)
{
    name = text_until(name, ":"); /* ":amd64" */
    const char *role = role_of(name);
    if (*role)
        report_printed(reading, line, REPORT_PACKAGE, name, role, upstream_version(version));
}

/* A list of what is installed was searched for NVIDIA's packages. */
static bool was_searched(Text command)
{
    static const char *const LISTS[] = {
        "dpkg -l", "dpkg --list", "dpkg --get-selections", "apt list --installed",
        "rpm -qa", "pacman -Q"};
    bool lists = false;
    for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++)
        lists |= text_has(command, LISTS[i]);
    return lists && text_has_any_case(command, "nvidia");
}

static void open_list(ReportReading *reading)
{
    if (reading->table != TABLE_DISTRIBUTION && was_searched(reading->command))
        report_add(reading, REPORT_BY_COMMAND, reading->command_line, REPORT_COMMAND, NONE,
                   "packages-searched", reading->command);
    reading->table = TABLE_DISTRIBUTION;
}

/* dpkg -l: "ii  libnvidia-compute-535:amd64  535.161.07-0ubuntu0.22.04.1  amd64  NVIDIA …". The
 * first letter is what is wanted, the second what is: "rc" was removed. */
static bool is_dpkg(const Text *words, size_t count)
{
    return count > 2 && words[0].length == 2 && strchr("uihrp", words[0].at[0]) &&
           strchr("ncHUFWti", words[0].at[1]) && is_digit_byte(words[2].at[0]);
}

static bool read_dpkg(ReportReading *reading, const ReportLine *line)
{
    Text words[WORDS_ROOM];
    if (!is_dpkg(words, words_in(line->text, words, WORDS_ROOM, NULL)))
        return false;
    open_list(reading);
    if (words[0].at[1] == 'i')
        add(reading, line, words[1], words[2]);
    return true;
}

/* dpkg --get-selections: "libnvidia-compute-535:amd64                     install" */
static bool read_selection(ReportReading *reading, const ReportLine *line)
{
    Text words[3];
    bool all;
    static const char *const STATES[] = {"install", "deinstall", "hold", "purge"};
    if (words_in(line->text, words, 3, &all) != 2 || !all || !TEXT_IS_ONE_OF(words[1], STATES) ||
        (!*role_of(text_until(words[0], ":")) && reading->table != TABLE_DISTRIBUTION &&
         !was_searched(reading->command)))
        return false;
    open_list(reading);
    if (text_is(words[1], "install") || text_is(words[1], "hold"))
        add(reading, line, words[0], NONE);
    return true;
}

static bool is_architecture(Text word)
{
    static const char *const KNOWN[] = {"amd64", "i386", "arm64", "all"};
    return TEXT_IS_ONE_OF(word, KNOWN);
}

/* apt list: "libnvidia-compute-535/jammy-updates,now 535.161.07-0ubuntu0.22.04.1 amd64 [installed]"
 */
static bool is_apt(const Text *words, size_t count)
{
    return count > 2 && text_find(words[0], '/') < words[0].length && is_architecture(words[2]) &&
           is_digit_byte(words[1].at[0]);
}

static bool read_apt(ReportReading *reading, const ReportLine *line)
{
    Text words[WORDS_ROOM];
    size_t count = words_in(line->text, words, WORDS_ROOM, NULL);
    if (!is_apt(words, count))
        return false;
    if (count > 3 && text_starts(words[3], "[installed")) {
        open_list(reading);
        add(reading, line, text_until(words[0], "/"), words[1]);
    }
    return true;
}

/* "nvidia-driver-cuda-libs-535.129.03-1.fc38.x86_64": the name, behind which the version and the
 * release stand. */
static bool split_rpm(Text word, Text *name, Text *version)
{
    static const char *const ENDS[] = {".x86_64", ".noarch", ".aarch64"};
    bool ends = false;
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        ends |= text_ends(word, ENDS[i]);
    size_t dashes = 0, at = word.length;
    while (ends && at > 0 && dashes < 2)
        dashes += word.at[--at] == '-';
    *name = text_part(word, 0, at);
    *version = text_part(word, at + 1, word.length);
    return dashes == 2 && at > 0 && version->length && is_digit_byte(version->at[0]);
}

/* rpm -qa, and dnf list installed: "nvidia-driver.x86_64   3:535.129.03-1.fc38   @cuda" */
static bool read_rpm(ReportReading *reading, const ReportLine *line)
{
    Text words[4], name, version;
    bool all;
    size_t count = words_in(line->text, words, 4, &all);
    if (count == 1 && split_rpm(words[0], &name, &version)) {
        open_list(reading);
        add(reading, line, name, version);
        return true;
    }
    bool dnf = count == 3 && all && text_starts(words[2], "@") && is_digit_byte(words[1].at[0]) &&
               (text_ends(words[0], ".x86_64") || text_ends(words[0], ".noarch") ||
                text_ends(words[0], ".aarch64"));
    if (!dnf)
        return false;
    open_list(reading);
    add(reading, line, text_until(words[0], "."), words[1]);
    return true;
}

/* pacman -Q: "nvidia-utils 535.113.01-2", with -Qs "local/nvidia-utils 535.113.01-2"; pip prints
 * such lines too, so the command must be shown. */
static bool read_pacman(ReportReading *reading, const ReportLine *line)
{
    Text words[3];
    bool all;
    if (!text_starts(reading->command, "pacman -Q") || words_in(line->text, words, 3, &all) != 2 ||
        !all || !is_digit_byte(words[1].at[0]))
        return false;
    open_list(reading);
    text_take(&words[0], "local/");
    add(reading, line, words[0], words[1]);
    return true;
}

bool report_is_package_row(Text line)
{
    Text words[WORDS_ROOM], name, version;
    size_t count = words_in(line, words, WORDS_ROOM, NULL);
    return is_dpkg(words, count) || is_apt(words, count) ||
           (count == 1 && split_rpm(words[0], &name, &version));
}

bool report_distribution(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE || line->text.length == 0)
        return false;
    return read_dpkg(reading, line) || read_selection(reading, line) || read_apt(reading, line) ||
           read_rpm(reading, line) || read_pacman(reading, line);
}
