#include "logs/near_gpu.h"

#include <string.h>

#include "parse/report_words.h"

/* A long traceback may lie between a question and what it is about. */
enum { NEARBY = 100 };

/* In small letters. The first ones may stand inside a word, as in "vgpu" and "libcudnn"; the
 * others begin one: "sigprocmask" is no "rocm". */
enum { ANYWHERE = 5 };
static const char *const WORDS[] = {
    "gpu", "cuda",     "nvidia", "cudnn",      "cublas",     "geforce", "graphics card",
    "gtx", "jax",      "keras",  "nvrm",       "nouveau",    "opencl",  "quadro",
    "rtx", "tesla",    "torch",  "radeon",     "rocm",       "amdgpu",  "pytorch",
    "xla", "/dev/dri", "kfd",    "tensorflow", "video card",
};

static bool names_a_gpu(Text line)
{
    for (size_t i = 0; i < line.length; i++) {
        bool begins = i == 0 || !is_letter_byte(line.at[i - 1]);
        if (!strchr("gcjknoqrtavxp/GCJKNOQRTAVXP", line.at[i]))
            continue;
        Text rest = {line.at + i, line.length - i};
        for (size_t k = 0; k < (begins ? sizeof WORDS / sizeof *WORDS : ANYWHERE); k++)
            if (text_starts_any_case(rest, WORDS[k]))
                return true;
    }
    return false;
}

NearGpu near_gpu_in(Arena *arena, Text text)
{
    NearGpu near = {0};
    Text line;
    for (size_t number = 1; text_line(&text, &line); number++)
        if (names_a_gpu(line))
            list_add(arena, near.lines, number);
    return near;
}

bool is_near_gpu(NearGpu *near, size_t line)
{
    while (near->next < near->lines.count && near->lines.items[near->next] + NEARBY < line)
        near->next++;
    return near->next < near->lines.count && near->lines.items[near->next] <= line + NEARBY;
}
