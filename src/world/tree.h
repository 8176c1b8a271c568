/* Files by canonical path: what a recording holds, what an overlay lays over, what a recorder
 * has seen. Also what a File of such a world is read from. */
#ifndef WHYCPU_WORLD_TREE_H
#define WHYCPU_WORLD_TREE_H

#include "parse/elf_image.h"
#include "parse/ldcache.h"
#include "world/internal.h"

/* A text may ask for more paths than it has bytes (deep paths, long directories with many names):
 * beyond this, it is refused. */
enum { TREE_ENTRIES = 1000000, TREE_PATH_BYTES = 128 * 1024 * 1024 };

/* Bytes of a file from `offset` on. */
typedef struct Extent {
    uint64_t offset;
    Text bytes;
} Extent;

typedef struct Content {
    bool whole; /* the first extent is all of it; otherwise what is in no extent is not recorded */
    LIST_OF(Extent) extents;
    const ElfImageSpec *elf; /* instead of extents: made when somebody reads it */
    const LdCache *cache;    /* likewise */
    Text image;              /* of `elf` or `cache`, once it was made */
} Content;

typedef enum Listing {
    LISTING_UNKNOWN,
    LISTING_COMPLETE, /* its names are those of its entries below */
    LISTING_ALL_BELOW /* likewise, and for every directory below that does not say otherwise */
} Listing;

typedef struct Entry Entry;
struct Entry {
    Node node;     /* must be first */
    bool implied;  /* only there because something below it is; then a directory */
    unsigned line; /* of the text it comes from; 0: none */
    bool has_size; /* the text tells it */
    bool unread;   /* a file whose content is not recorded */
    Listing listing;
    bool listed;    /* its directory's listing has its name */
    int open_error; /* reading or listing it fails so, though rights allow it */
    Content content;
    const Node *below; /* of an overlay's or recorder's copy: the node it was taken from */
    bool hides_below;  /* of an overlay's directory: only what is laid in it is there */
    bool dropped;      /* of an overlay: no longer laid over, since what held it was replaced */
    bool begun;        /* of a recorder: the content was asked for */
    size_t parts_left; /* of a recorder: bytes of parts that may still be kept */
    LIST_OF(Extent) read_before; /* of a recorder: what was read of an ELF file, by the way */
    Entry *parent, *first_child, *next_sibling;
};

typedef struct Tree {
    Arena *arena;
    Entry **slots;
    size_t slot_count, count;
    size_t path_bytes; /* of all entries */
    Entry *root;
} Tree;

/* Holds the root directory, implied. */
Tree tree_new(Arena *arena);
/* NULL when there is none. */
Entry *tree_find(const Tree *tree, const char *path);
/* The entry of a canonical path; made, with those above it, where it is not there yet. */
Entry *tree_make(Tree *tree, const char *path);
bool tree_is_too_large(const Tree *tree);
/* Whether all names in this directory are known. */
bool tree_knows_listing(const Entry *directory);

/* An entry outside of any tree: a directory that is implied. */
void entry_begin(Entry *entry, const char *path);
/* Its last component. */
const char *entry_name(const Entry *entry);

/* Whether `path` is absolute, without "." and "..", doubled or trailing slashes, and not too
 * long. */
bool is_canonical(const char *path);

/* Its node. The size of an ELF file that no text tells is that of its image, made here. */
const Node *entry_node(Arena *arena, Entry *entry);

/* Reads the content of `file->node`, an Entry. */
Truth content_symbol(const File *file, const char *name); /* of a described file */
const char *content_kernels(const File *file);            /* likewise */
Answer content_read(File *file, uint64_t offset, void *buffer, size_t length, size_t *got);

/* What `world_open` gives for a regular file or directory of an entry. */
Answer entry_open(World *world, Entry *entry, File **file);

#endif
