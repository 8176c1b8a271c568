#include "parse/core_metadata.h"

#include "harness.h"

static CoreMetadata read(const char *text)
{
    return core_metadata_read(test_arena(), text_of(text));
}

TEST(the_header_gives_the_fields)
{
    CoreMetadata m = read("Metadata-Version: 2.1\r\nName: sample\r\nVersion:  1.0 \r\n"
                          "Requires-Python: >=3.9\r\nRequires-Dist: a>=1\r\nRequires-Dist: b\r\n"
                          "Provides-Extra: and-cuda\r\n\r\n");
    CHECK_TEXT(m.name, "sample");
    CHECK_TEXT(m.version, "1.0");
    CHECK_TEXT(m.requires_python, ">=3.9");
    CHECK_NUMBER(m.requires.count, 2);
    CHECK_TEXT(m.requires.items[1], "b");
    CHECK_NUMBER(m.extras.count, 1);
    CHECK(m.header_ends);
}

TEST(the_description_says_nothing)
{
    CoreMetadata m = read("Name: sample\n\nVersion: 9\nRequires-Dist: x\n");
    CHECK_TEXT(m.version, NULL);
    CHECK_NUMBER(m.requires.count, 0);
}

TEST(continued_lines_are_no_fields)
{
    CoreMetadata m = read("Name: sample\nLicense: text\n Version: 9\n\tName: other\nname: third\n");
    CHECK_TEXT(m.name, "sample");
    CHECK_TEXT(m.version, NULL);
    CHECK(!m.header_ends);
}

TEST(a_requirement_begins_with_a_name)
{
    CHECK_TEXT(requirement_name(TEXT("nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == 'and-cuda'")),
               "nvidia-cublas-cu12");
    CHECK_TEXT(requirement_name(TEXT(" google_pasta[x] (>=0.1.1)")), "google_pasta");
    CHECK_TEXT(requirement_name(TEXT("(>=1)")), "");
}

TEST(a_requirement_may_belong_to_an_extra)
{
    CHECK_TEXT(requirement_extra(TEXT("a; extra == \"and-cuda\"")), "and-cuda");
    CHECK_TEXT(requirement_extra(TEXT("a ; python_version > '3' and extra=='x'")), "x");
    CHECK_TEXT(requirement_extra(TEXT("a; an_extra == 'no'")), "");
    CHECK_TEXT(requirement_extra(TEXT("extra == 'no'")), "");
    CHECK_TEXT(requirement_extra(TEXT("a; extra")), "");
    CHECK_TEXT(requirement_extra(TEXT(";extra == 'x")), "x");
}

static const char *admits(const char *requirement, const char *version)
{
    Truth truth = requirement_admits(text_of(requirement), version);
    return is_unknown(truth) ? "unknown" : is_yes(truth) ? "yes" : "no";
}

TEST(a_requirement_admits_versions_between_its_bounds)
{
    const char *bounds = "nvidia-cusolver-cu12<12.0,>=11.6.3.83; extra == \"and-cuda\"";
    CHECK_TEXT(admits(bounds, "11.6.3.83"), "yes");
    CHECK_TEXT(admits(bounds, "11.7.5.82"), "yes");
    CHECK_TEXT(admits(bounds, "11.6.3.82"), "no");
    CHECK_TEXT(admits(bounds, "12"), "no");
    CHECK_TEXT(admits("a", "1"), "yes");
    CHECK_TEXT(admits("a[x,y] (>=1,<2)", "2.0"), "no");
    CHECK_TEXT(admits("a[x,y] (>=1,<2)", "1.9"), "yes");
    CHECK_TEXT(admits("a >1.0, <=1.2,", "1.2.0"), "yes");
    CHECK_TEXT(admits("a>1.0", "1"), "no");
}

TEST(a_requirement_may_name_single_versions)
{
    CHECK_TEXT(admits("a==8.9.4.25", "8.9.4.25"), "yes");
    CHECK_TEXT(admits("a==8.9.4.25", "8.9.4.26"), "no");
    CHECK_TEXT(admits("a==1.0", "1"), "yes");
    CHECK_TEXT(admits("a==12.*", "12.5"), "yes");
    CHECK_TEXT(admits("a==12.*", "13"), "no");
    CHECK_TEXT(admits("a!=0.5.0,!=0.5.1,>=0.2.1", "0.5.1"), "no");
    CHECK_TEXT(admits("a!=0.5.0,!=0.5.1,>=0.2.1", "0.5.2"), "yes");
    CHECK_TEXT(admits("a~=1.4.2", "1.4.9"), "yes");
    CHECK_TEXT(admits("a~=1.4.2", "1.5"), "no");
    CHECK_TEXT(admits("a~=1.4.2", "1.4.1"), "no");
}

TEST(what_is_more_than_numbers_is_not_guessed)
{
    CHECK_TEXT(admits("a>=2.0rc1", "2.0"), "unknown");
    CHECK_TEXT(admits("a>=2.0", "2.1.dev1"), "unknown");
    CHECK_TEXT(admits("a===2.0", "2.0"), "unknown");
    CHECK_TEXT(admits("a @ file:///x.whl", "2.0"), "unknown");
    CHECK_TEXT(admits("a>=3,>=2.0rc1", "2.0"), "no"); /* whatever the other says */
    CHECK_TEXT(admits("a>=", "2.0"), "unknown");
}

static const char *agree(const char *one, const char *other)
{
    Truth truth = requirements_agree(text_of(one), text_of(other));
    Truth turned = requirements_agree(text_of(other), text_of(one));
    CHECK_NUMBER(truth.value, turned.value);
    return is_unknown(truth) ? "unknown" : is_yes(truth) ? "yes" : "no";
}

TEST(two_requirements_may_exclude_each_other)
{
    CHECK_TEXT(agree("a==2.26.2", "a ==2.23.4 ; extra == 'and-cuda'"), "no");
    CHECK_TEXT(agree("a (==12.1.105)", "a<13.0,>=12.5.82"), "no");
    CHECK_TEXT(agree("a <2.2.0,>=1.26.0", "a>=2.2"), "no");
    CHECK_TEXT(agree("a<2.2", "a>2.2"), "no");
    CHECK_TEXT(agree("a<=2.2", "a>2.2"), "no");
    CHECK_TEXT(agree("a~=1.4.2", "a>=1.5"), "no");
    CHECK_TEXT(agree("a==12.*", "a==13.*"), "no");
    CHECK_TEXT(agree("a==12.*", "a!=12.*"), "no");
    CHECK_TEXT(agree("a==1", "a!=1.0"), "no");
}

TEST(two_requirements_may_go_together)
{
    CHECK_TEXT(agree("a", "a==1"), "yes");
    CHECK_TEXT(agree("a", "b"), "yes");
    CHECK_TEXT(agree("a<3", "a<2"), "yes");
    CHECK_TEXT(agree("a<=2.2", "a>=2.2"), "yes");
    CHECK_TEXT(agree("a>2.2", "a<2.3"), "yes");
    CHECK_TEXT(agree("a>2.2", "a!=2.3"), "yes");
    CHECK_TEXT(agree("a>=2.2,!=2.2", "a<2.3"), "yes");
    CHECK_TEXT(agree("a>=1,!=1.*", "a!=2"), "yes");
    CHECK_TEXT(agree("a==12.*", "a~=12.5.1"), "yes");
    CHECK_TEXT(agree("a>=1,!=1.*", "a>0"), "yes");
    CHECK_TEXT(agree("a==12.*", "a>=12.5,<13.0"), "yes");
}

TEST(where_what_is_not_read_decides_nothing_is_said)
{
    CHECK_TEXT(agree("a<6.0.0dev,>=3.20.3", "a>=6.31"), "unknown");
    CHECK_TEXT(agree("a<6.0.0dev,>=3.20.3", "a<3"), "no");
    CHECK_TEXT(agree("a @ file:///x.whl", "a>=2"), "unknown");
    CHECK_TEXT(agree("a===1", "a>=2"), "unknown");
}
