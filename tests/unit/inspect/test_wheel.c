/* What a package's metadata say of a library that the framework does not find. */
#include "inspect/wheel.h"

#include "python_worlds.h"

#define SITE    "/env/lib/python3.11/site-packages/"
#define NAME    "libcusolver.so.11"
#define SUBJECT "library/" NAME
#define FILE_   SITE "nvidia/cusolver/lib/" NAME

static const Strings *one(const char *text)
{
    Strings *strings = arena_new_of(test_arena(), Strings);
    list_add(test_arena(), *strings, text);
    return strings;
}

/* The framework asks so, and the package has this directory of metadata. */
static Facts *wheel_of(const char *requirement, const char *metadata_directory)
{
    World *world = python_world(
        arena_printf(test_arena(),
                     "%s" SITE "tensorflow-2.20.0.dist-info/METADATA\n"
                     "  | Metadata-Version: 2.1\n  | Name: tensorflow\n  | Version: 2.20.0\n"
                     "  | Requires-Dist: %s\n"
                     "file " FILE_ "\n"
                     "file " SITE "%s/RECORD\n  | nvidia/cusolver/lib/" NAME ",,\n",
                     UPSTREAM VENV("/env") CONFIG("/env", "true") "env VIRTUAL_ENV=/env\nfile ",
                     requirement, metadata_directory));
    Inventory *inventory = inventory_read(world, found_in(world, NULL));
    Facts *facts = facts_new(test_arena());
    Opening *opening = arena_new_of(test_arena(), Opening);
    *opening = (Opening){.name = NAME, .result = OPEN_FAILED};
    fact_set_texts(facts, "env", FACT_FRAMEWORK_OWNERS, *one("tensorflow 2.20.0"), "test");
    fact_set_texts(facts, "env", FACT_LIBRARIES_ASKED, *one(NAME), "test");
    fact_set_opening(facts, SUBJECT, FACT_LIBRARY_OPENING, opening, "test");
    fact_set_texts(facts, SUBJECT, FACT_LIBRARY_INSTALLED_AT, *one(FILE_), "test");
    fact_set_text(facts, SUBJECT, FACT_LIBRARY_PACKAGE, "nvidia-cusolver-cu12", "test");
    inspect_wheel(world, inventory, facts);
    return facts;
}

static const char cusolver[] = "nvidia_cusolver_cu12-11.6.3.83.dist-info";

TEST(an_extra_is_told_where_a_library_is_asked_for_by_one)
{
    Facts *facts = wheel_of("nvidia-cusolver-cu12 (<12.0) ; extra == 'and-cuda'", cusolver);
    CHECK_TEXT(fact_get(facts, SUBJECT, FACT_LIBRARY_EXTRA)->text, "and-cuda");
    facts = wheel_of("nvidia-cusolver-cu12 (<12.0)", cusolver);
    CHECK_NUMBER(fact_get(facts, SUBJECT, FACT_LIBRARY_EXTRA)->known, ABSENT);
}

TEST(the_owner_is_told_with_its_version)
{
    Facts *facts = wheel_of("nvidia-cusolver-cu12 (<12.0)", cusolver);
    CHECK_TEXT(fact_get(facts, SUBJECT, FACT_LIBRARY_OWNER)->text,
               "nvidia-cusolver-cu12 11.6.3.83");
}
