#include "world/elf_file.h"

static size_t read_file(void *file, uint64_t offset, void *buffer, size_t length)
{
    size_t got = 0;
    return file_read(file, offset, buffer, length, &got).known == PRESENT ? got : 0;
}

ElfSource elf_source_of(File *file)
{
    return (ElfSource){file, read_file, file_info(file)->size_bytes};
}
