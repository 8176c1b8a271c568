#include "redact/names.h"

#include "harness.h"

static Names eva_at_work(void)
{
    Names names = names_new(test_arena(), TEXT("/home/eva /home/user"));
    names_add(&names, NAME_OF_USER, TEXT("eva"));
    names_add(&names, NAME_OF_USER, TEXT("eva-maria"));
    names_add(&names, NAME_OF_USER, TEXT("bo"));
    names_add(&names, NAME_OF_USER, TEXT("eva"));
    names_add(&names, NAME_OF_HOST, TEXT("gpu7.corp.example"));
    names_add(&names, NAME_OF_HOST, TEXT("gpu7"));
    names_add(&names, NAME_OF_GROUP, TEXT("secret-team"));
    names_add(&names, NAME_OF_PLACE, TEXT("corp"));
    return names;
}

TEST(a_name_is_changed_as_a_word)
{
    static const char *const pairs[][2] = {
        {"/home/eva/x", "/home/user2/x"},
        {"/mnt/eva-backup/of eva,eva_2", "/mnt/user2-backup/of user2,user2_2"},
        {"/home/eva-maria/eva", "/home/user3/user2"},
        {"medieval evaporated Eva ueva", "medieval evaporated Eva ueva"},
        {"on gpu7.corp.example or gpu7", "on host or host2"},
        {"/corp/secret-team", "/place/group1"},
        {"/home/bo/x bo libbo.so -bo", "/home/user4/x bo libbo.so -bo"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Names names = eva_at_work();
        CHECK_TEXT(names_changed_in(&names, pairs[i][0]), pairs[i][1]);
    }
}

TEST(what_everybody_is_called_says_nothing)
{
    static const char *const same[] = {"root", "ubuntu", "1000", "python3", "localhost"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        Names names = names_new(test_arena(), TEXT(""));
        names_add(&names, NAME_OF_USER, text_of(same[i]));
        CHECK_TEXT(names_changed_in(&names, same[i]), same[i]);
    }
}

TEST(equal_beginnings_of_numbers_stay_equal)
{
    Names names = names_new(test_arena(), TEXT(""));
    CHECK_TEXT(names_changed_in(&names, "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6"),
               "GPU-00000000-0000-0000-0000-000000000000");
    CHECK_TEXT(names_changed_in(&names, "GPU-8932f93"), "GPU-0000000");
    CHECK_TEXT(names_changed_in(&names, "GPU-8933aaaa-d72c-4106-c12f-20bd9faed9f6"),
               "GPU-00010000-0000-0000-0000-000000000000");
    CHECK_TEXT(names_changed_in(&names, "MIG-8932f937-d72c-4106-c12f-20bd9faed9f6,GPU-9"),
               "MIG-00000000-0000-0000-0000-000000000000,GPU-1");
    CHECK_TEXT(names_changed_in(&names, "0::/docker/8932f937d72c4106c12f20bd9faed9f6"),
               "0::/docker/00000000000000000000000000000000");
    CHECK_TEXT(names_changed_in(&names, "pod8932f937_d72c_4106_c12f_20bd9faed9f6.slice"),
               "pod00000000_0000_0000_0000_000000000000.slice");
}

TEST(addresses_are_left_out)
{
    static const char *const pairs[][2] = {
        {"pip @ https://eva:word@pypi.corp.example/x?token=1#y", "pip @ https://redacted.invalid/"},
        {"url='git+ssh://git@host.example/x'", "url='git+ssh://redacted.invalid/'"},
        {"mail <e.v+a@mail.corp.example>", "mail <user@redacted.invalid>"},
        {"memcpy@GLIBC_2", "memcpy@GLIBC_2"},
        {"00:1a:2B:3c:4d:5e", "00:00:00:00:00:00"},
        {"0000:01:00.0 12.5.3.2", "0000:01:00.0 12.5.3.2"},
        {"file:///home/x", "file:///home/x"},
        {"SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
         "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Names names = names_new(test_arena(), TEXT(""));
        CHECK_TEXT(names_changed_in(&names, pairs[i][0]), pairs[i][1]);
    }
}
