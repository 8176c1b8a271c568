/* Pseudonyms: a name of a person, a host, a thing that has a number of its own is always changed
 * into the same other one, so that what was equal stays equal. */
#ifndef WHYCPU_REDACT_NAMES_H
#define WHYCPU_REDACT_NAMES_H

#include <stdbool.h>

#include "base/list.h"
#include "base/text.h"
#include "base/writer.h"

typedef struct Pseudonym {
    const char *name, *instead;
    bool component_alone; /* too short a word to be known by itself: only as a part of a path */
} Pseudonym;

/* Numbers that are told apart by their first digits (UUIDs, container ids) keep that order: equal
 * beginnings stay equal, since CUDA_VISIBLE_DEVICES may name a GPU by a beginning alone. */
typedef struct DigitNode DigitNode;

typedef struct Names {
    Arena *arena;
    Text whole; /* the text in which a pseudonym must be new */
    LIST_OF(Pseudonym) list;
    DigitNode *digits;
    Writer scratch;
    size_t users, hosts, groups, places, ids; /* how many were changed */
} Names;

Names names_new(Arena *arena, Text whole);

typedef enum NameKind { NAME_OF_USER, NAME_OF_HOST, NAME_OF_GROUP, NAME_OF_PLACE } NameKind;

/* Names that everybody has (root, ubuntu, localhost, home) and that programs have (python, nvidia)
 * say nothing about anybody, and are left alone. */
void names_add(Names *names, NameKind kind, Text name);

/* The text with every name in it changed, and what identifies things or people besides: UUIDs, ids
 * of containers, addresses of mail, network cards and, behind "://", of servers. */
Text names_changed(Names *names, Text text);
/* The same of a C string. */
const char *names_changed_in(Names *names, const char *text);

#endif
