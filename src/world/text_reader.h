/* Reading the text of a recorded world, for text_*.c alone. */
#ifndef WHYCPU_WORLD_TEXT_READER_H
#define WHYCPU_WORLD_TEXT_READER_H

#include "parse/words.h"
#include "world/world_text.h"

/* What entries of one directory have in common. */
typedef struct CachePlace {
    const char *directory;
    size_t length;
    uint32_t flags, os_version;
    uint64_t hwcap;
} CachePlace;

typedef LIST_OF(CachePlace) CachePlaces;

typedef struct Reader {
    Arena *arena;
    WorldText *world;
    unsigned line;
    Words words; /* of the line */
    const char *problem;
    Entry *entry;       /* whose indented lines may follow; NULL: none */
    bool testifies;     /* indented lines are what the last testimony said */
    Writer content;     /* of its extent so far */
    bool has_content;   /* such a line was there */
    bool has_offset;    /* an `at` line was there */
    uint64_t offset;    /* of the extent */
    LdCache *cache;     /* that is read */
    CachePlaces places; /* of its directories */
    size_t name_bytes;  /* of all paths that `names` lines made */
} Reader;

/* A line of one kind: its words are read into the world. False with `problem` set. */
typedef bool LineReader(Reader *reader);

/* text_entries.c */
LineReader text_file, text_directory, text_tree, text_link, text_elf, text_character_device,
    text_ldcache, text_block_device, text_fifo, text_socket, text_absent, text_unknown;
/* text_process.c */
LineReader text_env, text_unset, text_environment, text_cwd, text_root, text_user, text_processor;
/* text_origin.c */
LineReader text_recorded, text_question, text_note, text_asked;

/* ---- text_cache.c ---- */

/* An attribute of its own; false with `problem` not set when there is none such. */
bool cache_attribute_read(Reader *reader, LdCache *cache, Text key, Text value);
/* An indented line below `ldcache`. */
bool cache_line_read(Reader *reader, LdCache *cache, Text line);

/* ---- text_values.c ---- */

/* Sets the problem, and is false. */
bool wrong(Reader *reader, const char *problem);
bool value_number(Text text, uint64_t highest, uint64_t *number);
bool value_unsigned(Text text, unsigned *number);
bool value_mode(Text text, unsigned *mode); /* octal */
/* "EACCES", or a number for what has no name here. */
bool value_error(Text text, int *error);
/* Two numbers with a colon between them. */
bool value_pair(Text text, uint64_t highest, uint64_t *first, uint64_t *second);
/* "key=value"; false when the word has no "=". A value ends with NUL, as a word does. */
bool attribute_split(Text word, Text *key, Text *value);

#endif
