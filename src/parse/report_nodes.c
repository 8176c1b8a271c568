#include "parse/report_kernel.h"

#include "parse/report_words.h"

enum { WORDS_ROOM = 16 };

static bool is_node(Text path)
{
    return text_starts(path, "/dev/nvidia") || text_starts(path, "/dev/dri/") ||
           text_is(path, "/dev/kfd") || text_is(path, "/dev/dxg") ||
           text_is(path, "/dev/nvhost-ctrl") || text_is(path, "/dev/nvmap");
}

/* "crw-rw-rw- 1 root root 195,   0 Jan  1 10:00 /dev/nvidia0"; below "ls -l /dev" the name alone.
 */
static bool read_node(ReportReading *reading, const ReportLine *line)
{
    Text words[WORDS_ROOM];
    bool all;
    size_t count = words_in(line->text, words, WORDS_ROOM, &all);
    if (!all || count < 8 || words[0].length < 10 || words[0].length > 11 ||
        text_until(words[0], "rwxsStT-.+cbdl").length > 0 || !is_decimal(words[1]))
        return false;
    Text path = words[count - 1];
    if (text_starts(path, "nvidia"))
        path = text_of(arena_printf(reading->arena, "/dev/%s", text_copy(reading->arena, path)));
    if (!is_node(path))
        return false;
    report_printed(reading, line, REPORT_DEVICE_NODE, path, "mode", words[0]);
    report_printed(reading, line, REPORT_DEVICE_NODE, path, "user", words[2]);
    report_printed(reading, line, REPORT_DEVICE_NODE, path, "group", words[3]);
    Text major = words[4], minor = words[5];
    if (words[0].at[0] == 'c' && text_ends(major, ",") && is_decimal(minor)) {
        major.length--;
        if (is_decimal(major))
            report_printed(
                reading, line, REPORT_DEVICE_NODE, path, "numbers",
                text_of(arena_printf(reading->arena, "%s:%s", text_copy(reading->arena, major),
                                     text_copy(reading->arena, minor))));
    }
    return true;
}

/* ls /dev/nvidia*: paths and nothing else. */
static bool read_listed(ReportReading *reading, const ReportLine *line)
{
    Text words[WORDS_ROOM];
    bool all;
    size_t count = words_in(line->text, words, WORDS_ROOM, &all);
    for (size_t i = 0; i < count; i++)
        if (!is_node(words[i]) || text_until(words[i], ":*'\",;()").length < words[i].length)
            return false;
    if (!all || count == 0)
        return false;
    for (size_t i = 0; i < count; i++)
        report_printed(reading, line, REPORT_DEVICE_NODE, words[i], "listed", TEXT("yes"));
    return true;
}

/* "ls: cannot access '/dev/nvidia*': No such file or directory"; zsh: "no matches found: …" */
static bool read_absent(ReportReading *reading, const ReportLine *line)
{
    Text path = line->text;
    if (text_take(&path, "ls: cannot access ") && text_ends(path, ": No such file or directory"))
        path.length -= sizeof ": No such file or directory" - 1;
    else if (!text_take(&path, "zsh: no matches found: "))
        return false;
    path = text_unquoted(path);
    if (!is_node(path))
        return false;
    report_printed(reading, line, REPORT_DEVICE_NODE, path, "absent", TEXT("ls"));
    return true;
}

bool report_nodes(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE || line->text.length == 0)
        return false;
    return read_node(reading, line) || read_listed(reading, line) || read_absent(reading, line);
}

/* "1000(user),44(video)": the names, commas between them. */
static Text names_of(Arena *arena, Text groups)
{
    const char *names = "";
    bool more = true;
    for (Text part = text_next(&groups, ',', &more); more; part = text_next(&groups, ',', &more)) {
        Text number = text_until(part, "("), name = text_part(part, number.length, part.length);
        if (text_starts(name, "(") && text_ends(name, ")"))
            name = text_part(name, 1, name.length - 2);
        else
            name = number;
        names = arena_printf(arena, "%s%s%s", names, names[0] ? "," : "", text_copy(arena, name));
    }
    return text_of(names);
}

/* "uid=1000(user) gid=1000(user) groups=1000(user),44(video)" */
static bool read_id(ReportReading *reading, const ReportLine *line)
{
    Text rest = line->text, id, groups, none = {"", 0};
    if (!text_take(&rest, "uid=") || !text_has(rest, " gid="))
        return false;
    id = text_until(rest, "( ");
    if (!is_decimal(id))
        return false;
    report_printed(reading, line, REPORT_USER, none, "id", id);
    if (text_after(rest, " groups=", &groups))
        report_printed(reading, line, REPORT_USER, none, "groups",
                       names_of(reading->arena, text_until(text_part(groups, 0, 1024), " ")));
    return true;
}

/* groups: "user adm video", or "user : user adm video" when it was asked about somebody. */
static bool read_groups(ReportReading *reading, const ReportLine *line)
{
    Text words[WORDS_ROOM * 4], rest = line->text;
    bool asked = text_is(reading->command, "groups") || text_starts(reading->command, "groups ");
    if (!asked || reading->command_line + 1 != line->number || rest.length == 0 || is_logged(rest))
        return false;
    text_after(line->text, " : ", &rest);
    size_t count = words_in(rest, words, WORDS_ROOM * 4, NULL);
    const char *names = "";
    for (size_t i = 0; i < count; i++) {
        if (text_until(words[i], ":=/'\"(").length < words[i].length)
            return false;
        names = arena_printf(reading->arena, "%s%s%s", names, i ? "," : "",
                             text_copy(reading->arena, words[i]));
    }
    report_printed(reading, line, REPORT_USER, (Text){"", 0}, "groups", text_of(names));
    return true;
}

bool report_user(ReportReading *reading, const ReportLine *line)
{
    if (line->prompt != PROMPT_NONE)
        return false;
    return read_id(reading, line) || read_groups(reading, line);
}
