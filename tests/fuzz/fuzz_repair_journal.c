/* A journal of a repair, or a list of a tree beside it: what is read is written again and read as
 * the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/repair_journal.h"
#include "parse/tree_list.h"
#include "parse/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at_deed(const Deed *deed)
{
    if (!deed->path || deed->path[0] != '/' || !deed_word(deed->kind))
        abort();
    if ((deed->kind == DEED_LINK || deed->kind == DEED_WRITE) && !deed->text)
        abort();
    if ((deed->kind == DEED_AWAY || deed->kind == DEED_KEEP) && !deed->kept)
        abort();
    if (deed->kind == DEED_RUN && !deed->words.count)
        abort();
}

static void read_as_journal(Arena *arena, Text text)
{
    const char *error;
    Journal *journal = journal_read(arena, text, &error);
    if (!journal != (error != NULL) || (journal && journal->whole_bytes > text.length))
        abort();
    for (size_t i = 0; journal && i < journal->steps.count; i++)
        for (size_t j = 0; j < journal->steps.items[i].deeds.count; j++)
            look_at_deed(&journal->steps.items[i].deeds.items[j]);
    /* What is behind it was not written to its end: without it, it says the same. */
    if (journal && !journal_read(arena, text_part(text, 0, journal->whole_bytes), &error))
        abort();
}

static void read_as_list(Arena *arena, Text text)
{
    const char *error;
    TreeList list, again;
    if (!tree_list_read(arena, text, &list, &error))
        return;
    Writer out = writer_new(arena);
    tree_list_write(&out, &list);
    if (!tree_list_read(arena, (Text){out.bytes, out.length}, &again, &error) ||
        again.entries.count != list.entries.count)
        abort();
    for (size_t i = 0; i < list.entries.count; i++) {
        const TreeEntry *entry = &list.entries.items[i];
        if (!same_entry(entry, &again.entries.items[i]) || entry->path[0] == '/' ||
            !tree_list_find(&list, entry->path))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text text = {(const char *)data, size};
    read_as_journal(arena, text);
    read_as_list(arena, text);
    arena_free(arena);
    return 0;
}
