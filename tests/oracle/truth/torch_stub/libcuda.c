/*
 * A stand-in for the driver library, for libcudart behind PyTorch; for the oracle only. It answers
 * the version, the start and nothing else: it has no export tables and passes no check of the
 * vendor's. So a start in which everything before is right ends with code 36 ("not supported"), and
 * that code is the proof.
 *
 *   WHYCPU_STUB_CUINIT   result of cuInit                        (default 0)
 *   WHYCPU_STUB_DRIVER   CUDA version of the driver, as 12080    (default 13020)
 *   CUDA_VISIBLE_DEVICES one device in the machine; where it is hidden, cuInit returns 100
 */
#include <stdlib.h>

#define EXPORT __attribute__((visibility("default")))

enum { NO_DEVICE = 100 };

static int number_of(const char *name, int otherwise)
{
    const char *text = getenv(name);
    return text && *text ? atoi(text) : otherwise;
}

static int is_hidden(void)
{
    const char *visible = getenv("CUDA_VISIBLE_DEVICES");
    return visible && !(visible[0] == '0' && (visible[1] == '\0' || visible[1] == ','));
}

EXPORT int cuDriverGetVersion(int *version)
{
    *version = number_of("WHYCPU_STUB_DRIVER", 13020);
    return 0;
}

EXPORT int cuInit(unsigned flags)
{
    (void)flags;
    int code = number_of("WHYCPU_STUB_CUINIT", 0);
    return code == 0 && is_hidden() ? NO_DEVICE : code;
}
