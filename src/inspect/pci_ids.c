#include "inspect/pci_ids.h"

#include <stdio.h>

/* NVIDIA stands in its first third, at 331 to 431 KB (2023). */
enum { PCI_IDS_CEILING = 4 * 1024 * 1024, FIRST_PART_BYTES = 512 * 1024 };

static const char *const PLACES[] = {"/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids"};

/* Lines "10de  NVIDIA Corporation" and, below it, "\t2335  GH100 [H200 SXM 141GB]". */
static Text find_device(Text text, unsigned vendor, unsigned device, bool *vendor_ended)
{
    *vendor_ended = false;
    char vendor_head[8], device_head[8];
    snprintf(vendor_head, sizeof vendor_head, "%04x", vendor & 0xFFFF);
    snprintf(device_head, sizeof device_head, "\t%04x", device & 0xFFFF);
    bool inside = false;
    Text line;
    while (text_line(&text, &line)) {
        if (line.length == 0 || line.at[0] == '#')
            continue;
        if (line.at[0] != '\t') {
            *vendor_ended = inside;
            if (inside)
                break;
            inside = text_starts(line, vendor_head);
        } else if (inside && text_starts(line, device_head)) {
            return text_trim(text_part(line, 5, line.length));
        }
    }
    return TEXT("");
}

/* "GH100 [H200 SXM 141GB]" → "H200 SXM 141GB". */
static Text product_in_brackets(Text name)
{
    size_t open = text_find(name, '[');
    Text rest = text_part(name, open + 1, name.length);
    size_t close = text_find(rest, ']');
    return open < name.length && close < rest.length ? text_part(rest, 0, close) : name;
}

static Answer read_first_part(World *world, const char *path, Text *text)
{
    File *file;
    Answer answer = world_open(world, path, &file);
    if (answer.known != PRESENT)
        return answer;
    char *bytes = arena_alloc(world_arena(world), FIRST_PART_BYTES);
    size_t got;
    answer = file_read(file, 0, bytes, FIRST_PART_BYTES, &got);
    file_close(file);
    *text = (Text){bytes, got};
    return answer;
}

/* The rest of the file is read only where the first part does not settle it. */
static Text look_up(World *world, const char *path, unsigned vendor, unsigned device)
{
    Text text;
    bool settled;
    if (read_first_part(world, path, &text).known != PRESENT)
        return TEXT("");
    Text name = find_device(text, vendor, device, &settled);
    if (name.length || settled || text.length < FIRST_PART_BYTES ||
        world_read(world, path, PCI_IDS_CEILING, &text).known != PRESENT)
        return name;
    return find_device(text, vendor, device, &settled);
}

const char *pci_product_name(World *world, unsigned vendor, unsigned device, const char **source)
{
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        *source = PLACES[i];
        Text name = look_up(world, PLACES[i], vendor, device);
        if (name.length)
            return text_copy(world_arena(world), product_in_brackets(name));
    }
    return NULL;
}
