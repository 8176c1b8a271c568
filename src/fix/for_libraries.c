/* Fixes of the step `libraries`. */
#include <string.h>

#include "base/path.h"
#include "fix/known_good.h"
#include "fix/proposal.h"

static const Fact *library_fact(Proposal *p, const char *name, FactName fact)
{
    return fact_get(p->facts, words(p, "library/%s", name), fact);
}

/* The missing one: the subject itself, or what it needs. */
static const char *missing_name(const Proposal *p)
{
    return p->cause->fails_on         ? last_part(p->cause->fails_on)
           : p->cause->subjects.count ? p->cause->subjects.items[0]
                                      : "";
}

static size_t shared_length(const char *a, const char *b)
{
    size_t length = 0;
    while (a[length] && a[length] == b[length])
        length++;
    return length;
}

static const char *directory_of(Proposal *p, const char *path)
{
    const char *slash = strrchr(path, '/');
    return arena_copy(p->arena, path, slash ? (size_t)(slash - path) : 0);
}

/* A relative link in a directory that the opener does search: survives a move of the environment
 * and needs nobody to set a variable. */
static void link_into_searched(Proposal *p)
{
    const Fact *searched = fact_get(p->facts, "env", FACT_OPENER_DIRECTORIES);
    const Fact *installed = library_fact(p, missing_name(p), FACT_LIBRARY_INSTALLED_AT);
    /* What a library needs is searched by that library, not by the opener. */
    bool itself =
        p->cause->subjects.count == 1 && strcmp(missing_name(p), p->cause->subjects.items[0]) == 0;
    if (!itself || searched->known != PRESENT || !searched->texts.count ||
        installed->known != PRESENT || !installed->texts.count)
        return;
    const char *file = installed->texts.items[0], *best = searched->texts.items[0];
    for (size_t i = 1; i < searched->texts.count; i++)
        if (shared_length(searched->texts.items[i], file) > shared_length(best, file))
            best = searched->texts.items[i];
    const char *link = words(p, "%s/%s", best, last_part(file));
    add_fix(p, "link-into-searched-directory",
            "or lay a link into a directory that is searched; it moves with the environment, and a "
            "reinstallation may remove it",
            command_of(p, "ln", "-s", path_relative(p->arena, best, file), link, NULL), false,
            words(p, "rm %s", link));
    add_edit(p, EDIT_LINK, link, path_relative(p->arena, best, file));
    weigh(p, INVADES_LINK, "a move of the environment, not always a reinstallation");
}

static void name_the_directories(Proposal *p)
{
    const char *path = "";
    for (size_t i = 0; i < p->cause->subjects.count; i++) {
        const Fact *installed =
            library_fact(p, p->cause->subjects.items[i], FACT_LIBRARY_INSTALLED_AT);
        if (p->cause->subjects.count == 1)
            installed = library_fact(p, missing_name(p), FACT_LIBRARY_INSTALLED_AT);
        if (installed->known != PRESENT || !installed->texts.count)
            continue;
        const char *directory = directory_of(p, installed->texts.items[0]);
        if (!strstr(words(p, ":%s:", path), words(p, ":%s:", directory)))
            path = *path ? words(p, "%s:%s", path, directory) : directory;
    }
    if (!*path)
        return;
    const Fact *already = fact_get(p->facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE);
    if (already->known == PRESENT && *already->text)
        path = words(p, "%s:%s", path, already->text);
    add_fix(
        p, "set-ld-library-path", "or name the directory before the program starts",
        command_of(p, "env", words(p, "LD_LIBRARY_PATH=%s", path), "python", "PROGRAM.py", NULL),
        false, NULL);
    add_edit(p, EDIT_SET, "LD_LIBRARY_PATH", path);
    weigh(p, INVADES_ONE_START, NULL);
}

/* Another release helps where this one is to blame, and not where a file was moved. */
static bool is_for_the_user_to_mend(const Proposal *p)
{
    const WheelDefect *wheel = p->judgement->wheel;
    return wheel && is_no(wheel->of_wheel);
}

static void not_on_path(Proposal *p)
{
    const char *says;
    const char *good = known_good_release(p->judgement->target.version, &says);
    if (good && !is_for_the_user_to_mend(p))
        add_fix(p, "install-good-release", says, install_command(p, good), false,
                words(p, "install tensorflow %s again", p->judgement->target.version));
    link_into_searched(p);
    name_the_directories(p);
}

static void install_missing(Proposal *p)
{
    const Fact *packages = fact_get(p->facts, "env", FACT_CUDA_PACKAGES);
    const char *package =
        fact_text_or(p->facts, words(p, "library/%s", missing_name(p)), FACT_LIBRARY_PACKAGE, NULL);
    const char *version = p->judgement->target.version;
    if (p->cause->subjects.count == 1 && package && packages->known == PRESENT &&
        packages->texts.count)
        add_fix(p, "install-package",
                "install the package that has it, again when it is recorded already",
                reinstall_command(p, package), false, NULL);
    else
        add_fix(p, "install-cuda-packages",
                "install the CUDA libraries that this release was made for",
                install_command(p, version ? words(p, "tensorflow[and-cuda]==%s", version)
                                           : "tensorflow[and-cuda]"),
                false, NULL);
}

static void replace_damaged(Proposal *p)
{
    for (size_t i = 0; i < p->cause->subjects.count; i++) {
        const char *name = i == 0 ? missing_name(p) : p->cause->subjects.items[i];
        const char *package =
            fact_text_or(p->facts, words(p, "library/%s", name), FACT_LIBRARY_PACKAGE, NULL);
        if (package)
            add_fix(p, "reinstall-package", "install the package of the damaged file again",
                    reinstall_command(p, package), false, NULL);
    }
    if (p->cause->fixes.count)
        return;
    bool is_path = p->cause->fails_on && p->cause->fails_on[0] == '/';
    add_fix(p, "remove-damaged",
            "remove the damaged file, or the directory from the search path, so that the search "
            "goes on",
            is_path ? command_of(p, "mv", p->cause->fails_on, "/tmp/", NULL) : (Strings){0}, false,
            is_path ? "move it back" : NULL);
}

static const Opening *opening_of_subject(Proposal *p)
{
    const char *name = p->cause->subjects.count ? p->cause->subjects.items[0] : "";
    const Fact *fact = library_fact(p, name, FACT_LIBRARY_OPENING);
    return fact->known == PRESENT ? fact->opening : NULL;
}

static bool came_by_variable(const Opening *opening)
{
    for (size_t i = 0; opening && opening->missing_from && i < opening->tried.count; i++)
        if (opening->tried.items[i].outcome == TRY_OPENED &&
            opening->tried.items[i].rule == RULE_LD_LIBRARY_PATH &&
            strcmp(opening->tried.items[i].path, opening->missing_from) == 0)
            return true;
    return false;
}

/* Two releases are mixed: take away what brings the other one in, or install both again. */
static void unmix(Proposal *p)
{
    if (came_by_variable(opening_of_subject(p))) {
        add_fix(p, "unset-ld-library-path",
                "start it without LD_LIBRARY_PATH, which brings the other release in",
                command_of(p, "env", "-u", "LD_LIBRARY_PATH", "python", "PROGRAM.py", NULL), false,
                NULL);
        add_edit(p, EDIT_UNSET, "LD_LIBRARY_PATH", NULL);
    }
    const char *package =
        fact_text_or(p->facts, words(p, "library/%s", missing_name(p)), FACT_LIBRARY_PACKAGE, NULL);
    if (package)
        add_fix(p, "reinstall-package", "install the package that owns both again",
                reinstall_command(p, package), false, NULL);
    else
        install_missing(p);
}

static bool has_undefined_symbol(Proposal *p)
{
    const Opening *opening = opening_of_subject(p);
    return opening && opening->missing_symbol;
}

/* The RUNPATH of the opener is what the search hangs on. */
static const char *check_command(Proposal *p)
{
    const char *opener = fact_text_or(p->facts, "env", FACT_LIBRARY_OPENER, "");
    const char *name = p->cause->subjects.count ? p->cause->subjects.items[0] : "";
    if (p->cause->id == CAUSE_CUDA_LIBS_NOT_ON_PATH && strcmp(missing_name(p), name) == 0)
        return words(p, "readelf -d %s | grep RUNPATH", opener);
    if (p->cause->id == CAUSE_LIBRARY_DAMAGED && p->cause->fails_on && p->cause->fails_on[0] == '/')
        return words(p, "readelf -lW %s", p->cause->fails_on);
    return words(p,
                 "LD_DEBUG=libs %s -c 'import tensorflow as tf; tf.config.list_physical_devices()' "
                 "2>&1 | grep %s",
                 p->judgement->target.python ? p->judgement->target.python : "python3",
                 missing_name(p));
}

void propose_for_libraries(Proposal *p)
{
    p->cause->check_yourself = check_command(p);
    switch (p->cause->id) {
    case CAUSE_CUDA_LIBS_NOT_ON_PATH: not_on_path(p); break;
    case CAUSE_LIBRARY_DAMAGED: replace_damaged(p); break;
    case CAUSE_CUBLAS_CONFLICT: unmix(p); break;
    default:
        if (has_undefined_symbol(p))
            unmix(p);
        else
            install_missing(p);
        break;
    }
}
