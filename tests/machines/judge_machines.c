/* judge_machines [--unknowns|--replayed|--redacted|--unrecorded|--table] DIRECTORY [WORD…]
 * judge_machines --recorded DIRECTORY NAME [ENVIRONMENT]
 *
 * Judges every machine of tests/machines (or those whose names contain a WORD) and holds the
 * answer against what its file expects. Prints TAP.
 *
 *   --unknowns    takes away what is known, one fact and one file at a time: the answer may become
 *                 unknown or uncertain, never another one
 *   --replayed    judges what a recorder kept of each machine: a snapshot must give the same answer
 *   --redacted    likewise, of what whycpu snapshot makes of it: without names and secrets
 *   --recorded    prints what a recorder keeps of one machine, as a snapshot of it would be; with
 *                 ENVIRONMENT, of the machine with that recorded environment instead of its own
 *   --unrecorded  names what was asked of the healthy machine and is not in its text
 *   --table       prints docs/MACHINES.md (./dev machines writes it) */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/writer.h"
#include "cli/answers.h"
#include "comparison.h"
#include "inspect/python.h"
#include "machine_file.h"
#include "machine_table.h"
#include "redact/redact.h"
#include "unknowns.h"

typedef struct Count {
    int tests, failed;
} Count;

static void tell(Count *count, const char *name, const Strings *differences, const char *todo)
{
    count->tests++;
    bool well = differences->count == 0;
    if (todo && !well) {
        printf("ok %d - %s # SKIP not yet met: %s\n", count->tests, name, todo + 5);
    } else {
        printf("%s %d - %s\n", well ? "ok" : "not ok", count->tests, name);
        count->failed += !well;
    }
    for (size_t i = 0; i < differences->count; i++)
        printf("#   %s\n", differences->items[i]);
    if (todo && well)
        printf("#   is met; its line expected-by can go\n");
}

static Strings of_one(Arena *arena, const char *what)
{
    Strings strings = {0};
    list_add(arena, strings, what);
    return strings;
}

typedef enum Way { AS_EXPECTED, WITHOUT_EACH, REPLAYED, REDACTED } Way;

/* What whycpu snapshot would write of the recorder's text. */
static Text passed_on(Arena *arena, Text text, const char **error)
{
    Text shorter = text, redacted = text;
    Redaction done;
    Strings hosts = {0};
    if (!world_shortened(arena, text, &shorter, error) ||
        !world_redacted(arena, shorter, hosts, &redacted, &done, error))
        return text;
    if (done.withheld.count)
        *error = arena_printf(arena, "%s was read, and src/redact/keep.c does not know such a file",
                              done.withheld.items[0]);
    return redacted;
}

/* The same answer from what was kept while the machine was judged. */
static Strings replayed(const char *directory, const Machine *machine, Way way,
                        const MachineAnswer *answer)
{
    Arena *arena = facts_arena(answer->facts);
    const char *error = NULL;
    MachineAnswer recorded = {0}, again = {0};
    World *world = machine_world(arena, directory, machine, &error);
    World *recorder = world_recorder(arena, world);
    machine_judge_world(recorder, machine, &recorded);
    Text text = recorder_text(recorder);
    if (way == REDACTED)
        text = passed_on(arena, text, &error);
    World *kept = error ? NULL : world_recorded(arena, text, &error);
    if (!kept)
        return of_one(arena, error);
    machine_judge_world(kept, machine, &again);
    const char *first = answer_words(arena, answer->judgement);
    const char *then = answer_words(arena, again.judgement);
    Strings differences = {0};
    if (strcmp(first, then) != 0)
        list_add(arena, differences, arena_printf(arena, "at first %s; replayed %s", first, then));
    return differences;
}

static void judge_one(const char *directory, const char *name, Way way, Count *count)
{
    Arena *arena = arena_new();
    const char *error = NULL;
    Machine *machine = machine_read(arena, directory, name, &error);
    MachineAnswer answer = {0};
    if (machine && !machine_judge(arena, directory, machine, NULL, &answer, &error))
        machine = NULL;
    Strings differences = {0};
    if (!machine)
        differences = of_one(arena, error);
    else if (way == WITHOUT_EACH)
        differences = without_each(directory, machine, &answer);
    else if (way == REPLAYED || way == REDACTED)
        differences = replayed(directory, machine, way, &answer);
    else
        differences = compare_answer(arena, machine, answer.judgement);
    tell(count, name, &differences,
         machine && way != REPLAYED && way != REDACTED ? machine->todo : NULL);
    arena_free(arena);
}

static bool is_wanted(const char *name, char **words, int word_count)
{
    for (int i = 0; i < word_count; i++)
        if (strstr(name, words[i]))
            return true;
    return word_count == 0;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* NULL when the file names a machine that is there and whose answer is another one. */
static const char *wrong_neighbour(Arena *arena, const Machine *machine, const Machine *other,
                                   const char *name, const char *error)
{
    if (!other)
        return arena_printf(arena, "%s: neighbour %s: %s", machine->name, name, error);
    bool alike = same(machine->verdict, other->verdict) && same(machine->root, other->root) &&
                 same(machine->listed, other->listed) && machine->certain == other->certain &&
                 machine->also.count == other->also.count &&
                 machine->findings.count == other->findings.count;
    return alike ? arena_printf(arena, "%s: neighbour %s has the same answer", machine->name, name)
                 : NULL;
}

static void judge_neighbours(const char *directory, Strings names, Count *count)
{
    Arena *arena = arena_new();
    Strings differences = {0};
    for (size_t i = 0; i < names.count; i++) {
        const char *error;
        const Machine *machine = machine_read(arena, directory, names.items[i], &error);
        if (machine && !machine->neighbours.count && !same(machine->root, "none"))
            list_add(arena, differences, arena_printf(arena, "%s has none", machine->name));
        for (size_t j = 0; machine && j < machine->neighbours.count; j++) {
            const char *name = machine->neighbours.items[j];
            const Machine *other = machine_read(arena, directory, name, &error);
            const char *wrong = wrong_neighbour(arena, machine, other, name, error);
            if (wrong)
                list_add(arena, differences, wrong);
        }
    }
    tell(count, "neighbours are there and have other answers", &differences, NULL);
    arena_free(arena);
}

static int print_recorded(const char *directory, const char *name, const char *environment)
{
    Arena *arena = arena_new();
    const char *error = NULL;
    MachineAnswer answer = {0};
    Machine *machine = machine_read(arena, directory, name, &error);
    if (machine && environment)
        machine->environment = environment;
    World *world = machine ? machine_world(arena, directory, machine, &error) : NULL;
    if (!world) {
        fprintf(stderr, "judge_machines: %s: %s\n", name, error);
        arena_free(arena);
        return 1;
    }
    World *recorder = world_recorder(arena, world);
    machine_judge_world(recorder, machine, &answer);
    Text text = recorder_text(recorder);
    fwrite(text.at, 1, text.length, stdout);
    arena_free(arena);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc >= 4 && same(argv[1], "--recorded"))
        return print_recorded(argv[2], argv[3], argv[4]);
    Way way = AS_EXPECTED;
    bool unrecorded = false, table = false;
    int next = 1;
    for (; next < argc && argv[next][0] == '-'; next++) {
        if (same(argv[next], "--unknowns"))
            way = WITHOUT_EACH;
        if (same(argv[next], "--replayed"))
            way = REPLAYED;
        if (same(argv[next], "--redacted"))
            way = REDACTED;
        unrecorded |= strcmp(argv[next], "--unrecorded") == 0;
        table |= strcmp(argv[next], "--table") == 0;
    }
    if (next >= argc) {
        fprintf(stderr,
                "usage: judge_machines [--unknowns|--replayed|--redacted|--unrecorded|--table] "
                "DIRECTORY [WORD…]\n");
        return 64;
    }
    const char *directory = argv[next++];
    Arena *arena = arena_new();
    Strings names = machine_names(arena, directory);
    if (table || unrecorded) {
        bool well = table ? print_table(directory, names) : print_unrecorded(directory, names);
        arena_free(arena);
        return well ? 0 : 1;
    }
    Count count = {0};
    for (size_t i = 0; i < names.count; i++)
        if (is_wanted(names.items[i], argv + next, argc - next))
            judge_one(directory, names.items[i], way, &count);
    if (way == AS_EXPECTED && next == argc)
        judge_neighbours(directory, names, &count);
    printf("1..%d\n", count.tests);
    arena_free(arena);
    return count.failed || count.tests == 0 ? 1 : 0;
}
