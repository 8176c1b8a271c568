#include "parse/fatbin.h"

#include <elf.h>
#include <string.h>

#include "base/list.h"

/* Headers alone are read: a section may have hundreds of megabytes. */
enum { CONTAINERS_READ = 4, ENTRIES_READ = 32, SECTIONS_CEILING = 512, NAMES_CEILING = 64 * 1024 };

enum { CONTAINER_MAGIC = (int)0xBA55ED50, KIND_PTX = 1, KIND_ELF = 2 };
enum { FOR_ONE_CHIP = 0x100000, FOR_ONE_FAMILY = 0x200000 };

typedef struct ContainerHeader {
    uint32_t magic;
    uint16_t version, header_bytes;
    uint64_t bytes; /* of what follows the header */
} ContainerHeader;

typedef struct EntryHeader {
    uint16_t kind, version;
    uint32_t header_bytes;
    uint64_t bytes; /* likewise */
    uint32_t unread[3], architecture, more[2];
    uint64_t flags;
} EntryHeader;

typedef struct Range {
    uint64_t from, to;
} Range;

static bool read_at(ElfSource source, uint64_t at, void *buffer, size_t length)
{
    return at <= source.size && length <= source.size - at &&
           source.read(source.context, at, buffer, length) == length;
}

/* ---- The section ---- */

static bool read_header(ElfSource source, Elf64_Ehdr *header)
{
    return read_at(source, 0, header, sizeof *header) &&
           memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
           header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_ident[EI_DATA] == ELFDATA2LSB &&
           header->e_shentsize == sizeof(Elf64_Shdr) && header->e_shnum <= SECTIONS_CEILING &&
           header->e_shstrndx < header->e_shnum;
}

/* Names of sections, as one text with zeroes in it. */
static Text read_names(Arena *arena, ElfSource source, const Elf64_Shdr *section)
{
    if (section->sh_size > NAMES_CEILING)
        return TEXT("");
    size_t length = (size_t)section->sh_size;
    char *names = arena_alloc(arena, length + 1);
    if (!read_at(source, section->sh_offset, names, length))
        return TEXT("");
    return (Text){names, length};
}

static bool is_named(Text names, uint32_t at, const char *name)
{
    size_t length = strlen(name) + 1;
    return at < names.length && names.length - at >= length &&
           memcmp(names.at + at, name, length) == 0;
}

static bool find_section(Arena *arena, ElfSource source, Range *found)
{
    Elf64_Ehdr header;
    if (!read_header(source, &header))
        return false;
    Elf64_Shdr *sections = arena_alloc(arena, header.e_shnum * sizeof *sections);
    if (!read_at(source, header.e_shoff, sections, header.e_shnum * sizeof *sections))
        return false;
    Text names = read_names(arena, source, &sections[header.e_shstrndx]);
    for (size_t i = 0; i < header.e_shnum; i++) {
        uint64_t from = sections[i].sh_offset, size = sections[i].sh_size;
        if (!is_named(names, sections[i].sh_name, ".nv_fatbin") || from > source.size ||
            size > source.size - from)
            continue;
        *found = (Range){from, from + size};
        return true;
    }
    return false;
}

/* ---- What is in it ---- */

static const char *kernel_word(Arena *arena, const EntryHeader *entry)
{
    const char *letter = entry->flags & FOR_ONE_CHIP     ? "a"
                         : entry->flags & FOR_ONE_FAMILY ? "f"
                                                         : "";
    return arena_printf(arena, "%s_%u%s", entry->kind == KIND_PTX ? "compute" : "sm",
                        entry->architecture, letter);
}

/* Whether a header of this length and what follows it lie in the range. */
static bool fits(Range range, uint64_t header_bytes, uint64_t bytes)
{
    uint64_t room = range.to - range.from;
    return header_bytes <= room && bytes <= room - header_bytes;
}

static bool read_entries(Arena *arena, ElfSource source, Range range, Strings *kernels)
{
    for (int i = 0; i < ENTRIES_READ && range.from < range.to; i++) {
        EntryHeader entry;
        if (!read_at(source, range.from, &entry, sizeof entry) ||
            entry.header_bytes < sizeof entry || !fits(range, entry.header_bytes, entry.bytes))
            return false;
        range.from += entry.header_bytes + entry.bytes;
        if (entry.kind != KIND_PTX && entry.kind != KIND_ELF)
            continue;
        const char *word = kernel_word(arena, &entry);
        if (!strings_have(*kernels, word))
            list_add(arena, *kernels, word);
    }
    return true;
}

/* Containers begin at multiples of eight bytes. */
static bool read_containers(Arena *arena, ElfSource source, Range range, Strings *kernels)
{
    for (int i = 0; i < CONTAINERS_READ && range.from < range.to; i++) {
        ContainerHeader header;
        if (!read_at(source, range.from, &header, sizeof header) ||
            header.magic != (uint32_t)CONTAINER_MAGIC || header.header_bytes < sizeof header ||
            !fits(range, header.header_bytes, header.bytes))
            return false;
        uint64_t from = range.from + header.header_bytes, to = from + header.bytes;
        if (!read_entries(arena, source, (Range){from, to}, kernels))
            return false;
        range.from = to + (8 - to % 8) % 8;
    }
    return true;
}

Strings fatbin_kernels(Arena *arena, ElfSource source, const char **because)
{
    Strings kernels = {0};
    Range section;
    if (!find_section(arena, source, &section)) {
        *because = "it has no section of GPU code";
        return kernels;
    }
    bool whole = read_containers(arena, source, section, &kernels);
    if (whole && kernels.count)
        return kernels;
    *because = whole ? "its section of GPU code is empty"
                     : "its GPU code has a form that this version of whycpu does not read";
    return (Strings){0};
}
