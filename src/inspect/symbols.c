#include "inspect/symbols.h"

#include "parse/elf.h"

static size_t read_file(void *context, uint64_t offset, void *buffer, size_t length)
{
    size_t got = 0;
    return file_read(context, offset, buffer, length, &got).known == PRESENT ? got : 0;
}

Truth object_defines(World *world, const char *path, const char *symbol)
{
    File *file;
    Answer answer = world_open(world, path, &file);
    if (answer.known != PRESENT)
        return truth_unknown(answer.known == ABSENT ? "there is no such file" : answer.because);
    Elf *elf =
        elf_open(world_arena(world), (ElfSource){file, read_file, file_info(file)->size_bytes});
    ElfSymbol found;
    bool there = false;
    ElfStatus status = elf_symbol(elf, symbol, &found, &there);
    Truth truth =
        status == ELF_OK ? truth_of(there && found.defined) : truth_unknown(elf_error(elf));
    file_close(file);
    return truth;
}
