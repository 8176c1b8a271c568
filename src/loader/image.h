/* A file as the loader sees it: its header judged, what is inside read once. */
#ifndef WHYCPU_LOADER_IMAGE_H
#define WHYCPU_LOADER_IMAGE_H

#include "base/known.h"
#include "base/table.h"
#include "loader/cut.h"
#include "loader/loader.h"
#include "parse/elf_symbol_tables.h"

/* What a process can map: files of its own kind. */
typedef struct Host {
    bool is_64, big_endian;
    uint16_t machine;
    /* glibc of Debian and Ubuntu looks at the machine before it finds fault with e_ident. */
    bool looks_at_machine_first;
    bool needs_strings; /* see cut.h */
    /* glibc before 2.36 reads notes before it takes a file; before 2.31 at odd alignments too. */
    Truth reads_notes, reads_odd_notes;
} Host;

/* What the loader does with a file that it could open. */
typedef enum HeaderVerdict {
    HEADER_TAKEN,
    HEADER_PASSED_OVER, /* of another class or machine */
    HEADER_STOPS,       /* the search ends with an error */
    HEADER_UNKNOWN      /* it could not be read */
} HeaderVerdict;

/* What was read since by the page; see pages.h. */
typedef struct ImagePages {
    Elf *elf;              /* the file as it lies there, with nothing behind its end */
    struct Source *source; /* from which it reads */
    Table looks;           /* PageLook by name */
    bool has_undefined;
    Strings undefined; /* once has_undefined */
} ImagePages;

typedef struct Image {
    FileInfo info;
    Elf *elf;

    HeaderVerdict verdict;
    TryOutcome outcome; /* what it counts as among the tries */
    const char *says;   /* of STOPS: in the words of dlerror(); of UNKNOWN: why */
    bool other_class;

    /* The following hold when the verdict is TAKEN. */
    CutEffect cut;
    const char *doubt; /* why the inside cannot be told, or NULL */
    ElfStatus dynamic_status;
    const ElfDynamic *dynamic; /* NULL unless dynamic_status is ELF_OK */
    const ElfVersionNeeds *needs;
    const ElfVersionDefinitions *definitions;
    /* Why glibc refuses to read them, in its words, or NULL. */
    const char *needs_refusal, *definitions_refusal;
    uint32_t x86_level;       /* see elf_x86_level() */
    ElfAbiTag abi_tag;        /* not there where this glibc does not read it */
    ElfSymbolTables *symbols; /* NULL where they cannot be told: too large, cut, not recorded */
    bool is_described;        /* the file is a record: it holds symbols that were asked for */
    ImagePages *pages;        /* never NULL */
} Image;

/* Reads and judges an open regular file, and closes it. Never NULL. */
Image *image_read(Arena *arena, File *file, Host host);

/* The file of an image again, for more to be read of it: `file` is the same one, opened anew, and
 * closed by image_close(). What is in memory already is not read again. */
Elf *image_reopen(const Image *image, File *file);
void image_close(const Image *image);

/* The kind of process that a program's own file makes; nothing is known of its C library yet. */
Host host_of(const Elf *elf);

/* Why elf/dl-load.c would refuse to map the file although it took its header: the words of
 * dlerror(), or NULL. `minor` is that of glibc 2.minor (0: unknown). */
const char *image_refusal(const Image *image, int minor);

/* Whether its PT_GNU_STACK, or the lack of one, asks for an executable stack. */
bool image_wants_executable_stack(const Image *image);

#endif
