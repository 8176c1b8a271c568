/* What a program printed, judged: shared by the files logged*.c.
 *
 * Lines tell of causes ("told/CAUSE": surely, possibly, refuted), leave several open ("open/N"), or
 * tell what happened ("log/OUTCOME"), from which a cause follows only together with others. */
#ifndef WHYCPU_DIAGNOSE_LOGGED_H
#define WHYCPU_DIAGNOSE_LOGGED_H

#include "diagnose/case.h"

/* "log/OUTCOME", or NULL when that was not seen. */
const Fact *seen(const Case *c, const char *outcome);
/* Its value, or "" when it was not seen. */
const char *seen_text(const Case *c, const char *outcome);
bool was_seen(const Case *c, const char *outcome);

/* A line that leaves this cause open, or NULL. */
const Fact *line_that_leaves_open(const Case *c, CauseId id);

/* Some line says that it cannot be this. */
bool is_ruled_out(const Case *c, CauseId id);
bool is_told_surely(const Case *c, CauseId id);

bool leaves_open(const Case *c, CauseId id);

/* Something is told already, be it only likely: hints count where nothing is. */
bool has_any_cause(const Case *c);

/* Of `-1 python train.py` and of `"-1"` what the shell takes as the value. */
const char *first_word(Case *c, const char *value);

/* The cause of that id, new or there already, with the line of `fact` as its line and evidence. */
Cause *conclude(Case *c, CauseId id, const Fact *fact, const char *says);
/* The same, not certain when it is new; NULL when a certain cause of its step, or of one before it,
 * explains the line, or when it is ruled out. */
Cause *suspect(Case *c, CauseId id, const Fact *fact, const char *says);

/* The line of `fact` as evidence; the first becomes the line of the cause. */
void put_line_of(Case *c, Cause *cause, const Fact *fact);

/* A cause that follows from one thing that was seen, or from two. */
typedef struct Fit {
    const char *one, *other; /* both were seen; NULL: one is enough */
    const char *unless;      /* and this was not; NULL: nothing speaks against it */
    CauseId cause;
    bool certain;
    const char *says;
} Fit;

void conclude_fits(Case *c, const Fit *fits, size_t count); /* logged_sentences.c */

/* What follows from several things that were seen together. */
void conclude_driver(Case *c);      /* logged_driver.c */
void conclude_machine(Case *c);     /* logged_machine.c */
void conclude_signs(Case *c);       /* logged_signs.c */
void conclude_listed(Case *c);      /* logged_listed.c */
void conclude_hints(Case *c);       /* logged_hints.c: what is sure */
void conclude_left(Case *c);        /* logged_hints.c: where nothing else is known */
void weigh_exclusive_mode(Case *c); /* logged_signs.c: where nothing else is known */
void weigh_closed_nodes(Case *c);   /* logged_machine.c: likewise */
void weigh_slow_recurrence(Case *c);
void conclude_codes(Case *c);     /* logged_driver.c: what the driver answered, after all else */
void conclude_libraries(Case *c); /* logged_libraries.c */
void conclude_build(Case *c);     /* logged_build.c */
void conclude_sentences(Case *c); /* logged_sentences.c: before what nvidia-smi means by itself */
void conclude_remedies(Case *c);  /* logged_sentences.c: where nothing else is known */
void conclude_tellings(Case *c); /* logged_tellings.c: who can and who cannot, and what mended it */
void conclude_hearsay(Case *c);  /* logged_tellings.c: where nothing else is known */
void conclude_memory(Case *c);   /* logged_memory.c */
void conclude_cards(Case *c);    /* logged_cards.c */
void conclude_kernels(Case *c);  /* logged_program.c: before what lines leave open */
void conclude_program(Case *c);  /* logged_program.c */
void conclude_code(Case *c);     /* logged_code.c: before what lines leave open */
void conclude_rest(Case *c);     /* logged_code.c: where nothing else is known */
void conclude_placement(Case *c); /* logged_placement.c */

/* Whether the log shows where operations ran, and none that could be elsewhere on a GPU. */
bool ran_on_cpu(const Case *c);

void conclude_architecture(Case *c); /* logged_architecture.c */

/* logged_follows.c: of causes that are known, which follow from others. */
void name_consequences(Case *c);

/* What else one would have to know: logged_needs.c. */
void need_what_decides(Case *c);
void need_what_decides_of(Case *c, CauseId id);

/* The system that the log names: "windows", "wsl", "macos", "linux"; "" when it names none. */
const char *logged_system(const Case *c);

/* The line quotes a code of CUDA, and this cause has a code of its own: logged_driver.c. */
bool is_of_another_code(const Case *c, const Fact *line, CauseId id);

/* logged_packages.c: the libraries of its own packages that this release of TensorFlow does not
 * look for there, with blanks between them; NULL: none is known. */
const char *libraries_passed_by(const char *release);

/* A list of cards or packages shows what this cause denies: logged_listed.c. */
bool is_refuted_by_listing(const Case *c, CauseId id);

/* No GPU was listed, the framework gave it up, or somebody tells that it is not found. */
bool was_left_without_gpu(const Case *c);

/* Somebody tells that it works where this cause would not let it: as root, on the host. */
bool is_denied_by_people(const Case *c, CauseId id); /* logged_tellings.c */
/* The report is of WSL, or of a container, by what it shows or says: logged_tellings.c. */
bool is_in_wsl(const Case *c);
bool is_in_container(const Case *c);
/* ROCm or a GPU of AMD is spoken of, and so its device nodes. */
bool is_about_amd(const Case *c); /* logged_tellings.c */
/* Somebody tells that a container lacks the device nodes, and that cannot be the host's fault. */
bool is_left_out_of_container(const Case *c); /* logged_tellings.c */

/* logged_releases.c. "10.1" of libcudart.so.10.1 and of cudart64_101.dll, "12" of cudart64_12.dll;
 * NULL where the name tells none. */
const char *version_of_library(Case *c, const char *name);
/* libcudart.so.11.0 serves all of 11; before 11 every minor version has its own.
 */
bool toolkit_differs(const char *wanted, const char *toolkit);
/* Whether this library of CUDA comes with another toolkit than `toolkit`; unknown where its name
 * does not tell. `name` is that of a file, as libcusolver.so.11, and `wanted` the version in it. */
Truth comes_with_another_toolkit(const char *name, const char *wanted, const char *toolkit);
/* logged_packages.c: a library that did not open, against NVIDIA's packages in the report; without
 * a list of them, against what is known of the wheel. NULL: they tell nothing of it. `mismatch` is
 * the cause where they bring another version. */
Cause *compare_with_packages(Case *c, const char *name, CauseId mismatch, const Fact *failed);
/* The same where the framework gave up, and does not say which library it was. */
void weigh_unnamed_libraries(Case *c, const Fact *gave_up);
/* logged_versions.c: what the release was built for, against toolkit, cuDNN, card and Python. */
void weigh_release(Case *c);
/* The same where somebody only complains, and nothing else explains that. */
void weigh_named_release(Case *c);
/* What somebody states of his machine; else the one version that his sentences name at all. */
const Fact *stated_or_named(const Case *c, const char *subject, FactName name);

#endif
