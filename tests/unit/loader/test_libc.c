#include "loader/libc.h"
#include "processes.h"

TEST(an_ld_so_tells_its_directories_its_version_and_its_cache)
{
    static const char bytes[] =
        "\0/etc/x\0/lib/x86_64-linux-gnu/\0/usr/lib/x86_64-linux-gnu/\0/lib/\0/usr/lib/\0other"
        "\0libc.so.\0/etc/ld.so.cache\0 ld.so (Debian GLIBC 2.36-9+deb12u14) stable release "
        "version 2.36.\n\0/var/";
    LoaderBytes told = loader_bytes(test_arena(), (Text){bytes, sizeof bytes});
    CHECK_NUMBER(told.minor, 36);
    CHECK_NUMBER(told.directories.count, 4);
    CHECK_TEXT(told.directories.items[0], "/lib/x86_64-linux-gnu/");
    CHECK_TEXT(told.directories.items[3], "/usr/lib/");
    CHECK_TEXT(told.cache, "/etc/ld.so.cache");
    CHECK(told.is_debian);
}

TEST(a_glibc_below_a_prefix_of_its_own_has_one_directory)
{
    static const char bytes[] = "x\0/nix/store/abc-glibc-2.40/lib/\0y\0/nix/store/abc-glibc-2.40/"
                                "etc/ld.so.cache\0GNU C Library stable release version 2.40.\n";
    LoaderBytes told = loader_bytes(test_arena(), (Text){bytes, sizeof bytes});
    CHECK_NUMBER(told.minor, 40);
    CHECK_NUMBER(told.directories.count, 1);
    CHECK_TEXT(told.directories.items[0], "/nix/store/abc-glibc-2.40/lib/");
    CHECK_TEXT(told.cache, "/nix/store/abc-glibc-2.40/etc/ld.so.cache");
    CHECK(!told.is_debian);
}

TEST(bytes_that_tell_nothing_are_read_to_their_end_and_no_further)
{
    static const char *const samples[] = {"",
                                          "/lib/",
                                          "release version 2.",
                                          "release version 2.x",
                                          "release version 2.99999999999",
                                          "ld.so.cache"};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        Text whole = text_of(samples[i]);
        /* A copy of exactly this length: a sanitizer sees what looks behind it. */
        LoaderBytes told =
            loader_bytes(test_arena(), (Text){text_copy(test_arena(), whole), whole.length});
        CHECK_NUMBER(told.minor, 0);
        CHECK_NUMBER(told.directories.count, 0);
        CHECK_TEXT(told.cache, NULL);
    }
}

static Libc libc_in(const char *lines, const char *interpreter)
{
    return libc_find(world_of(LINES("user root uid=0\nenvironment complete\ntree /\n", lines)),
                     interpreter);
}

TEST(without_its_bytes_a_multiarch_loader_searches_as_debians)
{
    Libc libc = libc_in("link /lib64/ld.so -> /usr/lib/x86_64-linux-gnu/ld.so\n"
                        "elf /usr/lib/x86_64-linux-gnu/ld.so machine=x86_64\n"
                        "elf /usr/lib/x86_64-linux-gnu/libc.so.6 machine=x86_64 "
                        "verdef=libc.so.6,GLIBC_2.2.5,GLIBC_2.38,GLIBC_2.4,GLIBC_PRIVATE\n",
                        "/lib64/ld.so");
    CHECK_NUMBER(libc.minor, 38);
    CHECK(!libc.minor_is_exact);
    CHECK_NUMBER(libc.directories.count, 4);
    CHECK_TEXT(libc.directories.items[0], "/lib/x86_64-linux-gnu/");
    CHECK_TEXT(libc.directories.items[1], "/usr/lib/x86_64-linux-gnu/");
    CHECK_TEXT(libc.directories.items[2], "/lib/");
    CHECK_TEXT(libc.lib, "lib/x86_64-linux-gnu");
    CHECK(libc.is_debian);
}

/* From 2.33 on, an ld.so answers to --version, and so holds its release. */
static int minor_of_silent_loader(const char *newest)
{
    return libc_in(LINES("file /lib64/ld.so\n  | bytes without a release\n"
                         "elf /lib64/libc.so.6 machine=x86_64 verdef=libc.so.6,GLIBC_2.2.5,",
                         newest, "\n"),
                   "/lib64/ld.so")
        .minor;
}

TEST(a_loader_that_holds_no_release_is_older_than_2_33)
{
    CHECK_NUMBER(minor_of_silent_loader("GLIBC_2.30"), 30);
    CHECK_NUMBER(minor_of_silent_loader("GLIBC_2.38"), 32);
    CHECK_NUMBER(libc_in("file /lib64/ld.so\n  | bytes without a release\n", "/lib64/ld.so").minor,
                 32);
}

/* Such files were named after their release until 2.34. */
TEST(the_name_of_a_loader_tells_its_release)
{
    static const struct {
        const char *name;
        int minor;
        bool is_exact;
    } rows[] = {{"ld-2.31.so", 31, true}, {"ld-2.17.so", 17, true}, {"ld-2.31.so.1", 30, false},
                {"ld-2..so", 30, false},  {"ld-2.so", 30, false},   {"ld-2.x.so", 30, false},
                {"ld-2.34.so", 32, false}}; /* its bytes would tell */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Libc libc = libc_in(arena_printf(test_arena(),
                                         "link /lib64/ld.so -> %s\n"
                                         "file /lib64/%s\n  | bytes without a release\n"
                                         "elf /lib64/libc.so.6 machine=x86_64 "
                                         "verdef=libc.so.6,GLIBC_2.30\n",
                                         rows[i].name, rows[i].name),
                            "/lib64/ld.so");
        CHECK_NUMBER(libc.minor, rows[i].minor);
        CHECK_NUMBER(libc.minor_is_exact, rows[i].is_exact);
    }
}

TEST(without_its_bytes_a_loader_in_lib64_searches_there)
{
    Libc libc =
        libc_in("link /lib64 -> usr/lib64\nelf /usr/lib64/ld.so machine=x86_64\n", "/lib64/ld.so");
    CHECK_NUMBER(libc.directories.count, 2);
    CHECK_TEXT(libc.directories.items[0], "/lib64/");
    CHECK_TEXT(libc.directories.items[1], "/usr/lib64/");
    CHECK_TEXT(libc.lib, "lib64");
    CHECK_NUMBER(libc.minor, 0);
    CHECK(is_unknown(libc_has_legacy_subdirectories(&libc)));
}

TEST(legacy_subdirectories_went_away_with_glibc_2_37)
{
    CHECK(is_yes(libc_has_legacy_subdirectories(&(Libc){.minor = 31})));
    CHECK(is_yes(libc_has_legacy_subdirectories(&(Libc){.minor = 36, .minor_is_exact = true})));
    CHECK(is_unknown(libc_has_legacy_subdirectories(&(Libc){.minor = 36})));
    CHECK(is_no(libc_has_legacy_subdirectories(&(Libc){.minor = 37})));
    CHECK(is_no(libc_has_legacy_subdirectories(&(Libc){.kind = LIBC_MUSL})));
}

TEST(what_the_bytes_of_a_loader_do_not_tell_its_place_does)
{
    Libc libc = libc_in("file /lib64/ld.so\n  \"\\x00/here/\\x00/there/\\x00\\x00\"\n"
                        "elf /lib64/libc.so.6 machine=x86_64 verdef=libc.so.6,GLIBC_2.30\n",
                        "/lib64/ld.so");
    CHECK_NUMBER(libc.minor, 30);
    CHECK_NUMBER(libc.directories.count, 2);
    CHECK_TEXT(libc.directories.items[0], "/here/");
    libc = libc_in("file /opt/x/own/ld.so\n  | release version 2.36.\n", "/opt/x/own/ld.so");
    CHECK_NUMBER(libc.minor, 36);
    CHECK(libc.minor_is_exact);
    CHECK_TEXT(libc.directories.items[0], "/opt/x/own/");
    CHECK_TEXT(libc.lib, "own");
    CHECK_TEXT(libc_in("file /own/ld.so\n  | x\n", "/own/ld.so").lib, "own");
}

TEST(a_loader_that_cannot_be_read_is_unknown)
{
    Libc libc = libc_in("file /lib64/ld.so size=1000\n", "/lib64/ld.so");
    CHECK_NUMBER(libc.known, UNKNOWN);
    CHECK_TEXT(libc.because, "not recorded");
    libc = libc_in("elf /lib64/ld.so machine=x86_64\n", "/lib64/ld.so");
    CHECK_NUMBER(libc.known, PRESENT);
}

TEST(notes_are_read_by_old_releases)
{
    static const struct {
        Libc libc;
        Truth notes, odd_notes;
    } rows[] = {
        {{.minor = 17}, {.value = TRUTH_YES}, {.value = TRUTH_YES}},
        {{.minor = 30}, {.value = TRUTH_YES}, {.value = TRUTH_UNKNOWN}},
        {{.minor = 30, .minor_is_exact = true}, {.value = TRUTH_YES}, {.value = TRUTH_YES}},
        {{.minor = 31}, {.value = TRUTH_YES}, {.value = TRUTH_NO}},
        {{.minor = 35}, {.value = TRUTH_YES}, {.value = TRUTH_NO}},
        {{.minor = 36}, {.value = TRUTH_NO}, {.value = TRUTH_NO}},
        {{.minor = 0}, {.value = TRUTH_UNKNOWN}, {.value = TRUTH_NO}},
        {{.kind = LIBC_MUSL}, {.value = TRUTH_NO}, {.value = TRUTH_NO}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK_NUMBER(libc_reads_notes(&rows[i].libc).value, rows[i].notes.value);
        CHECK_NUMBER(libc_reads_odd_notes(&rows[i].libc).value, rows[i].odd_notes.value);
    }
}
