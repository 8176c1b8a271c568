/* Files of PyTorch: version.py, __init__.py, and the list of kernels in a binary. And what ONNX
 * Runtime and JAX say of their builds in files of the same kind. */
#include <stdint.h>
#include <string.h>

#include "must.h"
#include "parse/jax_source.h"
#include "parse/kernel_words.h"
#include "parse/onnxruntime_info.h"
#include "parse/torch_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text text = {(const char *)data, size}, words;
    TorchVersion version;
    TorchPreloads preloads;
    OnnxruntimeInfo info;
    JaxVersion jax;
    must(jax_version_read(arena, text, &jax) == (jax.version != NULL));
    must(onnxruntime_info_read(arena, text, &info) == (info.package != NULL));
    bool told = torch_version_read(arena, text, &version);
    must(told == (version.version != NULL));
    must(!version.cuda || version.tells_cuda);
    if (torch_preloads_read(arena, text, &preloads)) {
        must(preloads.table.count > 0 && preloads.table.count <= size);
        for (size_t i = 0; i < preloads.table.count; i++)
            must(strlen(preloads.table.items[i].folder) + strlen(preloads.table.items[i].glob) <=
                 size);
    }
    if (kernel_words_find(text, &words)) {
        Strings list = kernel_words_split(arena, words);
        must(words.length <= size && list.count > 0);
        for (size_t i = 0; i < list.count; i++)
            must(strchr(list.items[i], '_') != NULL);
    }
    arena_free(arena);
    return 0;
}
