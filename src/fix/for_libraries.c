/* Fixes of the step `libraries`. */
#include <string.h>

#include "base/path.h"
#include "fix/library.h"

const Fact *library_fact(Proposal *p, const char *name, FactName fact)
{
    return fact_get(p->facts, words(p, "library/%s", name), fact);
}

const char *missing_name(const Proposal *p)
{
    return p->cause->fails_on         ? path_name(p->cause->fails_on)
           : p->cause->subjects.count ? p->cause->subjects.items[0]
                                      : "";
}

/* What LD_LIBRARY_PATH is without this directory; NULL when it is not in it. */
static const char *path_without(Proposal *p, const char *directory)
{
    const char *value = fact_text_or(p->facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE, "");
    const char *rest = NULL;
    bool more, is_in_it = false;
    Text left = text_of(value);
    for (Text part = text_next(&left, ':', &more); more; part = text_next(&left, ':', &more)) {
        if (text_is(part, directory)) {
            is_in_it = true;
            continue;
        }
        const char *kept = text_copy(p->arena, part);
        rest = rest ? words(p, "%s:%s", rest, kept) : kept;
    }
    return !is_in_it ? NULL : rest ? rest : "";
}

/* It comes before the right one by a variable: installing anything does not help. */
static bool pass_damaged_by(Proposal *p)
{
    bool is_path = p->cause->fails_on && p->cause->fails_on[0] == '/';
    const char *directory = is_path ? path_parent(p->arena, p->cause->fails_on) : "";
    const char *rest = is_path ? path_without(p, directory) : NULL;
    if (!rest)
        return false;
    add_fix(
        p, "shorter-path",
        words(p, "start it without %s in LD_LIBRARY_PATH, where the damaged file lies", directory),
        *rest ? command_of(p, "env", words(p, "LD_LIBRARY_PATH=%s", rest), "python", "PROGRAM.py",
                           NULL)
              : command_of(p, "env", "-u", "LD_LIBRARY_PATH", "python", "PROGRAM.py", NULL),
        false, NULL);
    return true;
}

static void put_damaged_away(Proposal *p)
{
    bool is_path = p->cause->fails_on && p->cause->fails_on[0] == '/';
    add_alternative(p, "remove-damaged",
                    "remove the damaged file, or the directory from the search path, so that the "
                    "search goes on",
                    is_path ? command_of(p, "mv", p->cause->fails_on, "/tmp/", NULL) : (Strings){0},
                    false, is_path ? "move it back" : NULL);
    if (is_path)
        add_edit(p, EDIT_AWAY, p->cause->fails_on, NULL);
}

static void replace_damaged(Proposal *p)
{
    if (pass_damaged_by(p)) {
        put_damaged_away(p);
        return;
    }
    for (size_t i = 0; i < p->cause->subjects.count; i++) {
        const char *name = i == 0 ? missing_name(p) : p->cause->subjects.items[i];
        const char *package = package_of(p, name);
        if (!package)
            continue;
        add_fix(p, "reinstall-package", "install the package of the damaged file again",
                reinstall_command(p, wanted_release(p, name, package)), false, NULL);
        foresee(p, name);
    }
    if (!p->cause->fixes.count)
        put_damaged_away(p);
}

static const Opening *opening_of_subject(Proposal *p)
{
    const char *name = p->cause->subjects.count ? p->cause->subjects.items[0] : "";
    const Fact *fact = library_fact(p, name, FACT_LIBRARY_OPENING);
    return fact->known == PRESENT ? fact->opening : NULL;
}

static bool came_by_variable(const Opening *opening)
{
    for (size_t i = 0; opening && opening->missing_from && i < opening->tried.count; i++)
        if (opening->tried.items[i].outcome == TRY_OPENED &&
            opening->tried.items[i].rule == RULE_LD_LIBRARY_PATH &&
            strcmp(opening->tried.items[i].path, opening->missing_from) == 0)
            return true;
    return false;
}

/* Entries of LD_PRELOAD stand between blanks or colons (ld.so(8)). */
static bool is_preloaded(Proposal *p, const char *file)
{
    const char *rest = fact_text_or(p->facts, "variable/LD_PRELOAD", FACT_VARIABLE_VALUE, "");
    while (file && *rest) {
        size_t length = strcspn(rest, " :");
        const char *entry = arena_copy(p->arena, rest, length);
        if (length && strcmp(path_name(entry), path_name(file)) == 0)
            return true;
        rest += length + (rest[length] != '\0');
    }
    return false;
}

/* A variable that brings one of the two in, which no installation can help. */
static void leave_variable_out(Proposal *p, const Opening *opening)
{
    if (came_by_variable(opening))
        add_fix(p, "unset-ld-library-path",
                "start it without LD_LIBRARY_PATH, which brings the other release in",
                command_of(p, "env", "-u", "LD_LIBRARY_PATH", "python", "PROGRAM.py", NULL), false,
                NULL);
    if (opening && (is_preloaded(p, opening->missing_from) || is_preloaded(p, opening->fails_on)))
        add_alternative(
            p, "unset-ld-preload", "start it without LD_PRELOAD, which brings the other release in",
            command_of(p, "env", "-u", "LD_PRELOAD", "python", "PROGRAM.py", NULL), false, NULL);
}

/* Of one package, whose files were replaced: the release that is recorded brings both again. */
static bool are_of_one_package(const Opening *opening, const char *user)
{
    const char *giver = opening && opening->missing_from ? path_name(opening->missing_from) : "";
    return starts_with(user, "libcublas") && starts_with(giver, "libcublas");
}

/* Two releases are mixed: take away what brings the other one in, or install both again. */
static void unmix(Proposal *p)
{
    const Opening *opening = opening_of_subject(p);
    leave_variable_out(p, opening);
    const char *user = missing_name(p), *package = package_of(p, user);
    if (package && are_of_one_package(opening, user))
        add_alternative(p, "reinstall-package", "install the package that owns both again",
                        reinstall_command(p, wanted_release(p, user, package)), false, NULL);
    else if (package)
        add_alternative(p, "reinstall-package",
                        words(p, "install the package of %s again, in its newest release", user),
                        reinstall_command(p, package), false, NULL);
    else if (!p->cause->fixes.count)
        install_missing(p);
}

static bool has_undefined_symbol(Proposal *p)
{
    const Opening *opening = opening_of_subject(p);
    return opening && opening->missing_symbol;
}

/* The RUNPATH of the opener is what the search hangs on. A log may name neither it nor the library.
 */
static const char *check_command(Proposal *p)
{
    const char *opener = fact_text_or(p->facts, "env", FACT_LIBRARY_OPENER, NULL);
    const char *name = p->cause->subjects.count ? p->cause->subjects.items[0] : "";
    if (opener && form_of(p) == &ONNXRUNTIME_FORM && p->cause->id != CAUSE_LIBRARY_DAMAGED)
        return words(p, "ldd %s | grep 'not found'", opener);
    if (opener && p->cause->id == CAUSE_CUDA_LIBS_NOT_ON_PATH && strcmp(missing_name(p), name) == 0)
        return words(p, "readelf -d %s | grep RUNPATH", opener);
    if (p->cause->id == CAUSE_LIBRARY_DAMAGED && p->cause->fails_on && p->cause->fails_on[0] == '/')
        return words(p, "readelf -lW %s", p->cause->fails_on);
    const FrameworkForm *form = form_of(p);
    const char *looked_for = *missing_name(p) ? missing_name(p) : "-E 'libcu[a-zA-Z]+\\.so'";
    return words(p, "LD_DEBUG=libs %s -c '%s' 2>&1 | grep %s",
                 p->judgement->target.python ? p->judgement->target.python : "python3",
                 form->list_devices ? form->list_devices : words(p, "import %s", form->package),
                 looked_for);
}

/* "import a; b()" with what it says printed. */
static const char *printing(Proposal *p, const char *code)
{
    const char *last = strrchr(code, ';');
    return last ? words(p, "%.*s; print(%s)", (int)(last - code), code, last + 2) : code;
}

/* Both in one process, in the order in which it comes to another end. */
static const char *check_order(Proposal *p)
{
    const char *before = NULL;
    Framework first;
    for (size_t i = 0; i < p->judgement->beside.count; i++)
        if (p->judgement->beside.items[i].judgement->verdict != p->judgement->verdict)
            before = p->judgement->beside.items[i].framework;
    bool known = before && framework_by_word(before, &first);
    const char *here = form_of(p)->list_devices;
    return words(p, "%s -c '%s%s%s'",
                 p->judgement->target.python ? p->judgement->target.python : "python3",
                 known ? framework_form(first)->list_devices : "", known ? "; " : "",
                 here ? printing(p, here) : "");
}

static void keep_the_order(Proposal *p)
{
    bool works = p->judgement->verdict == VERDICT_GPU;
    add_fix(p, "import-in-order",
            works ? words(p, "let the program look for GPUs with %s first", form_of(p)->name)
                  : "mend what stops it when it is alone, or keep the imports in that order",
            (Strings){0}, false, NULL);
}

/* Whose size the file has. */
static const char *check_owner(Proposal *p)
{
    const char *file = p->cause->evidence.count ? p->cause->evidence.items[0].source : NULL;
    const char *below = file ? strstr(file, "/nvidia/") : NULL;
    if (!below)
        return "python3 -m pip list | grep nvidia";
    return words(p, "stat -Lc %%s %s; grep %s, %.*s/nvidia_*.dist-info/RECORD", file, below + 1,
                 (int)(below - file), file);
}

/* Those for the CUDA of this build; the other framework then has the wrong ones. */
static void restore_packages(Proposal *p)
{
    const char *cuda = fact_text_or(p->facts, "env", FACT_BUILD_CUDA, "");
    const char *tail = words(p, "-cu%.*s", (int)strcspn(cuda, "."), cuda);
    Strings packages = {0};
    for (size_t i = 0; i < p->cause->subjects.count; i++) {
        const char *package = p->cause->subjects.items[i], *blank = strchr(package, ' ');
        const char *name = blank ? words(p, "%.*s", (int)(blank - package), package) : package;
        if (ends_with(name, tail))
            list_add(p->arena, packages, name);
    }
    if (packages.count && *cuda)
        add_fix(p, "reinstall-package", "what needs the other CUDA then has the wrong files",
                reinstall_commands(p, packages), false, NULL);
    add_alternative(p, "own-environment", "give each framework an environment of its own",
                    (Strings){0}, false, NULL);
}

void propose_for_libraries(Proposal *p)
{
    if (p->cause->id == CAUSE_IMPORT_ORDER_DECIDES) {
        p->cause->check_yourself = check_order(p);
        keep_the_order(p);
        return;
    }
    if (p->cause->id == CAUSE_CONFLICTING_CUDA_PACKAGES) {
        p->cause->check_yourself = check_owner(p);
        restore_packages(p);
        return;
    }
    p->cause->check_yourself = check_command(p);
    switch (p->cause->id) {
    case CAUSE_CUDA_LIBS_NOT_ON_PATH: propose_for_misplaced(p); break;
    case CAUSE_LIBRARY_DAMAGED: replace_damaged(p); break;
    case CAUSE_CUBLAS_CONFLICT: unmix(p); break;
    default:
        if (has_undefined_symbol(p))
            unmix(p);
        else
            install_missing(p);
        break;
    }
}
