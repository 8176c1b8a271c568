/* The loader on any bytes: as the library that is opened, as the program, as the program's loader.
 * Whatever they are, an opening ends in one of its results, with what belongs to that. */
#include <stdint.h>
#include <stdlib.h>

#include "loader/loader.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char machine[] =
    "whycpu-world 1\n"
    "user root uid=0\n"
    "processor x86_64 platform=x86_64 hwcaps=x86-64-v2 legacy=x86_64\n"
    "environment complete\n"
    "tree /\n"
    "elf /bin/app machine=x86_64 interpreter=/lib64/ld.so needed=libc.so.6\n"
    "elf /lib64/ld.so machine=x86_64 soname=ld.so\n"
    "elf /lib64/libc.so.6 machine=x86_64 soname=libc.so.6 verdef=libc.so.6,GLIBC_2.36\n";

static void must_be_whole(const Opening *opening)
{
    must((opening->path != NULL) == opens(opening));
    must((opening->rule != RULE_NONE) == opens(opening));
    must((opening->error != NULL) == (opening->result == OPEN_FAILED));
    must((opening->fails_on != NULL) ==
         (opening->result == OPEN_FAILED || opening->result == OPEN_CRASHES));
    must(opening->because || (opening->result != OPEN_UNKNOWN && opening->result != OPEN_CRASHES));
    for (size_t i = 0; i < opening->tried.count; i++)
        must(opening->tried.items[i].path && opening->tried.items[i].for_name);
}

/* A process in which the bytes stand at `place`. */
static void open_with(Text bytes, const char *place)
{
    Arena *arena = arena_new();
    const char *error;
    World *world = world_overlay(arena, world_recorded(arena, text_of(machine), &error));
    overlay_file(world, place, 0755, bytes);
    Loader *loader = loader_new(world);
    const Opening *start = loader_start(loader, "/bin/app");
    must_be_whole(start);
    size_t mapped = loader_mapped_paths(loader).count;
    for (int i = 0; i < 2; i++) {
        const Opening *opening = loader_dlopen(loader, "/a/libx.so.1", NULL);
        must_be_whole(opening);
        must(opens(opening) || loader_mapped_paths(loader).count == mapped);
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text bytes = {(const char *)data, size};
    open_with(bytes, "/a/libx.so.1");
    open_with(bytes, "/bin/app");
    open_with(bytes, "/lib64/ld.so");
    return 0;
}
