/* Commands that install and remove packages, in the words of what manages this environment. */
#include <string.h>

#include "fix/proposal.h"

static const char *python(const Proposal *p)
{
    return p->judgement->target.python ? p->judgement->target.python : "python3";
}

typedef enum Installer { INSTALLER_PIP, INSTALLER_UV, INSTALLER_CONDA } Installer;

/* uv environments have no pip of their own; conda's packages are not pip's to change. */
static Installer installer_of(const Proposal *p)
{
    const char *maker = fact_text_or(p->facts, "env", FACT_PACKAGE_MANAGER, "pip");
    const char *word = fact_text_or(p->facts, "env", FACT_FRAMEWORK_INSTALLER, maker);
    if (strcmp(word, "uv") == 0)
        return INSTALLER_UV;
    bool conda =
        strcmp(word, "conda") == 0 || strcmp(word, "mamba") == 0 || strcmp(word, "micromamba") == 0;
    return conda && p->judgement->target.prefix ? INSTALLER_CONDA : INSTALLER_PIP;
}

bool comes_from_conda(const Proposal *p)
{
    return installer_of(p) == INSTALLER_CONDA;
}

/* What is to be done was told already: conda and its kin ask once more, and pip before a removal.
 * Nobody is there to answer a repair that runs in a script. */
static Strings manager(Proposal *p, const char *verb, const char *option)
{
    Strings command;
    switch (installer_of(p)) {
    case INSTALLER_UV:
        command = command_of(p, "uv", "pip", verb, "--python", python(p), NULL);
        break;
    case INSTALLER_CONDA:
        command = command_of(p, fact_text_or(p->facts, "env", FACT_PACKAGE_MANAGER, "conda"),
                             strcmp(verb, "uninstall") == 0 ? "remove" : verb, "--yes", "--prefix",
                             p->judgement->target.prefix, NULL);
        break;
    default: command = command_of(p, python(p), "-m", "pip", verb, NULL); break;
    }
    if (option)
        list_add(p->arena, command, option);
    return command;
}

/* "nvidia-cusolver-cu12" is libcusolver on conda-forge. */
static const char *conda_library(Proposal *p, Text name)
{
    static const char *const WITH_LIB[] = {"cublas",   "cufft",    "curand",
                                           "cusolver", "cusparse", "nvjitlink"};
    Text stem = text_part(name, strlen("nvidia-"), name.length);
    const char *suffix = memmem(stem.at, stem.length, "-cu1", strlen("-cu1"));
    if (suffix)
        stem.length = (size_t)(suffix - stem.at);
    if (text_is(stem, "cuda-runtime"))
        return "cuda-cudart";
    for (size_t i = 0; i < sizeof WITH_LIB / sizeof *WITH_LIB; i++)
        if (text_is(stem, WITH_LIB[i]))
            return words(p, "lib%s", WITH_LIB[i]);
    return text_copy(p->arena, stem);
}

/* conda has no extras: a build of conda-forge names its CUDA in the third field. */
typedef struct CondaBuild {
    const char *pip, *conda, *build;
} CondaBuild;

static const CondaBuild CONDA_BUILDS[] = {
    {"tensorflow[and-cuda]", "tensorflow", "cuda*"},
    {"torch", "pytorch", "cuda*"},
    {"jax[cuda12]", "jaxlib", "*cuda*"},
    {"jax[cuda13]", "jaxlib", "*cuda*"},
    {"onnxruntime-gpu[cuda,cudnn]", "onnxruntime", "*cuda*"},
    {"onnxruntime-gpu", "onnxruntime", "*cuda*"},
};

/* What of a requirement stands behind that name: nothing, or a comparison; NULL: it is another. */
static const char *bounds_of(const char *requirement, const char *name)
{
    size_t length = strlen(name);
    bool is_it = starts_with(requirement, name) &&
                 (!requirement[length] || strchr("<>=!~", requirement[length]));
    return is_it ? requirement + length : NULL;
}

/* A requirement of pip in the words of the manager. */
static const char *requirement(Proposal *p, const char *package)
{
    if (installer_of(p) != INSTALLER_CONDA)
        return package;
    if (starts_with(package, "nvidia-"))
        return conda_library(p, text_of(package));
    for (size_t i = 0; i < sizeof CONDA_BUILDS / sizeof *CONDA_BUILDS; i++) {
        const CondaBuild *build = &CONDA_BUILDS[i];
        const char *bounds = bounds_of(package, build->pip);
        if (!bounds)
            continue;
        if (!*bounds || starts_with(bounds, "=="))
            return words(p, "%s=%s=%s", build->conda, *bounds ? bounds + 2 : "*", build->build);
        return words(p, "%s[version='%s',build=%s]", build->conda, bounds, build->build);
    }
    return package;
}

Strings install_command(Proposal *p, const char *package)
{
    Strings one = {0};
    list_add(p->arena, one, package);
    return install_commands(p, one);
}

Strings install_commands(Proposal *p, Strings packages)
{
    Strings command = manager(p, "install", NULL);
    for (size_t i = 0; i < packages.count; i++)
        list_add(p->arena, command, requirement(p, packages.items[i]));
    return command;
}

Strings upgrade_command(Proposal *p, const char *package)
{
    Strings command =
        manager(p, "install", installer_of(p) == INSTALLER_CONDA ? NULL : "--upgrade");
    list_add(p->arena, command, requirement(p, package));
    return command;
}

Strings reinstall_command(Proposal *p, const char *package)
{
    Strings one = {0};
    list_add(p->arena, one, package);
    return reinstall_commands(p, one);
}

Strings reinstall_commands(Proposal *p, Strings packages)
{
    Installer installer = installer_of(p);
    Strings command =
        manager(p, "install", installer == INSTALLER_UV ? "--reinstall" : "--force-reinstall");
    if (installer != INSTALLER_CONDA)
        list_add(p->arena, command, "--no-deps");
    for (size_t i = 0; i < packages.count; i++)
        list_add(p->arena, command, requirement(p, packages.items[i]));
    return command;
}

Strings uninstall_command(Proposal *p, Strings packages)
{
    Strings command = manager(p, "uninstall", installer_of(p) == INSTALLER_PIP ? "--yes" : NULL);
    for (size_t i = 0; i < packages.count; i++)
        list_add(p->arena, command, packages.items[i]);
    return command;
}

const char *show_line(Proposal *p, const char *package)
{
    switch (installer_of(p)) {
    case INSTALLER_UV: return words(p, "uv pip show --python %s %s", python(p), package);
    case INSTALLER_CONDA:
        return words(p, "%s list --prefix %s %s",
                     fact_text_or(p->facts, "env", FACT_PACKAGE_MANAGER, "conda"),
                     p->judgement->target.prefix, package);
    default: return words(p, "%s -m pip show %s", python(p), package);
    }
}

/* What was there before, in the manager's own words: what comes along with a package is nobody's to
 * foresee. */
static const char *what_was_there(Proposal *p)
{
    switch (installer_of(p)) {
    case INSTALLER_UV: return "install again what `uv pip freeze` told before";
    case INSTALLER_CONDA:
        return words(p, "install again what `%s list` told before",
                     fact_text_or(p->facts, "env", FACT_PACKAGE_MANAGER, "conda"));
    default: return "install again what `pip freeze` told before";
    }
}

void tell_undo_of_packages(Proposal *p, Fix *fix)
{
    bool of_packages = false;
    for (size_t i = 0; i < fix->edits.count; i++)
        of_packages |= fix->edits.items[i].kind == EDIT_PACKAGES;
    if (of_packages && fix->command.count)
        fix->undo = words(p, "whycpu fix --undo, when --apply did it; otherwise %s",
                          fix->undo ? fix->undo : what_was_there(p));
}
