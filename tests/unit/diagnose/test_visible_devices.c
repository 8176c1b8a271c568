/* CUDA_VISIBLE_DEVICES: the values of the CUDA Programming Guide's table, and beyond. */
#include "diagnose/visible_devices.h"
#include "harness.h"

static VisibleDevices of(const char *value, size_t gpus)
{
    return visible_devices(test_arena(), value, gpus, (Strings){0});
}

TEST(values_that_hide_every_gpu)
{
    static const char *const VALUES[] = {"",   "-1",  "NoDevFiles", "none", "void",
                                         "x0", "0,0", "1,0,1",      ",0",   " "};
    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
        VisibleDevices seen = of(VALUES[i], 2);
        CHECK(seen.hides_all);
        CHECK_NUMBER(seen.count, 0);
    }
}

TEST(the_list_ends_at_the_first_element_that_is_no_device)
{
    CHECK_NUMBER(of("0,2,-1,1", 4).count, 2);
    CHECK_TEXT(of("0,2,-1,1", 4).stopped_at, "-1");
    CHECK_NUMBER(of("0,7,1", 4).count, 1);
    CHECK_NUMBER(of("7,0", 4).count, 0);
    CHECK_NUMBER(of("0,none", 4).count, 1);
}

TEST(numbers_are_read_as_strtoul_reads_them)
{
    CHECK_NUMBER(of(" 0, 1", 2).count, 2);
    CHECK_NUMBER(of("1gpu2,0x", 2).count, 2);
    CHECK_NUMBER(of("99999999999999999999", 2).count, 0);
}

TEST(all_devices_in_any_order)
{
    CHECK_NUMBER(of("1,0", 2).count, 2);
    CHECK(!of("1,0", 2).because);
    CHECK(of("0", 2).because != NULL);
}

TEST(without_the_number_of_gpus_only_what_hides_all_is_known)
{
    CHECK(of("-1", 0).hides_all);
    CHECK(!of("0", 0).count_known);
    CHECK(!of("0,none", 0).count_known);
    CHECK(!of("0,-1", 0).hides_all);
    CHECK(!of("3", 0).hides_all);
}

TEST(uuids_by_a_prefix_that_fits_one_device)
{
    Strings uuids = {0};
    list_add(test_arena(), uuids, "GPU-8932f937-0000");
    list_add(test_arena(), uuids, "GPU-89aaaaaa-1111");
    CHECK_NUMBER(visible_devices(test_arena(), "GPU-8932", 2, uuids).count, 1);
    CHECK_NUMBER(visible_devices(test_arena(), "GPU-89", 2, uuids).count, 0);
    CHECK_NUMBER(visible_devices(test_arena(), "GPU-8932,GPU-89aa", 2, uuids).count, 2);
    CHECK(!of("GPU-8932", 2).count_known);
    CHECK(!visible_devices(test_arena(), "MIG-8932", 2, uuids).count_known);
}

static VisibleDevices among(const char *value)
{
    Strings uuids = {0};
    list_add(test_arena(), uuids, "GPU-8932f937-0000");
    list_add(test_arena(), uuids, "GPU-89aaaaaa-1111");
    return visible_devices(test_arena(), value, 2, uuids);
}

TEST(signs_and_blanks_of_numbers)
{
    CHECK_NUMBER(of("+1,0", 2).count, 2);
    CHECK_NUMBER(of("-0,1", 2).count, 2);
    CHECK_NUMBER(of("0 ,1", 2).count, 2);
    CHECK(of("-2", 2).hides_all);
    CHECK(of("+", 2).hides_all);
    CHECK(of("0x0,1", 2).count == 2); /* "0x0" is 0 and something behind it */
}

TEST(kinds_do_not_mix)
{
    CHECK_NUMBER(among("0,GPU-89aa").count, 1);
    CHECK(!among("0,GPU-89aa").by_uuid);
    CHECK_NUMBER(among("GPU-89aa,0").count, 1);
    CHECK_TEXT(among("GPU-89aa,0").stopped_at, "0");
    CHECK_NUMBER(among("0,MIG-1234").count, 1);
    CHECK_NUMBER(among("0,gpu-89aa").count, 1);
}

TEST(which_devices_are_picked_and_in_which_order)
{
    VisibleDevices seen = among("GPU-89aa,GPU-8932");
    CHECK(seen.by_uuid);
    REQUIRE(seen.picks.count == 2);
    CHECK_NUMBER(seen.picks.items[0], 1);
    CHECK_NUMBER(seen.picks.items[1], 0);
    CHECK_NUMBER(of("1", 2).picks.items[0], 1);
    CHECK_NUMBER(of("0,0", 2).picks.count, 0);
}

TEST(one_device_by_two_beginnings_empties_the_list)
{
    CHECK(among("GPU-8932,GPU-8932f").hides_all);
    CHECK_NUMBER(among(" GPU-8932 , GPU-89aa ").count, 2);
    CHECK_NUMBER(among("GPU-8932,GPU-00").count, 1);
}

TEST(instances_of_mig)
{
    CHECK(!among("MIG-GPU-8932f937-0000/1/0").count_known);
    CHECK_NUMBER(among("MIG-GPU-cccc/1/0").count, 0);
    CHECK(among("MIG-GPU-cccc/1/0").count_known);
    CHECK(!among("MIG-GPU-cccc").count_known);
    CHECK(!of("MIG-GPU-cccc/1/0", 2).count_known);
    CHECK(!among("GPU-8932,MIG-1234").count_known);
    CHECK(!among("GPU-8932,MIG-1234").hides_all);
}

TEST(how_the_driver_reads_lower_case_is_written_nowhere)
{
    CHECK(!among("gpu-8932").count_known);
    CHECK(!among("mig-8932").count_known);
    CHECK(!among("gpu-8932").hides_all);
    CHECK(among("gpu").hides_all);
}
