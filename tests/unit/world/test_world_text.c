#include "world/world_text.h"

#include <string.h>

#include "worlds.h"

/* Reads a text and writes it. */
static const char *rewritten(const char *lines)
{
    const char *error = NULL;
    WorldText text;
    const char *given = arena_printf(test_arena(), "whycpu-world 1\n%s", lines);
    if (!world_text_read(test_arena(), text_of(given), &text, &error))
        return error;
    return world_text_write(test_arena(), &text).at + strlen("whycpu-world 1\n");
}

TEST(a_canonical_text_is_written_as_it_was_read)
{
    static const char *const texts[] = {
        "root /mnt\ncwd /home/eva\n",
        "user eva uid=1000 gid=1000 groups=1000,44 home=/home/eva\n",
        "user uid=0 gid=0\n",
        "processor x86_64 platform=haswell hwcaps=x86-64-v3,x86-64-v2 legacy=avx512_1,x86_64\n",
        "processor x platform=x hwcaps=,, legacy=a,\n",
        "environment complete\nenv A=1\nenv B\nunset C\nenv \"D=x y\"\n",
        "tree /\nfile /a mode=0600 uid=1 gid=2 size=9 inode=3:4 access=r:ok,rwx:EPERM\n  | x\n",
        "dir /d partial mode=0700 open=EIO\n",
        "file /f open=EIO\n  \"no newline\"\n",
        "file /g size=10 unread\n",
        "file /h size=10000\n  at 7\n  | part\n  at 5000\n  base64 /wE=\n",
        "link /l -> \"a b\" size=0 unlisted\n",
        "char /dev/a 195:255 mode=0666\nblock /dev/b 8:0\nfifo /dev/c\nsocket /dev/d\n",
        "absent /x\nabsent /y listed\n",
        "unknown /x EACCES \"only root\"\nunknown /y 4000 \"strange\" unlisted\n",
        ("elf /e type=dyn machine=x86_64 soname=libe.so.1 needed=a,b rpath=/r runpath=/s:/t "
         "flags=8 "
         "flags1=1 verneed=libc.so.6:GLIBC_2.2.5,weak:X verneed=b verdef=libe.so.1,weak:V "
         "hash=both symbols=f@V,undefined:g size=100000\n"),
        ("elf /e type=exec machine=aarch64 class=32 order=big osabi=3 abiversion=1 headerflags=5 "
         "interpreter=/lib/ld.so reach=900000 dynamic=no mode=0755 size=500\n"),
        "elf /e type=dyn machine=x86_64 x86level=5 abitag=0.3.17.5 dynamic=no\n",
        "elf /e type=dyn machine=x86_64 needed=\"\" runpath=\"\" hash=sysv\n",
        ("recorded by=0.1.0 at=2026-11-21T15:45:00Z own-processes redacted\n"
         "question --venv \"/a b\" --ask driver\nnote \"It was so.\"\nnote \"And so.\"\n"),
        "recorded by=0.1.0\nquestion\n",
        ("asked cuda /lib/libcuda.so.1 \"exited 0 within 5000\"\n  | helper 0.1.0 cuda\n  | end\n"
         "asked nvml libnvidia-ml.so.1 \"refused it is not there\"\n"),
        ("ldcache /c order=big hwcaps=x86-64-v3,x86-64-v2 mode=0600\n  in 0 /usr/lib\n"
         "  in 1 /usr/lib/v3 hwcap=4611686018427387904\n  in 2 / flags=3 os=5\n"
         "  names libz.so.1 1:libz.so.1 2:liba.so=liba.so.2 0:7:odd\n"),
        "ldcache /c\n",
        "ldcache /c hwcaps=x86-64-v3,,\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK_TEXT(rewritten(texts[i]), texts[i]);
}

TEST(what_is_usual_is_left_out)
{
    CHECK_TEXT(rewritten("dir /d mode=0755 uid=0 gid=0\nlink /l -> abc size=3\nfile /f size=2\n"
                         "  | x\n"),
               "dir /d\nfile /f\n  | x\nlink /l -> abc\n");
    CHECK_TEXT(rewritten("file /b\nfile /a\n# comment\n"), "file /a\nfile /b\n");
}

TEST(machines_have_names)
{
    CHECK_TEXT(rewritten("elf /e machine=62\n"), "elf /e type=dyn machine=x86_64\n");
    CHECK_TEXT(rewritten("elf /e machine=183\n"), "elf /e type=dyn machine=aarch64\n");
    CHECK_TEXT(rewritten("elf /e machine=pdp11\n"),
               "line 2: the value of an ELF attribute is not what it should be");
    static const char *const bad_tags[] = {"",           "0",          "0.3.17",
                                           "0.3.17.0.1", "0.3.17.256", "x.3.17.0"};
    for (size_t i = 0; i < sizeof bad_tags / sizeof *bad_tags; i++)
        CHECK_TEXT(rewritten(arena_printf(test_arena(), "elf /e abitag=%s\n", bad_tags[i])),
                   "line 2: the value of an ELF attribute is not what it should be");
    CHECK_TEXT(rewritten("elf /e class=16\n"),
               "line 2: the value of an ELF attribute is not what it should be");
}

static const char *error_of(const char *lines)
{
    const char *error = NULL;
    WorldText text;
    const char *given = arena_printf(test_arena(), "whycpu-world 1\n%s", lines);
    return world_text_read(test_arena(), text_of(given), &text, &error) ? NULL : error;
}

TEST(lines_about_a_recording_are_refused_when_they_are_wrong)
{
    CHECK_TEXT(error_of("recorded by=1 sideways\n"),
               "line 2: a word behind `recorded` is not known; a newer whycpu may have written it");
    CHECK_TEXT(error_of("note two words\n"), "line 2: a note is written: note \"SENTENCE\"");
    CHECK_TEXT(error_of("asked cuda\n"),
               "line 2: an answer is written: asked KIND LIBRARY \"ENDING\"");
    CHECK_TEXT(error_of("asked a b c\n  at 5\n"),
               "line 3: an indented line is one of | text, \"text\", base64 …, at N");
    CHECK_TEXT(error_of("ldcache /c\n  in 1 /lib\n"),
               "line 3: directories of a cache are numbered from 0 on");
    CHECK_TEXT(error_of("ldcache /c\n  in 0 lib\n"),
               "line 3: a directory of a cache is written: in NUMBER PATH");
    CHECK_TEXT(error_of("ldcache /c\n  names a\n"),
               "line 3: a name of a cache stands in a directory that was told before");
    CHECK_TEXT(error_of("ldcache /c\n  in 0 /l\n  names a=b/c\n"),
               "line 4: a name of a cache stands in a directory that was told before");
    CHECK_TEXT(error_of("ldcache /c\n  | x\n"),
               "line 3: an indented line of a cache is one of: in …, names …");
    CHECK_TEXT(error_of("ldcache /c\n  in 0 /lib colour=1\n"),
               "line 3: a directory of a cache is written: in NUMBER PATH");
}

/* The bytes of a cache that is told in words say the same as the words. */
TEST(a_cache_in_words_is_read_as_a_cache)
{
    const char *error;
    Text bytes;
    World *world = world_recorded(
        test_arena(),
        TEXT("whycpu-world 1\nldcache /c hwcaps=v3\n  in 0 /lib\n"
             "  in 1 /lib/v3 hwcap=4611686018427387904\n  names libz.so.1 1:libz.so.1 a=b.so\n"),
        &error);
    CHECK(world_read(world, "/c", 100000, &bytes).known == PRESENT);
    FileInfo info;
    CHECK(world_stat(world, "/c", &info).known == PRESENT);
    CHECK_NUMBER(info.size_bytes, bytes.length);
    const LdCache *cache = ldcache_read(test_arena(), bytes, &error);
    CHECK_NUMBER(cache->entries.count, 3);
    CHECK_TEXT(cache->entries.items[0].path, "/lib/libz.so.1");
    CHECK_TEXT(cache->entries.items[1].path, "/lib/v3/libz.so.1");
    CHECK_TEXT(cache->entries.items[1].hwcaps, "v3");
    CHECK_TEXT(cache->entries.items[2].name, "a");
    CHECK_TEXT(cache->entries.items[2].path, "/lib/b.so");
}
