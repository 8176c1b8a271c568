#include "inspect/chips.h"

#include <stddef.h>
#include <string.h>

/* NVIDIA hands out device ids in blocks, a chip a block. The blocks are read off the public PCI ID
 * Repository (tests/unit/inspect/test_pci_ids.c compares them) and, for chips that are newer than
 * Debian's copy, off NVIDIA's open kernel modules. */
typedef struct IdBlock {
    unsigned first, last;
    const char *chip;
} IdBlock;

static const IdBlock ID_BLOCKS[] = {
    {0x06C0, 0x06DF, "GF100"}, {0x0DC0, 0x0DD8, "GF106"}, {0x0DE0, 0x0DFF, "GF108"},
    {0x0E22, 0x0E3B, "GF104"}, {0x0FC0, 0x0FFF, "GK107"}, {0x1001, 0x1028, "GK110"},
    {0x1029, 0x102C, "GK110"}, {0x102D, 0x102D, "GK210"}, {0x102E, 0x103F, "GK110"},
    {0x1040, 0x107D, "GF119"}, {0x1080, 0x109B, "GF110"}, {0x1140, 0x1140, "GF117"},
    {0x1180, 0x11BF, "GK104"}, {0x11C0, 0x11FF, "GK106"}, {0x1200, 0x1213, "GF114"},
    {0x1241, 0x1251, "GF116"}, {0x1280, 0x12BF, "GK208"}, {0x1340, 0x137F, "GM108"},
    {0x1380, 0x13BF, "GM107"}, {0x13C0, 0x13FF, "GM204"}, {0x1401, 0x143F, "GM206"},
    {0x15F0, 0x15FF, "GP100"}, {0x1617, 0x1667, "GM204"}, {0x1725, 0x172F, "GP100"},
    {0x174D, 0x174E, "GM108"}, {0x1789, 0x179C, "GM107"}, {0x17C2, 0x17FD, "GM200"},
    {0x1B00, 0x1B7F, "GP102"}, {0x1B80, 0x1BFF, "GP104"}, {0x1C00, 0x1C7F, "GP106"},
    {0x1C80, 0x1CFF, "GP107"}, {0x1D00, 0x1D7F, "GP108"}, {0x1D80, 0x1DFF, "GV100"},
    {0x1E00, 0x1E7F, "TU102"}, {0x1E80, 0x1EFF, "TU104"}, {0x1F00, 0x1F7F, "TU106"},
    {0x1F80, 0x1FFF, "TU117"}, {0x2080, 0x20FF, "GA100"}, {0x2180, 0x21FF, "TU116"},
    {0x2200, 0x227F, "GA102"}, {0x2300, 0x237F, "GH100"}, {0x2400, 0x247F, "GA103"},
    {0x2480, 0x24FF, "GA104"}, {0x2500, 0x257F, "GA106"}, {0x2580, 0x25FF, "GA107"},
    {0x2680, 0x26FF, "AD102"}, {0x2700, 0x277F, "AD103"}, {0x2780, 0x27FF, "AD104"},
    {0x2800, 0x287F, "AD106"}, {0x2880, 0x28FF, "AD107"}, {0x2900, 0x29FF, "GB100"},
    {0x2B80, 0x2BFF, "GB202"}, {0x2C00, 0x2C7F, "GB203"}, {0x2D00, 0x2D7F, "GB206"},
    {0x2D80, 0x2DFF, "GB207"}, {0x2E00, 0x2E7F, "GB20B"}, {0x2F00, 0x2F7F, "GB205"},
    {0x3180, 0x31FF, "GB110"},
};

/* From specific to general: the first prefix that fits. Source: NVIDIA's table of CUDA GPUs and
 * the architecture matrix of the toolkit. */
typedef struct ChipFamily {
    const char *prefix;
    const char *compute_capability;
    unsigned device_id; /* one product of it, for --assume-gpu */
} ChipFamily;

static const ChipFamily FAMILIES[] = {
    {"GF100", "2.0", 0x06C0},  {"GF110", "2.0", 0x1080}, {"GF1", "2.1", 0x0E22},
    {"GK110", "3.5", 0x1023},  {"GK180", "3.5", 0x1024}, {"GK208", "3.5", 0x1280},
    {"GK210", "3.7", 0x102D},  {"GK1", "3.0", 0x1180},   {"GM10", "5.0", 0x1380},
    {"GM20B", "5.3", 0},       {"GM20", "5.2", 0x17C2},  {"GP100", "6.0", 0x15F8},
    {"GP10B", "6.2", 0},       {"GP10", "6.1", 0x1B06},  {"GV100", "7.0", 0x1DB6},
    {"GV10B", "7.2", 0},       {"TU1", "7.5", 0x1EB8},   {"GA100", "8.0", 0x20B5},
    {"GA10B", "8.7", 0},       {"GA10", "8.6", 0x2204},  {"GN20", "8.6", 0},
    {"AD10", "8.9", 0x2684},   {"GN21", "8.9", 0},       {"GH100", "9.0", 0x2335},
    {"GB11", "10.3", 0x3182},  {"GB10B", "11.0", 0},     {"GB10", "10.0", 0x2901},
    {"GB20B", "12.1", 0x2E12}, {"GB20", "12.0", 0x2B85},
};

enum {
    ID_BLOCK_COUNT = sizeof ID_BLOCKS / sizeof *ID_BLOCKS,
    FAMILY_COUNT = sizeof FAMILIES / sizeof *FAMILIES
};

const char *chip_of_device(unsigned device_id)
{
    for (size_t i = 0; i < ID_BLOCK_COUNT; i++)
        if (device_id >= ID_BLOCKS[i].first && device_id <= ID_BLOCKS[i].last)
            return ID_BLOCKS[i].chip;
    return NULL;
}

const char *chip_compute_capability(const char *chip)
{
    for (size_t i = 0; i < FAMILY_COUNT; i++)
        if (strncmp(chip, FAMILIES[i].prefix, strlen(FAMILIES[i].prefix)) == 0)
            return FAMILIES[i].compute_capability;
    return NULL;
}

/* By the first letters. Sources: the release notes of each last branch; NVIDIA's open kernel
 * modules, which refuse a GPU without a GSP (before Turing) and alone support Blackwell. */
static const struct {
    const char *prefix;
    DriverOfChip driver;
} DRIVERS[] = {
    {"GF", {"Fermi", 390, "proprietary"}},
    {"GK", {"Kepler", 470, "proprietary"}},
    {"GM", {"Maxwell", 580, "proprietary"}},
    {"GP", {"Pascal", 580, "proprietary"}},
    {"GV", {"Volta", 580, "proprietary"}},
    {"TU", {"Turing", 0, NULL}},
    {"GA", {"Ampere", 0, NULL}},
    {"GN20", {"Ampere", 0, NULL}},
    {"AD", {"Ada Lovelace", 0, NULL}},
    {"GN21", {"Ada Lovelace", 0, NULL}},
    {"GH", {"Hopper", 0, NULL}},
    {"GB", {"Blackwell", 0, "open"}},
};

const DriverOfChip *chip_driver(const char *chip)
{
    for (size_t i = 0; i < sizeof DRIVERS / sizeof *DRIVERS; i++)
        if (strncmp(chip, DRIVERS[i].prefix, strlen(DRIVERS[i].prefix)) == 0)
            return &DRIVERS[i].driver;
    return NULL;
}

unsigned chip_device_with(const char *compute_capability)
{
    for (size_t i = 0; i < FAMILY_COUNT; i++)
        if (strcmp(FAMILIES[i].compute_capability, compute_capability) == 0)
            return FAMILIES[i].device_id;
    return 0;
}
