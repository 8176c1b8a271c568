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
        "elf /e type=dyn machine=x86_64 needed=\"\" runpath=\"\" hash=sysv\n",
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
    CHECK_TEXT(rewritten("elf /e class=16\n"),
               "line 2: the value of an ELF attribute is not what it should be");
}
