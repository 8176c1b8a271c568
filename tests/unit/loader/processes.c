#include "processes.h"

#include <string.h>

#include "base/writer.h"

const char *joined(const char *const *lines)
{
    Writer writer = writer_new(test_arena());
    for (; *lines; lines++)
        put(&writer, *lines);
    return writer.bytes;
}

const char *library(const char *path, const char *attributes)
{
    return arena_printf(test_arena(), "elf %s machine=x86_64 soname=%s %s\n", path,
                        strrchr(path, '/') + 1, attributes);
}

static const char machine[] =
    "user root uid=0\n"
    "processor x86_64 platform=haswell hwcaps=x86-64-v3,x86-64-v2 legacy=x86_64\n"
    "environment complete\n"
    "tree /\n"
    "elf /bin/app machine=x86_64 interpreter=/lib64/ld-linux-x86-64.so.2 needed=libc.so.6\n"
    "link /lib64/ld-linux-x86-64.so.2 -> /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2\n"
    "elf /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 machine=x86_64 "
    "soname=ld-linux-x86-64.so.2\n"
    "elf /lib/x86_64-linux-gnu/libc.so.6 machine=x86_64 soname=libc.so.6 "
    "needed=ld-linux-x86-64.so.2 verdef=libc.so.6,GLIBC_2.2.5,GLIBC_2.%d\n"
    "%s";

World *world_of(const char *lines)
{
    const char *error = NULL;
    const char *text = arena_printf(test_arena(), "whycpu-world 1\n%s", lines);
    World *world = world_recorded(test_arena(), text_of(text), &error);
    CHECK_TEXT(error, NULL);
    return world;
}

World *laid_over(World *below, const char *lines)
{
    const char *error = NULL;
    const char *text = arena_printf(test_arena(), "whycpu-world 1\n%s", lines);
    World *world = world_overlay(test_arena(), below);
    CHECK(overlay_text(world, text_of(text), &error));
    CHECK_TEXT(error, NULL);
    return world;
}

World *debian_with_glibc(int minor, const char *lines)
{
    return world_of(arena_printf(test_arena(), machine, minor, lines));
}

World *debian(const char *lines)
{
    return debian_with_glibc(35, lines);
}

Loader *app(World *world)
{
    Loader *loader = loader_new(world);
    const Opening *start = loader_start(loader, "/bin/app");
    CHECK_TEXT(told(start), "found /bin/app by path");
    return loader;
}

const char *told(const Opening *opening)
{
    Arena *arena = test_arena();
    switch (opening->result) {
    case OPEN_FOUND:
        return arena_printf(arena, "found %s by %s", opening->path, rule_word(opening->rule));
    case OPEN_LOADED:
        return arena_printf(arena, "%s %s", opening->rule == RULE_PRELOAD ? "preloaded" : "loaded",
                            opening->path);
    case OPEN_FAILED: return arena_printf(arena, "failed: %s", opening->error);
    case OPEN_CRASHES: return arena_printf(arena, "crashes on %s", opening->fails_on);
    case OPEN_UNKNOWN: break;
    }
    return arena_printf(arena, "unknown: %s", opening->because);
}

const char *opened(World *world, const char *name, const char *by)
{
    return told(loader_dlopen(app(world), name, by));
}

const char *opened_by(World *world, const char *name, const char *by)
{
    Loader *loader = app(world);
    const Opening *opening = loader_dlopen(loader, by, NULL);
    CHECK_TEXT(told(opening), arena_printf(test_arena(), "found %s by path", by));
    return told(loader_dlopen(loader, name, by));
}

const char *tries(const Opening *opening)
{
    Writer writer = writer_new(test_arena());
    for (size_t i = 0; i < opening->tried.count; i++) {
        const Try *try = &opening->tried.items[i];
        put_format(&writer, "%s %s\n", try->path, try_outcome_word(try->outcome));
    }
    return writer.bytes;
}
