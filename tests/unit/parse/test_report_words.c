#include "parse/report_words.h"

#include "harness.h"

TEST(words_are_found_and_taken)
{
    Text rest = TEXT("  Driver  Version:\t470 "), word, words[3];
    bool all;
    CHECK(text_after(rest, "Driver", &word) && text_starts(word, "  Version"));
    CHECK(!text_has(rest, "driver") && text_has_any_case(rest, "DRIVER"));
    CHECK(!text_has(TEXT("ab"), "abc") && !text_has(TEXT(""), "a"));
    CHECK_NUMBER(words_in(rest, words, 3, &all), 3);
    CHECK(all);
    CHECK_TEXT(words[2], "470");
    CHECK_NUMBER(words_in(rest, words, 2, &all), 2);
    CHECK(!all);
    CHECK(word_take(&rest, &word) && text_is(word, "Driver"));
    CHECK(!text_take(&rest, "Version") && text_take(&rest, "  Version"));
    CHECK_TEXT(text_until(TEXT("a,b;c"), ";,"), "a");
    CHECK_TEXT(text_unquoted(TEXT("'a b'")), "a b");
    CHECK_TEXT(text_unquoted(TEXT("'a b\"")), "'a b\"");
    CHECK_TEXT(text_unquoted(TEXT("'")), "'");
}

TEST(a_driver_version_is_told_from_other_versions)
{
    static const char *const YES[] = {"470", "470.82", "535.161.08", "384.130", "410.72"};
    static const char *const NO[] = {"47",      "2.1", "31.0.15.3161", "470.", "470.8", "4700.12",
                                     "470.82a", "",    "027.20"};
    for (size_t i = 0; i < sizeof YES / sizeof *YES; i++)
        CHECK(is_driver_version(text_of(YES[i])));
    for (size_t i = 0; i < sizeof NO / sizeof *NO; i++)
        CHECK(!is_driver_version(text_of(NO[i])));
}

TEST(numbers_versions_and_addresses_have_their_shape)
{
    CHECK(is_version(TEXT("2.1.0rc1")) && is_version(TEXT("1.13.1+cu117")));
    CHECK(!is_version(TEXT("v2")) && !is_version(TEXT("2.")) && !is_version(TEXT("2,1")));
    CHECK(is_dotted_number(TEXT("11.2"), 2, 3) && !is_dotted_number(TEXT("11"), 2, 3));
    CHECK(!is_dotted_number(TEXT("1..2"), 1, 4) && !is_dotted_number(TEXT(""), 1, 4));
    CHECK(is_pci_address(TEXT("0000:01:00.0")) && is_pci_address(TEXT("00000000:3B:00.0")));
    CHECK(is_pci_address(TEXT("01:00.0")) && !is_pci_address(TEXT("01:00.9")));
    CHECK(!is_pci_address(TEXT("10:30:00")) && !is_pci_address(TEXT("0:01:00.0")));
}
