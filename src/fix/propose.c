#include "fix/propose.h"

#include <stdarg.h>
#include <string.h>

#include "fix/proposal.h"

const char *words(Proposal *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(p->arena, format, arguments);
    va_end(arguments);
    return text;
}

Strings command_of(Proposal *p, const char *first, ...)
{
    Strings command = {0};
    va_list rest;
    va_start(rest, first);
    for (const char *word = first; word; word = va_arg(rest, const char *))
        list_add(p->arena, command, word);
    va_end(rest);
    return command;
}

void add_fix(Proposal *p, const char *id, const char *says, Strings command, bool needs_root,
             const char *undo)
{
    list_add(p->arena, p->cause->fixes, (Fix){id, says, command, needs_root, undo});
}

const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const char *python(const Proposal *p)
{
    return p->judgement->target.python ? p->judgement->target.python : "python3";
}

/* uv environments have no pip of their own; conda's packages are not pip's to change. */
static Strings manager(Proposal *p, const char *verb, const char *option)
{
    const char *installer = fact_text_or(p->facts, "env", FACT_FRAMEWORK_INSTALLER, "pip");
    Strings command;
    if (strcmp(installer, "uv") == 0)
        command = command_of(p, "uv", "pip", verb, "--python", python(p), NULL);
    else if (strcmp(installer, "conda") == 0 && p->judgement->target.prefix)
        command = command_of(p, "conda", verb, "--prefix", p->judgement->target.prefix, NULL);
    else
        command = command_of(p, python(p), "-m", "pip", verb, NULL);
    if (option)
        list_add(p->arena, command, option);
    return command;
}

Strings install_command(Proposal *p, const char *package)
{
    Strings command = manager(p, "install", NULL);
    list_add(p->arena, command, package);
    return command;
}

Strings reinstall_command(Proposal *p, const char *package)
{
    const char *installer = fact_text_or(p->facts, "env", FACT_FRAMEWORK_INSTALLER, "pip");
    Strings command =
        manager(p, "install", strcmp(installer, "uv") == 0 ? "--reinstall" : "--force-reinstall");
    if (strcmp(installer, "conda") != 0)
        list_add(p->arena, command, "--no-deps");
    list_add(p->arena, command, package);
    return command;
}

Strings uninstall_command(Proposal *p, Strings packages)
{
    const char *installer = fact_text_or(p->facts, "env", FACT_FRAMEWORK_INSTALLER, "pip");
    Strings command = manager(p, "uninstall", strcmp(installer, "pip") == 0 ? "--yes" : NULL);
    for (size_t i = 0; i < packages.count; i++)
        list_add(p->arena, command, packages.items[i]);
    return command;
}

static void propose(const Facts *facts, const Judgement *judgement, Cause *cause)
{
    Proposal p = {facts_arena(facts), facts, judgement, cause};
    switch (cause_step(cause->id)) {
    case STEP_BUILD: propose_for_build(&p); break;
    case STEP_LIBRARIES: propose_for_libraries(&p); break;
    case STEP_VISIBILITY:
    case STEP_ARCHITECTURE:
    case STEP_AVAILABILITY:
    case STEP_PROGRAM: propose_for_the_rest(&p); break;
    default: propose_for_machine(&p); break;
    }
    if (cause->follows_from)
        cause->fixes.count = 0;
}

void propose_fixes(const Facts *facts, Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        propose(facts, judgement, &judgement->causes.items[i]);
    for (size_t i = 0; i < judgement->findings.count; i++)
        propose(facts, judgement, &judgement->findings.items[i]);
}
