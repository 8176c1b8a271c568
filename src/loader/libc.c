#include "loader/libc.h"

#include <errno.h>
#include <string.h>

#include "parse/elf.h"

enum {
    LOADER_CEILING_BYTES = 4 * 1024 * 1024, /* an ld.so has about 250 kB, with symbols 1 MB */
    MINOR_CEILING = 999,
    LAST_SILENT = 32
};

/* ---- What is compiled into an ld.so ---- */

static bool is_path_byte(char c)
{
    return c > ' ' && c != '"' && c < 0x7f;
}

/* The NUL-terminated text at `at` when it is a directory with its slash: "/lib/". */
static Text directory_at(Text bytes, size_t at)
{
    size_t end = at;
    while (end < bytes.length && is_path_byte(bytes.at[end]))
        end++;
    bool whole = end < bytes.length && bytes.at[end] == '\0' && end - at > 2;
    return whole && bytes.at[at] == '/' && bytes.at[end - 1] == '/' ? text_part(bytes, at, end - at)
                                                                    : (Text){"", 0};
}

/* The default directories stand one behind the other, each with its slash and a NUL. Of what an
 * ld.so contains, nothing else looks like that. */
static void find_directories(Arena *arena, Text bytes, Strings *directories)
{
    for (size_t at = 1; at < bytes.length; at++) {
        if (bytes.at[at] != '/' || bytes.at[at - 1] != '\0')
            continue;
        Text directory = directory_at(bytes, at);
        while (directory.length) {
            list_add(arena, *directories, text_copy(arena, directory));
            directory = directory_at(bytes, at += directory.length + 1);
        }
        if (directories->count)
            return;
    }
}

/* "ld.so (Debian GLIBC 2.36-9+deb12u14) stable release version 2.36." */
static int find_minor(Text bytes)
{
    static const char before[] = "release version 2.";
    const char *found =
        bytes.length ? memmem(bytes.at, bytes.length, before, strlen(before)) : NULL;
    if (!found)
        return 0;
    Text rest = text_part(bytes, (size_t)(found - bytes.at) + strlen(before), 4);
    size_t digits = 0;
    while (digits < rest.length && rest.at[digits] >= '0' && rest.at[digits] <= '9')
        digits++;
    long long minor;
    return text_number(text_part(rest, 0, digits), &minor) && minor <= MINOR_CEILING ? (int)minor
                                                                                     : 0;
}

/* "/etc/ld.so.cache", below another prefix where glibc was built for one. */
static const char *find_cache(Arena *arena, Text bytes)
{
    static const char name[] = "/ld.so.cache"; /* with its NUL */
    const char *found = bytes.length ? memmem(bytes.at, bytes.length, name, sizeof name) : NULL;
    if (!found)
        return NULL;
    const char *start = found;
    while (start > bytes.at && is_path_byte(start[-1]))
        start--;
    return *start == '/' ? arena_strdup(arena, start) : NULL;
}

static bool holds(Text bytes, const char *text)
{
    return bytes.length && memmem(bytes.at, bytes.length, text, strlen(text));
}

LoaderBytes loader_bytes(Arena *arena, Text bytes)
{
    LoaderBytes found = {
        .minor = find_minor(bytes),
        .cache = find_cache(arena, bytes),
        .is_debian = holds(bytes, "(Debian GLIBC ") || holds(bytes, "(Ubuntu GLIBC "),
    };
    find_directories(arena, bytes, &found.directories);
    return found;
}

/* ---- What follows from where it lies ---- */

static Text directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return (Text){path, slash ? (size_t)(slash - path) + 1 : 0};
}

/* Debian puts libraries below /lib/x86_64-linux-gnu; such a name has the machine first. */
static bool is_multiarch(Text directory)
{
    return text_ends(directory, "-linux-gnu/") || text_ends(directory, "-linux-gnueabihf/") ||
           text_ends(directory, "-linux-gnueabi/") || text_ends(directory, "-linux-gnux32/");
}

static void guess_directories(Arena *arena, Libc *libc, const char *real)
{
    Text lies_in = directory_of(real);
    if (text_starts(lies_in, "/usr/"))
        lies_in = text_part(lies_in, strlen("/usr"), lies_in.length);
    const char *first = text_copy(arena, lies_in);
    list_add(arena, libc->directories, first);
    list_add(arena, libc->directories, arena_printf(arena, "/usr%s", first));
    if (is_multiarch(lies_in)) {
        list_add(arena, libc->directories, "/lib/");
        list_add(arena, libc->directories, "/usr/lib/");
    }
}

/* What configuring glibc makes of its library directory: "lib/x86_64-linux-gnu" on Debian, else
 * the last component, "lib64". */
static const char *lib_token(Arena *arena, const char *directory)
{
    Text inner = {directory, strlen(directory)};
    inner = text_part(inner, 1, inner.length - 2);
    if (text_starts(inner, "usr/lib"))
        inner = text_part(inner, strlen("usr/"), inner.length);
    if (!text_starts(inner, "lib")) {
        const char *last = memrchr(inner.at, '/', inner.length);
        if (last)
            inner = text_part(inner, (size_t)(last - inner.at) + 1, inner.length);
    }
    return text_copy(arena, inner);
}

typedef struct FileBytes {
    File *file;
} FileBytes;

static size_t read_file(void *context, uint64_t offset, void *buffer, size_t length)
{
    size_t got;
    file_read(((FileBytes *)context)->file, offset, buffer, length, &got);
    return got;
}

/* The newest version that libc.so.6 defines. A release without new symbols defines none, so the
 * library may be newer than this. */
static int minor_of_definitions(World *world, const char *libc_path)
{
    FileBytes bytes = {0};
    if (world_open(world, libc_path, &bytes.file).known != PRESENT)
        return 0;
    uint64_t size = file_info(bytes.file)->size_bytes;
    Elf *elf = elf_open(world_arena(world), (ElfSource){&bytes, read_file, size});
    const ElfVersionDefinitions *definitions = NULL;
    long long newest = 0;
    if (elf_version_definitions(elf, &definitions) == ELF_OK) {
        for (size_t i = 0; i < definitions->count; i++) {
            Text name = text_of(definitions->items[i].name);
            long long minor;
            if (text_starts(name, "GLIBC_2.") &&
                text_number(text_part(name, strlen("GLIBC_2."), name.length), &minor) &&
                minor > newest && minor <= MINOR_CEILING)
                newest = minor;
        }
    }
    file_close(bytes.file);
    return (int)newest;
}

/* One that is too large is no ld.so as they are built; nothing is learnt from its bytes. */
static Answer read_all(World *world, File *file, Text *text)
{
    uint64_t size = file_info(file)->size_bytes;
    *text = (Text){"", 0};
    if (size > LOADER_CEILING_BYTES)
        return (Answer){.known = PRESENT};
    char *bytes = arena_alloc(world_arena(world), (size_t)size + 1);
    size_t got;
    Answer answer = file_read(file, 0, bytes, (size_t)size, &got);
    if (answer.known == PRESENT)
        *text = (Text){bytes, got};
    return answer;
}

/* As "ld-2.31.so" says it, the name of the file itself before 2.34; 0 where it does not. */
static int minor_of_name(const char *real)
{
    Text name = text_of(strrchr(real, '/') ? strrchr(real, '/') + 1 : real);
    long long minor;
    if (!text_starts(name, "ld-2.") || !text_ends(name, ".so"))
        return 0;
    size_t around = strlen("ld-2.") + strlen(".so");
    Text digits = text_part(name, strlen("ld-2."), name.length > around ? name.length - around : 0);
    return text_number(digits, &minor) && minor <= MINOR_CEILING ? (int)minor : 0;
}

/* What its bytes do not tell. Where it lies is known by its path without links alone. */
static void find_by_place(World *world, Libc *libc)
{
    const char *real;
    Answer answer = world_real_path(world, libc->loader, &real);
    if (answer.known != PRESENT) {
        libc->known = UNKNOWN;
        libc->because = answer.because;
        real = libc->loader;
    }
    Arena *arena = world_arena(world);
    if (libc->directories.count == 0)
        guess_directories(arena, libc, real);
    if (libc->minor == 0) {
        libc->minor = minor_of_name(real);
        libc->minor_is_exact = libc->minor > 0;
    }
    if (libc->minor == 0)
        libc->minor = minor_of_definitions(
            world, arena_printf(arena, "%slibc.so.6", text_copy(arena, directory_of(real))));
}

/* `bytes`: of the loader's file; empty where there are none. From 2.33 on they tell the release. */
static void find_glibc(World *world, Libc *libc, Text bytes)
{
    Arena *arena = world_arena(world);
    LoaderBytes told = loader_bytes(arena, bytes);
    libc->directories = told.directories;
    libc->cache = told.cache ? told.cache : "/etc/ld.so.cache";
    libc->minor = told.minor;
    libc->minor_is_exact = told.minor > 0;
    libc->is_debian = told.is_debian;
    if (told.minor == 0 || told.directories.count == 0)
        find_by_place(world, libc);
    if (bytes.length > 0 && told.minor == 0 && (libc->minor == 0 || libc->minor > LAST_SILENT)) {
        libc->minor = LAST_SILENT;
        libc->minor_is_exact = false;
    }
    libc->is_debian |= told.minor == 0 && is_multiarch(text_of(libc->directories.items[0]));
    libc->lib = lib_token(arena, libc->directories.items[0]);
}

Libc libc_find(World *world, const char *interpreter)
{
    Libc libc = {.loader = interpreter, .known = PRESENT, .lib = "lib"};
    if (strstr(interpreter, "/ld-musl-"))
        libc.kind = LIBC_MUSL;
    File *file;
    Answer answer = world_open(world, interpreter, &file);
    if (answer.known != PRESENT) {
        libc.known = answer.known;
        libc.because = answer.because;
        return libc;
    }
    Text bytes = {"", 0};
    if (libc.kind == LIBC_GLIBC)
        answer = read_all(world, file, &bytes);
    /* What a record has in their place is made up. */
    if (file_is_described(file))
        bytes = (Text){"", 0};
    file_close(file);
    if (answer.known == UNKNOWN && !file_is_described(file)) {
        libc.known = UNKNOWN;
        libc.because = answer.because;
    }
    if (libc.kind == LIBC_GLIBC)
        find_glibc(world, &libc, bytes);
    return libc;
}

Truth libc_has_legacy_subdirectories(const Libc *libc)
{
    enum { LAST_WITH_THEM = 36 };
    if (libc->minor > LAST_WITH_THEM || libc->kind == LIBC_MUSL)
        return truth_of(false);
    if (libc->minor == 0 || (libc->minor == LAST_WITH_THEM && !libc->minor_is_exact))
        return truth_unknown("it cannot be told whether this glibc is older than 2.37");
    return truth_of(true);
}

Truth libc_reads_notes(const Libc *libc)
{
    enum { FIRST_WITHOUT = 36 };
    if (libc->kind == LIBC_GLIBC && libc->minor == 0)
        return truth_unknown("a glibc before 2.36 reads its notes and does not take it, and "
                             "whether this one is older cannot be told");
    return truth_of(libc->kind == LIBC_GLIBC && libc->minor < FIRST_WITHOUT);
}

/* libc.so.6 of 2.31 has no symbols of its own, so it defines what that of 2.30 does. */
Truth libc_reads_odd_notes(const Libc *libc)
{
    enum { LAST_THAT_DOES = 30 };
    if (libc->minor == LAST_THAT_DOES && !libc->minor_is_exact)
        return truth_unknown("it hangs on notes of an odd alignment, which a glibc before 2.31 "
                             "reads, and whether this one is older cannot be told");
    return truth_of(libc->minor > 0 && libc->minor <= LAST_THAT_DOES);
}
