/* Which packages bring a library, in which release, and what they leave. */
#include <string.h>

#include "base/path.h"
#include "base/version.h"
#include "fix/framework_fixes.h"
#include "fix/known_good.h"
#include "fix/library.h"

static bool has_cuda_suffix(const char *package)
{
    return ends_with(package, "-cu11") || ends_with(package, "-cu12") ||
           ends_with(package, "-cu13");
}

/* "nvidia-cusolver-cu12" → "cusolver", the directory of its libraries below nvidia/. Measured for
 * the packages of CUDA 11, 12 and 13 (docs/ACCURACY.md); most of those of 13 have no suffix and lie
 * in one directory, as what replaces them some day may not. */
static const char *directory_of_package(Proposal *p, const char *package)
{
    static const char head[] = "nvidia-";
    if (!starts_with(package, head))
        return NULL;
    if (!has_cuda_suffix(package))
        return starts_with(fact_text_or(p->facts, "env", FACT_BUILD_CUDA, ""), "13.") ? "cu13"
                                                                                      : NULL;
    char *name = arena_copy(p->arena, package + strlen(head),
                            strlen(package) - strlen(head) - strlen("-cu12"));
    for (char *c = name; *c; c++)
        *c = *c == '-' ? '_' : *c;
    return name;
}

const char *package_of(Proposal *p, const char *name)
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

void foresee(Proposal *p, const char *name)
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

Strings missing_names(Proposal *p)
{
    Strings names = {0};
    if (p->cause->subjects.count <= 1)
        list_add(p->arena, names, missing_name(p));
    else
        names = p->cause->subjects;
    return names;
}

bool has_cuda_packages(const Proposal *p)
{
    const Fact *packages = fact_get(p->facts, "env", FACT_CUDA_PACKAGES);
    return packages->known == PRESENT && packages->texts.count > 0;
}

/* The release that the distributions of the environment record; NULL: none. */
static const char *recorded_release(Proposal *p, const char *package)
{
    const Fact *packages = fact_get(p->facts, "env", FACT_CUDA_PACKAGES);
    const char *head = words(p, "%s ", package);
    for (size_t i = 0; packages->known == PRESENT && i < packages->texts.count; i++) {
        const char *recorded = packages->texts.items[i];
        if (starts_with(recorded, head) && strcmp(recorded + strlen(head), "?") != 0)
            return recorded + strlen(head);
    }
    return NULL;
}

/* "9" of "libcudnn_ops.so.9"; "" when there is none. */
static const char *number_of(const char *library)
{
    const char *so = strstr(library, ".so.");
    return so ? so + strlen(".so.") : "";
}

/* All releases of a package for one CUDA ("-cu12") bring the same names. Those of cuDNN, and of
 * CUDA 13, which have no such suffix, are numbered as their libraries are. */
static bool brings(const char *package, const char *release, const char *library)
{
    bool is_for_one_cuda = ends_with(package, "-cu11") || ends_with(package, "-cu12");
    if (is_for_one_cuda && !strstr(package, "cudnn"))
        return true;
    size_t length = strcspn(release, ".");
    return length == strcspn(number_of(library), ".") &&
           strncmp(release, number_of(library), length) == 0;
}

const char *wanted_release(Proposal *p, const char *name, const char *package)
{
    const char *recorded = recorded_release(p, package);
    if (recorded && brings(package, recorded, name))
        return words(p, "%s==%s", package, recorded);
    const char *cudnn = fact_text_or(p->facts, "env", FACT_BUILD_CUDNN, NULL);
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
        const char *release = wanted_release(p, names.items[i], package);
        if (!strings_have(packages, release))
            list_add(p->arena, packages, release);
    }
    return packages;
}

static void install_all_packages(Proposal *p)
{
    const char *version = deciding_version(&p->judgement->target);
    const Fact *asked = fact_get(p->facts, "env", FACT_LIBRARIES_ASKED);
    bool is_tensorflow = form_of(p) == &TENSORFLOW_FORM;
    if (is_tensorflow && version && version_is_before(version, FIRST_WITH_EXTRA)) {
        add_fix(p, "newer-release",
                "install a release that brings its CUDA libraries; this one has no such extra",
                install_command(p, "tensorflow[and-cuda]>=" FIRST_WITH_EXTRA WITHOUT_DEFECTS),
                false, words(p, "install tensorflow %s again", version));
        return;
    }
    add_fix(p, "install-cuda-packages", "install the CUDA libraries that this release was made for",
            install_command(p, fixes_of(p)->with_libraries(p)), false, NULL);
    for (size_t i = 0; version && asked->known == PRESENT && i < asked->texts.count; i++)
        foresee(p, asked->texts.items[i]);
}

/* Of the very releases that are recorded, and none besides. */
static bool are_recorded(Proposal *p, const Strings *names)
{
    for (size_t i = 0; i < names->count; i++) {
        const char *package = package_of(p, names->items[i]);
        const char *recorded = package ? recorded_release(p, package) : NULL;
        if (!recorded || !brings(package, recorded, names->items[i]))
            return false;
    }
    return true;
}

void install_missing(Proposal *p)
{
    const FrameworkFixes *fixes = fixes_of(p);
    if (fixes->install_missing) {
        fixes->install_missing(p);
        return;
    }
    Strings packages = packages_to_install(p), names = missing_names(p);
    if (!packages.count || !has_cuda_packages(p) ||
        (fixes->asks_for_libraries && !are_recorded(p, &names))) {
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
