/* What a libcuda of the package cuda-compat says of itself: the note in its file. */
#include <elf.h>

#include "inspect/driver_files.h"
#include "parse/compat_note.h"
#include "parse/elf.h"

typedef struct Library {
    World *world;
    File *file;
    Elf *elf;
    CompatNote note;
} Library;

static size_t read_file(void *context, uint64_t offset, void *buffer, size_t length)
{
    size_t got = 0;
    return file_read(context, offset, buffer, length, &got).known == PRESENT ? got : 0;
}

static bool read_notes(Library *library, uint64_t offset, uint64_t length, uint64_t alignment)
{
    Arena *arena = world_arena(library->world);
    if (length == 0 || length > COMPAT_NOTE_CEILING_BYTES)
        return false;
    char *bytes = arena_alloc(arena, length);
    size_t got = read_file(library->file, offset, bytes, length);
    return compat_note_find(arena, (Text){bytes, got}, library->elf->big_endian, alignment,
                            &library->note);
}

static bool in_segments(Library *library)
{
    for (size_t i = 0; i < library->elf->segment_count; i++) {
        const ElfSegment *segment = &library->elf->segments[i];
        if (segment->type == PT_NOTE &&
            read_notes(library, segment->offset, segment->file_size, segment->alignment))
            return true;
    }
    return false;
}

/* A linker that was not told to map the note leaves it to the section headers alone. */
static bool in_sections(Library *library)
{
    enum { SECTION_CEILING = 256 };
    Elf64_Ehdr header;
    Elf64_Shdr *sections =
        arena_alloc(world_arena(library->world), SECTION_CEILING * sizeof *sections);
    if (!library->elf->is_64 || library->elf->big_endian ||
        read_file(library->file, 0, &header, sizeof header) != sizeof header ||
        header.e_shentsize != sizeof *sections || header.e_shnum > SECTION_CEILING)
        return false;
    size_t bytes = header.e_shnum * sizeof *sections;
    if (read_file(library->file, header.e_shoff, sections, bytes) != bytes)
        return false;
    for (size_t i = 0; i < header.e_shnum; i++)
        if (sections[i].sh_type == SHT_NOTE &&
            read_notes(library, sections[i].sh_offset, sections[i].sh_size,
                       sections[i].sh_addralign))
            return true;
    return false;
}

static void set_unknown(Facts *facts, const char *subject, const char *because, const char *source)
{
    fact_set_unknown(facts, subject, FACT_COMPAT_CUDA, because, source);
    fact_set_unknown(facts, subject, FACT_COMPAT_BRANCHES, because, source);
}

/* A recorded file is its description; a note that is not in it may still be in the real one. */
void inspect_compat_library(World *world, Facts *facts, const char *subject, const char *path)
{
    Library library = {.world = world};
    Answer answer = world_open(world, path, &library.file);
    if (answer.known != PRESENT) {
        set_unknown(facts, subject, answer.because ? answer.because : "there is no such file",
                    path);
        return;
    }
    ElfSource source = {library.file, read_file, file_info(library.file)->size_bytes};
    library.elf = elf_open(world_arena(world), source);
    bool found = library.elf->status == ELF_OK && (in_segments(&library) || in_sections(&library));
    file_close(library.file);
    if (!found) {
        set_unknown(facts, subject, "the file has no note that tells it", path);
        return;
    }
    if (library.note.cuda)
        fact_set_text(facts, subject, FACT_COMPAT_CUDA, library.note.cuda, path);
    if (library.note.branches.count)
        fact_set_texts(facts, subject, FACT_COMPAT_BRANCHES, library.note.branches, path);
    else
        fact_set_unknown(facts, subject, FACT_COMPAT_BRANCHES, "the note lists no branches", path);
}
