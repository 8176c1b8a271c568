/* What a framework finds in a process that used another one before: libraries that are mapped serve
 * whoever asks for their SONAME, wherever he would look himself. */
#include "inspect/beside.h"

#include <string.h>

#include "inspect/framework_look.h"

/* Its process, as far as it came; NULL: it is not known, or nothing was mapped. */
static const Loader *process_of(const FrameworkLook *look, bool opened_libraries)
{
    const Opening *loads =
        look ? fact_get(look->facts, "env", FACT_FRAMEWORK_LOADS)->opening : NULL;
    if (!look || !look->loader || !loads || !opens(loads))
        return NULL;
    return opened_libraries || !look->imported ? look->loader : look->imported;
}

/* Files that it would take if it were alone, where it takes those of the other. */
static void set_taken(const FrameworkLook *look, const Facts *alone)
{
    const Fact *asked = fact_get(alone, "env", FACT_LIBRARIES_ASKED);
    for (size_t i = 0; asked->known == PRESENT && i < asked->texts.count; i++) {
        const char *subject = arena_printf(look->arena, "library/%s", asked->texts.items[i]);
        const Opening *before = fact_get(alone, subject, FACT_LIBRARY_OPENING)->opening;
        const Opening *now = fact_get(look->facts, subject, FACT_LIBRARY_OPENING)->opening;
        if (!before || !now || !opens(before) || !opens(now) || !before->path || !now->path)
            continue;
        const char *other = world_real_path_or_itself(look->world, before->path);
        if (strcmp(other, world_real_path_or_itself(look->world, now->path)) != 0)
            fact_set_text(look->facts, subject, FACT_LIBRARY_INSTEAD_OF, other,
                          "the order of the imports");
    }
}

Facts *framework_facts_beside(Inspection *inspection, Framework first, Framework second,
                              bool opened_libraries)
{
    const FrameworkLook *alone = inspection->looks[second];
    const Loader *process = process_of(inspection->looks[first], opened_libraries);
    if (!process || !alone || !alone->built)
        return NULL;
    FrameworkLook look = *alone;
    look.facts = facts_copy(alone->built);
    look.used_before = process;
    look.opener = NULL;
    look.form->look_at_libraries(&look);
    set_taken(&look, alone->facts);
    fact_set_text(look.facts, "env", FACT_FRAMEWORK, look.form->word, "--framework");
    return look.facts;
}
