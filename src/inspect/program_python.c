#include "inspect/program_python.h"

#include <string.h>

#include "base/path.h"
#include "inspect/python_inside.h"

enum { SCRIPT_HEAD_BYTES = 4096, MOST_STEPS = 4 };

typedef struct Reader {
    World *world;
    Arena *arena;
    ProgramPython found;
} Reader;

static void cannot(Reader *reader, const char *because)
{
    if (!reader->found.because)
        reader->found.because = because;
}

/* python, python3, python3.12, python3.13t, pypy3 */
static bool is_python_name(const char *name)
{
    const char *rest = starts_with(name, "python") ? name + strlen("python")
                       : starts_with(name, "pypy") ? name + strlen("pypy")
                                                   : NULL;
    if (!rest)
        return false;
    size_t digits = strspn(rest, "0123456789.");
    return rest[digits] == '\0' || strcmp(rest + digits, "t") == 0;
}

static const char *program_file(World *world, const char *word)
{
    if (strchr(word, '/'))
        return path_normal(world_arena(world), world_cwd(world), word);
    return program_on_path(world, word, NULL);
}

static Text head_of(World *world, const char *path)
{
    File *file;
    size_t got = 0;
    char *buffer = arena_alloc(world_arena(world), SCRIPT_HEAD_BYTES);
    if (world_open(world, path, &file).known != PRESENT)
        return TEXT("");
    if (file_info(file)->type != FILE_REGULAR ||
        file_read(file, 0, buffer, SCRIPT_HEAD_BYTES, &got).known != PRESENT)
        got = 0;
    file_close(file);
    return (Text){buffer, got};
}

static Strings words_of(Arena *arena, Text line)
{
    Strings words = {0};
    bool more;
    char *copy = text_copy(arena, line);
    for (char *at = copy; *at; at++)
        *at = *at == '\t' ? ' ' : *at;
    line = text_of(copy);
    for (Text word = text_next(&line, ' ', &more); more; word = text_next(&line, ' ', &more))
        if (word.length)
            list_add(arena, words, text_copy(arena, word));
    return words;
}

/* '''exec' "/a/long path/python" "$0" "$@", in the second line of a script for sh that Python then
 * reads as a text. uv writes there a search beside the script instead of a path. */
static const char *python_behind_sh(Reader *reader, Text rest, const char *script)
{
    static const char EXEC[] = "'''exec' ";
    Text line;
    if (!text_line(&rest, &line) || !text_starts(line, EXEC))
        return NULL;
    line = text_part(line, strlen(EXEC), line.length);
    if (text_starts(line, "\"$(dirname"))
        return path_join(
            reader->arena,
            path_parent(reader->arena, world_real_path_or_itself(reader->world, script)), "python");
    char quote = line.length && (line.at[0] == '"' || line.at[0] == '\'') ? line.at[0] : ' ';
    if (quote != ' ')
        line = text_part(line, 1, line.length);
    Text path = text_part(line, 0, text_find(line, quote));
    return path.length && path.at[0] == '/' ? text_copy(reader->arena, path) : NULL;
}

static const char *python_of_file(Reader *reader, const char *path, const char *name, int steps);

/* env in a first line: `#!/usr/bin/env python3`, `#!/usr/bin/env -S python3 -u`. */
static const char *python_behind_env(Reader *reader, Strings words, int steps)
{
    for (size_t i = 1; i < words.count; i++) {
        const char *word = words.items[i];
        if (word[0] == '-' || strchr(word, '='))
            continue;
        const char *path = program_file(reader->world, word);
        return path ? python_of_file(reader, path, word, steps + 1) : NULL;
    }
    return NULL;
}

static const char *python_of_script(Reader *reader, const char *path, Text head, int steps)
{
    Text line, rest = head;
    if (!text_line(&rest, &line))
        return NULL;
    Strings words = words_of(reader->arena, text_part(line, strlen("#!"), line.length));
    if (!words.count)
        return NULL;
    const char *name = path_name(words.items[0]);
    if (strcmp(name, "env") == 0)
        return python_behind_env(reader, words, steps);
    if (strcmp(name, "sh") == 0)
        return python_behind_sh(reader, rest, path);
    return words.items[0][0] == '/' ? python_of_file(reader, words.items[0], name, steps + 1)
                                    : NULL;
}

/* `name`: what it was called by, which a shim goes by. */
static const char *python_of_file(Reader *reader, const char *path, const char *name, int steps)
{
    Program program = program_behind(reader->world, path, name);
    if (!program.path || steps > MOST_STEPS)
        return NULL;
    if (is_python_name(path_name(program.path)))
        return program.path;
    Text head = head_of(reader->world, program.path);
    if (text_starts(head, "#!"))
        return python_of_script(reader, program.path, head, steps);
    const char *real = world_real_path_or_itself(reader->world, program.path);
    return is_python_name(path_name(real)) ? program.path : NULL;
}

/* -E, -I, -s, -S and -x make another start of it than the one that is judged. */
static bool has_odd_options(const char *const *words)
{
    for (; *words && **words == '-' && strcmp(*words, "-") != 0; words++) {
        if (starts_with(*words, "--"))
            continue;
        if (strchr(*words, 'c') || strchr(*words, 'm'))
            return strcspn(*words, "EIsSx") < strcspn(*words, "cm");
        if (strpbrk(*words, "EIsSx"))
            return true;
        if ((strcmp(*words, "-W") == 0 || strcmp(*words, "-X") == 0) && words[1])
            words++;
    }
    return false;
}

/* Variables that env(1) sets or takes away; returns what it starts, or NULL when it does more. */
static const char *const *behind_env(Reader *reader, const char *const *words)
{
    for (words++; *words; words++) {
        if (strcmp(*words, "-u") == 0 && words[1])
            list_add(reader->arena, reader->found.unset, *++words);
        else if (starts_with(*words, "--unset="))
            list_add(reader->arena, reader->found.unset, *words + strlen("--unset="));
        else if (strcmp(*words, "--") == 0)
            continue;
        else if (**words == '-')
            return NULL;
        else if (strchr(*words, '='))
            list_add(reader->arena, reader->found.set, *words);
        else
            return words;
    }
    return NULL;
}

ProgramPython python_of_program(World *world, const char *const *words)
{
    Reader reader = {.world = world, .arena = world_arena(world)};
    if (*words && strcmp(path_name(*words), "env") == 0) {
        words = behind_env(&reader, words);
        for (size_t i = 0; words && i < reader.found.set.count; i++)
            if (starts_with(reader.found.set.items[i], "PATH="))
                words = NULL;
    }
    if (!words || !*words) {
        cannot(&reader, "what env starts here cannot be told");
        return reader.found;
    }
    const char *path = program_file(world, *words);
    const char *python = path ? python_of_file(&reader, path, path_name(*words), 0) : NULL;
    if (!path)
        cannot(&reader, arena_printf(reader.arena, "there is no %s", *words));
    else if (!python)
        cannot(&reader, arena_printf(reader.arena, "%s decides for itself what it starts",
                                     path_name(*words)));
    else if (has_odd_options(words + 1) && is_python_name(path_name(*words)))
        cannot(&reader, "Python's options change where it looks for packages");
    else
        reader.found.python = python;
    return reader.found;
}
