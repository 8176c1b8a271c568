/* Is the framework that this Python would import there, and a build for this GPU's vendor? */
#include "diagnose/case.h"

#include <stdio.h>
#include <string.h>

#include "base/path.h"

static const char *framework(const Case *c)
{
    const char *word = deciding_framework(&c->judgement->target);
    return word ? word : "the framework";
}

static bool has_gpu_of(const Case *c, const char *vendor)
{
    Strings gpus = facts_subjects(c->facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++)
        if (is_yes(fact_is_text(c->facts, gpus.items[i], FACT_GPU_VENDOR, vendor)))
            return true;
    return false;
}

const char *missing_package(const Case *c)
{
    const char *word = framework(c);
    return c->judgement->target.runs_on && strcmp(word, "numpy") == 0 ? "scipy" : word;
}

/* The framework was named and is not there: which of the reasons for that? */
static void not_installed(Case *c)
{
    const Fact *path = fact_get(c->facts, "env", FACT_FRAMEWORK_PATH);
    const Fact *elsewhere = fact_get(c->facts, "env", FACT_FRAMEWORK_ELSEWHERE);
    const Fact *wheels = fact_get(c->facts, "env", FACT_PYTHON_HAS_WHEELS);
    const char *version = c->judgement->target.python_version;
    const char *name = missing_package(c);
    Cause *cause;
    if (elsewhere->known == PRESENT && elsewhere->texts.count) {
        cause = add_cause(
            c, CAUSE_WRONG_PYTHON_ENV, EFFECT_FAILS,
            say(c, "%s is not installed in this Python environment, but in another", name));
        for (size_t i = 0; i < elsewhere->texts.count; i++) {
            cause_subject(c, cause, elsewhere->texts.items[i]);
            cause_evidence(c, cause, "it is installed here", elsewhere->texts.items[i]);
        }
    } else if (wheels->known == PRESENT && !wheels->flag) {
        cause = add_cause(c, CAUSE_PYTHON_VERSION_NO_WHEEL, EFFECT_FAILS,
                          say(c, "no wheel of %s was made for Python %s", name,
                              version ? version : "of this version"));
        cause_subject(c, cause, version ? version : "python");
        cause_evidence(c, cause, say(c, "this is Python %s", version ? version : "?"),
                       wheels->source);
    } else {
        cause = add_cause(c, CAUSE_FRAMEWORK_NOT_INSTALLED, EFFECT_FAILS,
                          say(c, "%s is not installed in this Python environment", name));
        cause_subject(c, cause, name);
    }
    cause_evidence(c, cause, say(c, "no directory of sys.path has %s", name), path->source);
    c->fails_at[CHECK_IMPORT] = true;
}

static bool is_python(const char *path)
{
    size_t length = path ? strlen(path) : 0;
    return length > 3 && strcmp(path + length - 3, ".py") == 0;
}

static void import_fails(Case *c, const Opening *loads)
{
    Cause *cause = add_cause(
        c, CAUSE_FRAMEWORK_BROKEN, EFFECT_FAILS,
        is_python(loads->fails_on)
            ? say(c, "packages of %s do not go together, and it says so at import", framework(c))
            : say(c, "the extension module of %s cannot be loaded", framework(c)));
    cause_subject(c, cause, loads->fails_on ? loads->fails_on : loads->name);
    cause->fails_on = loads->fails_on;
    cause_evidence(c, cause,
                   loads->error                    ? loads->error
                   : loads->result == OPEN_CRASHES ? "the process dies while it is mapped"
                                                   : "it does not load",
                   loads->name);
    c->fails_at[CHECK_IMPORT] = true;
}

static const char *owners_sentence(Case *c, Strings owners)
{
    return say(c, "%s were installed over each other", join_names(c, owners));
}

/* What stands on the disk decides: the last one that was installed. */
static void conflicting_packages(Case *c, const Fact *owners, bool gpu_build)
{
    Cause *cause = add_cause(c, CAUSE_CONFLICTING_TF_PACKAGES, gpu_build ? EFFECT_PART : EFFECT_CPU,
                             owners_sentence(c, owners->texts));
    for (size_t i = 0; i < owners->texts.count; i++)
        cause_subject(c, cause, owners->texts.items[i]);
    cause_evidence(c, cause,
                   gpu_build ? "the files of the GPU build are the ones in place"
                             : "the files in place are those of a build without CUDA",
                   owners->source);
}

static void cpu_only(Case *c, const Fact *is_cuda, bool certain)
{
    const Fact *owners = fact_get(c->facts, "env", FACT_FRAMEWORK_OWNERS);
    const char *name =
        owners->known == PRESENT && owners->texts.count ? owners->texts.items[0] : framework(c);
    const char *is = c->form->without_cuda ? c->form->without_cuda : "is a build without CUDA";
    Cause *cause = add_cause(c, CAUSE_CPU_ONLY_BUILD, EFFECT_CPU, say(c, "%s %s", name, is));
    cause_subject(c, cause, name);
    cause_evidence(c, cause, c->form->words_without_cuda, is_cuda->source);
    cause->certain = certain; /* neither ROCm nor two packages */
}

static void wrong_vendor(Case *c, const char *says, const Fact *proof)
{
    Cause *cause = add_cause(c, CAUSE_ROCM_WRONG_PACKAGE, EFFECT_CPU, says);
    cause_subject(c, cause, framework(c));
    cause_evidence(c, cause, says, proof->source);
}

static bool takes_gpu_for_sure(const char *plugin)
{
    return strstr(plugin, "tfdml") != NULL;
}

/* It may bring a device of its own, with which a build without CUDA uses a GPU. */
static bool has_other_plugin(const Fact *plugins)
{
    for (size_t i = 0; plugins->known == PRESENT && i < plugins->texts.count; i++)
        if (!takes_gpu_for_sure(plugins->texts.items[i]))
            return true;
    return false;
}

static void judge_plugins(Case *c, const Fact *plugins)
{
    for (size_t i = 0; plugins->known == PRESENT && i < plugins->texts.count; i++) {
        const char *path = plugins->texts.items[i];
        if (takes_gpu_for_sure(path)) {
            Cause *cause =
                add_cause(c, CAUSE_GPU_PLUGIN_REPLACES_CUDA, EFFECT_CPU,
                          say(c, "the plugin %s takes the place of the CUDA device", path));
            cause_subject(c, cause, path);
            cause_evidence(c, cause, "a pluggable device of type GPU outranks CUDA's", path);
        } else {
            step_unknown(c, STEP_BUILD, say(c, "whether the plugin %s takes the name GPU", path),
                         "that is known only when it runs");
        }
    }
}

static const char *build_words(Case *c)
{
    const char *cuda = fact_text_or(c->facts, "env", FACT_BUILD_CUDA, NULL);
    const char *cudnn = fact_text_or(c->facts, "env", FACT_BUILD_CUDNN, NULL);
    if (cuda && cudnn)
        return say(c, "CUDA %s, cuDNN %s", cuda, cudnn);
    return cuda ? say(c, "CUDA %s", cuda) : "built with CUDA";
}

static void judge_vendor(Case *c)
{
    const Fact *is_cuda = fact_get(c->facts, "env", FACT_BUILD_IS_CUDA);
    const Fact *is_rocm = fact_get(c->facts, "env", FACT_BUILD_IS_ROCM);
    const Fact *owners = fact_get(c->facts, "env", FACT_FRAMEWORK_OWNERS);
    const Fact *plugins = fact_get(c->facts, "env", FACT_DEVICE_PLUGINS);
    bool rocm = is_yes(fact_is_flag(c->facts, "env", FACT_BUILD_IS_ROCM));
    bool cuda = is_yes(fact_is_flag(c->facts, "env", FACT_BUILD_IS_CUDA));
    if (is_cuda->known == UNKNOWN) {
        step_unknown(c, STEP_BUILD, say(c, "whether %s was built with CUDA", framework(c)),
                     say(c, "%s: %s", is_cuda->source, is_cuda->because));
        if (c->form->build_command)
            add_need(c, "how it was built", c->form->build_command);
        return;
    }
    set_step(c, STEP_BUILD, STEP_OK, build_words(c));
    step_evidence(c, STEP_BUILD, build_words(c), is_cuda->source);
    const Fact *differs = fact_get(c->facts, "env", FACT_PLUGIN_DIFFERS);
    if (differs->known == PRESENT)
        add_note(c, differs->text);
    bool other_device = !cuda && has_other_plugin(plugins);
    if (owners->known == PRESENT && owners->texts.count > 1 && !other_device)
        conflicting_packages(c, owners, cuda || rocm);
    if (!is_no(is_rocm_on_amd(c)))
        step_unknown(c, STEP_BUILD, "whether this build for ROCm uses the AMD GPU",
                     "this version of whycpu judges builds for CUDA");
    else if (rocm)
        wrong_vendor(c, "this build is for AMD's ROCm", is_rocm);
    else if (!cuda && !other_device && !has_cause(c, CAUSE_CONFLICTING_TF_PACKAGES))
        cpu_only(c, is_cuda, is_rocm->known != UNKNOWN && owners->known != UNKNOWN);
    else if (cuda && has_gpu_of(c, "amd") && step_status(c, STEP_GPU) == STEP_BROKEN)
        wrong_vendor(c, "this build is for CUDA, and the GPU is AMD's", is_cuda);
    judge_plugins(c, plugins);
}

/* The same file may be named through the directory of the object that asks:
 * "torch/lib/../../nvidia". */
static bool names_same_file(Case *c, const char *one, const char *other)
{
    return strcmp(path_normal(c->arena, "/", one), path_normal(c->arena, "/", other)) == 0;
}

/* What the import needs and cannot have is one of CUDA's libraries: the next step names it. */
static bool is_told_by_libraries(Case *c, const Opening *loads)
{
    const Fact *asked = fact_get(c->facts, "env", FACT_LIBRARIES_ASKED);
    for (size_t i = 0; asked->known == PRESENT && i < asked->texts.count; i++) {
        const Fact *one =
            fact_get(c->facts, say(c, "library/%s", asked->texts.items[i]), FACT_LIBRARY_OPENING);
        const Opening *opening = one->known == PRESENT ? one->opening : NULL;
        if (opening && !opens(opening) && opening->fails_on && loads->fails_on &&
            names_same_file(c, opening->fails_on, loads->fails_on))
            return true;
    }
    return false;
}

static void judge_import(Case *c)
{
    const Fact *loads = fact_get(c->facts, "env", FACT_FRAMEWORK_LOADS);
    bool known = loads->known == PRESENT && loads->opening->result != OPEN_UNKNOWN;
    if (!known)
        step_unknown(c, STEP_BUILD, say(c, "whether %s can be imported", framework(c)),
                     loads->known == PRESENT ? loads->opening->because : loads->because);
    else if (!opens(loads->opening) && !is_told_by_libraries(c, loads->opening))
        import_fails(c, loads->opening);
}

void judge_build(Case *c)
{
    const Fact *named = fact_get(c->facts, "env", FACT_FRAMEWORK);
    const Fact *path = fact_get(c->facts, "env", FACT_FRAMEWORK_PATH);
    if (named->known == ABSENT) {
        set_step(c, STEP_BUILD, STEP_NOT_APPLICABLE, "no framework is installed here");
        add_need(c, "which environment is meant", "whycpu --all");
        return;
    }
    if (named->known == UNKNOWN) {
        step_unknown(c, STEP_BUILD, "which framework is meant", named->because);
        return;
    }
    if (keras_decides(c))
        return;
    if (path->known == ABSENT) {
        not_installed(c);
        return;
    }
    if (path->known == UNKNOWN) {
        step_unknown(c, STEP_BUILD, say(c, "whether %s would use the GPU", framework(c)),
                     path->because);
        if (!c->judgement->target.python)
            add_need(c, "which interpreter is meant", "whycpu --python PATH");
        return;
    }
    judge_vendor(c);
    judge_import(c);
}
