#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/writer.h"
#include "parse/elf.h"
#include "world/internal.h"
#include "worlds.h"

static World *recorder_of(World *below)
{
    return world_recorder(test_arena(), below);
}

/* The world that the recording holds. */
static World *replay_of(World *recorder)
{
    const char *error = NULL;
    Text text = recorder_text(recorder);
    World *world = world_recorded(test_arena(), text, &error);
    if (!CHECK_TEXT(error, NULL))
        printf("# %s\n", text.at);
    return world;
}

TEST(a_recorder_answers_as_the_world_below)
{
    const char *root = tricky_root();
    World *below = live_root(root), *recorder = recorder_of(live_root(root));
    for (size_t i = 0; tricky_paths[i]; i++)
        CHECK_TEXT(all_answers(recorder, tricky_paths[i]), all_answers(below, tricky_paths[i]));
}

TEST(a_replay_answers_every_question_as_it_was_answered)
{
    World *recorder = recorder_of(live_root(tricky_root()));
    const char *answers[100];
    for (size_t i = 0; tricky_paths[i]; i++)
        answers[i] = all_answers(recorder, tricky_paths[i]);
    World *replay = replay_of(recorder);
    REQUIRE(replay != NULL);
    for (size_t i = 0; tricky_paths[i]; i++)
        CHECK_TEXT(all_answers(replay, tricky_paths[i]), answers[i]);
    CHECK_TEXT(world_root(replay), world_root(recorder));
    CHECK_TEXT(world_cwd(replay), world_cwd(recorder));
    CHECK_NUMBER(world_user(replay)->uid, geteuid());
    CHECK_TEXT(world_user(replay)->name, world_user(recorder)->name);
    CHECK_TEXT(world_processor(replay)->platform, world_processor(recorder)->platform);
    CHECK_NUMBER(world_processor(replay)->hwcaps.count, world_processor(recorder)->hwcaps.count);
}

/* One question a recording: so an answer may not depend on another question. */
TEST(each_question_alone_is_replayed)
{
    const char *root = tricky_root();
    for (size_t i = 0; tricky_paths[i]; i++) {
        World *recorder = recorder_of(live_root(root));
        const char *answers = all_answers(recorder, tricky_paths[i]);
        World *replay = replay_of(recorder);
        REQUIRE(replay != NULL);
        CHECK_TEXT(all_answers(replay, tricky_paths[i]), answers);
    }
}

TEST(the_machine_itself_is_recorded)
{
    static const char *const paths[] = {
        "/bin/sh",       "/etc/passwd", "/proc/version", "/lib64",      "/dev/null",
        "/proc/cpuinfo", "/nope",       "/etc/hosts",    "/usr/lib/..", "/proc/self/environ"};
    enum { COUNT = sizeof paths / sizeof *paths };
    World *recorder = recorder_of(live_world());
    const char *answers[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        answers[i] =
            arena_printf(test_arena(), "%s %s %s %s", stat_word(recorder, paths[i]),
                         real_word(recorder, paths[i]), access_word(recorder, paths[i], R_OK),
                         i ? read_word(recorder, paths[i]) : "");
    World *replay = replay_of(recorder);
    REQUIRE(replay != NULL);
    for (size_t i = 0; i < COUNT; i++)
        CHECK_TEXT(arena_printf(test_arena(), "%s %s %s %s", stat_word(replay, paths[i]),
                                real_word(replay, paths[i]), access_word(replay, paths[i], R_OK),
                                i ? read_word(replay, paths[i]) : ""),
                   answers[i]);
}

TEST(what_was_not_asked_is_not_in_the_recording)
{
    World *recorder = recorder_of(live_root(tricky_root()));
    stat_word(recorder, "/usr/lib/a");
    stat_word(recorder, "/etc/group");
    World *replay = replay_of(recorder);
    REQUIRE(replay != NULL);
    CHECK_TEXT(read_word(replay, "/usr/lib/a"), "unknown ENODATA");
    CHECK_TEXT(list_word(replay, "/usr/lib"), "unknown ENODATA");
    CHECK_TEXT(stat_word(replay, "/usr/lib/b"), "unknown ENODATA");
    CHECK_TEXT(stat_word(replay, "/etc/group"), "absent ENOENT");
    CHECK_TEXT(stat_word(replay, "/etc/passwd"), "unknown ENODATA");
}

TEST(a_listing_tells_names_and_nothing_more)
{
    World *recorder = recorder_of(live_root(tricky_root()));
    const char *names = list_word(recorder, "/");
    World *replay = replay_of(recorder);
    REQUIRE(replay != NULL);
    CHECK_TEXT(list_word(replay, "/"), names);
    CHECK_TEXT(stat_word(replay, "/lib"), "unknown ENODATA");
    CHECK_TEXT(stat_word(replay, "/nope"), "absent ENOENT");
}

TEST(variables_are_recorded_when_they_are_asked_for)
{
    const char *error;
    const char *const variables[] = {"A=x y", "SECRET=s3cret", "LINES=1\n2", NULL};
    LiveOptions options = {.root = "/", .environ_ = variables};
    World *recorder = recorder_of(world_live(test_arena(), &options, &error));
    Strings names;
    CHECK_TEXT(env_word(recorder, "A"), "x y");
    CHECK_TEXT(env_word(recorder, "LINES"), "1\n2");
    CHECK_TEXT(env_word(recorder, "B"), "absent ENOENT");
    World *replay = replay_of(recorder);
    CHECK_TEXT(env_word(replay, "A"), "x y");
    CHECK_TEXT(env_word(replay, "LINES"), "1\n2");
    CHECK_TEXT(env_word(replay, "B"), "absent ENOENT");
    CHECK_TEXT(env_word(replay, "SECRET"), "unknown ENODATA");
    CHECK_TEXT(env_word(replay, "C"), "unknown ENODATA");
    CHECK(strstr(recorder_text(recorder).at, "SECRET") == NULL);
    CHECK_ANSWER(world_env_names(recorder, &names), "present");
    replay = replay_of(recorder);
    CHECK_ANSWER(world_env_names(replay, &names), "present");
    CHECK_NUMBER(names.count, 3);
    CHECK_TEXT(env_word(replay, "SECRET"), "unknown ENODATA");
    CHECK_TEXT(env_word(replay, "C"), "absent ENOENT");
    CHECK(strstr(recorder_text(recorder).at, "s3cret") == NULL);
}

TEST(the_text_is_sorted_and_the_same_whatever_the_order_of_questions)
{
    const char *root = tricky_root();
    World *one = recorder_of(live_root(root)), *two = recorder_of(live_root(root));
    env_word(one, "A"), env_word(one, "B");
    env_word(two, "B"), env_word(two, "A");
    size_t count = 0;
    for (; tricky_paths[count]; count++)
        all_answers(one, tricky_paths[count]);
    while (count--)
        all_answers(two, tricky_paths[count]);
    CHECK_TEXT(recorder_text(one).at, recorder_text(two).at);
    CHECK_TEXT(recorder_text(one).at, recorder_text(one).at);
}

TEST(a_recording_of_a_replay_is_the_recording)
{
    World *recorder = recorder_of(live_root(tricky_root()));
    for (size_t i = 0; tricky_paths[i]; i++)
        all_answers(recorder, tricky_paths[i]);
    World *again = recorder_of(replay_of(recorder));
    for (size_t i = 0; tricky_paths[i]; i++)
        all_answers(again, tricky_paths[i]);
    CHECK_TEXT(recorder_text(again).at, recorder_text(recorder).at);
}

static size_t read_file_for_elf(void *context, uint64_t offset, void *buffer, size_t length)
{
    size_t got;
    return file_read(context, offset, buffer, length, &got).known == PRESENT ? got : 0;
}

/* What a loader reads in a file, as one text. */
static const char *elf_words(World *world, const char *path)
{
    File *file;
    Writer writer = writer_new(test_arena());
    const ElfDynamic *dynamic = NULL;
    const ElfVersionNeeds *needs = NULL;
    const ElfVersionDefinitions *definitions = NULL;
    if (!CHECK_ANSWER(world_open(world, path, &file), "present"))
        return "";
    uint64_t size = file_info(file)->size_bytes;
    Elf *elf = elf_open(test_arena(), (ElfSource){file, read_file_for_elf, size});
    put_format(&writer, "%d %d %d %llu", elf->status, elf->machine, elf->type,
               (unsigned long long)size);
    if (elf_dynamic(elf, &dynamic) == ELF_OK) {
        put_format(&writer, " %s %s", dynamic->soname, dynamic->runpath);
        for (size_t i = 0; i < dynamic->needed.count; i++)
            put_format(&writer, " %s", dynamic->needed.items[i]);
        elf_version_needs(elf, &needs);
        for (size_t i = 0; needs && i < needs->count; i++)
            put_format(&writer, " %s:%zu", needs->items[i].file, needs->items[i].versions.count);
        elf_version_definitions(elf, &definitions);
        for (size_t i = 0; definitions && i < definitions->count; i++)
            put_format(&writer, " %s", definitions->items[i].name);
    }
    put_format(&writer, " %s", elf_reach(elf) > size ? "cut" : "whole");
    file_close(file);
    return writer.bytes;
}

TEST(elf_files_are_described_and_never_kept)
{
    static const char *const paths[] = {"/bin/sh", "/lib/x86_64-linux-gnu/libc.so.6",
                                        "/lib/x86_64-linux-gnu/libm.so.6"};
    World *recorder = recorder_of(live_world());
    FileInfo info;
    if (world_stat(recorder, paths[1], &info).known != PRESENT) {
        test_skip("no glibc where Debian has it");
        return;
    }
    const char *words[3];
    for (int i = 0; i < 3; i++)
        words[i] = elf_words(recorder, paths[i]);
    CHECK(strstr(words[1], "GLIBC_2.2.5") != NULL);
    Text text = recorder_text(recorder);
    CHECK(strstr(text.at, "base64") == NULL);
    CHECK(text.length < 10000);
    World *replay = replay_of(recorder);
    REQUIRE(replay != NULL);
    for (int i = 0; i < 3; i++)
        CHECK_TEXT(elf_words(replay, paths[i]), words[i]);
}

/* Copies the start of a file. */
static void write_start(const char *directory, const char *name, Text content, size_t length)
{
    write_file(directory, name, "");
    FILE *file = fopen(arena_printf(test_arena(), "%s/%s", directory, name), "w");
    Text start = text_part(content, 0, length);
    CHECK(file && fwrite(start.at, 1, start.length, file) == start.length);
    if (file)
        fclose(file);
}

TEST(cut_libraries_are_replayed_as_cut)
{
    const char *directory = temporary_directory();
    Text libm;
    Answer answer = world_read(live_world(), "/lib/x86_64-linux-gnu/libm.so.6", 1 << 24, &libm);
    if (answer.known != PRESENT) {
        test_skip("no libm where Debian has it");
        return;
    }
    static const size_t lengths[] = {0, 3, 10, 63, 64, 100, 1000, 5000, 100000, 900000};
    enum { COUNT = sizeof lengths / sizeof *lengths };
    World *recorder = recorder_of(live_root(directory));
    const char *words[COUNT];
    for (int i = 0; i < COUNT; i++) {
        const char *name = arena_printf(test_arena(), "%zu", lengths[i]);
        write_start(directory, name, libm, lengths[i]);
        words[i] = elf_words(recorder, name);
    }
    World *replay = replay_of(recorder);
    REQUIRE(replay != NULL);
    for (int i = 0; i < COUNT; i++)
        CHECK_TEXT(elf_words(replay, arena_printf(test_arena(), "%zu", lengths[i])), words[i]);
}

TEST(odd_names_and_contents_survive)
{
    const char *directory = temporary_directory();
    write_file(directory, "a b/c\"d\\e", "no newline");
    write_file(directory, "a b/line\nbreak", "tab\there\r\nand \xc3\xa4\n  | bar\n\n");
    write_file(directory, "a b/\xff\xfe", "\xff\xfe\x01\x02\x03\x04\x05");
    write_file(directory, "a b/#", "# x\n");
    write_file(directory, "a b/|", "\x1b[1m\n");
    make_link(directory, "a b/link", "c\"d\\e");
    static const char *const paths[] = {"/a b/c\"d\\e", "/a b/line\nbreak", "/a b/\xff\xfe",
                                        "/a b/#",       "/a b/|",           "/a b/link",
                                        "/a b"};
    World *below = live_root(directory), *recorder = recorder_of(live_root(directory));
    for (size_t i = 0; i < 7; i++)
        all_answers(recorder, paths[i]);
    World *replay = replay_of(recorder);
    REQUIRE(replay != NULL);
    for (size_t i = 0; i < 7; i++)
        CHECK_TEXT(all_answers(replay, paths[i]), all_answers(below, paths[i]));
}

TEST(of_a_large_file_the_parts_that_were_read_are_kept)
{
    const char *directory = temporary_directory();
    enum { SIZE = 3000000 };
    char *large = arena_alloc(test_arena(), SIZE + 1);
    for (int i = 0; i < SIZE; i++)
        large[i] = (char)('a' + i % 23);
    write_file(directory, "large", large);
    World *recorder = recorder_of(live_root(directory));
    File *file;
    char bytes[100];
    size_t got;
    CHECK_ANSWER(world_open(recorder, "/large", &file), "present");
    file_read(file, 1000, bytes, 50, &got);
    file_read(file, 1050, bytes, 50, &got);
    file_read(file, SIZE - 10, bytes, 50, &got);
    file_close(file);
    World *replay = replay_of(recorder);
    CHECK_ANSWER(world_open(replay, "/large", &file), "present");
    CHECK_ANSWER(file_read(file, 1010, bytes, 80, &got), "present");
    CHECK_NUMBER(got, 80);
    CHECK(memcmp(bytes, large + 1010, 80) == 0);
    CHECK_ANSWER(file_read(file, SIZE - 5, bytes, 50, &got), "present");
    CHECK_NUMBER(got, 5);
    CHECK_ANSWER(file_read(file, 0, bytes, 10, &got), "unknown ENODATA");
}

TEST(recorders_work_over_overlays_and_under_them)
{
    World *overlay = world_overlay(test_arena(), live_root(tricky_root()));
    overlay_file(overlay, "/lib/new", 0644, TEXT("new"));
    overlay_device(overlay, "/dev/nvidia0", 0666, 195, 0);
    overlay_user(overlay, &(User){.uid = 1000, .gid = 1000});
    World *recorder = recorder_of(overlay);
    CHECK_TEXT(read_word(recorder, "/lib/new"), "new");
    CHECK_TEXT(access_word(recorder, "/dev/nvidia0", R_OK | W_OK), "present");
    CHECK_TEXT(list_word(recorder, "/shut"), "unknown EACCES");
    CHECK(overlay_covers(recorder, "/lib/new"));
    World *replay = replay_of(recorder);
    CHECK_TEXT(read_word(replay, "/lib/new"), "new");
    CHECK_TEXT(access_word(replay, "/dev/nvidia0", R_OK | W_OK), "present");
    CHECK_TEXT(list_word(replay, "/shut"), "unknown EACCES");

    World *below = recorder_of(live_root(tricky_root()));
    World *above = world_overlay(test_arena(), below);
    overlay_file(above, "/lib/new", 0644, TEXT("new"));
    overlay_file(above, "/opt/deep/x", 0644, TEXT("x"));
    CHECK_TEXT(read_word(above, "/lib/new"), "new");
    CHECK_TEXT(read_word(above, "/usr/lib/a"), "a");
    CHECK_TEXT(stat_word(above, "/opt/deep/y"), "absent ENOENT");
    replay = replay_of(below);
    REQUIRE(replay != NULL);
    CHECK_TEXT(read_word(replay, "/usr/lib/a"), "a");
    CHECK_TEXT(stat_word(replay, "/usr/lib/new"), "absent ENOENT");
    CHECK_TEXT(stat_word(replay, "/opt/deep"), "absent ENOENT");
}

TEST(rights_beyond_mode_bits_are_noted)
{
    World *below = recorded_world("user uid=1000 gid=1000\n"
                                  "char /dev/nvidia0 195:0 mode=0666 access=rw:EPERM\n"
                                  "dir /acl mode=0700 access=x:ok,r:ok\n"
                                  "file /acl/x mode=0600 access=r:ok\n  | x\n"
                                  "file /io open=EIO\n");
    World *replay = replay_of(recorder_of(below));
    World *recorder = recorder_of(below);
    static const char *const paths[] = {"/dev/nvidia0", "/acl", "/acl/x", "/io"};
    for (size_t i = 0; i < 4; i++)
        all_answers(recorder, paths[i]);
    replay = replay_of(recorder);
    REQUIRE(replay != NULL);
    for (size_t i = 0; i < 4; i++)
        CHECK_TEXT(all_answers(replay, paths[i]), all_answers(below, paths[i]));
    CHECK_TEXT(read_word(replay, "/acl/x"), "x\n");
}

/* Gives uid 65534 what mode bits deny it; false where the file system has no access lists. */
static bool set_access_list(const char *path, unsigned short rights)
{
    enum { OWNER = 1, USER = 2, GROUP = 4, MASK = 16, OTHER = 32 };
    struct {
        unsigned version;
        struct {
            unsigned short tag, rights;
            unsigned id;
        } entries[5];
    } list = {2,
              {{OWNER, 7, (unsigned)-1},
               {USER, rights, 65534},
               {GROUP, 0, (unsigned)-1},
               {MASK, rights, (unsigned)-1},
               {OTHER, 0, (unsigned)-1}}};
    return setxattr(path, "system.posix_acl_access", &list, sizeof list, 0) == 0;
}

/* One question a recording: an answer may not depend on another question. */
static bool replays(const char *directory, const char *(*ask)(World *, const char *),
                    const char *path, const char *expected)
{
    World *recorder = recorder_of(live_root(directory));
    const char *answer = ask(recorder, path);
    World *replay = replay_of(recorder);
    return replay && strcmp(answer, expected) == 0 && strcmp(ask(replay, path), expected) == 0;
}

static int replays_as_nobody(const char *directory)
{
    pid_t child = fork();
    if (child == 0) {
        if (setegid(65534) != 0 || seteuid(65534) != 0)
            _exit(2);
        bool same =
            replays(directory, read_word, "/acl/x", "x") &&
            replays(directory, stat_word, "/acl/nope", "absent ENOENT") &&
            replays(directory, list_word, "/acl", "x") &&
            replays(directory, all_answers, "/acl", all_answers(live_root(directory), "/acl"));
        _exit(same ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

TEST(access_lists_are_replayed)
{
    const char *directory = temporary_directory();
    write_file(directory, "acl/x", "x");
    chmod(arena_printf(test_arena(), "%s/acl", directory), 0700);
    chmod(arena_printf(test_arena(), "%s/acl/x", directory), 0600);
    if (geteuid() != 0 || !set_access_list(arena_printf(test_arena(), "%s/acl", directory), 5) ||
        !set_access_list(arena_printf(test_arena(), "%s/acl/x", directory), 4)) {
        test_skip("no access lists here, or not root");
        return;
    }
    CHECK_NUMBER(replays_as_nobody(directory), 0);
}

#define LOG_LINE "Nov 21 10:00:00 box kernel: [   12.000000] "

/* Whoever gets a recording need not know who uses the machine. */
TEST(of_a_log_only_what_drivers_of_gpus_said_is_kept)
{
    const char *error = NULL;
    World *below = world_recorded(
        test_arena(),
        TEXT("whycpu-world 1\nfile /var/log/kern.log\n  | " LOG_LINE "ada logged in\n"
             "  | " LOG_LINE "NVRM: Xid (PCI:0000:01:00): 79, pid=7, name=secret, x\n"),
        &error);
    CHECK_TEXT(error, NULL);
    World *recorder = recorder_of(below);
    Text seen, replayed;
    CHECK_NUMBER(world_read(recorder, "/var/log/kern.log", 4096, &seen).known, PRESENT);
    CHECK_TEXT(text_copy(test_arena(), seen), "NVRM: Xid (PCI:0000:01:00): 79\n");
    CHECK(!strstr(recorder_text(recorder).at, "ada") &&
          !strstr(recorder_text(recorder).at, "secret"));
    World *replay = replay_of(recorder);
    REQUIRE(replay != NULL);
    CHECK_NUMBER(world_read(replay, "/var/log/kern.log", 4096, &replayed).known, PRESENT);
    CHECK(text_equal(seen, replayed));
}

/* An overlay asks for files by their canonical paths, whatever became of the way to them. What was
 * no directory when it was looked at has nothing below it in the recording. */
TEST(below_what_was_no_directory_nothing_is_recorded)
{
    const char *directory = temporary_directory();
    char *path = arena_printf(test_arena(), "%s/a", directory);
    write_file(directory, "a", "");
    World *recorder = recorder_of(live_root(directory));
    CHECK_TEXT(stat_word(recorder, "/a"), "present");
    REQUIRE(unlink(path) == 0);
    write_file(directory, "a/b/c", "");
    CHECK_NUMBER(recorder->places->look(recorder, "/a/b")->answer.known, PRESENT);
    CHECK_NUMBER(recorder->places->look(recorder, "/a/b/c")->answer.known, PRESENT);
    World *replay = replay_of(recorder);
    REQUIRE(replay != NULL);
    CHECK_TEXT(stat_word(replay, "/a/b/c"), "absent ENOTDIR");
}
