/* Long lists: the lines that something in the world depends on. Shorter they say the same to who
 * asks about what was recorded, and they are no longer somebody else's collection. */
#include <string.h>

#include "base/path.h"
#include "parse/record.h"
#include "redact/keep.h"

static Text written(const Writer *out)
{
    return (Text){out->bytes, out->length};
}

static void put_line(Writer *out, Text line)
{
    put_text(out, line);
    put_char(out, '\n');
}

/* ---- pci.ids ---- */

enum { FOUR_DIGITS = 0x10000 };

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Marks every number that four digits in a row make. */
static void mark_numbers(Text text, bool *seen)
{
    unsigned number = 0, digits = 0;
    for (size_t i = 0; i < text.length; i++) {
        int digit = digit_of(text.at[i]);
        digits = digit < 0 ? 0 : digits + 1;
        number = (number << 4 | (unsigned)(digit < 0 ? 0 : digit)) & (FOUR_DIGITS - 1);
        if (digits >= 4)
            seen[number] = true;
    }
}

static bool tells_devices(const char *path)
{
    return strcmp(path, "/proc/bus/pci/devices") == 0 ||
           (starts_with(path, "/sys/") &&
            (ends_with(path, "/uevent") || ends_with(path, "/device") ||
             ends_with(path, "/vendor")));
}

static bool *numbers_of_devices(Arena *arena, const Tree *tree)
{
    bool *seen = arena_alloc(arena, FOUR_DIGITS * sizeof *seen);
    for (size_t i = 0; i < tree->slot_count; i++) {
        const Entry *entry = tree->slots[i];
        if (entry && entry->content.extents.count && tells_devices(entry->node.path))
            mark_numbers(entry->content.extents.items[0].bytes, seen);
    }
    return seen;
}

static bool is_listed(Text line, size_t at, const bool *seen)
{
    unsigned number = 0;
    for (size_t i = at; i < at + 4; i++) {
        int digit = i < line.length ? digit_of(line.at[i]) : -1;
        if (digit < 0)
            return false;
        number = number << 4 | (unsigned)digit;
    }
    return seen[number];
}

/* Devices that the machine may have; without their boards. */
Text keep_pci_ids(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    const bool *seen = numbers_of_devices(keeping->arena, keeping->tree);
    bool vendor_kept = false;
    Text line;
    while (text_line(&content, &line)) {
        if (line.length == 0 || line.at[0] == '#' || text_starts(line, "\t\t"))
            continue;
        bool device = line.at[0] == '\t';
        bool kept = is_listed(line, device, seen) && (!device || vendor_kept);
        vendor_kept = device ? vendor_kept : kept;
        if (kept)
            put_line(&out, line);
    }
    return written(&out);
}

/* ---- modules.dep ---- */

/* "updates/dkms/nvidia.ko: …": where modules of NVIDIA's lie, not what they depend on. */
Text keep_modules(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    Text line;
    while (text_line(&content, &line)) {
        char *path = text_copy(keeping->arena, text_part(line, 0, text_find(line, ':')));
        if (starts_with(path_name(path), "nvidia"))
            put_format(&out, "%s:\n", path);
    }
    return written(&out);
}

/* ---- RECORD ---- */

/* The directory from which a list of files counts. */
static const char *base_of_record(Keeping *keeping)
{
    const char *inside = path_parent(keeping->arena, keeping->path);
    bool egg = strcmp(path_name(keeping->path), "installed-files.txt") == 0;
    return egg ? inside : path_parent(keeping->arena, inside);
}

static void put_record_path(Writer *out, Text path)
{
    bool quoted = text_find(path, ',') < path.length || text_find(path, '"') < path.length;
    if (!quoted) {
        put_text(out, path);
        return;
    }
    put_char(out, '"');
    for (size_t i = 0; i < path.length; i++) {
        if (path.at[i] == '"')
            put_char(out, '"');
        put_char(out, path.at[i]);
    }
    put_char(out, '"');
}

/* Files that were looked at, without hashes and sizes. */
Text trim_record(Keeping *keeping, Text content)
{
    Writer out = writer_new(keeping->arena);
    const char *base = base_of_record(keeping);
    bool csv = strcmp(path_name(keeping->path), "RECORD") == 0;
    RecordLine line;
    while (record_next(keeping->arena, &content, &line)) {
        const char *listed = text_copy(keeping->arena, line.path);
        if (!tree_find(keeping->tree, path_normal(keeping->arena, base, listed)))
            continue;
        if (csv)
            put_record_path(&out, line.path);
        else
            put_text(&out, line.path);
        put(&out, csv ? ",,\n" : "\n");
    }
    return written(&out);
}

Text keep_record(Keeping *keeping, Text content)
{
    return names_changed(keeping->names, trim_record(keeping, content));
}
