/* Packages for two versions of CUDA in the same place. */
#include <ctype.h>
#include <string.h>

#include "base/path.h"
#include "base/version.h"
#include "diagnose/case.h"

static int first_number(const char *text)
{
    int number;
    return version_read(text, &number, 1) == 1 ? number : 0;
}

/* 12 of "nvidia-cudnn-cu12 9.3.0.75"; 0: none. */
static int cuda_of_package(const char *package)
{
    for (const char *at = strstr(package, "-cu"); at; at = strstr(at + 1, "-cu"))
        if (isdigit((unsigned char)at[3]))
            return first_number(at + 3);
    return 0;
}

static int cuda_of_build(const Case *c)
{
    return first_number(fact_text_or(c->facts, "env", FACT_BUILD_CUDA, "0"));
}

static bool is_foreign(const Case *c, const char *owner)
{
    int cuda = cuda_of_package(owner);
    return cuda && cuda != cuda_of_build(c);
}

static bool is_about_this_build(const Case *c, const char *subject)
{
    const Fact *owners = fact_get(c->facts, subject, FACT_CLASHING_OWNERS);
    for (size_t i = 0; cuda_of_build(c) && i < owners->texts.count; i++)
        if (is_foreign(c, owners->texts.items[i]))
            return true;
    return false;
}

/* ---- Whether the import ends at one of them ---- */

static const Opening *import_of(const Case *c)
{
    return fact_get(c->facts, "env", FACT_FRAMEWORK_LOADS)->opening;
}

/* The owner of the file that lacks a function which the import looks up; NULL: nothing of that. */
static const char *owner_of_culprit(const Case *c)
{
    const Opening *loads = import_of(c);
    Strings subjects = facts_subjects(c->facts, "packages/");
    for (size_t i = 0; loads && loads->missing_from && i < subjects.count; i++) {
        const Fact *files = fact_get(c->facts, subjects.items[i], FACT_CLASHING_FILES);
        const Fact *owners = fact_get(c->facts, subjects.items[i], FACT_CLASHING_OWNERS);
        for (size_t k = 0; k < owners->texts.count && k < files->texts.count; k++)
            if (strcmp(path_name(files->texts.items[k]), path_name(loads->missing_from)) == 0 &&
                is_foreign(c, owners->texts.items[k]))
                return owners->texts.items[k];
    }
    return NULL;
}

static Cause *broken_import(Case *c)
{
    CauseList *causes = &c->judgement->causes;
    for (size_t i = 0; i < causes->count; i++)
        if (causes->items[i].id == CAUSE_FRAMEWORK_BROKEN)
            return &causes->items[i];
    return NULL;
}

/* What lets the import end is a cause, of which "it cannot be loaded" follows. */
static Cause *add_clash(Case *c, Strings names)
{
    const char *owner = owner_of_culprit(c);
    if (!owner || !broken_import(c))
        return add_cause(c, CAUSE_CONFLICTING_CUDA_PACKAGES, EFFECT_PART,
                         say(c, "files of %s were overwritten by the packages for another CUDA",
                             join_names(c, names)));
    broken_import(c)->follows_from = cause_word(CAUSE_CONFLICTING_CUDA_PACKAGES);
    return add_cause(c, CAUSE_CONFLICTING_CUDA_PACKAGES, EFFECT_FAILS,
                     say(c, "%s is of %s, which lacks the function %s that %s needs",
                         path_name(import_of(c)->missing_from), owner, import_of(c)->missing_symbol,
                         c->form->name));
}

/* ---- In words ---- */

static bool is_first_of(Strings owners, size_t which)
{
    for (size_t i = 0; i < which; i++)
        if (strcmp(owners.items[i], owners.items[which]) == 0)
            return false;
    return true;
}

/* "libcudnn.so.9 and 7 more are of nvidia-cudnn-cu12 9.3.0.75" */
static const char *files_of(Case *c, Strings files, Strings owners, size_t which)
{
    const char *owner = owners.items[which], *name = path_name(files.items[which]);
    size_t more = 0;
    for (size_t i = which + 1; i < owners.count && i < files.count; i++)
        more += strcmp(owners.items[i], owner) == 0;
    if (!*owner)
        owner = "one of them, nobody can tell which";
    return more ? say(c, "%s and %zu more are of %s", name, more, owner)
                : say(c, "%s is of %s", name, owner);
}

static void add_evidence(Case *c, Cause *cause, const char *subject)
{
    const Fact *packages = fact_get(c->facts, subject, FACT_CLASHING_PACKAGES);
    const Fact *files = fact_get(c->facts, subject, FACT_CLASHING_FILES);
    const Fact *owners = fact_get(c->facts, subject, FACT_CLASHING_OWNERS);
    for (size_t i = 0; i < packages->texts.count; i++)
        cause_subject(c, cause, packages->texts.items[i]);
    for (size_t i = 0; i < files->texts.count && i < owners->texts.count; i++)
        if (is_first_of(owners->texts, i))
            cause_evidence(c, cause, files_of(c, files->texts, owners->texts, i),
                           files->texts.items[i]);
}

/* One for all of them: one installation has done it. */
void judge_packages(Case *c)
{
    Strings subjects = facts_subjects(c->facts, "packages/"), names = {0};
    for (size_t i = 0; i < subjects.count; i++)
        if (is_about_this_build(c, subjects.items[i]))
            list_add(c->arena, names,
                     say(c, "%s-cu%d", path_name(subjects.items[i]), cuda_of_build(c)));
    if (names.count == 0)
        return;
    Cause *cause = add_clash(c, names);
    for (size_t i = 0; i < subjects.count; i++)
        if (is_about_this_build(c, subjects.items[i]))
            add_evidence(c, cause, subjects.items[i]);
}
