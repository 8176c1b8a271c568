#include "loader/kernel.h"

#include "base/arena.h"

static const char release_file[] = "/proc/sys/kernel/osrelease";

uint32_t kernel_number(Text release)
{
    enum { PARTS = 3, PART_CEILING = 255 }; /* as LINUX_VERSION_CODE, which the vDSO tells, ends */
    uint32_t number = 0;
    size_t at = 0;
    for (int part = 0; part < PARTS; part++) {
        uint32_t value = 0;
        for (; at < release.length && release.at[at] >= '0' && release.at[at] <= '9'; at++)
            value = value > PART_CEILING ? value : value * 10 + (uint32_t)(release.at[at] - '0');
        number = number << 8 | (value > PART_CEILING ? PART_CEILING : value);
        if (at < release.length && release.at[at] == '.')
            at++;
        else
            at = release.length;
    }
    return number;
}

static Truth cannot_tell_kernel(World *world, const ElfAbiTag *tag, const char *because)
{
    return truth_unknown(
        arena_printf(world_arena(world),
                     "it is for Linux %u.%u and newer, and which this one is cannot be told: "
                     "%s: %s",
                     tag->release >> 16 & 0xff, tag->release >> 8 & 0xff, release_file,
                     because ? because : "it is not there"));
}

Truth suits_kernel(World *world, const ElfAbiTag *tag)
{
    enum { RELEASE_CEILING_BYTES = 256 };
    if (tag->system != 0)
        return truth_of(false);
    Text release;
    Answer answer = world_read(world, release_file, RELEASE_CEILING_BYTES, &release);
    if (answer.known != PRESENT)
        return cannot_tell_kernel(world, tag, answer.because);
    return truth_of(tag->release <= kernel_number(release));
}
