/* Writes the text of a recorded world: sorted, so that two recordings can be compared. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "parse/words.h"
#include "world/world_text.h"

enum { LINE_COLUMNS = 96, BASE64_BYTES_A_LINE = 72 };

/* ---- Content ---- */

static bool is_control(unsigned code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

static bool is_text_line(Text line)
{
    while (line.length) {
        unsigned code;
        size_t length = utf8_sequence(line, &code);
        if (length == 0 || (is_control(code) && code != '\t'))
            return false;
        line = text_part(line, length, line.length);
    }
    return true;
}

/* Text that a reader can make out, NUL-separated lists of /proc among it. */
static bool is_readable(Text bytes)
{
    size_t odd = 0;
    for (Text rest = bytes; rest.length;) {
        unsigned code;
        size_t length = utf8_sequence(rest, &code);
        if (length == 0)
            return false;
        odd += is_control(code) && code != '\n' && code != '\t' && code != '\r';
        rest = text_part(rest, length, rest.length);
    }
    return odd <= bytes.length / 8;
}

static void put_text_lines(Writer *writer, Text bytes)
{
    while (bytes.length) {
        size_t length = text_find(bytes, '\n');
        Text line = text_part(bytes, 0, length);
        bool ended = length < bytes.length;
        if (ended && is_text_line(line)) {
            put(writer, line.length ? "  | " : "  |");
            put_text(writer, line);
        } else {
            put(writer, "  ");
            put_quoted(writer, text_part(bytes, 0, length + ended));
        }
        put_char(writer, '\n');
        bytes = text_part(bytes, length + ended, bytes.length);
    }
}

static void put_base64_lines(Writer *writer, Text bytes)
{
    for (size_t i = 0; i < bytes.length; i += BASE64_BYTES_A_LINE) {
        put(writer, "  base64 ");
        put_base64(writer, text_part(bytes, i, BASE64_BYTES_A_LINE));
        put_char(writer, '\n');
    }
}

static void put_bytes_lines(Writer *writer, Text bytes)
{
    if (is_readable(bytes))
        put_text_lines(writer, bytes);
    else
        put_base64_lines(writer, bytes);
}

/* Of some files the size is told and nothing can be read. */
static bool is_empty_against_its_size(const Entry *entry)
{
    const Content *content = &entry->content;
    return content->whole && !content->extents.items[0].bytes.length && entry->node.info.size_bytes;
}

static void put_content(Writer *writer, const Entry *entry)
{
    const Content *content = &entry->content;
    if (content->cache)
        cache_lines_write(writer, content->cache);
    if (is_empty_against_its_size(entry))
        put(writer, "  \"\"\n");
    for (size_t i = 0; i < content->extents.count; i++) {
        const Extent *extent = &content->extents.items[i];
        if (!content->whole)
            put_format(writer, "  at %llu\n", (unsigned long long)extent->offset);
        put_bytes_lines(writer, extent->bytes);
    }
}

/* ---- Names in a directory of which nothing else is known ---- */

static bool is_bare_name(const Entry *entry)
{
    const Answer *answer = &entry->node.answer;
    return answer->known == UNKNOWN && answer->error == ENODATA && entry->listed &&
           strcmp(answer->because, answer_not_recorded().because) == 0;
}

static bool is_told_by_parent(const Entry *entry)
{
    const Entry *parent = entry->parent;
    if (!parent || parent->listing == LISTING_UNKNOWN)
        return false;
    return is_bare_name(entry) || (entry->node.answer.known == ABSENT && !entry->listed);
}

static void put_names(Writer *writer, const Entry *directory)
{
    Strings names = {0};
    for (const Entry *entry = directory->first_child; entry; entry = entry->next_sibling)
        if (is_bare_name(entry))
            list_add(writer->arena, names, entry_name(entry));
    names_sort(&names);
    size_t column = LINE_COLUMNS;
    for (size_t i = 0; i < names.count; i++) {
        bool fits = column + 1 + strlen(names.items[i]) < LINE_COLUMNS;
        put(writer, fits ? " " : i ? "\n  names " : "  names ");
        column = fits ? column + 1 : 8;
        size_t start = writer->length;
        put_word(writer, text_of(names.items[i]));
        column += writer->length - start;
    }
    put(writer, names.count ? "\n" : "");
}

/* ---- Entries ---- */

static void put_number(Writer *writer, const char *key, unsigned long long number)
{
    put_format(writer, " %s=%llu", key, number);
}

static void put_error(Writer *writer, int error)
{
    const char *name = error_name(error);
    if (name)
        put(writer, name);
    else
        put_format(writer, "%d", error);
}

static void put_notes(Writer *writer, const Node *node)
{
    for (size_t i = 0; i < node->notes.count; i++) {
        const AccessNote *note = &node->notes.items[i];
        put_format(writer, "%s%s%s%s:", i ? "," : " access=", note->mode & R_OK ? "r" : "",
                   note->mode & W_OK ? "w" : "", note->mode & X_OK ? "x" : "");
        if (note->error)
            put_error(writer, note->error);
        else
            put(writer, "ok");
    }
}

static bool tells_size(const Entry *entry)
{
    const Content *content = &entry->content;
    uint64_t size = entry->node.info.size_bytes;
    if (entry->node.target)
        return size != strlen(entry->node.target);
    if (entry->node.info.type != FILE_REGULAR)
        return size != 0;
    if (content->cache)
        return false;
    if (content->elf)
        return entry->has_size;
    return !content->whole || size != content->extents.items[0].bytes.length;
}

static void put_attributes(Writer *writer, const Entry *entry, unsigned usual_mode)
{
    const FileInfo *info = &entry->node.info;
    if (info->mode != usual_mode)
        put_format(writer, " mode=%04o", info->mode);
    if (info->uid)
        put_number(writer, "uid", info->uid);
    if (info->gid)
        put_number(writer, "gid", info->gid);
    if (tells_size(entry))
        put_number(writer, "size", info->size_bytes);
    if (info->inode)
        put_format(writer, " inode=%llu:%llu", (unsigned long long)info->device,
                   (unsigned long long)info->inode);
    put_notes(writer, &entry->node);
    if (entry->open_error) {
        put(writer, " open=");
        put_error(writer, entry->open_error);
    }
}

static void put_start(Writer *writer, const char *word, const Entry *entry)
{
    put(writer, word);
    put_char(writer, ' ');
    put_word(writer, text_of(entry->node.path));
}

static void put_file(Writer *writer, const Entry *entry)
{
    const Content *content = &entry->content;
    put_start(writer, content->elf ? "elf" : content->cache ? "ldcache" : "file", entry);
    if (content->elf)
        elf_attributes_write(writer, content->elf);
    if (content->cache)
        cache_attributes_write(writer, content->cache);
    put_attributes(writer, entry, 0644);
    if (!content->elf && !content->cache && !content->whole && content->extents.count == 0)
        put(writer, " unread");
}

static void put_directory(Writer *writer, const Entry *entry)
{
    put_start(writer, entry->listing == LISTING_ALL_BELOW ? "tree" : "dir", entry);
    put(writer, entry->listing == LISTING_UNKNOWN ? " partial" : "");
    put_attributes(writer, entry, 0755);
}

static void put_device(Writer *writer, const char *word, const Entry *entry)
{
    put_start(writer, word, entry);
    put_format(writer, " %u:%u", entry->node.info.device_major, entry->node.info.device_minor);
    put_attributes(writer, entry, 0600);
}

static void put_present(Writer *writer, const Entry *entry)
{
    switch (entry->node.info.type) {
    case FILE_REGULAR: put_file(writer, entry); break;
    case FILE_DIRECTORY: put_directory(writer, entry); break;
    case FILE_CHARACTER_DEVICE: put_device(writer, "char", entry); break;
    case FILE_BLOCK_DEVICE: put_device(writer, "block", entry); break;
    case FILE_LINK:
        put_start(writer, "link", entry);
        put(writer, " -> ");
        put_word(writer, text_of(entry->node.target));
        put_attributes(writer, entry, 0777);
        break;
    case FILE_FIFO:
        put_start(writer, "fifo", entry);
        put_attributes(writer, entry, 0644);
        break;
    case FILE_SOCKET:
        put_start(writer, "socket", entry);
        put_attributes(writer, entry, 0755);
        break;
    }
    put(writer, entry->listed ? "" : " unlisted");
}

static void put_unknown(Writer *writer, const Entry *entry)
{
    put_start(writer, "unknown", entry);
    put_char(writer, ' ');
    put_error(writer, entry->node.answer.error);
    put_char(writer, ' ');
    put_quoted(writer, text_of(entry->node.answer.because));
    put(writer, entry->listed ? "" : " unlisted");
}

static void put_entry(Writer *writer, const Entry *entry)
{
    if (is_told_by_parent(entry))
        return;
    if (entry->node.answer.known == PRESENT) {
        put_present(writer, entry);
    } else if (entry->node.answer.known == UNKNOWN) {
        put_unknown(writer, entry);
    } else {
        put_start(writer, "absent", entry);
        put(writer, entry->listed ? " listed" : "");
    }
    put_char(writer, '\n');
    put_content(writer, entry);
    if (entry->listing != LISTING_UNKNOWN)
        put_names(writer, entry);
}

static int compare_entries(const void *a, const void *b)
{
    return strcmp((*(Entry *const *)a)->node.path, (*(Entry *const *)b)->node.path);
}

static void put_entries(Writer *writer, const WorldText *world)
{
    size_t count = world->entries.count;
    if (count == 0)
        return;
    Entry **sorted = arena_alloc(writer->arena, count * sizeof *sorted);
    memcpy(sorted, world->entries.items, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_entries);
    for (size_t i = 0; i < count; i++)
        put_entry(writer, sorted[i]);
}

/* ---- The rest of what a process is given ---- */

static int compare_variables(const void *a, const void *b)
{
    return strcmp(((const Variable *)a)->name, ((const Variable *)b)->name);
}

static void put_variable(Writer *writer, const Variable *variable)
{
    put(writer, variable->known == ABSENT ? "unset " : "env ");
    const char *word = variable->known != PRESENT
                           ? variable->name
                           : arena_printf(writer->arena, "%s=%s", variable->name, variable->value);
    put_word(writer, text_of(word));
    put_char(writer, '\n');
}

static void put_variables(Writer *writer, const WorldText *world)
{
    size_t count = world->variables.count;
    if (world->environment_complete)
        put(writer, "environment complete\n");
    if (count == 0)
        return;
    Variable *sorted = arena_alloc(writer->arena, count * sizeof *sorted);
    memcpy(sorted, world->variables.items, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_variables);
    for (size_t i = 0; i < count; i++)
        put_variable(writer, &sorted[i]);
}

static void put_user(Writer *writer, const User *user)
{
    put(writer, "user");
    if (user->name && user->name[0] && !strchr(user->name, '=')) {
        put_char(writer, ' ');
        put_word(writer, text_of(user->name));
    }
    put_format(writer, " uid=%u gid=%u", user->uid, user->gid);
    for (size_t i = 0; i < user->group_count; i++)
        put_format(writer, "%s%u", i ? "," : " groups=", user->groups[i]);
    if (user->home) {
        put(writer, " home=");
        put_word(writer, text_of(user->home));
    }
    put_char(writer, '\n');
}

static void put_strings(Writer *writer, const char *key, const Strings *strings)
{
    Writer list = writer_new(writer->arena);
    for (size_t i = 0; i < strings->count; i++) {
        put(&list, i ? "," : "");
        put_list_item(&list, strings->items[i]);
    }
    put_format(writer, " %s=", key);
    if (list.length)
        put_word(writer, text_of(list.bytes));
}

static void put_processor(Writer *writer, const Processor *processor)
{
    put(writer, "processor ");
    put_word(writer, text_of(processor->machine));
    put(writer, " platform=");
    put_word(writer, text_of(processor->platform));
    put_strings(writer, "hwcaps", &processor->hwcaps);
    put_strings(writer, "legacy", &processor->legacy_hwcaps);
    put_char(writer, '\n');
}

static void put_path_line(Writer *writer, const char *word, const char *path)
{
    if (!path)
        return;
    put(writer, word);
    put_char(writer, ' ');
    put_word(writer, text_of(path));
    put_char(writer, '\n');
}

/* ---- What it says about itself ---- */

static void put_pair(Writer *writer, const char *key, const char *value)
{
    if (!value)
        return;
    put_char(writer, ' ');
    put_word(writer, text_of(arena_printf(writer->arena, "%s=%s", key, value)));
}

static void put_origin(Writer *writer, const WorldOrigin *origin)
{
    if (origin->version || origin->date || origin->own_processes || origin->redacted) {
        put(writer, "recorded");
        put_pair(writer, "by", origin->version);
        put_pair(writer, "at", origin->date);
        put(writer, origin->own_processes ? " own-processes" : "");
        put(writer, origin->redacted ? " redacted\n" : "\n");
    }
    if (origin->has_question) {
        put(writer, "question");
        for (size_t i = 0; i < origin->question.count; i++) {
            put_char(writer, ' ');
            put_word(writer, text_of(origin->question.items[i]));
        }
        put_char(writer, '\n');
    }
    for (size_t i = 0; i < origin->notes.count; i++) {
        put(writer, "note ");
        put_quoted(writer, text_of(origin->notes.items[i]));
        put_char(writer, '\n');
    }
}

static void put_testimonies(Writer *writer, const WorldText *world)
{
    for (size_t i = 0; i < world->testimonies.count; i++) {
        const Testimony *testimony = &world->testimonies.items[i];
        put(writer, "asked ");
        put_word(writer, text_of(testimony->kind));
        put_char(writer, ' ');
        put_word(writer, text_of(testimony->of));
        put_char(writer, ' ');
        put_quoted(writer, text_of(testimony->ending));
        put_char(writer, '\n');
        put_bytes_lines(writer, testimony->said);
    }
}

Text world_text_write(Arena *arena, const WorldText *world)
{
    Writer writer = writer_new(arena);
    put(&writer, "whycpu-world 1\n");
    put_origin(&writer, &world->origin);
    put_path_line(&writer, "root", world->root);
    put_path_line(&writer, "cwd", world->cwd);
    if (world->user)
        put_user(&writer, world->user);
    if (world->processor)
        put_processor(&writer, world->processor);
    put_variables(&writer, world);
    put_testimonies(&writer, world);
    put_entries(&writer, world);
    return (Text){writer.bytes, writer.length};
}
