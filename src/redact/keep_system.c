/* What is left of files of /proc and /etc. */
#include <string.h>

#include "parse/assignment.h"
#include "parse/mountinfo.h"
#include "redact/keep.h"

static bool has(Text text, const char *part)
{
    size_t length = strlen(part);
    for (size_t at = 0; at + length <= text.length; at++)
        if (memcmp(text.at + at, part, length) == 0)
            return true;
    return false;
}

static bool has_any(Text text, const char *const *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (has(text, parts[i]))
            return true;
    return false;
}

#define HAS_ANY(text, parts) has_any((text), (parts), sizeof(parts) / sizeof *(parts))

static Text written(const Writer *out)
{
    return (Text){out->bytes, out->length};
}

static void put_changed_line(Keeping *keeping, Writer *out, Text line)
{
    put_text(out, names_changed(keeping->names, line));
    put_char(out, '\n');
}

/* ---- Accounts ---- */

static size_t split(Text line, Text *fields, size_t count)
{
    bool more = true;
    size_t found = 0;
    while (found < count && more) {
        fields[found] = text_next(&line, ':', &more);
        found += more;
    }
    return found;
}

static bool is_number(Text text, unsigned number)
{
    long long read;
    return text_number(text, &read) && read == (long long)number;
}

/* The judged user's line and root's, without the name of the person. */
Text keep_accounts(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    Text line, field[7];
    while (text_line(&content, &line)) {
        bool whole = split(line, field, 7) >= 6;
        bool judged = whole && keeping->user && is_number(field[2], keeping->user->uid);
        if (!whole || (!judged && !is_number(field[2], 0)))
            continue;
        Text name = names_changed(keeping->names, field[0]);
        put_text(&out, name);
        put(&out, ":x:");
        put_text(&out, field[2]);
        put_char(&out, ':');
        put_text(&out, field[3]);
        put(&out, "::");
        put_text(&out, names_changed(keeping->names, field[5]));
        put(&out, ":/bin/sh\n");
    }
    return written(&out);
}

static bool owns_something(const Tree *tree, Text gid)
{
    for (size_t i = 0; i < tree->slot_count; i++)
        if (tree->slots[i] && is_number(gid, tree->slots[i]->node.info.gid))
            return true;
    return false;
}

static bool is_of_user(const User *user, Text gid)
{
    if (user && is_number(gid, user->gid))
        return true;
    for (size_t i = 0; user && i < user->group_count; i++)
        if (is_number(gid, user->groups[i]))
            return true;
    return false;
}

static bool is_member(Text members, const char *name)
{
    bool more;
    for (Text member = text_next(&members, ',', &more); more;
         member = text_next(&members, ',', &more))
        if (text_is(member, name))
            return true;
    return false;
}

/* Groups that own what was looked at, or that the judged user is in; of their members him alone. */
Text keep_groups(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    Text line, field[4];
    const char *user = keeping->user && keeping->user->name ? keeping->user->name : NULL;
    while (text_line(&content, &line)) {
        if (split(line, field, 4) < 4)
            continue;
        bool member = user && is_member(field[3], user);
        if (!member && !is_of_user(keeping->user, field[2]) &&
            !owns_something(keeping->tree, field[2]))
            continue;
        put_text(&out, names_changed(keeping->names, field[0]));
        put(&out, ":x:");
        put_text(&out, field[2]);
        put_char(&out, ':');
        put(&out, member ? names_changed_in(keeping->names, user) : "");
        put_char(&out, '\n');
    }
    return written(&out);
}

/* ---- The kernel ---- */

/* What may keep a module from being loaded; nothing of disks and servers. */
Text keep_command_line(Keeping *keeping, Text content)
{
    static const char *const PARTS[] = {"nvidia", "nouveau", "nova",   "blacklist",
                                        "pci=",   "iommu",   "amdgpu", "vfio"};
    Writer out = writer_new(keeping->arena);
    Text rest = text_trim(content);
    bool more;
    for (Text word = text_next(&rest, ' ', &more); more; word = text_next(&rest, ' ', &more)) {
        if (!HAS_ANY(word, PARTS))
            continue;
        put(&out, out.length ? " " : "");
        put_text(&out, names_changed(keeping->names, word));
    }
    put_char(&out, '\n');
    return written(&out);
}

/* "Linux version 6.8.0-45-generic (who@where) (gcc …) #45 …": who built it stays out. */
Text keep_kernel_version(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    while (content.length) {
        size_t open = text_find(content, '(');
        put_text(&out, text_part(content, 0, open));
        content = text_part(content, open, content.length);
        size_t close = text_find(content, ')');
        Text group = text_part(content, 0, close + 1);
        bool names_somebody = text_find(group, '@') < group.length;
        put_text(&out, names_somebody ? TEXT("(redacted)") : group);
        content = text_part(content, group.length, content.length);
    }
    return names_changed(keeping->names, written(&out));
}

/* "install NAME COMMAND" may do anything; what matters is whether it does nothing. */
static void put_modprobe_line(Keeping *keeping, Writer *out, Text line)
{
    static const char *const NOTHING[] = {"/false", "/true", "/modprobe"};
    Text rest = text_trim(line);
    bool more;
    Text verb = text_next(&rest, ' ', &more), module = text_next(&rest, ' ', &more);
    if (text_is(verb, "install") && !HAS_ANY(rest, NOTHING)) {
        put(out, "install ");
        put_text(out, module);
        put(out, " /redacted\n");
        return;
    }
    put_changed_line(keeping, out, line);
}

Text keep_modprobe(Keeping *keeping, Text content)
{
    static const char *const PARTS[] = {"nvidia", "nouveau", "nova", "amdgpu", "radeon", "vfio"};
    Writer out = writer_new(keeping->arena);
    Text line;
    while (text_line(&content, &line)) {
        Text trimmed = text_trim(line);
        if (trimmed.length && trimmed.at[0] != '#' && HAS_ANY(trimmed, PARTS))
            put_modprobe_line(keeping, &out, line);
        else
            put_char(&out, '\n');
    }
    return written(&out);
}

/* Of the log of a build: which kernel it was for, and the first error. */
Text keep_first_error(Keeping *keeping, Text content)
{
    static const char *const ERRORS[] = {"error:", "Error ", "ERROR:"};
    Writer out = writer_new(keeping->arena);
    Text line;
    if (text_line(&content, &line))
        put_changed_line(keeping, &out, line);
    while (text_line(&content, &line)) {
        if (!HAS_ANY(line, ERRORS))
            continue;
        put_changed_line(keeping, &out, line);
        break;
    }
    return written(&out);
}

/* ---- Mounts ---- */

static bool is_asked_for(const Tree *tree, Text point)
{
    static const char *const PLACES[] = {"/proc", "/sys", "/dev", "/run", "/etc",
                                         "/usr",  "/lib", "/bin", "/tmp", "/var/lib/docker"};
    if (text_is(point, "/"))
        return true;
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        if (text_starts(point, PLACES[i]))
            return true;
    char *path = text_copy(tree->arena, point);
    return tree_find(tree, path) != NULL;
}

/* A disk of this machine, or a word such as "overlay"; no server, share or account. */
static bool is_local(Text source)
{
    bool plain = text_find(source, ':') == source.length && text_find(source, '@') == source.length;
    return plain && (text_starts(source, "/dev/") || text_find(source, '/') == source.length);
}

static Text options_of(const Mount *mount)
{
    if (text_is(mount->type, "overlay"))
        return mount->of_type; /* where a container's layers lie tells what made it */
    return text_starts(mount->of_type, "ro") ? TEXT("ro") : TEXT("rw");
}

static void put_mount(Keeping *keeping, Writer *out, const Mount *mount)
{
    const Text fields[] = {mount->root, mount->point, mount->options};
    put(out, "1 1 0:1");
    for (size_t i = 0; i < 3; i++) {
        put_char(out, ' ');
        put_text(out, names_changed(keeping->names, fields[i]));
    }
    put(out, " - ");
    put_text(out, mount->type);
    put_char(out, ' ');
    put_text(out, is_local(mount->source) ? names_changed(keeping->names, mount->source)
                                          : TEXT("redacted"));
    put_char(out, ' ');
    put_text(out, names_changed(keeping->names, options_of(mount)));
    put_char(out, '\n');
}

Text keep_mounts(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    Mount mount;
    while (mountinfo_next(&content, &mount))
        if (is_asked_for(keeping->tree, mount.point))
            put_mount(keeping, &out, &mount);
    return written(&out);
}

/* ---- Variables ---- */

/* /proc/PID/environ: each entry ends with NUL. */
Text keep_environment(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    bool more;
    for (Text entry = text_next(&content, '\0', &more); more;
         entry = text_next(&content, '\0', &more)) {
        size_t equals = text_find(entry, '=');
        if (equals == entry.length || !variable_is_kept(text_part(entry, 0, equals)))
            continue;
        put_text(&out, names_changed(keeping->names, entry));
        put_char(&out, '\0');
    }
    return written(&out);
}

static bool is_of_name(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* `open` is the quote inside which the value stands, or 0. */
static size_t end_of_value(Text line, size_t at, char open)
{
    char own = !open && at < line.length && is_quote(line.at[at]) ? line.at[at] : 0;
    char quote = open ? open : own;
    size_t end = at + (own != 0);
    while (end < line.length && (quote ? line.at[end] != quote : !strchr(" \t;|&", line.at[end])))
        end++;
    return end + (own && end < line.length);
}

/* Of a unit file, what sets variables. */
static bool holds_assignments(Text name)
{
    return text_is(name, "Environment");
}

/* "A=1 SECRET=x": values of variables that nobody asked for go. */
static Text without_other_values(Keeping *keeping, Text line)
{
    Writer out = writer_new(keeping->arena);
    char open = 0;
    for (size_t at = 0; at < line.length;) {
        size_t end = at;
        while (end < line.length && is_of_name(line.at[end]))
            end++;
        Text name = text_part(line, at, end - at);
        bool sets = name.length && end < line.length && line.at[end] == '=';
        put_text(&out, name);
        if (sets && !variable_is_kept(name) && !holds_assignments(name)) {
            put(&out, "=redacted");
            end = end_of_value(line, end + 1, open);
        } else if (end < line.length) {
            char c = line.at[end++];
            open = !is_quote(c) ? open : !open ? c : open == c ? 0 : open;
            put_char(&out, c);
        }
        at = end;
    }
    return written(&out);
}

static bool sets_what_decides(Text line)
{
    static const char *const NAMES[] = {
        "CUDA_VISIBLE_DEVICES", "TF_ENABLED_DEVICE_TYPES", "TF_MIN_GPU_MULTIPROCESSOR_COUNT",
        "CUDA_DEVICE_ORDER",    "NVIDIA_VISIBLE_DEVICES",  "LD_LIBRARY_PATH",
        "LD_PRELOAD",           "JAX_PLATFORMS",
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (line_assigns(line, NAMES[i]))
            return true;
    return false;
}

static Text without_comment(Text line)
{
    for (size_t at = 1; at < line.length; at++)
        if (line.at[at] == '#' && (line.at[at - 1] == ' ' || line.at[at - 1] == '\t'))
            return text_part(line, 0, at - 1);
    return line;
}

/* Lines keep their numbers. */
Text keep_setting_lines(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    Text line;
    while (text_line(&content, &line)) {
        if (sets_what_decides(line))
            put_changed_line(keeping, &out, without_other_values(keeping, without_comment(line)));
        else
            put_char(&out, '\n');
    }
    return written(&out);
}
