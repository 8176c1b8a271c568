#include "harness.h"
#include "loader/tokens.h"

static const Tokens all = {"/opt/x", "lib64", "haswell"};

static const char *expanded(const char *text)
{
    return tokens_expand(test_arena(), text_of(text), all);
}

TEST(tokens_are_replaced_with_and_without_braces)
{
    CHECK_TEXT(expanded("$ORIGIN/../lib"), "/opt/x/../lib");
    CHECK_TEXT(expanded("${ORIGIN}/a/${LIB}"), "/opt/x/a/lib64");
    CHECK_TEXT(expanded("/usr/$LIB/$PLATFORM"), "/usr/lib64/haswell");
    CHECK_TEXT(expanded("$ORIGIN$ORIGIN"), "/opt/x/opt/x");
    CHECK_TEXT(expanded("no token"), "no token");
    CHECK_TEXT(expanded(""), "");
}

TEST(what_only_resembles_a_token_is_literal)
{
    CHECK_TEXT(expanded("$ORIGINXX/$FOO"), "$ORIGINXX/$FOO");
    CHECK_TEXT(expanded("$ORIGIN_"), "$ORIGIN_");
    CHECK_TEXT(expanded("$LIBS/$LIB64"), "$LIBS/$LIB64");
    CHECK_TEXT(expanded("${ORIGIN"), "${ORIGIN");
    CHECK_TEXT(expanded("${ORIGIN/x}"), "${ORIGIN/x}");
    CHECK_TEXT(expanded("$"), "$");
    CHECK_TEXT(expanded("$$LIB"), "$lib64");
    CHECK_TEXT(expanded("$origin"), "$origin");
    CHECK_TEXT(expanded("$ORIGINz"), "$ORIGINz");
    CHECK_TEXT(expanded("$ORIGIN{"), "/opt/x{");
    CHECK_TEXT(expanded("$ORIGIN.x"), "/opt/x.x");
}

TEST(a_token_without_a_value_discards_the_text)
{
    Tokens none = {NULL, "lib", NULL};
    CHECK_TEXT(tokens_expand(test_arena(), TEXT("/a/$ORIGIN"), none), "");
    CHECK_TEXT(tokens_expand(test_arena(), TEXT("/a/$LIB"), none), "/a/lib");
}

TEST(a_view_need_not_end_in_nul)
{
    CHECK_TEXT(tokens_expand(test_arena(), (Text){"$LIBRARY", 4}, all), "lib64");
}
