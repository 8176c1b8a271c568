/* The inside of a recorded world. */
#ifndef WHYCPU_WORLD_RECORDED_H
#define WHYCPU_WORLD_RECORDED_H

#include "world/world_text.h"

/* Puts what a text says of a file under its path. False with `*problem` set when the path has
 * been described before, or leads through something that is no directory. */
bool entry_insert(Tree *tree, Entry *entry, const char **problem);

/* Notes of rights are of this user. */
void entry_notes_of_user(Entry *entry, unsigned uid);

/* Names of its entries; the listing must be known. */
void entry_names(Arena *arena, const Entry *directory, Strings *names);

/* What a text says of a variable; NULL when it does not name it. */
const Variable *text_variable(const WorldText *text, const char *name);
Answer variable_answer(const Variable *variable, const char **value);

/* What a world of world_recorded() holds. */
const Tree *recorded_tree(World *world);
const WorldText *recorded_world_text(World *world);

#endif
