/* In which releases of a package a message stands, as ./dev truth --messages found it. */
#ifndef WHYCPU_LOGS_MESSAGE_VERSIONS_H
#define WHYCPU_LOGS_MESSAGE_VERSIONS_H

#include "logs/messages.h"

/* A range of releases in which its anchor stands, without a release between them that lacks it. */
typedef struct MessageRange {
    const char *id, *package, *first, *last;
} MessageRange;

/* The releases of a package that were searched. */
typedef struct SearchedPackage {
    const char *package, *first, *last;
    int releases;
} SearchedPackage;

/* The ranges of one message, one package behind the other; none where no release was searched, or
 * where it was found in none. The array belongs to nobody and stays. */
const MessageRange *message_ranges(const Message *message, size_t *count);

/* NULL when no release of it was searched. */
const SearchedPackage *searched_package(const char *package);

/* "tensorflow up to 2.11.1; jax from 0.4.35 on", or NULL when it was found in none. */
const char *message_releases(Arena *arena, const Message *message);

#endif
