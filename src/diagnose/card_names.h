/* What the name of a card tells. */
#ifndef WHYCPU_DIAGNOSE_CARD_NAMES_H
#define WHYCPU_DIAGNOSE_CARD_NAMES_H

/* The compute capability of a card times ten, as 86 for "NVIDIA GeForce RTX 3090"; -1 where the
 * name does not tell it. Cards of which there are two under one name (GTX 1050, Titan X) count as
 * what most of them are. Source: cards.def. */
int capability_of_card(const char *name);

#endif
