/* What the files that propose fixes share. */
#ifndef WHYCPU_FIX_PROPOSAL_H
#define WHYCPU_FIX_PROPOSAL_H

#include "fix/propose.h"

typedef struct Proposal {
    Arena *arena;
    const Facts *facts;
    const Judgement *judgement;
    Cause *cause;
} Proposal;

const char *words(Proposal *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A command from its words; the list ends with NULL. */
Strings command_of(Proposal *p, const char *first, ...) __attribute__((sentinel));

void add_fix(Proposal *p, const char *id, const char *says, Strings command, bool needs_root,
             const char *undo);

/* [pip install …] by this environment's own package manager. */
Strings install_command(Proposal *p, const char *package);
Strings upgrade_command(Proposal *p, const char *package);
Strings reinstall_command(Proposal *p, const char *package);
Strings uninstall_command(Proposal *p, Strings packages);

/* The last part of a path. */
const char *last_part(const char *path);

void propose_for_gpu(Proposal *p);
void propose_for_kernel_driver(Proposal *p);
void propose_for_device_access(Proposal *p);
void propose_for_driver_library(Proposal *p); /* causes of the machine strand */
void propose_for_build(Proposal *p);          /* step build */
void propose_for_libraries(Proposal *p);      /* step libraries */
void propose_for_visibility(Proposal *p);     /* step visibility */
void propose_for_the_rest(Proposal *p);       /* architecture, availability, program */
/* Causes that only a driver that was asked can name; false when it is none of those. */
bool propose_for_what_was_asked(Proposal *p);

#endif
