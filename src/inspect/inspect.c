#include "inspect/inspect.h"

#include "inspect/framework_look.h"
#include "inspect/keras.h"
#include "inspect/machine.h"
#include "inspect/package_clash.h"
#include "inspect/variables.h"

Inspection *inspection_begin(World *world, const PythonEnvironment *env, const AssumedGpu *assumed)
{
    Inspection *inspection = arena_new_of(world_arena(world), Inspection);
    *inspection = (Inspection){.world = world, .env = env, .assumed = assumed};
    inspection->machine = facts_new(world_arena(world));
    if (env)
        inspection->inventory = inventory_read(world, env);
    inspect_machine(world, inspection->machine);
    if (assumed)
        assume_gpu_facts(inspection->machine, assumed);
    inspect_python(world, env, inspection->machine);
    inspect_variables(world, env, inspection->machine);
    if (env)
        inspect_package_clashes(world, inspection->inventory, inspection->machine);
    inspection->packages_clash = facts_subjects(inspection->machine, "packages/").count > 0;
    return inspection;
}

bool framework_is_installed(Inspection *inspection, Framework framework)
{
    if (!inspection->env || framework >= FRAMEWORK_COUNT)
        return false;
    const FrameworkForm *form = framework_form(framework);
    const char *names[] = {form->package, form->legacy_package};
    for (int i = 0; i < 2 && names[i]; i++)
        if (python_import_path(inspection->world, inspection->env, names[i]).form != IMPORT_NONE)
            return true;
    return false;
}

const char *framework_version(Inspection *inspection, Framework framework)
{
    if (!inspection->inventory || framework >= FRAMEWORK_COUNT)
        return NULL;
    const Distribution *found = distribution_find(inspection->inventory, framework_word(framework));
    return found ? found->version : NULL;
}

/* Without a framework, libcuda.so.1 is what any program would find. */
static void inspect_libcuda_for_anyone(Inspection *inspection, Facts *facts)
{
    Loader *loader = loader_new(inspection->world);
    const char *program = inspection->env ? inspection->env->real_python : NULL;
    if (!program)
        program = "/bin/sh";
    const Opening *start = loader_start(loader, program);
    if (start->result == OPEN_FOUND || start->result == OPEN_LOADED)
        inspect_driver_library(inspection->world, facts,
                               loader_dlopen(loader, "libcuda.so.1", NULL));
    else
        fact_set_unknown(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING,
                         start->because ? start->because : start->error, program);
}

/* A process of another framework, which knows what was read for it; NULL: there is none. */
static const Loader *any_process(const Inspection *inspection)
{
    for (int i = FRAMEWORK_COUNT; i-- > 0;)
        if (inspection->looks[i] && inspection->looks[i]->loader)
            return inspection->looks[i]->loader;
    return NULL;
}

Facts *framework_facts(Inspection *inspection, Framework framework)
{
    const FrameworkForm *form = framework_form(framework);
    Facts **seen = &inspection->seen[framework];
    if (*seen)
        return *seen;
    FrameworkLook *look = arena_new_of(world_arena(inspection->world), FrameworkLook);
    *look = (FrameworkLook){.world = inspection->world,
                            .env = inspection->env,
                            .inventory = inspection->inventory,
                            .facts = facts_copy(inspection->machine),
                            .arena = world_arena(inspection->world),
                            .form = form,
                            .inspection = inspection,
                            .looks_closely = inspection->packages_clash,
                            .known = any_process(inspection)};
    if (form->look_at_backend) {
        form->look_at_backend(look);
    } else {
        inspect_package(look);
        inspect_keras(look->world, look->inventory, look->facts);
    }
    inspection->looks[framework] = look;
    *seen = look->facts;
    return *seen;
}

/* A framework that nobody looked at is unknown with its reason, never silence. */
static void set_not_looked_at(Inspection *inspection, Framework framework, Facts *facts)
{
    if (!inspection->env)
        fact_set_unknown(facts, "env", FACT_FRAMEWORK_PATH, "no Python interpreter was found",
                         "PATH");
    else if (!framework_is_installed(inspection, framework))
        fact_set_absent(facts, "env", FACT_FRAMEWORK_PATH, inspection->env->python);
    else
        fact_set_unknown(facts, "env", FACT_FRAMEWORK_PATH,
                         "it is installed, and this version of whycpu does not judge it",
                         inspection->env->python);
}

Facts *inspect_framework(Inspection *inspection, Framework framework)
{
    bool looked_at = inspection->env && framework_is_judged(framework);
    Facts *facts =
        facts_copy(looked_at ? framework_facts(inspection, framework) : inspection->machine);
    if (framework == FRAMEWORK_NONE)
        fact_set_absent(facts, "env", FACT_FRAMEWORK, "sys.path");
    else
        fact_set_text(facts, "env", FACT_FRAMEWORK, framework_word(framework), "--framework");
    if (framework != FRAMEWORK_NONE && !looked_at)
        set_not_looked_at(inspection, framework, facts);
    if (fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING)->known != PRESENT)
        inspect_libcuda_for_anyone(inspection, facts);
    return facts;
}
