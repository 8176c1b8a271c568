/* Fixes of the step `build`. */
#include <string.h>

#include "fix/framework_fixes.h"
#include "fix/known_good.h"

static const char *framework(const Proposal *p)
{
    const char *word = deciding_framework(&p->judgement->target);
    return word ? word : "tensorflow";
}

/* Keras itself has no part for the GPU. */
static const char *package_to_install(Proposal *p)
{
    bool is_keras = strcmp(framework(p), framework_word(FRAMEWORK_KERAS)) == 0;
    return is_keras ? framework(p) : fixes_of(p)->gpu_build(p, NULL);
}

/* The build with CUDA, and for a release whose search has a defect also the nearest without. */
static void add_gpu_build(Proposal *p, const char *id, const char *says)
{
    const char *version = deciding_version(&p->judgement->target), *ignored;
    bool is_tensorflow = form_of(p) == &TENSORFLOW_FORM;
    const char *good = is_tensorflow ? known_good_release(version, &ignored) : NULL;
    if (good)
        says = words(p,
                     "%s, in the same release; its search leaves something out, which whycpu fix "
                     "then mends by a link",
                     says);
    add_fix(p, id, says, install_command(p, fixes_of(p)->gpu_build(p, public_version(p))), false,
            NULL);
    if (good)
        add_alternative(p, id, "install another release, whose search is whole",
                        install_command(p, good), false, NULL);
    if (fixes_of(p)->then)
        fixes_of(p)->then(p);
}

static const char *check_command(Proposal *p)
{
    const char *path = fact_text_or(p->facts, "env", FACT_FRAMEWORK_PATH, NULL);
    if (p->cause->id == CAUSE_FRAMEWORK_BROKEN)
        return words(p, "%s -c 'import %s'",
                     p->judgement->target.python ? p->judgement->target.python : "python3",
                     framework(p));
    if (path && form_of(p) != &TENSORFLOW_FORM && form_of(p)->build_command)
        return form_of(p)->build_command;
    if (path)
        return words(p, "grep is_cuda_build %s/python/platform/build_info.py", path);
    return show_line(p, framework(p));
}

/* "tensorflow-cpu 2.21.0" → "tensorflow-cpu". */
static const char *name_of(Proposal *p, const char *name_and_version)
{
    size_t length = text_find(text_of(name_and_version), ' ');
    return arena_copy(p->arena, name_and_version, length);
}

/* "install tensorflow 2.21.0 and tensorflow-cpu 2.21.0 again" */
static const char *install_again(Proposal *p)
{
    const char *list = NULL;
    for (size_t i = 0; i < p->cause->subjects.count; i++)
        list = list ? words(p, "%s and %s", list, p->cause->subjects.items[i])
                    : p->cause->subjects.items[i];
    return list ? words(p, "install %s again", list) : NULL;
}

static void one_distribution(Proposal *p)
{
    Strings names = {0};
    for (size_t i = 0; i < p->cause->subjects.count; i++)
        list_add(p->arena, names, name_of(p, p->cause->subjects.items[i]));
    add_fix(p, "remove-all", "remove them all, since either one's removal breaks the other",
            uninstall_command(p, names), false, install_again(p));
    add_gpu_build(p, "install-one", "then install the one with CUDA");
}

static void remove_cpu_build(Proposal *p)
{
    Strings names = {0};
    if (!p->cause->subjects.count) /* a log may tell that it is one, and not the package's name */
        return;
    list_add(p->arena, names, name_of(p, p->cause->subjects.items[0]));
    add_fix(p, "remove-cpu-build", "remove the build without CUDA", uninstall_command(p, names),
            false, install_again(p));
}

/* The distribution that has CUDA elsewhere: the package index has no other build of it. A build of
 * PyTorch's own index says of itself what it is ("2.15.0+cpu"). */
static bool is_all_there_is(Proposal *p)
{
    if (!p->cause->subjects.count || comes_from_conda(p))
        return false;
    const char *subject = p->cause->subjects.items[0], *name = name_of(p, subject);
    const char *version = deciding_version(&p->judgement->target);
    if (strcmp(name, "torch") == 0)
        return !strchr(subject, '+') && version && !strchr(version, '+');
    return strcmp(name, "tensorflow") == 0;
}

static void gpu_build(Proposal *p)
{
    if (fixes_of(p)->replace_cpu_build) {
        fixes_of(p)->replace_cpu_build(p);
        return;
    }
    if (is_all_there_is(p)) {
        add_fix(p, "other-platform",
                "the wheel of this platform has no CUDA; on Linux x86-64 it has. NVIDIA's "
                "container images have one for aarch64",
                (Strings){0}, false, NULL);
        return;
    }
    remove_cpu_build(p);
    add_gpu_build(p, "install-gpu-build", "install the build with CUDA and its libraries");
}

static void right_environment(Proposal *p)
{
    const char *other = p->cause->subjects.count ? p->cause->subjects.items[0] : "python3";
    add_fix(p, "use-other", "start the program with the interpreter that has it",
            command_of(p, other, "PROGRAM.py", NULL), false, NULL);
    add_alternative(p, "install-here", "install it here", install_command(p, package_to_install(p)),
                    false, NULL);
}

/* Where the builds for ROCm lie, TensorFlow's alone has a name of its own. */
static void right_vendor(Proposal *p)
{
    const char *package = is_yes(fact_is_flag(p->facts, "env", FACT_BUILD_IS_ROCM))
                              ? fixes_of(p)->gpu_build(p, public_version(p))
                          : form_of(p) == &TENSORFLOW_FORM ? "tensorflow-rocm"
                                                           : NULL;
    if (package)
        add_fix(p, "right-vendor", "install the build for this vendor's GPU",
                install_command(p, package), false, NULL);
    else
        add_fix(p, "right-vendor",
                words(p, "install the build of %s for ROCm, as its makers' page on installing says",
                      form_of(p)->name),
                (Strings){0}, false, NULL);
}

void propose_for_build(Proposal *p)
{
    p->cause->check_yourself = check_command(p);
    if (propose_for_keras(p))
        return;
    switch (p->cause->id) {
    case CAUSE_WRONG_PYTHON_ENV: right_environment(p); break;
    case CAUSE_CONFLICTING_TF_PACKAGES: one_distribution(p); break;
    case CAUSE_CPU_ONLY_BUILD: gpu_build(p); break;
    case CAUSE_FRAMEWORK_BROKEN:
        add_fix(
            p, "reinstall", "install it again",
            again_command(p, fixes_of(p)->distribution ? fixes_of(p)->distribution : framework(p)),
            false, NULL);
        break;
    case CAUSE_PYTHON_VERSION_NO_WHEEL:
        add_fix(p, "other-python", "make an environment with a Python that has wheels",
                command_of(p, "uv", "venv", "--python", "3.12", ".venv", NULL), false,
                "rm -r .venv");
        break;
    case CAUSE_ROCM_WRONG_PACKAGE: right_vendor(p); break;
    case CAUSE_GPU_PLUGIN_REPLACES_CUDA:
        add_fix(p, "remove-plugin", "remove the plugin's distribution",
                uninstall_command(p, command_of(p, "tensorflow-directml-plugin", NULL)), false,
                "install tensorflow-directml-plugin again");
        break;
    default:
        add_fix(p, "install", "install it", install_command(p, package_to_install(p)), false, NULL);
        break;
    }
}
