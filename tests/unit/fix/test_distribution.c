/* The words of each distribution, and how it is told. */
#include "fix/distribution.h"

#include "harness.h"

static Proposal on(const char *distribution, const char *like)
{
    Facts *facts = facts_new(test_arena());
    if (distribution)
        fact_set_text(facts, "machine", FACT_DISTRIBUTION, distribution, "");
    if (like)
        fact_set_text(facts, "machine", FACT_DISTRIBUTION_LIKE, like, "");
    fact_set_text(facts, "machine", FACT_KERNEL_RELEASE, "6.8.0-45-generic", "");
    return (Proposal){.arena = test_arena(), .facts = facts};
}

static const char *shown(Strings command)
{
    const char *text = "";
    for (size_t i = 0; i < command.count; i++)
        text = arena_printf(test_arena(), "%s%s%s", text, i ? " " : "", command.items[i]);
    return text;
}

TEST(families_by_their_own_name_or_by_what_they_are_like)
{
    static const struct {
        const char *name, *like;
        Family family;
    } ROWS[] = {
        {"ubuntu 24.04", "debian", FAMILY_UBUNTU},
        {"debian 12", NULL, FAMILY_DEBIAN},
        {"elementary 8", "ubuntu debian", FAMILY_UBUNTU},
        {"raspbian 12", "debian", FAMILY_DEBIAN},
        {"fedora 42", NULL, FAMILY_FEDORA},
        {"nobara 41", "fedora", FAMILY_FEDORA},
        {"rocky 9.4", "rhel centos fedora", FAMILY_RHEL},
        {"scientific 7", "rhel fedora", FAMILY_RHEL},
        {"amzn 2023", "fedora", FAMILY_RHEL},
        {"opensuse-leap 15.6", "suse opensuse", FAMILY_SUSE},
        {"endeavouros", "arch", FAMILY_ARCH},
        {"alpine 3.20", NULL, FAMILY_UNKNOWN},
        {NULL, NULL, FAMILY_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Proposal p = on(ROWS[i].name, ROWS[i].like);
        CHECK_NUMBER(family_here(&p), ROWS[i].family);
    }
}

TEST(inside_a_container_the_host_is_not_to_be_seen)
{
    Proposal p = on("fedora 42", NULL);
    CHECK_NUMBER(family_of_host(&p), FAMILY_FEDORA);
    Facts *facts = facts_copy(p.facts);
    fact_set_text(facts, "machine", FACT_CONTAINER, "docker", "");
    p.facts = facts;
    CHECK_NUMBER(family_here(&p), FAMILY_FEDORA);
    CHECK_NUMBER(family_of_host(&p), FAMILY_UNKNOWN);
}

TEST(commands_of_each_family)
{
    static const struct {
        Family family;
        const char *install, *remove, *hold, *initramfs;
    } ROWS[] = {
        {FAMILY_UNKNOWN, "sudo apt-get install a b", "sudo apt-get purge a", "sudo apt-mark hold a",
         "sudo update-initramfs -u"},
        {FAMILY_UBUNTU, "sudo apt-get install a b", "sudo apt-get purge a", "sudo apt-mark hold a",
         "sudo update-initramfs -u"},
        {FAMILY_FEDORA, "sudo dnf install a b", "sudo dnf remove a", "sudo dnf versionlock add a",
         "sudo dracut --force"},
        {FAMILY_RHEL, "sudo dnf install a b", "sudo dnf remove a", "sudo dnf versionlock add a",
         "sudo dracut --force"},
        {FAMILY_SUSE, "sudo zypper install a b", "sudo zypper remove a", "sudo zypper addlock a",
         "sudo dracut --force"},
        {FAMILY_ARCH, "sudo pacman -S a b", "sudo pacman -Rs a", "", "sudo mkinitcpio -P"},
    };
    Proposal p = on(NULL, NULL);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        CHECK_TEXT(shown(install_packages(&p, ROWS[i].family, "a", "b", NULL)), ROWS[i].install);
        CHECK_TEXT(shown(remove_packages(&p, ROWS[i].family, "a", NULL)), ROWS[i].remove);
        CHECK_TEXT(remove_words(&p, ROWS[i].family, "a"), ROWS[i].remove);
        CHECK_TEXT(shown(hold_package(&p, ROWS[i].family, "a")), ROWS[i].hold);
        CHECK_TEXT(shown(rebuild_initramfs(&p, ROWS[i].family)), ROWS[i].initramfs);
    }
}

TEST(packages_of_the_driver_take_its_branch_and_the_kernels_release)
{
    Proposal p = on("ubuntu 24.04", "debian");
    CHECK_TEXT(driver_branch(&p), "580");
    CHECK_TEXT(driver_package(&p, FAMILY_UBUNTU, DRIVER_OPEN, NULL), "nvidia-driver-580-open");
    CHECK_TEXT(driver_package(&p, FAMILY_UBUNTU, DRIVER_PROPRIETARY, "470"), "nvidia-driver-470");
    CHECK_TEXT(driver_package(&p, FAMILY_UBUNTU, KERNEL_HEADERS, NULL),
               "linux-headers-6.8.0-45-generic");
    CHECK_TEXT(driver_package(&p, FAMILY_UNKNOWN, DRIVER_LIBCUDA, NULL), "libcuda1");
    Facts *facts = facts_copy(p.facts);
    fact_set_text(facts, "library/libcuda.so.1", FACT_LIBRARY_VERSION, "550.54.14", "");
    p.facts = facts;
    CHECK_TEXT(driver_branch(&p), "550");
    fact_set_text(facts, "machine", FACT_NVIDIA_MODULE, "535.183.01", "");
    CHECK_TEXT(driver_package(&p, FAMILY_UBUNTU, DRIVER_LIBCUDA, NULL), "libnvidia-compute-535");
}

TEST(every_part_has_a_name_in_every_family)
{
    Proposal p = on(NULL, NULL);
    for (int family = FAMILY_UNKNOWN; family <= FAMILY_ARCH; family++)
        for (int part = DRIVER_OPEN; part <= CONTAINER_TOOLKIT; part++)
            CHECK(driver_package(&p, (Family)family, (DriverPart)part, "580")[0] != 0);
    CHECK_TEXT(family_word(FAMILY_UNKNOWN), "Debian");
    CHECK_TEXT(as_an_example(FAMILY_UNKNOWN), ", as on Debian");
    CHECK_TEXT(as_an_example(FAMILY_SUSE), "");
}
