/* What a recorder keeps of the files that are read. */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "parse/kernel_log.h"
#include "world/recorder.h"

enum {
    WHOLE_BYTES = 1024 * 1024,     /* up to here a file is kept whole */
    PARTS_BYTES = 4 * 1024 * 1024, /* of a longer one, the parts that were read, up to here */
    FIRST_PAGE_BYTES = 4096,
    ELF_HEADERS_BYTES = 4096, /* of a damaged ELF file */
    MODULE_END_BYTES = 4096,  /* of a kernel module, besides */
    LOG_BYTES = 256 * 1024    /* of a log, from its end */
};

/* ---- What was read already ---- */

/* A description needs the same headers as whoever opened the file: each is read once. */
typedef struct Bytes {
    Arena *arena;
    Entry *entry;
    File *below;
} Bytes;

static bool have_read(const Entry *entry, uint64_t offset, void *buffer, size_t length, size_t *got)
{
    for (size_t i = 0; i < entry->read_before.count; i++) {
        const Extent *extent = &entry->read_before.items[i];
        if (offset < extent->offset || offset - extent->offset > extent->bytes.length ||
            length > extent->bytes.length - (offset - extent->offset))
            continue;
        memcpy(buffer, extent->bytes.at + (offset - extent->offset), length);
        *got = length;
        return true;
    }
    return false;
}

static Answer read_once(const Bytes *bytes, uint64_t offset, void *buffer, size_t length,
                        size_t *got)
{
    if (have_read(bytes->entry, offset, buffer, length, got))
        return answer_present();
    Answer answer = file_read(bytes->below, offset, buffer, length, got);
    if (answer.known == PRESENT && *got) {
        Extent extent = {offset, {arena_copy(bytes->arena, buffer, *got), *got}};
        list_add(bytes->arena, bytes->entry->read_before, extent);
    }
    return answer;
}

/* ---- ELF files: described, never kept ---- */

static size_t read_for_elf(void *context, uint64_t offset, void *buffer, size_t length)
{
    size_t got;
    Answer answer = read_once(context, offset, buffer, length, &got);
    return answer.known == PRESENT ? got : 0;
}

static void keep_bytes(Arena *arena, Content *content, uint64_t offset, const void *bytes,
                       size_t length)
{
    Extent extent = {offset, {arena_copy(arena, bytes, length), length}};
    list_add(arena, content->extents, extent);
}

/* Of a file that cannot be described, its headers: they show where it was cut off. The rest of the
 * page is zeroes, so that a reader of pages gets it. */
static void keep_headers(Arena *arena, Entry *entry, const Elf *elf, Bytes *bytes)
{
    char headers[ELF_HEADERS_BYTES] = {0};
    uint64_t end =
        elf->program_headers_at + (uint64_t)elf->program_header_size * elf->program_header_count;
    if (end < sizeof(Elf64_Ehdr) || end > sizeof headers || end < elf->program_headers_at)
        end = sizeof(Elf64_Ehdr);
    size_t got = read_for_elf(bytes, 0, headers, (size_t)end);
    uint64_t size = bytes->below->info.size_bytes;
    if (got == end)
        got = size < sizeof headers ? (size_t)size : sizeof headers;
    entry->content.whole = got == size;
    keep_bytes(arena, &entry->content, 0, headers, got);
}

static void describe_elf(Arena *arena, Entry *entry, File *below)
{
    /* Whether a kernel module is signed stands at its end, which no description has. */
    bool is_module = ends_with(entry->node.path, ".ko");
    Bytes bytes = {arena, entry, below};
    ElfSource source = {&bytes, read_for_elf, below->info.size_bytes};
    Elf *elf = elf_open(arena, source);
    ElfImageSpec *spec = arena_new_of(arena, ElfImageSpec);
    if (is_module || elf->status != ELF_OK || elf_image_spec_of(elf, spec) != ELF_OK) {
        keep_headers(arena, entry, elf, &bytes);
        entry->parts_left = is_module ? MODULE_END_BYTES : 0;
        return;
    }
    /* Shorter than its own description, it would read as cut off. */
    entry->has_size = elf_image(arena, spec).length <= below->info.size_bytes || spec->reach;
    entry->content.elf = spec;
}

/* ---- All files ---- */

/* Whether the first page held all of it. Files of /proc do not tell their size. */
static bool is_whole(const File *below, Text page)
{
    uint64_t size = below->info.size_bytes;
    return page.length < FIRST_PAGE_BYTES && (size == 0 || size == page.length);
}

static void keep_whole(Arena *arena, Entry *entry, File *below, Text page)
{
    Text bytes = page;
    Answer answer = answer_present();
    if (!is_whole(below, page))
        answer = file_read_all(below, WHOLE_BYTES, arena, &bytes);
    if (answer.known == PRESENT) {
        entry->content.whole = true;
        list_add(arena, entry->content.extents, (Extent){0, bytes});
    } else if (answer.error != EFBIG) {
        entry->open_error = answer.error;
    }
}

static bool is_elf(Text page)
{
    return page.length >= SELFMAG && memcmp(page.at, ELFMAG, SELFMAG) == 0;
}

/* At the first read: then it is known that the content matters. What failed once fails from then
 * on, so that the recording and who asked have the same answer. */
static Answer begin_content(Arena *arena, Entry *entry, File *below)
{
    size_t got;
    if (entry->begun)
        return answer_of(entry->open_error);
    entry->begun = true;
    char *page = arena_alloc(arena, FIRST_PAGE_BYTES);
    Bytes bytes = {arena, entry, below};
    Answer answer = read_once(&bytes, 0, page, FIRST_PAGE_BYTES, &got);
    Text first = {page, got};
    if (answer.known != PRESENT)
        entry->open_error = answer.error;
    else if (is_elf(first))
        describe_elf(arena, entry, below);
    else if (below->info.size_bytes <= WHOLE_BYTES)
        keep_whole(arena, entry, below, first);
    else
        entry->parts_left = PARTS_BYTES;
    return answer_of(entry->open_error);
}

static Answer recorder_read(File *file, uint64_t offset, void *buffer, size_t length, size_t *got)
{
    Entry *entry = file->node;
    Arena *arena = file->world->arena;
    Answer begun = begin_content(arena, entry, file->below);
    if (begun.known != PRESENT)
        return begun;
    if (entry->content.whole) /* the file may change; the recording may not contradict itself */
        return content_read(file, offset, buffer, length, got);
    Bytes bytes = {arena, entry, file->below};
    Answer answer = entry->content.elf ? read_once(&bytes, offset, buffer, length, got)
                                       : file_read(file->below, offset, buffer, length, got);
    if (*got && *got <= entry->parts_left) {
        entry->parts_left -= *got;
        keep_bytes(arena, &entry->content, offset, buffer, *got);
    }
    return answer;
}

/* A symbol that somebody looked up joins the description: defined, looked for in vain, or needed.
 */
static void recorder_note_symbol(File *file, ElfImageSymbol symbol)
{
    Entry *entry = file->node;
    Arena *arena = file->world->arena;
    begin_content(arena, entry, file->below);
    if (!entry->content.elf)
        return;
    ElfImageSpec *spec = arena_new_of(arena, ElfImageSpec);
    *spec = *entry->content.elf;
    symbol.name = arena_strdup(arena, symbol.name);
    symbol.version = symbol.version ? arena_strdup(arena, symbol.version) : NULL;
    size_t known = 0;
    while (known < spec->symbols.count && strcmp(spec->symbols.items[known].name, symbol.name) != 0)
        known++;
    if (known == spec->symbols.count)
        list_add(arena, spec->symbols, symbol);
    else if (symbol.needed)
        spec->symbols.items[known] = symbol;
    entry->content.elf = spec;
}

static void recorder_note_kernels(File *file, const char *words)
{
    Entry *entry = file->node;
    Arena *arena = file->world->arena;
    begin_content(arena, entry, file->below);
    if (!entry->content.elf)
        return;
    ElfImageSpec *spec = arena_new_of(arena, ElfImageSpec);
    *spec = *entry->content.elf;
    spec->kernels = arena_strdup(arena, words);
    entry->content.elf = spec;
}

/* A log tells of other people. What the driver of a GPU said since the last start is kept, as if
 * there were nothing else in it, and read so already while it is recorded. */
static void keep_digest(Arena *arena, Entry *entry, File *below)
{
    uint64_t size = below->info.size_bytes, from = size > LOG_BYTES ? size - LOG_BYTES : 0;
    char *tail = arena_alloc(arena, LOG_BYTES);
    size_t got = 0;
    if (file_read(below, from, tail, LOG_BYTES, &got).known != PRESENT)
        got = 0;
    Text digest = kernel_log_digest(arena, (Text){tail, got}, from > 0);
    entry->begun = true;
    entry->content.whole = true;
    entry->node.info.size_bytes = digest.length;
    list_add(arena, entry->content.extents, (Extent){0, digest});
}

static void recorder_close(File *file)
{
    file_close(file->below);
}

Answer recorder_open(World *world, const Node *node, File **file)
{
    Recorder *recorder = (Recorder *)world;
    Entry *entry = recorder_entry(recorder, node->path);
    File *below;
    if (entry->begun && entry->open_error)
        return answer_of(entry->open_error);
    Answer answer = recorder->below->places->open(recorder->below, entry->below, &below);
    recorder_note_open(recorder, entry, answer);
    if (answer.known != PRESENT)
        return answer;
    if (starts_with(node->path, "/var/log/") && !entry->begun &&
        entry->node.info.type == FILE_REGULAR)
        keep_digest(world->arena, entry, below);
    *file = arena_new_of(world->arena, File);
    **file = (File){.info = entry->node.info,
                    .world = world,
                    .read = recorder_read,
                    .close = recorder_close,
                    .fd = -1,
                    .node = entry,
                    .described = below->described,
                    .note_symbol = recorder_note_symbol,
                    .note_kernels = recorder_note_kernels,
                    .below = below};
    return answer;
}
