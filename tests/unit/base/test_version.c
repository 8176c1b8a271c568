#include "base/version.h"
#include "harness.h"

TEST(numbers_between_dots)
{
    int numbers[3];
    CHECK_NUMBER(version_read("580.65.06", numbers, 3), 3);
    CHECK_NUMBER(numbers[0], 580);
    CHECK_NUMBER(numbers[2], 6);
    CHECK_NUMBER(version_read("12.5.1.2", numbers, 2), 2);
    CHECK_NUMBER(version_read("9", numbers, 3), 1);
    CHECK_NUMBER(numbers[1], 0);
}

TEST(what_is_no_number_ends_it)
{
    int numbers[3];
    CHECK_NUMBER(version_read("", numbers, 3), 0);
    CHECK_NUMBER(version_read("x1", numbers, 3), 0);
    CHECK_NUMBER(version_read("2.21.0rc1", numbers, 3), 3);
    CHECK_NUMBER(version_read("2.", numbers, 3), 1);
    CHECK_NUMBER(version_read("2..1", numbers, 3), 1);
    CHECK_NUMBER(version_read("-1.2", numbers, 3), 0);
    CHECK_NUMBER(version_read("99999999999999999999.1", numbers, 3), 2);
    CHECK_NUMBER(numbers[0], 1000000);
}

TEST(versions_compare_number_by_number)
{
    CHECK(version_is_before("525.60.12", "525.60.13"));
    CHECK(!version_is_before("525.60.13", "525.60.13"));
    CHECK(!version_is_before("525.105.17", "525.60.13"));
    CHECK(version_is_before("2.9", "2.13"));
    CHECK(version_is_before("2", "2.13"));
    CHECK(!version_is_before("nonsense", "2.13"));
}
