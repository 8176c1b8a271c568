/* Where a name without a slash is looked for, in which order: _dl_map_object() of elf/dl-load.c. */
#ifndef WHYCPU_LOADER_SEARCH_H
#define WHYCPU_LOADER_SEARCH_H

#include "loader/candidate.h"

typedef enum SearchEnd {
    SEARCH_FOUND,   /* `candidate` is taken */
    SEARCH_NOWHERE, /* `other_class`: a file of the other class was passed over */
    SEARCH_STOPPED, /* `candidate` cannot be loaded, and nothing else is looked at */
    SEARCH_UNKNOWN  /* `because` */
} SearchEnd;

typedef struct Search {
    SearchEnd end;
    const Candidate *candidate;
    Rule rule;
    bool other_class;
    const char *because;
} Search;

/* Searches for `name` on behalf of an object, and records each try. */
Search search_for(Loader *loader, Object *requester, const char *name);

/* Opens one path, as for a name with a slash. */
Search search_path(Loader *loader, const char *name, const char *path);

#endif
