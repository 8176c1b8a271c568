/* A tree as a list: what was there before and after a package manager ran. A line an entry, parents
 * before what is in them. */
#ifndef WHYCPU_PARSE_TREE_LIST_H
#define WHYCPU_PARSE_TREE_LIST_H

#include <stdint.h>

#include "base/list.h"
#include "base/table.h"
#include "base/writer.h"

enum { TREE_LIST_CEILING_BYTES = 512 * 1024 * 1024 };

typedef enum TreeKind { TREE_DIRECTORY, TREE_FILE, TREE_LINK } TreeKind;

typedef struct TreeEntry {
    TreeKind kind;
    const char *path; /* below the root of the tree, without "." and ".." */
    unsigned mode;    /* 07777 */
    long long modified_ns;
    uint64_t size_bytes, inode; /* of files and links; inode 0: it is not to be compared */
    const char *target;         /* of a link */
} TreeEntry;

typedef struct TreeList {
    LIST_OF(TreeEntry) entries;
    Table by_path; /* TreeEntry by its path; tree_list_index() fills it */
} TreeList;

/* False with `*error`, one sentence, when it is no such list. Indexed. */
bool tree_list_read(Arena *arena, Text text, TreeList *list, const char **error);
void tree_list_write(Writer *out, const TreeList *list);

/* After the last entry was added; entries may not move any more. */
void tree_list_index(Arena *arena, TreeList *list);
const TreeEntry *tree_list_find(const TreeList *list, const char *path); /* NULL: not there */

/* Whether both say the same of a file or link: bytes by their number and time, rights, target. Of a
 * directory only that it is one, and its rights. */
bool same_entry(const TreeEntry *a, const TreeEntry *b);

#endif
