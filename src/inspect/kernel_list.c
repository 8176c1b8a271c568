#include "inspect/kernel_list.h"

#include <elf.h>
#include <string.h>

#include "parse/elf.h"
#include "parse/fatbin.h"
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

static const char *words_in_constants(Arena *arena, File *file, const char **because)
{
    Elf *elf = elf_open(arena, elf_source_of(file));
    Text words = {0};
    if (elf->status != ELF_OK) {
        *because = elf->says;
        return NULL;
    }
    if (find_words(arena, file, elf, &words))
        return text_copy(arena, words);
    *because = "it does not say for which GPUs it has kernels";
    return "";
}

static const char *words_of_fatbins(Arena *arena, File *file, const char **because)
{
    Strings kernels = fatbin_kernels(arena, elf_source_of(file), because);
    const char *words = "";
    for (size_t i = 0; i < kernels.count; i++)
        words = arena_printf(arena, "%s%s%s", words, i ? " " : "", kernels.items[i]);
    return words;
}

typedef const char *ReadWords(Arena *arena, File *file, const char **because);

static const char *described_words(File *file, const char **because)
{
    const char *described = file_described_kernels(file);
    if (!described)
        *because = "its kernels were not looked for when it was recorded";
    else if (!*described)
        *because = "it does not say for which GPUs it has kernels";
    return described;
}

static Strings list_by(ReadWords *words_in, World *world, const char *path, const char **because)
{
    Arena *arena = world_arena(world);
    File *file;
    Answer answer = world_open(world, path, &file);
    if (answer.known != PRESENT) {
        *because = answer.known == ABSENT ? "there is no such file" : answer.because;
        return (Strings){0};
    }
    const char *words =
        file_is_described(file) ? described_words(file, because) : words_in(arena, file, because);
    if (words)
        file_note_kernels(file, words);
    file_close(file);
    return words ? kernel_words_split(arena, text_of(words)) : (Strings){0};
}

Strings kernel_list(World *world, const char *path, const char **because)
{
    return list_by(words_in_constants, world, path, because);
}

Strings kernels_of_code(World *world, const char *path, const char **because)
{
    return list_by(words_of_fatbins, world, path, because);
}
