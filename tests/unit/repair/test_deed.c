#include "repair/deed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../world/worlds.h"
#include "repair/deeds.h"
#include "repair/keep.h"
#include "world/kept_tree.h"

/* An environment in which deeds are done. */
typedef struct Scene {
    const char *env, *kept;
    Doer doer;
} Scene;

static Scene scene(void)
{
    static const char *const environ_[] = {"PATH=/usr/bin:/bin", NULL};
    char *real = realpath(temporary_directory(), NULL);
    const char *env = arena_printf(test_arena(), "%s/env", real);
    free(real);
    CHECK_NUMBER(mkdir(env, 0755), 0);
    write_file(env, "bin/activate", "as it was\n");
    write_file(env, "lib/libraries/one", "1");
    make_link(env, "lib/libraries/link", "one");
    return (Scene){env,
                   arena_printf(test_arena(), "%s/.whycpu-kept-R", env),
                   {.arena = test_arena(), .id = "R", .prefix = env, .environ_ = environ_}};
}

static const char *below(const char *directory, const char *name)
{
    return arena_printf(test_arena(), "%s/%s", directory, name);
}

static const char *content(const char *path)
{
    char buffer[200] = "";
    FILE *file = fopen(path, "r");
    size_t length = file ? fread(buffer, 1, sizeof buffer - 1, file) : 0;
    if (file)
        fclose(file);
    return arena_copy(test_arena(), buffer, length);
}

/* "file 644 bin/activate as it was", a line each; what is kept is left out. */
static const char *listed(const Scene *scene)
{
    static const char *const kinds[] = {"directory", "file", "link"};
    Ground ground;
    Strings names, shown = {0};
    TreeList list;
    const char *because = NULL;
    Writer out = writer_new(test_arena());
    CHECK(ground_open(test_arena(), scene->env, &ground, &because));
    CHECK(ground_names(test_arena(), &ground, &names, &because));
    for (size_t i = 0; i < names.count; i++)
        if (!starts_with(names.items[i], ".whycpu-kept-"))
            list_add(test_arena(), shown, names.items[i]);
    CHECK(tree_scan(test_arena(), &ground, &shown, &list, &because));
    for (size_t i = 0; i < list.entries.count; i++) {
        const TreeEntry *entry = &list.entries.items[i];
        const char *path = below(scene->env, entry->path);
        put_format(&out, "%s %o %s %s\n", kinds[entry->kind], entry->mode, entry->path,
                   entry->kind == TREE_LINK   ? entry->target
                   : entry->kind == TREE_FILE ? content(path)
                                              : "");
    }
    ground_close(&ground);
    return out.bytes;
}

static const char *state(Scene *scene, const Deed *deed)
{
    static const char *const words[] = {"before", "between", "after", "other", "closed"};
    const char *because = NULL;
    DeedState state = deed_state(&scene->doer, deed, &because);
    CHECK(because || (state != STATE_OTHER && state != STATE_CLOSED));
    return words[state];
}

static bool does(Scene *scene, Deed *deed)
{
    const char *because = NULL;
    bool done = deed_do(&scene->doer, deed, &because);
    CHECK(done || because);
    deed->done = done;
    return done;
}

static bool undoes(Scene *scene, Deed *deed)
{
    const char *because = NULL;
    return deed_undo(&scene->doer, deed, &because);
}

/* Done, done again, taken back, taken back again, done once more, and back. */
static void there_and_back(Scene *scene, Deed *deed, const char *then)
{
    const char *was = listed(scene);
    for (int time = 0; time < 2; time++) {
        CHECK_TEXT(state(scene, deed), "before");
        CHECK(undoes(scene, deed));
        CHECK_TEXT(listed(scene), was);
        CHECK(does(scene, deed) && does(scene, deed));
        CHECK_TEXT(state(scene, deed), "after");
        CHECK(strstr(listed(scene), then) != NULL);
        CHECK(undoes(scene, deed) && undoes(scene, deed));
        CHECK_TEXT(listed(scene), was);
        deed->done = false;
    }
}

/* What somebody else put there is neither replaced nor removed. */
static void stays_away(Scene *scene, Deed *deed)
{
    const char *now = listed(scene);
    CHECK_TEXT(state(scene, deed), "other");
    CHECK(!does(scene, deed));
    CHECK(!undoes(scene, deed));
    CHECK_TEXT(listed(scene), now);
}

TEST(a_directory_is_made_and_removed)
{
    Scene at = scene();
    Deed deed = {.kind = DEED_DIRECTORY, .path = below(at.env, "new")};
    there_and_back(&at, &deed, "directory 755 new");
    /* What is newer than it keeps it. */
    CHECK(does(&at, &deed));
    write_file(at.env, "new/of-somebody", "x");
    CHECK(undoes(&at, &deed));
    CHECK_TEXT(content(below(at.env, "new/of-somebody")), "x");
    deed.path = below(at.env, "bin/activate");
    stays_away(&at, &deed);
}

TEST(a_link_is_laid_and_removed)
{
    Scene at = scene();
    Deed deed = {.kind = DEED_LINK, .path = below(at.env, "lib/two"), .text = "libraries/one"};
    there_and_back(&at, &deed, "link 777 lib/two libraries/one");
    make_link(at.env, "lib/two", "elsewhere");
    stays_away(&at, &deed);
    deed.path = below(at.env, "lib/libraries/one");
    stays_away(&at, &deed);
}

TEST(where_the_directory_is_missing_nothing_was_done)
{
    Scene at = scene();
    Deed deed = {.kind = DEED_LINK, .path = below(at.env, "none/two"), .text = "x"};
    const char *was = listed(&at);
    CHECK_TEXT(state(&at, &deed), "before");
    CHECK(undoes(&at, &deed));
    CHECK(!does(&at, &deed));
    CHECK_TEXT(listed(&at), was);
}

static Deed away(const Scene *at)
{
    return (Deed){
        .kind = DEED_AWAY, .path = below(at->env, "lib/libraries"), .kept = below(at->kept, "1")};
}

TEST(what_is_put_away_comes_back)
{
    Scene at = scene();
    Deed deed = away(&at);
    there_and_back(&at, &deed, "directory 755 lib");
    CHECK(does(&at, &deed));
    CHECK(strstr(listed(&at), "libraries") == NULL);
    CHECK_TEXT(content(below(at.kept, "1/one")), "1");
    /* Somebody made another one: neither may be lost. */
    write_file(at.env, "lib/libraries", "anew");
    stays_away(&at, &deed);
    CHECK_TEXT(content(below(at.kept, "1/one")), "1");
}

TEST(what_is_put_away_and_gone_is_told)
{
    Scene at = scene();
    Deed deed = away(&at);
    CHECK(does(&at, &deed));
    CHECK_NUMBER(rename(below(at.kept, "1"), below(at.env, "of-somebody")), 0);
    stays_away(&at, &deed);
}

TEST(putting_away_goes_on_after_its_directory_was_made)
{
    Scene at = scene();
    Deed deed = away(&at);
    CHECK_NUMBER(mkdir(at.kept, 0700), 0);
    there_and_back(&at, &deed, "directory 755 lib");
}

static Deed text_of_activate(const Scene *at)
{
    return (Deed){.kind = DEED_WRITE,
                  .path = below(at->env, "bin/activate"),
                  .text = "as it is now\n",
                  .kept = below(at->kept, "3")};
}

TEST(a_text_is_written_and_the_file_comes_back)
{
    Scene at = scene();
    Deed deed = text_of_activate(&at);
    struct stat before, after;
    CHECK(chmod(deed.path, 0750) == 0 && lstat(deed.path, &before) == 0);
    there_and_back(&at, &deed, "file 750 bin/activate as it is now\n");
    /* The very file, with its time. */
    REQUIRE(lstat(deed.path, &after) == 0);
    CHECK(before.st_ino == after.st_ino && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
    CHECK(does(&at, &deed));
    write_file(at.env, "bin/activate", "somebody's own");
    stays_away(&at, &deed);
    CHECK_TEXT(content(deed.kept), "as it was\n");
}

TEST(a_text_whose_former_bytes_are_gone_stays)
{
    Scene at = scene();
    Deed deed = text_of_activate(&at);
    CHECK(does(&at, &deed));
    CHECK_NUMBER(unlink(deed.kept), 0);
    const char *now = listed(&at);
    CHECK_TEXT(state(&at, &deed), "other");
    CHECK(!undoes(&at, &deed));
    CHECK_TEXT(listed(&at), now);
}

/* The ways in which writing can have been interrupted. */
static void leave_half(const Scene *at, const Deed *deed, int half)
{
    CHECK_NUMBER(mkdir(at->kept, 0700), 0);
    if (half == 0)
        return;
    if (half == 3) /* a file system without hard links */
        write_file(at->kept, "3", "as it was\n");
    else
        CHECK_NUMBER(link(deed->path, deed->kept), 0);
    if (half == 2)
        write_file(at->kept, "3.new", "as it is n");
}

TEST(writing_goes_on_or_back_from_any_half)
{
    for (int half = 0; half < 4; half++)
        for (int back = 0; back < 2; back++) {
            Scene at = scene();
            Deed deed = text_of_activate(&at);
            const char *was = listed(&at);
            leave_half(&at, &deed, half);
            CHECK_TEXT(state(&at, &deed), half ? "between" : "before");
            CHECK_TEXT(listed(&at), was);
            if (back) {
                CHECK(undoes(&at, &deed));
                CHECK_TEXT(listed(&at), was);
                CHECK_TEXT(state(&at, &deed), "before");
                continue;
            }
            CHECK(does(&at, &deed));
            CHECK_TEXT(content(deed.path), "as it is now\n");
            CHECK(undoes(&at, &deed));
            CHECK_TEXT(listed(&at), was);
        }
}

TEST(a_new_text_is_written_and_removed)
{
    Scene at = scene();
    Deed deed = {.kind = DEED_WRITE, .path = below(at.env, "bin/new"), .text = "new\n"};
    there_and_back(&at, &deed, "file 644 bin/new new\n");
    write_file(at.env, "bin/new", "somebody's own");
    stays_away(&at, &deed);
}

TEST(nothing_is_written_through_a_link)
{
    Scene at = scene();
    Deed deed = text_of_activate(&at);
    write_file(at.env, "../outside", "outside");
    CHECK_NUMBER(unlink(deed.path), 0);
    make_link(at.env, "bin/activate", "../../outside");
    CHECK(!does(&at, &deed));
    CHECK_TEXT(content(below(at.env, "../outside")), "outside");
    CHECK(strstr(listed(&at), "link 777 bin/activate ../../outside") != NULL);
}

/* ---- Packages ---- */

typedef struct Packages {
    Deed keep, run;
} Packages;

/* Its second run, without putting back what the first one did, would end with an error. */
#define MANAGER                                                                                    \
    "cd \"$0\" && rm lib/libraries/one && printf 2 >lib/libraries/two && mkdir share && "          \
    "printf 'of it, too\\n' >>bin/activate"

static Packages packages(const Scene *at, const char *script)
{
    Packages both = {{.kind = DEED_KEEP, .path = at->env, .kept = below(at->kept, "1")},
                     {.kind = DEED_RUN, .path = at->env, .kept = below(at->kept, "1")}};
    const char *names[] = {"bin", "lib"}, *words[] = {"sh", "-c", script, at->env};
    for (size_t i = 0; i < 2; i++)
        list_add(test_arena(), both.keep.words, names[i]);
    for (size_t i = 0; i < 4; i++)
        list_add(test_arena(), both.run.words, words[i]);
    return both;
}

static const char after_manager[] = "directory 755 bin \n"
                                    "file 644 bin/activate as it was\nof it, too\n\n"
                                    "directory 755 lib \n"
                                    "directory 755 lib/libraries \n"
                                    "link 777 lib/libraries/link one\n"
                                    "file 644 lib/libraries/two 2\n"
                                    "directory 755 share \n";

TEST(packages_are_kept_changed_and_put_back)
{
    Scene at = scene();
    Packages both = packages(&at, MANAGER);
    const char *was = listed(&at);
    CHECK_TEXT(state(&at, &both.keep), "before");
    CHECK(does(&at, &both.keep));
    CHECK_TEXT(state(&at, &both.keep), "after");
    CHECK_TEXT(listed(&at), was);
    CHECK(undoes(&at, &both.run));
    CHECK_TEXT(listed(&at), was);
    CHECK(does(&at, &both.run));
    CHECK_TEXT(listed(&at), after_manager);
    CHECK(undoes(&at, &both.run) && undoes(&at, &both.run) && undoes(&at, &both.keep));
    CHECK_TEXT(listed(&at), was);
    CHECK_NUMBER(at.doer.spoiled.count, 0);
}

/* Kept by half: the list is not there yet, and some files are. */
TEST(keeping_begins_anew_after_a_half)
{
    Scene at = scene();
    Packages both = packages(&at, MANAGER);
    const char *was = listed(&at);
    CHECK_NUMBER(mkdir(at.kept, 0700), 0);
    write_file(at.kept, "1/bin/activate", "as i");
    write_file(at.kept, "1.names.new", "bi");
    CHECK_TEXT(state(&at, &both.keep), "before");
    CHECK(undoes(&at, &both.run));
    CHECK(undoes(&at, &both.keep));
    CHECK_TEXT(listed(&at), was);
    CHECK(does(&at, &both.keep));
    CHECK_TEXT(content(below(at.kept, "1/bin/activate")), "as it was\n");
    CHECK(does(&at, &both.run));
    CHECK(undoes(&at, &both.run));
    CHECK_TEXT(listed(&at), was);
}

TEST(a_package_manager_that_was_interrupted_starts_from_what_was_kept)
{
    for (int back = 0; back < 2; back++) {
        Scene at = scene();
        Packages half = packages(&at, MANAGER " && false"), whole = packages(&at, MANAGER);
        const char *was = listed(&at);
        CHECK(does(&at, &half.keep));
        CHECK(!does(&at, &half.run));
        CHECK_TEXT(listed(&at), after_manager);
        if (back) {
            CHECK(undoes(&at, &half.run));
            CHECK_TEXT(listed(&at), was);
            continue;
        }
        at.doer.again = true;
        CHECK(does(&at, &whole.run));
        CHECK_TEXT(listed(&at), after_manager);
        CHECK(undoes(&at, &whole.run));
        CHECK_TEXT(listed(&at), was);
        CHECK_NUMBER(at.doer.spoiled.count, 0);
    }
}

TEST(without_what_was_kept_no_package_manager_runs)
{
    Scene at = scene();
    Packages both = packages(&at, MANAGER);
    const char *was = listed(&at);
    CHECK(!does(&at, &both.run));
    CHECK_TEXT(listed(&at), was);
    both.run.done = true;
    CHECK_TEXT(state(&at, &both.run), "other");
}

TEST(how_a_package_manager_ended_is_told)
{
    Scene at = scene();
    const char *because = NULL;
    Packages both = packages(&at, "exit 7");
    CHECK(does(&at, &both.keep));
    CHECK(!deed_do(&at.doer, &both.run, &because));
    CHECK_TEXT(because, "sh ended with status 7");
    both = packages(&at, "kill -9 $$");
    CHECK(!deed_do(&at.doer, &both.run, &because));
    CHECK_TEXT(because, "sh was ended by signal 9 (Killed)");
    both.run.words.items[0] = "no-such-manager";
    CHECK(!deed_do(&at.doer, &both.run, &because));
    CHECK_TEXT(because, "no-such-manager is not found on PATH");
}

TEST(what_came_after_a_package_manager_is_named)
{
    Scene at = scene();
    Packages both = packages(&at, MANAGER);
    Strings none = {0};
    const char *because = NULL;
    CHECK(does(&at, &both.keep) && does(&at, &both.run));
    CHECK_NUMBER(changed_since(&at.doer, &both.run, &none, 10, &because).count, 0);
    write_file(at.env, "lib/libraries/two", "longer");
    write_file(at.env, "lib/of-somebody", "x");
    write_file(at.env, "lib/compiled.pyc", "x");
    Strings changed = changed_since(&at.doer, &both.run, &none, 10, &because);
    CHECK_NUMBER(changed.count, 2);
    CHECK(strings_have(changed, "lib/libraries/two") && strings_have(changed, "lib/of-somebody"));
    CHECK_NUMBER(changed_since(&at.doer, &both.run, &none, 1, &because).count, 1);
}

TEST(what_is_kept_is_forgotten)
{
    Scene at = scene();
    Deed deed = text_of_activate(&at);
    const char *because = NULL;
    CHECK(does(&at, &deed));
    CHECK(forget_kept(&at.doer, deed.path, &because));
    CHECK(access(at.kept, F_OK) != 0);
    CHECK(forget_kept(&at.doer, deed.path, &because));
}

/* ---- Commands of the system ---- */

/* What would be run of "sudo PROGRAM verb package", and how it is taken back. */
static const char *run_for_system(const char *program, bool unattended)
{
    static const char *const verb[] = {"verb", "package"};
    Scene here = scene();
    const char *error, *because = NULL;
    LiveOptions live = {.root = "/"};
    Fix fix = {.by = BY_ROOT, .undo = "as by hand"};
    Way way = {0};
    JournalStep step = {0};
    list_add(test_arena(), fix.command, program);
    for (size_t i = 0; i < 2; i++)
        list_add(test_arena(), fix.command, verb[i]);
    list_add(test_arena(), way.fixes, &fix);
    way.fix = &fix;
    here.doer.unattended = unattended;
    CHECK(deeds_of_way(&here.doer, world_live(test_arena(), &live, &error), here.env, &way, 1,
                       &step, &because));
    CHECK_NUMBER(step.deeds.count, 1);
    CHECK_NUMBER(step.by_hand.count, 1);
    Writer out = writer_new(test_arena());
    for (size_t i = 0; step.deeds.count && i < step.deeds.items[0].words.count; i++)
        put_format(&out, "%s%s", i ? " " : "", step.deeds.items[0].words.items[i]);
    return text_copy(test_arena(), (Text){out.bytes, out.length});
}

TEST(who_is_not_there_is_not_asked_by_the_systems_package_manager)
{
    CHECK_TEXT(run_for_system("apt-get", true), "apt-get --yes verb package");
    CHECK_TEXT(run_for_system("dnf", true), "dnf --assumeyes verb package");
    CHECK_TEXT(run_for_system("zypper", true), "zypper --non-interactive verb package");
    CHECK_TEXT(run_for_system("pacman", true), "pacman --noconfirm verb package");
    CHECK_TEXT(run_for_system("ldconfig", true), "ldconfig verb package");
    CHECK_TEXT(run_for_system("apt-get", false), "apt-get verb package");
}
