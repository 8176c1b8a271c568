#include "parse/torch_source.h"

#include <string.h>

#include "parse/python_literal.h"

/* ---- version.py ---- */

static const char *text_or_none(const Literal *literal)
{
    return literal->kind == LITERAL_TEXT ? literal->text : NULL;
}

bool torch_version_read(Arena *arena, Text text, TorchVersion *version)
{
    *version = (TorchVersion){0};
    bool more;
    for (Text line = text_next(&text, '\n', &more); more; line = text_next(&text, '\n', &more)) {
        Literal literal;
        if (python_assignment(arena, line, "__version__", &literal)) {
            version->version = text_or_none(&literal);
        } else if (python_assignment(arena, line, "cuda", &literal)) {
            version->cuda = text_or_none(&literal);
            version->tells_cuda = true;
        } else if (python_assignment(arena, line, "hip", &literal)) {
            version->hip = text_or_none(&literal);
        }
    }
    return version->version != NULL;
}

/* ---- __init__.py ---- */

static bool add_pair(Arena *arena, TorchPreloadList *list, const Literal *folder,
                     const Literal *glob)
{
    if (folder->kind != LITERAL_TEXT || glob->kind != LITERAL_TEXT)
        return false;
    list_add(arena, *list, (TorchPreload){folder->text, glob->text});
    return true;
}

/* A dict of folders and names, or a list of such pairs. */
static bool take_table(Arena *arena, const Literal *literal, TorchPreloadList *table)
{
    bool is_dict = literal->kind == LITERAL_DICT;
    if (!is_dict && literal->kind != LITERAL_LIST)
        return false;
    for (size_t i = 0; i + is_dict < literal->count; i += is_dict ? 2 : 1) {
        const Literal *item = &literal->items[i];
        bool is_pair = is_dict || (item->kind == LITERAL_LIST && item->count == 2);
        if (!is_pair || !add_pair(arena, table, is_dict ? item : &item->items[0],
                                  is_dict ? item + 1 : &item->items[1]))
            return false;
    }
    return table->count > 0;
}

/* What stands behind the first `mark`; empty when it is nowhere. */
static Text behind(Text text, const char *mark)
{
    size_t length = strlen(mark);
    const char *found = text.length >= length ? memmem(text.at, text.length, mark, length) : NULL;
    return found ? text_part(text, (size_t)(found - text.at) + length, text.length) : TEXT("");
}

static bool holds(Text text, const char *mark)
{
    size_t length = strlen(mark);
    return text.length >= length && memmem(text.at, text.length, mark, length);
}

static bool read_table(Arena *arena, Text text, TorchPreloadList *table)
{
    for (Text rest = behind(text, "cuda_libs"); rest.length; rest = behind(rest, "cuda_libs")) {
        Text line = text_part(rest, 0, text_find(rest, '\n'));
        size_t sign = text_find(line, '=');
        Text value = text_part(rest, sign + 1, rest.length);
        Literal literal;
        if (sign < line.length && python_literal(arena, &value, &literal) &&
            take_table(arena, &literal, table))
            return true;
        table->count = 0;
    }
    return false;
}

/* _preload_cuda_deps("nvjitlink", "libnvJitLink.so.*[0-9]"): both given as literals. */
static void read_calls(Arena *arena, Text text, TorchPreloadList *list)
{
    static const char call[] = "_preload_cuda_deps(";
    for (Text rest = behind(text, call); rest.length; rest = behind(rest, call)) {
        Literal folder, glob;
        Text arguments = rest;
        if (rest.at[0] != '"' && rest.at[0] != '\'')
            continue;
        if (python_literal(arena, &arguments, &folder) && python_take(&arguments, ",") &&
            python_literal(arena, &arguments, &glob) && python_take(&arguments, ")"))
            add_pair(arena, list, &folder, &glob);
    }
}

static Strings read_only_for(Arena *arena, Text text)
{
    Strings versions = {0};
    Text rest = behind(text, "version.cuda not in ");
    Literal literal;
    if (!rest.length || !python_literal(arena, &rest, &literal) || literal.kind != LITERAL_LIST)
        return versions;
    for (size_t i = 0; i < literal.count; i++)
        if (literal.items[i].kind == LITERAL_TEXT)
            list_add(arena, versions, literal.items[i].text);
    return versions;
}

/* The literal in `if "libcudart.so" not in _maps`. */
static const char *read_condition(Arena *arena, Text text)
{
    for (Text rest = behind(text, "if \""); rest.length; rest = behind(rest, "if \"")) {
        size_t end = text_find(rest, '"');
        if (text_starts(text_part(rest, end, rest.length), "\" not in _maps"))
            return text_copy(arena, text_part(rest, 0, end));
    }
    return NULL;
}

bool torch_preloads_read(Arena *arena, Text text, TorchPreloads *preloads)
{
    *preloads = (TorchPreloads){0};
    if (!read_table(arena, text, &preloads->table))
        return false;
    preloads->all_when_fine = holds(text, "_preload_cuda_deps(required=False)");
    read_calls(arena, text, &preloads->when_fine);
    preloads->only_for = read_only_for(arena, text);
    preloads->if_mapped = read_condition(arena, text);
    preloads->in_common_folder = holds(text, "f\"cu{");
    preloads->in_plain_folder = holds(text, "os.path.join(path, lib_folder");
    return true;
}

bool torch_glob_matches(const char *glob, const char *name)
{
    size_t stem = strcspn(glob, "*"), length = strlen(name);
    return strncmp(glob, name, stem) == 0 && length > stem && name[length - 1] >= '0' &&
           name[length - 1] <= '9';
}
