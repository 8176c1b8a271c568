/* The note by which a libcuda of the package cuda-compat says where it may run.
 *
 * Such a library (newer than the kernel module beneath it) carries an ELF note of the owner
 * "NVIDIA Corporation" whose descriptor is a JSON object: "CUDA Version", the branches of the
 * kernel module that it serves ("Driver"), and classes of devices ("Device"), whose numbers are
 * published nowhere and are therefore only kept. Libraries before CUDA 12.9 or so have no note.
 * Source: cmd/nvidia-cdi-hook/cudacompat of nvidia-container-toolkit, which reads it too.
 */
#ifndef WHYCPU_PARSE_COMPAT_NOTE_H
#define WHYCPU_PARSE_COMPAT_NOTE_H

#include "base/list.h"
#include "base/text.h"
#include "parse/elf.h"

enum { COMPAT_NOTE_CEILING_BYTES = 64 * 1024 };

typedef struct CompatNote {
    Text json;        /* the whole descriptor */
    const char *cuda; /* "12.9"; NULL: not told */
    Strings branches; /* "535", "550", …; empty where it lists none (Tegra) */
    Strings devices;  /* "1", "2", … */
} CompatNote;

/* Looks for the note among the notes of one PT_NOTE segment or SHT_NOTE section. `alignment` is
 * that of the segment. False when it is not there or is no such JSON. */
bool compat_note_find(Arena *arena, Text notes, bool big_endian, size_t alignment,
                      CompatNote *note);

/* The same in a file: in its segments, and, where a linker left the note out of those, in its
 * sections. */
bool compat_note_read(Elf *elf, CompatNote *note);

#endif
