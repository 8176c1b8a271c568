#include "changes/target.h"

Target target_of(Inspection *inspection, Framework framework, const Facts *facts)
{
    const PythonEnvironment *env = inspection->env;
    Target target = {
        .kind = "environment",
        .framework = framework_word(framework),
        .root = world_root(inspection->world),
    };
    const char *version = fact_text_or(facts, "env", FACT_FRAMEWORK_VERSION, NULL);
    if (framework == FRAMEWORK_KERAS) {
        target.version = fact_text_or(facts, "env", FACT_KERAS_VERSION, NULL);
        target.runs_on = fact_text_or(facts, "env", FACT_KERAS_BACKEND, NULL);
        target.runs_on_version = version;
    } else {
        target.version = version ? version : framework_version(inspection, framework);
    }
    if (env) {
        target.python = env->python;
        target.prefix = env->prefix;
        target.python_version = env->version;
        target.chosen_because = env->chosen_because;
        target.other_python = env->other_python;
    }
    return target;
}
