#include "worlds.h"

#include <string.h>

#include "base/writer.h"
#include "world/differences.h"
#include "world/internal.h"
#include "world/mixed.h"
#include "world/renamed.h"

/* ---- Differences ---- */

/* "gone /a, new /b, content /c" */
static const char *differences_of(const char *before, const char *after)
{
    Writer words = writer_new(test_arena());
    size_t not_recorded;
    DifferenceList list = recorded_differences(test_arena(), recorded_world(before),
                                               recorded_world(after), &not_recorded);
    for (size_t i = 0; i < list.count; i++) {
        const Difference *one = &list.items[i];
        const char *what = one->after == ABSENT               ? "gone"
                           : one->before == ABSENT            ? "new"
                           : one->changed & CHANGED_TYPE      ? "type"
                           : one->changed & CHANGED_RIGHTS    ? "rights"
                           : one->changed & CHANGED_TARGET    ? "target"
                           : one->changed & CHANGED_CONTENT   ? "content"
                           : one->kind == DIFFERENT_USER      ? "user"
                           : one->kind == DIFFERENT_PROCESSOR ? "processor"
                           : one->kind == DIFFERENT_TESTIMONY ? "answers"
                                                              : "value";
        put_format(&words, "%s%s%s%s%s", i ? ", " : "", what, one->name[0] ? " " : "", one->name,
                   one->below_another ? " with it" : "");
    }
    return words.bytes;
}

TEST(differences_are_what_both_tell_otherwise)
{
    static const struct {
        const char *before, *after, *differences;
    } ROWS[] = {
        {"file /a\n  | x\n", "file /a\n  | x\n", ""},
        {"file /a\n  | x\n", "file /a\n  | y\n", "content /a"},
        {"file /a\n  | x\n", "absent /a\n", "gone /a"},
        {"absent /a\n", "file /a\n  | x\n", "new /a"},
        {"file /a\n", "dir /a\n", "type /a"},
        {"file /a mode=0600\n", "file /a\n", "rights /a"},
        {"link /a -> b\n", "link /a -> c\n", "target /a"},
        {"link /proc/self -> 7\n", "link /proc/self -> 8\n", ""},
        {"link /proc/other -> 7\n", "link /proc/other -> 8\n", "target /proc/other"},
        {"char /dev/x 1:1\n", "char /dev/x 1:2\n", "target /dev/x"},
        {"file /a size=3 unread\n", "file /a size=4 unread\n", "content /a"},
        {"file /a inode=1:2\n", "file /a inode=1:3\n", ""},
        {"unknown /a EACCES\n", "unknown /a EACCES\n", ""},
        /* Listings tell what is there and what is not. */
        {"dir /d\n  names a\n", "dir /d\n  names a b\n", "new /d/b"},
        {"dir /d\n  names a\n", "dir /d partial\n", ""},
        {"tree /d\nfile /d/a/b\n", "tree /d\n", "gone /d/a, gone /d/a/b with it"},
        {"dir /d\nfile /d/e/f\n", "absent /d\n", "gone /d, gone /d/e with it, gone /d/e/f with it"},
        /* What one of them does not tell is no difference. */
        {"file /a\n  | x\n", "", ""},
        {"file /a\n  | x\n", "unknown /a\n", ""},
        {"env A=1\n", "", ""},
        {"env A=1\n", "unset A\n", "gone A"},
        {"env A=1\n", "environment complete\n", "gone A"},
        {"env A=1\n", "env A=2\n", "value A"},
        {"env A\n", "env A=2\n", ""},
        {"user a uid=1 gid=1 groups=1,2\n", "user b uid=1 gid=1 groups=1,2\n", ""},
        {"user a uid=1 gid=1 groups=1,2\n", "user a uid=1 gid=1 groups=1\n", "user"},
        {"processor x86_64 platform=haswell\n", "processor x86_64 platform=x86_64\n", "processor"},
        {"elf /l machine=x86_64 needed=a,b\n", "elf /l machine=x86_64 needed=a\n", "content /l"},
        {"elf /l machine=x86_64 symbols=x\n", "elf /l machine=x86_64 symbols=y\n", ""},
        {"elf /l machine=x86_64 symbols=x\n", "elf /l machine=x86_64 symbols=undefined:x\n",
         "content /l"},
        {"ldcache /c\n  in 0 /l\n  names a\n", "ldcache /c\n  in 0 /l\n  names a\n", ""},
        {"ldcache /c\n  in 0 /l\n  names a\n", "ldcache /c\n  in 0 /m\n  names a\n", "content /c"},
        {"asked cuda /l \"exited 0 within 1\"\n", "asked cuda /l \"exited 1 within 1\"\n",
         "answers"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(differences_of(ROWS[i].before, ROWS[i].after), ROWS[i].differences);
}

/* ---- Mixtures ---- */

static bool is_chosen(void *context, const char *name)
{
    return starts_with(name, context);
}

static World *mixture(const char *now, const char *then, const char *chosen)
{
    static MixedChoice choice;
    choice = (MixedChoice){.file = is_chosen,
                           .variable = is_chosen,
                           .context = (void *)(uintptr_t)chosen,
                           .user = strcmp(chosen, "user") == 0};
    World *world = recorded_world(then);
    static const char *const PATHS[] = {"/d/a", "/d/a/b", "/n/e/w"};
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++)
        if (is_chosen((void *)(uintptr_t)chosen, PATHS[i]) &&
            recorded_presence(world, PATHS[i]) == PRESENT)
            list_add(test_arena(), choice.there_then, PATHS[i]);
    return world_mixed(test_arena(), recorded_world(now), world, &choice);
}

TEST(a_mixture_answers_what_is_chosen_as_then)
{
    World *world =
        mixture("tree /d\nfile /d/a\n  | now\nfile /d/b\n  | now\n",
                "tree /d\nfile /d/a\n  | then\nfile /d/b\n  | then\nfile /d/c\n", "/d/a");
    CHECK_TEXT(read_word(world, "/d/a"), "then\n");
    CHECK_TEXT(read_word(world, "/d/b"), "now\n");
    CHECK_TEXT(list_word(world, "/d"), "a b");
}

TEST(a_mixture_has_the_directories_above_what_is_there)
{
    World *world = mixture("tree /\n", "tree /\nfile /n/e/w\n  | then\nfile /n/e/x\n", "/n/e/w");
    CHECK_TEXT(read_word(world, "/n/e/w"), "then\n");
    CHECK_TEXT(list_word(world, "/n/e"), "w");
    CHECK_TEXT(stat_word(world, "/n/e/x"), "absent ENOENT");
}

TEST(a_mixture_hides_what_was_not_there_then)
{
    World *world = mixture("tree /d\nfile /d/a/b\nfile /d/c\n", "tree /d\n", "/d/a");
    CHECK_TEXT(list_word(world, "/d"), "c");
    CHECK_TEXT(stat_word(world, "/d/a/b"), "absent ENOENT");
}

/* Nobody saw it change, so it did not. */
TEST(a_mixture_takes_what_is_not_recorded_from_the_other_side)
{
    World *world =
        mixture("file /now\n  | now\nenv N=1\n", "file /then\n  | then\nenv T=2\n", "nothing");
    CHECK_TEXT(read_word(world, "/now"), "now\n");
    CHECK_TEXT(read_word(world, "/then"), "then\n");
    CHECK_TEXT(stat_word(world, "/neither"), "unknown ENODATA");
    CHECK_TEXT(env_word(world, "N"), "1");
    CHECK_TEXT(env_word(world, "T"), "2");
}

TEST(a_mixture_reads_what_only_the_other_side_read)
{
    World *world = mixture("file /f size=5 unread\n", "file /f\n  | then\n", "nothing");
    CHECK_TEXT(read_word(world, "/f"), "then\n");
    world = mixture("file /f size=6 unread\n", "file /f\n  | then\n", "nothing");
    CHECK_TEXT(read_word(world, "/f"), "unknown ENODATA");
}

TEST(a_mixture_resolves_links_over_both)
{
    World *world = mixture("dir /d\nlink /d/a -> /now\nfile /now\n  | now\n",
                           "dir /d\nlink /d/a -> /then\nfile /then\n  | then\n", "/d/a");
    CHECK_TEXT(read_word(world, "/d/a"), "then\n");
    CHECK_TEXT(real_word(world, "/d/a"), "/then");
}

TEST(a_mixture_has_one_variable_and_one_user_as_then)
{
    const char *now = "env A=now\nenv B=now\nuser b uid=2 gid=2\nfile /f mode=0600 uid=1\n";
    const char *then = "env A=then\nenv B=then\nuser a uid=1 gid=1\nfile /f mode=0600 uid=1\n";
    World *world = mixture(now, then, "A");
    CHECK_TEXT(env_word(world, "A"), "then");
    CHECK_TEXT(env_word(world, "B"), "now");
    CHECK_TEXT(access_word(world, "/f", 4), "unknown EACCES");
    CHECK_TEXT(access_word(mixture(now, then, "user"), "/f", 4), "present");
}

/* The loader takes files of one inode for one. */
TEST(files_of_two_machines_are_never_one_file)
{
    World *world = mixture("file /now inode=1:5\n", "file /then inode=1:5\n", "nothing");
    FileInfo now, then;
    CHECK_ANSWER(world_stat(world, "/now", &now), "present");
    CHECK_ANSWER(world_stat(world, "/then", &then), "present");
    CHECK(now.device != then.device);
}

/* ---- Other names ---- */

static World *renamed_world(const char *lines, const char *from, const char *to)
{
    Renaming renaming = {from, to};
    const char *error;
    Text text = text_of(arena_printf(test_arena(), "whycpu-world 1\n%s", lines));
    World *world = world_recorded(test_arena(),
                                  recorded_text_renamed(test_arena(), text, &renaming, 1), &error);
    CHECK(world != NULL);
    return world;
}

TEST(a_recording_can_be_told_with_other_names)
{
    World *world = renamed_world("env HOME=/home/ada\nenv PATH=/home/ada/bin:/home/adam/bin\n"
                                 "user ada uid=1 gid=1 home=/home/ada\n"
                                 "dir /home\n  names adam\ndir /home/ada\n"
                                 "file /home/ada/f\n  | in /home/ada/x.\n"
                                 "link /home/ada/l -> /home/ada/f\n",
                                 "/home/ada", "/root");
    CHECK_TEXT(env_word(world, "HOME"), "/root");
    CHECK_TEXT(env_word(world, "PATH"), "/root/bin:/home/adam/bin");
    CHECK_TEXT(read_word(world, "/root/f"), "in /root/x.\n");
    CHECK_TEXT(read_word(world, "/root/l"), "in /root/x.\n");
    CHECK_TEXT(list_word(world, "/root"), "f l");
    CHECK_TEXT(world_user(world)->home, "/root");
}

/* "/" names /root already; what was moved there is told in its place. */
TEST(what_was_only_named_makes_room)
{
    World *world = renamed_world("dir /\n  names root\ndir /home/ada\nfile /home/ada/f\n",
                                 "/home/ada", "/root");
    CHECK_TEXT(list_word(world, "/root"), "f");
}
