#include "parse/kernel_spec.h"

#include "harness.h"

static const char *error;

static bool read(const char *text, KernelSpec *spec)
{
    return kernel_spec_read(test_arena(), text_of(text), spec, &error);
}

TEST(a_kernel_names_its_program_and_variables)
{
    KernelSpec spec;
    CHECK(read("{\"argv\": [\"/env/bin/python\", \"-m\", \"ipykernel\"], \"language\": \"python\","
               " \"display_name\": \"Mine\", \"env\": {\"A\": \"1\", \"N\": 2}}",
               &spec));
    CHECK_NUMBER(spec.argv.count, 3);
    CHECK_TEXT(spec.argv.items[0], "/env/bin/python");
    CHECK_TEXT(spec.display_name, "Mine");
    CHECK_TEXT(spec.language, "python");
    CHECK_NUMBER(spec.env.count, 1);
    CHECK_TEXT(spec.env.items[0].name, "A");
    CHECK_TEXT(spec.env.items[0].value, "1");
}

TEST(a_kernel_without_a_program_is_none)
{
    KernelSpec spec;
    CHECK(!read("{}", &spec));
    CHECK_TEXT(error, "its argv names no program");
    CHECK(!read("{\"argv\": []}", &spec));
    CHECK(!read("{\"argv\": [\"\"]}", &spec));
    CHECK(!read("{\"argv\": [1, \"python\"]}", &spec));
    CHECK(!read("{\"argv\": {\"a\": \"python\"}}", &spec));
    CHECK(!read("no json", &spec));
}

TEST(odd_members_do_no_harm)
{
    KernelSpec spec;
    CHECK(read("{\"argv\": [\"python\"], \"env\": [\"A\"], \"display_name\": 3}", &spec));
    CHECK_NUMBER(spec.env.count, 0);
    CHECK_TEXT(spec.display_name, NULL);
}
