#include "base/path.h"

#include <string.h>

#include "base/text.h"

char *path_join(Arena *arena, const char *directory, const char *name)
{
    size_t before = name[0] == '/' ? 0 : strlen(directory), length = strlen(name);
    bool slash = before > 0 && directory[before - 1] != '/';
    char *path = arena_alloc(arena, before + slash + length + 1);
    memcpy(path, directory, before);
    path[before] = '/';
    memcpy(path + before + slash, name, length + 1);
    return path;
}

char *path_parent(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return arena_strdup(arena, ".");
    return arena_copy(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool path_is_below(const char *path, const char *directory)
{
    size_t length = directory ? strlen(directory) : 0;
    return length > 1 && strncmp(path, directory, length) == 0 && path[length] == '/';
}

static size_t without_last_part(const char *path, size_t length)
{
    while (length > 0 && path[length - 1] != '/')
        length--;
    return length > 0 ? length - 1 : 0;
}

char *path_normal(Arena *arena, const char *working_directory, const char *path)
{
    char *whole = path_join(arena, working_directory, path);
    char *normal = arena_alloc(arena, strlen(whole) + 2);
    size_t length = 0;
    Text rest = text_of(whole);
    for (bool more = true; more;) {
        Text part = text_next(&rest, '/', &more);
        if (text_is(part, "..")) {
            length = without_last_part(normal, length);
        } else if (part.length && !text_is(part, ".")) {
            normal[length++] = '/';
            memcpy(normal + length, part.at, part.length);
            length += part.length;
        }
    }
    if (length == 0)
        normal[length++] = '/';
    normal[length] = '\0';
    return normal;
}

/* How far two paths agree, up to the end of a part of both. */
static size_t common_parts(const char *a, const char *b)
{
    size_t common = 0;
    for (size_t i = 0;; i++) {
        bool a_ends = a[i] == '\0' || a[i] == '/', b_ends = b[i] == '\0' || b[i] == '/';
        if (a_ends && b_ends)
            common = i;
        if (a[i] != b[i] || a[i] == '\0')
            return common;
    }
}

char *path_relative(Arena *arena, const char *directory, const char *path)
{
    if (strcmp(directory, "/") == 0)
        directory = "";
    size_t common = common_parts(directory, path);
    const char *inside = path + common + (path[common] == '/');
    size_t parts = 0;
    for (const char *at = directory + common; *at; at++)
        parts += *at == '/';
    char *relative = arena_alloc(arena, 3 * parts + strlen(inside) + 1);
    for (size_t i = 0; i < parts; i++)
        memcpy(relative + 3 * i, "../", 3);
    memcpy(relative + 3 * parts, inside, strlen(inside));
    return relative;
}
