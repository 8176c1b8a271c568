/* What was seen in a log, told apart by starts of programs.
 *
 * An episode is one start of a program as one log shows it. A new one begins where a process begins
 * again: what is printed once a process is printed a second time, behind a prompt or an end; and
 * each rank, pod or container that the lines name has episodes of its own. What stands in no log
 * line (tables, sentences) belongs to every episode of its file.
 */
#ifndef WHYCPU_LOGS_EPISODES_H
#define WHYCPU_LOGS_EPISODES_H

#include "logs/anchors.h"
#include "logs/contexts.h"
#include "logs/messages.h"
#include "logs/placements.h"

/* A message that was seen. The same one with the same fields is kept once; of one with ever other
 * fields, the first VALUES_KEPT. */
typedef struct Sighting {
    MessageMatch match;        /* its texts lie in the arena */
    const char *line;          /* without stamp, level and place, at most LONGEST_KEPT bytes */
    const LogContext *context; /* of the first time; NULL: nobody gave it */
    size_t number;             /* of the first time */
    size_t count;
    size_t next; /* in the episode, the next one of this message; 0: there is none */
} Sighting;

enum { LONGEST_KEPT = 2048, VALUES_KEPT = 16 };

typedef struct Episode {
    const char *file;   /* as it is shown */
    const char *whose;  /* rank, pod or process, as its lines say; NULL: they do not */
    bool is_rank;       /* `whose` is the number of a rank */
    size_t first, last; /* lines */
    LIST_OF(Sighting) sightings;
    Placements placements; /* what ran where; of such lines `sightings` has one a message */
    bool at_end;      /* the program ended, or a prompt came back: a framework that speaks next is
                         another */
    bool ended;       /* nothing is added any more */
    bool has_outcome; /* the process reached its devices, or failed to */
} Episode;

/* Who knows the lines around the one that is taken. */
typedef struct Surrounding {
    const LogContext *(*around)(void *context); /* may be NULL */
    void *context;
} Surrounding;

typedef struct Episodes {
    Arena *arena;
    Messages messages;
    /* The first ones are those of `messages`. NULL: each row is tried on what a line quotes. */
    const Anchors *anchors;
    Surrounding surrounding;
    const char *file;
    LIST_OF(Episode) items;
    struct EpisodesLately *lately; /* what is found without looking through all of it */
} Episodes;

void episodes_begin_file(Episodes *episodes, const char *file);
/* A line of the file, in order, without its end; of a longer one its first LONGEST_KEPT bytes.
 * Every row is tried. */
void episodes_take(Episodes *episodes, Text line, size_t number);
/* The same of a line of which is known whether it is plain, and which anchors it holds. */
void episodes_take_found(Episodes *episodes, Text line, size_t number, bool plain, FoundRows rows);

/* A line that may show that programs ended: a prompt, the end of Python. Any other is passed over.
 */
void episodes_end_program(Episodes *episodes, Text line);

#endif
