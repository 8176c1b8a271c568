#include "fix/framework_fixes.h"

#include <string.h>

#include "base/version.h"

#define FIXES_IN_TABLE(NAME, word) [FRAMEWORK_##NAME] = &NAME##_FIXES,
#define KERAS_FIXES                TENSORFLOW_FIXES

static const FrameworkFixes *const FIXES[FRAMEWORK_COUNT] = {
    FRAMEWORKS(FIXES_IN_TABLE, FIXES_IN_TABLE, FIXES_IN_TABLE)};

const FrameworkFixes *fixes_of(const Proposal *p)
{
    Framework framework = FRAMEWORK_TENSORFLOW;
    framework_by_word(form_of(p)->word, &framework);
    return FIXES[framework];
}

const char *driver_version(const Proposal *p)
{
    return fact_text_or(p->facts, "machine", FACT_NVIDIA_MODULE, NULL);
}

bool driver_is_before(const Proposal *p, const char *version)
{
    const char *driver = driver_version(p);
    return driver && version_is_before(driver, version);
}

const char *public_version(Proposal *p)
{
    const char *version = deciding_version(&p->judgement->target);
    return version ? words(p, "%.*s", (int)strcspn(version, "+"), version) : NULL;
}

const char *of_release(Proposal *p, const char *name, const char *version)
{
    return version ? words(p, "%s==%s", name, version) : name;
}

const char *of_this_release(Proposal *p, const char *name)
{
    return of_release(p, name, public_version(p));
}

/* "torch 2.9.1+cu128" → "torch==2.9.1+cu128", where one distribution owns the package; NULL else.
 */
static const char *owner(Proposal *p)
{
    const Fact *owners = fact_get(p->facts, "env", FACT_FRAMEWORK_OWNERS);
    if (owners->known != PRESENT || owners->texts.count != 1)
        return NULL;
    const char *one = owners->texts.items[0];
    size_t name = strcspn(one, " ");
    bool has_version = one[name] && strcmp(one + name, " ?") != 0;
    return has_version ? words(p, "%.*s==%s", (int)name, one, one + name + 1) : NULL;
}

/* Releases with a "+" are in no common index: PyTorch keeps one of its own for each CUDA. */
Strings again_command(Proposal *p, const char *otherwise)
{
    const char *requirement = owner(p), *local = requirement ? strchr(requirement, '+') : NULL;
    Strings command =
        reinstall_command(p, requirement ? requirement : of_this_release(p, otherwise));
    if (!local || form_of(p) != &TORCH_FORM)
        return command;
    list_add(p->arena, command, "--index-url");
    list_add(p->arena, command, words(p, "https://download.pytorch.org/whl/%s", local + 1));
    return command;
}

int tenths_of_gpu(Proposal *p)
{
    const char *pci = p->cause->subjects.count ? p->cause->subjects.items[0] : "";
    const char *text =
        fact_text_or(p->facts, words(p, "gpu/%s", pci), FACT_GPU_COMPUTE_CAPABILITY, "");
    int parts[2];
    return version_read(text, parts, 2) == 2 ? parts[0] * 10 + parts[1] : 0;
}
