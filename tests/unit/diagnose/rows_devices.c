/* Changes of which GPUs are offered, and which are accepted, and what must follow. */
#include "diagnose/rows.h"

/* ---- visibility ---- */
static void hidden(Facts *f)
{
    set_variable(f, "CUDA_VISIBLE_DEVICES", "-1");
}
static void not_hidden(Facts *f)
{
    set_variable(f, "CUDA_VISIBLE_DEVICES", "0");
}
static void beyond(Facts *f)
{
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1");
}
static void by_uuid(Facts *f)
{
    set_variable(f, "CUDA_VISIBLE_DEVICES", "GPU-12345678");
}
void second_gpu(Facts *f)
{
    nouveau_beside_good(f);
    fact_set_text(f, GPU1, FACT_GPU_DRIVER, "nvidia", "test");
    set_node(f, "node//dev/nvidia1", "read-write");
}
static void one_of_two(Facts *f)
{
    second_gpu(f);
    not_hidden(f);
}
static void types_without_gpu(Facts *f)
{
    set_variable(f, "TF_ENABLED_DEVICE_TYPES", "CPU,gpu");
}
static void types_with_gpu(Facts *f)
{
    set_variable(f, "TF_ENABLED_DEVICE_TYPES", "CPU,GPU,");
}
static void types_without_cpu(Facts *f)
{
    set_variable(f, "TF_ENABLED_DEVICE_TYPES", "GPU");
}
static void types_not_read(Facts *f)
{
    types_without_gpu(f);
    fact_set_flag(f, "env", FACT_READS_DEVICE_TYPES, false, "test");
}

/* ---- architecture ---- */
static void capability(Facts *f, const char *value)
{
    fact_set_text(f, GPU0, FACT_GPU_COMPUTE_CAPABILITY, value, "test");
}
static void below_floor(Facts *f)
{
    capability(f, "3.0");
}
static void no_kernels_for_old(Facts *f)
{
    capability(f, "5.0");
}
static void oldest_with_kernels(Facts *f)
{
    capability(f, "6.1");
}
static void through_ptx(Facts *f)
{
    capability(f, "12.0");
}
static void too_new_without_ptx(Facts *f)
{
    Strings kernels = {0};
    list_add(facts_arena(f), kernels, "sm_80");
    fact_set_texts(f, "env", FACT_BUILD_ARCHITECTURES, kernels, "test");
}
static void capability_unknown(Facts *f)
{
    fact_set_unknown(f, GPU0, FACT_GPU_COMPUTE_CAPABILITY, "not in our table", "test");
}
static void few_multiprocessors(Facts *f)
{
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "200");
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 132, "test");
}
static void enough_multiprocessors(Facts *f)
{
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "132");
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 132, "test");
}
static void bound_is_no_number(Facts *f)
{
    few_multiprocessors(f);
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "abc");
}
static void bound(Facts *f, const char *value)
{
    few_multiprocessors(f);
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", value);
}
static void bound_with_blanks_and_sign(Facts *f)
{
    bound(f, " +200 ");
}
static void bound_below_zero(Facts *f)
{
    bound(f, "-5");
}
static void bound_beyond_32_bits(Facts *f)
{
    bound(f, "5000000000");
}
static void bound_with_a_letter(Facts *f)
{
    bound(f, "200x");
}
static void small_beside_large(Facts *f)
{
    second_gpu(f);
    fact_set_text(f, GPU1, FACT_GPU_PCI_ID, "10de:1d01", "test");
    fact_set_text(f, GPU1, FACT_GPU_COMPUTE_CAPABILITY, "6.1", "test");
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 132, "test");
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 3, "test");
}

/* ---- more of visibility ---- */
static void hidden_by_known(Facts *f)
{
    Strings by = {0};
    hidden(f);
    list_add(facts_arena(f), by, "/home/me/.bashrc:12: export CUDA_VISIBLE_DEVICES=-1");
    list_add(facts_arena(f), by, "process 7 (bash), which was itself started without it");
    fact_set_texts(f, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_SET_BY, by, "test");
}
static void hidden_by_unknown(Facts *f)
{
    hidden(f);
    fact_set_unknown(f, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_SET_BY, "permission denied",
                     "/proc/1/environ");
}
static void hidden_by_empty(Facts *f)
{
    set_variable(f, "CUDA_VISIBLE_DEVICES", "");
}
static void variable_unknown(Facts *f)
{
    fact_set_unknown(f, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_VALUE, "not recorded",
                     "test");
}
static void types_unknown(Facts *f)
{
    fact_set_unknown(f, "variable/TF_ENABLED_DEVICE_TYPES", FACT_VARIABLE_VALUE, "not recorded",
                     "test");
}
static void types_unknown_not_read(Facts *f)
{
    types_unknown(f);
    fact_set_flag(f, "env", FACT_READS_DEVICE_TYPES, false, "test");
}
static void types_empty(Facts *f)
{
    set_variable(f, "TF_ENABLED_DEVICE_TYPES", "");
}
static void types_maybe_read(Facts *f)
{
    types_without_gpu(f);
    fact_set_unknown(f, "env", FACT_READS_DEVICE_TYPES, "nobody looked", "test");
}
static void types_maybe_read_not_installed(Facts *f)
{
    types_maybe_read(f);
    not_installed(f);
}
static void types_maybe_read_and_hidden(Facts *f)
{
    types_maybe_read(f);
    hidden(f);
}
static void types_whole_maybe_read(Facts *f)
{
    types_with_gpu(f);
    fact_set_unknown(f, "env", FACT_READS_DEVICE_TYPES, "nobody looked", "test");
}
static void hidden_twice(Facts *f)
{
    hidden(f);
    types_without_gpu(f);
}
static void uuids(Facts *f, const char *value)
{
    second_gpu(f);
    fact_set_text(f, GPU0, FACT_GPU_UUID, "GPU-aaaa", "test");
    fact_set_text(f, GPU1, FACT_GPU_UUID, "GPU-bbbb", "test");
    set_variable(f, "CUDA_VISIBLE_DEVICES", value);
}
static void both_by_uuid(Facts *f)
{
    uuids(f, "GPU-bbbb,GPU-aaaa");
}
static void one_by_uuid(Facts *f)
{
    uuids(f, "GPU-bbbb");
}
static void first_by_place_told_last(Facts *f)
{
    fact_set_text(f, "gpu/0000:00:05.0", FACT_GPU_VENDOR, "nvidia", "test");
    fact_set_text(f, "gpu/0000:00:05.0", FACT_GPU_DRIVER, "nvidia", "test");
    fact_set_text(f, "gpu/0000:00:05.0", FACT_GPU_PCI_ID, "10de:2335", "test");
    fact_set_text(f, "gpu/0000:00:05.0", FACT_GPU_COMPUTE_CAPABILITY, "9.0", "test");
    set_node(f, "node//dev/nvidia1", "read-write");
    set_variable(f, "CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    set_variable(f, "CUDA_VISIBLE_DEVICES", "0");
}
static void none_by_uuid(Facts *f)
{
    uuids(f, "GPU-cccc");
}
static void one_uuid_unknown(Facts *f)
{
    uuids(f, "GPU-bbbb");
    fact_set_unknown(f, GPU1, FACT_GPU_UUID, "?", "test");
}
static void hidden_without_gpu(Facts *f)
{
    no_gpu(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1");
}
static void both_listed(Facts *f)
{
    second_gpu(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1,0");
}

/* ---- more of architecture ---- */
static void kernels(Facts *f, const char *first, const char *second)
{
    Strings list = {0};
    list_add(facts_arena(f), list, first);
    if (second)
        list_add(facts_arena(f), list, second);
    fact_set_texts(f, "env", FACT_BUILD_ARCHITECTURES, list, "test");
}
static void exact_kernels(Facts *f)
{
    kernels(f, "compute_80", "sm_90");
}
static void kernels_of_other_minor(Facts *f)
{
    capability(f, "8.9");
    kernels(f, "sm_80", NULL);
}
static void kernels_of_later_minor(Facts *f)
{
    capability(f, "8.0");
    kernels(f, "sm_86", NULL);
}
static void chip_specific_kernels(Facts *f)
{
    kernels(f, "sm_90a", NULL);
}
static void chip_specific_of_sibling(Facts *f)
{
    capability(f, "10.3");
    kernels(f, "sm_100a", "compute_100a");
}
static void family_kernels(Facts *f)
{
    capability(f, "10.3");
    kernels(f, "sm_100f", NULL);
}
static void family_ptx_of_other_major(Facts *f)
{
    capability(f, "12.0");
    kernels(f, "compute_100f", NULL);
}
static void family_ptx(Facts *f)
{
    capability(f, "10.3");
    kernels(f, "compute_100f", NULL);
}
static void kernels_in_other_words(Facts *f)
{
    kernels(f, "9.0", NULL);
}
static void kernels_in_other_words_and_fit(Facts *f)
{
    kernels(f, "9.0", "sm_90");
}
static void kernels_with_odd_letter(Facts *f)
{
    kernels(f, "sm_90x", NULL);
}
static void kernels_with_more_behind(Facts *f)
{
    kernels(f, "sm_90ab", NULL);
}
static void only_newer_ptx(Facts *f)
{
    kernels(f, "compute_100", NULL);
}
static void ptx_of_same_major(Facts *f)
{
    capability(f, "8.6");
    kernels(f, "compute_80", NULL);
}
static void older_and_newer_kernels(Facts *f)
{
    kernels(f, "sm_80", "sm_100");
}
static void kernels_unknown(Facts *f)
{
    fact_set_unknown(f, "env", FACT_BUILD_ARCHITECTURES, "build_info does not list them", "test");
}
static void capability_no_number(Facts *f)
{
    capability(f, "nine");
}
static void at_the_floor(Facts *f)
{
    capability(f, "3.5");
    kernels(f, "sm_35", NULL);
}
static void below_floor_kernels_unknown(Facts *f)
{
    below_floor(f);
    kernels_unknown(f);
}
static void second_of(Facts *f, const char *capability, const char *id)
{
    second_gpu(f);
    fact_set_text(f, GPU1, FACT_GPU_COMPUTE_CAPABILITY, capability, "test");
    fact_set_text(f, GPU1, FACT_GPU_PCI_ID, id, "test");
    fact_set_text(f, GPU1, FACT_GPU_NAME, "the second", "test");
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 132, "test");
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 40, "test");
}
static void second_below_floor(Facts *f)
{
    second_of(f, "3.0", "10de:1180");
}
static void first_below_floor(Facts *f)
{
    second_of(f, "9.0", "10de:2330");
    below_floor(f);
}
static void both_below_floor(Facts *f)
{
    second_of(f, "3.0", "10de:1180");
    below_floor(f);
}
static void below_floor_beside_nouveau(Facts *f)
{
    nouveau_beside_good(f);
    below_floor(f);
}
static void second_too_old(Facts *f)
{
    second_of(f, "5.0", "10de:1380");
}
static void second_too_old_one_visible(Facts *f)
{
    second_too_old(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1");
}
static void second_too_old_none_visible(Facts *f)
{
    second_too_old(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "-1");
}
static void second_too_new(Facts *f)
{
    second_of(f, "12.0", "10de:2b85");
    kernels(f, "sm_90", NULL);
}
static void second_capability_unknown(Facts *f)
{
    second_of(f, "9.0", "10de:2330");
    fact_set_unknown(f, GPU1, FACT_GPU_COMPUTE_CAPABILITY, "not in our table", "test");
}
static void too_old_on_nouveau(Facts *f)
{
    nouveau(f);
    capability(f, "5.0");
}
static void small_alone_visible(Facts *f)
{
    small_beside_large(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1");
}
static void small_beside_large_first(Facts *f)
{
    small_beside_large(f);
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 3, "test");
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 132, "test");
}
static void seven_beside_large(Facts *f)
{
    small_beside_large(f);
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 7, "test");
}
static void eight_beside_large(Facts *f)
{
    small_beside_large(f);
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 8, "test");
}
static void two_small(Facts *f)
{
    small_beside_large(f);
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 5, "test");
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 4, "test");
}
static void two_kinds_untold(Facts *f)
{
    second_of(f, "6.1", "10de:1d01");
    fact_set_unknown(f, GPU0, FACT_GPU_MULTIPROCESSORS, "not asked", "test");
    fact_set_unknown(f, GPU1, FACT_GPU_MULTIPROCESSORS, "not asked", "test");
}
static void two_kinds_untold_one_old(Facts *f)
{
    two_kinds_untold(f);
    fact_set_text(f, GPU1, FACT_GPU_COMPUTE_CAPABILITY, "5.0", "test");
}
static void bound_set_and_untold(Facts *f)
{
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "20");
}
static void bound_unknown(Facts *f)
{
    fact_set_unknown(f, "variable/TF_MIN_GPU_MULTIPROCESSOR_COUNT", FACT_VARIABLE_VALUE,
                     "not recorded", "test");
}
static void bound_too_high_for_one(Facts *f)
{
    second_of(f, "9.0", "10de:2330");
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "100");
}
static void bound_too_high_for_both(Facts *f)
{
    second_of(f, "9.0", "10de:2330");
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "200");
}
static void bound_of_equals(Facts *f)
{
    second_of(f, "9.0", "10de:2335");
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "100");
}
static void other_kind_on_nouveau(Facts *f)
{
    nouveau_beside_good(f);
    fact_set_text(f, GPU1, FACT_GPU_PCI_ID, "10de:1d01", "test");
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 500, "test");
}
static void second_small_third_large(Facts *f)
{
    small_beside_large(f);
    fact_set_text(f, "gpu/0000:03:00.0", FACT_GPU_VENDOR, "nvidia", "test");
    fact_set_text(f, "gpu/0000:03:00.0", FACT_GPU_DRIVER, "nvidia", "test");
    fact_set_text(f, "gpu/0000:03:00.0", FACT_GPU_PCI_ID, "10de:2335", "test");
    fact_set_text(f, "gpu/0000:03:00.0", FACT_GPU_COMPUTE_CAPABILITY, "9.0", "test");
    fact_set_number(f, "gpu/0000:03:00.0", FACT_GPU_MULTIPROCESSORS, 132, "test");
    set_node(f, "node//dev/nvidia2", "read-write");
}

static void kernels_of_another_vendor(Facts *f)
{
    kernels(f, "gfx_90", NULL);
}
static void newest_ptx_first(Facts *f)
{
    kernels(f, "compute_90", "compute_80");
}
static void newest_ptx_last(Facts *f)
{
    kernels(f, "compute_80", "compute_90");
}
static void third_gpu(Facts *f, const char *id, const char *driver)
{
    fact_set_text(f, GPU2, FACT_GPU_VENDOR, "nvidia", "test");
    fact_set_text(f, GPU2, FACT_GPU_PCI_ID, id, "test");
    fact_set_text(f, GPU2, FACT_GPU_COMPUTE_CAPABILITY, "9.0", "test");
    fact_set_text(f, GPU2, FACT_GPU_DRIVER, driver, "test");
    set_node(f, "node//dev/nvidia2", "read-write");
}
static void two_alike_and_another_on_nouveau(Facts *f)
{
    second_gpu(f);
    third_gpu(f, "10de:1d01", "nouveau");
}
static void two_of_three_visible_one_too_old(Facts *f)
{
    second_too_old(f);
    third_gpu(f, "10de:2335", "nvidia");
    fact_set_number(f, GPU2, FACT_GPU_MULTIPROCESSORS, 132, "test");
    set_variable(f, "CUDA_VISIBLE_DEVICES", "0,1");
}
static void bound_is_no_number_and_untold(Facts *f)
{
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "abc");
}
static void bound_is_no_number_and_two_kinds(Facts *f)
{
    two_kinds_untold(f);
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "abc");
}
static void bound_of_zero(Facts *f)
{
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "0");
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 132, "test");
}
static void first_too_new(Facts *f)
{
    second_of(f, "9.0", "10de:2335");
    capability(f, "12.0");
    kernels(f, "sm_90", NULL);
}
static void below_floor_and_list_in_doubt(Facts *f)
{
    below_floor(f);
    list_in_doubt(f);
}

static void amd_beside_unbound(Facts *f)
{
    amd_beside(f);
    unbound(f);
}

static void solver_foreign_other_versions_unknown(Facts *f)
{
    solver_foreign(f);
    fact_set_texts(f, "library/" SOLVER, FACT_LIBRARY_INSTALLED_AT, (Strings){0}, "test");
}
static void types_hide_what_a_uuid_leaves_open(Facts *f)
{
    by_uuid(f);
    types_without_gpu(f);
}

static const Row ROWS[] = {
    {"hidden", hidden, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"not hidden", not_hidden, "", NULL, VERDICT_GPU, 1},
    {"index beyond", beyond, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"by UUID", by_uuid, "", NULL, VERDICT_UNKNOWN, -1},
    {"two GPUs", second_gpu, "", NULL, VERDICT_GPU, 2},
    {"one of two", one_of_two, "", "visible-devices-hidden", VERDICT_GPU, 1},
    {"types without GPU", types_without_gpu, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"types with GPU", types_with_gpu, "", NULL, VERDICT_GPU, 1},
    {"types without CPU", types_without_cpu, "visible-devices-hidden", NULL, VERDICT_FAILS, -1},
    {"types not read", types_not_read, "", NULL, VERDICT_GPU, 1},
    {"below the floor", below_floor, "compute-capability-too-low", NULL, VERDICT_CPU, 0},
    {"no kernels for an old GPU", no_kernels_for_old, "compute-capability-too-low", NULL,
     VERDICT_FAILS, 1},
    {"oldest with kernels", oldest_with_kernels, "", NULL, VERDICT_GPU, 1},
    {"through PTX", through_ptx, "", "compute-capability-too-new", VERDICT_GPU, 1},
    {"too new, no PTX", too_new_without_ptx, "compute-capability-too-new", NULL, VERDICT_FAILS, 1},
    {"capability unknown", capability_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"few multiprocessors", few_multiprocessors, "too-few-multiprocessors", NULL, VERDICT_CPU, 0},
    {"just enough", enough_multiprocessors, "", NULL, VERDICT_GPU, 1},
    {"the bound is no number", bound_is_no_number, "", NULL, VERDICT_GPU, 1},
    {"the bound has blanks and a sign", bound_with_blanks_and_sign, "too-few-multiprocessors", NULL,
     VERDICT_CPU, 0},
    {"the bound is below zero", bound_below_zero, "", NULL, VERDICT_GPU, 1},
    {"the bound is beyond 32 bits", bound_beyond_32_bits, "", NULL, VERDICT_GPU, 1},
    {"the bound has a letter", bound_with_a_letter, "", NULL, VERDICT_GPU, 1},
    {"small beside large", small_beside_large, "", "too-few-multiprocessors", VERDICT_GPU, 1},
    {"hidden by known", hidden_by_known, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"hidden by unknown", hidden_by_unknown, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"hidden by empty", hidden_by_empty, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"variable unknown", variable_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"types unknown", types_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"types unknown not read", types_unknown_not_read, "", NULL, VERDICT_GPU, 1},
    {"types empty", types_empty, "", NULL, VERDICT_GPU, 1},
    {"types maybe read", types_maybe_read, "", NULL, VERDICT_UNKNOWN, -1},
    {"types maybe read not installed", types_maybe_read_not_installed, "framework-not-installed",
     NULL, VERDICT_FAILS, -1},
    {"types maybe read and hidden", types_maybe_read_and_hidden, "visible-devices-hidden", NULL,
     VERDICT_CPU, 0},
    {"types whole maybe read", types_whole_maybe_read, "", NULL, VERDICT_GPU, 1},
    {"hidden twice", hidden_twice, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"both by uuid", both_by_uuid, "", NULL, VERDICT_GPU, 2},
    {"one by uuid", one_by_uuid, "", NULL, VERDICT_GPU, 1},
    {"none by uuid", none_by_uuid, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"one uuid unknown", one_uuid_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"hidden without gpu", hidden_without_gpu, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"both listed", both_listed, "", NULL, VERDICT_GPU, 2},
    {"exact kernels", exact_kernels, "", NULL, VERDICT_GPU, 1},
    {"kernels of other minor", kernels_of_other_minor, "", NULL, VERDICT_GPU, 1},
    {"kernels of later minor", kernels_of_later_minor, "compute-capability-too-low", NULL,
     VERDICT_FAILS, 1},
    {"chip specific kernels", chip_specific_kernels, "", NULL, VERDICT_GPU, 1},
    {"chip specific of sibling", chip_specific_of_sibling, "compute-capability-too-new", NULL,
     VERDICT_FAILS, 1},
    {"family kernels", family_kernels, "", NULL, VERDICT_GPU, 1},
    {"family ptx of other major", family_ptx_of_other_major, "compute-capability-too-new", NULL,
     VERDICT_FAILS, 1},
    {"family ptx", family_ptx, "", NULL, VERDICT_GPU, 1},
    {"kernels in other words", kernels_in_other_words, "", NULL, VERDICT_UNKNOWN, -1},
    {"kernels in other words and fit", kernels_in_other_words_and_fit, "", NULL, VERDICT_GPU, 1},
    {"kernels with odd letter", kernels_with_odd_letter, "", NULL, VERDICT_UNKNOWN, -1},
    {"kernels with more behind", kernels_with_more_behind, "", NULL, VERDICT_UNKNOWN, -1},
    {"only newer ptx", only_newer_ptx, "compute-capability-too-low", NULL, VERDICT_FAILS, 1},
    {"ptx of same major", ptx_of_same_major, "", NULL, VERDICT_GPU, 1},
    {"older and newer kernels", older_and_newer_kernels, "compute-capability-too-low", NULL,
     VERDICT_FAILS, 1},
    {"kernels unknown", kernels_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"capability no number", capability_no_number, "", NULL, VERDICT_UNKNOWN, -1},
    {"at the floor", at_the_floor, "", NULL, VERDICT_GPU, 1},
    {"below floor kernels unknown", below_floor_kernels_unknown, "compute-capability-too-low", NULL,
     VERDICT_CPU, 0},
    {"second below floor", second_below_floor, "", NULL, VERDICT_GPU, 1},
    {"first below floor", first_below_floor, "", NULL, VERDICT_GPU, 1},
    {"both below floor", both_below_floor, "compute-capability-too-low", NULL, VERDICT_CPU, 0},
    {"below floor beside nouveau", below_floor_beside_nouveau, "compute-capability-too-low", NULL,
     VERDICT_CPU, 0},
    {"second too old", second_too_old, "", NULL, VERDICT_GPU, 2},
    {"second too old one visible", second_too_old_one_visible, "", NULL, VERDICT_UNKNOWN, -1},
    {"second too old none visible", second_too_old_none_visible, "visible-devices-hidden", NULL,
     VERDICT_CPU, 0},
    {"second too new", second_too_new, "compute-capability-too-new", NULL, VERDICT_FAILS, 2},
    {"second capability unknown", second_capability_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"too old on nouveau", too_old_on_nouveau, "nouveau-in-use", NULL, VERDICT_CPU, 0},
    {"small alone visible", small_alone_visible, "", NULL, VERDICT_GPU, 1},
    {"small beside large first", small_beside_large_first, "", NULL, VERDICT_GPU, 1},
    {"seven beside large", seven_beside_large, "", NULL, VERDICT_GPU, 1},
    {"eight beside large", eight_beside_large, "", NULL, VERDICT_GPU, 2},
    {"two small", two_small, "", NULL, VERDICT_GPU, 1},
    {"two kinds untold", two_kinds_untold, "", NULL, VERDICT_GPU, -1},
    {"two kinds untold one old", two_kinds_untold_one_old, "", NULL, VERDICT_UNKNOWN, -1},
    {"bound set and untold", bound_set_and_untold, "", NULL, VERDICT_UNKNOWN, -1},
    {"bound unknown", bound_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"bound too high for one", bound_too_high_for_one, "", NULL, VERDICT_GPU, 1},
    {"bound too high for both", bound_too_high_for_both, "too-few-multiprocessors", NULL,
     VERDICT_CPU, 0},
    {"bound of equals", bound_of_equals, "", NULL, VERDICT_GPU, 1},
    {"other kind on nouveau", other_kind_on_nouveau, "", NULL, VERDICT_GPU, 1},
    {"second small third large", second_small_third_large, "", NULL, VERDICT_GPU, 2},
    {"kernels of another vendor", kernels_of_another_vendor, "", NULL, VERDICT_UNKNOWN, -1},
    {"newest ptx first", newest_ptx_first, "", NULL, VERDICT_GPU, 1},
    {"newest ptx last", newest_ptx_last, "", NULL, VERDICT_GPU, 1},
    {"two alike and another on nouveau", two_alike_and_another_on_nouveau, "", NULL, VERDICT_GPU,
     2},
    {"two of three visible, one too old", two_of_three_visible_one_too_old, "",
     "visible-devices-hidden", VERDICT_GPU, 2},
    {"bound is no number and untold", bound_is_no_number_and_untold, "", NULL, VERDICT_GPU, 1},
    {"bound is no number and two kinds", bound_is_no_number_and_two_kinds, "", NULL, VERDICT_GPU,
     -1},
    {"bound of zero", bound_of_zero, "", NULL, VERDICT_GPU, 1},
    {"first too new", first_too_new, "compute-capability-too-new", NULL, VERDICT_FAILS, 2},
    {"below floor and list in doubt", below_floor_and_list_in_doubt, "",
     "compute-capability-too-low", VERDICT_UNKNOWN, -1},
    {"amd beside unbound", amd_beside_unbound, "", NULL, VERDICT_UNKNOWN, -1},
    {"solver foreign, other versions unknown", solver_foreign_other_versions_unknown,
     "library-damaged", NULL, VERDICT_CPU, 0},
    {"first by place, told last", first_by_place_told_last, "", "visible-devices-hidden",
     VERDICT_GPU, 1},
    {"types hide what a uuid leaves open", types_hide_what_a_uuid_leaves_open,
     "visible-devices-hidden", NULL, VERDICT_CPU, 0},
};

const RowGroup rows_of_devices = {ROWS, sizeof ROWS / sizeof *ROWS};
