/* mountinfo, /proc/devices, lines with a colon, uid_map, /etc/group. */
#include "harness.h"
#include "parse/group_file.h"
#include "parse/mountinfo.h"
#include "parse/proc_driver.h"

#define MOUNTS                                                                                     \
    "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard\n"                                      \
    "24 27 0:6 / /dev rw,nosuid shared:2 master:3 - devtmpfs devtmpfs rw,size=1k\n"                \
    "25 24 0:7 / /dev/sh rw,nodev - tmpfs none rw\n"                                               \
    "no mount\n"                                                                                   \
    "31 27 8:1 /lib/libcuda.so.9 /usr/lib/libcuda.so.9 ro,nosuid,nodev - ext4 /dev/sda1 rw\n"      \
    "40 27 0:9 / /a\\040b ro,nodev - tmpfs  rw,mode=755\n"                                         \
    "41 40 0:9 /deep /a\\040b rw - tmpfs none rw\n"

static const char *point_over(const char *path)
{
    Mount mount;
    if (!mountinfo_covering(TEXT(MOUNTS), path, &mount))
        return NULL;
    return mount_text(test_arena(), mount.point);
}

TEST(mounts_one_by_one)
{
    Text rest = TEXT(MOUNTS);
    Mount mount;
    REQUIRE(mountinfo_next(&rest, &mount));
    CHECK_TEXT(mount.root, "/");
    CHECK_TEXT(mount.point, "/");
    CHECK_TEXT(mount.type, "ext4");
    CHECK_TEXT(mount.source, "/dev/vda");
    CHECK_TEXT(mount.of_type, "rw,discard");
    REQUIRE(mountinfo_next(&rest, &mount) && mountinfo_next(&rest, &mount));
    CHECK_TEXT(mount.options, "rw,nodev");
    REQUIRE(mountinfo_next(&rest, &mount)); /* over the line that is none */
    CHECK_TEXT(mount.root, "/lib/libcuda.so.9");
    REQUIRE(mountinfo_next(&rest, &mount));
    CHECK_TEXT(mount.source, "");
    CHECK_TEXT(mount.of_type, "rw,mode=755");
    REQUIRE(mountinfo_next(&rest, &mount));
    CHECK(!mountinfo_next(&rest, &mount));
}

TEST(lines_that_are_no_mount)
{
    static const char *const NONE[] = {"",
                                       "1 2 3:4 / relative rw - ext4 x rw",
                                       "1 2 3:4 / /x rw",
                                       "1 2 3:4 / /x rw shared:1 ext4 x rw",
                                       "1 2 3:4 / /x rw -",
                                       "1 2  / /x rw - ext4 x"};
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++) {
        Text rest = text_of(NONE[i]);
        Mount mount;
        CHECK(!mountinfo_next(&rest, &mount));
    }
}

TEST(the_longest_mount_point_covers_and_the_last_lies_on_top)
{
    Mount mount;
    CHECK_TEXT(point_over("/dev/nvidia0"), "/dev");
    CHECK_TEXT(point_over("/dev"), "/dev");
    CHECK_TEXT(point_over("/device"), "/");
    CHECK_TEXT(point_over("/dev/shm"), "/dev"); /* not /dev/sh */
    CHECK_TEXT(point_over("/a b/c"), "/a b");
    REQUIRE(mountinfo_covering(TEXT(MOUNTS), "/a b/c", &mount));
    CHECK_TEXT(mount.root, "/deep");
    CHECK(!mountinfo_covering(TEXT(""), "/dev", &mount));
}

TEST(no_mount_point_holds_a_nul)
{
    Mount mount;
    Text raw = TEXT("30 1 259:2 / /\0x rw - ext4 /dev/sda1 rw\n");
    CHECK(!mountinfo_next(&raw, &mount));
    Text escaped = TEXT("30 1 259:2 / /\\000x rw - ext4 /dev/sda1 rw\n");
    REQUIRE(mountinfo_next(&escaped, &mount));
    CHECK_TEXT(mount_text(test_arena(), mount.point), "/\\000x");
    Text no_byte = TEXT("30 1 259:2 / /\\400x rw - ext4 /dev/sda1 rw\n");
    REQUIRE(mountinfo_next(&no_byte, &mount));
    CHECK_TEXT(mount_text(test_arena(), mount.point), "/\\400x");
}

TEST(options_of_a_mount_are_whole_words)
{
    Mount mount;
    REQUIRE(mountinfo_covering(TEXT(MOUNTS), "/usr/lib/libcuda.so.9", &mount));
    CHECK(mount_has_option(&mount, "nodev"));
    CHECK(mount_has_option(&mount, "ro"));
    CHECK(!mount_has_option(&mount, "nod"));
    CHECK(!mount_has_option(&mount, "dev"));
}

TEST(only_three_octal_digits_are_an_escape)
{
    CHECK_TEXT(mount_text(test_arena(), TEXT("a\\040b\\134")), "a b\\");
    CHECK_TEXT(mount_text(test_arena(), TEXT("a\\08\\1")), "a\\08\\1");
    CHECK_TEXT(mount_text(test_arena(), TEXT("\\900\\040")), "\\900 ");
}

#define DEVICES                                                                                    \
    "Character devices:\n  1 mem\n195 nvidia\n195 nvidiactl\n510 nvidia-uvm\n509 nvidia-caps\n"    \
    "\nBlock devices:\n  7 loop\n 99 only-block\n"

TEST(majors_of_character_devices)
{
    unsigned major = 0;
    CHECK(character_device_major(TEXT(DEVICES), "nvidia-uvm", &major));
    CHECK_NUMBER(major, 510);
    CHECK(character_device_major(TEXT(DEVICES), "mem", &major));
    CHECK_NUMBER(major, 1);
    CHECK(!character_device_major(TEXT(DEVICES), "nvidia-", &major));
    CHECK(!character_device_major(TEXT(DEVICES), "only-block", &major));
    CHECK(!character_device_major(TEXT("x nvidia-uvm\n99999999999 nvidia-uvm\n"), "nvidia-uvm",
                                  &major));
}

TEST(values_behind_a_colon)
{
    Text value;
    CHECK(colon_value(TEXT("ModifyDeviceFilesX: 2\nModifyDeviceFiles: \t 1 \n"),
                      "ModifyDeviceFiles", &value));
    CHECK_TEXT(value, "1");
    CHECK(colon_value(TEXT("Groups:\n"), "Groups", &value));
    CHECK_TEXT(value, "");
    CHECK(!colon_value(TEXT("Groups\n"), "Groups", &value));
    CHECK(!colon_value(TEXT(""), "Groups", &value));
}

TEST(a_user_namespace_maps_ids)
{
    CHECK(ids_are_the_hosts(TEXT("         0          0 4294967295\n")));
    CHECK(!ids_are_the_hosts(TEXT("         0       1000          1\n")));
    CHECK(!ids_are_the_hosts(TEXT("         0          0      65536\n")));
    CHECK(!ids_are_the_hosts(TEXT("      1000          0 4294967295\n")));
    CHECK(!ids_are_the_hosts(TEXT("")));
}

TEST(groups_and_their_members)
{
    static const char FILE[] = "root:x:0:\n:x:44:nameless\nx:44\nvideo:x:44:eva,adam\n"
                               "later:x:44:noah\nlarge:x:4294967296:eva\nlast:x:7:eva";
    GroupLine group;
    REQUIRE(group_with_id(text_of(FILE), 44, &group));
    CHECK_TEXT(group.name, "video");
    CHECK(group_has_member(&group, "eva") && group_has_member(&group, "adam"));
    CHECK(!group_has_member(&group, "ev") && !group_has_member(&group, "noah"));
    REQUIRE(group_with_id(text_of(FILE), 0, &group));
    CHECK(!group_has_member(&group, "root") && !group_has_member(&group, ""));
    REQUIRE(group_with_id(text_of(FILE), 7, &group));
    CHECK(group_has_member(&group, "eva"));
    CHECK(!group_with_id(text_of(FILE), 45, &group));
}
