/* A look at one framework in one Python environment: what the forms' functions are given, and what
 * they share. Nothing of the framework is imported. */
#ifndef WHYCPU_INSPECT_FRAMEWORK_LOOK_H
#define WHYCPU_INSPECT_FRAMEWORK_LOOK_H

#include "frameworks/framework.h"
#include "inspect/distributions.h"
#include "inspect/listings.h"

struct Inspection;

typedef struct FrameworkLook {
    World *world;
    const PythonEnvironment *env;
    Inventory *inventory;
    Facts *facts; /* what is found is put there */
    Arena *arena;
    const FrameworkForm *form;
    struct Inspection *inspection; /* for one that runs on another framework */
    const char *package;           /* the directory that the import takes */
    Loader *loader;                /* the process, once look_at_libraries() has started it */
    bool looks_closely;     /* packages overwrote each other: libraries may be of another release */
    const Loader *imported; /* the process when the import was through; NULL: that is not kept */
    const Loader *used_before;    /* a process that used another framework; NULL: it is a new one */
    const Loader *known;          /* one that knows what was read for others; or NULL */
    Facts *built;                 /* the facts as they were before look_at_libraries() */
    struct LibraryPlaces *places; /* where else libraries are; looked for once one is missed */
    Listings listings;
    const char *opener; /* the path by which the object is mapped that makes the dlopen calls */
} FrameworkLook;

/* The whole look: FRAMEWORK_PATH, owners, version, and, where there is a package, what the form's
 * functions see. */
void inspect_package(FrameworkLook *look);

/* ---- For look_at_build() ---- */

/* CUDA_PACKAGES. */
void inspect_cuda_packages(FrameworkLook *look);

/* ---- For look_at_libraries() ---- */

/* A process that runs the interpreter, in `loader`, with nothing else opened or with all that
 * another framework did before; again each time. How its start ended. */
const Opening *begin_process(FrameworkLook *look);
/* libcuda.so.1 as the opener would open it, and what belongs to it; NVML where it is needed. */
void open_driver_libraries(FrameworkLook *look);
/* library/NAME for each: what comes of dlopen(NAME) by the opener, in this order. Of those that do
 * not open, where else they are. */
void open_libraries(FrameworkLook *look, Strings names);
/* library/NAME: what came of it, and where else it is if it does not open. */
void set_library(FrameworkLook *look, const Opening *opening);
/* CUDNN_PARTS: what the front, if it is mapped, will open by itself. */
void open_cudnn_parts(FrameworkLook *look, const char *front);
/* IMPORT_RAISES, IMPORT_SAYS: the exception with which the import ends, and how its text begins. */
void set_import_raises(FrameworkLook *look, const char *exception, const char *text,
                       const char *source);
/* LIBRARIES_ASKED cannot be told. */
void libraries_are_unknown(FrameworkLook *look, const char *because, const char *source);

#endif
