/* Reading what a recording or an overlay holds. */
#include <errno.h>
#include <string.h>

#include "parse/ldcache_image.h"
#include "world/tree.h"

/* Bytes from `offset` on that are there, at most `length`; at the end of the file none. */
static size_t take(Text bytes, uint64_t offset, void *buffer, size_t length)
{
    if (offset >= bytes.length)
        return 0;
    Text part = text_part(bytes, (size_t)offset, length);
    memcpy(buffer, part.at, part.length);
    return part.length;
}

/* An ELF file is described, not kept: the image comes first, and zeroes fill what the file was
 * longer. */
static Text image_of(Arena *arena, const Content *content)
{
    return content->elf ? elf_image(arena, content->elf) : ldcache_image(arena, content->cache);
}

static size_t read_image(File *file, Content *content, uint64_t offset, void *buffer, size_t length)
{
    if (!content->image.at)
        content->image = image_of(file->world->arena, content);
    uint64_t size = file->info.size_bytes;
    if (offset >= size)
        return 0;
    if (length > size - offset)
        length = (size_t)(size - offset);
    memset(buffer, 0, length);
    take(content->image, offset, buffer, length);
    return length;
}

static const Extent *extent_at(const Content *content, uint64_t offset)
{
    for (size_t i = 0; i < content->extents.count; i++) {
        const Extent *extent = &content->extents.items[i];
        if (offset >= extent->offset && offset - extent->offset < extent->bytes.length)
            return extent;
    }
    return NULL;
}

/* Only some parts of a large file were read when it was recorded. */
static Answer read_parts(File *file, const Content *content, uint64_t offset, void *buffer,
                         size_t length, size_t *got)
{
    uint64_t size = file->info.size_bytes;
    if (content->extents.count == 0)
        return answer_not_recorded();
    while (*got < length && offset + *got < size) {
        const Extent *extent = extent_at(content, offset + *got);
        if (!extent) {
            *got = 0;
            return answer_not_recorded();
        }
        *got += take(extent->bytes, offset + *got - extent->offset, (char *)buffer + *got,
                     length - *got);
    }
    return answer_present();
}

Answer content_read(File *file, uint64_t offset, void *buffer, size_t length, size_t *got)
{
    Content *content = &((Entry *)file->node)->content;
    if (content->elf || content->cache)
        *got = read_image(file, content, offset, buffer, length);
    else if (content->whole)
        *got = take(content->extents.items[0].bytes, offset, buffer, length);
    else
        return read_parts(file, content, offset, buffer, length, got);
    return answer_present();
}

Truth content_symbol(const File *file, const char *name)
{
    const ElfImageSpec *elf = ((const Entry *)file->node)->content.elf;
    for (size_t i = 0; i < elf->symbols.count; i++)
        if (strcmp(elf->symbols.items[i].name, name) == 0)
            return truth_of(!elf->symbols.items[i].undefined);
    return truth_unknown("this symbol was not looked up when it was recorded");
}

const char *content_kernels(const File *file)
{
    return ((const Entry *)file->node)->content.elf->kernels;
}

static void content_close(File *file)
{
    (void)file;
}

const Node *entry_node(Arena *arena, Entry *entry)
{
    Content *content = &entry->content;
    bool own_size = content->cache || (content->elf && !entry->has_size);
    if (own_size && !content->image.at) {
        content->image = image_of(arena, content);
        entry->node.info.size_bytes = content->image.length;
    }
    return &entry->node;
}

Answer entry_open(World *world, Entry *entry, File **file)
{
    if (entry->open_error)
        return answer_of(entry->open_error);
    File *opened = arena_new_of(world->arena, File);
    *opened = (File){.info = entry->node.info,
                     .world = world,
                     .read = content_read,
                     .close = content_close,
                     .fd = -1,
                     .node = entry,
                     .described = entry->content.elf != NULL};
    *file = opened;
    return answer_present();
}
