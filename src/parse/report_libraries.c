#include "parse/report_libraries.h"

#include "parse/report_words.h"

enum { WORDS_ROOM = 64 };

static Text base_of(Text path)
{
    size_t start = path.length;
    while (start > 0 && path.at[start - 1] != '/' && path.at[start - 1] != '\\')
        start--;
    return text_part(path, start, path.length);
}

/* Libraries that decide about a GPU. */
static bool is_gpu_library(Text name)
{
    static const char *const STARTS[] = {"libcu",          "libnv",     "libnccl",
                                         "libcaffe_nvrtc", "libamdhip", "libtensorflow"};
    static const char *const WINDOWS[] = {"cudart", "cublas",   "cudnn",    "cufft",
                                          "curand", "cusolver", "cusparse", "nvcuda"};
    bool windows = text_ends(name, ".dll");
    if (!windows && !text_has(name, ".so"))
        return false;
    if (windows) {
        for (size_t i = 0; i < sizeof WINDOWS / sizeof *WINDOWS; i++)
            if (text_starts(name, WINDOWS[i]))
                return true;
        return false;
    }
    /* "libcurl.so.4" and "libcups.so.2" are none of them. */
    if (text_starts(name, "libcurl") || text_starts(name, "libcups"))
        return false;
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
        if (text_starts(name, STARTS[i]))
            return true;
    return false;
}

/* "libcudnn.so.8 (libc6,x86-64) => /lib/x86_64-linux-gnu/libcudnn.so.8" */
static bool read_cache(ReportReading *reading, const ReportLine *line)
{
    Text name = text_until(line->text, " "), kind, path;
    if (!text_after(line->text, " (libc6", &kind) || !text_after(line->text, ") => ", &path) ||
        path.length < 2 || path.at[0] != '/' || kind.at != name.at + name.length + 7)
        return false;
    if (is_gpu_library(name))
        report_printed(reading, line, REPORT_LIBRARY, name,
                       text_starts(kind, ",") && !text_starts(kind, ", ") ? "cached"
                                                                          : "cached-32-bit",
                       text_until(path, " "));
    return true;
}

static void add_file(ReportReading *reading, const ReportLine *line, Text path)
{
    report_printed(reading, line, REPORT_LIBRARY, base_of(path), "file", path);
}

/* The directory that the last command listed; empty when it named none, or several. */
static Text listed_directory(const ReportReading *reading)
{
    Text rest = reading->command, word, found = {"", 0};
    if (!text_take(&rest, "ls ") && !(text_take(&rest, "sudo ") && text_take(&rest, "ls ")))
        return found;
    if (text_has(rest, "|") || text_has(rest, "*"))
        return found;
    while (word_take(&rest, &word)) {
        if (text_starts(word, "-"))
            continue;
        if (found.length || (word.at[0] != '/' && word.at[0] != '~'))
            return (Text){"", 0};
        found = word;
    }
    return found;
}

/* "lrwxrwxrwx 1 root root 17 Jan  1 10:00 libcudnn.so.8 -> libcudnn.so.8.1.0" */
static bool read_long(ReportReading *reading, const ReportLine *line)
{
    Text words[16];
    bool all;
    size_t count = words_in(line->text, words, 16, &all);
    if (!all || count < 8 || words[0].length < 10 ||
        (words[0].at[0] != '-' && words[0].at[0] != 'l') || !is_decimal(words[1]))
        return false;
    bool link = count >= 10 && text_is(words[count - 2], "->");
    Text path = link ? words[count - 3] : words[count - 1];
    if (!is_gpu_library(base_of(path)))
        return false;
    add_file(reading, line, path);
    if (link)
        report_printed(reading, line, REPORT_LIBRARY, base_of(path), "link", words[count - 1]);
    return true;
}

/* A line of paths and nothing else: find, locate, ls with a pattern. "a -> b" of readlink too. */
static bool read_paths(ReportReading *reading, const ReportLine *line)
{
    Text words[WORDS_ROOM];
    bool all;
    size_t count = words_in(line->text, words, WORDS_ROOM, &all);
    if (!all || count == 0)
        return false;
    bool link = count == 3 && text_is(words[1], "->");
    for (size_t i = 0; i < count; i++) {
        bool path =
            text_starts(words[i], "/") || text_starts(words[i], "./") || text_has(words[i], ":\\");
        if (!(link && i > 0) && (!path || !is_gpu_library(base_of(words[i])) ||
                                 text_ends(words[i], ":") || text_ends(words[i], ",")))
            return false;
    }
    for (size_t i = 0; i < (link ? 1 : count); i++)
        add_file(reading, line, words[i]);
    if (link)
        report_printed(reading, line, REPORT_LIBRARY, base_of(words[0]), "link", words[2]);
    return true;
}

/* ldconfig -v: "/usr/local/cuda-8.0/lib64:", below it "libcublas.so.8.0 -> libcublas.so.8.0.88" */
static bool read_verbose_cache(ReportReading *reading, const ReportLine *line)
{
    Text words[4];
    bool all;
    size_t count = words_in(line->text, words, 4, &all);
    if (all && count >= 1 && text_starts(words[0], "/") && text_ends(words[0], ":") &&
        (count == 1 || text_starts(words[1], "("))) {
        reading->table = TABLE_LDCONFIG;
        reading->subject = text_part(words[0], 0, words[0].length - 1);
        return true;
    }
    bool link = all && count >= 3 && text_is(words[1], "->");
    if (reading->table != TABLE_LDCONFIG || !link)
        return false;
    if (is_gpu_library(words[0]))
        report_printed(reading, line, REPORT_LIBRARY, words[0], "cached",
                       text_of(arena_printf(reading->arena, "%s/%s",
                                            text_copy(reading->arena, reading->subject),
                                            text_copy(reading->arena, words[0]))));
    return true;
}

/* "libcuda: /usr/lib/x86_64-linux-gnu/libcuda.so"; "libcuda:" alone when there is none. */
static bool read_whereis(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, name = text_until(rest, ": "), word;
    if (!text_starts(reading->command, "whereis ") || name.length == rest.length ||
        rest.at[name.length] != ':' || !text_has(reading->command, text_copy(reading->arena, name)))
        return false;
    rest = text_part(rest, name.length + 1, rest.length);
    bool found = false;
    while (word_take(&rest, &word)) {
        found = true;
        if (is_gpu_library(base_of(word)))
            add_file(reading, line, word);
    }
    if (!found && text_starts(name, "lib"))
        report_printed(reading, line, REPORT_LIBRARY, name, "absent", TEXT("whereis"));
    return true;
}

/* "ls: cannot access '/usr/lib/libcuda*': No such file or directory" */
static bool read_absent(ReportReading *reading, const ReportLine *line)
{
    Text path = line->text, end;
    if (!text_take(&path, "ls: cannot access ") ||
        !text_after(path, ": No such file or directory", &end) || end.length)
        return false;
    path.length -= sizeof ": No such file or directory" - 1;
    path = text_unquoted(path);
    if (!text_has(path, "libcu") && !text_has(path, "libnv") && !text_has(path, "cudnn") &&
        !text_has(path, "/wsl/lib"))
        return false;
    report_printed(reading, line, REPORT_LIBRARY, path, "absent", TEXT("ls"));
    return true;
}

/* The names in a directory: which are there, and so which are not. */
static bool read_listing(ReportReading *reading, const ReportLine *line)
{
    Text directory = listed_directory(reading), words[WORDS_ROOM];
    bool all;
    size_t count = words_in(line->text, words, WORDS_ROOM, &all);
    if (directory.length == 0 || !all || count == 0)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!text_has(words[i], ".so") && !text_ends(words[i], ".a") &&
            text_find(words[i], '.') == words[i].length && !text_is(words[i], "nvidia-smi") &&
            !text_is(words[i], "stubs") && !text_is(words[i], "pkgconfig"))
            return false;
    bool library = false;
    for (size_t i = 0; i < count; i++)
        library |= text_starts(words[i], "lib") && text_has(words[i], ".so");
    if (!library)
        return false;
    report_printed(reading, line, REPORT_LIBRARY, directory, "listed", line->text);
    for (size_t i = 0; i < count; i++)
        if (is_gpu_library(words[i]))
            report_printed(
                reading, line, REPORT_LIBRARY, words[i], "file",
                text_of(arena_printf(reading->arena, "%s/%s", text_copy(reading->arena, directory),
                                     text_copy(reading->arena, words[i]))));
    return true;
}

bool report_libraries(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE || line->text.length == 0)
        return false;
    return read_cache(reading, line) || read_verbose_cache(reading, line) ||
           read_long(reading, line) || read_whereis(reading, line) || read_absent(reading, line) ||
           read_paths(reading, line) || read_listing(reading, line);
}
