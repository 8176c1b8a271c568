/* A program and what it started, and their end.
 *
 * A process is known by its number and the moment when it began, so that no other is ever taken for
 * it. One that left its parent stays known. */
#ifndef WHYCPU_RUN_TREE_H
#define WHYCPU_RUN_TREE_H

#include <stdint.h>
#include <sys/types.h>

#include "run/inner_names.h"
#include "run/signs.h"
#include "world/world.h"

/* A thread is there a moment before it has its name. */
enum { LOOKS_AT_NEWS = 2 };

typedef struct Member {
    pid_t pid, parent; /* the parent when it was first seen */
    uint64_t began;    /* clock ticks since the machine started */
    uint64_t size;     /* of its address space, in bytes */
    long threads;
    int news; /* so many looks are due, since size or threads changed */
    bool alive, told_to_end;
    bool is_judged;   /* what is foreseen of it is known: */
    const char *lost; /* why it will be on the CPU; or NULL */
    Signs signs;
    Spans code; /* of TensorFlow; empty: it is not mapped */
} Member;

typedef struct ProcessTree {
    Arena *arena; /* of the members */
    LIST_OF(Member) members;
} ProcessTree;

/* Looks at all of them again and adds new ones. `here` is this machine, made for this look. */
void tree_look(ProcessTree *tree, World *here, pid_t program);

const Member *tree_member(const ProcessTree *tree, pid_t pid);

/* Ends every member: SIGTERM, and what is left after `grace_ms` SIGKILL. Returns when none is left
 * but zombies, or some outlive SIGKILL for a second. */
void tree_end(ProcessTree *tree, pid_t program, int grace_ms);

#endif
