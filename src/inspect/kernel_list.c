#include "inspect/kernel_list.h"

#include <elf.h>
#include <string.h>

#include "parse/elf.h"
#include "parse/kernel_words.h"
#include "world/elf_file.h"

/* The constants of libtorch_python.so have 0.6 (2.1) to 1.0 MB (2.15). */
enum { PIECE_BYTES = 64 * 1024, CEILING_BYTES = 2 * 1024 * 1024 };

/* Texts stand at the end of the constants, so it reads from there to the front until a list was
 * found, with an overlap in which one that is cut in two comes whole. */
static bool find_before(Arena *arena, File *file, uint64_t first, uint64_t end, Text *words)
{
    uint64_t floor = end - first < CEILING_BYTES ? first : end - CEILING_BYTES;
    char *piece = arena_alloc(arena, PIECE_BYTES);
    for (uint64_t to = end; to > floor;) {
        uint64_t from = to - floor < PIECE_BYTES ? floor : to - PIECE_BYTES;
        size_t got;
        Answer answer = file_read(file, from, piece, (size_t)(to - from), &got);
        if (answer.known != PRESENT || got == 0)
            return false;
        if (kernel_words_find((Text){piece, got}, words))
            return true;
        to = from == floor ? floor : from + KERNEL_WORDS_CEILING_BYTES;
    }
    return false;
}

/* Behind the constants of a segment stand the tables for exceptions. */
static bool find_in_segment(Arena *arena, File *file, const Elf *elf, const ElfSegment *segment,
                            Text *words)
{
    const ElfSegment *tables = elf_segment(elf, PT_GNU_EH_FRAME);
    uint64_t end = segment->offset + segment->file_size;
    if (end < segment->offset)
        return false;
    if (tables && tables->offset > segment->offset && tables->offset < end)
        end = tables->offset;
    return find_before(arena, file, segment->offset, end, words);
}

/* Linkers put constants behind the code, into a segment that is neither written nor run. */
static bool find_words(Arena *arena, File *file, const Elf *elf, Text *words)
{
    bool behind_code = false;
    for (size_t i = 0; i < elf->segment_count; i++) {
        const ElfSegment *segment = &elf->segments[i];
        if (segment->type != PT_LOAD)
            continue;
        if (behind_code && (segment->flags & (PF_W | PF_X)) == 0 &&
            find_in_segment(arena, file, elf, segment, words))
            return true;
        behind_code = behind_code || segment->flags & PF_X;
    }
    return false;
}

static const char *words_of(Arena *arena, File *file, const char **because)
{
    if (file_is_described(file)) {
        const char *described = file_described_kernels(file);
        if (!described)
            *because = "its kernels were not looked for when it was recorded";
        return described;
    }
    Elf *elf = elf_open(arena, elf_source_of(file));
    Text words = {0};
    if (elf->status != ELF_OK) {
        *because = elf->says;
        return NULL;
    }
    return find_words(arena, file, elf, &words) ? text_copy(arena, words) : "";
}

Strings kernel_list(World *world, const char *path, const char **because)
{
    Arena *arena = world_arena(world);
    File *file;
    Answer answer = world_open(world, path, &file);
    if (answer.known != PRESENT) {
        *because = answer.known == ABSENT ? "there is no such file" : answer.because;
        return (Strings){0};
    }
    const char *words = words_of(arena, file, because);
    if (words)
        file_note_kernels(file, words);
    if (words && !*words)
        *because = "it does not say for which GPUs it has kernels";
    file_close(file);
    return words ? kernel_words_split(arena, text_of(words)) : (Strings){0};
}
