/* What a user, a script or another program typed: the specification of --assume-gpu, a file of
 * --env-file, words that are almost right, and arguments that are shown again as a command. */
#include <stdint.h>
#include <string.h>

#include "base/path.h"
#include "base/utf8.h"
#include "base/version.h"
#include "cli/env_file.h"
#include "cli/gpu_spec.h"
#include "cli/nearest.h"
#include "judged.h"
#include "report/places.h"
#include "report/printable.h"
#include "report/quote.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORD_BYTES = 64 };

static void read_specification(Arena *arena, const char *text)
{
    AssumedGpu gpu = assumed_gpu_default();
    const char *error = NULL;
    if (gpu_spec_parse(arena, text, &gpu, &error))
        must(gpu.count >= 1 && gpu.count <= ASSUMED_GPU_CEILING && gpu.memory_bytes >= 0);
    else
        must(error != NULL);
}

static void read_variables(Arena *arena, Text text)
{
    static const char *const environment[] = {"A=1", NULL};
    Strings variables = {0};
    size_t line;
    env_file_read(arena, text, environment, &variables, &line);
    for (size_t i = 0; i < variables.count; i++) {
        Text entry = text_of(variables.items[i]);
        must(is_variable_name(text_part(entry, 0, text_find(entry, '='))));
    }
}

/* As a shell reads one word of what shell_quote() writes; NULL when it is none. */
static const char *unquoted(Arena *arena, const char *word)
{
    char *plain = arena_alloc(arena, strlen(word) + 1);
    size_t length = 0;
    enum { BARE, SINGLE, DOLLAR } in = BARE;
    for (const char *at = word; *at; at++) {
        if (in == BARE && at[0] == '$' && at[1] == '\'')
            in = DOLLAR, at++;
        else if (*at == '\'')
            in = in == BARE ? SINGLE : BARE;
        else if (in == DOLLAR && at[0] == '\\' && at[1] >= '0' && at[1] <= '7')
            plain[length++] = (char)((at[1] - '0') * 64 + (at[2] - '0') * 8 + (at[3] - '0')),
            at += 3;
        else if (in != SINGLE && *at == '\\')
            plain[length++] = *++at;
        else if (in == BARE && strchr(" \t\n|&;<>()$`\"*?[#~!{}", *at))
            return NULL;
        else
            plain[length++] = *at;
    }
    return in == BARE ? plain : NULL;
}

static void show(Arena *arena, const char *word)
{
    const char *shown = printable_of(arena, word), *quoted = shell_quote(arena, word);
    must(utf8_valid(text_of(shown)) && utf8_valid(text_of(quoted)));
    must(strcmp(printable_of(arena, shown), shown) == 0);
    must(strcmp(printable_of(arena, quoted), quoted) == 0);
    const char *plain = unquoted(arena, quoted);
    must(plain && strcmp(plain, word) == 0);
    size_t fits = display_fit(text_of(shown), 10);
    must(display_width(text_part(text_of(shown), 0, fits)) <= 10);
}

static void read_word(Arena *arena, const char *word)
{
    static const char *names[] = {"tensorflow", "torch", "--assume-gpu", "check"};
    Strings known = {names, 4, 4};
    const Places places = {.cwd = "/home/eva/p", .prefix = "/home/eva/p/v", .home = "/home/eva"};
    const char *nearest = nearest_word(word, known);
    must(!nearest || edit_distance(word, nearest) <= strlen(word) + strlen(nearest));
    must(edit_distance(word, word) == 0);
    char *normal = path_normal(arena, "/home/eva", word);
    must(normal[0] == '/' && strcmp(path_normal(arena, "/", normal), normal) == 0);
    path_parent(arena, normal);
    shorten_path(arena, &places, normal);
    shorten_text(arena, &places, word);
    must(!version_is_before(word, word));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text text = {(const char *)data, size}, rest = text, line;
    read_variables(arena, text);
    while (text_line(&rest, &line)) {
        const char *word = text_copy(arena, text_part(line, 0, WORD_BYTES));
        read_specification(arena, word);
        show(arena, word);
        read_word(arena, word);
    }
    arena_free(arena);
    return 0;
}
