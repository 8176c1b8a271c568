/* What people tell of a GPU: "as root nvidia-smi works, as user it does not", "after modprobe
 * nvidia the card is there". A small grammar over words, for the many ways of saying a few things.
 *
 * A sentence falls into clauses. Of each it is asked where (or as whom) something was tried, what
 * it is about, whether it works, and what was done to it; what a clause does not say it takes from
 * the one before. Questions, advice and wishes tell nothing. */
#ifndef WHYCPU_PARSE_TELLING_H
#define WHYCPU_PARSE_TELLING_H

#include "base/list.h"
#include "base/text.h"

typedef enum TellingPlace {
    PLACE_ROOT,
    PLACE_USER,
    PLACE_CONTAINER,
    PLACE_HOST,
    PLACE_JOB,
    PLACE_LOGIN,
    PLACE_GUEST,
    PLACE_WSL,
    PLACE_BUILD,
    PLACE_SERVICE,
    TELLING_PLACES
} TellingPlace;

typedef enum TellingThing {
    THING_SMI,
    THING_UVM,
    THING_NODES,
    THING_MODULE,
    THING_DRIVER,
    THING_GPU,
    THING_LIBCUDA,
    THING_KFD,
    THING_FABRIC,
    THING_PLUGIN,
    THING_TOOLKIT,
    THING_NOUVEAU,
    THING_MEMORY,
    THING_DXG,
    THING_PERSISTENCED,
    TELLING_THINGS
} TellingThing;

/* What somebody did that may have mended it. */
typedef enum TellingDeed {
    DEED_MODPROBE,
    DEED_UVM_LOAD,
    DEED_MAKE_NODES,
    DEED_RUN_ONCE,
    DEED_CHMOD,
    DEED_GROUP,
    DEED_GIVE_GPU,
    DEED_TOOLKIT,
    DEED_RESTART_CONTAINER,
    DEED_UNSET_VARIABLE,
    DEED_VARIABLE_FIRST,
    DEED_KILL,
    DEED_FABRIC_START,
    DEED_WSL_PATH,
    DEED_WSL_UPDATE,
    DEED_REMOVE_DRIVER,
    DEED_STUBS,
    DEED_DEFAULT_MODE,
    DEED_MIG_SET,
    DEED_GFX,
    DEED_ROCM_BUILD,
    DEED_SWITCH_GPU,
    DEED_INSTALL_DRIVER,
    DEED_UPDATE_DRIVER,
    DEED_REBUILD,
    DEED_SECURE_BOOT,
    DEED_NOUVEAU_OFF,
    DEED_FIND_LIBCUDA,
    DEED_RELOAD_UVM,
    DEED_OTHER_FLAVOUR,
    DEED_FIRMWARE,
    DEED_BAR_SPACE,
    DEED_OLDER_BRANCH,
    DEED_RESEAT,
    DEED_RESET,
    DEED_ANYWAY,
    /* telling_words_builds.def */
    DEED_OTHER_CUDA,
    DEED_INSTALL_CUDA,
    DEED_OTHER_CUDNN,
    DEED_INSTALL_CUDNN,
    DEED_LIBRARY_PATH,
    DEED_GPU_BUILD,
    DEED_ONE_PACKAGE,
    DEED_OTHER_PYTHON,
    DEED_OTHER_ENVIRONMENT,
    DEED_METAL,
    DEED_PTXAS,
    DEED_KERAS_BACKEND,
    DEED_MOVE_TO_GPU,
    DEED_FASTER_DATA,
    DEED_MORE_WORK,
    DEED_CUDNN_LAYER,
    TELLING_DEEDS
} TellingDeed;

/* What happened before it stopped working. */
typedef enum TellingHarm {
    HARM_SLEEP,
    HARM_KERNEL_UPDATE,
    HARM_DRIVER_UPDATE,
    HARM_RELOAD,
    HARM_LOST, /* it had it, and has it no more */
    HARM_SECURE_BOOT_ON,
    HARM_LINUX_DRIVER,
    HARM_SWITCHED,
    TELLING_HARMS
} TellingHarm;

typedef enum TellingKind {
    TELLING_WORKS,  /* `thing` works at `place` */
    TELLING_FAILS,  /* it does not */
    TELLING_HELPED, /* after `deed` it works */
    TELLING_HARMED  /* after `harm` it does not */
} TellingKind;

enum { TELLING_ANY = -1 }; /* no place, no thing is named */

typedef struct Telling {
    TellingKind kind;
    int place, thing; /* TellingPlace, TellingThing or TELLING_ANY */
    int what;         /* TellingDeed or TellingHarm; of the other kinds 0 */
    bool surely;      /* of TELLING_HELPED: a word says that it mended it, as "fixed" */
} Telling;

typedef LIST_OF(Telling) Tellings;

/* What a line of prose tells. */
Tellings tellings_of(Arena *arena, Text line);

/* For a test: false where the phrases are more than the index of them holds. */
bool telling_phrases_have_room(void);

/* "root", "smi", "modprobe", "sleep"; "any" for TELLING_ANY. */
const char *telling_place_word(int place);
const char *telling_thing_word(int thing);
const char *telling_deed_word(int deed);
const char *telling_harm_word(int harm);

#endif
