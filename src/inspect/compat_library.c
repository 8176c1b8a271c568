/* What a libcuda of the package cuda-compat says of itself: the note in its file. */
#include "inspect/driver_files.h"
#include "parse/compat_note.h"
#include "world/elf_file.h"

static void set_unknown(Facts *facts, const char *subject, const char *because, const char *source)
{
    fact_set_unknown(facts, subject, FACT_COMPAT_CUDA, because, source);
    fact_set_unknown(facts, subject, FACT_COMPAT_BRANCHES, because, source);
}

void inspect_compat_library(World *world, Facts *facts, const char *subject, const char *path)
{
    File *file;
    CompatNote note;
    Answer answer = world_open(world, path, &file);
    if (answer.known != PRESENT) {
        set_unknown(facts, subject, answer.because, path);
        return;
    }
    ElfSource source = elf_source_of(file);
    bool found = compat_note_read(elf_open(world_arena(world), source), &note);
    file_close(file);
    if (!found) {
        set_unknown(facts, subject, "the file has no note that tells it", path);
        return;
    }
    if (note.cuda)
        fact_set_text(facts, subject, FACT_COMPAT_CUDA, note.cuda, path);
    if (note.branches.count)
        fact_set_texts(facts, subject, FACT_COMPAT_BRANCHES, note.branches, path);
    else
        fact_set_unknown(facts, subject, FACT_COMPAT_BRANCHES, "the note lists no branches", path);
}
