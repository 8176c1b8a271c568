/* Fixes of the step device-access: what its files share. */
#ifndef WHYCPU_FIX_FOR_DEVICE_ACCESS_H
#define WHYCPU_FIX_FOR_DEVICE_ACCESS_H

#include "fix/proposal.h"

/* ---- for_container.c ---- */

/* Whether we are in a container of that kind; "" for any kind. */
bool in_container_of(const Proposal *p, const char *kind);
void give_container_the_gpu(Proposal *p);
void give_rights_back(Proposal *p);
void mend_toolkit(Proposal *p);
/* On the host: a container that is started anew gets what has changed there. */
void restart_container(Proposal *p, const char *says);

/* ---- for_scheduler.c ---- */

/* Whether the job that we are in was given no GPU; then asking for one is proposed. */
bool ask_scheduler_for_a_gpu(Proposal *p);

#endif
