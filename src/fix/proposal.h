/* What the files that propose fixes share. */
#ifndef WHYCPU_FIX_PROPOSAL_H
#define WHYCPU_FIX_PROPOSAL_H

#include "fix/propose.h"
#include "frameworks/framework.h"

/* How much of a machine a way changes, and for how many: of two ways that both help, the smaller is
 * proposed first. A way of a row that survives more than others may be a little less. */
typedef enum Invasiveness {
    INVADES_ONE_START = 10,   /* a variable: gone with the program */
    INVADES_LINK = 20,        /* one name more in the environment; nothing that was there changes */
    INVADES_START_FILE = 30,  /* a line of a file of the user's own; each new shell sees it */
    INVADES_FILE_AWAY = 40,   /* a file that was there is not any more */
    INVADES_PACKAGE = 50,     /* one package, its own release again */
    INVADES_ADDED = 60,       /* packages that were not there */
    INVADES_TOOLKIT = 65,     /* a system's toolkit comes before the environment's own libraries */
    INVADES_RELEASE = 70,     /* another release of the framework: programs may notice */
    INVADES_ENVIRONMENT = 80, /* a new environment, another interpreter */
    INVADES_CONTAINER = 90,   /* a new container or job: what ran in the old one ends */
    INVADES_SYSTEM = 100,     /* root: everybody on the machine */
    INVADES_REBOOT = 110,     /* everything that runs ends */
    INVADES_HANDS = 120       /* another machine, a card, a firmware menu */
} Invasiveness;

typedef struct Proposal {
    Arena *arena;
    const Facts *facts;
    const Judgement *judgement;
    Cause *cause;
} Proposal;

/* The form of the framework that is judged; of Keras, and where none is, TensorFlow's. */
const FrameworkForm *form_of(const Proposal *p);

const char *words(Proposal *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A command from its words; the list ends with NULL. */
Strings command_of(Proposal *p, const char *first, ...) __attribute__((sentinel));

void add_fix(Proposal *p, const char *id, const char *says, Strings command, bool needs_root,
             const char *undo);
/* The same, instead of what this cause was given last; the first of a cause is a fix like others.
 */
void add_alternative(Proposal *p, const char *id, const char *says, Strings command,
                     bool needs_root, const char *undo);

/* What the fix that was added last leaves changed; see EditKind. */
void add_edit(Proposal *p, EditKind kind, const char *path, const char *text);

/* How invasive the fix that was added last is, and what it survives (a phrase, or NULL). */
void weigh(Proposal *p, Invasiveness invasiveness, const char *survives);

/* [pip install …] by this environment's own package manager. */
Strings install_command(Proposal *p, const char *package);
Strings install_commands(Proposal *p, Strings packages);
Strings upgrade_command(Proposal *p, const char *package);
Strings reinstall_command(Proposal *p, const char *package);
Strings reinstall_commands(Proposal *p, Strings packages);
Strings uninstall_command(Proposal *p, Strings packages);
/* conda's packages are not pip's to change. */
bool comes_from_conda(const Proposal *p);
/* By which anyone sees whether a package is installed. */
const char *show_line(Proposal *p, const char *package);
/* How a fix of packages is undone; `fix->undo` is what its row told of that, or NULL. For fixes of
 * which tell_effects() told the edits. */
void tell_undo_of_packages(Proposal *p, Fix *fix);

void propose_for_gpu(Proposal *p);
void propose_for_kernel_driver(Proposal *p);
void propose_for_device_access(Proposal *p);
void propose_for_driver_library(Proposal *p); /* causes of the machine strand */
void propose_for_build(Proposal *p);          /* step build */
/* Causes that Keras has besides those of its backend; false when it is none of those. */
bool propose_for_keras(Proposal *p);
void propose_for_libraries(Proposal *p);  /* step libraries */
void propose_for_visibility(Proposal *p); /* step visibility */
void propose_for_the_rest(Proposal *p);   /* architecture, availability, program */
/* Causes that only a driver that was asked can name; false when it is none of those. */
bool propose_for_what_was_asked(Proposal *p);
/* Causes that only a log can name; false when it is none of those. */
bool propose_for_what_was_told(Proposal *p);

#endif
