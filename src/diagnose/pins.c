/* Packages of which two frameworks ask for versions that exclude each other. */
#include <string.h>

#include "diagnose/case.h"

enum { NAMES_TOLD = 3 };

/* "nvidia-nccl-cu12" of "nvidia-nccl-cu12 2.26.2". */
static const char *before(Case *c, const char *text, char end)
{
    return text_copy(c->arena, text_part(text_of(text), 0, text_find(text_of(text), end)));
}

static const char *behind(const char *text, const char *mark)
{
    const char *found = strstr(text, mark);
    return found ? found + strlen(mark) : "";
}

/* "; nvidia-cublas-cu12 and 2 more likewise" */
static const char *the_others(Case *c, Strings packages)
{
    Strings names = {0};
    size_t others = packages.count - 1, told = others > NAMES_TOLD + 1 ? NAMES_TOLD : others;
    if (others == 0)
        return "";
    for (size_t i = 1; i <= told; i++)
        list_add(c->arena, names, before(c, packages.items[i], ' '));
    if (told < others)
        list_add(c->arena, names, say(c, "%zu more", others - told));
    return say(c, "; likewise %s", join_names(c, names));
}

static void note_pair(Case *c, const char *subject)
{
    const Fact *packages = fact_get(c->facts, subject, FACT_PULLED_PACKAGES);
    const Fact *one = fact_get(c->facts, subject, FACT_PULLED_BY_ONE);
    const Fact *other = fact_get(c->facts, subject, FACT_PULLED_BY_OTHER);
    if (packages->texts.count == 0 || one->texts.count == 0 || other->texts.count == 0)
        return;
    add_note(c, say(c, "%s asks for %s and %s for %s: no version is both; %s is installed%s",
                    before(c, one->texts.items[0], ':'), behind(one->texts.items[0], ": "),
                    before(c, other->texts.items[0], ':'), behind(other->texts.items[0], ": "),
                    behind(packages->texts.items[0], " "), the_others(c, packages->texts)));
}

void judge_pins(Case *c)
{
    Strings subjects = facts_subjects(c->facts, "pins/");
    for (size_t i = 0; i < subjects.count; i++)
        note_pair(c, subjects.items[i]);
}
