#include "worlds.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/writer.h"
#include "world/internal.h"

World *recorded_world(const char *lines)
{
    const char *error = NULL;
    const char *text = arena_printf(test_arena(), "whycpu-world 1\n%s", lines);
    World *world = world_recorded(test_arena(), text_of(text), &error);
    CHECK_TEXT(error, NULL);
    return world;
}

const char *recorded_error(const char *lines)
{
    const char *error = NULL;
    const char *text = arena_printf(test_arena(), "whycpu-world 1\n%s", lines);
    World *world = world_recorded(test_arena(), text_of(text), &error);
    CHECK((world == NULL) == (error != NULL));
    return error;
}

World *live_world(void)
{
    const char *error = NULL;
    World *world = world_live(test_arena(), &(LiveOptions){.root = "/"}, &error);
    CHECK_TEXT(error, NULL);
    return world;
}

World *live_root(const char *directory)
{
    const char *error = NULL;
    World *world = world_live(test_arena(), &(LiveOptions){.root = directory}, &error);
    CHECK_TEXT(error, NULL);
    return world;
}

const char *answer_word(Answer answer)
{
    const char *name = error_name(answer.error);
    if (answer.known == PRESENT) {
        CHECK_NUMBER(answer.error, 0);
        return "present";
    }
    if (answer.known == UNKNOWN)
        CHECK(answer.because != NULL && answer.because[0] != '\0');
    return arena_printf(test_arena(), "%s %s", answer.known == ABSENT ? "absent" : "unknown",
                        name ? name : "?");
}

const char *stat_word(World *world, const char *path)
{
    FileInfo info;
    return answer_word(world_stat(world, path, &info));
}

const char *access_word(World *world, const char *path, int mode)
{
    return answer_word(world_access(world, path, mode));
}

const char *list_word(World *world, const char *path)
{
    Strings names;
    Answer answer = world_list(world, path, &names);
    if (answer.known != PRESENT)
        return answer_word(answer);
    Writer writer = writer_new(test_arena());
    for (size_t i = 0; i < names.count; i++)
        put_format(&writer, "%s%s", i ? " " : "", names.items[i]);
    return writer.bytes;
}

const char *read_word(World *world, const char *path)
{
    Text content;
    Answer answer = world_read(world, path, 1 << 20, &content);
    return answer.known == PRESENT ? text_copy(test_arena(), content) : answer_word(answer);
}

const char *link_word(World *world, const char *path)
{
    const char *target;
    Answer answer = world_readlink(world, path, &target);
    return answer.known == PRESENT ? target : answer_word(answer);
}

const char *real_word(World *world, const char *path)
{
    const char *real;
    Answer answer = world_real_path(world, path, &real);
    return answer.known == PRESENT ? real : answer_word(answer);
}

const char *env_word(World *world, const char *name)
{
    const char *value;
    Answer answer = world_env(world, name, &value);
    return answer.known == PRESENT ? value : answer_word(answer);
}

static void put_info(Writer *writer, Answer answer, const FileInfo *info)
{
    put_format(writer, " %s %d %o %u %u %llu %llu:%llu", answer_word(answer), (int)info->type,
               info->mode, info->uid, info->gid, (unsigned long long)info->size_bytes,
               (unsigned long long)info->device, (unsigned long long)info->inode);
}

const char *all_answers(World *world, const char *path)
{
    Writer writer = writer_new(test_arena());
    FileInfo info;
    Answer answer = world_stat(world, path, &info);
    put_info(&writer, answer, &info);
    answer = world_lstat(world, path, &info);
    put_info(&writer, answer, &info);
    put_format(&writer, " %s", link_word(world, path));
    put_format(&writer, " %s", real_word(world, path));
    put_format(&writer, " %s", list_word(world, path));
    put_format(&writer, " %s", read_word(world, path));
    for (int mode = 0; mode < 8; mode++)
        put_format(&writer, " %s", access_word(world, path, mode));
    return writer.bytes;
}

/* ---- Temporary directories ---- */

static char *directories[64];
static size_t directory_count;

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)type, (void)place;
    return remove(path);
}

static void remove_directories(void)
{
    for (size_t i = 0; i < directory_count; i++) {
        nftw(directories[i], remove_one, 16, FTW_DEPTH | FTW_PHYS);
        free(directories[i]);
    }
}

static const char *new_directory_in(const char *parent)
{
    char *path = NULL;
    if (directory_count == 64 || asprintf(&path, "%s/whycpu-test-XXXXXX", parent) < 0 ||
        !mkdtemp(path))
        abort();
    chmod(path, 0755);
    if (directory_count == 0)
        atexit(remove_directories);
    directories[directory_count++] = path;
    return path;
}

const char *temporary_directory(void)
{
    const char *parent = getenv("TMPDIR");
    return new_directory_in(parent ? parent : "/tmp");
}

const char *temporary_directory_in_memory(void)
{
    return access("/dev/shm", W_OK) == 0 ? new_directory_in("/dev/shm") : temporary_directory();
}

static char *path_in(const char *directory, const char *name)
{
    char *path = arena_printf(test_arena(), "%s/%s", directory, name);
    for (char *slash = path + strlen(directory) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        mkdir(path, 0755);
    }
    return path;
}

void write_file(const char *directory, const char *name, const char *content)
{
    int fd = open(path_in(directory, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    size_t length = strlen(content);
    CHECK(fd >= 0 && write(fd, content, length) == (ssize_t)length);
    close(fd);
}

void make_link(const char *directory, const char *name, const char *target)
{
    CHECK_NUMBER(symlink(target, path_in(directory, name)), 0);
}

/* ---- A root full of tricks ---- */

const char *tricky_root(void)
{
    const char *directory = temporary_directory();
    write_file(directory, "outside", "outside");
    write_file(directory, "root/outside-of-nothing", "inside");
    write_file(directory, "root/usr/lib/a", "a");
    write_file(directory, "root/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    make_link(directory, "root/lib", "usr/lib");
    make_link(directory, "root/abs", "/usr/lib");
    make_link(directory, "root/up", "../outside");
    make_link(directory, "root/deep", "../../../../../../etc/passwd");
    make_link(directory, "root/host", arena_printf(test_arena(), "%s/outside", directory));
    make_link(directory, "root/loop", "loop");
    make_link(directory, "root/a", "b/c");
    make_link(directory, "root/b", "a");
    make_link(directory, "root/dangling", "nope/x");
    make_link(directory, "root/usr/lib/back", "../../lib/../lib/a");
    char *root = arena_printf(test_arena(), "%s/root", directory);
    write_file(root, "shut/x", "x");
    CHECK_NUMBER(chmod(arena_printf(test_arena(), "%s/shut", root), 0), 0);
    CHECK_NUMBER(mkfifo(arena_printf(test_arena(), "%s/fifo", root), 0600), 0);
    return root;
}

const char *const tricky_paths[] = {
    "/",
    "/lib",
    "/lib/",
    "/lib/a",
    "/lib/a/",
    "/lib/a/x",
    "/abs/a",
    "/up",
    "/deep",
    "/host",
    "/loop",
    "/a",
    "/b/x",
    "/dangling",
    "/dangling/",
    "/lib/back",
    "/usr/lib/back/",
    "/..",
    "/../..",
    "/usr/..",
    "/lib/..",
    "/lib/../lib",
    "",
    "lib/a",
    ".",
    "..",
    "/nope",
    "/nope/..",
    "//lib//a",
    "/etc/passwd/..",
    "/lib/./a",
    "/usr/lib/.",
    "/shut",
    "/shut/x",
    "/fifo",
    "/outside",
    "/dangling/x",
    "/etc/passwd/.",
    "/lib/nope/../a",
    "/up/..",
    NULL,
};
