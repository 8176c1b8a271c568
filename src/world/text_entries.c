/* Lines of the recorded format that begin a file, a directory, … */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "world/text_reader.h"

/* ---- Attributes ---- */

/* "rw:EPERM" or "rw:ok". */
static bool read_access_note(Reader *reader, Entry *entry, Text text)
{
    AccessNote note = {0}; /* whose it is, the end of the text tells */
    size_t colon = text_find(text, ':');
    for (size_t i = 0; i < colon; i++) {
        const char *letters = "rwx", *letter = strchr(letters, text.at[i]);
        static const int modes[] = {R_OK, W_OK, X_OK};
        if (!text.at[i] || !letter)
            return false;
        note.mode |= modes[letter - letters];
    }
    Text result = text_part(text, colon + 1, text.length);
    if (!note.mode || (!text_is(result, "ok") && !value_error(result, &note.error)))
        return false;
    list_add(reader->arena, entry->node.notes, note);
    return true;
}

static bool read_access(Reader *reader, Entry *entry, Text value)
{
    bool more;
    for (;;) {
        Text note = text_next(&value, ',', &more);
        if (!more)
            return true;
        if (!read_access_note(reader, entry, note))
            return false;
    }
}

static bool read_common_attribute(Reader *reader, Entry *entry, Text key, Text value)
{
    FileInfo *info = &entry->node.info;
    bool fits;
    if (text_is(key, "mode"))
        fits = value_mode(value, &info->mode);
    else if (text_is(key, "uid"))
        fits = value_unsigned(value, &info->uid);
    else if (text_is(key, "gid"))
        fits = value_unsigned(value, &info->gid);
    else if (text_is(key, "size"))
        fits = value_number(value, INT64_MAX, &info->size_bytes), entry->has_size = true;
    else if (text_is(key, "inode"))
        fits = value_pair(value, UINT64_MAX, &info->device, &info->inode);
    else if (text_is(key, "access"))
        fits = read_access(reader, entry, value);
    else if (text_is(key, "open"))
        fits = value_error(value, &entry->open_error);
    else
        return wrong(reader, "an attribute is not known here; a newer whycpu may have written it");
    return fits ? true : wrong(reader, "the value of an attribute is not what it should be");
}

static bool read_flag(Reader *reader, Entry *entry, Text word)
{
    bool is_directory =
        entry->node.answer.known == PRESENT && entry->node.info.type == FILE_DIRECTORY;
    if (text_is(word, "unlisted"))
        entry->listed = false;
    else if (text_is(word, "listed"))
        entry->listed = true;
    else if (text_is(word, "partial") && is_directory)
        entry->listing = LISTING_UNKNOWN;
    else if (text_is(word, "unread") && entry->node.info.type == FILE_REGULAR)
        entry->unread = true;
    else
        return wrong(reader, "a word was not expected here");
    return true;
}

static bool read_attributes(Reader *reader, Entry *entry, size_t first)
{
    for (size_t i = first; i < reader->words.count; i++) {
        Text key, value;
        bool read = attribute_split(reader->words.items[i], &key, &value)
                        ? read_common_attribute(reader, entry, key, value)
                        : read_flag(reader, entry, reader->words.items[i]);
        if (!read)
            return false;
    }
    return true;
}

/* ---- Lines that begin an entry ---- */

static Entry *begin_entry(Reader *reader, FileType type, unsigned mode)
{
    if (reader->words.count < 2 || !is_canonical(reader->words.items[1].at)) {
        wrong(reader, "an absolute path without \".\", \"..\" and doubled slashes is missing");
        return NULL;
    }
    Entry *entry = arena_new_of(reader->arena, Entry);
    entry_begin(entry, reader->words.items[1].at);
    entry->implied = false;
    entry->line = reader->line;
    entry->node.info.type = type;
    entry->node.info.mode = mode;
    list_add(reader->arena, reader->world->entries, entry);
    reader->entry = entry;
    return entry;
}

bool text_file(Reader *reader)
{
    Entry *entry = begin_entry(reader, FILE_REGULAR, 0644);
    return entry && read_attributes(reader, entry, 2);
}

bool text_directory(Reader *reader)
{
    Entry *entry = begin_entry(reader, FILE_DIRECTORY, 0755);
    if (!entry)
        return false;
    entry->listing = LISTING_COMPLETE;
    return read_attributes(reader, entry, 2);
}

bool text_tree(Reader *reader)
{
    Entry *entry = begin_entry(reader, FILE_DIRECTORY, 0755);
    if (!entry)
        return false;
    entry->listing = LISTING_ALL_BELOW;
    return read_attributes(reader, entry, 2);
}

bool text_link(Reader *reader)
{
    Entry *entry = begin_entry(reader, FILE_LINK, 0777);
    if (!entry)
        return false;
    if (reader->words.count < 4 || !text_is(reader->words.items[2], "->"))
        return wrong(reader, "a link is written: link PATH -> TARGET");
    if (reader->words.items[3].length >= WORLD_PATH_BYTES)
        return wrong(reader, "the target of a link is too long");
    entry->node.target = reader->words.items[3].at;
    return read_attributes(reader, entry, 4);
}

static bool read_device(Reader *reader, FileType type)
{
    Entry *entry = begin_entry(reader, type, 0600);
    uint64_t major, minor;
    if (!entry)
        return false;
    if (reader->words.count < 3 || !value_pair(reader->words.items[2], UINT_MAX, &major, &minor))
        return wrong(reader, "a device is written: char PATH MAJOR:MINOR");
    entry->node.info.device_major = (unsigned)major;
    entry->node.info.device_minor = (unsigned)minor;
    return read_attributes(reader, entry, 3);
}

bool text_character_device(Reader *reader)
{
    return read_device(reader, FILE_CHARACTER_DEVICE);
}

bool text_block_device(Reader *reader)
{
    return read_device(reader, FILE_BLOCK_DEVICE);
}

bool text_fifo(Reader *reader)
{
    Entry *entry = begin_entry(reader, FILE_FIFO, 0644);
    return entry && read_attributes(reader, entry, 2);
}

bool text_socket(Reader *reader)
{
    Entry *entry = begin_entry(reader, FILE_SOCKET, 0755);
    return entry && read_attributes(reader, entry, 2);
}

bool text_absent(Reader *reader)
{
    Entry *entry = begin_entry(reader, FILE_REGULAR, 0);
    if (!entry)
        return false;
    entry->node.answer = answer_absent();
    entry->listed = false;
    return read_attributes(reader, entry, 2);
}

/* unknown PATH [ERROR ["because"]] */
bool text_unknown(Reader *reader)
{
    Entry *entry = begin_entry(reader, FILE_REGULAR, 0);
    size_t next = 2;
    int error = ENODATA;
    if (!entry)
        return false;
    if (next < reader->words.count && value_error(reader->words.items[next], &error))
        next++;
    else
        error = ENODATA;
    entry->node.answer = answer_of(error);
    if (entry->node.answer.known != UNKNOWN)
        return wrong(reader, "that error says that the file is absent");
    if (next < reader->words.count && !text_ends(reader->words.items[next], "listed"))
        entry->node.answer.because = reader->words.items[next++].at;
    return read_attributes(reader, entry, next);
}

bool text_ldcache(Reader *reader)
{
    Entry *entry = begin_entry(reader, FILE_REGULAR, 0644);
    if (!entry)
        return false;
    LdCache *cache = arena_new_of(reader->arena, LdCache);
    *cache = (LdCache){.layout = LDCACHE_NEW};
    entry->content.cache = cache;
    reader->cache = cache;
    reader->places = (CachePlaces){0};
    for (size_t i = 2; i < reader->words.count; i++) {
        Text key, value;
        bool read = attribute_split(reader->words.items[i], &key, &value)
                        ? cache_attribute_read(reader, cache, key, value) ||
                              read_common_attribute(reader, entry, key, value)
                        : read_flag(reader, entry, reader->words.items[i]);
        if (!read)
            return false;
    }
    return true;
}

bool text_elf(Reader *reader)
{
    Entry *entry = begin_entry(reader, FILE_REGULAR, 0644);
    if (!entry)
        return false;
    ElfImageSpec *spec = arena_new_of(reader->arena, ElfImageSpec);
    entry->content.elf = spec;
    for (size_t i = 2; i < reader->words.count; i++) {
        Text key, value;
        const char *problem = NULL;
        if (!attribute_split(reader->words.items[i], &key, &value)) {
            if (!read_flag(reader, entry, reader->words.items[i]))
                return false;
        } else if (!elf_attribute_read(reader->arena, spec, key, value, &problem)) {
            if (problem)
                return wrong(reader, problem);
            if (!read_common_attribute(reader, entry, key, value))
                return false;
        }
    }
    return true;
}
