#include "parse/compat_note.h"

#include <stdint.h>

#include "base/writer.h"
#include "harness.h"
#include "parse/elf_samples.h"

#define JSON                                                                                       \
    "{\"Format\": 1, \"CUDA Version\": \"12.9\", \"Driver\": [535, 550, 575], \"Device\": [1, 7]}"

static void put_number(Writer *writer, uint32_t number, bool big_endian)
{
    for (int i = 0; i < 4; i++)
        put_format(writer, "%c", (int)(number >> (big_endian ? 24 - 8 * i : 8 * i) & 0xFF));
}

static void put_padded(Writer *writer, Text text, size_t alignment)
{
    put_text(writer, text);
    for (size_t i = text.length; i % alignment; i++)
        put_text(writer, (Text){"", 1});
}

static Text note_of(Text owner, Text descriptor, bool big_endian, size_t alignment)
{
    Writer writer = writer_new(test_arena());
    put_number(&writer, (uint32_t)owner.length, big_endian);
    put_number(&writer, (uint32_t)descriptor.length, big_endian);
    put_number(&writer, 1, big_endian);
    put_padded(&writer, owner, alignment);
    put_padded(&writer, descriptor, alignment);
    return (Text){writer.bytes, writer.length};
}

/* With its terminating zero, as a linker counts it. */
static const Text OWNER = {"NVIDIA Corporation", sizeof "NVIDIA Corporation"};

static bool find(Text notes, CompatNote *note)
{
    return compat_note_find(test_arena(), notes, false, 4, note);
}

TEST(the_note_tells_cuda_version_branches_and_devices)
{
    CompatNote note;
    CHECK(find(note_of(OWNER, TEXT(JSON), false, 4), &note));
    CHECK_TEXT(note.cuda, "12.9");
    CHECK_NUMBER(note.branches.count, 3);
    CHECK_TEXT(note.branches.items[1], "550");
    CHECK_NUMBER(note.devices.count, 2);
    CHECK_TEXT(note.devices.items[1], "7");
}

TEST(either_byte_order_and_alignment)
{
    CompatNote note;
    Text big = note_of(OWNER, TEXT(JSON), true, 4), wide = note_of(OWNER, TEXT(JSON), false, 8);
    CHECK(compat_note_find(test_arena(), big, true, 4, &note));
    CHECK(!compat_note_find(test_arena(), big, false, 4, &note));
    CHECK(compat_note_find(test_arena(), wide, false, 8, &note));
    CHECK(compat_note_find(test_arena(), note_of(OWNER, TEXT(JSON), false, 4), false, 1, &note));
}

TEST(other_notes_before_it_are_passed_over)
{
    CompatNote note;
    Text other = note_of((Text){"GNU", 4}, TEXT("12345"), false, 4);
    Text wanted = note_of(OWNER, TEXT(JSON), false, 4);
    Writer both = writer_new(test_arena());
    put_text(&both, other);
    put_text(&both, wanted);
    CHECK(find((Text){both.bytes, both.length}, &note));
    CHECK(!find(other, &note));
    CHECK(note.cuda == NULL);
}

TEST(zeroes_behind_the_json_do_no_harm)
{
    CompatNote note;
    Text json = {"{\"CUDA Version\": \"13.2\"}\0\0\0", 28};
    CHECK(find(note_of(OWNER, json, false, 4), &note));
    CHECK_TEXT(note.cuda, "13.2");
    CHECK_NUMBER(note.branches.count, 0);
}

TEST(what_is_no_such_note_is_none)
{
    CompatNote note;
    CHECK(!find(TEXT(""), &note));
    CHECK(!find(note_of(OWNER, TEXT("no json"), false, 4), &note));
    CHECK(!find(note_of(OWNER, TEXT("[1]"), false, 4), &note));
    CHECK(!find(note_of(TEXT("NVIDIA"), TEXT(JSON), false, 4), &note));
    Text cut = note_of(OWNER, TEXT(JSON), false, 4);
    for (size_t length = 0; length + 4 < cut.length; length++)
        CHECK(!find(text_part(cut, 0, length), &note));
    CHECK(find(note_of(OWNER, TEXT("{\"Driver\": \"535\", \"Device\": [\"a\", 2.5]}"), false, 4),
               &note));
    CHECK_NUMBER(note.branches.count, 0);
    CHECK_NUMBER(note.devices.count, 0);
}

TEST(an_image_carries_the_note_in_each_class_and_byte_order)
{
    for (int shape = 0; shape < SAMPLE_SHAPES; shape++) {
        ElfImageSpec spec = sample_spec(test_arena(), shape), again;
        Text bytes;
        CompatNote note;
        CHECK(!compat_note_read(sample_elf(test_arena(), &spec, &bytes), &note));
        spec.soname = "libcuda.so.1";
        spec.compat_note = JSON;
        Elf *elf = sample_elf(test_arena(), &spec, &bytes);
        REQUIRE(compat_note_read(elf, &note));
        CHECK_TEXT(note.branches.items[2], "575");
        REQUIRE(elf_image_spec_of(elf, &again) == ELF_OK);
        CHECK_TEXT(again.compat_note, JSON);
    }
}
