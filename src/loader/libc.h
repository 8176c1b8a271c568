/* Which C library a process has, and what was compiled into its loader. */
#ifndef WHYCPU_LOADER_LIBC_H
#define WHYCPU_LOADER_LIBC_H

#include "base/known.h"
#include "base/list.h"
#include "base/text.h"
#include "world/world.h"

typedef enum LibcKind { LIBC_GLIBC, LIBC_MUSL } LibcKind;

typedef struct Libc {
    LibcKind kind;
    const char *loader; /* PT_INTERP: the path by which the kernel starts it */
    Known known;        /* ABSENT: that file is not there, and no program starts */
    const char *because;

    int minor;           /* 36 for glibc 2.36; 0: cannot be told */
    bool minor_is_exact; /* false: at least this one */
    Strings directories; /* searched by default, each ending in '/' */
    const char *lib;     /* what $LIB stands for */
    const char *cache;   /* path of ld.so.cache */
    bool is_debian;      /* with the changes of Debian, which Ubuntu has too */
} Libc;

/* Reads the loader's file. What its bytes do not tell (a recorded world keeps none) follows from
 * where it lies and from the versions that libc.so.6 beside it defines. */
Libc libc_find(World *world, const char *interpreter);

/* Subdirectories like tls/x86_64 were searched before glibc 2.37. */
Truth libc_has_legacy_subdirectories(const Libc *libc);

/* Before glibc 2.36 the notes of a file are read before it is taken: for whom it was built. */
Truth libc_reads_notes(const Libc *libc);
/* Before 2.31 at any alignment from 4 bytes on, since then at 4 and 8 alone. */
Truth libc_reads_odd_notes(const Libc *libc);

/* What the bytes of an ld.so tell; 0, NULL and empty where they do not. Pure, for tests. */
typedef struct LoaderBytes {
    int minor;
    Strings directories;
    const char *cache;
    bool is_debian;
} LoaderBytes;
LoaderBytes loader_bytes(Arena *arena, Text bytes);

#endif
