#include "parse/installer_json.h"

#include "harness.h"

static const char *error;

static bool direct(const char *text, DirectUrl *url)
{
    return direct_url_read(test_arena(), text_of(text), url, &error);
}

TEST(an_editable_installation_names_its_directory)
{
    DirectUrl url;
    CHECK(direct("{\"url\": \"file:///a/b%20c\", \"dir_info\": {\"editable\": true}}", &url));
    CHECK(url.editable);
    CHECK_TEXT(url.path, "/a/b c");
}

TEST(other_sources_are_not_editable)
{
    DirectUrl url;
    CHECK(direct("{\"url\": \"https://example.org/x\", \"vcs_info\": {}}", &url));
    CHECK(!url.editable);
    CHECK_TEXT(url.path, NULL);
    CHECK(direct("{\"url\": \"file:///x\", \"dir_info\": {}}", &url));
    CHECK(!url.editable);
    CHECK(!direct("{\"dir_info\": {}}", &url));
    CHECK_TEXT(error, "it has no url");
    CHECK(!direct("[]", &url));
}

TEST(file_urls_are_decoded)
{
    CHECK_TEXT(file_url_path(test_arena(), TEXT("file://localhost/x")), "/x");
    CHECK_TEXT(file_url_path(test_arena(), TEXT("file:///a%2")), "/a%2");
    CHECK_TEXT(file_url_path(test_arena(), TEXT("file:///a%4A%4a%zz")), "/aJJ%zz");
    CHECK_TEXT(file_url_path(test_arena(), TEXT("file:///a%00")), NULL);
    CHECK_TEXT(file_url_path(test_arena(), TEXT("file://host/a")), NULL);
}

TEST(a_conda_record_is_read)
{
    CondaPackage package;
    const char *text = "{\"name\": \"cudnn\", \"version\": \"9.3\", \"build\": \"cuda12_0\", "
                       "\"build_number\": 4, \"channel\": \"c\", \"files\": [\"lib/a\", 3, \"b\"]}";
    CHECK(conda_package_read(test_arena(), text_of(text), &package, &error));
    CHECK_TEXT(package.build, "cuda12_0");
    CHECK_NUMBER(package.build_number, 4);
    CHECK(conda_package_owns(&package, "lib/a"));
    CHECK(conda_package_owns(&package, "b"));
    CHECK(!conda_package_owns(&package, "lib"));
}

TEST(older_conda_records_have_a_build_string)
{
    CondaPackage package;
    const char *text = "{\"name\": \"a\", \"version\": \"1\", \"build_string\": \"s\"}";
    CHECK(conda_package_read(test_arena(), text_of(text), &package, &error));
    CHECK_TEXT(package.build, "s");
    CHECK_NUMBER(package.build_number, -1);
    CHECK(!conda_package_owns(&package, "lib"));
    CHECK(!conda_package_read(test_arena(), TEXT("{\"name\": \"a\"}"), &package, &error));
}
