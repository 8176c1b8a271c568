/* What the files share that propose fixes of the step `libraries`. */
#ifndef WHYCPU_FIX_LIBRARY_H
#define WHYCPU_FIX_LIBRARY_H

#include "fix/proposal.h"

const Fact *library_fact(Proposal *p, const char *name, FactName fact);

/* The package that brings a library; NULL: not known. */
const char *package_of(Proposal *p, const char *name);

/* The missing one: the subject itself, or what it needs. */
const char *missing_name(const Proposal *p);

/* The names that are missing: all subjects, or what the only one needs. */
Strings missing_names(Proposal *p);

/* Whether NVIDIA's packages are recorded in the environment. */
bool has_cuda_packages(const Proposal *p);

/* "nvidia-cublas-cu12==12.5.3.2": the release that is recorded, where it brings a library of that
 * name; otherwise any release that does. */
const char *wanted_release(Proposal *p, const char *name, const char *package);

/* What the package manager leaves where it lays this library, as far as that is known. */
void foresee(Proposal *p, const char *name);

/* Installs the packages of what is missing. */
void install_missing(Proposal *p);

/* A library that is installed, and not where it is searched. */
void propose_for_misplaced(Proposal *p);

#endif
