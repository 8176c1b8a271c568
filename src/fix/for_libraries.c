/* Fixes of the step `libraries`. */
#include <string.h>

#include "base/path.h"
#include "base/version.h"
#include "fix/known_good.h"
#include "fix/proposal.h"

static const Fact *library_fact(Proposal *p, const char *name, FactName fact)
{
    return fact_get(p->facts, words(p, "library/%s", name), fact);
}

/* The missing one: the subject itself, or what it needs. */
static const char *missing_name(const Proposal *p)
{
    return p->cause->fails_on         ? path_name(p->cause->fails_on)
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

/* What lies elsewhere does not move with the environment, and may be of another CUDA: a system's
 * toolkit is no part of what was installed here. */
static bool all_lie_in_environment(const Proposal *p, const Strings *files)
{
    const char *prefix = p->judgement->target.prefix;
    const char *framework = fact_text_or(p->facts, "env", FACT_FRAMEWORK_PATH, "");
    const char *packages = path_parent(p->arena, framework);
    for (size_t i = 0; i < files->count; i++) {
        const char *file = files->items[i];
        if (!path_is_below(file, prefix) && !path_is_below(file, packages))
            return false;
    }
    return true;
}

/* Relative links in a directory that the opener does search: they survive a move of the environment
 * and need nobody to set a variable. */
static void link_into_searched(Proposal *p)
{
    const Fact *searched = fact_get(p->facts, "env", FACT_OPENER_DIRECTORIES);
    Strings files = files_to_link(p);
    if (!files.count || searched->known != PRESENT || !searched->texts.count ||
        !all_lie_in_environment(p, &files))
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
    add_fix(p, "link-into-searched-directory",
            files.count == 1
                ? "or lay a link into a directory that is searched; it moves with the environment, "
                  "and a reinstallation may remove it"
                : "or lay links into a directory that is searched; they move with the environment, "
                  "and a reinstallation may remove them",
            command, false, undo);
    for (size_t i = 0; i < files.count; i++)
        add_edit(p, EDIT_LINK, words(p, "%s/%s", best, path_name(files.items[i])),
                 path_relative(p->arena, best, files.items[i]));
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
        const char *directory = path_parent(p->arena, installed->texts.items[0]);
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

/* ---- Packages ---- */

/* "nvidia-cusolver-cu12" → "cusolver", the directory of its libraries below nvidia/. Measured for
 * the packages of CUDA 11 and 12 (docs/ACCURACY.md); those of 13 lie otherwise. */
static const char *directory_of_package(Proposal *p, const char *package)
{
    static const char head[] = "nvidia-";
    bool is_known =
        starts_with(package, head) && (ends_with(package, "-cu11") || ends_with(package, "-cu12"));
    if (!is_known)
        return NULL;
    char *name = arena_copy(p->arena, package + strlen(head),
                            strlen(package) - strlen(head) - strlen("-cu12"));
    for (char *c = name; *c; c++)
        *c = *c == '-' ? '_' : *c;
    return name;
}

static const char *package_of(Proposal *p, const char *name)
{
    return fact_text_or(p->facts, words(p, "library/%s", name), FACT_LIBRARY_PACKAGE, NULL);
}

/* cuDNN opens its parts by itself, from beside it. */
static void foresee_parts(Proposal *p, const char *directory, const char *release)
{
    static const char *const PARTS[][8] = {
        {"8", "adv_infer", "adv_train", "cnn_infer", "cnn_train", "ops_infer", "ops_train"},
        {"9", "adv", "cnn", "engines_precompiled", "engines_runtime_compiled", "graph", "heuristic",
         "ops"}};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        for (size_t j = 1; j < 8 && PARTS[i][j] && strcmp(PARTS[i][0], release) == 0; j++) {
            const char *name = words(p, "libcudnn_%s.so.%s", PARTS[i][j], release);
            add_edit(p, EDIT_PACKAGES, words(p, "%s/%s", directory, name), name);
        }
}

/* What the package manager will leave where it lays this library, as far as that is known. */
static void foresee(Proposal *p, const char *name)
{
    const char *package = package_of(p, name);
    const char *directory = package ? directory_of_package(p, package) : NULL;
    const char *framework = fact_text_or(p->facts, "env", FACT_FRAMEWORK_PATH, NULL);
    const char *installer = fact_text_or(p->facts, "env", FACT_FRAMEWORK_INSTALLER, "");
    if (!directory || !framework || strcmp(installer, "conda") == 0)
        return;
    directory = words(p, "%s/nvidia/%s/lib", path_parent(p->arena, framework), directory);
    add_edit(p, EDIT_PACKAGES, words(p, "%s/%s", directory, name), name);
    if (starts_with(name, "libcudnn.so."))
        foresee_parts(p, directory, name + strlen("libcudnn.so."));
}

/* The names that are missing: the subjects, or what the only one needs. */
static Strings missing_names(Proposal *p)
{
    Strings names = {0};
    if (p->cause->subjects.count <= 1)
        list_add(p->arena, names, missing_name(p));
    else
        names = p->cause->subjects;
    return names;
}

/* "nvidia-cublas-cu12 12.5.3.2" → "nvidia-cublas-cu12==12.5.3.2", the release that is recorded.
 * Where the cause is its release, any that this build takes: the number of cuDNN must be right. */
static const char *wanted_release(Proposal *p, const char *package)
{
    const Fact *packages = fact_get(p->facts, "env", FACT_CUDA_PACKAGES);
    const char *cudnn = fact_text_or(p->facts, "env", FACT_BUILD_CUDNN, NULL);
    bool is_wrong = p->cause->id == CAUSE_CUDA_VERSION_MISMATCH ||
                    p->cause->id == CAUSE_CUDNN_VERSION_MISMATCH ||
                    p->cause->id == CAUSE_CUBLAS_CONFLICT;
    const char *head = words(p, "%s ", package);
    for (size_t i = 0; !is_wrong && packages->known == PRESENT && i < packages->texts.count; i++)
        if (starts_with(packages->texts.items[i], head))
            return words(p, "%s==%s", package, packages->texts.items[i] + strlen(head));
    return cudnn && strstr(package, "cudnn")
               ? words(p, "%s==%.*s.*", package, (int)strcspn(cudnn, "."), cudnn)
               : package;
}

/* Of all that are missing, each once; none where the package of one is not known. */
static Strings packages_to_install(Proposal *p)
{
    Strings names = missing_names(p), packages = {0};
    for (size_t i = 0; i < names.count; i++) {
        const char *package = package_of(p, names.items[i]);
        if (!package)
            return (Strings){0};
        const char *release = wanted_release(p, package);
        if (!strings_have(packages, release))
            list_add(p->arena, packages, release);
    }
    return packages;
}

static void install_all_packages(Proposal *p)
{
    const char *version = p->judgement->target.version;
    const Fact *asked = fact_get(p->facts, "env", FACT_LIBRARIES_ASKED);
    if (version && version_is_before(version, FIRST_WITH_EXTRA)) {
        add_fix(p, "newer-release",
                "install a release that brings its CUDA libraries; this one has no such extra",
                install_command(p, "tensorflow[and-cuda]>=" FIRST_WITH_EXTRA WITHOUT_DEFECTS),
                false, words(p, "install tensorflow %s again", version));
        return;
    }
    add_fix(p, "install-cuda-packages", "install the CUDA libraries that this release was made for",
            install_command(p, version ? words(p, "tensorflow[and-cuda]==%s", version)
                                       : "tensorflow[and-cuda]"),
            false, NULL);
    for (size_t i = 0; version && asked->known == PRESENT && i < asked->texts.count; i++)
        foresee(p, asked->texts.items[i]);
}

static void install_missing(Proposal *p)
{
    const Fact *recorded = fact_get(p->facts, "env", FACT_CUDA_PACKAGES);
    Strings packages = packages_to_install(p), names = missing_names(p);
    if (!packages.count || recorded->known != PRESENT || !recorded->texts.count) {
        install_all_packages(p);
        return;
    }
    add_fix(p, "install-package",
            packages.count == 1
                ? "install the package that has it, again when it is recorded already"
                : "install the packages that have them, again when they are recorded already",
            reinstall_commands(p, packages), false, NULL);
    for (size_t i = 0; i < names.count; i++)
        foresee(p, names.items[i]);
}

/* What LD_LIBRARY_PATH is without this directory; NULL when it is not in it. */
static const char *path_without(Proposal *p, const char *directory)
{
    const char *value = fact_text_or(p->facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE, "");
    const char *rest = NULL;
    bool more, is_in_it = false;
    Text left = text_of(value);
    for (Text part = text_next(&left, ':', &more); more; part = text_next(&left, ':', &more)) {
        if (text_is(part, directory)) {
            is_in_it = true;
            continue;
        }
        const char *kept = text_copy(p->arena, part);
        rest = rest ? words(p, "%s:%s", rest, kept) : kept;
    }
    return !is_in_it ? NULL : rest ? rest : "";
}

/* It comes before the right one by a variable: installing anything does not help. */
static bool pass_damaged_by(Proposal *p)
{
    bool is_path = p->cause->fails_on && p->cause->fails_on[0] == '/';
    const char *directory = is_path ? path_parent(p->arena, p->cause->fails_on) : "";
    const char *rest = is_path ? path_without(p, directory) : NULL;
    if (!rest)
        return false;
    add_fix(
        p, "shorter-path",
        words(p, "start it without %s in LD_LIBRARY_PATH, where the damaged file lies", directory),
        *rest ? command_of(p, "env", words(p, "LD_LIBRARY_PATH=%s", rest), "python", "PROGRAM.py",
                           NULL)
              : command_of(p, "env", "-u", "LD_LIBRARY_PATH", "python", "PROGRAM.py", NULL),
        false, NULL);
    return true;
}

static void put_damaged_away(Proposal *p)
{
    bool is_path = p->cause->fails_on && p->cause->fails_on[0] == '/';
    add_fix(p, "remove-damaged",
            words(p,
                  "%sremove the damaged file, or the directory from the search path, so that the "
                  "search goes on",
                  p->cause->fixes.count ? "or " : ""),
            is_path ? command_of(p, "mv", p->cause->fails_on, "/tmp/", NULL) : (Strings){0}, false,
            is_path ? "move it back" : NULL);
    if (is_path)
        add_edit(p, EDIT_AWAY, p->cause->fails_on, NULL);
}

static void replace_damaged(Proposal *p)
{
    if (pass_damaged_by(p)) {
        put_damaged_away(p);
        return;
    }
    for (size_t i = 0; i < p->cause->subjects.count; i++) {
        const char *name = i == 0 ? missing_name(p) : p->cause->subjects.items[i];
        const char *package = package_of(p, name);
        if (!package)
            continue;
        add_fix(p, "reinstall-package", "install the package of the damaged file again",
                reinstall_command(p, wanted_release(p, package)), false, NULL);
        foresee(p, name);
    }
    if (!p->cause->fixes.count)
        put_damaged_away(p);
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
    if (came_by_variable(opening_of_subject(p)))
        add_fix(p, "unset-ld-library-path",
                "start it without LD_LIBRARY_PATH, which brings the other release in",
                command_of(p, "env", "-u", "LD_LIBRARY_PATH", "python", "PROGRAM.py", NULL), false,
                NULL);
    const char *package = package_of(p, missing_name(p));
    if (package)
        add_fix(p, "reinstall-package",
                words(p, "%sinstall the package that owns both again",
                      p->cause->fixes.count ? "or " : ""),
                reinstall_command(p, package), false, NULL);
    else if (!p->cause->fixes.count)
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
