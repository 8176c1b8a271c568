/* LD_PRELOAD and /etc/ld.so.preload: elf/rtld.c of glibc. */
#include <string.h>
#include <unistd.h>

#include "loader/candidate.h"

enum { PRELOAD_FILE_CEILING_BYTES = 1024 * 1024 };

static const char preload_file[] = "/etc/ld.so.preload";

/* The tries of a name with a slash say who asked for it. */
static void mark_tries(Loader *loader, size_t from, const char *where)
{
    for (size_t i = from; i < loader->opening->tried.count; i++) {
        Try *try = &loader->opening->tried.items[i];
        if (try->rule == RULE_PATH) {
            try->rule = RULE_PRELOAD;
            try->listed_by = where;
        }
    }
}

/* A name that cannot be preloaded is passed over with a message; what it needs and is missing
 * stops the program later. */
static bool map_preload(Loader *loader, const char *name, const char *where)
{
    Request request = {.requester = loader->program, .name = name};
    size_t tries = loader->opening->tried.count;
    Rule rule;
    bool is_new;
    Object *object = map_object(loader, request, &rule, &is_new);
    mark_tries(loader, tries, where);
    if (object) {
        object->is_preloaded = true;
        return true;
    }
    Opening *opening = loader->opening;
    if (opening->result != OPEN_FAILED)
        return false;
    list_add(loader->arena, loader->messages,
             arena_printf(loader->arena, "%s from %s cannot be preloaded (%s): ignored", name,
                          where, opening->error));
    opening->result = OPEN_FOUND;
    opening->fails_on = opening->error = NULL;
    return true;
}

static bool map_names(Loader *loader, Text names, const char *separators, const char *where)
{
    const char *at = text_copy(loader->arena, names);
    while (*at) {
        size_t length = strcspn(at, separators);
        if (length > 0 && !map_preload(loader, arena_copy(loader->arena, at, length), where))
            return false;
        at += length;
        at += *at != '\0';
    }
    return true;
}

/* From `#` to the end of the line. */
static Text without_comments(Arena *arena, Text text)
{
    char *clean = text_copy(arena, text);
    bool in_comment = false;
    for (size_t i = 0; i < text.length; i++) {
        in_comment = clean[i] == '#' || (in_comment && clean[i] != '\n');
        if (in_comment || clean[i] == '\0')
            clean[i] = ' ';
    }
    return (Text){clean, text.length};
}

static bool map_preload_file(Loader *loader)
{
    Text content;
    Answer answer = world_access(loader->world, preload_file, R_OK);
    if (answer.known == ABSENT || (answer.known == UNKNOWN && is_answer_of_kernel(answer))) {
        loader->error_number = answer.error;
        return true;
    }
    if (answer.known == PRESENT)
        answer = world_read(loader->world, preload_file, PRELOAD_FILE_CEILING_BYTES, &content);
    if (answer.known == UNKNOWN) {
        cannot_tell(loader, arena_printf(loader->arena, "%s: %s", preload_file, answer.because));
        return false;
    }
    return answer.known == ABSENT ||
           map_names(loader, without_comments(loader->arena, content), ": \t\n", preload_file);
}

bool map_preloads(Loader *loader)
{
    const char *value;
    Answer answer = world_env(loader->world, "LD_PRELOAD", &value);
    if (answer.known == UNKNOWN) {
        cannot_tell(loader, arena_printf(loader->arena, "LD_PRELOAD: %s", answer.because));
        return false;
    }
    if (answer.known == PRESENT && !map_names(loader, text_of(value), " :", "LD_PRELOAD"))
        return false;
    return map_preload_file(loader);
}
