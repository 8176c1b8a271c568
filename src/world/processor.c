#include "world/processor.h"

#include <string.h>
#include <sys/utsname.h>

#include "world/internal.h"

static bool has_v2(const ProcessorFeatures *has)
{
    return has->cmpxchg16b && has->lahf_sahf && has->popcnt && has->sse3 && has->ssse3 &&
           has->sse4_1 && has->sse4_2;
}

static bool has_v3(const ProcessorFeatures *has)
{
    return has_v2(has) && has->avx && has->avx2 && has->bmi1 && has->bmi2 && has->f16c &&
           has->fma && has->lzcnt && has->movbe;
}

static bool has_v4(const ProcessorFeatures *has)
{
    return has_v3(has) && has->avx512f && has->avx512bw && has->avx512cd && has->avx512dq &&
           has->avx512vl;
}

/* Only processors of Intel get a platform of their own; all others keep the kernel's. */
static const char *platform_of(const ProcessorFeatures *has)
{
    if (has->is_intel && has->avx512cd && has->avx512er && has->avx512pf)
        return "xeon_phi";
    if (has->is_intel && has->avx2 && has->fma && has->bmi1 && has->bmi2 && has->lzcnt &&
        has->movbe && has->popcnt)
        return "haswell";
    return "x86_64";
}

static bool has_avx512_1(const ProcessorFeatures *has)
{
    return has->is_intel && has->avx512cd && !has->avx512er && has->avx512bw && has->avx512dq &&
           has->avx512vl;
}

Processor processor_of_features(Arena *arena, const ProcessorFeatures *features)
{
    Processor processor = {
        .machine = "x86_64", .platform = platform_of(features), .known = PRESENT};
    if (has_v4(features))
        list_add(arena, processor.hwcaps, "x86-64-v4");
    if (has_v3(features))
        list_add(arena, processor.hwcaps, "x86-64-v3");
    if (has_v2(features))
        list_add(arena, processor.hwcaps, "x86-64-v2");
    if (has_avx512_1(features))
        list_add(arena, processor.legacy_hwcaps, "avx512_1");
    list_add(arena, processor.legacy_hwcaps, "x86_64");
    return processor;
}

#ifdef __x86_64__

#include <cpuid.h>

static bool bit(unsigned word, unsigned number)
{
    return (word >> number & 1) != 0;
}

/* Which registers the operating system saves: XCR0. */
static unsigned saved_registers(void)
{
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    (void)high;
    return low;
}

static bool is_intel(void)
{
    unsigned a, b, c, d;
    return __get_cpuid(0, &a, &b, &c, &d) && b == signature_INTEL_ebx && c == signature_INTEL_ecx &&
           d == signature_INTEL_edx;
}

static void read_leaf_1(ProcessorFeatures *has, unsigned *saved)
{
    unsigned a, b, c, d;
    *saved = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d))
        return;
    has->sse3 = bit(c, 0);
    has->ssse3 = bit(c, 9);
    has->fma = bit(c, 12);
    has->cmpxchg16b = bit(c, 13);
    has->sse4_1 = bit(c, 19);
    has->sse4_2 = bit(c, 20);
    has->movbe = bit(c, 22);
    has->popcnt = bit(c, 23);
    has->avx = bit(c, 28);
    has->f16c = bit(c, 29);
    if (bit(c, 27)) /* OSXSAVE: xgetbv may be executed */
        *saved = saved_registers();
}

static void read_leaf_7(ProcessorFeatures *has)
{
    unsigned a, b, c, d;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d))
        return;
    has->bmi1 = bit(b, 3);
    has->avx2 = bit(b, 5);
    has->bmi2 = bit(b, 8);
    has->avx512f = bit(b, 16);
    has->avx512dq = bit(b, 17);
    has->avx512pf = bit(b, 26);
    has->avx512er = bit(b, 27);
    has->avx512cd = bit(b, 28);
    has->avx512bw = bit(b, 30);
    has->avx512vl = bit(b, 31);
}

static void read_extended_leaf_1(ProcessorFeatures *has)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(0x80000001, &a, &b, &c, &d))
        return;
    has->lahf_sahf = bit(c, 0);
    has->lzcnt = bit(c, 5);
}

/* A feature whose registers are not saved cannot be used. */
static void drop_unsaved(ProcessorFeatures *has, unsigned saved)
{
    enum { YMM = 0x6, ZMM = 0xe6 };
    if ((saved & YMM) != YMM)
        has->avx = has->avx2 = has->f16c = has->fma = false;
    if ((saved & ZMM) != ZMM)
        has->avx512f = has->avx512dq = has->avx512pf = has->avx512er = has->avx512cd =
            has->avx512bw = has->avx512vl = false;
}

static ProcessorFeatures features_of_this_processor(void)
{
    ProcessorFeatures has = {.is_intel = is_intel()};
    unsigned saved;
    read_leaf_1(&has, &saved);
    read_leaf_7(&has);
    read_extended_leaf_1(&has);
    drop_unsaved(&has, saved);
    return has;
}

const Processor *processor_of_this_machine(Arena *arena)
{
    ProcessorFeatures features = features_of_this_processor();
    Processor *processor = arena_new_of(arena, Processor);
    *processor = processor_of_features(arena, &features);
    return processor;
}

#else

const Processor *processor_of_this_machine(Arena *arena)
{
    struct utsname name;
    Processor *processor = arena_new_of(arena, Processor);
    if (uname(&name) == 0)
        processor->machine = arena_strdup(arena, name.machine);
    else
        processor->machine = "";
    processor->platform = processor->machine; /* AT_PLATFORM is the same word on aarch64 */
    processor->known = processor->machine[0] ? PRESENT : UNKNOWN;
    return processor;
}

#endif
