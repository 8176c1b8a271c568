/* What is judged of a file before and while it is mapped, on several machines and releases. */
#include <elf.h>

#include "base/writer.h"
#include "loader/kernel.h"
#include "parse/elf_image.h"
#include "processes.h"

/* A machine of this kind with glibc 2.minor, its program and `lines`. */
static World *machine_with(const char *kind, int minor, const char *lines)
{
    return world_of(arena_printf(
        test_arena(),
        "user root uid=0\nprocessor x86_64 platform=haswell hwcaps=x86-64-v3,x86-64-v2\n"
        "environment complete\ntree /\n"
        "elf /bin/app %s interpreter=/lib/ld.so needed=libc.so.6\n"
        "elf /lib/ld.so %s soname=ld.so\n"
        "elf /lib/libc.so.6 %s soname=libc.so.6 verdef=libc.so.6,GLIBC_2.2.5,GLIBC_2.%d\n%s",
        kind, kind, kind, minor, lines));
}

static const char x86_64[] = "machine=x86_64", i386[] = "machine=i386 class=32",
                  aarch64[] = "machine=aarch64";

static const char *opened_there(const char *kind, const char *attributes)
{
    const char *lines = arena_printf(test_arena(), "elf /a/libx.so.1 %s %s\n", kind, attributes);
    return opened(machine_with(kind, 36, lines), "/a/libx.so.1", NULL);
}

static const char found[] = "found /a/libx.so.1 by path";

TEST(x86_has_one_abi_version_more)
{
    const char *refused = "failed: /a/libx.so.1: ELF file ABI version invalid";
    CHECK_TEXT(opened_there(x86_64, "osabi=3 abiversion=3"), found);
    CHECK_TEXT(opened_there(i386, "osabi=3 abiversion=3"), found);
    CHECK_TEXT(opened_there(aarch64, "osabi=3 abiversion=2"), found);
    CHECK_TEXT(opened_there(aarch64, "osabi=3 abiversion=3"), refused);
}

TEST(both_kinds_of_x86_look_at_levels)
{
    const char *refused = "failed: /a/libx.so.1: CPU ISA level is lower than required";
    CHECK_TEXT(opened_there(x86_64, "x86level=8"), refused);
    CHECK_TEXT(opened_there(i386, "x86level=8"), refused);
    CHECK_TEXT(opened_there(aarch64, "x86level=8"), found);
}

/* ---- Segments that the writer of images does not make ---- */

static Elf64_Phdr *segment_of(Text image, uint32_t type)
{
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)image.at;
    Elf64_Phdr *segment = (Elf64_Phdr *)(image.at + header->e_phoff);
    while (segment->p_type != type)
        segment++;
    return segment;
}

static Text image_64(ElfImageSpec spec)
{
    if (!spec.machine)
        spec.machine = EM_X86_64;
    spec.type = ET_DYN;
    return elf_image(test_arena(), &spec);
}

static const char *opened_with(World *below, Text bytes)
{
    World *world = world_overlay(test_arena(), below);
    overlay_file(world, "/a/libx.so.1", 0755, bytes);
    return opened(world, "/a/libx.so.1", NULL);
}

TEST(segments_must_be_aligned_as_the_release_wants_it)
{
    Text unaligned = image_64((ElfImageSpec){0});
    segment_of(unaligned, PT_LOAD)->p_align = 8;
    const char *refused = "failed: /a/libx.so.1: ELF load command alignment not page-aligned";
    CHECK_TEXT(opened_with(debian_with_glibc(34, ""), unaligned), refused);
    CHECK_TEXT(opened_with(debian_with_glibc(35, ""), unaligned), found);
    CHECK_TEXT(opened_with(debian_with_glibc(0, ""), unaligned), found);

    Text shifted = image_64((ElfImageSpec){0});
    segment_of(shifted, PT_LOAD)->p_vaddr += 8;
    const char *old = "failed: /a/libx.so.1: ELF load command address/offset not properly aligned";
    const char *new = "failed: /a/libx.so.1: ELF load command address/offset not page-aligned";
    CHECK_TEXT(opened_with(debian_with_glibc(34, ""), shifted), old);
    CHECK_TEXT(opened_with(debian_with_glibc(35, ""), shifted), new);
    CHECK_TEXT(opened_with(debian_with_glibc(0, ""), shifted), new);
}

TEST(an_empty_dynamic_section_is_none)
{
    Text image = image_64((ElfImageSpec){0});
    segment_of(image, PT_DYNAMIC)->p_filesz = 0;
    CHECK_TEXT(opened_with(debian(""), image),
               "failed: /a/libx.so.1: object file has no dynamic section");
}

/* A library whose PT_GNU_STACK has these flags; 0: it has none. */
static Text with_stack(uint32_t flags, uint16_t machine)
{
    Text image = image_64((ElfImageSpec){.machine = machine});
    Elf64_Phdr *stack = segment_of(image, PT_GNU_STACK);
    *stack = flags ? (Elf64_Phdr){.p_type = PT_GNU_STACK, .p_flags = flags} : (Elf64_Phdr){0};
    return image;
}

TEST(an_executable_stack_is_wanted_by_a_flag_and_on_x86_without_one)
{
    const char *refused = "failed: /a/libx.so.1: cannot enable executable stack as shared object "
                          "requires: Invalid argument";
    Text none = with_stack(0, EM_X86_64);
    CHECK_TEXT(opened_with(debian_with_glibc(41, ""), none), refused);
    CHECK_TEXT(opened_with(debian_with_glibc(40, ""), none), found);
    CHECK_TEXT(opened_with(debian_with_glibc(41, ""), with_stack(PF_R | PF_W | PF_X, EM_X86_64)),
               refused);
    CHECK_TEXT(opened_with(debian_with_glibc(41, ""), with_stack(PF_R | PF_W, EM_X86_64)), found);
    World *arm = machine_with(aarch64, 41, "");
    CHECK_TEXT(opened_with(arm, with_stack(0, EM_AARCH64)), found);
    CHECK_TEXT(opened_with(arm, with_stack(PF_X, EM_AARCH64)), refused);
}

TEST(an_executable_stack_on_32_bit_x86)
{
    ElfImageSpec spec = {.machine = EM_386, .is_32 = true, .type = ET_DYN};
    Text image = elf_image(test_arena(), &spec);
    Elf32_Phdr *segment = (Elf32_Phdr *)(image.at + ((const Elf32_Ehdr *)image.at)->e_phoff);
    while (segment->p_type != PT_GNU_STACK)
        segment++;
    CHECK_TEXT(opened_with(machine_with(i386, 41, ""), image), found);
    segment->p_type = PT_NULL;
    CHECK_TEXT(opened_with(machine_with(i386, 41, ""), image),
               "failed: /a/libx.so.1: cannot enable executable stack as shared object requires: "
               "Invalid argument");
}

/* What starts with the program makes the stack executable, whatever the release. */
TEST(an_executable_stack_at_start_serves_everybody_later)
{
    World *world =
        world_overlay(test_arena(), debian_with_glibc(41, "env LD_PRELOAD=/a/libfirst.so\n"));
    overlay_file(world, "/a/libfirst.so", 0755, with_stack(PF_X, EM_X86_64));
    CHECK_TEXT(opened(world, "/a/libfirst.so", NULL), "preloaded /a/libfirst.so");
    CHECK_TEXT(opened_with(world, with_stack(PF_X, EM_X86_64)), found);
}

/* ---- Files of which little is known ---- */

TEST(a_library_of_which_only_the_header_was_recorded_is_unknown)
{
    CHECK_TEXT(opened(debian("file /a/libx.so.1 size=12288\n  at 0\n  \"\\x7fELF\"\n"),
                      "/a/libx.so.1", NULL),
               "unknown: /a/libx.so.1: not recorded");
}

TEST(a_library_of_which_only_the_first_page_was_recorded_is_unknown)
{
    enum { RECORDED = 4096, DYNAMIC_AT = 8192, SIZE = 12288 };
    Text image = image_64((ElfImageSpec){.soname = "libx.so.1"});
    segment_of(image, PT_LOAD)->p_filesz = segment_of(image, PT_LOAD)->p_memsz = SIZE;
    Elf64_Phdr *dynamic = segment_of(image, PT_DYNAMIC);
    dynamic->p_offset = dynamic->p_vaddr = DYNAMIC_AT;
    Writer writer = writer_new(test_arena());
    put_format(&writer, "file /a/libx.so.1 size=%d\n  at 0\n  \"", SIZE);
    for (size_t i = 0; i < RECORDED; i++)
        put_format(&writer, "\\x%02x", i < image.length ? (unsigned char)image.at[i] : 0);
    put(&writer, "\"\n");
    CHECK_TEXT(opened(debian(writer.bytes), "/a/libx.so.1", NULL),
               "unknown: /a/libx.so.1: not recorded");
}

TEST(tables_that_lead_nowhere_are_unknown)
{
    Text image = image_64((ElfImageSpec){.soname = "libx.so.1"});
    Elf64_Dyn *entry = (Elf64_Dyn *)(image.at + segment_of(image, PT_DYNAMIC)->p_offset);
    while (entry->d_tag != DT_STRTAB)
        entry++;
    entry->d_un.d_ptr = 0x7fffffff;
    CHECK(starts_with(opened_with(debian(""), image), "unknown: /a/libx.so.1: "));
}

/* ---- Notes ---- */

/* Cut behind its program headers, before its note of properties. */
static const char *opened_without_note(int minor, uint64_t alignment)
{
    Text image = image_64((ElfImageSpec){.x86_level = 1});
    Elf64_Phdr *note = segment_of(image, PT_NOTE);
    note->p_align = alignment;
    image.length = note->p_offset;
    return opened_with(debian_with_glibc(minor, ""), image);
}

TEST(notes_are_read_before_2_36)
{
    const char *refused = "failed: /a/libx.so.1: cannot read file data";
    CHECK_TEXT(opened_without_note(31, 8), refused);
    CHECK_TEXT(opened_without_note(35, 4), refused);
    CHECK_TEXT(opened_without_note(36, 8), "crashes on /a/libx.so.1");
    CHECK_TEXT(
        opened_without_note(0, 8),
        "unknown: /a/libx.so.1: a glibc before 2.36 reads its notes and does not take it, and "
        "whether this one is older cannot be told");
}

TEST(notes_of_an_odd_alignment_are_read_before_2_31)
{
    CHECK_TEXT(opened_without_note(29, 16), "failed: /a/libx.so.1: cannot read file data");
    CHECK_TEXT(opened_without_note(32, 16), "crashes on /a/libx.so.1");
    CHECK_TEXT(opened_without_note(29, 2), "crashes on /a/libx.so.1");
    /* 2.30 and 2.31 look alike. */
    CHECK(starts_with(opened_without_note(30, 16),
                      "unknown: /a/libx.so.1: it hangs on notes of an odd alignment, which a glibc "
                      "before 2.31 reads"));
    CHECK_TEXT(opened_without_note(30, 8), "failed: /a/libx.so.1: cannot read file data");
}

/* What becomes of a library that was built for a system, on Linux 4.4. */
static const char *opened_for(int minor, const char *abi_tag)
{
    const char *attributes = arena_printf(test_arena(), "abitag=%s", abi_tag);
    const char *lines = LINES("env LD_LIBRARY_PATH=/a:/b\n", library("/a/libx.so.1", attributes),
                              library("/b/libx.so.1", ""),
                              "file /proc/sys/kernel/osrelease\n  \"4.4.0-generic\\n\"\n");
    return opened(debian_with_glibc(minor, lines), "libx.so.1", NULL);
}

TEST(libraries_for_newer_kernels_are_passed_over_before_2_36)
{
    const char *first = "found /a/libx.so.1 by ld-library-path",
               *second = "found /b/libx.so.1 by ld-library-path";
    CHECK_TEXT(opened_for(35, "0.4.4.0"), first);
    CHECK_TEXT(opened_for(35, "0.4.4.1"), second);
    CHECK_TEXT(opened_for(31, "0.4.11.0"), second);
    CHECK_TEXT(opened_for(36, "0.4.11.0"), first);
    CHECK_TEXT(opened_for(35, "0.3.17.0"), first);
    CHECK_TEXT(opened_for(35, "1.0.0.0"), second); /* of the Hurd */
    CHECK_TEXT(opened_for(36, "1.0.0.0"), first);
    CHECK_TEXT(opened_for(0, "0.4.4.0"), first);
    CHECK(starts_with(opened_for(0, "0.4.4.1"), "unknown: /a/libx.so.1: a glibc before 2.36 "));
}

TEST(a_kernel_that_was_not_recorded_matters_to_libraries_that_ask_for_one)
{
    const char *recent = library("/a/libx.so.1", "abitag=0.3.17.0"),
               *old = library("/a/libx.so.1", "abitag=0.3.2.0");
    CHECK_TEXT(
        opened(debian_with_glibc(31, LINES("dir /proc partial\n", recent)), "/a/libx.so.1", NULL),
        "unknown: /a/libx.so.1: it is for Linux 3.17 and newer, and which this one is "
        "cannot be told: /proc/sys/kernel/osrelease: not recorded");
    CHECK_TEXT(opened(debian_with_glibc(31, old), "/a/libx.so.1", NULL), found);
    CHECK_TEXT(opened(debian_with_glibc(36, recent), "/a/libx.so.1", NULL), found);
}

TEST(releases_of_kernels_are_numbers)
{
    CHECK_NUMBER(kernel_number(TEXT("6.1.0-49-amd64\n")), 0x060100);
    CHECK_NUMBER(kernel_number(TEXT("4.14.300")), 0x040eff);
    CHECK_NUMBER(kernel_number(TEXT("5.15-rc1")), 0x050f00);
    CHECK_NUMBER(kernel_number(TEXT("5.15.12.1")), 0x050f0c);
    CHECK_NUMBER(kernel_number(TEXT("99999999999.1")), 0xff0100);
    CHECK_NUMBER(kernel_number(TEXT("")), 0);
}

/* What it needs is not to be told, and the process dies before anybody asks. */
TEST(a_cut_library_whose_tables_are_spoiled_too_kills)
{
    ElfImageSpec spec = {.soname = "libx.so.1", .reach = 90000};
    list_add(test_arena(), spec.needed, "liby.so.1");
    Text image = image_64(spec);
    Elf64_Dyn *entry = (Elf64_Dyn *)(image.at + segment_of(image, PT_DYNAMIC)->p_offset);
    for (; entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag == DT_NEEDED)
            entry->d_un.d_val = 0x7fffff;
        if (entry->d_tag == DT_SYMENT)
            *entry = (Elf64_Dyn){DT_INIT, {0x1000}};
    }
    CHECK_TEXT(opened_with(debian(""), image), "crashes on /a/libx.so.1");
}

/* ---- Flags ---- */

TEST(position_independent_programs_are_refused_since_2_30)
{
    const char *program = library("/a/libx.so.1", "flags1=134217728");
    const char *refused = "failed: /a/libx.so.1: cannot dynamically load position-independent "
                          "executable";
    CHECK_TEXT(opened(debian_with_glibc(29, program), "/a/libx.so.1", NULL), found);
    CHECK_TEXT(opened(debian_with_glibc(30, program), "/a/libx.so.1", NULL), refused);
    /* A release that is not known is taken for a newer one. */
    CHECK_TEXT(opened(debian_with_glibc(0, program), "/a/libx.so.1", NULL), refused);
}
