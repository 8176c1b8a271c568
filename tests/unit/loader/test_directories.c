#include "base/writer.h"
#include "harness.h"
#include "loader/directories.h"

static const char *subdirectories(const char *platform, const char *first, const char *second)
{
    Processor processor = {.known = PRESENT, .platform = platform};
    if (first)
        list_add(test_arena(), processor.legacy_hwcaps, first);
    if (second)
        list_add(test_arena(), processor.legacy_hwcaps, second);
    Strings all = legacy_subdirectories(test_arena(), &processor);
    Writer writer = writer_new(test_arena());
    for (size_t i = 0; i < all.count; i++)
        put_format(&writer, "%s%s", i ? " " : "", all.items[i]);
    return writer.bytes;
}

/* As `LD_DEBUG=libs` of glibc 2.36 prints it. */
TEST(legacy_subdirectories_come_in_the_order_of_glibc)
{
    CHECK_TEXT(subdirectories("x86_64", "x86_64", NULL),
               "tls/x86_64/x86_64/ tls/x86_64/ tls/ x86_64/x86_64/ x86_64/");
    CHECK_TEXT(subdirectories("haswell", "x86_64", NULL),
               "tls/haswell/x86_64/ tls/haswell/ tls/x86_64/ tls/ haswell/x86_64/ haswell/ "
               "x86_64/");
    CHECK_TEXT(subdirectories("haswell", "avx512_1", "x86_64"),
               "tls/haswell/avx512_1/x86_64/ tls/haswell/avx512_1/ tls/haswell/x86_64/ "
               "tls/haswell/ tls/avx512_1/x86_64/ tls/avx512_1/ tls/x86_64/ tls/ "
               "haswell/avx512_1/x86_64/ haswell/avx512_1/ haswell/x86_64/ haswell/ "
               "avx512_1/x86_64/ avx512_1/ x86_64/");
    CHECK_TEXT(subdirectories("aarch64", NULL, NULL), "tls/aarch64/ tls/ aarch64/");
}
