/* Fixes of libraries that are installed, and not where they are searched. */
#include <string.h>

#include "base/path.h"
#include "fix/known_good.h"
#include "fix/library.h"

static size_t shared_length(const char *a, const char *b)
{
    size_t length = 0;
    while (a[length] && a[length] == b[length])
        length++;
    return length;
}

/* Where the subject lies, or what it needs when that is what is missing; NULL: not installed. */
static const char *installed_at(Proposal *p, const char *name)
{
    const Fact *installed = library_fact(p, name, FACT_LIBRARY_INSTALLED_AT);
    return installed->known == PRESENT && installed->texts.count ? installed->texts.items[0] : NULL;
}

/* What a library needs is searched by that library, not by the opener. */
static Strings files_to_link(Proposal *p)
{
    const Strings *subjects = &p->cause->subjects;
    Strings files = {0};
    if (subjects->count == 1 && strcmp(missing_name(p), subjects->items[0]) != 0)
        return files;
    for (size_t i = 0; i < subjects->count; i++) {
        const char *file = installed_at(p, subjects->items[i]);
        if (!file)
            return (Strings){0};
        list_add(p->arena, files, file);
    }
    return files;
}

static size_t nearness(const char *directory, const Strings *files)
{
    size_t sum = 0;
    for (size_t i = 0; i < files->count; i++)
        sum += shared_length(directory, files->items[i]);
    return sum;
}

static bool lies_in_toolkit(Proposal *p, const char *name)
{
    return is_yes(fact_is_flag(p->facts, words(p, "library/%s", name), FACT_LIBRARY_IN_TOOLKIT));
}

/* A system's toolkit is no part of what was installed here, and does not move with it. */
static size_t count_in_toolkit(Proposal *p, const Strings *names)
{
    size_t count = 0;
    for (size_t i = 0; i < names->count; i++)
        count += lies_in_toolkit(p, names->items[i]);
    return count;
}

/* Relative links in a directory that the opener does search: they survive a move of the environment
 * and need nobody to set a variable. */
static void link_into_searched(Proposal *p)
{
    const Fact *searched = fact_get(p->facts, "env", FACT_OPENER_DIRECTORIES);
    Strings files = files_to_link(p);
    if (!files.count || searched->known != PRESENT || !searched->texts.count)
        return;
    const char *best = searched->texts.items[0];
    for (size_t i = 1; i < searched->texts.count; i++)
        if (nearness(searched->texts.items[i], &files) > nearness(best, &files))
            best = searched->texts.items[i];
    Strings command = command_of(p, "ln", "-s", NULL);
    const char *undo = "rm";
    for (size_t i = 0; i < files.count; i++) {
        if (strcmp(path_parent(p->arena, files.items[i]), best) == 0)
            return;
        list_add(p->arena, command, path_relative(p->arena, best, files.items[i]));
        undo = words(p, "%s %s/%s", undo, best, path_name(files.items[i]));
    }
    list_add(p->arena, command,
             files.count == 1 ? words(p, "%s/%s", best, path_name(files.items[0])) : best);
    add_alternative(
        p, "link-into-searched-directory",
        files.count == 1
            ? "lay a link into a directory that is searched; it moves with the environment, "
              "and a reinstallation may remove it"
            : "lay links into a directory that is searched; they move with the environment, "
              "and a reinstallation may remove them",
        command, false, undo);
    for (size_t i = 0; i < files.count; i++)
        add_edit(p, EDIT_LINK, words(p, "%s/%s", best, path_name(files.items[i])),
                 path_relative(p->arena, best, files.items[i]));
    weigh(p, INVADES_LINK, "a move of the environment, not always a reinstallation");
}

/* Each once, in the order of what is missing. */
static Strings directories_of(Proposal *p, const Strings *names)
{
    Strings directories = {0};
    for (size_t i = 0; i < names->count; i++) {
        const char *file = installed_at(p, names->items[i]);
        const char *directory = file ? path_parent(p->arena, file) : NULL;
        if (directory && !strings_have(directories, directory))
            list_add(p->arena, directories, directory);
    }
    return directories;
}

/* The value of LD_LIBRARY_PATH with these directories before what is in it; NULL: there is none. */
static const char *path_with(Proposal *p, const Strings *directories)
{
    const char *path = NULL;
    for (size_t i = 0; i < directories->count; i++)
        path = path ? words(p, "%s:%s", path, directories->items[i]) : directories->items[i];
    const Fact *already = fact_get(p->facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE);
    return path && already->known == PRESENT && *already->text
               ? words(p, "%s:%s", path, already->text)
               : path;
}

/* Why nobody can tell whether what lies in a toolkit is of the right CUDA; NULL: it is. */
static const char *doubt_about(Proposal *p, const Strings *names)
{
    for (size_t i = 0; i < names->count; i++) {
        const Fact *fits = library_fact(p, names->items[i], FACT_LIBRARY_TOOLKIT_FITS);
        if (lies_in_toolkit(p, names->items[i]) && fits->known != PRESENT)
            return words(p, "%s is found, but %s", names->items[i], fits->because);
    }
    return NULL;
}

static void name_the_directories(Proposal *p)
{
    Strings names = missing_names(p), directories = directories_of(p, &names);
    const char *path = path_with(p, &directories);
    if (!path)
        return;
    bool in_toolkit = count_in_toolkit(p, &names) > 0;
    bool shadows = in_toolkit && has_cuda_packages(p);
    add_alternative(
        p, shadows ? "name-toolkit" : "set-ld-library-path",
        shadows ? "name the directory of the system's toolkit before the program starts; all "
                  "that it has then comes before the environment's own"
                : "name the directory before the program starts",
        command_of(p, "env", words(p, "LD_LIBRARY_PATH=%s", path), "python", "PROGRAM.py", NULL),
        false, NULL);
    p->cause->fixes.items[p->cause->fixes.count - 1].doubt =
        in_toolkit ? doubt_about(p, &names) : NULL;
}

/* Another release helps where this one is to blame, and not where a file was moved. */
static bool is_for_the_user_to_mend(const Proposal *p)
{
    const WheelDefect *wheel = p->judgement->wheel;
    return wheel && is_no(wheel->of_wheel);
}

static void install_besides(Proposal *p)
{
    size_t before = p->cause->fixes.count;
    install_missing(p);
    for (size_t i = before; before && i < p->cause->fixes.count; i++)
        p->cause->fixes.items[i].alternative = true;
}

/* An environment that brings its own CUDA is whole again with its own package; one that brings
 * none was made for the toolkit. */
static void take_from_toolkit(Proposal *p)
{
    if (has_cuda_packages(p))
        install_besides(p);
    name_the_directories(p);
    if (!has_cuda_packages(p))
        install_besides(p);
}

/* It loads them from where the packages put them, which nothing else searches. */
static void preload_in_program(Proposal *p)
{
    const char *call = fact_text_or(p->facts, "env", FACT_PRELOAD_CALL, NULL);
    if (call)
        add_alternative(p, "preload-in-program",
                        words(p, "call %s in the program, before anything else of it", call),
                        (Strings){0}, false, NULL);
}

void propose_for_misplaced(Proposal *p)
{
    Strings names = missing_names(p);
    size_t in_toolkit = count_in_toolkit(p, &names);
    preload_in_program(p);
    if (names.count && in_toolkit == names.count) {
        take_from_toolkit(p);
        return;
    }
    const char *says;
    const char *good = known_good_release(deciding_version(&p->judgement->target), &says);
    if (good && form_of(p) == &TENSORFLOW_FORM && !is_for_the_user_to_mend(p))
        add_fix(p, "install-good-release", says, install_command(p, good), false,
                words(p, "install tensorflow %s again", deciding_version(&p->judgement->target)));
    if (!in_toolkit)
        link_into_searched(p);
    name_the_directories(p);
}
