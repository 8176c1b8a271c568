#include "world/renamed.h"

#include <string.h>

#include "base/table.h"
#include "base/utf8.h"
#include "world/world_text.h"

typedef struct Renamer {
    Arena *arena;
    const Renaming *renamings;
    size_t count;
} Renamer;

static bool is_of_a_name(char c)
{
    return c == '_' || c == '.' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* The renaming whose directory stands at `at`, as whole components. */
static const Renaming *renaming_at(const Renamer *renamer, Text text, size_t at)
{
    if (text.at[at] != '/' || (at > 0 && (is_of_a_name(text.at[at - 1]) || text.at[at - 1] == '/')))
        return NULL;
    for (size_t i = 0; i < renamer->count; i++) {
        const char *from = renamer->renamings[i].from;
        size_t length = strlen(from);
        if (text.length - at < length || memcmp(text.at + at, from, length) != 0)
            continue;
        if (at + length == text.length || !is_of_a_name(text.at[at + length]))
            return &renamer->renamings[i];
    }
    return NULL;
}

static Text renamed(const Renamer *renamer, Text text)
{
    Writer writer = {0};
    size_t taken = 0;
    for (size_t at = 0; at < text.length; at++) {
        const Renaming *renaming = renaming_at(renamer, text, at);
        if (!renaming)
            continue;
        if (!writer.arena)
            writer = writer_new(renamer->arena);
        put_text(&writer, text_part(text, taken, at - taken));
        put(&writer, renaming->to);
        at += strlen(renaming->from);
        taken = at--;
    }
    if (!writer.arena)
        return text;
    put_text(&writer, text_part(text, taken, text.length));
    return (Text){writer.bytes, writer.length};
}

/* Variables hold lists of paths, so a colon ends one: all within renaming_at(). */
static const char *renamed_string(const Renamer *renamer, const char *string)
{
    if (!string)
        return NULL;
    Text before = text_of(string), after = renamed(renamer, before);
    return after.at == before.at ? string : text_copy(renamer->arena, after);
}

static void rename_content(const Renamer *renamer, Entry *entry)
{
    Content *content = &entry->content;
    if (!content->whole || !utf8_valid(content->extents.items[0].bytes))
        return;
    Extent *extent = &content->extents.items[0];
    bool has_own_size = entry->node.info.size_bytes == extent->bytes.length;
    extent->bytes = renamed(renamer, extent->bytes);
    if (has_own_size)
        entry->node.info.size_bytes = extent->bytes.length;
}

static void rename_elf(const Renamer *renamer, Content *content)
{
    ElfImageSpec *spec = arena_new_of(renamer->arena, ElfImageSpec);
    *spec = *content->elf;
    spec->interpreter = renamed_string(renamer, spec->interpreter);
    spec->rpath = renamed_string(renamer, spec->rpath);
    spec->runpath = renamed_string(renamer, spec->runpath);
    for (size_t i = 0; i < spec->needed.count; i++)
        spec->needed.items[i] = renamed_string(renamer, spec->needed.items[i]);
    content->elf = spec;
}

static void rename_cache(const Renamer *renamer, Content *content)
{
    LdCache *cache = arena_new_of(renamer->arena, LdCache);
    *cache = *content->cache;
    cache->entries.items = (void *)arena_copy(renamer->arena, cache->entries.items,
                                              cache->entries.count * sizeof *cache->entries.items);
    for (size_t i = 0; i < cache->entries.count; i++)
        cache->entries.items[i].path = renamed_string(renamer, cache->entries.items[i].path);
    content->cache = cache;
}

/* True when the path is another one now. */
static bool rename_entry(const Renamer *renamer, Entry *entry)
{
    const char *path = entry->node.path;
    entry->node.path = renamed_string(renamer, path);
    if (entry->node.target) {
        bool has_own_size = entry->node.info.size_bytes == strlen(entry->node.target);
        entry->node.target = renamed_string(renamer, entry->node.target);
        if (has_own_size)
            entry->node.info.size_bytes = strlen(entry->node.target);
    }
    if (entry->content.elf)
        rename_elf(renamer, &entry->content);
    else if (entry->content.cache)
        rename_cache(renamer, &entry->content);
    else
        rename_content(renamer, entry);
    return entry->node.path != path;
}

static bool says_little(const Entry *entry)
{
    return entry->implied || entry->node.answer.known != PRESENT;
}

/* Each path once: what was moved there, unless only the other one says anything. */
static void rename_entries(const Renamer *renamer, WorldText *text)
{
    Table kept = {0};
    for (size_t i = 0; i < text->entries.count; i++) {
        Entry *entry = text->entries.items[i];
        bool is_moved = rename_entry(renamer, entry);
        const Entry *other = table_get(&kept, entry->node.path);
        bool wins = !other || (says_little(other) && !says_little(entry)) ||
                    (is_moved && !says_little(entry));
        if (wins)
            table_put(renamer->arena, &kept, entry->node.path, entry);
    }
    size_t count = 0;
    for (size_t i = 0; i < text->entries.count; i++)
        if (table_get(&kept, text->entries.items[i]->node.path) == text->entries.items[i])
            text->entries.items[count++] = text->entries.items[i];
    text->entries.count = count;
}

static void rename_process(const Renamer *renamer, WorldText *text)
{
    for (size_t i = 0; i < text->variables.count; i++)
        text->variables.items[i].value = renamed_string(renamer, text->variables.items[i].value);
    text->cwd = renamed_string(renamer, text->cwd);
    if (text->user) {
        User *user = arena_new_of(renamer->arena, User);
        *user = *text->user;
        user->home = renamed_string(renamer, user->home);
        text->user = user;
    }
}

Text recorded_text_renamed(Arena *arena, Text text, const Renaming *renamings, size_t count)
{
    Renamer renamer = {arena, renamings, count};
    WorldText world;
    const char *error;
    if (count == 0 || !world_text_read(arena, text, &world, &error))
        return text;
    rename_process(&renamer, &world);
    rename_entries(&renamer, &world);
    return world_text_write(arena, &world);
}
