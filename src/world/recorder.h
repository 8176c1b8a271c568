/* The inside of a recorder. */
#ifndef WHYCPU_WORLD_RECORDER_H
#define WHYCPU_WORLD_RECORDER_H

#include "world/recorded.h"

typedef struct Recorder {
    World base;
    World *below;
    Tree seen;
    LIST_OF(Variable) variables; /* that were asked for */
    bool asked_for_names;        /* of all variables */
    LIST_OF(Testimony) testimonies;
    const WorldOrigin *origin; /* or NULL */
} Recorder;

/* The entry of a canonical path, looked at once. */
Entry *recorder_entry(Recorder *recorder, const char *path);
/* Keeps how opening or listing ended, where rights do not tell. */
void recorder_note_open(Recorder *recorder, Entry *entry, Answer answer);

/* recorder_files.c: opens the entry's file below and keeps what is read of it. */
Answer recorder_open(World *world, const Node *node, File **file);

#endif
