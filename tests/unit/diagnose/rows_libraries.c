/* Changes of the libraries that the framework opens, and what must follow. */
#include "diagnose/rows.h"

/* ---- libraries ---- */
static void places_known(Facts *f, const char *name)
{
    const char *subject = arena_printf(facts_arena(f), "library/%s", name);
    fact_set_texts(f, subject, FACT_LIBRARY_INSTALLED_AT, (Strings){0}, "test");
    fact_set_texts(f, subject, FACT_LIBRARY_OTHER_VERSIONS, (Strings){0}, "test");
}
static void solver_nowhere(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
    places_known(f, SOLVER);
}
static void solver_elsewhere(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
    installed_at(f, SOLVER, "/env/lib/nvidia/cusolver/lib/libcusolver.so.11");
}
static void solver_of_other_version(Facts *f)
{
    solver_nowhere(f);
    other_version_at(f, SOLVER, "/usr/local/cuda/lib64/libcusolver.so.12");
}
static void solver_of_other_cuda(Facts *f)
{
    solver_nowhere(f);
    other_version_at(f, SOLVER, "/usr/local/cuda-11.8/lib64/libcusolver.so.11");
}
static void solver_both(Facts *f)
{
    solver_of_other_version(f);
    installed_at(f, SOLVER, "/env/lib/nvidia/cusolver/lib/libcusolver.so.11");
}
static void solver_needs_missing(Facts *f)
{
    places_known(f, "libnvJitLink.so.12");
    library_fails(f, SOLVER, "libnvJitLink.so.12");
}
static void solver_refused(Facts *f)
{
    library_fails(f, SOLVER, "/env/lib/nvidia/libcusparse.so.12");
}
static void blas_mixed(Facts *f)
{
    library_lacks_symbol(f, "libcublas.so.12", "/env/cublas/lib/libcublas.so.12",
                         "/usr/local/cuda/lib64/libcublasLt.so.12");
}
static void solver_needs_mixed_blas(Facts *f)
{
    blas_mixed(f);
    library_lacks_symbol(f, SOLVER, "/env/cublas/lib/libcublas.so.12",
                         "/usr/local/cuda/lib64/libcublasLt.so.12");
}
static void solver_mixed_with_jit(Facts *f)
{
    library_lacks_symbol(f, SOLVER, "/env/x/libcusolver.so.11", "/usr/lib/libnvJitLink.so.12");
}
static void cudnn_lacks_symbol(Facts *f)
{
    library_lacks_symbol(f, "libcudnn.so.9", "/env/x/libcudnn_graph.so.9", NULL);
}
static void solver_empty(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_TOO_SHORT);
}
void solver_foreign(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_FOREIGN);
}
static void solver_foreign_and_elsewhere(Facts *f)
{
    solver_foreign(f);
    installed_at(f, SOLVER, "/elsewhere/libcusolver.so.11");
}
static void solver_cut(Facts *f)
{
    library_crashes(f, SOLVER, "/env/x/libcusolver.so.11");
}
static void solver_cut_without_gpu(Facts *f)
{
    solver_cut(f);
    no_gpu(f);
}
static void cudart_cut_without_gpu(Facts *f)
{
    library_crashes(f, "libcudart.so.12", "/env/x/libcudart.so.12");
    no_gpu(f);
}
static void solver_unknown(Facts *f)
{
    library_unknown(f, SOLVER, "not recorded");
}
static void cudnn_nowhere(Facts *f)
{
    places_known(f, "libcudnn.so.9");
    library_fails(f, "libcudnn.so.9", "libcudnn.so.9");
}
static void cudnn_of_other_version(Facts *f)
{
    cudnn_nowhere(f);
    other_version_at(f, "libcudnn.so.9", "/usr/lib/libcudnn.so.8");
}
static void cudnn_part_nowhere(Facts *f)
{
    Strings parts = {0};
    list_add(facts_arena(f), parts, "libcudnn_graph.so.9");
    fact_set_texts(f, "env", FACT_CUDNN_PARTS, parts, "test");
    library_fails(f, "libcudnn_graph.so.9", "libcudnn_graph.so.9");
    fact_set_flag(f, "env", FACT_CUDNN_USED_EARLY, false, "test");
}
static void cudnn_part_nowhere_early(Facts *f)
{
    cudnn_part_nowhere(f);
    fact_set_flag(f, "env", FACT_CUDNN_USED_EARLY, true, "test");
}
static void second_cudnn_part_nowhere(Facts *f)
{
    Strings parts = {0};
    list_add(facts_arena(f), parts, "libcudnn_graph.so.9");
    list_add(facts_arena(f), parts, "libcudnn_ops.so.9");
    fact_set_texts(f, "env", FACT_CUDNN_PARTS, parts, "test");
    library_opens(f, "libcudnn_graph.so.9", "/env/lib/nvidia/libcudnn_graph.so.9", RULE_RUNPATH);
    library_fails(f, "libcudnn_ops.so.9", "libcudnn_ops.so.9");
    fact_set_flag(f, "env", FACT_CUDNN_USED_EARLY, true, "test");
}
static void sparse_of_system(Facts *f)
{
    library_opens(f, "libcusparse.so.12", "/usr/local/cuda-13.0/lib/libcusparse.so.12", RULE_CACHE);
    fact_set_flag(f, "library/libcusparse.so.12", FACT_LIBRARY_FROM_SYSTEM, true, "test");
}

/* ---- more of the libraries ---- */
static void no_module_and_solver_elsewhere(Facts *f)
{
    no_module(f);
    solver_elsewhere(f);
}
static void solver_nowhere_but_not_looked_for(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
}
static void one_place_not_looked_at(Facts *f)
{
    solver_nowhere(f);
    fact_set_unknown(f, "library/" SOLVER, FACT_LIBRARY_OTHER_VERSIONS, "?", "test");
}
static void two_nowhere_one_unsure(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
    library_fails(f, "libcusparse.so.12", "libcusparse.so.12");
    places_known(f, "libcusparse.so.12");
}
static void solver_and_sparse_elsewhere(Facts *f)
{
    solver_elsewhere(f);
    library_fails(f, "libcusparse.so.12", "libcusparse.so.12");
    installed_at(f, "libcusparse.so.12", "/env/lib/nvidia/cusparse/lib/libcusparse.so.12");
}
static void solver_needs_misplaced(Facts *f)
{
    library_fails(f, SOLVER, "libnvJitLink.so.12");
    installed_at(f, "libnvJitLink.so.12", "/env/lib/nvidia/nvjitlink/lib/libnvJitLink.so.12");
}
static void solver_and_sparse_need_missing(Facts *f)
{
    library_fails(f, SOLVER, "libnvJitLink.so.12");
    library_fails(f, "libcusparse.so.12", "libnvJitLink.so.12");
}
static void nothing_of_cuda(Facts *f)
{
    static const char *const NAMES[] = {
        "libcudart.so.12",   "libcublas.so.12", "libcublasLt.so.12", "libcufft.so.11", SOLVER,
        "libcusparse.so.12", "libcudnn.so.9"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        library_fails(f, NAMES[i], NAMES[i]);
        places_known(f, NAMES[i]);
    }
    fact_set_texts(f, "env", FACT_CUDA_PACKAGES, (Strings){0}, "test");
}
static void nothing_of_cuda_but_packages(Facts *f)
{
    nothing_of_cuda(f);
    fact_set_texts(f, "env", FACT_CUDA_PACKAGES, one(f, "nvidia-cublas-cu12 12.5.3.2"), "test");
}
static void many_other_versions(Facts *f)
{
    Strings versions = {0};
    for (int i = 12; i < 17; i++)
        list_add(facts_arena(f), versions,
                 arena_printf(facts_arena(f), "/usr/local/cuda/lib64/libcusolver.so.%d", i));
    library_fails(f, SOLVER, SOLVER);
    fact_set_texts(f, "library/" SOLVER, FACT_LIBRARY_OTHER_VERSIONS, versions, "test");
}
static void needs_another_version(Facts *f)
{
    places_known(f, "libnvJitLink.so.12");
    library_fails(f, SOLVER, "libnvJitLink.so.12");
    other_version_at(f, "libnvJitLink.so.12", "/usr/local/cuda/lib64/libnvJitLink.so.13");
}
static void refused_though_elsewhere(Facts *f)
{
    solver_refused(f);
    installed_at(f, "libcusparse.so.12", "/elsewhere/libcusparse.so.12");
}
static void refused_though_unusable_met(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_FOREIGN);
    Opening *opening = (Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening;
    opening->fails_on = "/env/y/libcusolver.so.11";
}
static void cudnn_refused(Facts *f)
{
    library_fails(f, "libcudnn.so.9", "/env/lib/nvidia/libcudnn.so.9");
}
static void solver_truncated(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_TRUNCATED);
}
static void solver_is_text(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_NOT_ELF);
}
static void solver_is_directory(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_DIRECTORY);
}
static void solver_unreadable(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_UNREADABLE);
}
static void solver_absent_where_tried(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_ABSENT);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)->fails_on = SOLVER;
}
static void dependency_foreign(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libnvJitLink.so.12", TRY_FOREIGN);
    Opening *opening = (Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening;
    opening->fails_on = "libnvJitLink.so.12";
    opening->tried.items[0].for_name = "libnvJitLink.so.12";
}
static void foreign_of_another_name(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libnvJitLink.so.12", TRY_FOREIGN);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)
        ->tried.items[0]
        .for_name = "libnvJitLink.so.12";
}
static void two_damaged(Facts *f)
{
    solver_empty(f);
    library_meets(f, "libcusparse.so.12", "/env/x/libcusparse.so.12", TRY_NOT_ELF);
}
static void solver_cut_and_sparse_empty(Facts *f)
{
    solver_cut(f);
    library_meets(f, "libcusparse.so.12", "/env/x/libcusparse.so.12", TRY_TOO_SHORT);
}
static void crash_without_words(Facts *f)
{
    library_crashes(f, SOLVER, NULL);
}
static void failure_without_words(Facts *f)
{
    library_fails(f, SOLVER, NULL);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)->error = NULL;
}
static void damaged_without_words(Facts *f)
{
    solver_empty(f);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)->error = NULL;
}
static void needed_without_words(Facts *f)
{
    solver_needs_missing(f);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)->error = NULL;
}
static void cudart_cut(Facts *f)
{
    library_crashes(f, "libcudart.so.12", "/env/x/libcudart.so.12");
}
static void solver_cut_step_unknown(Facts *f)
{
    solver_cut(f);
    module_unknown(f);
}
static void two_unknown(Facts *f)
{
    library_unknown(f, "libcufft.so.11", "the first reason");
    solver_unknown(f);
}
static void unknown_and_missing(Facts *f)
{
    solver_unknown(f);
    library_fails(f, "libcufft.so.11", "libcufft.so.11");
}
static void solver_not_looked_at(Facts *f)
{
    fact_set_unknown(f, "library/" SOLVER, FACT_LIBRARY_OPENING, "no loader", "test");
}
static void asked_unknown(Facts *f)
{
    fact_set_unknown(f, "env", FACT_LIBRARIES_ASKED, "not in our table", "test");
}
static void asked_absent(Facts *f)
{
    fact_set_absent(f, "env", FACT_LIBRARIES_ASKED, "test");
}
static void opener_unknown(Facts *f)
{
    solver_elsewhere(f);
    fact_set_unknown(f, "env", FACT_LIBRARY_OPENER, "?", "test");
}
static void solver_mapped_before(Facts *f)
{
    library_opens(f, SOLVER, "/preloaded/libcusolver.so.11", RULE_PRELOAD);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)->result =
        OPEN_LOADED;
}
static void system_rescues_two(Facts *f)
{
    sparse_of_system(f);
    library_opens(f, SOLVER, "/usr/local/cuda-12/lib/libcusolver.so.11", RULE_CACHE);
    fact_set_flag(f, "library/" SOLVER, FACT_LIBRARY_FROM_SYSTEM, true, "test");
}
static void not_from_system(Facts *f)
{
    fact_set_flag(f, "library/" SOLVER, FACT_LIBRARY_FROM_SYSTEM, false, "test");
}
static void two_owners_and_solver_nowhere(Facts *f)
{
    two_owners(f);
    solver_nowhere(f);
}
static void plugin_and_solver_nowhere(Facts *f)
{
    plugin(f);
    solver_nowhere(f);
}
static void cudnn_parts(Facts *f, bool early)
{
    Strings parts = {0};
    list_add(facts_arena(f), parts, "libcudnn_graph.so.9");
    list_add(facts_arena(f), parts, "libcudnn_ops.so.9");
    fact_set_texts(f, "env", FACT_CUDNN_PARTS, parts, "/env/libcudnn.so.9");
    fact_set_flag(f, "env", FACT_CUDNN_USED_EARLY, early, "test");
    library_opens(f, "libcudnn_graph.so.9", "/env/libcudnn_graph.so.9", RULE_RUNPATH);
    library_opens(f, "libcudnn_ops.so.9", "/env/libcudnn_ops.so.9", RULE_RUNPATH);
}
static void cudnn_parts_open(Facts *f)
{
    cudnn_parts(f, true);
}
static void cudnn_both_parts_nowhere(Facts *f)
{
    cudnn_parts(f, false);
    library_fails(f, "libcudnn_graph.so.9", "libcudnn_graph.so.9");
    library_fails(f, "libcudnn_ops.so.9", "libcudnn_ops.so.9");
}
static void cudnn_part_empty(Facts *f)
{
    cudnn_parts(f, false);
    library_meets(f, "libcudnn_ops.so.9", "/env/libcudnn_ops.so.9", TRY_TOO_SHORT);
}
static void cudnn_part_cut(Facts *f)
{
    cudnn_parts(f, true);
    library_crashes(f, "libcudnn_graph.so.9", "/env/libcudnn_graph.so.9");
}
static void cudnn_part_without_words(Facts *f)
{
    cudnn_parts(f, false);
    library_fails(f, "libcudnn_ops.so.9", NULL);
    ((Opening *)fact_get(f, "library/libcudnn_ops.so.9", FACT_LIBRARY_OPENING)->opening)->error =
        NULL;
}
static void cudnn_part_unknown(Facts *f)
{
    cudnn_parts(f, false);
    library_unknown(f, "libcudnn_ops.so.9", "not recorded");
}
static void cudnn_part_not_looked_at(Facts *f)
{
    cudnn_parts(f, false);
    fact_set_unknown(f, "library/libcudnn_ops.so.9", FACT_LIBRARY_OPENING, "no loader", "test");
}
static void cudnn_needs_its_part(Facts *f)
{
    library_fails(f, "libcudnn.so.9", "libcudnn_graph.so.9");
    places_known(f, "libcudnn_graph.so.9");
}
static void cudnn_part_use_unknown(Facts *f)
{
    cudnn_part_nowhere(f);
    fact_set_unknown(f, "env", FACT_CUDNN_USED_EARLY, "?", "test");
}

static void clash(Facts *f, const char *owner)
{
    Strings packages = one(f, "nvidia-cudnn-cu12 9.3.0.75");
    list_add(facts_arena(f), packages, "nvidia-cudnn-cu13 9.26.0.51");
    fact_set_texts(f, "packages/nvidia-cudnn", FACT_CLASHING_PACKAGES, packages, "test");
    fact_set_texts(f, "packages/nvidia-cudnn", FACT_CLASHING_FILES, one(f, "/x/libcudnn.so.9"),
                   "test");
    fact_set_texts(f, "packages/nvidia-cudnn", FACT_CLASHING_OWNERS, one(f, owner), "test");
}

static void overwritten(Facts *f)
{
    clash(f, "nvidia-cudnn-cu13 9.26.0.51");
}

static void overwritten_by_one_of_them(Facts *f)
{
    clash(f, "");
}

/* Its own files are there. */
static void overwrote(Facts *f)
{
    clash(f, "nvidia-cudnn-cu12 9.3.0.75");
}

static void overwritten_and_no_cuda(Facts *f)
{
    overwritten(f);
    fact_set_absent(f, "env", FACT_BUILD_CUDA, "test");
}

static void lacking(Facts *f)
{
    Opening *loads = arena_new_of(facts_arena(f), Opening);
    loads->name = loads->fails_on = "/x/libtorch_cuda.so";
    loads->result = OPEN_FAILED;
    loads->error = "/x/libtorch_cuda.so: undefined symbol: cudnnNew";
    loads->missing_symbol = "cudnnNew";
    loads->missing_from = "/y/../x/libcudnn.so.9";
    fact_set_opening(f, "env", FACT_FRAMEWORK_LOADS, loads, "test");
}

static void overwritten_and_lacking(Facts *f)
{
    overwritten(f);
    lacking(f);
}

static void lacking_and_not_overwritten(Facts *f)
{
    overwrote(f);
    lacking(f);
}

static const Row ROWS[] = {
    {"cuSOLVER nowhere", solver_nowhere, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"cuSOLVER elsewhere", solver_elsewhere, "cuda-libs-not-on-path", NULL, VERDICT_CPU, 0},
    {"cuSOLVER of another version", solver_of_other_version, "cuda-version-mismatch", NULL,
     VERDICT_CPU, 0},
    {"cuSOLVER of another CUDA", solver_of_other_cuda, "cuda-version-mismatch", NULL, VERDICT_CPU,
     0},
    {"cuSOLVER elsewhere and another", solver_both, "cuda-libs-not-on-path", NULL, VERDICT_CPU, 0},
    {"its dependency nowhere", solver_needs_missing, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"a version that is not defined", solver_refused, "cuda-version-mismatch", NULL, VERDICT_CPU,
     0},
    {"cuBLAS and cuBLASLt mixed", blas_mixed, "cublas-conflict", NULL, VERDICT_CPU, 0},
    {"and cuSOLVER needs them", solver_needs_mixed_blas, "cublas-conflict", NULL, VERDICT_CPU, 0},
    {"cuSOLVER and nvJitLink mixed", solver_mixed_with_jit, "cuda-version-mismatch", NULL,
     VERDICT_CPU, 0},
    {"cuDNN lacks a symbol", cudnn_lacks_symbol, "cudnn-version-mismatch", NULL, VERDICT_CPU, 0},
    {"cuSOLVER empty", solver_empty, "library-damaged", NULL, VERDICT_CPU, 0},
    {"cuSOLVER foreign", solver_foreign, "library-damaged", NULL, VERDICT_CPU, 0},
    {"foreign, the right one elsewhere", solver_foreign_and_elsewhere, "cuda-libs-not-on-path",
     NULL, VERDICT_CPU, 0},
    {"cuSOLVER cut", solver_cut, "library-damaged", NULL, VERDICT_FAILS, -1},
    {"cuSOLVER cut, no GPU", solver_cut_without_gpu, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"cudart cut, no GPU", cudart_cut_without_gpu, "no-nvidia-gpu", NULL, VERDICT_FAILS, -1},
    {"cuSOLVER unknown", solver_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"cuDNN nowhere", cudnn_nowhere, "cudnn-missing", NULL, VERDICT_CPU, 0},
    {"cuDNN of another version", cudnn_of_other_version, "cudnn-version-mismatch", NULL,
     VERDICT_CPU, 0},
    {"a part of cuDNN nowhere", cudnn_part_nowhere, "cudnn-sublib-missing", NULL, VERDICT_FAILS, 1},
    {"the same, used early", cudnn_part_nowhere_early, "cudnn-sublib-missing", NULL, VERDICT_FAILS,
     -1},
    {"a later part of cuDNN nowhere", second_cudnn_part_nowhere, "cudnn-sublib-missing", NULL,
     VERDICT_FAILS, 1},
    {"cuSPARSE of the system", sparse_of_system, "", "system-toolkit-rescues", VERDICT_GPU, 1},
    {"no module and solver elsewhere", no_module_and_solver_elsewhere, "driver-not-loaded", NULL,
     VERDICT_CPU, 0},
    {"solver nowhere but not looked for", solver_nowhere_but_not_looked_for, "cuda-libs-missing",
     NULL, VERDICT_CPU, 0},
    {"one place not looked at", one_place_not_looked_at, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"two nowhere one unsure", two_nowhere_one_unsure, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"solver and sparse elsewhere", solver_and_sparse_elsewhere, "cuda-libs-not-on-path", NULL,
     VERDICT_CPU, 0},
    {"solver needs misplaced", solver_needs_misplaced, "cuda-libs-not-on-path", NULL, VERDICT_CPU,
     0},
    {"solver and sparse need missing", solver_and_sparse_need_missing, "cuda-libs-missing", NULL,
     VERDICT_CPU, 0},
    {"nothing of cuda", nothing_of_cuda, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"nothing of cuda but packages", nothing_of_cuda_but_packages, "cudnn-missing", NULL,
     VERDICT_CPU, 0},
    {"many other versions", many_other_versions, "cuda-version-mismatch", NULL, VERDICT_CPU, 0},
    {"needs another version", needs_another_version, "cuda-version-mismatch", NULL, VERDICT_CPU, 0},
    {"refused though elsewhere", refused_though_elsewhere, "cuda-version-mismatch", NULL,
     VERDICT_CPU, 0},
    {"refused though unusable met", refused_though_unusable_met, "cuda-version-mismatch", NULL,
     VERDICT_CPU, 0},
    {"cudnn refused", cudnn_refused, "cudnn-version-mismatch", NULL, VERDICT_CPU, 0},
    {"solver truncated", solver_truncated, "library-damaged", NULL, VERDICT_CPU, 0},
    {"solver is text", solver_is_text, "library-damaged", NULL, VERDICT_CPU, 0},
    {"solver is directory", solver_is_directory, "library-damaged", NULL, VERDICT_CPU, 0},
    {"solver unreadable", solver_unreadable, "library-damaged", NULL, VERDICT_CPU, 0},
    {"solver absent where tried", solver_absent_where_tried, "cuda-libs-missing", NULL, VERDICT_CPU,
     0},
    {"dependency foreign", dependency_foreign, "library-damaged", NULL, VERDICT_CPU, 0},
    {"foreign of another name", foreign_of_another_name, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"two damaged", two_damaged, "library-damaged", NULL, VERDICT_CPU, 0},
    {"solver cut and sparse empty", solver_cut_and_sparse_empty, "library-damaged", NULL,
     VERDICT_FAILS, -1},
    {"crash without words", crash_without_words, "library-damaged", NULL, VERDICT_FAILS, -1},
    {"failure without words", failure_without_words, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"damaged without words", damaged_without_words, "library-damaged", NULL, VERDICT_CPU, 0},
    {"needed without words", needed_without_words, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"cudart cut", cudart_cut, "library-damaged", NULL, VERDICT_FAILS, -1},
    {"solver cut step unknown", solver_cut_step_unknown, "library-damaged", NULL, VERDICT_UNKNOWN,
     -1},
    {"two unknown", two_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"unknown and missing", unknown_and_missing, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"solver not looked at", solver_not_looked_at, "", NULL, VERDICT_UNKNOWN, -1},
    {"asked unknown", asked_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"asked absent", asked_absent, "", NULL, VERDICT_UNKNOWN, -1},
    {"opener unknown", opener_unknown, "cuda-libs-not-on-path", NULL, VERDICT_CPU, 0},
    {"solver mapped before", solver_mapped_before, "", NULL, VERDICT_GPU, 1},
    {"system rescues two", system_rescues_two, "", NULL, VERDICT_GPU, 1},
    {"not from system", not_from_system, "", NULL, VERDICT_GPU, 1},
    {"two owners and solver nowhere", two_owners_and_solver_nowhere, "cuda-libs-missing", NULL,
     VERDICT_CPU, 0},
    {"plugin and solver nowhere", plugin_and_solver_nowhere, "gpu-plugin-replaces-cuda", NULL,
     VERDICT_CPU, 0},
    {"cudnn parts open", cudnn_parts_open, "", NULL, VERDICT_GPU, 1},
    {"cudnn both parts nowhere", cudnn_both_parts_nowhere, "cudnn-sublib-missing", NULL,
     VERDICT_FAILS, 1},
    {"overwritten", overwritten, "", "conflicting-cuda-packages", VERDICT_GPU, 1},
    {"overwritten by one of them", overwritten_by_one_of_them, "", NULL, VERDICT_GPU, 1},
    {"overwritten and lacking", overwritten_and_lacking, "conflicting-cuda-packages", NULL,
     VERDICT_FAILS, -1},
    {"lacking and not overwritten", lacking_and_not_overwritten, "framework-broken", NULL,
     VERDICT_FAILS, -1},
    {"overwrote", overwrote, "", NULL, VERDICT_GPU, 1},
    {"overwritten and no cuda", overwritten_and_no_cuda, "", NULL, VERDICT_GPU, 1},
    {"cudnn part empty", cudnn_part_empty, "library-damaged", NULL, VERDICT_FAILS, 1},
    {"cudnn part cut", cudnn_part_cut, "library-damaged", NULL, VERDICT_FAILS, -1},
    {"cudnn part without words", cudnn_part_without_words, "cudnn-sublib-missing", NULL,
     VERDICT_FAILS, 1},
    {"cudnn part unknown", cudnn_part_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"cudnn part not looked at", cudnn_part_not_looked_at, "", NULL, VERDICT_UNKNOWN, -1},
    {"cudnn needs its part", cudnn_needs_its_part, "cudnn-sublib-missing", NULL, VERDICT_CPU, 0},
    {"cudnn part use unknown", cudnn_part_use_unknown, "cudnn-sublib-missing", NULL, VERDICT_FAILS,
     -1},
};

const RowGroup rows_of_libraries = {ROWS, sizeof ROWS / sizeof *ROWS};
