/* whycpu-helper KIND LIBRARY FD: asks the driver, for whycpu --ask driver.
 *
 * KIND is cuda or nvml, LIBRARY what dlopen() is given, FD where the answers go. It links libc
 * alone and finds every function by name, since each may be missing. */
#include "helper.h"

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

bool find_function(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    if (!found)
        tell_absent(name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static void *open_library(const char *name)
{
    tell_calling("dlopen");
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    tell_returned("dlopen", library ? 0 : 1);
    const char *error = library ? NULL : dlerror();
    struct link_map *map = NULL;
    if (error)
        tell_text("error", error, TEXT_BYTES);
    else if (library && dlinfo(library, RTLD_DI_LINKMAP, &map) == 0 && map && map->l_name)
        tell_text("library", map->l_name, TEXT_BYTES);
    return library;
}

int main(int count, char **words)
{
    if (count != 4)
        return 64;
    const char *kind = words[1];
    char *end;
    long fd = strtol(words[3], &end, 10);
    bool cuda = strcmp(kind, "cuda") == 0;
    if (*end || fd < 0 || fd > 1024 || (!cuda && strcmp(kind, "nvml") != 0))
        return 64;
    tell_to((int)fd);
    tell_begin(cuda ? "cuda" : "nvml");
    void *library = open_library(words[2]);
    if (library && cuda)
        ask_cuda(library);
    else if (library)
        ask_nvml(library);
    tell_end();
    /* The library's own destructors may hang; nobody waits for them. */
    _Exit(0);
}
