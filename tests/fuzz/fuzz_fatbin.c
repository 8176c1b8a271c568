/* The headers of GPU code in any bytes. */
#include <stdint.h>
#include <string.h>

#include "must.h"
#include "parse/fatbin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text bytes = {(const char *)data, size};
    const char *because = NULL;
    Strings kernels = fatbin_kernels(arena, elf_memory(&bytes), &because);
    must((kernels.count > 0) == (because == NULL));
    must(kernels.count <= 4 * 32);
    for (size_t i = 0; i < kernels.count; i++)
        must(strncmp(kernels.items[i], "sm_", 3) == 0 ||
             strncmp(kernels.items[i], "compute_", 8) == 0);
    arena_free(arena);
    return 0;
}
