#include "parse/report_system.h"

#include <string.h>

#include "parse/report_words.h"

static const Text NONE = {"", 0};

static void add(ReportReading *reading, const ReportLine *line, const char *name, Text value)
{
    report_printed(reading, line, REPORT_SYSTEM, NONE, name, value);
}

/* `versioned`: the phrase counts only with a number behind it, since the word is used for more. */
static const struct {
    const char *phrase, *name;
    bool versioned;
} SYSTEMS[] = {
    {"ubuntu", "ubuntu", false},
    {"debian gnu/linux", "debian", false},
    {"debian", "debian", false},
    {"fedora linux", "fedora", false},
    {"fedora", "fedora", false},
    {"centos linux", "centos", false},
    {"centos stream", "centos", false},
    {"centos", "centos", false},
    {"red hat enterprise linux", "rhel", false},
    {"rhel", "rhel", false},
    {"rocky linux", "rocky", false},
    {"almalinux", "almalinux", false},
    {"amazon linux", "amzn", false},
    {"linux mint", "linuxmint", false},
    {"pop!_os", "pop", false},
    {"arch linux", "arch", false},
    {"manjaro", "manjaro", false},
    {"opensuse leap", "opensuse-leap", false},
    {"opensuse tumbleweed", "opensuse-tumbleweed", false},
    {"opensuse", "opensuse", false},
    {"gentoo", "gentoo", false},
    {"nixos", "nixos", false},
    {"kali linux", "kali", false},
    {"microsoft windows", "windows", false},
    {"windows server", "windows-server", true},
    {"windows", "windows", true},
    {"win", "windows", true},
    {"macos", "macos", false},
    {"mac os x", "macos", false},
    {"mac os", "macos", false},
    {"os x", "macos", true},
    {"macbook", "macos", false},
    {"imac", "macos", false},
    {"mac mini", "macos", false},
    {"m1 mac", "macos", false},
    {"mac m1", "macos", false},
    {"intel mac", "macos", false},
};

bool report_system_named(ReportReading *reading, ReportForm form, size_t line, Text phrase)
{
    Text rest = text_trim(phrase), version;
    if (text_starts_any_case(rest, "linux ") && !text_starts_any_case(rest, "linux mint"))
        rest = text_trim(text_part(rest, 6, rest.length));
    for (size_t i = 0; i < sizeof SYSTEMS / sizeof *SYSTEMS; i++) {
        if (!text_starts_any_case(rest, SYSTEMS[i].phrase))
            continue;
        Text behind = text_part(rest, strlen(SYSTEMS[i].phrase), rest.length);
        if (behind.length && (is_letter_byte(behind.at[0]) || behind.at[0] == '_'))
            continue; /* "windowsill" */
        Text word = text_until(text_trim(behind), " \t,;()/");
        bool pro = text_is_any_case(word, "version") || text_is_any_case(word, "release") ||
                   text_is(word, "LTS");
        if (pro)
            word = text_until(text_trim(text_part(text_trim(behind), word.length, 64)), " \t,;()/");
        version = word.length && word.at[word.length - 1] == '.'
                      ? text_part(word, 0, word.length - 1)
                      : word;
        bool versioned = is_dotted_number(version, 1, 4);
        if (!versioned && SYSTEMS[i].versioned)
            continue;
        report_add(reading, form, line, REPORT_SYSTEM, NONE, "name", text_of(SYSTEMS[i].name));
        if (versioned)
            report_add(reading, form, line, REPORT_SYSTEM, NONE, "version", version);
        return true;
    }
    return false;
}

static bool is_architecture(Text text)
{
    static const char *const KNOWN[] = {"x86_64", "aarch64", "arm64",   "amd64",
                                        "AMD64",  "i686",    "ppc64le", "armv7l"};
    return TEXT_IS_ONE_OF(text, KNOWN);
}

static void add_release(ReportReading *reading, const ReportLine *line, Text release)
{
    add(reading, line, "kernel-release", release);
    if (text_has_any_case(release, "microsoft"))
        add(reading, line, "wsl",
            text_has(release, "WSL2") || text_has(release, "-microsoft-standard") ? TEXT("2")
                                                                                  : TEXT("yes"));
}

/* "Linux host 5.15.0-91-generic #101-Ubuntu SMP … x86_64 x86_64 x86_64 GNU/Linux" */
static bool read_uname(ReportReading *reading, const ReportLine *line)
{
    Text words[24];
    size_t count = words_in(line->text, words, 24, NULL);
    bool linux_kernel = count >= 5 && text_is(words[0], "Linux");
    bool mac = count >= 5 && text_is(words[0], "Darwin");
    if ((!linux_kernel && !mac) || !is_digit_byte(words[2].at[0]) ||
        text_find(words[2], '.') == words[2].length)
        return false;
    if (linux_kernel && words[3].at[0] != '#' && !text_has(line->text, " SMP "))
        return false;
    add(reading, line, "kernel", words[0]);
    add_release(reading, line, words[2]);
    for (size_t i = count; i-- > 3;)
        if (is_architecture(words[i])) {
            add(reading, line, "architecture", words[i]);
            break;
        }
    return true;
}

/* platform.platform(): "Linux-5.15.0-91-generic-x86_64-with-glibc2.35", "Windows-10-10.0.19045-SP0"
 */
bool report_platform(ReportReading *reading, const ReportLine *line, Text text)
{
    text = text_unquoted(text);
    Text rest = text, end;
    if (text_find(text, ' ') < text.length)
        return false;
    if (text_take(&rest, "Linux-") && text_after(rest, "-with-", &end)) {
        rest.length = (size_t)(end.at - rest.at) - 6;
        size_t dash = rest.length;
        while (dash > 0 && rest.at[dash - 1] != '-')
            dash--;
        Text machine = text_part(rest, dash, rest.length);
        if (dash < 2 || !is_architecture(machine))
            return false;
        Text release = text_part(rest, 0, dash - 1);
        /* Some Pythons name the machine twice. */
        if (text_ends(release, "-x86_64"))
            release.length -= sizeof "-x86_64" - 1;
        add(reading, line, "kernel", TEXT("Linux"));
        add_release(reading, line, release);
        add(reading, line, "architecture", machine);
        return true;
    }
    rest = text;
    if (text_take(&rest, "Windows-") && is_digit_byte(rest.length ? rest.at[0] : 0)) {
        add(reading, line, "name", TEXT("windows"));
        add(reading, line, "version", text_until(rest, "-"));
        return true;
    }
    rest = text;
    if (text_take(&rest, "macOS-") && is_digit_byte(rest.length ? rest.at[0] : 0)) {
        add(reading, line, "name", TEXT("macos"));
        add(reading, line, "version", text_until(rest, "-"));
        if (text_has(rest, "-arm64-"))
            add(reading, line, "architecture", TEXT("arm64"));
        return true;
    }
    return false;
}

/* ID=ubuntu, VERSION_ID="22.04", PRETTY_NAME="Ubuntu 22.04.3 LTS", DISTRIB_ID=Ubuntu */
static bool read_release_file(ReportReading *reading, const ReportLine *line)
{
    static const struct {
        const char *key, *name;
    } KEYS[] = {{"ID=", "name"},
                {"VERSION_ID=", "version"},
                {"PRETTY_NAME=", "full-name"},
                {"DISTRIB_RELEASE=", "version"},
                {"DISTRIB_DESCRIPTION=", "full-name"}};
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        Text rest = line->text;
        if (!text_take(&rest, KEYS[i].key))
            continue;
        rest = text_unquoted(text_trim(rest));
        if (rest.length == 0 || (i == 0 && text_find(rest, ' ') < rest.length))
            return false;
        add(reading, line, KEYS[i].name, rest);
        return true;
    }
    return false;
}

/* lsb_release, hostnamectl, sw_vers, ver. */
static bool read_labelled(ReportReading *reading, const ReportLine *line)
{
    static const struct {
        const char *label, *name;
    } LABELS[] = {{"Description:", "full-name"},
                  {"Operating System:", "full-name"},
                  {"Release:", "version"},
                  {"ProductVersion:", "version"},
                  {"Microsoft Windows [Version ", NULL}};
    for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++) {
        Text rest = line->text;
        if (!text_take(&rest, LABELS[i].label))
            continue;
        if (!LABELS[i].name) {
            Text version = text_until(rest, "]");
            if (!is_dotted_number(version, 2, 4))
                return false;
            add(reading, line, "name", TEXT("windows"));
            add(reading, line, "version", version);
            return true;
        }
        bool tab = rest.length && rest.at[0] == '\t';
        rest = text_trim(rest);
        bool number = text_is(text_of(LABELS[i].name), "version");
        /* "Description:" and "Release:" are words of prose too; lsb_release puts a tab behind them.
         */
        if (rest.length == 0 || (number && !is_dotted_number(rest, 1, 4)) ||
            (!tab && i != 1 && i != 3))
            return false;
        if (i == 0 || i == 1) {
            if (!report_system_named(reading, REPORT_BY_PROGRAM, line->number, rest))
                return false;
            add(reading, line, "full-name", rest);
            return true;
        }
        if (i == 3)
            add(reading, line, "name", TEXT("macos"));
        add(reading, line, LABELS[i].name, rest);
        return true;
    }
    return false;
}

/* The line behind "uname -r" or "uname -m". */
static bool read_short(ReportReading *reading, const ReportLine *line)
{
    Text text = line->text;
    if (reading->command_line + 1 != line->number || text_find(text, ' ') < text.length)
        return false;
    if (text_is(reading->command, "uname -r") && is_digit_byte(text.at[0]) && is_version(text)) {
        add_release(reading, line, text);
        return true;
    }
    if ((text_is(reading->command, "uname -m") || text_is(reading->command, "arch")) &&
        is_architecture(text)) {
        add(reading, line, "architecture", text);
        return true;
    }
    return false;
}

bool report_system(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE || line->text.length == 0)
        return false;
    return read_uname(reading, line) || report_platform(reading, line, line->text) ||
           read_release_file(reading, line) || read_labelled(reading, line) ||
           read_short(reading, line);
}
