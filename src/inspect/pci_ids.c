#include "inspect/pci_ids.h"

#include <stdio.h>

enum { PCI_IDS_CEILING = 4 * 1024 * 1024 };

static const char *const PLACES[] = {"/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids"};

/* Lines "10de  NVIDIA Corporation" and, below it, "\t2335  GH100 [H200 SXM 141GB]". */
static Text find_device(Text text, unsigned vendor, unsigned device)
{
    char vendor_head[8], device_head[8];
    snprintf(vendor_head, sizeof vendor_head, "%04x", vendor & 0xFFFF);
    snprintf(device_head, sizeof device_head, "\t%04x", device & 0xFFFF);
    bool inside = false;
    Text line;
    while (text_line(&text, &line)) {
        if (line.length == 0 || line.at[0] == '#')
            continue;
        if (line.at[0] != '\t') {
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

const char *pci_product_name(World *world, unsigned vendor, unsigned device, const char **source)
{
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        *source = PLACES[i];
        Text text;
        if (world_read(world, PLACES[i], PCI_IDS_CEILING, &text).known != PRESENT)
            continue;
        Text name = find_device(text, vendor, device);
        if (name.length)
            return text_copy(world_arena(world), product_in_brackets(name));
    }
    return NULL;
}
