#include "fix/proposal.h"

#include <stdarg.h>
#include <string.h>

const FrameworkForm *form_of(const Proposal *p)
{
    const char *word = deciding_framework(&p->judgement->target);
    Framework framework;
    bool known = word && framework_by_word(word, &framework) && framework != FRAMEWORK_KERAS;
    return known ? framework_form(framework) : &TENSORFLOW_FORM;
}

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
    Fix fix = {.id = id, .says = says, .command = command, .needs_root = needs_root, .undo = undo};
    fix.by = needs_root ? BY_ROOT : BY_USER;
    list_add(p->arena, p->cause->fixes, fix);
}

void add_alternative(Proposal *p, const char *id, const char *says, Strings command,
                     bool needs_root, const char *undo)
{
    bool first = p->cause->fixes.count == 0;
    add_fix(p, id, says, command, needs_root, undo);
    p->cause->fixes.items[p->cause->fixes.count - 1].alternative = !first;
}

void add_edit(Proposal *p, EditKind kind, const char *path, const char *text)
{
    Fix *fix = &p->cause->fixes.items[p->cause->fixes.count - 1];
    list_add(p->arena, fix->edits, (Edit){kind, path, text});
}

void weigh(Proposal *p, Invasiveness invasiveness, const char *survives)
{
    Fix *fix = &p->cause->fixes.items[p->cause->fixes.count - 1];
    fix->invasiveness = (int)invasiveness;
    fix->survives = survives;
}
