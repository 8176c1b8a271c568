#include "parse/shim.h"

#include "harness.h"

static const char *joined(Strings strings)
{
    const char *all = "";
    for (size_t i = 0; i < strings.count; i++)
        all = arena_printf(test_arena(), "%s<%s>", all, strings.items[i]);
    return all;
}

TEST(shims_are_told_from_programs)
{
    CHECK_NUMBER(shim_of(test_arena(), TEXT("\x7f"
                                            "ELF pyenv exec"))
                     .kind,
                 SHIM_NONE);
    CHECK_NUMBER(shim_of(test_arena(), TEXT("")).kind, SHIM_NONE);
    CHECK_NUMBER(shim_of(test_arena(), TEXT("#!/bin/sh\nexec /opt/python \"$@\"\n")).kind,
                 SHIM_OTHER_SCRIPT);
    CHECK_NUMBER(shim_of(test_arena(), TEXT("#!/bin/sh\nexec /x/bin/asdf exec \"python\"\n")).kind,
                 SHIM_ASDF);
}

TEST(a_shim_of_pyenv_tells_its_root)
{
    Shim shim = shim_of(test_arena(), TEXT("#!/usr/bin/env bash\n\texport PYENV_ROOT=\"/a b\"\n"
                                           "exec \"/a b/libexec/pyenv\" exec \"$program\"\n"));
    CHECK_NUMBER(shim.kind, SHIM_PYENV);
    CHECK_TEXT(shim.root, "/a b");
    CHECK_TEXT(shim_of(test_arena(), TEXT("#!/bin/sh\nexec pyenv exec x")).root, NULL);
}

TEST(versions_are_the_first_words_of_lines)
{
    CHECK_TEXT(joined(pyenv_versions(test_arena(), TEXT("# no\n\n 3.11.7 more\r\nsystem\n3.12"))),
               "<3.11.7><system><3.12>");
}

TEST(versions_that_lead_out_are_left_out)
{
    const char *file = "..\n../x\n/etc\na/../../b\na/..\n3.9\n";
    CHECK_TEXT(joined(pyenv_versions(test_arena(), text_of(file))), "<3.9>");
}

TEST(tool_versions_belong_to_one_tool)
{
    Text file = TEXT("nodejs 20\n python 3.11.7 system # 3.9\npython 3.8\n");
    CHECK_TEXT(joined(tool_versions(test_arena(), file, "python")), "<3.11.7><system>");
    CHECK_TEXT(joined(tool_versions(test_arena(), file, "ruby")), "");
}

TEST(a_prefix_means_the_newest_final_release)
{
    const char *names[] = {"3.11.9", "3.11.10",           "3.11.11rc1", "3.11-dev", "3.12.0a1",
                           "3.1.2",  "miniconda3-4.7.12", "3.13.0",     "3.13.0t"};
    Strings installed = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        list_add(test_arena(), installed, names[i]);
    CHECK_TEXT(pyenv_newest(&installed, "3.11"), "3.11.10");
    CHECK_TEXT(pyenv_newest(&installed, "3"), "3.13.0");
    CHECK_TEXT(pyenv_newest(&installed, "3.1"), "3.1.2");
    CHECK_TEXT(pyenv_newest(&installed, "miniconda3"), "miniconda3-4.7.12");
    CHECK_TEXT(pyenv_newest(&installed, "3.12"), NULL);
    CHECK_TEXT(pyenv_newest(&installed, ""), NULL);
}
