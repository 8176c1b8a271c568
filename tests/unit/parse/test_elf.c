/* The ELF reader: what it says of files that are short, cut, foreign or malformed, and what it
 * costs. That it reads back what is there is tested with the writer (test_elf_image.c). */
#include "parse/elf.h"

#include <elf.h>
#include <string.h>

#include "elf_samples.h"
#include "harness.h"

static Elf *open_bytes(const Text *bytes)
{
    return elf_open(test_arena(), elf_memory(bytes));
}

/* A copy of the sample with one number of the file header changed (64-bit little-endian). */
static Elf *open_patched(size_t at, unsigned value, size_t bytes)
{
    ElfImageSpec spec = sample_spec(test_arena(), 0);
    Text *image = arena_new_of(test_arena(), Text);
    *image = elf_image(test_arena(), &spec);
    for (size_t i = 0; i < bytes; i++)
        ((char *)image->at)[at + i] = (char)(value >> 8 * i);
    return open_bytes(image);
}

/* ---- Headers ---- */

TEST(elf_short_files_are_too_short_whatever_they_hold)
{
    char bytes[64] = ELFMAG "\2\1\1";
    Text text = {bytes, 0};
    CHECK_NUMBER(open_bytes(&text)->status, ELF_TOO_SHORT);
    text.length = 51;
    Elf *elf = open_bytes(&text);
    CHECK_NUMBER(elf->status, ELF_TOO_SHORT);
    CHECK_TEXT(elf->says, "the file is too short to be a library");
    CHECK_NUMBER(elf->ident[EI_CLASS], ELFCLASS64);
    text.length = 63;
    CHECK_NUMBER(open_bytes(&text)->status, ELF_TOO_SHORT);
    bytes[EI_CLASS] = ELFCLASS32;
    CHECK_NUMBER(open_bytes(&text)->status, ELF_PROGRAM_HEADER_SIZE);
}

TEST(elf_text_is_not_elf)
{
    Text text = TEXT("version https://git-lfs.github.com/spec/v1\noid sha256:0000000000000000\n");
    Elf *elf = open_bytes(&text);
    CHECK_NUMBER(elf->status, ELF_NOT_ELF);
    CHECK_TEXT(elf->says, "the file is not an ELF file");
}

TEST(elf_header_facts_are_read)
{
    Text bytes;
    ElfImageSpec spec = sample_spec(test_arena(), 0);
    spec.os_abi = ELFOSABI_GNU;
    spec.abi_version = 3;
    Elf *elf = sample_elf(test_arena(), &spec, &bytes);
    REQUIRE(elf->status == ELF_OK);
    CHECK(elf->is_64 && !elf->big_endian);
    CHECK_NUMBER(elf->os_abi, ELFOSABI_GNU);
    CHECK_NUMBER(elf->abi_version, 3);
    CHECK_NUMBER(elf->type, ET_DYN);
    CHECK_NUMBER(elf->machine, EM_X86_64);
    CHECK_NUMBER(elf->version, EV_CURRENT);
    CHECK_NUMBER(elf->flags, 0x01020304);
    CHECK_NUMBER(elf->program_header_size, 56);
    CHECK_NUMBER(elf->segment_count, 3);
    CHECK_NUMBER(elf->size, bytes.length);
    CHECK_NUMBER(elf_segment(elf, PT_GNU_STACK)->flags, PF_R | PF_W);
    CHECK(elf_segment(elf, PT_TLS) == NULL);
}

TEST(elf_unknown_class_and_byte_order_are_told_apart)
{
    CHECK_NUMBER(open_patched(EI_CLASS, 3, 1)->status, ELF_UNKNOWN_CLASS);
    CHECK_NUMBER(open_patched(EI_DATA, 0, 1)->status, ELF_UNKNOWN_BYTE_ORDER);
}

TEST(elf_program_headers_of_another_size)
{
    Elf *elf = open_patched(54, 32, 2);
    CHECK_NUMBER(elf->status, ELF_PROGRAM_HEADER_SIZE);
    CHECK_NUMBER(elf->machine, EM_X86_64);
}

TEST(elf_program_headers_cut_off_leave_the_machine_known)
{
    Elf *elf = open_patched(32, 0xfffffff0, 4);
    CHECK_NUMBER(elf->status, ELF_PROGRAM_HEADERS_CUT);
    CHECK_NUMBER(elf->machine, EM_X86_64);
    CHECK_NUMBER(elf->segment_count, 0);
    const ElfDynamic *dynamic;
    CHECK_NUMBER(elf_dynamic(elf, &dynamic), ELF_PROGRAM_HEADERS_CUT);
    CHECK_TEXT(elf_error(elf), "the file ends within, or before, its program headers");
}

static size_t read_ten_bytes(void *context, uint64_t offset, void *buffer, size_t length)
{
    (void)context;
    (void)offset;
    memset(buffer, 0, length < 10 ? length : 10);
    return length < 10 ? length : 10;
}

TEST(elf_source_that_breaks_its_promise_is_unreadable)
{
    Elf *elf = elf_open(test_arena(), (ElfSource){NULL, read_ten_bytes, 4096});
    CHECK_NUMBER(elf->status, ELF_UNREADABLE);
}

/* ---- Segments ---- */

TEST(elf_addresses_are_translated_through_segments)
{
    Text bytes;
    ElfImageSpec spec = sample_spec(test_arena(), 0);
    spec.reach = 0x5000;
    Elf *elf = sample_elf(test_arena(), &spec, &bytes);
    uint64_t offset, available;
    REQUIRE(elf_offset_of(elf, 0x40, &offset, &available));
    CHECK_NUMBER(offset, 0x40);
    CHECK_NUMBER(available, bytes.length - 0x40);
    REQUIRE(elf_offset_of(elf, 0x4fff, &offset, &available));
    CHECK_NUMBER(available, 0);
    CHECK(!elf_offset_of(elf, 0x5000, &offset, &available));
}

TEST(elf_reach_is_where_the_last_segment_ends)
{
    Text bytes;
    ElfImageSpec spec = sample_spec(test_arena(), 0);
    Elf *elf = sample_elf(test_arena(), &spec, &bytes);
    CHECK_NUMBER(elf_reach(elf), bytes.length);
    spec.reach = 1 << 30;
    CHECK_NUMBER(elf_reach(sample_elf(test_arena(), &spec, &bytes)), 1 << 30);
    spec.reach = UINT64_MAX;
    CHECK(elf_reach(sample_elf(test_arena(), &spec, &bytes)) == UINT64_MAX);
    CHECK_NUMBER(elf_reach(open_patched(56, 0, 2)), 0);
    /* Other segments, here PT_DYNAMIC with a huge size, are not mapped. */
    CHECK_NUMBER(elf_reach(open_patched(64 + 56 + 32, 0xffffff, 4)), elf->size);
}

TEST(elf_reach_that_wraps_is_endless)
{
    ElfImageSpec spec = sample_spec(test_arena(), 0);
    spec.reach = UINT64_MAX;
    Text image = elf_image(test_arena(), &spec);
    ((char *)image.at)[64 + 8] = 1; /* p_offset of PT_LOAD */
    Elf *elf = open_bytes(&image);
    CHECK(elf_reach(elf) == UINT64_MAX);
    uint64_t offset, available;
    CHECK(!elf_offset_of(elf, 0x40, &offset, &available));
}

TEST(elf_interpreter_may_be_missing)
{
    Text bytes;
    const char *path = "";
    ElfImageSpec spec = sample_spec(test_arena(), 0);
    CHECK_NUMBER(elf_interpreter(sample_elf(test_arena(), &spec, &bytes), &path), ELF_OK);
    CHECK_TEXT(path, NULL);
    spec.interpreter = "/lib64/ld-linux-x86-64.so.2";
    CHECK_NUMBER(elf_interpreter(sample_elf(test_arena(), &spec, &bytes), &path), ELF_OK);
    CHECK_TEXT(path, "/lib64/ld-linux-x86-64.so.2");
}

/* ---- Dynamic section ---- */

TEST(elf_without_dynamic_section)
{
    Text bytes;
    ElfImageSpec spec = {.machine = EM_X86_64, .no_dynamic = true};
    Elf *elf = sample_elf(test_arena(), &spec, &bytes);
    const ElfDynamic *dynamic;
    CHECK_NUMBER(elf->status, ELF_OK);
    CHECK_NUMBER(elf_dynamic(elf, &dynamic), ELF_NO_DYNAMIC);
    CHECK_TEXT(elf_error(elf), "the file has no dynamic section");
    /* Asked again, and after another question in between, the answer is the same. */
    const char *path;
    CHECK_NUMBER(elf_interpreter(elf, &path), ELF_OK);
    CHECK_TEXT(elf_error(elf), NULL);
    CHECK_NUMBER(elf_dynamic(elf, &dynamic), ELF_NO_DYNAMIC);
    CHECK_TEXT(elf_error(elf), "the file has no dynamic section");
    CHECK(dynamic == NULL);
}

TEST(elf_absent_names_are_null_and_empty_ones_are_not)
{
    Text bytes;
    ElfImageSpec spec = {.machine = EM_X86_64, .runpath = ""};
    const ElfDynamic *dynamic;
    REQUIRE(elf_dynamic(sample_elf(test_arena(), &spec, &bytes), &dynamic) == ELF_OK);
    CHECK_TEXT(dynamic->runpath, "");
    CHECK_TEXT(dynamic->rpath, NULL);
    CHECK_TEXT(dynamic->soname, NULL);
    CHECK_NUMBER(dynamic->needed.count, 0);
    CHECK(dynamic->has_gnu_hash && !dynamic->has_hash);
    CHECK(!dynamic->has_version_needs && !dynamic->has_version_definitions);
}

/* Finds the bytes of a 64-bit little-endian dynamic entry of an image. */
static size_t entry_of(Text image, uint64_t tag)
{
    for (size_t at = 0; at + 16 <= image.length; at += 8)
        if (memcmp(image.at + at, &tag, 8) == 0)
            return at;
    return 0;
}

TEST(elf_last_of_several_entries_counts)
{
    ElfImageSpec spec = {.machine = EM_X86_64, .soname = "first", .rpath = "second"};
    Text image = elf_image(test_arena(), &spec);
    size_t rpath = entry_of(image, DT_RPATH);
    REQUIRE(rpath != 0);
    ((char *)image.at)[rpath] = DT_SONAME;
    const ElfDynamic *dynamic;
    REQUIRE(elf_dynamic(open_bytes(&image), &dynamic) == ELF_OK);
    CHECK_TEXT(dynamic->soname, "second");
    CHECK_TEXT(dynamic->rpath, NULL);
}

TEST(elf_name_outside_of_the_file_is_malformed)
{
    ElfImageSpec spec = {.machine = EM_X86_64, .soname = "libx.so"};
    Text image = elf_image(test_arena(), &spec);
    memset((char *)image.at + entry_of(image, DT_SONAME) + 8, 0x7f, 4);
    Elf *elf = open_bytes(&image);
    const ElfDynamic *dynamic;
    CHECK_NUMBER(elf_dynamic(elf, &dynamic), ELF_MALFORMED);
    CHECK_TEXT(elf_error(elf), "a name has no end");
}

TEST(elf_name_at_the_end_of_its_segment_is_malformed)
{
    ElfImageSpec spec = {.machine = EM_X86_64, .soname = "libx.so"};
    Text image = elf_image(test_arena(), &spec);
    uint64_t strings, end;
    memcpy(&strings, image.at + entry_of(image, DT_STRTAB) + 8, 8);
    end = image.length - strings;
    memcpy((char *)image.at + entry_of(image, DT_SONAME) + 8, &end, 8);
    Elf *elf = open_bytes(&image);
    const ElfDynamic *dynamic;
    CHECK_NUMBER(elf_dynamic(elf, &dynamic), ELF_MALFORMED);
    CHECK_TEXT(elf_error(elf), "a name has no end");
}

TEST(elf_version_records_of_an_unknown_revision)
{
    static const uint64_t tags[] = {DT_VERNEED, DT_VERDEF};
    for (size_t i = 0; i < 2; i++) {
        ElfImageSpec spec = sample_spec(test_arena(), 0);
        Text image = elf_image(test_arena(), &spec);
        uint64_t records;
        memcpy(&records, image.at + entry_of(image, tags[i]) + 8, 8);
        ((char *)image.at)[records] = 2;
        Elf *elf = open_bytes(&image);
        const ElfVersionNeeds *needs;
        const ElfVersionDefinitions *definitions;
        CHECK_NUMBER(elf_version_needs(elf, &needs), i == 0 ? ELF_REVISION : ELF_OK);
        CHECK_NUMBER(elf_version_definitions(elf, &definitions), i == 1 ? ELF_REVISION : ELF_OK);
    }
}

TEST(elf_answers_do_not_grow_when_asked_again)
{
    Text bytes;
    ElfImageSpec spec = sample_spec(test_arena(), 0);
    Elf *elf = sample_elf(test_arena(), &spec, &bytes);
    const ElfDynamic *dynamic;
    const ElfVersionNeeds *needs;
    const ElfVersionDefinitions *definitions;
    for (int turn = 0; turn < 2; turn++) {
        CHECK_NUMBER(elf_dynamic(elf, &dynamic), ELF_OK);
        CHECK_NUMBER(elf_version_needs(elf, &needs), ELF_OK);
        CHECK_NUMBER(elf_version_definitions(elf, &definitions), ELF_OK);
    }
    CHECK_NUMBER(dynamic->needed.count, 2);
    CHECK_NUMBER(needs->count, 2);
    CHECK_NUMBER(definitions->count, 3);
}

TEST(elf_table_outside_of_all_segments_is_malformed)
{
    ElfImageSpec spec = {.machine = EM_X86_64, .soname = "libx.so"};
    Text image = elf_image(test_arena(), &spec);
    memset((char *)image.at + entry_of(image, DT_STRTAB) + 8, 0x7f, 4);
    Elf *elf = open_bytes(&image);
    const ElfDynamic *dynamic;
    CHECK_NUMBER(elf_dynamic(elf, &dynamic), ELF_MALFORMED);
    CHECK_TEXT(elf_error(elf), "the string table lies in no segment of the file");
}

TEST(elf_names_longer_than_a_page_are_read_whole)
{
    char *path = arena_alloc(test_arena(), 10001);
    memset(path, 'a', 10000);
    path[9999] = 'z';
    Text bytes;
    ElfImageSpec spec = {.machine = EM_X86_64, .runpath = path};
    const ElfDynamic *dynamic;
    REQUIRE(elf_dynamic(sample_elf(test_arena(), &spec, &bytes), &dynamic) == ELF_OK);
    CHECK(strcmp(dynamic->runpath, path) == 0);
}

TEST(elf_one_long_name_many_times_has_a_ceiling)
{
    char *name = arena_alloc(test_arena(), 200001);
    memset(name, 'n', 200000);
    Text bytes;
    ElfImageSpec spec = {.machine = EM_X86_64};
    for (int i = 0; i < 100; i++)
        list_add(test_arena(), spec.needed, name);
    Elf *elf = sample_elf(test_arena(), &spec, &bytes);
    const ElfDynamic *dynamic;
    CHECK_NUMBER(elf_dynamic(elf, &dynamic), ELF_MALFORMED);
    CHECK_TEXT(elf_error(elf), "its names are longer than those of any library");
}

/* ---- Cut and damaged files ---- */

/* However short the sample is cut, nothing wrong is said of it: either the whole truth, or that
 * it is cut. */
TEST(elf_every_length_of_a_cut_file)
{
    ElfImageSpec spec = sample_spec(test_arena(), 0);
    Text image = elf_image(test_arena(), &spec);
    for (size_t length = 0; length < image.length; length++) {
        Arena *arena = arena_new();
        Text cut = {arena_copy(arena, image.at, length), length};
        Elf *elf = elf_open(arena, elf_memory(&cut));
        const ElfDynamic *dynamic;
        ElfStatus status = elf_dynamic(elf, &dynamic);
        if (length < 64)
            CHECK_NUMBER(elf->status, ELF_TOO_SHORT);
        else if (length < 64 + 3 * 56)
            CHECK_NUMBER(elf->status, ELF_PROGRAM_HEADERS_CUT);
        else
            CHECK_NUMBER(status, ELF_CUT);
        CHECK(status == ELF_OK || dynamic == NULL);
        CHECK(elf->status != ELF_OK || elf_reach(elf) > length);
        arena_free(arena);
    }
}

static void ask_everything(Elf *elf)
{
    const ElfDynamic *dynamic;
    const ElfVersionNeeds *needs;
    const ElfVersionDefinitions *definitions;
    const char *path;
    ElfSymbol symbol;
    bool found;
    CHECK((elf_dynamic(elf, &dynamic) == ELF_OK) == (dynamic != NULL));
    CHECK((elf_version_needs(elf, &needs) == ELF_OK) == (needs != NULL));
    CHECK((elf_version_definitions(elf, &definitions) == ELF_OK) == (definitions != NULL));
    CHECK(elf_interpreter(elf, &path) == ELF_OK || path == NULL);
    CHECK(elf_symbol(elf, "sample_versioned", &symbol, &found) == ELF_OK || !found);
}

/* Every byte, set to three other values: nothing crashes, reads too far or takes long (the suite
 * runs under sanitizers too). */
TEST(elf_every_byte_damaged)
{
    for (int shape = 0; shape < SAMPLE_SHAPES; shape++) {
        ElfImageSpec spec = sample_spec(test_arena(), shape);
        Text image = elf_image(test_arena(), &spec);
        for (size_t at = 0; at < image.length; at++)
            for (int turn = 1; turn <= 3; turn++) {
                Arena *arena = arena_new();
                Text damaged = {arena_copy(arena, image.at, image.length), image.length};
                ((char *)damaged.at)[at] ^= (char)(turn == 1 ? 1 : turn == 2 ? 0x80 : 0xff);
                ask_everything(elf_open(arena, elf_memory(&damaged)));
                arena_free(arena);
            }
    }
}

TEST(elf_hash_chain_that_goes_in_a_circle_ends)
{
    Text bytes;
    ElfImageSpec spec = {.machine = EM_X86_64, .sysv_hash = true, .no_gnu_hash = true};
    sample_add_symbol(test_arena(), &spec, "somebody", NULL);
    sample_elf(test_arena(), &spec, &bytes);
    uint64_t table;
    memcpy(&table, bytes.at + entry_of(bytes, DT_HASH) + 8, 8);
    /* bucket count, chain count, buckets, chains: symbol 1 follows itself */
    uint32_t buckets, one = 1;
    memcpy(&buckets, bytes.at + table, 4);
    for (uint32_t i = 0; i < buckets + 2; i++)
        memcpy((char *)bytes.at + table + 8 + i * 4, &one, 4);
    Elf *elf = open_bytes(&bytes);
    ElfSymbol symbol;
    bool found;
    CHECK_NUMBER(elf_symbol(elf, "nobody", &symbol, &found), ELF_MALFORMED);
    CHECK(!found);
    CHECK_NUMBER(elf_symbol(elf, "somebody", &symbol, &found), ELF_OK);
    CHECK(found);
}

/* ---- Hashes and cost ---- */

TEST(elf_hashes_are_those_of_the_formats)
{
    CHECK_NUMBER(elf_hash(""), 0);
    CHECK_NUMBER(elf_hash("printf"), 0x077905a6);
    CHECK_NUMBER(elf_hash("GLIBC_2.2.5"), 0x09691a75);
    CHECK_NUMBER(elf_gnu_hash(""), 5381);
    CHECK_NUMBER(elf_gnu_hash("printf"), 0x156b2bb8);
}

static size_t read_sparse(void *context, uint64_t offset, void *buffer, size_t length)
{
    const Text *bytes = context;
    memset(buffer, 0, length);
    if (offset < bytes->length) {
        Text part = text_part(*bytes, (size_t)offset, length);
        memcpy(buffer, part.at, part.length);
    }
    return length;
}

TEST(elf_cost_does_not_grow_with_the_file)
{
    ElfImageSpec spec = sample_spec(test_arena(), 0);
    for (int i = 0; i < 20000; i++)
        sample_add_symbol(test_arena(), &spec,
                          arena_printf(test_arena(), "a_rather_long_name_of_symbol_%d", i), NULL);
    spec.reach = 1 << 30;
    Text image = elf_image(test_arena(), &spec);
    CHECK(image.length > 1000 * 1000);
    Elf *elf = elf_open(test_arena(), (ElfSource){&image, read_sparse, 1 << 30});
    ask_everything(elf);
    CHECK(elf_reads(elf).reads <= 12);
    CHECK(elf_reads(elf).bytes <= 160 * 1024); /* some in windows of 32 KiB */
    ElfReads before = elf_reads(elf);
    const ElfDynamic *dynamic;
    CHECK_NUMBER(elf_dynamic(elf, &dynamic), ELF_OK);
    CHECK_NUMBER(elf_reads(elf).reads, before.reads);
}

/* ---- The tag of the ABI ---- */

/* A file with one segment of notes: `notes` of `count` words. */
static Elf *open_with_notes(const uint32_t *notes, size_t count, uint64_t alignment)
{
    char *bytes = arena_alloc(test_arena(), 4096);
    Elf64_Ehdr header = {.e_type = ET_DYN,
                         .e_phoff = sizeof header,
                         .e_phentsize = sizeof(Elf64_Phdr),
                         .e_phnum = 1};
    memcpy(header.e_ident, ELFMAG "\2\1\1", 7);
    Elf64_Phdr segment = {.p_type = PT_NOTE,
                          .p_offset = 128,
                          .p_filesz = count * sizeof *notes,
                          .p_align = alignment};
    memcpy(bytes, &header, sizeof header);
    memcpy(bytes + sizeof header, &segment, sizeof segment);
    memcpy(bytes + 128, notes, count * sizeof *notes);
    Text *text = arena_new_of(test_arena(), Text);
    *text = (Text){bytes, 128 + count * sizeof *notes};
    return open_bytes(text);
}

enum { GNU = 0x00554e47 };

TEST(elf_abi_tag_is_found_behind_other_notes)
{
    const uint32_t notes[] = {4, 5, 3, GNU, 1, 2, 4, 16, 1, GNU, 0, 3, 17, 5};
    ElfAbiTag tag;
    CHECK_NUMBER(elf_abi_tag(open_with_notes(notes, 14, 4), false, &tag), ELF_OK);
    CHECK(tag.is_there);
    CHECK_NUMBER(tag.system, 0);
    CHECK_NUMBER(tag.release, 0x031105);
    CHECK_NUMBER(elf_abi_tag(open_with_notes(notes + 6, 8, 8), false, &tag), ELF_OK);
    CHECK(tag.is_there);
}

TEST(elf_abi_tag_is_not_what_resembles_it)
{
    const uint32_t notes[] = {4, 16, 1, GNU, 0, 3, 17, 5};
    for (size_t i = 0; i < 4; i++) {
        uint32_t other[8];
        ElfAbiTag tag = {.is_there = true};
        memcpy(other, notes, sizeof other);
        other[i] ^= 0x100;
        CHECK_NUMBER(elf_abi_tag(open_with_notes(other, 8, 4), false, &tag), ELF_OK);
        CHECK(!tag.is_there);
    }
}

TEST(elf_abi_tag_stands_in_segments_of_its_alignment)
{
    const uint32_t notes[] = {4, 16, 1, GNU, 1, 0, 0, 0};
    ElfAbiTag tag;
    CHECK_NUMBER(elf_abi_tag(open_with_notes(notes, 8, 16), false, &tag), ELF_OK);
    CHECK(!tag.is_there);
    CHECK_NUMBER(elf_abi_tag(open_with_notes(notes, 8, 16), true, &tag), ELF_OK);
    CHECK(tag.is_there);
    CHECK_NUMBER(tag.system, 1);
    CHECK_NUMBER(elf_abi_tag(open_with_notes(notes, 8, 2), true, &tag), ELF_OK);
    CHECK(!tag.is_there);
}

TEST(elf_notes_that_are_cut_off_are_told)
{
    const uint32_t notes[] = {4, 16, 1, GNU, 0, 3, 17, 5};
    ElfAbiTag tag;
    Elf *elf = open_with_notes(notes, 8, 4);
    elf->size--;
    CHECK_NUMBER(elf_abi_tag(elf, false, &tag), ELF_CUT);
    CHECK(!tag.is_there);
    CHECK_TEXT(elf_error(elf), "the file ends before its notes do");
    CHECK_NUMBER(elf_abi_tag(open_with_notes(notes, 7, 4), false, &tag), ELF_OK);
    CHECK(!tag.is_there); /* too short for a tag, so nobody looks */
}
