#include "inspect/toolkit_release.h"

#include <string.h>

#include "base/text.h"
#include "base/version.h"
#include "facts/cuda_libraries.h"

#define RUNTIME "libcudart.so."

static const char NOT_TOLD[] = "nothing beside it tells of which CUDA it is";

static int major_of(const char *version)
{
    int major;
    return version_read(version, &major, 1) == 1 ? major : 0;
}

/* "libcudart.so.11.0" is of CUDA 11. 0: there is none, -1: there are two. */
static int major_of_runtime(Strings names)
{
    int found = 0;
    for (size_t i = 0; i < names.count; i++) {
        int major =
            starts_with(names.items[i], RUNTIME) ? major_of(names.items[i] + strlen(RUNTIME)) : 0;
        if (major && found && major != found)
            return -1;
        found = major ? major : found;
    }
    return found;
}

/* "/usr/local/cuda-12.5/targets/x86_64-linux/lib"; the link "/usr/local/cuda" tells nothing. */
static int major_of_path(const char *directory)
{
    const char *part = strstr(directory, "/cuda-");
    return part ? major_of(part + strlen("/cuda-")) : 0;
}

static bool is_cudnn(const char *name)
{
    return starts_with(name, "libcudnn");
}

Truth toolkit_fits(const char *directory, Strings names, const char *name, int major)
{
    if (!cuda_library(name) || cuda_library_is_only_of(name, major))
        return truth_of(true);
    if (is_cudnn(name) && starts_with(directory, "/usr/lib"))
        return truth_unknown(NOT_TOLD);
    int here = major_of_runtime(names);
    if (here == 0)
        here = major_of_path(directory);
    return here > 0 && major > 0 ? truth_of(here == major) : truth_unknown(NOT_TOLD);
}
