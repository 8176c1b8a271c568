/* What becomes of a process that maps a file whose end is missing. The same is compared with real
 * libraries, byte by byte, by tests/oracle/ldso. */
#include <elf.h>
#include <string.h>

#include "harness.h"
#include "loader/cut.h"

enum {
    PAGE = 4096,
    TEXT_END = 0x1100,
    DATA_AT = 0x2e00,
    SAME_PAGE = 0x2ff0,
    NEXT_PAGE = 0x3010,
    WHOLE = 0x4000
};

static Elf64_Dyn dynamic[] = {{DT_STRTAB, {0x200}}, {DT_STRSZ, {1}},     {DT_SYMTAB, {0x300}},
                              {DT_HASH, {0x400}},   {DT_RELA, {0x500}},  {DT_RELASZ, {24}},
                              {DT_RELAENT, {24}},   {DT_FINI, {0x1010}}, {DT_NULL, {0}},
                              {DT_NULL, {0}}};

static void put_load(Elf64_Phdr *header, uint64_t offset, uint64_t end, uint64_t more)
{
    *header = (Elf64_Phdr){.p_type = PT_LOAD,
                           .p_flags = PF_R,
                           .p_offset = offset,
                           .p_vaddr = offset,
                           .p_filesz = end - offset,
                           .p_memsz = end - offset + more,
                           .p_align = PAGE};
}

/* Two segments, the dynamic section at DATA_AT: as linkers lay out a small library. */
static unsigned char *small_library(uint64_t data_end, uint64_t zeroed)
{
    unsigned char *bytes = arena_alloc(test_arena(), WHOLE);
    Elf64_Ehdr header = {.e_type = ET_DYN,
                         .e_machine = EM_X86_64,
                         .e_version = EV_CURRENT,
                         .e_phoff = sizeof header,
                         .e_phentsize = sizeof(Elf64_Phdr),
                         .e_phnum = 3};
    memcpy(header.e_ident, ELFMAG "\2\1\1", 7);
    Elf64_Phdr segments[3];
    put_load(&segments[0], 0, TEXT_END, 0);
    put_load(&segments[1], DATA_AT, data_end, zeroed);
    put_load(&segments[2], DATA_AT, DATA_AT + sizeof dynamic, 0);
    segments[2].p_type = PT_DYNAMIC;
    memcpy(bytes, &header, sizeof header);
    memcpy(bytes + sizeof header, segments, sizeof segments);
    memcpy(bytes + DATA_AT, dynamic, sizeof dynamic);
    return bytes;
}

/* As ld.so was before glibc 2.35. */
static bool needs_strings;

/* The file cut to `size` bytes. */
static CutEffect cut_to(uint64_t size, uint64_t data_end, uint64_t zeroed)
{
    Text mapped = {(char *)small_library(data_end, zeroed), pages_up(size)};
    memset((char *)mapped.at + size, 0, mapped.length - size);
    Text *kept = arena_new_of(test_arena(), Text);
    *kept = mapped;
    ElfSource source = elf_memory(kept);
    return cut_effect(elf_open(test_arena(), source), source, size, needs_strings);
}

TEST(a_page_that_is_partly_zeroed_is_touched_at_once)
{
    CHECK_NUMBER(cut_to(0x3000, NEXT_PAGE, 8), CUT_DIES_WHEN_MAPPED);
    CHECK_NUMBER(cut_to(0x3001, NEXT_PAGE, 8), CUT_NOT);
}

TEST(the_dynamic_section_is_touched_at_once)
{
    CHECK_NUMBER(cut_to(0x1800, NEXT_PAGE, 0), CUT_DIES_WHEN_MAPPED);
}

TEST(other_lost_pages_are_touched_later)
{
    CHECK_NUMBER(cut_to(0x3000, NEXT_PAGE, 0), CUT_DIES_LATER);
}

TEST(lost_pages_that_nobody_touches_are_not_missed)
{
    Elf64_Dyn relocations[3];
    memcpy(relocations, dynamic + 4, sizeof relocations);
    for (size_t i = 4; i < 7; i++)
        dynamic[i] = dynamic[7]; /* DT_FINI is only called at the end */
    CHECK_NUMBER(cut_to(0x3000, NEXT_PAGE, 0), CUT_NOT);
    dynamic[4].d_tag = DT_INIT;
    CHECK_NUMBER(cut_to(0x3000, NEXT_PAGE, 0), CUT_DIES_LATER);
    memcpy(dynamic + 4, relocations, sizeof relocations);
}

/* Where each entry of the table above ends. */
static CutEffect cut_behind_entries(size_t count)
{
    return cut_to(DATA_AT + count * sizeof *dynamic, SAME_PAGE, 8);
}

TEST(zeroes_in_the_dynamic_section_end_it_early)
{
    CHECK_NUMBER(cut_behind_entries(0), CUT_DIES_LATER); /* nothing is left */
    CHECK_NUMBER(cut_behind_entries(2), CUT_DIES_LATER); /* no symbols */
    CHECK_NUMBER(cut_behind_entries(4), CUT_NOT);        /* no relocations, and none needed */
    /* The size of a relocation is asserted at once. */
    CHECK_NUMBER(cut_behind_entries(5), CUT_DIES_WHEN_MAPPED);
    CHECK_NUMBER(cut_behind_entries(6), CUT_DIES_WHEN_MAPPED);
    CHECK_NUMBER(cut_behind_entries(7), CUT_NOT); /* nothing that is needed was lost */
    CHECK_NUMBER(cut_behind_entries(8), CUT_NOT);
}

/* Names are another matter: processes die where they look for one (test_process.c). */
TEST(symbols_are_needed_and_strings_only_to_relocate)
{
    Elf64_Dyn strings = dynamic[0];
    dynamic[0] = dynamic[2];
    CHECK_NUMBER(cut_behind_entries(1), CUT_NOT);
    CHECK_NUMBER(cut_behind_entries(7), CUT_DIES_LATER);
    needs_strings = true;
    CHECK_NUMBER(cut_behind_entries(1), CUT_DIES_LATER);
    needs_strings = false;
    dynamic[0] = strings;
}

TEST(relocations_need_both_their_sizes_in_any_order)
{
    Elf64_Dyn size = dynamic[5];
    dynamic[5] = dynamic[6];
    dynamic[6] = size;
    CHECK_NUMBER(cut_behind_entries(6), CUT_DIES_LATER); /* of all of them together */
    CHECK_NUMBER(cut_behind_entries(7), CUT_NOT);
    dynamic[6] = dynamic[5];
    dynamic[5] = size;
}

TEST(an_address_of_which_half_is_missing_misleads)
{
    /* Two bytes are enough for 0x400; one byte of it is 0. */
    CHECK_NUMBER(cut_to(DATA_AT + 3 * sizeof *dynamic + 8 + 2, SAME_PAGE, 8), CUT_NOT);
    CHECK_NUMBER(cut_to(DATA_AT + 3 * sizeof *dynamic + 8 + 1, SAME_PAGE, 8), CUT_UNCLEAR);
    /* Nobody looks at DT_FINI while a library is opened. */
    CHECK_NUMBER(cut_to(DATA_AT + 7 * sizeof *dynamic + 8 + 1, SAME_PAGE, 8), CUT_NOT);
}
