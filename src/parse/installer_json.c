#include "parse/installer_json.h"

#include <string.h>

static int hexadecimal(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

const char *file_url_path(Arena *arena, Text url)
{
    if (text_starts(url, "file://localhost/"))
        url = text_part(url, strlen("file://localhost"), url.length);
    else if (text_starts(url, "file:///"))
        url = text_part(url, strlen("file://"), url.length);
    else
        return NULL;
    char *path = arena_alloc(arena, url.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < url.length; i++) {
        char c = url.at[i];
        int high = c == '%' && i + 2 < url.length ? hexadecimal(url.at[i + 1]) : -1;
        int low = high >= 0 ? hexadecimal(url.at[i + 2]) : -1;
        if (low >= 0) {
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0')
            return NULL;
        path[length++] = c;
    }
    return path;
}

bool direct_url_read(Arena *arena, Text text, DirectUrl *direct, const char **error)
{
    *direct = (DirectUrl){0};
    const JsonValue *root = json_read(arena, text, INSTALLER_JSON_CEILING_BYTES, error);
    if (!root)
        return false;
    direct->url = json_string_of(json_get(root, "url"));
    if (!direct->url) {
        *error = "it has no url";
        return false;
    }
    json_flag_of(json_get(json_get(root, "dir_info"), "editable"), &direct->editable);
    direct->path = file_url_path(arena, text_of(direct->url));
    return true;
}

bool conda_package_read(Arena *arena, Text text, CondaPackage *package, const char **error)
{
    *package = (CondaPackage){.build_number = -1};
    const JsonValue *root = json_read(arena, text, INSTALLER_JSON_CEILING_BYTES, error);
    if (!root)
        return false;
    package->name = json_string_of(json_get(root, "name"));
    package->version = json_string_of(json_get(root, "version"));
    package->build = json_string_of(json_get(root, "build"));
    if (!package->build)
        package->build = json_string_of(json_get(root, "build_string"));
    json_number_of(json_get(root, "build_number"), &package->build_number);
    package->channel = json_string_of(json_get(root, "channel"));
    package->files = json_get(root, "files");
    package->depends = json_get(root, "depends");
    if (!package->name || !package->version) {
        *error = "it has no name and version";
        return false;
    }
    return true;
}

bool conda_package_owns(const CondaPackage *package, const char *path)
{
    JsonWalk files = json_walk(json_is_list(package->files) ? package->files : NULL);
    const JsonValue *file;
    while ((file = json_next(&files, NULL))) {
        const char *name = json_string_of(file);
        if (name && strcmp(name, path) == 0)
            return true;
    }
    return false;
}
