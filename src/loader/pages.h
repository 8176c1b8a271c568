/* Libraries whose tables are too large to be in memory, looked into by the page. What was found is
 * kept with the image, which all processes share: each file is read once, whoever asks.
 */
#ifndef WHYCPU_LOADER_PAGES_H
#define WHYCPU_LOADER_PAGES_H

#include "loader/process.h"

/* The symbol that the hash tables of an object's file give for a name. */
typedef struct PageLook {
    bool is_told; /* false: the file cannot be opened or read */
    bool is_there;
    ElfEntry entry; /* without an index */
} PageLook;

/* Never NULL; tells a recorder what was found. Not for a record, which holds no tables. */
const PageLook *look_at_pages(Loader *loader, const Object *object, const char *name);

/* Names of symbols that the library refers to and has to find elsewhere, as elf_first_undefined()
 * tells them; none where it cannot be read. */
Strings first_undefined(Loader *loader, const Object *object);

#endif
