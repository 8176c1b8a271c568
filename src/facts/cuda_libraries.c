#include "facts/cuda_libraries.h"

#include <string.h>

#include "base/text.h"
#include "base/version.h"

/* SONAMEs are NVIDIA's: each library counts its own major versions. 11.0 is told apart, since its
 * cuSOLVER was still 10. Seen in wheels of TensorFlow 2.13 to 2.21 (CUDA 11.8 to 12.5). */
typedef struct SonameRow {
    const char *stem, *package;
    const char *cuda_10, *cuda_11_0, *cuda_11, *cuda_12, *cuda_13;
} SonameRow;

static const SonameRow ROWS[] = {
    {"libcudart", "cuda-runtime", NULL, "11.0", "11.0", "12", "13"},
    {"libcublas", "cublas", "10", "11", "11", "12", "13"},
    {"libcublasLt", "cublas", "10", "11", "11", "12", "13"},
    {"libcufft", "cufft", "10", "10", "10", "11", "12"},
    {"libcurand", "curand", "10", "10", "10", "10", "10"},
    {"libcusolver", "cusolver", "10", "10", "11", "11", "12"},
    {"libcusparse", "cusparse", "10", "11", "11", "12", "12"},
    {"libnvJitLink", "nvjitlink", NULL, NULL, NULL, "12", "13"},
    {"libnvrtc", "cuda-nvrtc", NULL, NULL, "11.2", "12", "13"},
    {"libcupti", "cuda-cupti", NULL, "11.0", "11.8", "12", "13"},
    {"libnccl", "nccl", "2", "2", "2", "2", "2"},
    {"libcufile", "cufile", NULL, NULL, NULL, "0", "0"},
    {"libcusparseLt", "cusparselt", NULL, NULL, NULL, "0", "0"},
    {"libnvshmem_host", "nvshmem", NULL, NULL, NULL, "3", "3"},
    {"libnvToolsExt", "nvtx", "1", "1", "1", "1", NULL},
};
static const CudaLibrary CUDNN = {"libcudnn", "cudnn"};

enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

static const char *base_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

/* "libcusolver.so.11": the stem ends at ".so". cuDNN's parts (libcudnn_ops) come with cuDNN. */
static bool has_stem(const char *name, const char *stem)
{
    size_t length = strlen(stem);
    return strncmp(name, stem, length) == 0 &&
           (name[length] == '\0' || strncmp(name + length, ".so", 3) == 0);
}

static const SonameRow *row_of(const char *name)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (has_stem(base_name(name), ROWS[i].stem))
            return &ROWS[i];
    return NULL;
}

const CudaLibrary *cuda_library(const char *name)
{
    static CudaLibrary libraries[ROW_COUNT];
    const SonameRow *row = row_of(name);
    if (row) {
        libraries[row - ROWS] = (CudaLibrary){row->stem, row->package};
        return &libraries[row - ROWS];
    }
    return starts_with(base_name(name), CUDNN.stem) ? &CUDNN : NULL;
}

static const char *major_of(const SonameRow *row, const char *cuda)
{
    int version[2];
    if (version_read(cuda, version, 2) < 1)
        return NULL;
    switch (version[0]) {
    case 10: return row->cuda_10;
    case 11: return version[1] == 0 ? row->cuda_11_0 : row->cuda_11;
    case 12: return row->cuda_12;
    case 13: return row->cuda_13;
    default: return NULL;
    }
}

const char *cuda_library_name(Arena *arena, const char *stem, const char *cuda, const char *cudnn)
{
    if (strcmp(stem, CUDNN.stem) == 0) {
        int major;
        return cudnn && version_read(cudnn, &major, 1) == 1
                   ? arena_printf(arena, "libcudnn.so.%d", major)
                   : NULL;
    }
    const SonameRow *row = row_of(stem);
    const char *major = row && cuda ? major_of(row, cuda) : NULL;
    return major ? arena_printf(arena, "%s.so.%s", stem, major) : NULL;
}

static bool is_product_of_its_own(const char *package)
{
    return strcmp(package, "nccl") == 0 || strcmp(package, "cusparselt") == 0 ||
           strcmp(package, "nvshmem") == 0;
}

const char *cuda_library_package(Arena *arena, const char *name, const char *cuda)
{
    const CudaLibrary *library = cuda_library(name);
    int major;
    if (!library || !cuda || version_read(cuda, &major, 1) != 1)
        return NULL;
    /* From CUDA 13 on, the toolkit's packages carry no suffix; those of other products still do. */
    bool suffixed = major < 13 || library == &CUDNN || is_product_of_its_own(library->package);
    return suffixed ? arena_printf(arena, "nvidia-%s-cu%d", library->package, major)
                    : arena_printf(arena, "nvidia-%s", library->package);
}

bool cuda_library_is_only_of(const char *name, int major)
{
    const SonameRow *row = row_of(name);
    const char *version = row ? strstr(base_name(name), ".so.") : NULL;
    if (!version)
        return false;
    const struct {
        int major;
        const char *version;
    } names[] = {{10, row->cuda_10},
                 {11, row->cuda_11_0},
                 {11, row->cuda_11},
                 {12, row->cuda_12},
                 {13, row->cuda_13}};
    bool is_of_it = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!names[i].version || strcmp(names[i].version, version + strlen(".so.")) != 0)
            continue;
        if (names[i].major != major)
            return false;
        is_of_it = true;
    }
    return is_of_it;
}
