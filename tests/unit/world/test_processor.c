#include <stdio.h>
#include <string.h>

#include "base/writer.h"
#include "world/processor.h"
#include "worlds.h"

static ProcessorFeatures haswell(void)
{
    return (ProcessorFeatures){.is_intel = true,
                               .cmpxchg16b = true,
                               .lahf_sahf = true,
                               .popcnt = true,
                               .sse3 = true,
                               .ssse3 = true,
                               .sse4_1 = true,
                               .sse4_2 = true,
                               .avx = true,
                               .avx2 = true,
                               .bmi1 = true,
                               .bmi2 = true,
                               .f16c = true,
                               .fma = true,
                               .lzcnt = true,
                               .movbe = true};
}

static const char *words_of(const ProcessorFeatures *features)
{
    Processor processor = processor_of_features(test_arena(), features);
    Writer writer = writer_new(test_arena());
    put_format(&writer, "%s:", processor.platform);
    for (size_t i = 0; i < processor.hwcaps.count; i++)
        put_format(&writer, " %s", processor.hwcaps.items[i]);
    for (size_t i = 0; i < processor.legacy_hwcaps.count; i++)
        put_format(&writer, " (%s)", processor.legacy_hwcaps.items[i]);
    return writer.bytes;
}

TEST(levels_build_on_each_other)
{
    ProcessorFeatures features = haswell();
    CHECK_TEXT(words_of(&features), "haswell: x86-64-v3 x86-64-v2 (x86_64)");
    features.movbe = false;
    CHECK_TEXT(words_of(&features), "x86_64: x86-64-v2 (x86_64)");
    features = haswell();
    features.sse3 = false;
    CHECK_TEXT(words_of(&features), "haswell: (x86_64)");
    features = haswell();
    features.avx512f = features.avx512bw = features.avx512cd = true;
    features.avx512dq = features.avx512vl = true;
    CHECK_TEXT(words_of(&features), "haswell: x86-64-v4 x86-64-v3 x86-64-v2 (avx512_1) (x86_64)");
    features.avx512vl = false;
    CHECK_TEXT(words_of(&features), "haswell: x86-64-v3 x86-64-v2 (x86_64)");
}

TEST(only_intel_has_platforms_of_its_own)
{
    ProcessorFeatures features = haswell();
    features.is_intel = false;
    CHECK_TEXT(words_of(&features), "x86_64: x86-64-v3 x86-64-v2 (x86_64)");
    features.is_intel = features.avx512cd = features.avx512er = features.avx512pf = true;
    CHECK_TEXT(words_of(&features), "xeon_phi: x86-64-v3 x86-64-v2 (x86_64)");
}

/* The loader of this machine tells what it searches. */
TEST(the_loader_of_this_machine_agrees)
{
    FILE *pipe = popen("/lib64/ld-linux-x86-64.so.2 --help 2>/dev/null", "r");
    char line[256];
    Writer levels = writer_new(test_arena());
    const char *platform = NULL;
    while (pipe && fgets(line, sizeof line, pipe)) {
        char name[64];
        bool searched = strstr(line, "supported, searched") != NULL;
        if (sscanf(line, " %63s", name) != 1 || !searched)
            continue;
        if (starts_with(name, "x86-64-v"))
            put_format(&levels, " %s", name);
        if (strstr(line, "AT_PLATFORM"))
            platform = arena_strdup(test_arena(), name);
    }
    if (pipe)
        pclose(pipe);
    if (!platform) {
        test_skip("there is no loader of glibc 2.33 to 2.36 here");
        return;
    }
    const Processor *processor = world_processor(live_world());
    Writer ours = writer_new(test_arena());
    for (size_t i = 0; i < processor->hwcaps.count; i++)
        put_format(&ours, " %s", processor->hwcaps.items[i]);
    CHECK_TEXT(ours.bytes, levels.bytes);
    CHECK_TEXT(processor->platform, platform);
    CHECK_TEXT(processor->machine, "x86_64");
}
