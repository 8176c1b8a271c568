#include "parse/tree_list.h"

#include <string.h>

#include "parse/words.h"

static const char *const KINDS[] = {"directory", "file", "link"};

/* Each part has a name, and none leads up. */
static bool is_below(const char *path)
{
    Text rest = text_of(path);
    for (bool more = true; more;) {
        Text part = text_next(&rest, '/', &more);
        if (more && (part.length == 0 || text_is(part, ".") || text_is(part, "..")))
            return false;
    }
    return *path && path[strlen(path) - 1] != '/';
}

static bool read_entry(const Strings *words, TreeEntry *entry)
{
    long long mode, size, inode;
    int kind = 0;
    while (kind <= TREE_LINK && strcmp(words->items[0], KINDS[kind]) != 0)
        kind++;
    if (kind > TREE_LINK || words->count != (kind == TREE_LINK ? 7u : 6u) ||
        !word_number(words->items[1], &mode) || mode < 0 || mode > 07777 ||
        !word_number(words->items[2], &entry->modified_ns) ||
        !word_number(words->items[3], &size) || size < 0 || !word_number(words->items[4], &inode))
        return false;
    entry->kind = (TreeKind)kind;
    entry->mode = (unsigned)mode;
    entry->size_bytes = (uint64_t)size;
    entry->inode = (uint64_t)inode;
    entry->path = words->items[5];
    entry->target = kind == TREE_LINK ? words->items[6] : NULL;
    return is_below(entry->path);
}

bool tree_list_read(Arena *arena, Text text, TreeList *list, const char **error)
{
    Text line;
    size_t number = 0;
    *list = (TreeList){0};
    *error = NULL;
    if (text.length == 0 || !text_ends(text, "\nend\n"))
        *error = "the list was not written to its end";
    while (!*error && text_line(&text, &line)) {
        TreeEntry entry = {.kind = TREE_FILE};
        Strings words;
        number++;
        if (number == 1 && !text_is(line, "whycpu-tree 1"))
            *error = "it does not begin as a list of this whycpu does";
        if (number == 1 || (text.length == 0 && text_is(line, "end")))
            continue;
        if (words_of_line(arena, line, &words) && read_entry(&words, &entry))
            list_add(arena, list->entries, entry);
        else
            *error = arena_printf(arena, "line %zu is none that this whycpu understands", number);
    }
    if (!*error)
        tree_list_index(arena, list);
    return !*error;
}

static void put_next(Writer *out, const char *word)
{
    put_char(out, ' ');
    put_word(out, text_of(word));
}

void tree_list_write(Writer *out, const TreeList *list)
{
    put(out, "whycpu-tree 1\n");
    for (size_t i = 0; i < list->entries.count; i++) {
        const TreeEntry *entry = &list->entries.items[i];
        /* An overlay makes inodes of more than 63 bits: they are written as signed ones. */
        put_format(out, "%s %u %lld %llu %lld", KINDS[entry->kind], entry->mode, entry->modified_ns,
                   (unsigned long long)entry->size_bytes, (long long)entry->inode);
        put_next(out, entry->path);
        if (entry->kind == TREE_LINK)
            put_next(out, entry->target);
        put(out, "\n");
    }
    put(out, "end\n");
}

void tree_list_index(Arena *arena, TreeList *list)
{
    list->by_path = (Table){0};
    for (size_t i = 0; i < list->entries.count; i++)
        table_put(arena, &list->by_path, list->entries.items[i].path, &list->entries.items[i]);
}

const TreeEntry *tree_list_find(const TreeList *list, const char *path)
{
    return table_get(&list->by_path, path);
}

bool same_entry(const TreeEntry *a, const TreeEntry *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == TREE_LINK)
        return strcmp(a->target, b->target) == 0;
    return a->mode == b->mode && (a->kind == TREE_DIRECTORY || (a->size_bytes == b->size_bytes &&
                                                                a->modified_ns == b->modified_ns));
}
