#include "parse/editable_finder.h"

#include "harness.h"

TEST(the_mapping_is_read)
{
    EditableMappings mappings;
    const char *text =
        "from __future__ import annotations\n\n"
        "MAPPING: dict[str, str] = {'a': '/src/a', \"b.c\": '/src/c'}\nNAMESPACES = {}\n";
    CHECK(editable_finder_read(test_arena(), text_of(text), &mappings));
    CHECK_NUMBER(mappings.count, 2);
    CHECK_TEXT(mappings.items[1].name, "b.c");
    CHECK_TEXT(mappings.items[1].path, "/src/c");
    CHECK(editable_finder_read(test_arena(), TEXT("MAPPING = {}"), &mappings));
    CHECK_NUMBER(mappings.count, 0);
}

TEST(anything_else_is_no_mapping)
{
    EditableMappings mappings;
    const char *texts[] = {"",
                           "MAPPING",
                           "x = 1\n",
                           "MAPPING: dict\n= {'a': 'b'}\n",
                           "MAPPING = {'a': 1}\n",
                           "MAPPING = dict(a='b')\n",
                           " MAPPING = {}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK(!editable_finder_read(test_arena(), text_of(texts[i]), &mappings));
}

TEST(a_pth_line_names_the_finder)
{
    CHECK_TEXT(editable_finder_module(TEXT("import __editable___a_1_0_finder; "
                                           "__editable___a_1_0_finder.install()")),
               "__editable___a_1_0_finder");
    CHECK_TEXT(editable_finder_module(TEXT("import os")), "");
    CHECK_TEXT(editable_finder_module(TEXT("import __editable___a")), "");
}
