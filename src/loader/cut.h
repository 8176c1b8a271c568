/* Libraries whose end is missing: what touching the lost pages does to a process. */
#ifndef WHYCPU_LOADER_CUT_H
#define WHYCPU_LOADER_CUT_H

#include "parse/elf.h"

typedef enum CutEffect {
    CUT_NOT,              /* nothing that is needed is missing */
    CUT_DIES_WHEN_MAPPED, /* before anything else is looked at */
    CUT_DIES_LATER,       /* while it is relocated or started */
    CUT_UNCLEAR           /* tables read as zeroes: it may open, fail or die */
} CutEffect;

/* The size up to which a mapped file can be touched: the last page goes on with zeroes. */
uint64_t pages_up(uint64_t size);

/* `elf` and `bytes` show the file as a process sees it once it is mapped, zeroes in the rest of its
 * last page included; `size` is how long it really is. `needs_strings`: relocating reads DT_STRTAB
 * unasked (glibc before 2.35).
 */
CutEffect cut_effect(Elf *elf, ElfSource bytes, uint64_t size, bool needs_strings);

#endif
