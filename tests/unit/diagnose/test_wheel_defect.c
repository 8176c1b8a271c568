/* When a library that is installed and not found is the wheel's own fault, and when it is not. */
#include <stdio.h>
#include <string.h>

#include "diagnose/healthy.h"
#include "harness.h"

#define SOLVER  "libcusolver.so.11"
#define SUBJECT "library/" SOLVER
#define SITE    "/env/lib/python3.11/site-packages"
#define FILE_   SITE "/nvidia/cusolver/lib/" SOLVER

static void put_aside(Facts *facts, const char *name, const char *path)
{
    const char *subject = arena_printf(test_arena(), "library/%s", name);
    library_fails(facts, name, name);
    installed_at(facts, name, path);
    fact_set_text(facts, subject, FACT_LIBRARY_OWNER, "nvidia-cusolver-cu12 11.6.3.83", "RECORD");
    fact_set_text(facts, subject, FACT_LIBRARY_REQUIRED_AS, "nvidia-cusolver-cu12<12.0,>=11.6.3.83",
                  "METADATA");
    fact_set_text(facts, subject, FACT_LIBRARY_EXTRA, "and-cuda", "METADATA");
    fact_set_flag(facts, subject, FACT_LIBRARY_ADMITTED, true, "METADATA");
    fact_set_flag(facts, subject, FACT_LIBRARY_BESIDE, true, "sys.path");
}

static Facts *defective(void)
{
    Facts *facts = healthy(test_arena());
    put_aside(facts, SOLVER, FILE_);
    return facts;
}

static bool notes_it(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->notes.count; i++)
        if (strstr(judgement->notes.items[i], "whycpu check --report"))
            return true;
    return false;
}

TEST(a_wheel_that_does_not_look_where_its_own_package_is_has_a_defect)
{
    Judgement *judgement = judged(defective());
    const WheelDefect *wheel = judgement->wheel;
    REQUIRE(wheel && is_yes(wheel->of_wheel));
    CHECK(notes_it(judgement));
    CHECK_TEXT(wheel->framework, "tensorflow 2.20.0");
    CHECK_TEXT(wheel->extra, "and-cuda");
    CHECK_NUMBER(wheel->parts.count, 1);
    CHECK_TEXT(wheel->parts.items[0].name, SOLVER);
    CHECK_TEXT(wheel->parts.items[0].lacks, "$ORIGIN/../nvidia/cusolver/lib");
    CHECK_TEXT(wheel->parts.items[0].owner, "nvidia-cusolver-cu12 11.6.3.83");
    CHECK_TEXT(wheel->parts.items[0].required_as, "nvidia-cusolver-cu12<12.0,>=11.6.3.83");
}

TEST(a_wheel_is_described_as_far_as_it_is_known)
{
    Facts *facts = defective();
    Strings packages = {0};
    list_add(test_arena(), packages, "nvidia-cusolver-cu12 11.6.3.83");
    fact_set_texts(facts, "env", FACT_CUDA_PACKAGES, packages, "sys.path");
    CHECK_NUMBER(judged(facts)->wheel->packages.count, 1);
    fact_set_unknown(facts, "env", FACT_CUDA_PACKAGES, "EIO", "sys.path");
    fact_set_unknown(facts, "env", FACT_FRAMEWORK_OWNERS, "EIO", "RECORD");
    const WheelDefect *wheel = judged(facts)->wheel;
    CHECK_NUMBER(wheel->packages.count, 0);
    CHECK_TEXT(wheel->framework, "tensorflow");
}

/* Each takes one thing away from what makes it the wheel's fault. */
static void nobody_put_it_there(Facts *facts)
{
    fact_set_absent(facts, SUBJECT, FACT_LIBRARY_OWNER, "RECORD");
}

static void owner_unknown(Facts *facts)
{
    fact_set_unknown(facts, SUBJECT, FACT_LIBRARY_OWNER, "RECORD: EIO", "RECORD");
}

static void not_asked_for(Facts *facts)
{
    fact_set_absent(facts, SUBJECT, FACT_LIBRARY_REQUIRED_AS, "METADATA");
}

static void asking_unknown(Facts *facts)
{
    fact_set_unknown(facts, SUBJECT, FACT_LIBRARY_REQUIRED_AS, "METADATA: EIO", "METADATA");
}

static void another_version(Facts *facts)
{
    fact_set_flag(facts, SUBJECT, FACT_LIBRARY_ADMITTED, false, "METADATA");
}

static void version_unknown(Facts *facts)
{
    fact_set_unknown(facts, SUBJECT, FACT_LIBRARY_ADMITTED, "it is not read here", "METADATA");
}

static void in_another_directory(Facts *facts)
{
    fact_set_flag(facts, SUBJECT, FACT_LIBRARY_BESIDE, false, "sys.path");
}

static void made_by(Facts *facts, const char *installer)
{
    fact_set_text(facts, "env", FACT_FRAMEWORK_INSTALLER, installer, "INSTALLER");
}

static void made_by_conda(Facts *facts)
{
    made_by(facts, "conda");
}

static void made_by_debian(Facts *facts)
{
    made_by(facts, "debian");
}

static void made_by_uv(Facts *facts)
{
    made_by(facts, "uv");
}

static void two_owners(Facts *facts)
{
    Strings owners = {0};
    list_add(test_arena(), owners, "tensorflow 2.20.0");
    list_add(test_arena(), owners, "tensorflow-cpu 2.20.0");
    fact_set_texts(facts, "env", FACT_FRAMEWORK_OWNERS, owners, "RECORD");
}

static void no_extra(Facts *facts)
{
    fact_set_absent(facts, SUBJECT, FACT_LIBRARY_EXTRA, "METADATA");
}

static const struct {
    const char *name;
    void (*change)(Facts *facts);
    const char *answer, *because; /* a part of the sentence; NULL for yes */
} ROWS[] = {
    {"nobody put it there", nobody_put_it_there, "no", "moved, copied or laid there by hand"},
    {"owner unknown", owner_unknown, "unknown", "EIO"},
    {"not asked for", not_asked_for, "no", "asks for no package"},
    {"asking unknown", asking_unknown, "unknown", "EIO"},
    {"another version", another_version, "no", "11.6.3.83 is installed, and the wheel asks for"},
    {"version unknown", version_unknown, "unknown", "not read here"},
    {"in another directory", in_another_directory, "no", "same directory of sys.path"},
    {"made by conda", made_by_conda, "no", "conda built"},
    {"made by debian", made_by_debian, "no", "the distribution built"},
    {"made by uv", made_by_uv, "yes", NULL},
    {"two owners", two_owners, "no", "two distributions own"},
    {"asked for without an extra", no_extra, "yes", NULL},
};

static const char *answer_of(Truth truth)
{
    return is_unknown(truth) ? "unknown" : is_yes(truth) ? "yes" : "no";
}

TEST(whatever_may_have_come_between_takes_the_blame_from_the_wheel)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Facts *facts = defective();
        ROWS[i].change(facts);
        Judgement *judgement = judged(facts);
        const WheelDefect *wheel = judgement->wheel;
        const char *answer = wheel ? answer_of(wheel->of_wheel) : "none";
        const char *because = !wheel                        ? NULL
                              : is_unknown(wheel->of_wheel) ? wheel->of_wheel.because
                                                            : wheel->because;
        bool right = strcmp(answer, ROWS[i].answer) == 0 &&
                     notes_it(judgement) == (strcmp(answer, "yes") == 0) &&
                     (!ROWS[i].because || (because && strstr(because, ROWS[i].because)));
        if (!CHECK(right))
            printf("# %s: %s, %s\n", ROWS[i].name, answer, because ? because : "");
    }
}

TEST(one_part_is_enough_and_the_others_are_told_apart)
{
    Facts *facts = defective();
    put_aside(facts, "libcufft.so.11", "/elsewhere/libcufft.so.11");
    fact_set_absent(facts, "library/libcufft.so.11", FACT_LIBRARY_OWNER, "RECORD");
    const WheelDefect *wheel = judged(facts)->wheel;
    REQUIRE(wheel && wheel->parts.count == 2);
    CHECK(is_yes(wheel->of_wheel));
    for (size_t i = 0; i < 2; i++)
        CHECK(is_yes(wheel->parts.items[i].of_wheel) ==
              (strcmp(wheel->parts.items[i].name, SOLVER) == 0));
}

TEST(another_fault_of_a_library_is_no_matter_of_the_wheel)
{
    Facts *facts = defective();
    library_meets(facts, SOLVER, "/x/" SOLVER, TRY_TOO_SHORT);
    CHECK(judged(facts)->wheel == NULL);
    CHECK(judged(healthy(test_arena()))->wheel == NULL);
}
