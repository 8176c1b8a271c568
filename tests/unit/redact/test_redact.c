#include "redact/redact.h"

#include <string.h>

#include "harness.h"

static Redaction done;

static const char *redacted(const char *lines)
{
    const char *error = NULL;
    Strings hosts = {0};
    Text text;
    list_add(test_arena(), hosts, "deepthought.corp.example");
    if (!world_redacted(test_arena(),
                        text_of(arena_printf(test_arena(), "whycpu-world 1\n%s", lines)), hosts,
                        &text, &done, &error))
        return error;
    CHECK(text_starts(text, "whycpu-world 1\nrecorded"));
    return text_copy(test_arena(), text) + strlen("whycpu-world 1\nrecorded");
}

static const char *shortened(const char *lines)
{
    const char *error = NULL;
    Text text;
    if (!world_shortened(test_arena(),
                         text_of(arena_printf(test_arena(), "whycpu-world 1\n%s", lines)), &text,
                         &error))
        return error;
    return text_copy(test_arena(), text) + strlen("whycpu-world 1\n");
}

TEST(names_are_changed_wherever_they_stand)
{
    CHECK_TEXT(
        redacted("recorded by=1\nquestion --venv /home/eva/v\nnote \"eva asked.\"\n"
                 "root /mnt/eva\ncwd /home/eva/p\nuser eva uid=1000 gid=1000 home=/home/eva\n"
                 "env HOME=/home/eva\nenv SECRET=1\nenv LD_LIBRARY_PATH=/home/bob/lib\n"
                 "asked cuda /home/eva/c \"refused for eva\"\n  | on deepthought\n"
                 "dir /home\nelf /home/eva/l.so rpath=/home/eva/r needed=/home/eva/n.so\n"
                 "link /home/eva/x -> /home/eva/y\nunknown /home/eva/z EIO \"eva\"\n"),
        " by=1 redacted\nquestion --venv /home/user/v\nnote \"user asked.\"\n"
        "root /mnt/user\ncwd /home/user/p\nuser user uid=1000 gid=1000 home=/home/user\n"
        "env HOME=/home/user\nenv LD_LIBRARY_PATH=/home/user2/lib\n"
        "asked cuda /home/user/c \"refused for user\"\n  | on host2\n"
        "dir /home\nelf /home/user/l.so type=dyn machine=none needed=/home/user/n.so "
        "rpath=/home/user/r\nlink /home/user/x -> /home/user/y\n"
        "unknown /home/user/z EIO \"user\"\n");
    CHECK_NUMBER(done.users, 2);
}

TEST(a_text_that_is_not_known_is_withheld)
{
    CHECK_TEXT(redacted("file /srv/secret\n  | a word\nfile /srv/empty\n"),
               " redacted\nfile /srv/empty\nfile /srv/secret size=7 unread\n");
    CHECK_NUMBER(done.withheld.count, 1);
    CHECK_TEXT(done.withheld.items[0], "/srv/secret");
}

TEST(a_home_does_not_name_what_nobody_looked_into)
{
    CHECK_TEXT(redacted("user eva uid=1 home=/home/eva\n"
                        "dir /home/eva\n  names tax.pdf letters\ndir /home/eva/divorce partial\n"
                        "absent /home/eva/divorce/bin\nfile /home/eva/big size=9 unread\n"
                        "dir /home/eva/v partial\nelf /home/eva/v/python\n"),
               " redacted\nuser user uid=1 gid=0 home=/home/user\ndir /home/user\ndir /home/user/v "
               "partial\n"
               "elf /home/user/v/python type=dyn machine=none\n");
    CHECK_NUMBER(done.names_left_out, 4);
}

/* Without a listing, what is left out would be unknown where it was absent. */
TEST(what_is_absent_stays_so)
{
    CHECK_TEXT(redacted("cwd /home/eva\nabsent /home/eva/.venv\n"),
               " redacted\ncwd /home/user\nabsent /home/user/.venv\n");
}

TEST(the_size_of_a_text_follows_it)
{
    CHECK_TEXT(redacted("user evamaria uid=1\nfile /e/pyvenv.cfg\n  | home = /home/evamaria\n"
                        "file /proc/9/stat size=0\n  | 9 (evamaria) S\n"),
               " redacted\nuser user uid=1 gid=0\nfile /e/pyvenv.cfg\n  | home = /home/user\n"
               "file /proc/9/stat size=0\n  | 9 (user) S\n");
}

TEST(long_lists_are_shortened_and_names_stay)
{
    CHECK_TEXT(shortened("env PATH=/home/eva/bin\nenv OTHER=secret\n"
                         "file /s/tf/__init__.py size=5 inode=1:7 unread\n"
                         "file /s/x-1.dist-info/RECORD inode=1:8\n"
                         "  | tf/__init__.py,sha256=x,5\n  | tf/other.py,sha256=y,6\n"
                         "file /t/hard inode=1:9\nfile /t/link inode=1:9\n"
                         "file /u/pci.ids size=2000000\n  at 0\n  | # eva\n  | 10de  NVIDIA\n"
                         "  | \t2335  GH100\n  | \t\t10de 1  Board\n  | \t9999  None\n  | 1234  X\n"
                         "file /sys/d/uevent\n  | PCI_ID=10DE:2335\n"),
               "env OTHER\nenv PATH=/home/eva/bin\nfile /s/tf/__init__.py size=5 unread\n"
               "file /s/x-1.dist-info/RECORD\n  | tf/__init__.py,,\n"
               "file /sys/d/uevent\n  | PCI_ID=10DE:2335\n"
               "file /t/hard inode=1:9\nfile /t/link inode=1:9\n"
               "file /u/pci.ids\n  | 10de  NVIDIA\n  | \t2335  GH100\n");
}

TEST(a_variable_that_decides_keeps_its_value)
{
    CHECK_TEXT(redacted("env JAX_PLATFORMS=cpu\n"), " redacted\nenv JAX_PLATFORMS=cpu\n");
}

TEST(a_text_that_is_no_world_is_refused)
{
    CHECK_TEXT(redacted("nonsense\n"),
               "line 2: a line of this kind is not known; a newer whycpu may have written it");
    CHECK_TEXT(shortened("file /a\nfile /a\n"), "line 3: this path was described before");
}
