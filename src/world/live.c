/* The live world: what is common to root "/" and to another root. */
#include "world/live.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "world/rights.h"

/* ---- Files ---- */

static FileType type_of_mode(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR: return FILE_DIRECTORY;
    case S_IFLNK: return FILE_LINK;
    case S_IFCHR: return FILE_CHARACTER_DEVICE;
    case S_IFBLK: return FILE_BLOCK_DEVICE;
    case S_IFIFO: return FILE_FIFO;
    case S_IFSOCK: return FILE_SOCKET;
    default: return FILE_REGULAR;
    }
}

FileInfo live_info(const struct stat *status)
{
    return (FileInfo){
        .type = type_of_mode(status->st_mode),
        .mode = status->st_mode & 07777,
        .uid = status->st_uid,
        .gid = status->st_gid,
        .size_bytes = status->st_size > 0 ? (uint64_t)status->st_size : 0,
        .device = status->st_dev,
        .inode = status->st_ino,
        .device_major = major(status->st_rdev),
        .device_minor = minor(status->st_rdev),
    };
}

Answer live_readlink_at(Live *live, int fd, const char *path, const char **target)
{
    char buffer[WORLD_PATH_BYTES];
    live->cost.looks++;
    ssize_t length = readlinkat(fd, path, buffer, sizeof buffer);
    if (length < 0)
        return answer_of(errno);
    *target = arena_copy(live->base.arena, buffer, (size_t)length);
    return answer_present();
}

static Answer live_read(File *file, uint64_t offset, void *buffer, size_t length, size_t *got)
{
    Live *live = (Live *)file->world;
    if (file->fd < 0)
        return answer_of(EBADF);
    while (*got < length) {
        ssize_t some =
            pread(file->fd, (char *)buffer + *got, length - *got, (off_t)(offset + *got));
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0)
            return answer_of(errno);
        *got += (size_t)some;
        live->cost.bytes_read += (uint64_t)some;
        /* A short read ends a regular file; where the size is not told, as in /proc, only an
         * empty one does. */
        if (some == 0 || offset + *got >= file->info.size_bytes)
            break;
    }
    return answer_present();
}

static void live_close(File *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

static File *new_file(Live *live, int fd, const FileInfo *info)
{
    File *file = arena_new_of(live->base.arena, File);
    *file = (File){
        .info = *info, .world = &live->base, .read = live_read, .close = live_close, .fd = fd};
    return file;
}

/* Between looking at a file and opening it by name, a link could be turned towards a device, and
 * opening that would run its driver. So the name is resolved once, to a descriptor that opens
 * nothing (O_PATH), and what was looked at is opened through it. */
Answer live_open_found(Live *live, int found, const FileInfo *info, File **file)
{
    Answer answer = may_open_type(info->type);
    int fd = -1;
    if (answer.known == PRESENT) {
        char name[32];
        snprintf(name, sizeof name, "/proc/self/fd/%d", found);
        live->cost.looks++;
        fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        answer = answer_of(fd < 0 ? errno : 0);
    }
    close(found);
    if (answer.known == PRESENT)
        *file = new_file(live, fd, info);
    return answer;
}

/* ---- Directories ---- */

struct DirectoryEntry { /* struct linux_dirent64 of getdents64(2) */
    uint64_t inode;
    int64_t next_offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

static void add_names(Arena *arena, const char *entries, size_t length, Strings *names)
{
    for (size_t at = 0; at < length;) {
        const struct DirectoryEntry *entry = (const void *)(entries + at);
        if (strcmp(entry->name, ".") != 0 && strcmp(entry->name, "..") != 0)
            list_add(arena, *names, arena_strdup(arena, entry->name));
        at += entry->length;
    }
}

Answer live_list_open(Live *live, int fd, Strings *names)
{
    _Alignas(8) char entries[WORLD_LIST_BUFFER];
    Answer answer = answer_present();
    for (;;) {
        live->cost.looks++;
        long length = syscall(SYS_getdents64, fd, entries, sizeof entries);
        if (length < 0)
            answer = answer_of(errno);
        if (length <= 0)
            break;
        live->cost.bytes_read += (uint64_t)length;
        add_names(live->base.arena, entries, (size_t)length, names);
        if (names->count > WORLD_NAMES) {
            answer = answer_unknown(EFBIG, "it holds more than 100 000 names");
            break;
        }
    }
    close(fd);
    return answer;
}

/* ---- What is not a file ---- */

static Answer live_env(World *world, const char *name, const char **value)
{
    size_t length = strlen(name);
    const char *const *variables = ((Live *)world)->variables;
    for (size_t i = 0; variables && variables[i] && i < WORLD_VARIABLES; i++) {
        if (strncmp(variables[i], name, length) == 0 && variables[i][length] == '=') {
            *value = variables[i] + length + 1;
            return answer_present();
        }
    }
    return answer_absent();
}

static Answer live_env_names(World *world, Strings *names)
{
    const char *const *variables = ((Live *)world)->variables;
    for (size_t i = 0; variables && variables[i] && i < WORLD_VARIABLES; i++) {
        Text name = text_of(variables[i]);
        name.length = text_find(name, '=');
        if (name.length == 0 || variables[i][name.length] == '\0')
            continue;
        list_add(world->arena, *names, text_copy(world->arena, name));
    }
    return answer_present();
}

static const char *live_cwd(World *world)
{
    return ((Live *)world)->cwd;
}

/* Names and homes come from the judged machine's /etc/passwd, when somebody asks. */
static const User *live_user(World *world)
{
    Live *live = (Live *)world;
    if (!live->user) {
        live->user = arena_new_of(world->arena, User);
        *live->user = *live->given_user;
        if (!live->user->name || !live->user->home)
            user_complete(world, live->user);
    }
    return live->user;
}

static const Processor *live_processor(World *world)
{
    Live *live = (Live *)world;
    if (!live->processor)
        live->processor = processor_of_this_machine(world->arena);
    return live->processor;
}

static const char *live_root(World *world)
{
    return ((Live *)world)->root;
}

static bool live_is_live_machine(World *world)
{
    return ((Live *)world)->root_fd < 0;
}

static Cost live_cost(World *world)
{
    return ((Live *)world)->cost;
}

static const OtherQuestions live_others = {
    .env = live_env,
    .env_names = live_env_names,
    .cwd = live_cwd,
    .user = live_user,
    .processor = live_processor,
    .root = live_root,
    .is_live_machine = live_is_live_machine,
    .cost = live_cost,
};

/* ---- Making ---- */

/* A working directory that was removed has no name; this path still leads there. */
static const char *cwd_of_process(Arena *arena)
{
    char buffer[WORLD_PATH_BYTES];
    if (getcwd(buffer, sizeof buffer) && buffer[0] == '/')
        return arena_strdup(arena, buffer);
    return "/proc/self/cwd";
}

static bool is_slash(const char *root)
{
    return root[strspn(root, "/")] == '\0' && root[0] == '/';
}

static Live *new_live(Arena *arena, const LiveOptions *options)
{
    Live *live = arena_new_of(arena, Live);
    live->base = (World){.others = &live_others, .arena = arena};
    live->root = options->root;
    live->root_fd = -1;
    live->variables = options->environ_;
    live->cwd = options->cwd;
    live->given_user = user_of_caller(arena);
    if (options->user && user_has_same_rights(options->user, live->given_user))
        live->given_user = options->user;
    return live;
}

/* The kernel answers for the caller; for anybody else, mode bits do. */
static World *judged_by(Live *live, const User *user)
{
    if (!user || user == live->given_user)
        return &live->base;
    World *overlay = world_overlay(live->base.arena, &live->base);
    overlay_user(overlay, user);
    return overlay;
}

World *world_live(Arena *arena, const LiveOptions *options, const char **error)
{
    Live *live = new_live(arena, options);
    *error = NULL;
    if (!is_slash(options->root)) {
        *error = "another root is not supported yet";
        return NULL;
    }
    live->root = "/";
    live->base.paths = &live_machine_paths;
    live->base.places = &live_machine_places;
    if (!live->cwd)
        live->cwd = cwd_of_process(arena);
    return judged_by(live, options->user);
}
