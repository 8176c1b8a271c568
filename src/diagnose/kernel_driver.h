/* What the files of the step kernel-driver share. */
#ifndef WHYCPU_DIAGNOSE_KERNEL_DRIVER_H
#define WHYCPU_DIAGNOSE_KERNEL_DRIVER_H

#include "diagnose/case.h"

/* An NVIDIA card as the kernel has it. */
typedef struct Card {
    const char *subject; /* "gpu/0000:01:00.0" */
    const Fact *driver;  /* the fact that names its kernel driver */
    CauseId lost;        /* why the driver does not offer it; CAUSE_COUNT: it does */
} Card;
typedef LIST_OF(Card) Cards;

const char *card_address(const Card *card);
bool card_is_bound(const Card *card);     /* to NVIDIA's driver */
bool card_is_elsewhere(const Card *card); /* bound to another driver */

/* Branch of a version: 580 of "580.65.06"; -1 when it is none. */
long long driver_branch_of(const char *version);

/* The cards that the loaded driver has and cannot or will not use, with a cause for each kind.
 * Takes them off `c->driven_count`. */
void judge_lost_cards(Case *c, Cards *cards);

/* The module is not loaded: which of its causes. */
void judge_missing_module(Case *c, const Cards *cards);

/* What CUDA needs besides a driver that has the card: nvidia_uvm, the fabric manager. */
void judge_companions(Case *c);

/* Notes about what the kernel log says, and about sleep. */
void note_signs(Case *c);

#endif
