/* Prints what parse/elf and parse/ldcache read, in the lines that elf_against_readelf.sh makes of
 * the output of readelf, nm and ldconfig; what it cost goes to standard error:
 *     elf_dump elf FILE…    elf_dump symbol FILE NAME…    elf_dump cache FILE */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parse/elf.h"
#include "parse/ldcache.h"

static size_t read_fd(void *context, uint64_t offset, void *buffer, size_t length)
{
    ssize_t got = pread(*(int *)context, buffer, length, (off_t)offset);
    return got < 0 ? 0 : (size_t)got;
}

static void print_name(const char *what, const char *name)
{
    if (name)
        printf("%s %s\n", what, name);
}

static void print_versions(Elf *elf)
{
    const ElfVersionNeeds *needs;
    const ElfVersionDefinitions *definitions;
    if (elf_version_definitions(elf, &definitions) == ELF_OK)
        for (size_t i = 0; i < definitions->count; i++)
            printf("defines %s%s%s %d\n", definitions->items[i].name,
                   definitions->items[i].is_base ? " BASE" : "",
                   definitions->items[i].weak ? " WEAK" : "", definitions->items[i].index);
    else
        printf("error %s\n", elf_error(elf));
    if (elf_version_needs(elf, &needs) != ELF_OK)
        printf("error %s\n", elf_error(elf));
    for (size_t i = 0; needs && i < needs->count; i++)
        for (size_t k = 0; k < needs->items[i].versions.count; k++)
            printf("version %s %s%s\n", needs->items[i].file,
                   needs->items[i].versions.items[k].name,
                   needs->items[i].versions.items[k].weak ? " WEAK" : "");
}

static void print_elf(Elf *elf)
{
    const ElfDynamic *dynamic;
    const char *interpreter;
    if (elf_interpreter(elf, &interpreter) == ELF_OK)
        print_name("interpreter", interpreter);
    if (elf_dynamic(elf, &dynamic) != ELF_OK) {
        printf("error %s\n", elf_error(elf));
        return;
    }
    for (size_t i = 0; i < dynamic->needed.count; i++)
        print_name("needed", dynamic->needed.items[i]);
    print_name("soname", dynamic->soname);
    print_name("rpath", dynamic->rpath);
    print_name("runpath", dynamic->runpath);
    print_versions(elf);
}

static void look_at_elf(Arena *arena, const char *path)
{
    int fd = open(path, O_RDONLY);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0)
        return;
    Elf *elf = elf_open(arena, (ElfSource){&fd, read_fd, (uint64_t)info.st_size});
    printf("File: %s\n", path);
    if (elf->status == ELF_OK)
        print_elf(elf);
    else
        printf("error %s\n", elf->says);
    fprintf(stderr, "%zu reads, %" PRIu64 " bytes: %s\n", elf_reads(elf).reads,
            elf_reads(elf).bytes, path);
    close(fd);
}

static void look_at_symbol(Arena *arena, const char *path, const char *name)
{
    int fd = open(path, O_RDONLY);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0)
        return;
    Elf *elf = elf_open(arena, (ElfSource){&fd, read_fd, (uint64_t)info.st_size});
    ElfSymbol symbol;
    bool found;
    if (elf_symbol(elf, name, &symbol, &found) != ELF_OK)
        printf("error %s\n", elf_error(elf));
    else
        printf("%s %s\n", name, !found ? "absent" : symbol.defined ? "defined" : "undefined");
    fprintf(stderr, "%zu reads, %" PRIu64 " bytes: %s\n", elf_reads(elf).reads,
            elf_reads(elf).bytes, name);
    close(fd);
}

static void look_at_cache(Arena *arena, const char *path)
{
    static char bytes[16 * 1024 * 1024];
    int fd = open(path, O_RDONLY);
    ssize_t length = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
    const char *error = "unreadable";
    const LdCache *cache =
        length < 0 ? NULL : ldcache_read(arena, (Text){bytes, (size_t)length}, &error);
    if (!cache)
        printf("error %s\n", error);
    for (size_t i = 0; cache && i < cache->entries.count; i++)
        printf("%s => %s\n", cache->entries.items[i].name, cache->entries.items[i].path);
}

int main(int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        Arena *arena = arena_new();
        if (strcmp(argv[1], "elf") == 0)
            look_at_elf(arena, argv[i]);
        else if (strcmp(argv[1], "cache") == 0)
            look_at_cache(arena, argv[i]);
        else if (i > 2)
            look_at_symbol(arena, argv[2], argv[i]);
        arena_free(arena);
    }
    return 0;
}
