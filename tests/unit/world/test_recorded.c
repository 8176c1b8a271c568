#include <string.h>
#include <unistd.h>

#include "base/writer.h"
#include "worlds.h"

TEST(what_is_recorded_is_answered)
{
    World *world = recorded_world("file /etc/hostname mode=0640 uid=3 gid=4\n"
                                  "  | box\n"
                                  "link /lib -> usr/lib\n"
                                  "char /dev/nvidia0 195:7 mode=0666\n");
    FileInfo info;
    CHECK_TEXT(read_word(world, "/etc/hostname"), "box\n");
    CHECK_ANSWER(world_stat(world, "/etc/hostname", &info), "present");
    CHECK_NUMBER(info.type, FILE_REGULAR);
    CHECK_NUMBER(info.mode, 0640);
    CHECK_NUMBER(info.uid, 3);
    CHECK_NUMBER(info.gid, 4);
    CHECK_NUMBER(info.size_bytes, 4);
    CHECK_TEXT(link_word(world, "/lib"), "usr/lib");
    CHECK_ANSWER(world_stat(world, "/dev/nvidia0", &info), "present");
    CHECK_NUMBER(info.type, FILE_CHARACTER_DEVICE);
    CHECK_NUMBER(info.device_major, 195);
    CHECK_NUMBER(info.device_minor, 7);
}

TEST(what_is_not_recorded_is_unknown_and_not_absent)
{
    World *world = recorded_world("file /etc/hostname\n  | box\n");
    CHECK_TEXT(stat_word(world, "/etc/passwd"), "unknown ENODATA");
    CHECK_TEXT(stat_word(world, "/usr/lib/x"), "unknown ENODATA");
    CHECK_TEXT(list_word(world, "/etc"), "unknown ENODATA");
    CHECK_TEXT(env_word(world, "HOME"), "unknown ENODATA");
    CHECK(world_user(world)->uid == (unsigned)-1);
    CHECK_TEXT(access_word(world, "/etc/hostname", R_OK), "unknown ENODATA");
    CHECK_TEXT(access_word(world, "/etc/hostname", F_OK), "present");
    CHECK_NUMBER(world_processor(world)->known, UNKNOWN);
    CHECK_TEXT(world_processor(world)->machine, "");
}

TEST(below_a_complete_directory_the_rest_is_absent)
{
    World *world = recorded_world("dir /etc\n"
                                  "file /etc/hostname\n"
                                  "file /etc/ld.so.conf.d/a.conf\n"
                                  "dir /usr partial\n");
    CHECK_TEXT(stat_word(world, "/etc/passwd"), "absent ENOENT");
    CHECK_TEXT(stat_word(world, "/etc/passwd/x"), "absent ENOENT");
    CHECK_TEXT(list_word(world, "/etc"), "hostname ld.so.conf.d");
    /* Only named because of a file in it: what else it holds is not known. */
    CHECK_TEXT(stat_word(world, "/etc/ld.so.conf.d/b.conf"), "unknown ENODATA");
    CHECK_TEXT(stat_word(world, "/usr/lib"), "unknown ENODATA");
    CHECK_TEXT(list_word(world, "/usr"), "unknown ENODATA");
}

TEST(below_a_tree_everything_else_is_absent)
{
    World *world = recorded_world("tree /opt\n"
                                  "file /opt/a/b/c\n"
                                  "dir /opt/p partial\n"
                                  "dir /opt/d\n"
                                  "file /opt/d/e/f\n");
    CHECK_TEXT(list_word(world, "/opt"), "a d p");
    CHECK_TEXT(list_word(world, "/opt/a"), "b");
    CHECK_TEXT(stat_word(world, "/opt/a/x/y"), "absent ENOENT");
    CHECK_TEXT(stat_word(world, "/opt/p/x"), "unknown ENODATA");
    CHECK_TEXT(list_word(world, "/opt/d/e"), "f");
    CHECK_TEXT(stat_word(world, "/etc"), "unknown ENODATA");
}

TEST(a_whole_machine_is_a_tree)
{
    World *world = recorded_world("tree /\nfile /etc/a\n");
    CHECK_TEXT(list_word(world, "/"), "etc");
    CHECK_TEXT(stat_word(world, "/lib64/x"), "absent ENOENT");
}

TEST(absent_and_unknown_are_as_the_text_says)
{
    World *world = recorded_world("dir /d\n"
                                  "unknown /d/closed EACCES \"only root may look\"\n"
                                  "unknown /d/later\n"
                                  "absent /e\n");
    FileInfo info;
    Answer answer = world_stat(world, "/d/closed", &info);
    CHECK_ANSWER(answer, "unknown EACCES");
    CHECK_TEXT(answer.because, "only root may look");
    CHECK_TEXT(stat_word(world, "/d/later"), "unknown ENODATA");
    CHECK_TEXT(list_word(world, "/d"), "closed later");
    CHECK_TEXT(stat_word(world, "/e"), "absent ENOENT");
}

TEST(names_are_listed_and_otherwise_unknown)
{
    World *world = recorded_world("dir /d\n  names b \"a b\"\nfile /d/c\n");
    CHECK_TEXT(list_word(world, "/d"), "a b b c");
    CHECK_TEXT(stat_word(world, "/d/b"), "unknown ENODATA");
    CHECK_TEXT(stat_word(world, "/d/x"), "absent ENOENT");
}

TEST(content_comes_in_lines_quotes_and_base64)
{
    World *world = recorded_world("file /a\n"
                                  "  | one\n"
                                  "  |\n"
                                  "  |  two\n"
                                  "  \"three\\x00\\n\"\n"
                                  "  base64 AAEC/w==\n"
                                  "file /b size=4096\n"
                                  "  | short\n"
                                  "file /c size=5\n"
                                  "file /e size=0 unread\n"
                                  "file /f\n"
                                  "file /g size=7\n"
                                  "  \"\"\n");
    Text content;
    world_read(world, "/a", 100, &content);
    static const char expected[] = "one\n\n two\nthree\0\n\0\1\2\xff";
    CHECK_NUMBER(content.length, sizeof expected - 1);
    CHECK(memcmp(content.at, expected, content.length) == 0);
    CHECK_TEXT(read_word(world, "/b"), "short\n");
    CHECK_TEXT(read_word(world, "/c"), "unknown ENODATA");
    CHECK_TEXT(read_word(world, "/e"), "unknown ENODATA");
    CHECK_TEXT(read_word(world, "/f"), "");
    CHECK_TEXT(read_word(world, "/g"), "");
}

TEST(of_a_large_file_only_the_recorded_parts_are_known)
{
    World *world = recorded_world("file /big size=1000000\n"
                                  "  at 10\n"
                                  "  \"abcd\"\n"
                                  "  at 14\n"
                                  "  \"efgh\"\n"
                                  "  at 999998\n"
                                  "  \"yz\"\n");
    File *file;
    char bytes[16];
    size_t got;
    CHECK_ANSWER(world_open(world, "/big", &file), "present");
    CHECK_ANSWER(file_read(file, 11, bytes, 6, &got), "present");
    CHECK_TEXT(((Text){bytes, got}), "bcdefg");
    CHECK_ANSWER(file_read(file, 999998, bytes, 16, &got), "present");
    CHECK_TEXT(((Text){bytes, got}), "yz");
    CHECK_ANSWER(file_read(file, 9, bytes, 2, &got), "unknown ENODATA");
    CHECK_ANSWER(file_read(file, 16, bytes, 4, &got), "unknown ENODATA");
    CHECK_ANSWER(file_read(file, 1000000, bytes, 4, &got), "present");
    CHECK_NUMBER(got, 0);
    file_close(file);
}

TEST(a_file_longer_than_its_ceiling_is_not_read)
{
    World *world = recorded_world("file /a\n  | 123\nfile /b size=0\n  | 123\n");
    Text content;
    CHECK_ANSWER(world_read(world, "/a", 4, &content), "present");
    CHECK_ANSWER(world_read(world, "/a", 3, &content), "unknown EFBIG");
    CHECK_ANSWER(world_read(world, "/b", 4, &content), "present");
    CHECK_ANSWER(world_read(world, "/b", 3, &content), "unknown EFBIG");
}

TEST(only_files_and_directories_are_opened)
{
    World *world = recorded_world("fifo /f\nsocket /s\nchar /c 1:3 mode=0666\nblock /b 8:0\n"
                                  "dir /d\n");
    File *file;
    size_t got;
    char byte;
    CHECK_ANSWER(world_open(world, "/f", &file), "unknown EOPNOTSUPP");
    CHECK_ANSWER(world_open(world, "/s", &file), "unknown ENXIO");
    CHECK_ANSWER(world_open(world, "/c", &file), "unknown EOPNOTSUPP");
    CHECK_ANSWER(world_open(world, "/b", &file), "unknown EOPNOTSUPP");
    CHECK_ANSWER(world_open(world, "/d", &file), "present");
    CHECK_ANSWER(file_read(file, 0, &byte, 1, &got), "unknown EISDIR");
}

TEST(files_have_an_inode_of_their_own_unless_told)
{
    World *world = recorded_world("file /a\nfile /b\nfile /c inode=9:7\nfile /d inode=9:7\n");
    FileInfo a, b, c, d;
    world_stat(world, "/a", &a);
    world_stat(world, "/b", &b);
    world_stat(world, "/c", &c);
    world_stat(world, "/d", &d);
    CHECK(a.inode != b.inode && a.device == b.device);
    CHECK_NUMBER(c.inode, 7);
    CHECK_NUMBER(c.device, 9);
    CHECK(c.inode == d.inode && c.device == d.device);
}

TEST(the_environment_may_be_partly_known)
{
    World *world = recorded_world("env A=1\nenv B=\nenv \"C=x y=z\"\nenv D\nunset E\nenv A=2\n");
    Strings names;
    CHECK_TEXT(env_word(world, "A"), "2");
    CHECK_TEXT(env_word(world, "B"), "");
    CHECK_TEXT(env_word(world, "C"), "x y=z");
    CHECK_TEXT(env_word(world, "D"), "unknown ENODATA");
    CHECK_TEXT(env_word(world, "E"), "absent ENOENT");
    CHECK_TEXT(env_word(world, "F"), "unknown ENODATA");
    CHECK_ANSWER(world_env_names(world, &names), "unknown ENODATA");
}

TEST(the_environment_may_be_complete)
{
    World *world = recorded_world("environment complete\nenv B=1\nenv A=2\nunset C\nenv A=3\n");
    Strings names;
    CHECK_TEXT(env_word(world, "F"), "absent ENOENT");
    CHECK_ANSWER(world_env_names(world, &names), "present");
    CHECK_NUMBER(names.count, 2);
    CHECK_TEXT(names.items[0], "A");
    CHECK_TEXT(names.items[1], "B");
}

TEST(user_processor_and_cwd_are_recorded)
{
    World *world = recorded_world(
        "cwd /home/eva\n"
        "user eva uid=1000 gid=1001 groups=1001,44 home=/home/eva\n"
        "processor x86_64 platform=haswell hwcaps=x86-64-v3,x86-64-v2 legacy=avx512_1,x86_64\n"
        "file /home/eva/x\n  | here\n");
    const User *user = world_user(world);
    const Processor *processor = world_processor(world);
    CHECK_TEXT(world_cwd(world), "/home/eva");
    CHECK_TEXT(read_word(world, "x"), "here\n");
    CHECK_TEXT(user->name, "eva");
    CHECK_TEXT(user->home, "/home/eva");
    CHECK_NUMBER(user->uid, 1000);
    CHECK_NUMBER(user->gid, 1001);
    CHECK_NUMBER(user->group_count, 2);
    CHECK_NUMBER(user->groups[1], 44);
    CHECK_NUMBER(processor->known, PRESENT);
    CHECK_TEXT(processor->machine, "x86_64");
    CHECK_TEXT(processor->platform, "haswell");
    CHECK_NUMBER(processor->hwcaps.count, 2);
    CHECK_TEXT(processor->hwcaps.items[0], "x86-64-v3");
    CHECK_NUMBER(processor->legacy_hwcaps.count, 2);
    CHECK_TEXT(world_root(world), "/");
    CHECK(!world_is_live_machine(world));
    CHECK_NUMBER(world_cost(world).looks, 0);
}

TEST(rights_of_the_recorded_user_come_from_mode_bits)
{
    World *world = recorded_world("user uid=1000 gid=1000 groups=44\n"
                                  "file /own mode=0400 uid=1000\n"
                                  "file /group mode=0640 gid=44\n"
                                  "file /other mode=0640\n"
                                  "dir /closed mode=0711\nfile /closed/x\n"
                                  "dir /shut mode=0700\nfile /shut/x\n");
    CHECK_TEXT(access_word(world, "/own", R_OK), "present");
    CHECK_TEXT(access_word(world, "/own", W_OK), "unknown EACCES");
    CHECK_TEXT(access_word(world, "/group", R_OK), "present");
    CHECK_TEXT(access_word(world, "/group", R_OK | W_OK), "unknown EACCES");
    CHECK_TEXT(access_word(world, "/other", R_OK), "unknown EACCES");
    CHECK_TEXT(read_word(world, "/other"), "unknown EACCES");
    CHECK_TEXT(list_word(world, "/closed"), "unknown EACCES");
    CHECK_TEXT(read_word(world, "/closed/x"), "");
    CHECK_TEXT(stat_word(world, "/shut"), "present");
    CHECK_TEXT(stat_word(world, "/shut/x"), "unknown EACCES");
}

TEST(what_mode_bits_do_not_tell_is_noted)
{
    World *world = recorded_world("char /dev/nvidia0 195:0 mode=0666 access=rw:EPERM\n"
                                  "file /acl mode=0600 access=r:ok\n  | x\n"
                                  "file /broken open=EIO\n"
                                  "user uid=7 gid=7\n");
    CHECK_TEXT(access_word(world, "/dev/nvidia0", R_OK | W_OK), "unknown EPERM");
    CHECK_TEXT(access_word(world, "/dev/nvidia0", R_OK), "present");
    CHECK_TEXT(access_word(world, "/acl", R_OK), "present");
    CHECK_TEXT(read_word(world, "/acl"), "x\n");
    CHECK_TEXT(access_word(world, "/broken", R_OK), "present");
    CHECK_TEXT(read_word(world, "/broken"), "unknown EIO");
}

TEST(a_malformed_text_is_refused_with_its_line)
{
    const char *error = NULL;
    CHECK(world_recorded(test_arena(), TEXT("whycpu-world 2\n"), &error) == NULL);
    CHECK_TEXT(error, "line 1: a recorded world begins with the line: whycpu-world 1");
    CHECK(world_recorded(test_arena(), TEXT(""), &error) == NULL);
    CHECK_TEXT(recorded_error("\n# fine\nfiles /x\n"),
               "line 4: a line of this kind is not known; a newer whycpu may have written it");
    CHECK_TEXT(recorded_error("file /a\nfile /a\n"), "line 3: /a: this path was described before");
    CHECK_TEXT(recorded_error("file /a mode=0888\n"),
               "line 2: the value of an attribute is not what it should be");
    CHECK_TEXT(recorded_error("file /a colour=red\n"),
               "line 2: an attribute is not known here; a newer whycpu may have written it");
    CHECK_TEXT(recorded_error("env A=1 2\n"), "line 2: a variable is written: env NAME=VALUE, "
                                              "with quotes around blanks");
    CHECK_TEXT(recorded_error("env \"A=1\n"), "line 2: a quote is not closed");
    CHECK_TEXT(recorded_error("file /a\n  base64 A\n"), "line 3: this is no base64");
    CHECK(recorded_error("dir /a\n  | text\n") != NULL);
    CHECK(recorded_error("  | text\n") != NULL);
    CHECK(recorded_error("elf /x machine=x86_64\n  | text\n") != NULL);
    CHECK(recorded_error("file /a\n  at 0\n  | x\n") != NULL);
    CHECK(recorded_error("file /a size=9\n  | x\n  at 0\n  | x\n") != NULL);
    CHECK(recorded_error("link /a ->\n") != NULL);
    CHECK(recorded_error("char /a 1\n") != NULL);
    CHECK(recorded_error("char /a 99999999999:1\n") != NULL);
    CHECK(recorded_error("user eva\n") != NULL);
    CHECK(recorded_error("user uid=4294967295\n") != NULL);
    CHECK(recorded_error("unknown /a ENOENT\n") != NULL);
    CHECK(recorded_error("dir /a\n  names b/c\n") != NULL);
    CHECK(recorded_error("file /a access=rq:ok\n") != NULL);
    CHECK(recorded_error("file /a access=:ok\n") != NULL);
}

TEST(paths_in_a_text_are_canonical)
{
    CHECK(recorded_error("file a\n") != NULL);
    CHECK(recorded_error("file /a/\n") != NULL);
    CHECK(recorded_error("file /a//b\n") != NULL);
    CHECK(recorded_error("file /a/../b\n") != NULL);
    CHECK(recorded_error("file /a/./b\n") != NULL);
    CHECK(recorded_error("link /lib -> usr/lib\nfile /lib/x\n") != NULL);
    CHECK(recorded_error("file /lib/x\nlink /lib -> usr/lib\n") != NULL);
    CHECK(recorded_error("dir /\n") == NULL);
}

TEST(a_text_that_asks_for_too_much_is_refused)
{
    /* 1 200 paths of 4 000 bytes, each of which names 1 300 directories. */
    Writer writer = writer_new(test_arena());
    for (int i = 0; i < 1200; i++) {
        put_format(&writer, "file /%04d", i);
        for (int k = 0; k < 1300; k++)
            put(&writer, "/ab");
        put(&writer, "\n");
    }
    CHECK(recorded_error(writer.bytes) != NULL);
}

TEST(an_elf_file_is_made_when_it_is_read)
{
    World *world =
        recorded_world("elf /lib/libx.so.1 machine=x86_64 soname=libx.so.1 needed=a,b\n"
                       "elf /lib/liby.so.1 machine=x86_64 soname=liby.so.1 size=100000\n");
    Text content;
    FileInfo info;
    CHECK_ANSWER(world_stat(world, "/lib/libx.so.1", &info), "present");
    CHECK(info.size_bytes > 64);
    CHECK_ANSWER(world_read(world, "/lib/libx.so.1", 1 << 20, &content), "present");
    CHECK_NUMBER(content.length, info.size_bytes);
    CHECK_TEXT(text_part(content, 0, 4), "\177ELF");
    CHECK_ANSWER(world_read(world, "/lib/liby.so.1", 1 << 20, &content), "present");
    CHECK_NUMBER(content.length, 100000);
    CHECK_NUMBER(content.at[99999], 0);
}
