/* Files that say who may open a device node: mountinfo, /proc/devices, params, /etc/group. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/group_file.h"
#include "parse/mountinfo.h"
#include "parse/proc_driver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_mounts(Arena *arena, Text text)
{
    Text rest = text;
    Mount mount, covering;
    bool any = false;
    while (mountinfo_next(&rest, &mount)) {
        any = any || strcmp(mount_text(arena, mount.point), "/") == 0;
        if (strlen(mount_text(arena, mount.root)) > mount.root.length)
            abort(); /* undoing escapes never makes it longer */
        mount_has_option(&mount, "nodev");
    }
    if (any && !mountinfo_covering(text, "/dev/nvidia0", &covering))
        abort(); /* the root covers every path */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text text = {(const char *)data, size}, value;
    GroupLine group;
    unsigned major;
    read_mounts(arena, text);
    character_device_major(text, "nvidia-uvm", &major);
    ids_are_the_hosts(text);
    if (colon_value(text, "ModifyDeviceFiles", &value) && value.length > size)
        abort();
    if (group_with_id(text, 44, &group) && group.id != 44)
        abort();
    arena_free(arena);
    return 0;
}
