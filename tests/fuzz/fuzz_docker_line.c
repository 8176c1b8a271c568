/* Lines of docker's json-file logger; what it packed is held against the JSON reader. */
#include <stdint.h>
#include <string.h>

#include "must.h"
#include "parse/docker_line.h"
#include "parse/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where the name of the member stands once, both must read the same. */
static void check_against_json(Arena *arena, Text line, const DockerLine *read)
{
    const char *error, *first = memmem(line.at, line.length, "\"log\"", 5);
    size_t behind = (size_t)(first - line.at) + 5;
    if (memmem(line.at + behind, line.length - behind, "log", 3) ||
        memchr(line.at, '\0', line.length))
        return;
    const JsonValue *json = json_read(arena, line, 1 << 20, &error);
    const char *log = json ? json_string_of(json_get(json, "log")) : NULL;
    must(!log || text_is(read->said, log));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text rest = {(const char *)data, size}, line;
    Arena *arena = arena_new();
    while (text_line(&rest, &line)) {
        char *room = arena_alloc(arena, line.length + 1);
        DockerLine read;
        room[line.length] = 'x';
        bool is_one = docker_line_read(line, room, &read);
        must(is_one == text_starts(line, "{\"log\":\""));
        must(room[line.length] == 'x');
        inside((Text){room, line.length}, read.said);
        inside(line, read.stamp);
        if (is_one)
            check_against_json(arena, line, &read);
    }
    arena_free(arena);
    return 0;
}
