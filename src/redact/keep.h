/* What is left of the text of a file: one keeper for each kind of file. What a keeper does not know
 * is left out, so a new kind of file gives nothing away before somebody thought about it. */
#ifndef WHYCPU_REDACT_KEEP_H
#define WHYCPU_REDACT_KEEP_H

#include "redact/names.h"
#include "world/world_text.h"

typedef struct Keeping {
    Arena *arena;
    Names *names;
    const Tree *tree; /* of all that was recorded, by the paths as they were */
    const User *user; /* who is judged; or NULL */
    const char *path; /* of the file, as it was */
} Keeping;

typedef Text Keeper(Keeping *keeping, Text content);

/* NULL: nothing is known about such a file. */
Keeper *keeper_of(const char *path);

/* Of very long files, what nothing in the world depends on is left out, be names changed or not;
 * NULL: the file is kept as it is. */
Keeper *trimmer_of(const char *path);

/* Variables whose values are passed on: those that decide about frameworks, loader and GPU. */
bool variable_is_kept(Text name);
/* Variables by which something is recognised, whatever their values are. */
bool variable_is_a_mark(Text name);

/* keep_system.c: /proc, /sys, /etc */
Keeper keep_accounts, keep_groups, keep_mounts, keep_command_line, keep_environment,
    keep_kernel_version, keep_modprobe, keep_first_error, keep_setting_lines;
/* keep_python.c: what a Python environment consists of */
Keeper keep_metadata, keep_record, keep_conda, keep_json, keep_pth, keep_finder, keep_script,
    keep_pyvenv, keep_site;
/* keep_packages.c: what the frameworks' own packages tell of themselves */
Keeper keep_assignments, keep_torch_start;
/* keep_lists.c: long lists, of which what is asked for counts */
Keeper keep_pci_ids, keep_modules, trim_record;

#endif
