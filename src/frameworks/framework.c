#include "frameworks/framework.h"

#include <string.h>

#define FORM_IN_TABLE(NAME, word) [FRAMEWORK_##NAME] = &NAME##_FORM,
static const FrameworkForm *const FORMS[FRAMEWORK_COUNT] = {
    FRAMEWORKS(FORM_IN_TABLE, FORM_IN_TABLE, FORM_IN_TABLE)};

const FrameworkForm *framework_form(Framework framework)
{
    return framework < FRAMEWORK_COUNT ? FORMS[framework] : NULL;
}

const char *framework_word(Framework framework)
{
    const FrameworkForm *form = framework_form(framework);
    return form ? form->word : NULL;
}

bool framework_by_word(const char *word, Framework *framework)
{
    for (int i = 0; i < FRAMEWORK_COUNT; i++) {
        if (strcmp(FORMS[i]->word, word) == 0) {
            *framework = (Framework)i;
            return true;
        }
    }
    return false;
}

const char *framework_display_name(const char *word)
{
    Framework framework;
    return framework_by_word(word, &framework) ? FORMS[framework]->name : word;
}

bool framework_is_judged(Framework framework)
{
    const FrameworkForm *form = framework_form(framework);
    return form && (form->look_at_build || form->look_at_backend);
}

Checkpoint usual_check(StepId step)
{
    switch (step) {
    case STEP_GPU:
    case STEP_KERNEL_DRIVER:
    case STEP_DEVICE_ACCESS: return CHECK_CUINIT;
    case STEP_DRIVER_LIBRARY: return CHECK_LIBCUDA;
    case STEP_BUILD: return CHECK_BUILD;
    case STEP_LIBRARIES: return CHECK_LIBRARIES;
    case STEP_ARCHITECTURE: return CHECK_ARCHITECTURES;
    case STEP_VISIBILITY:
    case STEP_AVAILABILITY:
    case STEP_PROGRAM:
    case STEP_COUNT: break;
    }
    return CHECK_DEVICES;
}

const CauseRule *cause_rule(const FrameworkForm *form, CauseId cause)
{
    for (int i = 0; i < form->rule_count; i++)
        if (form->rules[i].cause == cause)
            return &form->rules[i];
    return NULL;
}

static int place_of(const FrameworkForm *form, Checkpoint check)
{
    int place = 0;
    while (form->checks[place] != CHECK_COUNT && form->checks[place] != check)
        place++;
    return place;
}

bool check_comes_before(const FrameworkForm *form, Checkpoint one, Checkpoint other)
{
    return place_of(form, one) < place_of(form, other);
}

static bool claims(const FrameworkForm *form, const char *variable)
{
    for (int i = 0; form->variables && form->variables[i]; i++)
        if (strcmp(form->variables[i], variable) == 0)
            return true;
    return false;
}

bool framework_reads_variable(const FrameworkForm *form, const char *variable)
{
    bool claimed = false;
    for (int i = 0; i < FRAMEWORK_COUNT; i++)
        claimed = claimed || claims(FORMS[i], variable);
    return !claimed || claims(form, variable);
}
