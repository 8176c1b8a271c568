/* Which names belong to one package. */
#include <string.h>

#include "changes/parts.h"

/* Distributions that fill the directory "tensorflow". */
static const char *const TENSORFLOW[] = {
    "tensorflow-cpu",     "tensorflow-gpu",  "tensorflow-intel", "tensorflow-rocm",
    "tf-nightly",         "tf-nightly-cpu",  "tf-nightly-gpu",   "tensorflow-cpu-aws",
    "tensorflow-aarch64", "tensorflow-macos"};

/* "-cu12" at the end says for which CUDA a package was made. */
static size_t length_without_cuda(const char *name)
{
    size_t length = strlen(name), digits = length;
    while (digits > 0 && name[digits - 1] >= '0' && name[digits - 1] <= '9')
        digits--;
    bool is_marked = digits >= 4 && digits < length && memcmp(name + digits - 3, "-cu", 3) == 0;
    return is_marked ? digits - 3 : length;
}

const char *package_of_name(Arena *arena, Text name)
{
    static const char *const ENDS[] = {".libs", ".pth", ".py", ".so"};
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        if (text_ends(name, ENDS[i]))
            name.length -= strlen(ENDS[i]);
    const char *normal = normal_name(arena, name);
    for (size_t i = 0; i < sizeof TENSORFLOW / sizeof *TENSORFLOW; i++)
        if (strcmp(normal, TENSORFLOW[i]) == 0)
            return "tensorflow";
    return text_copy(arena, text_part(text_of(normal), 0, length_without_cuda(normal)));
}
