/* An open file of a world as a source of bytes for the ELF reader. */
#ifndef WHYCPU_WORLD_ELF_FILE_H
#define WHYCPU_WORLD_ELF_FILE_H

#include "parse/elf.h"
#include "world/world.h"

/* Reads through `file`, which has to stay open as long as something is read. */
ElfSource elf_source_of(File *file);

#endif
