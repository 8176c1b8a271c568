#include "inspect/symbols.h"

#include "parse/elf.h"
#include "world/elf_file.h"

void object_defines_each(World *world, const char *path, const char *const *symbols, size_t count,
                         Truth *defined)
{
    File *file;
    Answer answer = world_open(world, path, &file);
    if (answer.known != PRESENT) {
        for (size_t i = 0; i < count; i++)
            defined[i] =
                truth_unknown(answer.known == ABSENT ? "there is no such file" : answer.because);
        return;
    }
    ElfSource source = elf_source_of(file);
    Elf *elf = elf_open(world_arena(world), source);
    for (size_t i = 0; i < count; i++) {
        ElfSymbol found;
        bool there = false;
        ElfStatus status = elf_symbol(elf, symbols[i], &found, &there);
        if (file_is_described(file))
            defined[i] = file_described_symbol(file, symbols[i]);
        else if (status != ELF_OK)
            defined[i] = truth_unknown(elf_error(elf));
        else
            defined[i] = truth_of(there && found.defined);
        if (!is_unknown(defined[i]))
            file_note_symbol(file, symbols[i], is_yes(defined[i]));
    }
    file_close(file);
}

Truth object_defines(World *world, const char *path, const char *symbol)
{
    Truth defined;
    object_defines_each(world, path, &symbol, 1, &defined);
    return defined;
}
