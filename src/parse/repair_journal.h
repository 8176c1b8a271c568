/* The journal of a repair: what was going to be done, and what of it is done (docs/REPAIR.md has
 * the lines). It is what brings everything back, so a reader that does not understand a line
 * refuses the whole. */
#ifndef WHYCPU_PARSE_REPAIR_JOURNAL_H
#define WHYCPU_PARSE_REPAIR_JOURNAL_H

#include "base/list.h"
#include "base/text.h"

enum { JOURNAL_CEILING_BYTES = 16 * 1024 * 1024 };

typedef enum DeedKind {
    DEED_DIRECTORY, /* a new directory at `path` */
    DEED_LINK,      /* a new symbolic link at `path` that says `text` */
    DEED_AWAY,      /* `path` is moved to `kept` */
    DEED_WRITE,     /* `path` holds `text`; what was there lies at `kept`, NULL: nothing was */
    DEED_KEEP,      /* the trees `words` below `path` are kept at `kept` */
    DEED_RUN        /* the program `words` runs, which changes what was kept at `kept` */
} DeedKind;

typedef struct Deed {
    DeedKind kind;
    long long number; /* of all deeds of the repair, from 1 */
    const char *path, *text, *kept;
    Strings words;
    bool done, undone;
} Deed;
typedef LIST_OF(Deed) Deeds;

typedef enum StepResult { RESULT_OPEN, RESULT_HELPED, RESULT_NO_HELP } StepResult;

typedef struct JournalStep {
    long long number;
    const char *cause, *way; /* ids */
    Strings subjects;        /* of the cause */
    Strings set, unset;      /* NAME=VALUE and NAME: what a new shell is given by it */
    Strings by_hand;         /* how a person takes back what commands of the system did */
    Deeds deeds;
    StepResult result;
} JournalStep;

typedef enum RepairEnd { REPAIR_OPEN, REPAIR_ENDED, REPAIR_UNDONE } RepairEnd;

typedef struct Journal {
    const char *id, *version; /* of the whycpu that made it */
    const char *prefix;       /* of the environment */
    Strings question;         /* the options of the check that it was made for */
    LIST_OF(JournalStep) steps;
    bool undoing; /* undoing has begun */
    RepairEnd end;
    size_t whole_bytes; /* behind this, a line or a step that was not written to its end */
} Journal;

/* NULL with `*error`, one sentence, when it is no journal that this whycpu understands. What was
 * not written to its end was not begun either, and is left out. */
Journal *journal_read(Arena *arena, Text text, const char **error);

const char *deed_word(DeedKind kind);

#endif
