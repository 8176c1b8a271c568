#include "repair/links.h"

#include <string.h>

#include "base/path.h"
#include "fix/proposal.h"

#define CUDNN "libcudnn.so."

/* "libcudnn_ops_infer.so.8" is a part of libcudnn.so.8. */
static bool is_part(const char *name, const char *release)
{
    const char *tail = strstr(name, ".so.");
    return starts_with(name, "libcudnn_") && tail && strcmp(tail + strlen(".so."), release) == 0;
}

/* The command ends with the directory, so that its other words are what is linked. */
static void take_into_directory(Arena *arena, Fix *fix, const char *directory)
{
    Strings command = {0};
    for (size_t i = 0; i + 1 < fix->command.count; i++)
        list_add(arena, command, fix->command.items[i]);
    list_add(arena, command, directory);
    fix->command = command;
}

static void add_part(Arena *arena, Fix *fix, const char *directory, const char *file)
{
    const char *target = path_relative(arena, directory, file);
    const char *link = arena_printf(arena, "%s/%s", directory, path_name(file));
    list_add(arena, fix->edits, (Edit){EDIT_LINK, link, target});
    fix->command.items[fix->command.count - 1] = target;
    list_add(arena, fix->command, directory);
    if (fix->undo)
        fix->undo = arena_printf(arena, "%s %s", fix->undo, link);
}

static void add_parts(Side *side, Fix *fix, Edit link)
{
    Arena *arena = world_arena(side->world);
    const char *directory = path_parent(arena, link.path), *real;
    const char *target = arena_printf(arena, "%s/%s", directory, link.text);
    Strings names = {0};
    if (world_real_path(side->world, target, &real).known != PRESENT)
        return;
    const char *home = path_parent(arena, real);
    if (world_list(side->world, home, &names).known != PRESENT)
        return;
    take_into_directory(arena, fix, directory);
    for (size_t i = 0; i < names.count; i++)
        if (is_part(names.items[i], path_name(link.path) + strlen(CUDNN)))
            add_part(arena, fix, directory, arena_printf(arena, "%s/%s", home, names.items[i]));
}

void complete_links(Side *side)
{
    for (size_t i = 0; i < side->judgement->causes.count; i++) {
        Cause *cause = &side->judgement->causes.items[i];
        for (size_t j = 0; j < cause->fixes.count; j++) {
            Fix *fix = &cause->fixes.items[j];
            size_t links = fix->edits.count;
            for (size_t k = 0; k < links; k++)
                if (fix->edits.items[k].kind == EDIT_LINK &&
                    starts_with(path_name(fix->edits.items[k].path), CUDNN))
                    add_parts(side, fix, fix->edits.items[k]);
        }
    }
}
