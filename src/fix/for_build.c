/* Fixes of the step `build`. */
#include <string.h>

#include "base/version.h"
#include "fix/known_good.h"
#include "fix/onnxruntime.h"
#include "fix/proposal.h"

#define GPU_PACKAGE "tensorflow[and-cuda]"

static const char *framework(const Proposal *p)
{
    const char *word = deciding_framework(&p->judgement->target);
    return word ? word : "tensorflow";
}

static const char *package_to_install(const Proposal *p)
{
    const FrameworkForm *form = form_of(p);
    bool has_gpu_part = form == &JAX_FORM || form == &ONNXRUNTIME_FORM;
    return strcmp(framework(p), "tensorflow") == 0 ? GPU_PACKAGE
           : has_gpu_part                          ? form->install
                                                   : framework(p);
}

/* The same release with CUDA: a defect of its search is mended by the link that comes next. */
static const char *gpu_package(Proposal *p)
{
    const char *version = deciding_version(&p->judgement->target);
    if (form_of(p) == &ONNXRUNTIME_FORM)
        return onnxruntime_gpu(p);
    if (form_of(p) != &TENSORFLOW_FORM)
        return version ? words(p, "%s==%s", form_of(p)->install, version) : form_of(p)->install;
    if (version && version_is_before(version, FIRST_WITH_EXTRA))
        return GPU_PACKAGE ">=" FIRST_WITH_EXTRA WITHOUT_DEFECTS;
    return version ? words(p, GPU_PACKAGE "==%s", version) : GPU_PACKAGE;
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
    add_fix(p, id, says, install_command(p, gpu_package(p)), false, NULL);
    if (good)
        add_alternative(p, id, "install another release, whose search is whole",
                        install_command(p, good), false, NULL);
    if (form_of(p) == &ONNXRUNTIME_FORM)
        then_preload_in_program(p);
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

/* Of the release of JAX itself: a newer one does not fit it. */
static Strings reinstall_half(Proposal *p, const char *name)
{
    const char *version = deciding_version(&p->judgement->target);
    return reinstall_command(p, version ? words(p, "%s==%s", name, version) : name);
}

/* The plugin for CUDA is missing, or a part of it, which only another installation brings back. */
static void gpu_plugin(Proposal *p)
{
    if (fact_get(p->facts, "env", FACT_BUILD_CUDA)->known == PRESENT) {
        add_fix(p, "reinstall-plugin", "install one half of the plugin again",
                reinstall_half(p, "jax-cuda12-plugin"), false, NULL);
        add_fix(p, "reinstall-plugin-library", "and the other half",
                reinstall_half(p, "jax-cuda12-pjrt"), false, NULL);
        return;
    }
    add_fix(p, "install-plugin", "install the plugin for CUDA of the same release",
            install_command(p, gpu_package(p)), false, NULL);
}

static void gpu_build(Proposal *p)
{
    if (form_of(p) == &JAX_FORM) {
        gpu_plugin(p);
        return;
    }
    Strings names = {0};
    if (p->cause->subjects.count)
        list_add(p->arena, names, name_of(p, p->cause->subjects.items[0]));
    if (names.count && strcmp(names.items[0], "tensorflow") == 0) {
        add_fix(p, "other-platform",
                "the wheel of this platform has no CUDA; on Linux x86-64 it has. NVIDIA's "
                "container images have one for aarch64",
                (Strings){0}, false, NULL);
        return;
    }
    /* A log may tell that it is one, and not the name of its package. */
    if (names.count)
        add_fix(p, "remove-cpu-build", "remove the build without CUDA", uninstall_command(p, names),
                false, install_again(p));
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
        add_fix(p, "reinstall", "install it again",
                reinstall_command(p, form_of(p) == &ONNXRUNTIME_FORM ? onnxruntime_installed(p)
                                                                     : framework(p)),
                false, NULL);
        break;
    case CAUSE_PYTHON_VERSION_NO_WHEEL:
        add_fix(p, "other-python", "make an environment with a Python that has wheels",
                command_of(p, "uv", "venv", "--python", "3.12", ".venv", NULL), false,
                "rm -r .venv");
        break;
    case CAUSE_ROCM_WRONG_PACKAGE:
        add_fix(p, "right-vendor", "install the build for this vendor's GPU",
                install_command(p, is_yes(fact_is_flag(p->facts, "env", FACT_BUILD_IS_ROCM))
                                       ? GPU_PACKAGE
                                       : "tensorflow-rocm"),
                false, NULL);
        break;
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
