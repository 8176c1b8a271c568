/* Reads the text of a recorded world, line by line. */
#include <stdint.h>
#include <string.h>

#include "world/text_reader.h"

enum { TEXT_CEILING_BYTES = 16 * 1024 * 1024 };

static const struct {
    const char *word;
    LineReader *read;
} line_kinds[] = {
    {"file", text_file},
    {"dir", text_directory},
    {"tree", text_tree},
    {"link", text_link},
    {"elf", text_elf},
    {"ldcache", text_ldcache},
    {"char", text_character_device},
    {"block", text_block_device},
    {"fifo", text_fifo},
    {"socket", text_socket},
    {"absent", text_absent},
    {"unknown", text_unknown},
    {"env", text_env},
    {"unset", text_unset},
    {"environment", text_environment},
    {"cwd", text_cwd},
    {"root", text_root},
    {"user", text_user},
    {"processor", text_processor},
    {"recorded", text_recorded},
    {"question", text_question},
    {"note", text_note},
    {"asked", text_asked},
};

/* ---- The indented lines of a file or directory ---- */

static void end_extent(Reader *reader)
{
    if (!reader->has_content)
        return;
    Extent extent = {reader->offset, {reader->content.bytes, reader->content.length}};
    if (extent.bytes.length || !reader->has_offset) /* a whole file may be empty, a part not */
        list_add(reader->arena, reader->entry->content.extents, extent);
    reader->content = writer_new(reader->arena);
    reader->has_content = false;
}

static bool add_bytes(Reader *reader, Text bytes)
{
    reader->has_content = true;
    put_text(&reader->content, bytes);
    return true;
}

static bool read_bar_line(Reader *reader, Text line)
{
    size_t start = text_starts(line, "| ") ? 2 : 1;
    add_bytes(reader, text_part(line, start, line.length));
    return add_bytes(reader, TEXT("\n"));
}

static bool read_quoted_line(Reader *reader, Text line)
{
    Text content, rest;
    if (!words_unquote(reader->arena, line, &content, &rest, &reader->problem))
        return false;
    if (text_trim(rest).length)
        return wrong(reader, "something stands behind a quote");
    return add_bytes(reader, content);
}

static bool read_base64_line(Reader *reader, Text code)
{
    Text bytes;
    if (!base64_decode(reader->arena, text_trim(code), &bytes))
        return wrong(reader, "this is no base64");
    return add_bytes(reader, bytes);
}

static bool read_at_line(Reader *reader, Text offset)
{
    end_extent(reader);
    if (!reader->entry->has_size)
        return wrong(reader, "a file of which parts are known needs a size=…");
    if (!reader->has_offset && reader->entry->content.extents.count)
        return wrong(reader, "`at` comes before the bytes of a part");
    reader->has_offset = true;
    if (!value_number(text_trim(offset), INT64_MAX, &reader->offset))
        return wrong(reader, "`at` needs the offset of a part");
    return true;
}

/* Names that a directory holds and of which nothing else is known. */
static bool read_names_line(Reader *reader, Text line)
{
    Words words;
    const char *directory = reader->entry->node.path;
    if (!words_split(reader->arena, line, &words, &reader->problem))
        return false;
    for (size_t i = 0; i < words.count; i++) {
        const char *name = words.items[i].at;
        const char *slash = strcmp(directory, "/") == 0 ? "" : "/";
        Entry *entry = arena_new_of(reader->arena, Entry);
        entry_begin(entry, arena_printf(reader->arena, "%s%s%s", directory, slash, name));
        entry->implied = false;
        entry->line = reader->line;
        entry->node.answer = answer_not_recorded();
        if (strchr(name, '/') || !is_canonical(entry->node.path))
            return wrong(reader, "this is no name in a directory");
        reader->name_bytes += strlen(entry->node.path);
        if (reader->name_bytes > TREE_PATH_BYTES)
            return wrong(reader, "it is too large");
        list_add(reader->arena, reader->world->entries, entry);
    }
    return true;
}

static bool read_content_line(Reader *reader, Text line)
{
    if (line.at[0] == '|')
        return read_bar_line(reader, line);
    if (line.at[0] == '"')
        return read_quoted_line(reader, line);
    if (text_starts(line, "base64 "))
        return read_base64_line(reader, text_part(line, 7, line.length));
    return wrong(reader, "an indented line is one of | text, \"text\", base64 …, at N");
}

static bool read_indented_line(Reader *reader, Text line)
{
    Entry *entry = reader->entry;
    if (reader->testifies)
        return read_content_line(reader, line);
    if (entry && entry->content.cache)
        return cache_line_read(reader, reader->cache, line);
    bool is_there = entry && entry->node.answer.known == PRESENT;
    if (is_there && entry->node.info.type == FILE_DIRECTORY && text_starts(line, "names "))
        return read_names_line(reader, text_part(line, 6, line.length));
    if (!is_there || entry->node.info.type != FILE_REGULAR || entry->content.elf)
        return wrong(reader, "an indented line belongs below a file");
    if (text_starts(line, "at "))
        return read_at_line(reader, text_part(line, 3, line.length));
    return read_content_line(reader, line);
}

/* ---- Entries ---- */

static void end_file(Reader *reader, Entry *entry)
{
    Content *content = &entry->content;
    uint64_t *size = &entry->node.info.size_bytes;
    content->whole =
        !entry->unread && !reader->has_offset && (content->extents.count || *size == 0);
    if (!content->whole)
        return;
    if (!content->extents.count)
        list_add(reader->arena, content->extents, (Extent){0, {"", 0}});
    if (!entry->has_size)
        *size = content->extents.items[0].bytes.length;
}

static void end_testimony(Reader *reader)
{
    size_t count = reader->world->testimonies.count;
    Text said = {reader->content.bytes, reader->content.length};
    reader->world->testimonies.items[count - 1].said = said;
    reader->content = writer_new(reader->arena);
    reader->has_content = false;
    reader->testifies = false;
}

static void end_entry(Reader *reader)
{
    Entry *entry = reader->entry;
    if (reader->testifies)
        end_testimony(reader);
    if (!entry)
        return;
    end_extent(reader);
    bool is_file = entry->node.answer.known == PRESENT && entry->node.info.type == FILE_REGULAR;
    if (is_file && !entry->content.elf && !entry->content.cache)
        end_file(reader, entry);
    else if (entry->node.target && !entry->has_size)
        entry->node.info.size_bytes = strlen(entry->node.target);
    reader->entry = NULL;
    reader->has_offset = false;
    reader->offset = 0;
}

static bool read_line_of_kind(Reader *reader)
{
    Text word = reader->words.items[0];
    for (size_t i = 0; i < sizeof line_kinds / sizeof *line_kinds; i++)
        if (text_is(word, line_kinds[i].word))
            return line_kinds[i].read(reader);
    return wrong(reader, "a line of this kind is not known; a newer whycpu may have written it");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool read_line(Reader *reader, Text line)
{
    Text inside = line;
    while (inside.length && is_blank(inside.at[0]))
        inside = text_part(inside, 1, inside.length);
    if (inside.length == 0 || inside.at[0] == '#')
        return true;
    if (inside.length < line.length)
        return read_indented_line(reader, inside);
    end_entry(reader);
    if (!words_split(reader->arena, line, &reader->words, &reader->problem))
        return false;
    return read_line_of_kind(reader);
}

static bool read_lines(Reader *reader, Text text)
{
    Text line;
    if (text.length > TEXT_CEILING_BYTES)
        return wrong(reader, "it is too long");
    reader->line = 1;
    if (!text_line(&text, &line) || !text_is(text_trim(line), "whycpu-world 1"))
        return wrong(reader, "a recorded world begins with the line: whycpu-world 1");
    for (reader->line = 2; text_line(&text, &line); reader->line++)
        if (!read_line(reader, line))
            return false;
    end_entry(reader);
    return true;
}

bool world_text_read(Arena *arena, Text text, WorldText *world, const char **error)
{
    Reader reader = {.arena = arena, .world = world, .content = writer_new(arena)};
    *world = (WorldText){0};
    *error = NULL;
    if (read_lines(&reader, text))
        return true;
    *error = arena_printf(arena, "line %u: %s", reader.line, reader.problem);
    return false;
}
