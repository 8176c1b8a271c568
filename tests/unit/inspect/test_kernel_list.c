/* Where in a library the list of kernels is looked for. */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "harness.h"
#include "inspect/kernel_list.h"
#include "inspect/machine_of_lines.h"

enum { KB = 1024, CODE = 4 * KB, BEHIND = 8 * KB, SIZE = 16 * KB };

/* A library of `size` zeroes: constants, code, and constants again from BEHIND on. */
typedef struct Library {
    char *bytes;
    size_t size;
} Library;

static Elf64_Ehdr *header_of(Library library)
{
    return (Elf64_Ehdr *)(void *)library.bytes;
}

static Elf64_Phdr *segments_of(Library library)
{
    return (Elf64_Phdr *)(void *)(library.bytes + sizeof(Elf64_Ehdr));
}

static Elf64_Phdr *add_segment(Library library, Elf64_Phdr segment)
{
    Elf64_Phdr *added = &segments_of(library)[header_of(library)->e_phnum++];
    *added = segment;
    return added;
}

static Library library_of(size_t size)
{
    Library library = {arena_alloc(test_arena(), size), size};
    memset(library.bytes, 0, size);
    Elf64_Ehdr *header = header_of(library);
    *header = (Elf64_Ehdr){.e_type = ET_DYN,
                           .e_machine = EM_X86_64,
                           .e_version = EV_CURRENT,
                           .e_phoff = sizeof *header,
                           .e_ehsize = sizeof *header,
                           .e_phentsize = sizeof(Elf64_Phdr)};
    memcpy(header->e_ident, ELFMAG, SELFMAG);
    header->e_ident[EI_CLASS] = ELFCLASS64;
    header->e_ident[EI_DATA] = ELFDATA2LSB;
    header->e_ident[EI_VERSION] = EV_CURRENT;
    add_segment(library, (Elf64_Phdr){PT_LOAD, PF_R, 0, 0, 0, CODE, CODE, 1});
    add_segment(library, (Elf64_Phdr){PT_LOAD, PF_R | PF_X, CODE, 0, 0, BEHIND - CODE, 0, 1});
    add_segment(library, (Elf64_Phdr){PT_LOAD, PF_R, BEHIND, 0, 0, size - BEHIND, 0, 1});
    return library;
}

static void put_at(Library library, size_t at, const char *words)
{
    memcpy(library.bytes + at, words, strlen(words));
}

static Strings kernels_in(Library library, const char **because)
{
    World *world = world_overlay(test_arena(), machine_of("unknown /closed.so EACCES\n"));
    overlay_file(world, "/lib.so", 0755, (Text){library.bytes, library.size});
    return kernel_list(world, "/lib.so", because);
}

static const char *first_in(Library library)
{
    const char *because = "it was found";
    Strings kernels = kernels_in(library, &because);
    return kernels.count ? kernels.items[0] : because;
}

#define NO_LIST "it does not say for which GPUs it has kernels"

TEST(it_stands_among_the_constants_behind_the_code)
{
    static const struct {
        size_t at;
        const char *first;
    } ROWS[] = {
        {1 * KB, NO_LIST}, {CODE + 1, NO_LIST}, {BEHIND + 1, "sm_75"}, {SIZE - 100, "sm_75"}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Library library = library_of(SIZE);
        put_at(library, ROWS[i].at, "sm_75 sm_80");
        CHECK_TEXT(first_in(library), ROWS[i].first);
    }
}

TEST(what_is_written_or_run_or_not_mapped_has_none)
{
    static const Elf64_Phdr OTHERS[] = {{.p_type = PT_LOAD, .p_flags = PF_R | PF_W},
                                        {.p_type = PT_LOAD, .p_flags = PF_R | PF_X},
                                        {.p_type = PT_NOTE, .p_flags = PF_R}};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        Library library = library_of(SIZE);
        segments_of(library)[2].p_type = OTHERS[i].p_type;
        segments_of(library)[2].p_flags = OTHERS[i].p_flags;
        put_at(library, BEHIND + 1, "sm_75 sm_80");
        CHECK_TEXT(first_in(library), NO_LIST);
    }
}

TEST(constants_before_the_code_are_passed_over_however_many_segments_they_have)
{
    Library library = library_of(SIZE);
    segments_of(library)[1].p_flags = PF_R;
    segments_of(library)[2].p_flags = PF_R | PF_X;
    put_at(library, CODE + 1, "sm_75 sm_80");
    CHECK_TEXT(first_in(library), NO_LIST);
}

TEST(constants_behind_other_data_are_still_behind_the_code)
{
    Library library = library_of(SIZE);
    segments_of(library)[2].p_filesz = KB;
    add_segment(library, (Elf64_Phdr){PT_LOAD, PF_R | PF_W, BEHIND + KB, 0, 0, KB, KB, 1});
    add_segment(library, (Elf64_Phdr){PT_LOAD, PF_R, BEHIND + 2 * KB, 0, 0, KB, KB, 1});
    put_at(library, BEHIND + 2 * KB + 1, "sm_75 sm_80");
    CHECK_TEXT(first_in(library), "sm_75");
}

/* The tables are looked into where they do not stand behind the constants of this segment. */
TEST(the_tables_for_exceptions_end_the_constants)
{
    static const struct {
        size_t tables, words;
        const char *first;
    } ROWS[] = {{BEHIND + KB, BEHIND + 2 * KB, NO_LIST},
                {BEHIND + KB, BEHIND + 100, "sm_75"},
                {KB, BEHIND + 2 * KB, "sm_75"},
                {BEHIND, BEHIND + 2 * KB, "sm_75"},
                {BEHIND + 6 * KB, BEHIND + 5 * KB, NO_LIST}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Library library = library_of(SIZE);
        segments_of(library)[2].p_filesz = 4 * KB;
        add_segment(library, (Elf64_Phdr){PT_GNU_EH_FRAME, PF_R, ROWS[i].tables, 0, 0, KB, KB, 1});
        put_at(library, ROWS[i].words, "sm_75 sm_80");
        CHECK_TEXT(first_in(library), ROWS[i].first);
    }
}

/* Pieces of 64 KB, from the end; the front of 2 MB and more is not read. */
TEST(a_long_segment_is_read_in_pieces_that_overlap)
{
    enum { LONG = 3 * KB * KB, PIECE = 64 * KB, CEILING = 2 * KB * KB };
    static const struct {
        size_t from_end;
        const char *first;
    } ROWS[] = {{PIECE + 5, "sm_75"},      {PIECE - 1, "sm_75"},   {5 * PIECE, "sm_75"},
                {CEILING - 1, "sm_75"},    {CEILING + 1, NO_LIST}, {CEILING - PIECE, "sm_75"},
                {CEILING + PIECE, NO_LIST}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Library library = library_of(LONG);
        put_at(library, LONG - ROWS[i].from_end, "sm_75 sm_80");
        CHECK_TEXT(first_in(library), ROWS[i].first);
    }
}

TEST(a_segment_of_which_the_file_has_nothing)
{
    Library library = library_of(SIZE);
    segments_of(library)[2].p_offset = 2 * SIZE;
    put_at(library, BEHIND + 1, "sm_75 sm_80");
    CHECK_TEXT(first_in(library), NO_LIST);
    segments_of(library)[2].p_offset = BEHIND;
    segments_of(library)[2].p_filesz = UINT64_MAX - 100;
    CHECK_TEXT(first_in(library), NO_LIST);
}

TEST(what_is_no_library_has_no_list)
{
    World *world = world_overlay(test_arena(), machine_of("unknown /closed.so EACCES\n"));
    const char *because = NULL;
    overlay_file(world, "/text.so", 0755,
                 TEXT("this is no library, however long it goes on, and "
                      "it goes on for more than a header has bytes"));
    CHECK_NUMBER(kernel_list(world, "/text.so", &because).count, 0);
    CHECK_TEXT(because, "the file is not an ELF file");
    CHECK_NUMBER(kernel_list(world, "/absent.so", &because).count, 0);
    CHECK_TEXT(because, "there is no such file");
    CHECK_NUMBER(kernel_list(world, "/closed.so", &because).count, 0);
    CHECK_TEXT(because, "Permission denied");
}

/* A record tells whether it was looked for. */
TEST(the_list_is_recorded)
{
    const char *because = NULL;
    Library library = library_of(SIZE);
    put_at(library, BEHIND + 1, "sm_75 sm_80");
    World *world = world_overlay(test_arena(), machine_of("unknown /closed.so EACCES\n"));
    overlay_file(world, "/lib.so", 0755, (Text){library.bytes, library.size});
    overlay_file(world, "/text.so", 0755,
                 TEXT("this is no library, however long it goes on, and "
                      "it goes on for more than a header has bytes"));
    World *recorder = world_recorder(test_arena(), world);
    kernel_list(recorder, "/lib.so", &because);
    kernel_list(recorder, "/text.so", &because);
    const char *error = NULL;
    World *again = world_recorded(test_arena(), recorder_text(recorder), &error);
    CHECK_TEXT(error, NULL);
    REQUIRE(again != NULL);
    Strings kernels = kernel_list(again, "/lib.so", &because);
    REQUIRE(kernels.count == 2);
    CHECK_TEXT(kernels.items[1], "sm_80");
    because = NULL;
    CHECK_NUMBER(kernel_list(again, "/text.so", &because).count, 0);
    CHECK_TEXT(because, "the file is not an ELF file");
}
