#include "report/json.h"

#include <string.h>

#include "harness.h"
#include "judgements.h"
#include "yyjson.h"

static const char *json_of(const Judgement *judgement)
{
    Writer out = writer_new(test_arena());
    report_json(&out, judgement);
    return out.bytes;
}

static yyjson_doc *parsed(const char *text)
{
    return yyjson_read(text, strlen(text), YYJSON_READ_STOP_WHEN_DONE);
}

/* The keys of an object, with a blank between. */
static const char *keys_of(yyjson_val *object)
{
    const char *keys = "";
    yyjson_val *key, *value;
    size_t i, count;
    yyjson_obj_foreach(object, i, count, key, value) keys =
        arena_printf(test_arena(), "%s%s%s", keys, *keys ? " " : "", yyjson_get_str(key));
    return keys;
}

static yyjson_val *at(yyjson_doc *document, const char *pointer)
{
    return yyjson_doc_ptr_get(document, pointer);
}

TEST(keys_come_in_the_order_of_the_schema)
{
    yyjson_doc *document = parsed(json_of(judgement_of_the_newest(test_arena())));
    REQUIRE(document);
    CHECK_TEXT(keys_of(yyjson_doc_get_root(document)),
               "schema verdict listed says asked target devices chain causes findings unknown "
               "needs notes");
    CHECK_TEXT(keys_of(at(document, "/target")),
               "kind python prefix framework version root python_version chosen_because "
               "other_python kernels");
    CHECK_TEXT(keys_of(at(document, "/devices/0")),
               "name pci compute_capability visible usable because");
    CHECK_TEXT(keys_of(at(document, "/chain/5")), "id status says evidence opens");
    CHECK_TEXT(keys_of(at(document, "/causes/0")),
               "id step effect root certain follows_from subjects fails_on says evidence "
               "check_yourself fixes");
    CHECK_TEXT(keys_of(at(document, "/causes/0/fixes/0")),
               "id says alternative command needs_root undo");
    yyjson_doc_free(document);
}

TEST(one_document_is_one_line)
{
    const char *text = json_of(judgement_of_much(test_arena()));
    CHECK(strchr(text, '\n') == text + strlen(text) - 1);
}

TEST(values)
{
    yyjson_doc *document = parsed(json_of(judgement_of_the_newest(test_arena())));
    REQUIRE(document);
    CHECK_TEXT(yyjson_get_str(at(document, "/schema")), "whycpu/1");
    CHECK_TEXT(yyjson_get_str(at(document, "/verdict")), "cpu");
    CHECK_NUMBER(yyjson_get_int(at(document, "/listed")), 0);
    CHECK_TEXT(yyjson_get_str(at(document, "/chain/5/id")), "libraries");
    CHECK_TEXT(yyjson_get_str(at(document, "/chain/5/status")), "broken");
    CHECK_TEXT(yyjson_get_str(at(document, "/causes/0/id")), "cuda-libs-not-on-path");
    CHECK_TEXT(yyjson_get_str(at(document, "/causes/0/subjects/0")), "libcusolver.so.11");
    CHECK(yyjson_get_bool(at(document, "/causes/0/root")));
    CHECK(yyjson_is_null(at(document, "/causes/0/follows_from")));
    CHECK_TEXT(yyjson_get_str(at(document, "/causes/0/fixes/0/command/4")),
               "tensorflow[and-cuda]<2.21");
    CHECK(yyjson_is_true(at(document, "/devices/0/visible")));
    yyjson_doc_free(document);
}

TEST(unknown_is_null)
{
    Judgement *judgement = judgement_unknown(test_arena());
    judgement->devices.items[0].visible = truth_unknown("not asked");
    yyjson_doc *document = parsed(json_of(judgement));
    REQUIRE(document);
    CHECK(yyjson_is_null(at(document, "/listed")));
    CHECK(yyjson_is_null(at(document, "/devices/0/visible")));
    CHECK_TEXT(yyjson_get_str(at(document, "/unknown/0/says")), "whether libcufft.so.11 opens");
    CHECK_TEXT(yyjson_get_str(at(document, "/needs/0/says")), "the rights on that directory");
    yyjson_doc_free(document);
    document = parsed(json_of(judgement_of_machine(test_arena())));
    REQUIRE(document);
    CHECK(yyjson_is_null(at(document, "/target/framework")));
    yyjson_doc_free(document);
}

TEST(a_path_that_is_no_utf8_comes_with_its_bytes)
{
    yyjson_doc *document = parsed(json_of(judgement_of_an_enemy(test_arena())));
    REQUIRE(document);
    CHECK_TEXT(yyjson_get_str(at(document, "/target/prefix")),
               "/tmp/\033[31mred\nline\xEF\xBF\xBD");
    CHECK_TEXT(yyjson_get_str(at(document, "/target/prefix_hex")),
               "2f746d702f1b5b33316d7265640a6c696e65ff");
    yyjson_doc_free(document);
}

TEST(openings_stand_in_their_step)
{
    Judgement *judgement = judgement_of_the_newest(test_arena());
    Opening opening = {.name = "libcusolver.so.11",
                       .result = OPEN_FAILED,
                       .by = "/x.so",
                       .fails_on = "libcusolver.so.11",
                       .error = "cannot open"};
    Try try = {.for_name = "libcusolver.so.11",
               .path = "/usr/lib/libcusolver.so.11",
               .rule = RULE_DEFAULT,
               .outcome = TRY_ABSENT};
    list_add(test_arena(), opening.tried, try);
    list_add(test_arena(), judgement->chain[STEP_LIBRARIES].opens, &opening);
    yyjson_doc *document = parsed(json_of(judgement));
    REQUIRE(document);
    CHECK_TEXT(yyjson_get_str(at(document, "/chain/5/opens/0/schema")), "whycpu.dlopen/1");
    CHECK_TEXT(yyjson_get_str(at(document, "/chain/5/opens/0/result")), "failed");
    CHECK_TEXT(yyjson_get_str(at(document, "/chain/5/opens/0/tried/0/outcome")), "absent");
    yyjson_doc_free(document);
}

/* A RUNPATH of thousands of directories: the first and the last places are told, and how many were
 * left out. */
TEST(of_too_many_places_the_first_and_the_last_are_told)
{
    Judgement *judgement = judgement_of_the_newest(test_arena());
    Opening opening = {.name = "libbomb.so", .result = OPEN_FAILED};
    for (int i = 0; i < 10000; i++) {
        Try try = {.for_name = "libbomb.so", .path = arena_printf(test_arena(), "/d/%d", i)};
        list_add(test_arena(), opening.tried, try);
    }
    judgement->chain[STEP_LIBRARIES].opens.count = 0;
    list_add(test_arena(), judgement->chain[STEP_LIBRARIES].opens, &opening);
    yyjson_doc *document = parsed(json_of(judgement));
    REQUIRE(document);
    CHECK_NUMBER(yyjson_arr_size(at(document, "/chain/5/opens/0/tried")), 4000);
    CHECK_TEXT(yyjson_get_str(at(document, "/chain/5/opens/0/tried/2999/path")), "/d/2999");
    CHECK_TEXT(yyjson_get_str(at(document, "/chain/5/opens/0/tried/3000/path")), "/d/9000");
    CHECK_NUMBER(yyjson_get_int(at(document, "/chain/5/opens/0/tried_left_out")), 6000);
    yyjson_doc_free(document);
}
