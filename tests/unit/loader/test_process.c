/* What is mapped, under which names, and what a library brings along. */
#include <elf.h>
#include <stddef.h>
#include <string.h>

#include "parse/elf_image.h"
#include "processes.h"

TEST(what_is_mapped_answers_to_its_soname_and_to_the_text_it_was_asked_by)
{
    Loader *loader = app(debian("elf /s/libx-real.so machine=x86_64 soname=libx.so.1\n"));
    CHECK_TEXT(told(loader_dlopen(loader, "/s/libx-real.so", NULL)),
               "found /s/libx-real.so by path");
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", NULL)), "loaded /s/libx-real.so");
    CHECK_TEXT(told(loader_dlopen(loader, "/s/libx-real.so", NULL)), "loaded /s/libx-real.so");
    CHECK_TEXT(told(loader_dlopen(loader, "libx-real.so", NULL)),
               "failed: libx-real.so: cannot open shared object file: No such file or directory");
    CHECK_TEXT(loader_mapped(loader, "libx.so.1"), "/s/libx-real.so");
    CHECK_TEXT(loader_mapped(loader, "libx-real.so"), NULL);
}

TEST(one_inode_is_mapped_once_by_the_path_of_the_first)
{
    Loader *loader = app(debian(LINES("env LD_LIBRARY_PATH=/l\n", library("/s/libx.so.1", ""),
                                      "link /l/liby.so -> /s/libx.so.1\n")));
    loader_dlopen(loader, "/s/libx.so.1", NULL);
    CHECK_TEXT(told(loader_dlopen(loader, "liby.so", NULL)), "loaded /s/libx.so.1");
    CHECK_TEXT(loader_mapped(loader, "liby.so"), "/s/libx.so.1");
}

TEST(the_program_answers_to_the_empty_name)
{
    CHECK_TEXT(opened(debian(""), "", NULL), "loaded /bin/app");
}

TEST(dependencies_are_searched_with_the_librarys_own_paths)
{
    World *world =
        debian(LINES(library("/a/libx.so.1", "needed=liby.so.1 runpath=$ORIGIN/b"),
                     library("/a/b/liby.so.1", "needed=libz.so.1"), library("/a/b/libz.so.1", "")));
    const Opening *opening = loader_dlopen(app(world), "/a/libx.so.1", NULL);
    CHECK_TEXT(opening->error,
               "libz.so.1: cannot open shared object file: No such file or directory");
    CHECK_TEXT(opening->fails_on, "libz.so.1");
    CHECK_TEXT(opening->path, NULL);
}

TEST(what_did_not_open_is_not_mapped_afterwards)
{
    Loader *loader = app(debian(library("/a/libx.so.1", "needed=libgone.so")));
    size_t before = loader_mapped_paths(loader).count;
    CHECK_NUMBER(loader_dlopen(loader, "/a/libx.so.1", NULL)->result, OPEN_FAILED);
    CHECK_NUMBER(loader_mapped_paths(loader).count, before);
    CHECK_TEXT(loader_mapped(loader, "libx.so.1"), NULL);
}

TEST(mapping_goes_breadth_first)
{
    World *world = debian(LINES("env LD_LIBRARY_PATH=/a\n",
                                library("/a/libx.so.1", "needed=liby.so.1,libw.so.1"),
                                library("/a/liby.so.1", "needed=libdeep.so")));
    CHECK_TEXT(opened(world, "libx.so.1", NULL),
               "failed: libw.so.1: cannot open shared object file: No such file or directory");
}

TEST(libraries_may_need_each_other)
{
    World *world =
        debian(LINES("env LD_LIBRARY_PATH=/a\n", library("/a/libx.so.1", "needed=liby.so.1"),
                     library("/a/liby.so.1", "needed=libx.so.1")));
    CHECK_TEXT(opened(world, "libx.so.1", NULL), "found /a/libx.so.1 by ld-library-path");
}

TEST(a_missing_version_names_the_file_that_lacks_it_once_all_is_mapped)
{
    const char *needs = library("/a/libx.so.1", "needed=liby.so.1 verneed=liby.so.1:V_2");
    const char *has = library("/a/liby.so.1", "verdef=liby.so.1,V_1");
    const char *path = "env LD_LIBRARY_PATH=/a\n";
    CHECK_TEXT(opened(debian(LINES(path, needs, has)), "libx.so.1", NULL),
               "failed: /a/liby.so.1: version `V_2' not found (required by /a/libx.so.1)");
    CHECK_TEXT(opened(debian(LINES(path, needs, library("/a/liby.so.1", "verdef=liby.so.1,V_2"))),
                      "libx.so.1", NULL),
               "found /a/libx.so.1 by ld-library-path");
    /* A missing file two steps away comes before a wrong version one step away. */
    CHECK_TEXT(
        opened(debian(LINES(path, needs,
                            library("/a/liby.so.1", "verdef=liby.so.1,V_1 needed=libgone.so"))),
               "libx.so.1", NULL),
        "failed: libgone.so: cannot open shared object file: No such file or directory");
}

TEST(weak_versions_and_files_without_any_pass)
{
    const char *path = "env LD_LIBRARY_PATH=/a\n";
    const char *needs = library("/a/libx.so.1", "needed=liby.so.1 verneed=liby.so.1:V_2");
    const char *weakly = library("/a/libx.so.1", "needed=liby.so.1 verneed=liby.so.1:weak:V_2");
    const char *has = library("/a/liby.so.1", "verdef=liby.so.1,V_1");
    CHECK_TEXT(opened(debian(LINES(path, weakly, has)), "libx.so.1", NULL),
               "found /a/libx.so.1 by ld-library-path");
    CHECK_TEXT(opened(debian(LINES(path, needs, library("/a/liby.so.1", ""))), "libx.so.1", NULL),
               "found /a/libx.so.1 by ld-library-path");
}

TEST(versions_are_looked_for_by_name_and_a_soname_is_one_once_it_was_asked_for)
{
    Loader *loader = app(debian(LINES("elf /s/real.so machine=x86_64 soname=libv.so.1\n",
                                      library("/a/libx.so.1", "verneed=libv.so.1:V_1"))));
    loader_dlopen(loader, "/s/real.so", NULL);
    CHECK_TEXT(told(loader_dlopen(loader, "/a/libx.so.1", NULL)), "crashes on /a/libx.so.1");
    CHECK_TEXT(told(loader_dlopen(loader, "libv.so.1", NULL)), "loaded /s/real.so");
    CHECK_TEXT(told(loader_dlopen(loader, "/a/libx.so.1", NULL)), "found /a/libx.so.1 by path");
}

TEST(versions_of_a_file_that_is_not_needed_end_the_process)
{
    CHECK_TEXT(
        opened(debian(library("/a/libx.so.1", "verneed=libgone.so:V_1")), "/a/libx.so.1", NULL),
        "crashes on /a/libx.so.1");
}

TEST(programs_and_other_kinds_of_files_are_refused)
{
    static const struct {
        const char *attributes, *says;
    } rows[] = {
        {"flags1=134217728", "cannot dynamically load position-independent executable"},
        {"flags1=64", "shared object cannot be dlopen()ed"},
        {"type=exec", "cannot dynamically load executable"},
        {"type=rel", "only ET_DYN and ET_EXEC can be loaded"},
        {"dynamic=no", "object file has no dynamic section"},
        {"osabi=9", "ELF file OS ABI invalid"},
        {"osabi=3 abiversion=4", "ELF file ABI version invalid"},
        {"abiversion=1", "ELF file ABI version invalid"},
        {"order=big", "cannot open shared object file: No such file or directory"},
        {"machine=aarch64", "cannot open shared object file: No such file or directory"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *line =
            arena_printf(test_arena(), "elf /a/libx.so.1 machine=x86_64 %s\n", rows[i].attributes);
        if (starts_with(rows[i].attributes, "machine="))
            line = arena_printf(test_arena(), "elf /a/libx.so.1 %s\n", rows[i].attributes);
        CHECK_TEXT(opened(debian(line), "/a/libx.so.1", NULL),
                   arena_printf(test_arena(), "failed: /a/libx.so.1: %s", rows[i].says));
    }
}

TEST(outside_of_debian_another_byte_order_stops)
{
    World *world = world_of(
        LINES("user root uid=0\nprocessor x86_64 platform=x86_64\nenvironment complete\ntree /\n",
              "elf /bin/app machine=x86_64 interpreter=/lib64/ld.so\n",
              "elf /lib64/ld.so machine=x86_64\n", "elf /a/libx.so.1 machine=s390 order=big\n"));
    CHECK_TEXT(opened(world, "/a/libx.so.1", NULL),
               "failed: /a/libx.so.1: ELF file data encoding not little-endian");
}

TEST(a_library_that_was_cut_short_kills_the_process)
{
    World *world = debian(LINES("env LD_LIBRARY_PATH=/a\n", library("/a/libx.so.1", "reach=90000"),
                                library("/a/liby.so.1", "needed=libx.so.1")));
    Loader *loader = app(world);
    const Opening *opening = loader_dlopen(loader, "liby.so.1", NULL);
    CHECK_TEXT(told(opening), "crashes on /a/libx.so.1");
    CHECK_TEXT(opening->error, NULL);
    CHECK_NUMBER(opening->tried.items[opening->tried.count - 1].outcome, TRY_TRUNCATED);
}

/* ---- Libraries whose dynamic section lacks an entry, as one that was cut short ---- */

static Text library_image(ElfImageSpec spec)
{
    spec.type = ET_DYN;
    spec.machine = EM_X86_64;
    return elf_image(test_arena(), &spec);
}

/* An entry of the dynamic section; every library here has it. */
static Elf64_Dyn *entry_of(Text image, uint64_t tag)
{
    Elf *elf = elf_open(test_arena(), elf_memory(&image));
    Elf64_Dyn *entry = (Elf64_Dyn *)(image.at + elf_segment(elf, PT_DYNAMIC)->offset);
    while ((uint64_t)entry->d_tag != tag)
        entry++;
    return entry;
}

static Text library_without(uint64_t tag, ElfImageSpec spec)
{
    Text image = library_image(spec);
    entry_of(image, tag)->d_tag = 0x7ffffff0; /* means nothing */
    return image;
}

/* A process that finds /a/libx.so.1 of these bytes, and a sound /a/liby.so.1. */
static Loader *app_beside(Text bytes)
{
    World *world = world_overlay(
        test_arena(), debian(LINES("env LD_LIBRARY_PATH=/a\n", library("/a/liby.so.1", ""))));
    overlay_file(world, "/a/libx.so.1", 0755, bytes);
    return app(world);
}

TEST(without_strings_a_process_dies_where_it_looks_for_a_name)
{
    Loader *loader = app_beside(library_without(DT_STRTAB, (ElfImageSpec){0}));
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", NULL)),
               "found /a/libx.so.1 by ld-library-path");
    CHECK_TEXT(told(loader_dlopen(loader, "liby.so.1", NULL)),
               "found /a/liby.so.1 by ld-library-path");

    loader = app_beside(library_without(DT_STRTAB, (ElfImageSpec){.soname = "libx.so.1"}));
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", NULL)),
               "found /a/libx.so.1 by ld-library-path");
    CHECK_TEXT(told(loader_dlopen(loader, "liby.so.1", NULL)), "crashes on /a/libx.so.1");
    CHECK_TEXT(told(loader_dlopen(loader, "libc.so.6", NULL)),
               "loaded /lib/x86_64-linux-gnu/libc.so.6");

    ElfImageSpec needing = {0};
    list_add(test_arena(), needing.needed, "liby.so.1");
    loader = app_beside(library_without(DT_STRTAB, needing));
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", NULL)), "crashes on /a/libx.so.1");

    loader = app_beside(library_without(DT_STRTAB, (ElfImageSpec){.runpath = "/b"}));
    loader_dlopen(loader, "libx.so.1", NULL);
    CHECK_TEXT(told(loader_dlopen(loader, "liby.so.1", "/a/libx.so.1")), "crashes on /a/libx.so.1");
    CHECK_TEXT(told(loader_dlopen(loader, "/a/liby.so.1", "/a/libx.so.1")),
               "found /a/liby.so.1 by path");
}

TEST(a_filter_cannot_be_foreseen)
{
    Text image = library_image((ElfImageSpec){.soname = "libx.so.1"});
    entry_of(image, DT_SYMENT)->d_tag = DT_FILTER;
    CHECK_TEXT(told(loader_dlopen(app_beside(image), "libx.so.1", NULL)),
               "unknown: /a/libx.so.1: it stands for another library (DT_FILTER, DT_AUXILIARY), "
               "and what becomes of that is not looked into");
}

/* A library with that many bytes of thread-local storage, in place of its PT_GNU_STACK. */
static Text library_with_storage(uint64_t bytes, uint64_t flags)
{
    Text image = library_image((ElfImageSpec){.soname = "libx.so.1", .flags = flags});
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)image.at;
    Elf64_Phdr *segment = (Elf64_Phdr *)(image.at + header->e_phoff);
    while (segment->p_type != PT_GNU_STACK)
        segment++;
    segment->p_type = PT_TLS;
    segment->p_memsz = bytes;
    return image;
}

TEST(storage_laid_out_at_start_is_scarce)
{
    const char *found = "found /a/libx.so.1 by ld-library-path";
    Text small = library_with_storage(200, DF_STATIC_TLS);
    Text large = library_with_storage(4000, DF_STATIC_TLS);
    Text free = library_with_storage(4000, 0);
    CHECK_TEXT(told(loader_dlopen(app_beside(small), "libx.so.1", NULL)), found);
    CHECK_TEXT(told(loader_dlopen(app_beside(free), "libx.so.1", NULL)), found);
    CHECK_TEXT(told(loader_dlopen(app_beside(large), "libx.so.1", NULL)),
               "unknown: /a/libx.so.1 wants 4000 bytes of thread-local storage that is laid out "
               "when the program starts; whether there is room left cannot be foreseen");
}

TEST(small_storage_adds_up)
{
    World *world = world_overlay(test_arena(), debian("env LD_LIBRARY_PATH=/a\n"));
    for (int i = 0; i < 5; i++)
        overlay_file(world, arena_printf(test_arena(), "/a/lib%d.so", i), 0755,
                     library_with_storage(200, DF_STATIC_TLS));
    /* All have the same SONAME, so a process opens them by their paths. */
    Loader *loader = app(world);
    for (int i = 0; i < 4; i++)
        CHECK_NUMBER(
            loader_dlopen(loader, arena_printf(test_arena(), "/a/lib%d.so", i), NULL)->result,
            OPEN_FOUND);
    CHECK_NUMBER(loader_dlopen(loader, "/a/lib4.so", NULL)->result, OPEN_UNKNOWN);
}

TEST(version_records_of_an_unknown_revision_are_an_error)
{
    ElfVersionNeed need = {.file = "libc.so.6"};
    list_add(test_arena(), need.versions, ((ElfVersion){.name = "GLIBC_2.2.5"}));
    ElfImageSpec spec = {0};
    list_add(test_arena(), spec.needed, "libc.so.6");
    list_add(test_arena(), spec.version_needs, need);
    Text image = library_image(spec);
    ((char *)image.at)[entry_of(image, DT_VERNEED)->d_un.d_ptr] = 3;
    CHECK_TEXT(told(loader_dlopen(app_beside(image), "libx.so.1", NULL)),
               "failed: /a/libx.so.1: unsupported version 3 of Verneed record");
}

TEST(tokens_in_names_are_replaced)
{
    World *world = debian(LINES(library("/a/libx.so.1", "needed=$ORIGIN/liby.so,$LIB/libgone.so"),
                                library("/a/liby.so", "")));
    CHECK_TEXT(opened(world, "/a/libx.so.1", NULL),
               "failed: lib/x86_64-linux-gnu/libgone.so: cannot open shared object file: No such "
               "file or directory");
    World *caller = debian(LINES(library("/a/libcaller.so", ""), library("/a/liby.so", "")));
    CHECK_TEXT(opened_by(caller, "$ORIGIN/liby.so", "/a/libcaller.so"), "found /a/liby.so by path");
}

TEST(what_is_needed_by_a_token_without_a_value_is_left_out)
{
    const char *needs = library("/a/libx.so.1", "needed=lib$PLATFORM.so");
    World *without = laid_over(debian(needs), "processor x86_64 platform=\n");
    CHECK_TEXT(opened(without, "/a/libx.so.1", NULL), "found /a/libx.so.1 by path");
    CHECK_TEXT(opened(debian(needs), "/a/libx.so.1", NULL),
               "failed: libhaswell.so: cannot open shared object file: No such file or directory");
}

/* ---- What happens at start ---- */

static const char *started(World *world)
{
    return told(loader_start(loader_new(world), "/bin/app"));
}

TEST(a_preloaded_library_answers_to_its_soname)
{
    World *world = debian(LINES("env LD_PRELOAD=/p/liby.so.7\n",
                                "elf /p/liby.so.7 machine=x86_64 soname=libx.so.1\n"));
    CHECK_TEXT(opened(world, "libx.so.1", NULL), "preloaded /p/liby.so.7");
}

TEST(what_cannot_be_preloaded_is_passed_over_with_a_message)
{
    World *world = debian(LINES("env \"LD_PRELOAD=/p/gone.so:/p/text.so /p/libx.so.1\"\n",
                                "file /p/text.so\n", library("/p/libx.so.1", "")));
    Loader *loader = app(world);
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", NULL)), "preloaded /p/libx.so.1");
    CHECK_NUMBER(loader_messages(loader).count, 2);
}

TEST(what_a_preloaded_library_needs_must_be_there)
{
    World *world = debian(
        LINES("env LD_PRELOAD=/p/libx.so.1\n", library("/p/libx.so.1", "needed=libgone.so")));
    CHECK_TEXT(started(world),
               "failed: libgone.so: cannot open shared object file: No such file or directory");
    Loader *loader = loader_new(world);
    loader_start(loader, "/bin/app");
    CHECK_NUMBER(loader_dlopen(loader, "libc.so.6", NULL)->result, OPEN_FAILED);
}

TEST(etc_ld_so_preload_has_comments)
{
    World *world =
        debian(LINES("file /etc/ld.so.preload\n  | # /p/libno.so\n  | /p/libx.so.1 # x\n",
                     library("/p/libx.so.1", ""), library("/p/libno.so", "")));
    Loader *loader = app(world);
    CHECK_TEXT(loader_mapped(loader, "libx.so.1"), "/p/libx.so.1");
    CHECK_TEXT(loader_mapped(loader, "libno.so"), NULL);
}

TEST(a_program_needs_a_loader_and_its_libraries)
{
    World *below = debian("");
    CHECK_TEXT(started(laid_over(below, "absent /lib/x86_64-linux-gnu/libc.so.6\n")),
               "failed: libc.so.6: cannot open shared object file: No such file or directory");
    CHECK_TEXT(started(laid_over(below, "absent /lib64/ld-linux-x86-64.so.2\n")),
               "failed: /bin/app: cannot execute: its loader /lib64/ld-linux-x86-64.so.2 is not "
               "there");
    CHECK_TEXT(started(laid_over(below, "elf /bin/app machine=x86_64\n")),
               "unknown: /bin/app is linked statically: what it can open is built in");
    CHECK_TEXT(started(laid_over(below, "absent /bin/app\n")),
               "failed: /bin/app: cannot execute: No such file or directory");
    CHECK_TEXT(started(laid_over(below, "file /bin/app\n  | #!/bin/sh\n")),
               "failed: /bin/app: cannot execute binary file: Exec format error");
}

TEST(nobody_opens_anything_before_the_start_or_from_what_is_not_mapped)
{
    Loader *loader = loader_new(debian(""));
    CHECK_TEXT(told(loader_dlopen(loader, "libc.so.6", NULL)),
               "unknown: the program was not started");
    CHECK_TEXT(opened(debian(""), "libc.so.6", "/opt/libnot.so"),
               "unknown: /opt/libnot.so is not mapped in this process");
}

TEST(who_asks_may_be_named_by_path_by_link_or_by_name)
{
    World *world = debian(LINES(
        "cwd /work\n", library("/work/libown.so", ""), library("/opt/libown.so", "runpath=/r"),
        "link /lnk/libown.so -> /opt/libown.so\n", library("/r/libx.so.1", "")));
    Loader *loader = app(world);
    loader_dlopen(loader, "/opt/libown.so", NULL);
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", "/lnk/libown.so")),
               "found /r/libx.so.1 by runpath");
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", "libown.so")), "loaded /r/libx.so.1");
    CHECK_TEXT(told(loader_dlopen(loader, "libx.so.1", "/work/libown.so")),
               "unknown: /work/libown.so is not mapped in this process");
}

TEST(only_what_is_preloaded_by_its_path_was_listed_by_the_variable)
{
    World *world =
        debian(LINES("env LD_PRELOAD=/p/libx.so.1:liby.so.1\n", "env LD_LIBRARY_PATH=/p\n",
                     library("/p/libx.so.1", ""), library("/p/liby.so.1", "")));
    const Opening *start = loader_start(loader_new(world), "/bin/app");
    size_t seen = 0;
    for (size_t i = 0; i < start->tried.count; i++) {
        const Try *try = &start->tried.items[i];
        if (try->outcome != TRY_OPENED || !starts_with(try->path, "/p/"))
            continue;
        bool by_path = strcmp(try->path, "/p/libx.so.1") == 0;
        CHECK_TEXT(rule_word(try->rule), by_path ? "preload" : "ld-library-path");
        CHECK_TEXT(try->listed_by, by_path ? "LD_PRELOAD" : "LD_LIBRARY_PATH");
        seen++;
    }
    CHECK_NUMBER(seen, 2);
}

TEST(a_program_that_may_not_be_read_cannot_run_and_one_that_was_not_recorded_is_unknown)
{
    CHECK_TEXT(started(laid_over(debian(""), "unknown /bin/app EACCES\n")),
               "failed: /bin/app: cannot execute: Permission denied");
    CHECK_TEXT(started(laid_over(debian(""), "unknown /bin/app EIO \"the disk is ill\"\n")),
               "unknown: /bin/app: the disk is ill");
}

/* elf/dl-minimal.c knows a few errors by their words and all others by their numbers. */
TEST(while_a_program_starts_most_errors_are_numbers)
{
    World *world = debian("link /lib/x86_64-linux-gnu/libx.so.1 -> libx.so.1\n");
    World *needs = laid_over(world, "elf /bin/app machine=x86_64 needed=libx.so.1 "
                                    "interpreter=/lib64/ld-linux-x86-64.so.2\n");
    CHECK_TEXT(started(needs), "failed: libx.so.1: cannot open shared object file: Error 40");
    CHECK_TEXT(opened(world, "libx.so.1", NULL), "failed: libx.so.1: cannot open shared object "
                                                 "file: Too many levels of symbolic links");
}

TEST(the_object_of_the_kernel_is_called_otherwise_on_i386)
{
    World *small =
        world_of("user root uid=0\nprocessor i386 platform=i686\nenvironment complete\ntree /\n"
                 "elf /bin/app machine=i386 class=32 interpreter=/lib/ld-linux.so.2\n"
                 "elf /lib/ld-linux.so.2 machine=i386 class=32 soname=ld-linux.so.2\n");
    CHECK_TEXT(opened(small, "linux-gate.so.1", NULL), "loaded linux-gate.so.1");
    CHECK_NUMBER(loader_dlopen(app(small), "linux-vdso.so.1", NULL)->result, OPEN_FAILED);
    CHECK_TEXT(opened(debian(""), "linux-vdso.so.1", NULL), "loaded linux-vdso.so.1");
    CHECK_NUMBER(loader_dlopen(app(debian("")), "linux-gate.so.1", NULL)->result, OPEN_FAILED);
}

/* ---- A process that goes on twice ---- */

TEST(a_fork_has_what_was_mapped_and_keeps_the_rest_to_itself)
{
    Loader *loader = app(debian(LINES(library("/s/libx.so.1", "needed=liby.so.1 runpath=/s"),
                                      library("/s/liby.so.1", ""), library("/s/libz.so.1", ""),
                                      "link /s/libw.so -> liby.so.1\n")));
    loader_dlopen(loader, "/s/libx.so.1", NULL);
    size_t before = loader_mapped_paths(loader).count;
    Loader *child = loader_fork(loader);
    CHECK(loader_started(child) == loader_started(loader));
    CHECK_TEXT(told(loader_dlopen(child, "liby.so.1", NULL)), "loaded /s/liby.so.1");
    CHECK_TEXT(told(loader_dlopen(child, "/s/libz.so.1", NULL)), "found /s/libz.so.1 by path");
    CHECK_TEXT(told(loader_dlopen(child, "/s/libw.so", NULL)), "loaded /s/liby.so.1");
    CHECK_NUMBER(loader_mapped_paths(child).count, before + 1);
    CHECK_NUMBER(loader_mapped_paths(loader).count, before);
    CHECK_TEXT(loader_mapped(loader, "libz.so.1"), NULL);
    CHECK_TEXT(loader_mapped(child, "/s/libw.so"), "/s/liby.so.1");
    CHECK_TEXT(loader_mapped(loader, "/s/libw.so"), NULL);
}

/* The RPATH of whoever brought a library counts in the child as well. */
TEST(a_fork_knows_who_brought_what)
{
    Loader *loader = app(debian(LINES(library("/a/libx.so.1", "needed=liby.so.1 rpath=/s:/t"),
                                      library("/s/liby.so.1", ""), library("/t/libz.so.1", ""))));
    loader_dlopen(loader, "/a/libx.so.1", NULL);
    Loader *child = loader_fork(loader);
    CHECK_TEXT(told(loader_dlopen(child, "libz.so.1", "/s/liby.so.1")),
               "found /t/libz.so.1 by rpath");
}

TEST(what_was_passed_over_before_is_not_the_childs)
{
    Loader *loader = app(debian(library("/a/libx.so.1", "needed=libgone.so")));
    loader_pass_over(loader, true);
    loader_dlopen(loader, "/a/libx.so.1", NULL);
    CHECK_NUMBER(loader_passed_over(loader).count, 1);
    CHECK_NUMBER(loader_passed_over(loader_fork(loader)).count, 0);
}
