/* The front: paths are made absolute, the kind of world answers. */
#include "world/world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "world/internal.h"
#include "world/tree.h"

const char *world_absolute(World *world, const char *path, char *buffer)
{
    size_t length = strlen(path);
    /* The kernel finds "" and what is too long by itself. */
    if (path[0] == '/' || length == 0 || length >= WORLD_PATH_BYTES)
        return path;
    const char *cwd = world_cwd(world);
    size_t cwd_length = strlen(cwd);
    if (cwd_length >= WORLD_PATH_BYTES - 1)
        return path;
    memcpy(buffer, cwd, cwd_length);
    buffer[cwd_length] = '/';
    memcpy(buffer + cwd_length + 1, path, length + 1);
    return buffer;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void names_sort(Strings *names)
{
    if (names->count == 0)
        return;
    qsort(names->items, names->count, sizeof *names->items, compare_names);
    size_t kept = 1;
    for (size_t i = 1; i < names->count; i++)
        if (strcmp(names->items[i], names->items[kept - 1]) != 0)
            names->items[kept++] = names->items[i];
    names->count = kept;
}

Answer may_open_type(FileType type)
{
    switch (type) {
    case FILE_REGULAR:
    case FILE_DIRECTORY:
    case FILE_LINK: return answer_present();
    case FILE_SOCKET: return answer_unknown(ENXIO, "it is a socket");
    case FILE_FIFO: return answer_unknown(EOPNOTSUPP, "it is a FIFO, which is never opened");
    case FILE_CHARACTER_DEVICE:
    case FILE_BLOCK_DEVICE: break;
    }
    return answer_unknown(EOPNOTSUPP, "it is a device, which is never opened");
}

Arena *world_arena(World *world)
{
    return world->arena;
}

Answer world_stat(World *world, const char *path, FileInfo *info)
{
    char buffer[2 * WORLD_PATH_BYTES];
    memset(info, 0, sizeof *info);
    return world->paths->stat(world, world_absolute(world, path, buffer), true, info);
}

Answer world_lstat(World *world, const char *path, FileInfo *info)
{
    char buffer[2 * WORLD_PATH_BYTES];
    memset(info, 0, sizeof *info);
    return world->paths->stat(world, world_absolute(world, path, buffer), false, info);
}

Answer world_readlink(World *world, const char *path, const char **target)
{
    char buffer[2 * WORLD_PATH_BYTES];
    *target = NULL;
    return world->paths->readlink(world, world_absolute(world, path, buffer), target);
}

Answer world_real_path(World *world, const char *path, const char **real)
{
    char buffer[2 * WORLD_PATH_BYTES];
    *real = NULL;
    return world->paths->real_path(world, world_absolute(world, path, buffer), real);
}

const char *world_real_path_or_itself(World *world, const char *path)
{
    const char *real;
    return world_real_path(world, path, &real).known == PRESENT ? real : path;
}

Answer world_list(World *world, const char *path, Strings *names)
{
    char buffer[2 * WORLD_PATH_BYTES];
    *names = (Strings){0};
    Answer answer = world->paths->list(world, world_absolute(world, path, buffer), names);
    if (answer.known != PRESENT)
        *names = (Strings){0};
    names_sort(names);
    return answer;
}

Answer world_access(World *world, const char *path, int mode)
{
    char buffer[2 * WORLD_PATH_BYTES];
    return world->paths->access(world, world_absolute(world, path, buffer), mode);
}

Answer world_open(World *world, const char *path, File **file)
{
    char buffer[2 * WORLD_PATH_BYTES];
    *file = NULL;
    return world->paths->open(world, world_absolute(world, path, buffer), file);
}

const FileInfo *file_info(const File *file)
{
    return &file->info;
}

Answer file_read(File *file, uint64_t offset, void *buffer, size_t length, size_t *got)
{
    *got = 0;
    if (file->info.type == FILE_DIRECTORY)
        return answer_of(EISDIR);
    if (offset > INT64_MAX || length > INT64_MAX - offset)
        return answer_of(EINVAL);
    return file->read(file, offset, buffer, length, got);
}

bool file_is_described(const File *file)
{
    return file->described;
}

Truth file_described_symbol(const File *file, const char *symbol)
{
    return file->below ? file_described_symbol(file->below, symbol) : content_symbol(file, symbol);
}

void file_note_symbol(File *file, const char *symbol, bool defined)
{
    if (file->note_symbol)
        file->note_symbol(file, (ElfImageSymbol){.name = symbol, .undefined = !defined});
}

bool file_takes_notes(const File *file)
{
    return file->note_symbol;
}

const char *file_described_kernels(const File *file)
{
    return file->below ? file_described_kernels(file->below) : content_kernels(file);
}

void file_note_kernels(File *file, const char *words)
{
    if (file->note_kernels)
        file->note_kernels(file, words);
}

void file_note_reference(File *file, const char *symbol, const char *version)
{
    if (file->note_symbol)
        file->note_symbol(
            file, (ElfImageSymbol){
                      .name = symbol, .version = version, .undefined = true, .needed = true});
}

void file_close(File *file)
{
    if (file)
        file->close(file);
}

/* Grows towards the ceiling, since the files of /proc do not tell their size. */
Answer file_read_all(File *file, size_t ceiling, Arena *arena, Text *content)
{
    uint64_t size = file->info.size_bytes;
    size_t room = size && size <= ceiling ? (size_t)size : ceiling < 4096 ? ceiling : 4096;
    char *bytes = arena_alloc(arena, room + 2);
    size_t length = 0;
    for (;;) {
        size_t got;
        size_t asked = room + 1 - length;
        Answer answer = file_read(file, length, bytes + length, asked, &got);
        if (answer.known != PRESENT)
            return answer;
        bool ended = got < asked || length + got == size;
        length += got;
        if (length > ceiling)
            return answer_unknown(EFBIG, "it is larger than such a file should be");
        if (ended)
            break;
        if (length > room) {
            size_t larger = room > ceiling / 2 ? ceiling : room * 2;
            char *moved = arena_alloc(arena, larger + 2);
            memcpy(moved, bytes, length);
            bytes = moved;
            room = larger;
        }
    }
    bytes[length] = '\0';
    *content = (Text){bytes, length};
    return answer_present();
}

Answer world_read(World *world, const char *path, size_t ceiling_bytes, Text *content)
{
    *content = (Text){"", 0};
    File *file;
    Answer answer = world_open(world, path, &file);
    if (answer.known != PRESENT)
        return answer;
    if (file->info.type == FILE_REGULAR && file->info.size_bytes > ceiling_bytes)
        answer = answer_unknown(EFBIG, "it is larger than such a file should be");
    else
        answer = file_read_all(file, ceiling_bytes, world->arena, content);
    file_close(file);
    return answer;
}

typedef struct ReadOnce {
    size_t ceiling_bytes;
    Answer answer;
    Text content;
} ReadOnce;

/* Whether another ceiling would have given the same. */
static bool answers_for(const ReadOnce *before, size_t ceiling_bytes)
{
    if (before->answer.known == PRESENT)
        return before->content.length <= ceiling_bytes;
    return before->answer.known == ABSENT || before->ceiling_bytes == ceiling_bytes;
}

Answer world_read_once(World *world, const char *path, size_t ceiling_bytes, Text *content)
{
    ReadOnce *once = table_get(&world->read_once, path);
    if (!once || !answers_for(once, ceiling_bytes)) {
        once = arena_new_of(world->arena, ReadOnce);
        once->ceiling_bytes = ceiling_bytes;
        once->answer = world_read(world, path, ceiling_bytes, &once->content);
        table_put(world->arena, &world->read_once, arena_strdup(world->arena, path), once);
    }
    *content = once->content;
    return once->answer;
}

Answer world_env(World *world, const char *name, const char **value)
{
    *value = NULL;
    return world->others->env(world, name, value);
}

Answer world_env_names(World *world, Strings *names)
{
    *names = (Strings){0};
    Answer answer = world->others->env_names(world, names);
    names_sort(names);
    return answer;
}

const char *world_cwd(World *world)
{
    return world->others->cwd(world);
}

const User *world_user(World *world)
{
    return world->others->user(world);
}

const Processor *world_processor(World *world)
{
    return world->others->processor(world);
}

const char *world_root(World *world)
{
    return world->others->root(world);
}

bool world_is_live_machine(World *world)
{
    return world->others->is_live_machine(world);
}

bool world_has_own_processes(World *world)
{
    return world->others->has_own_processes(world);
}

const Testimony *world_testimony(World *world, const char *kind, const char *of)
{
    return world->others->testimony(world, kind, of);
}

void world_note_testimony(World *world, const Testimony *testimony)
{
    world->others->note_testimony(world, testimony);
}

Cost world_cost(World *world)
{
    return world->others->cost(world);
}
