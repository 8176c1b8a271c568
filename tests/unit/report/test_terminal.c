#include "report/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "judgements.h"

static View view(size_t columns)
{
    return (View){.columns = columns, .cwd = "/home/ada/project", .home = "/home/ada"};
}

/* What expected/NAME.txt holds; with ACCEPT_REPORTS set, it is written instead of compared. */
static void check_report(const char *name, const char *got)
{
    const char *path =
        arena_printf(test_arena(), "%s/unit/report/expected/%s.txt", TESTS_DIRECTORY, name);
    FILE *file = fopen(path, getenv("ACCEPT_REPORTS") ? "w" : "r");
    static char expected[32 * 1024];
    expected[0] = '\0';
    if (file && getenv("ACCEPT_REPORTS"))
        fputs(got, file);
    else if (file)
        expected[fread(expected, 1, sizeof expected - 1, file)] = '\0';
    if (file)
        fclose(file);
    if (!getenv("ACCEPT_REPORTS"))
        CHECK_TEXT(got, (const char *)expected);
    for (const char *line = got; line && *line;
         line = strchr(line, '\n') ? strchr(line, '\n') + 1 : 0)
        CHECK(strchr(line, '\n') == line || strchr(line, '\n')[-1] != ' ');
}

static const char *report_of(const Judgement *judgement, const View *how)
{
    Writer out = writer_new(test_arena());
    report_terminal(&out, judgement, how);
    return out.bytes;
}

static void check_both_widths(const char *name, const Judgement *judgement)
{
    View narrow = view(80), wide = view(160);
    check_report(arena_printf(test_arena(), "%s.80", name), report_of(judgement, &narrow));
    check_report(arena_printf(test_arena(), "%s.160", name), report_of(judgement, &wide));
}

TEST(one_library_that_is_not_searched)
{
    check_both_widths("not_searched", judgement_of_the_newest(test_arena()));
}

TEST(calm_without_a_gpu)
{
    check_both_widths("no_gpu", judgement_without_gpu(test_arena()));
}

TEST(all_is_fine)
{
    check_both_widths("gpu", judgement_of_gpu(test_arena()));
}

TEST(several_causes_consequences_findings_notes)
{
    check_both_widths("much", judgement_of_much(test_arena()));
}

TEST(what_cannot_be_told)
{
    check_both_widths("unknown", judgement_unknown(test_arena()));
}

TEST(a_machine_without_a_framework)
{
    check_both_widths("machine", judgement_of_machine(test_arena()));
}

TEST(without_utf8)
{
    View ascii = view(80);
    ascii.ascii = true;
    const char *got = report_of(judgement_of_the_newest(test_arena()), &ascii);
    for (const char *at = got; *at; at++)
        CHECK((unsigned char)*at < 0x80);
    check_report("not_searched.ascii", got);
}

TEST(with_colours)
{
    View coloured = view(80);
    coloured.colour = true;
    check_report("not_searched.colour",
                 report_of(judgement_of_the_newest(test_arena()), &coloured));
}

TEST(nothing_from_outside_steers_the_terminal)
{
    View plain = view(80);
    const char *got = report_of(judgement_of_an_enemy(test_arena()), &plain);
    for (const char *at = got; *at; at++)
        CHECK(*at == '\n' || (unsigned char)*at >= 0x20);
    CHECK(!strstr(got, "\xc2\x9b"));
    CHECK(!strstr(got, "\xe2\x80\xae"));
    CHECK(!strchr(got, 0x7f));
    check_report("enemy", got);
}

TEST(assumed_gpu_is_told_as_assumed)
{
    View plain = view(80);
    Judgement *judgement = judgement_of_gpu(test_arena());
    for (int step = STEP_GPU; step <= STEP_DRIVER_LIBRARY; step++)
        judgement->chain[step].status = STEP_ASSUMED;
    check_report("assumed", report_of(judgement, &plain));
}

TEST(first_line_alone)
{
    View plain = view(80);
    Writer out = writer_new(test_arena());
    report_first_line(&out, judgement_of_the_newest(test_arena()), &plain);
    CHECK_TEXT(
        (const char *)out.bytes,
        "✗ TensorFlow 2.21.0 will run on the CPU                     .venv, Python 3.11.7\n");
    out = writer_new(test_arena());
    plain.columns = 50;
    report_first_line(&out, judgement_of_the_newest(test_arena()), &plain);
    CHECK_TEXT((const char *)out.bytes, "✗ TensorFlow 2.21.0 will run on the CPU\n");
}

TEST(a_list_has_one_line_for_each)
{
    View plain = view(80);
    Writer out = writer_new(test_arena());
    report_list_line(&out, judgement_of_the_newest(test_arena()), &plain);
    report_list_line(&out, judgement_of_gpu(test_arena()), &plain);
    plain.columns = 60;
    report_list_line(&out, judgement_of_the_newest(test_arena()), &plain);
    CHECK_TEXT(
        (const char *)out.bytes,
        "✗ TensorFlow 2.21.0 will run on the CPU: cuda-libs-not-on-path  .venv, Python 3.11.7\n"
        "✓ TensorFlow 2.21.0 will use the GPU                        .venv, Python 3.11.7\n"
        "✗ TensorFlow 2.21.0 will run on the CPU: cuda-libs-not-on-path  .venv, Python 3.11.7\n");
}

TEST(a_second_framework_with_the_same_causes_takes_a_line)
{
    View plain = view(80);
    Judgement *keras = judgement_of_the_newest(test_arena());
    keras->target.framework = "keras";
    keras->target.version = "3.12.0";
    const Judgement *both[] = {judgement_of_the_newest(test_arena()), keras};
    Writer out = writer_new(test_arena());
    report_terminal_all(&out, both, 2, &plain);
    const char *second = strstr(out.bytes, "\n\n✗ Keras");
    REQUIRE(second);
    CHECK_TEXT(second, "\n\n✗ Keras 3.12.0 will run on the CPU, for the same reason\n");

    /* The same id for another library is another reason. */
    const char *says = keras->causes.items[0].says;
    keras->causes.items[0].says = "libcufft.so.11 is installed, but not where it is looked for";
    Judgement *newest = judgement_of_the_newest(test_arena());
    list_add(test_arena(), newest->notes, "a note of both");
    list_add(test_arena(), keras->notes, "a note of both");
    both[0] = newest;
    out = writer_new(test_arena());
    report_terminal_all(&out, both, 2, &plain);
    const char *told = strstr(out.bytes, "a note of both");
    CHECK(told && !strstr(told + 1, "a note of both"));
    CHECK(!strstr(out.bytes, "for the same reason"));
    CHECK(strstr(out.bytes, "  Libcufft.so.11 is installed") ||
          strstr(out.bytes, "  libcufft.so.11 is installed"));
    keras->causes.items[0].says = says;

    const Judgement *different[] = {judgement_of_gpu(test_arena()), keras};
    out = writer_new(test_arena());
    report_terminal_all(&out, different, 2, &plain);
    second = strstr(out.bytes, "\n\n✗ Keras 3.12.0 will run on the CPU");
    REQUIRE(second);
    CHECK(strstr(second, "6 of 7 libraries open"));
    /* What both have is told once. */
    CHECK(!strstr(second, "kernel-driver"));
    CHECK(strstr(second, "  the rest is as for TensorFlow 2.21.0\n"));
}
