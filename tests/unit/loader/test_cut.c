/* What becomes of a process that maps a file whose end is missing. The same is compared with real
 * libraries, byte by byte, by tests/oracle/ldso. */
#include <elf.h>
#include <string.h>

#include "processes.h"
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

/* ---- Entries that the small library does not have ---- */

enum {
    TABLE = sizeof dynamic / sizeof *dynamic,
    SOUND = 4,
    WHOLE_TABLE = DATA_AT + sizeof dynamic
};

/* The effect of a cut when these entries, up to DT_NULL, stand behind the first `kept`. */
static CutEffect cut_with(size_t kept, const Elf64_Dyn *entries, uint64_t size, uint64_t data_end)
{
    Elf64_Dyn before[TABLE];
    memcpy(before, dynamic, sizeof dynamic);
    memset(dynamic + kept, 0, sizeof dynamic - kept * sizeof *dynamic);
    for (size_t i = 0; entries[i].d_tag != DT_NULL; i++)
        dynamic[kept + i] = entries[i];
    CutEffect effect = cut_to(size, data_end, 0);
    memcpy(dynamic, before, sizeof dynamic);
    return effect;
}

TEST(what_the_loader_asserts_and_follows_of_relocations)
{
    static const struct {
        Elf64_Dyn entries[6];
        CutEffect effect;
    } rows[] = {
        {{{DT_REL, {0x500}}, {DT_RELSZ, {16}}, {DT_RELENT, {16}}}, CUT_NOT},
        {{{DT_REL, {0x500}}, {DT_RELSZ, {16}}, {DT_RELENT, {8}}}, CUT_DIES_WHEN_MAPPED},
        {{{DT_REL, {0x500}}, {DT_RELENT, {16}}}, CUT_DIES_LATER},
        {{{DT_RELA, {0x500}}, {DT_RELASZ, {24}}, {DT_RELAENT, {1ull << 32 | 24}}},
         CUT_DIES_WHEN_MAPPED},
        {{{DT_PLTREL, {DT_RELA}}, {DT_JMPREL, {0x500}}, {DT_PLTRELSZ, {24}}}, CUT_NOT},
        {{{DT_PLTREL, {DT_REL}}, {DT_JMPREL, {0x500}}, {DT_PLTRELSZ, {24}}}, CUT_NOT},
        {{{DT_PLTREL, {DT_NEEDED}}, {DT_JMPREL, {0x500}}, {DT_PLTRELSZ, {24}}},
         CUT_DIES_WHEN_MAPPED},
        {{{DT_PLTREL, {DT_RELA}}, {DT_JMPREL, {0x500}}}, CUT_DIES_LATER},
        {{{DT_PLTREL, {DT_RELA}}, {DT_PLTRELSZ, {24}}}, CUT_DIES_LATER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_NUMBER(cut_with(SOUND, rows[i].entries, WHOLE_TABLE, SAME_PAGE), rows[i].effect);
}

TEST(what_runs_first_must_have_been_relocated)
{
    static const struct {
        Elf64_Dyn entries[6];
        CutEffect effect;
    } rows[] = {
        {{{DT_INIT_ARRAY, {0x600}}, {DT_INIT_ARRAYSZ, {8}}}, CUT_DIES_LATER},
        {{{DT_INIT_ARRAY, {0x600}}, {DT_INIT_ARRAYSZ, {8}}, {DT_RELSZ, {16}}}, CUT_DIES_LATER},
        {{{DT_INIT_ARRAY, {0x600}},
          {DT_INIT_ARRAYSZ, {8}},
          {DT_REL, {0x500}},
          {DT_RELSZ, {16}},
          {DT_RELENT, {16}}},
         CUT_NOT},
        {{{DT_INIT_ARRAY, {0x600}},
          {DT_INIT_ARRAYSZ, {8}},
          {DT_REL, {0x500}},
          {DT_RELSZ, {0}},
          {DT_RELENT, {16}}},
         CUT_DIES_LATER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_NUMBER(cut_with(SOUND, rows[i].entries, WHOLE_TABLE, SAME_PAGE), rows[i].effect);
}

/* Within the last page there are zeroes instead of them. */
TEST(a_table_that_is_lost_may_or_may_not_be_missed)
{
    enum { LOST = WHOLE_TABLE + 0x20 };
    static const Elf64_Dyn relocations[] = {
        {DT_RELA, {LOST}}, {DT_RELASZ, {24}}, {DT_RELAENT, {24}}, {DT_NULL, {0}}};
    static const Elf64_Dyn strings[] = {{DT_STRTAB, {LOST}},
                                        {DT_RELA, {0x500}},
                                        {DT_RELASZ, {24}},
                                        {DT_RELAENT, {24}},
                                        {DT_NULL, {0}}};
    static const Elf64_Dyn only_strings[] = {{DT_STRTAB, {LOST}}, {DT_NULL, {0}}};
    CHECK_NUMBER(cut_with(SOUND, relocations, WHOLE_TABLE, SAME_PAGE), CUT_UNCLEAR);
    CHECK_NUMBER(cut_with(SOUND, strings, WHOLE_TABLE, SAME_PAGE), CUT_UNCLEAR);
    CHECK_NUMBER(cut_with(SOUND, only_strings, WHOLE_TABLE, SAME_PAGE), CUT_NOT);
}

TEST(the_hash_table_is_read_at_once)
{
    enum { LOST = 0x3008, WITHOUT_HASH = 3 };
    static const Elf64_Dyn old[] = {{DT_HASH, {LOST}}, {DT_NULL, {0}}};
    static const Elf64_Dyn new[] = {{DT_HASH, {0x400}}, {DT_GNU_HASH, {LOST}}, {DT_NULL, {0}}};
    static const Elf64_Dyn both[] = {{DT_HASH, {LOST}}, {DT_GNU_HASH, {0x400}}, {DT_NULL, {0}}};
    static const Elf64_Dyn other[] = {{DT_FINI, {LOST}}, {DT_NULL, {0}}};
    CHECK_NUMBER(cut_with(WITHOUT_HASH, old, 0x3000, NEXT_PAGE), CUT_DIES_WHEN_MAPPED);
    CHECK_NUMBER(cut_with(WITHOUT_HASH, new, 0x3000, NEXT_PAGE), CUT_DIES_WHEN_MAPPED);
    CHECK_NUMBER(cut_with(WITHOUT_HASH, both, 0x3000, NEXT_PAGE), CUT_NOT);
    CHECK_NUMBER(cut_with(WITHOUT_HASH, other, 0x3000, NEXT_PAGE), CUT_NOT);
}

TEST(half_an_address_of_versions_leaves_it_open_and_of_others_kills)
{
    static const Elf64_Dyn versions[] = {{DT_VERNEED, {0x550}}, {DT_NULL, {0}}};
    static const Elf64_Dyn start[] = {{DT_INIT, {0x550}}, {DT_NULL, {0}}};
    const uint64_t half = 8 + 1;
    CHECK_NUMBER(cut_with(SOUND, versions, DATA_AT + SOUND * sizeof *dynamic + half, SAME_PAGE),
                 CUT_UNCLEAR);
    /* No symbols. */
    CHECK_NUMBER(cut_with(2, start, DATA_AT + 2 * sizeof *dynamic + half, SAME_PAGE),
                 CUT_DIES_LATER);
}

TEST(an_address_may_lie_in_what_only_memory_has)
{
    const uint64_t zeroed = 0x20000;
    CHECK_NUMBER(cut_to(DATA_AT + 3 * sizeof *dynamic + 8 + 2, SAME_PAGE, zeroed), CUT_UNCLEAR);
    CHECK_NUMBER(cut_to(DATA_AT + 3 * sizeof *dynamic + 8 + 3, SAME_PAGE, zeroed), CUT_NOT);
}

static CutEffect without_dynamic_section(uint64_t size)
{
    unsigned char *bytes = small_library(NEXT_PAGE, 0);
    Elf64_Phdr *segments = (Elf64_Phdr *)(bytes + sizeof(Elf64_Ehdr));
    segments[2].p_type = PT_NULL;
    Text *kept = arena_new_of(test_arena(), Text);
    *kept = (Text){(char *)bytes, pages_up(size)};
    ElfSource source = elf_memory(kept);
    return cut_effect(elf_open(test_arena(), source), source, size, false);
}

TEST(a_file_without_a_dynamic_section_may_lose_pages_too)
{
    CHECK_NUMBER(without_dynamic_section(0x3000), CUT_DIES_LATER);
    CHECK_NUMBER(without_dynamic_section(0x3001), CUT_NOT);
}

TEST(which_release_needs_strings_follows_from_the_c_library)
{
    Elf64_Dyn strings = dynamic[0];
    dynamic[0] = dynamic[2];
    Text cut = {(char *)small_library(SAME_PAGE, 8), DATA_AT + sizeof *dynamic};
    dynamic[0] = strings;
    static const struct {
        int minor;
        OpenResult result;
    } rows[] = {{31, OPEN_CRASHES}, {34, OPEN_CRASHES}, {35, OPEN_FOUND}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        World *world = world_overlay(test_arena(), debian_with_glibc(rows[i].minor, ""));
        overlay_file(world, "/a/libx.so.1", 0755, cut);
        CHECK_NUMBER(loader_dlopen(app(world), "/a/libx.so.1", NULL)->result, rows[i].result);
    }
}
