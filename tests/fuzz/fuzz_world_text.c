/* A recorded world from any text: it answers without a crash, and what it says, written down again,
 * says the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "world/world.h"
#include "world/world_text.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { QUESTIONS = 200 };

static void ask_file(World *world, const char *path)
{
    Text content;
    const char *text;
    world_read(world, path, 1 << 16, &content);
    world_readlink(world, path, &text);
    world_real_path(world, path, &text);
    world_access(world, path, R_OK | W_OK);
}

/* Down the first directories, a limited number of questions. */
static void ask_directory(World *world, const char *path, int *questions)
{
    Strings names;
    FileInfo info;
    ask_file(world, path);
    world_list(world, path, &names);
    for (size_t i = 0; i < names.count && --*questions > 0; i++) {
        const char *below =
            arena_printf(world_arena(world), "%s/%s", path[1] ? path : "", names.items[i]);
        Answer answer = world_lstat(world, below, &info);
        if (answer.known == PRESENT && info.type == FILE_DIRECTORY)
            ask_directory(world, below, questions);
        else
            ask_file(world, below);
    }
}

static void ask(World *world)
{
    const char *value;
    Strings names;
    int questions = QUESTIONS;
    ask_directory(world, "/", &questions);
    ask_file(world, "/lib/x");
    ask_file(world, "relative/../x");
    world_env(world, "A", &value);
    world_env_names(world, &names);
    must(world_user(world) && world_processor(world)->machine && world_cwd(world));
}

/* Written, read and written again, a text stays as it is. */
static void must_be_written_the_same(Arena *arena, const WorldText *text)
{
    const char *error = NULL;
    WorldText again;
    Text first = world_text_write(arena, text);
    must(world_text_read(arena, first, &again, &error));
    Text second = world_text_write(arena, &again);
    must(text_equal(first, second));
}

static void must_be_recorded(World *world)
{
    const char *error = NULL;
    World *recorder = world_recorder(world_arena(world), world);
    ask(recorder);
    must(world_recorded(world_arena(world), recorder_text(recorder), &error) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text bytes = {(const char *)data, size};
    const char *error = NULL;
    WorldText text;
    bool is_read = world_text_read(arena, bytes, &text, &error);
    must(is_read == (error == NULL));
    if (is_read)
        must_be_written_the_same(arena, &text);
    World *world = world_recorded(arena, bytes, &error);
    must((world == NULL) == (error != NULL));
    if (world) {
        ask(world);
        must_be_recorded(world);
    }
    World *base =
        world_recorded(arena, TEXT("whycpu-world 1\nlink /lib -> usr/lib\ndir /usr/lib\n"), &error);
    World *overlay = world_overlay(arena, base);
    if (overlay_text(overlay, bytes, &error))
        ask(overlay);
    arena_free(arena);
    return 0;
}
