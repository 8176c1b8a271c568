/* Fixes that only Keras has: a backend that is there, another keras.json. */
#include <string.h>

#include "fix/proposal.h"

static void choose(Proposal *p, const char *backend)
{
    const char *says =
        words(p, "let Keras run on %s, for one start", framework_display_name(backend));
    add_alternative(
        p, "choose-backend", says,
        command_of(p, "env", words(p, "KERAS_BACKEND=%s", backend), "python", "PROGRAM.py", NULL),
        false, NULL);
    weigh(p, INVADES_ONE_START, NULL);
}

/* Those that are installed; a log does not tell them, and Keras's own default is TensorFlow. */
static void choose_another(Proposal *p)
{
    const Fact *others = fact_get(p->facts, "env", FACT_OTHER_FRAMEWORKS);
    for (size_t i = 0; others->known == PRESENT && i < others->texts.count; i++)
        choose(p, others->texts.items[i]);
    if (others->known != PRESENT)
        choose(p, "tensorflow");
    p->cause->check_yourself = "python -c 'import keras; print(keras.backend.backend())'";
}

static void put_file_away(Proposal *p)
{
    const char *path = p->cause->subjects.items[0];
    add_fix(p, "new-keras-json", "put the file away; Keras writes a new one with its defaults",
            command_of(p, "mv", path, words(p, "%s.old", path), NULL), false,
            words(p, "mv %s.old %s", path, path));
    add_edit(p, EDIT_AWAY, path, NULL);
    p->cause->check_yourself = words(p, "cat %s", path);
}

static void install_backend(Proposal *p, const char *backend)
{
    Framework framework;
    const char *package = framework_by_backend(backend, &framework)
                              ? framework_form(framework)->install
                          : strcmp(backend, "numpy") == 0 ? "scipy"
                                                          : backend;
    add_alternative(p, "install", words(p, "install %s", package), install_command(p, package),
                    false, NULL);
}

bool propose_for_keras(Proposal *p)
{
    const Target *target = &p->judgement->target;
    const Strings *subjects = &p->cause->subjects;
    bool of_file = subjects->count && strstr(subjects->items[0], "keras.json");
    if (p->cause->id == CAUSE_KERAS_BACKEND_NOT_TF)
        choose_another(p);
    else if (p->cause->id == CAUSE_FRAMEWORK_BROKEN && target->runs_on && of_file)
        put_file_away(p);
    else if (p->cause->id == CAUSE_FRAMEWORK_NOT_INSTALLED && target->runs_on) {
        choose_another(p);
        install_backend(p, target->runs_on);
    } else
        return false;
    return true;
}
