/* Which facts become of what a report says, kind by kind. */
#include <string.h>

#include "base/writer.h"
#include "harness.h"
#include "logs/outcomes.h"

static ReportKind kind_of(Text word)
{
    int kind = 0;
    while (kind < REPORT_KINDS && !text_is(word, report_kind_word((ReportKind)kind)))
        kind++;
    CHECK(kind < REPORT_KINDS);
    return (ReportKind)kind;
}

/* "gpu 0 name=Tesla K80", "driver version=470.1", "person system name=windows". */
static ReportFact fact_of(Text told, size_t line)
{
    ReportFact fact = {.line = line, .form = REPORT_BY_PROGRAM};
    size_t equals = text_find(told, '=');
    CHECK(equals < told.length);
    fact.value = text_part(told, equals + 1, told.length);
    bool more;
    Text rest = text_part(told, 0, equals), word = text_next(&rest, ' ', &more);
    if (text_is(word, "person")) {
        fact.form = REPORT_BY_PERSON;
        word = text_next(&rest, ' ', &more);
    }
    fact.kind = kind_of(word);
    size_t last = rest.length;
    while (last && rest.at[last - 1] != ' ')
        last--;
    fact.subject = text_part(rest, 0, last ? last - 1 : 0);
    fact.name = text_part(rest, last, rest.length);
    CHECK(report_name_exists(fact.kind, fact.name));
    return fact;
}

static const char *value_of(const Fact *fact)
{
    const char *all = "";
    switch (fact_type(fact->name)) {
    case FACT_IS_TEXT: return fact->text;
    case FACT_IS_NUMBER: return arena_printf(test_arena(), "%lld", fact->number);
    case FACT_IS_FLAG: return fact->flag ? "yes" : "no";
    default:
        for (size_t i = 0; i < fact->texts.count; i++)
            all = arena_printf(test_arena(), "%s%s%s", all, i ? ", " : "", fact->texts.items[i]);
        return all;
    }
}

/* "log/compute-mode=Default; machine nvidia-module=470.1": what was seen, and other facts. `before`
 * is what lines of the log had said: "library-failed/libcudnn.so.9", or NULL. */
static const char *facts_of(const char *before, const char *told)
{
    Arena *arena = test_arena();
    Outcomes o = {.arena = arena, .facts = facts_new(arena), .file = "a"};
    if (before)
        outcome_seen(&o, before, "", "", "a:5");
    size_t known = facts_count(o.facts);
    ReportFacts reports = {0};
    Text rest = text_of(told);
    for (size_t line = 1; rest.length; line++) {
        size_t end = text_find(rest, ';');
        list_add(arena, reports, fact_of(text_trim(text_part(rest, 0, end)), line));
        rest = text_part(rest, end + 1, rest.length);
    }
    outcomes_of_report(&o, &reports);
    Writer all = writer_new(arena);
    for (size_t i = known; i < facts_count(o.facts); i++) {
        const Fact *fact = facts_at(o.facts, i);
        if (fact->name == FACT_TOLD_LINE)
            continue;
        put(&all, all.length ? "; " : "");
        if (fact->name == FACT_LOG_SEEN)
            put_format(&all, "%s=%s", fact->subject + strlen("log/"), value_of(fact));
        else
            put_format(&all, "%s %s=%s", fact->subject, fact_word(fact->name), value_of(fact));
    }
    return text_copy(arena, (Text){all.bytes, all.length});
}

typedef struct Row {
    const char *told, *facts;
} Row;

static void check_rows(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        CHECK_TEXT(facts_of(NULL, rows[i].told), rows[i].facts);
}
#define CHECK_ROWS(ROWS) check_rows(ROWS, sizeof ROWS / sizeof *ROWS)

TEST(the_system)
{
    static const Row ROWS[] = {
        {"gpu 0 vendor=apple", "log system=macos; gpu-vendor/apple=apple"},
        {"gpu 0 vendor=nvidia", "gpu-vendor/nvidia=nvidia"},
        {"gpu 0 name=apple", "gpu-named=apple; gpu-index/0=apple"},
        {"system wsl=2; system name=windows", "log system=wsl"},
        {"system name=windows; system name=linux", "log system=windows"},
        {"system name=macos", "log system=macos"},
        {"system name=Ubuntu", "log system=linux"},
        {"system kernel=Windows", "log system=windows"},
        {"system kernel=Darwin", "log system=macos"},
        {"system kernel=Linux", ""},
        {"gpu 0 driver-model=WDDM", "log system=windows"},
        {"system kernel-release=5.15.0", "kernel-release=5.15.0"},
        {"system secure-boot=enabled", "secure-boot=enabled"},
        {"system secure-boot=disabled", ""},
        {"person system name=windows; system name=linux", "log system=linux"},
    };
    CHECK_ROWS(ROWS);
}

TEST(the_driver_and_its_cards)
{
    static const Row ROWS[] = {
        {"driver version=470.1; driver version=480.2",
         "machine nvidia-module=470.1; driver-version=470.1"},
        {"driver kernel-module=470.1", "machine nvidia-module=470.1; driver-version=470.1"},
        {"driver smi-version=470.1", "smi-version=470.1"},
        {"driver library-version=470.1", "library-version=470.1"},
        {"driver cuda-ceiling=11.4", ""},
        {"driver nvidia-smi-failed=not-loaded", "nvidia-smi-failed/not-loaded=not-loaded"},
        {"gpu 0 compute-mode=Default", "compute-mode=Default"},
        {"gpu 0 mig=Enabled", "mig-enabled=Enabled"},
        {"gpu 0 mig=Disabled", ""},
        {"driver gpus=0", ""},
        {"driver gpus=2", "driver-answers=2"},
        {"pci-function 1 vendor=nvidia; pci-function 1 driver=vfio-pci",
         "pci-vendor-of/1=nvidia; pci-vendor/nvidia=nvidia; card-kept-for-guest=vfio-pci"},
        {"pci-function 1 vendor=nvidia; pci-function 1 driver=none",
         "pci-vendor-of/1=nvidia; pci-vendor/nvidia=nvidia; card-without-driver=none"},
        {"pci-function 1 vendor=nvidia; pci-function 1 driver=nvidia",
         "pci-vendor-of/1=nvidia; pci-vendor/nvidia=nvidia; card-has-driver=nvidia"},
        {"pci-function 1 vendor=nvidia; pci-function 1 driver=snd_hda_intel",
         "pci-vendor-of/1=nvidia; pci-vendor/nvidia=nvidia"},
        {"pci-function 1 vendor=amd; pci-function 1 driver=vfio-pci",
         "pci-vendor-of/1=amd; pci-vendor/amd=amd"},
        {"pci-function 1 vendor=nvidia; pci-function 1 device=GP107M [GTX 1050]",
         "pci-vendor-of/1=nvidia; pci-vendor/nvidia=nvidia; gpu-named=GTX 1050"},
        {"pci-function 1 vendor=amd; pci-function 1 device=Navi [RX 6600]",
         "pci-vendor-of/1=amd; pci-vendor/amd=amd"},
        {"pci-function 1 vendor=nvidia; pci-function 1 class=VGA [0300]",
         "pci-vendor-of/1=nvidia; pci-vendor/nvidia=nvidia"},
        {"mig-device 0 uuid=MIG-1", "mig-device=MIG-1"},
        {"gpu 0 name=Tesla K80", "gpu-named=Tesla K80; gpu-index/0=Tesla K80"},
        {"gpu name=Tesla K80", "gpu-named=Tesla K80"},
        {"gpu series=RTX 30", "gpu-named=RTX 30"},
        {"gpu 0 switch=OFF", "card-switched-off=OFF"},
        {"gpu 0 switch=ON", ""},
        {"gpu 0 fabric=In Progress", "fabric-not-ready=In Progress"},
        {"gpu 0 fabric=Completed", ""},
        {"gpu-process 12 program=python", "gpu-process=python"},
        {"gpu-process 12 memory=312MiB", "compute-process/12=312MiB"},
        {"gpu-process 12 memory=N/A", ""},
        {"gpu-process 12 memory=:", ""},
        {"pci-function 01:00.0 driver=nouveau", "other-kernel-driver=nouveau"},
        {"pci-function 01:00.0 driver=nova_core", "other-kernel-driver=nova_core"},
        {"pci-function 01:00.0 driver=nvidia", ""},
        {"pci-function 01:00.0 vendor=nvidia",
         "pci-vendor-of/01:00.0=nvidia; pci-vendor/nvidia=nvidia"},
    };
    CHECK_ROWS(ROWS);
}

TEST(packages_and_builds)
{
    static const Row ROWS[] = {
        {"package tensorflow version=2.15.0",
         "listed framework-version=2.15.0; env framework=tensorflow; env framework-version=2.15.0; "
         "env framework-owners=tensorflow 2.15.0"},
        {"package tensorflow-intel version=2.15.0",
         "env framework=tensorflow; env framework-version=2.15.0"},
        {"package torch version=2.1.0+cu121",
         "cuda-build-of-torch=2.1.0+cu121; listed framework-version=2.1.0+cu121; env "
         "framework=torch; env framework-version=2.1.0+cu121"},
        {"package torch version=2.1.0+cpu",
         "env build-is-cuda=no; listed framework-version=2.1.0+cpu; env framework=torch; env "
         "framework-version=2.1.0+cpu"},
        {"package torch build=py3.8_cuda11", ""},
        {"package pytorch build=py3.8_cpu_0", "env build-is-cuda=no"},
        {"package jaxlib build=cpu_py310", "env build-is-cuda=no"},
        {"package numpy build=cpu_py310", ""},
        {"package tensorflow-base build=mkl_py36", "env build-is-cuda=no"},
        {"package tensorflow build=eigen_py36", "env build-is-cuda=no"},
        {"package tensorflow build=gpu_py36", ""},
        {"package pytorch build=mkl_py36", ""},
        {"package jax version=0.4.20", "listed framework-version=0.4.20"},
        {"package jaxlib version=0.4.20", "jaxlib-listed=0.4.20"},
        {"package jaxlib version=0.4.20+cuda12.cudnn89",
         "cuda-build-of-torch=0.4.20+cuda12.cudnn89; jax-cuda-listed=0.4.20+cuda12.cudnn89"},
        {"package jax-cuda12-plugin version=0.4.20", "jax-cuda-listed=0.4.20"},
        {"package tensorflow version=2.1.0; package torch version=1.0",
         "listed framework-version=2.1.0; env framework=tensorflow; env framework-version=2.1.0; "
         "env framework-owners=tensorflow 2.1.0"},
        {"package onnxruntime version=1.16.0; package onnxruntime-gpu version=1.17.0",
         "owners/onnxruntime framework-version=1.16.0; owners/onnxruntime "
         "framework-owners=onnxruntime 1.16.0, onnxruntime-gpu 1.17.0"},
        {"package tensorflow-gpu requested=2.1.0", "requested/tensorflow-gpu=2.1.0"},
        {"package tensorflow requested=2.1.0", "requested/tensorflow=2.1.0"},
        {"package torch requested=2.1.0", ""},
        {"package cudatoolkit requested=10.1", "env build-cuda=10.1"},
        {"package pytorch-cuda requested=11.8", "env build-cuda=11.8"},
        {"package cudatoolkit version=10.1", ""},
        {"package tensorflow-gpu version=2.1.0",
         "listed framework-version=2.1.0; env framework=tensorflow; env framework-version=2.1.0; "
         "env framework-owners=tensorflow-gpu 2.1.0"},
        {"package tensorflow-cpu version=2.1.0",
         "env framework=tensorflow; env framework-version=2.1.0; env "
         "framework-owners=tensorflow-cpu 2.1.0; env build-is-cuda=no"},
        {"package cpuonly version=2.0", "env build-is-cuda=no"},
        {"package pytorch-cpu version=1.0", "env build-is-cuda=no"},
        {"package tensorflow-metal version=1.0", "metal-plugin=1.0"},
        {"package nvidia-cublas-cu11 version=11.1; package nvidia-cudnn-cu12 version=9.0",
         "env cuda-packages=nvidia-cublas-cu11 11.1, nvidia-cudnn-cu12 9.0"},
        {"package nvidia-cublas-cu13 version=13.1", "env cuda-packages=nvidia-cublas-cu13 13.1"},
        {"package nvidia-ml-py version=13.1", ""},
        {"package numpy version=1.0", ""},
    };
    CHECK_ROWS(ROWS);
}

TEST(what_a_framework_answers)
{
    static const Row ROWS[] = {
        {"framework tensorflow version=2.1.0; framework torch version=1.0",
         "env framework=tensorflow; printed framework-version=2.1.0; env framework-version=2.1.0"},
        {"framework onnxruntime version=1.16", "owners/onnxruntime framework-version=1.16"},
        {"framework keras version=3.0", ""},
        {"framework torch version=2.1.0+cpu",
         "env framework=torch; printed framework-version=2.1.0+cpu; env "
         "framework-version=2.1.0+cpu; env build-is-cuda=no"},
        {"framework torch version=2.1.0+cu118",
         "env framework=torch; printed framework-version=2.1.0+cu118; env "
         "framework-version=2.1.0+cu118; cuda-build-of-torch=2.1.0+cu118"},
        {"framework jax version=0.4",
         "env framework=jax; printed framework-version=0.4; env framework-version=0.4"},
        {"framework tensorflow built-with-cuda=True", "env build-is-cuda=yes"},
        {"framework tensorflow built-with-cuda=False", "env build-is-cuda=no"},
        {"framework tensorflow built-with-rocm=True", "env build-is-rocm=yes"},
        {"framework tensorflow built-with-rocm=False", "env build-is-rocm=no"},
        {"framework torch build-rocm=none", "env build-is-rocm=no"},
        {"framework torch build-rocm=5.4", "env build-is-rocm=yes"},
        {"framework torch build-cuda=none", "env build-is-cuda=no"},
        {"framework torch build-cuda=11.8", "env build-cuda=11.8"},
        {"framework torch gpus=0", "log gpus-listed=0; listed-none=0"},
        {"framework torch gpus=2", "log gpus-listed=2; listed-gpus=2; log gpu-made=torch gpus: 2"},
        {"framework torch gpus=two", ""},
        {"framework torch gpus=0; framework jax version=0.4",
         "log gpus-listed=0; listed-none=0; env framework=jax; printed framework-version=0.4; env "
         "framework-version=0.4"},
        {"framework torch gpus=0; framework jax gpus=1",
         "framework-without-gpu=torch; log gpus-listed=0; listed-none=0"},
        {"framework torch gpu-available=True",
         "log gpus-listed=1; listed-gpus=True; log gpu-made=torch gpu-available: True"},
        {"framework torch gpu-available=False", "log gpus-listed=0; listed-none=False"},
        {"framework tensorflow gpus=0; framework torch gpu-available=True; framework torch "
         "version=1.0",
         "framework-without-gpu=tensorflow; log gpus-listed=0; listed-none=0"},
        {"python version=3.9.1", "env python-version=3.9.1"},
    };
    CHECK_ROWS(ROWS);
    CHECK_TEXT(facts_of("cuinit-failed", "framework torch gpu-available=True"), "");
    CHECK_TEXT(facts_of("cuinit-failed", "framework torch gpus=1"),
               "log gpus-listed=1; listed-gpus=1; log gpu-made=torch gpus: 1");
}

TEST(files_of_libraries)
{
    static const Row ROWS[] = {
        {"library /usr/lib/wsl/lib/libcuda.so.1 absent=no", "wsl-lib-absent=no"},
        {"library /usr/lib/libcuda.so.1 absent=no", ""},
        {"library libcuda.so.1 cached=/usr/lib/libcuda.so.1",
         "library-there/libcuda.so.1=/usr/lib/libcuda.so.1; "
         "libcuda-outside-wsl=/usr/lib/libcuda.so.1"},
        {"library libcuda.so.1 file=/usr/lib/wsl/lib/libcuda.so.1",
         "library-there/libcuda.so.1=/usr/lib/wsl/lib/libcuda.so.1; "
         "libcuda-of-wsl=/usr/lib/wsl/lib/libcuda.so.1"},
        {"library libcudnn.so.8 file=/x", "library-there/libcudnn.so.8=/x"},
        {"library libcuda.so.1 resolved=/usr/local/cuda/lib64/stubs/libcuda.so",
         "stub-resolved=/usr/local/cuda/lib64/stubs/libcuda.so"},
        {"library libcuda.so.1 resolved=/usr/lib/libcuda.so.1", "libcuda-at=/usr/lib/libcuda.so.1"},
        {"library libcudart.so.12 resolved=/a/stubs/libcudart.so.12", ""},
        {"library libcuda.so.1 unresolved=not found", "libcuda-failed=not found"},
        {"library libcudart.so.12 unresolved=not found", ""},
        {"library /usr/lib listed=libcuda.so", "listing//usr/lib=libcuda.so"},
        {"variable LD_LIBRARY_PATH shown=/a/stubs", "stubs-searched=/a/stubs"},
        {"variable LD_LIBRARY_PATH shown=/a", ""},
        {"variable PATH shown=/a/stubs", ""},
    };
    CHECK_ROWS(ROWS);
    static const char failed[] = "library-failed/libcudnn_ops.so.9";
    CHECK_TEXT(facts_of(failed, "library libcudnn_ops.so.9 file=/x/libcudnn_ops.so.9"),
               "library-there/libcudnn_ops.so.9=/x/libcudnn_ops.so.9; library/libcudnn_ops.so.9 "
               "installed-at=/x/libcudnn_ops.so.9");
    CHECK_TEXT(facts_of(failed, "library libcudnn.so.8 file=/x/libcudnn.so.8"),
               "library-there/libcudnn.so.8=/x/libcudnn.so.8; library/libcudnn_ops.so.9 "
               "other-versions=libcudnn.so.8");
    CHECK_TEXT(facts_of(failed, "library libcudnn.a file=/x/libcudnn.a"),
               "library-there/libcudnn.a=/x/libcudnn.a");
    CHECK_TEXT(facts_of(failed, "library libcublas.so.8 cached=/x/libcublas.so.8"),
               "library-there/libcublas.so.8=/x/libcublas.so.8");
}

TEST(modules_nodes_and_users)
{
    static const Row ROWS[] = {
        {"kernel-module nvidia loaded=yes", "module-loaded/nvidia=yes"},
        {"kernel-module nvidia dkms=515.65 5.15.0-46 installed",
         "dkms/5.15.0-46=515.65 5.15.0-46 installed"},
        {"kernel-module nvidia dkms=515.65 5.15.0-46 added",
         "dkms-not-installed=515.65 5.15.0-46 added"},
        {"device-node /dev/nvidia0 absent=yes", "node-absent//dev/nvidia0=yes"},
        {"device-node /dev/nvidia0 mode=crw", "node-mode//dev/nvidia0=crw"},
        {"device-node /dev/nvidia0 group=video", "node-group//dev/nvidia0=video"},
        {"device-node /dev/nvidia-uvm mode=crw",
         "node-mode//dev/nvidia-uvm=crw; uvm-mentioned=crw"},
        {"device-node /dev/nvidia-uvm listed=yes", "uvm-mentioned=yes"},
        {"device-node /dev/nvidiactl listed=yes", "node-listed=yes"},
        {"device-node /dev/nvidiactl mode=crw", "node-mode//dev/nvidiactl=crw; node-listed=crw"},
        {"device-node /dev/nvidia0 listed=yes", ""},
        {"user groups=video", "user-groups=video"},
        {"user id=1000", "user-id=1000"},
        {"command no-output=lspci | grep -i nvidia",
         "no-output/lspci-nvidia=lspci | grep -i nvidia"},
        {"command no-output=lspci -d 10de:", "no-output/lspci-nvidia=lspci -d 10de:"},
        {"command no-output=lspci", ""},
        {"command no-output=lsmod | grep nvidia", ""},
    };
    CHECK_ROWS(ROWS);
}

TEST(toolkits_containers_variables_and_services)
{
    static const Row ROWS[] = {
        {"toolkit cuda=11.2; toolkit cuda=12.0", "log toolkit-cuda=11.2"},
        {"toolkit cudnn=8.1", "log toolkit-cudnn=8.1"},
        {"container docker no-gpu-option=docker run",
         "container-without-gpu=docker run; container=docker run"},
        {"container docker gpus=all", "container-with-gpu=all; container=all"},
        {"container docker runtime=nvidia", "container-with-gpu=nvidia; container=nvidia"},
        {"container prompt=root@0123456789ab",
         "container=root@0123456789ab; container-prompt=root@0123456789ab"},
        {"container k8s gpus-offered=0", "container=0; no-gpus-offered=0"},
        {"container k8s gpus-offered=1", "container=1"},
        {"container nvidia-docker image=a", "container=a; container-with-gpu=a"},
        {"container inside=no", ""},
        {"container inside=yes", "container=yes"},
        {"container docker runtimes=runc nvidia", ""},
        {"container docker default-runtime=nvidia", ""},
        {"container docker runtime=runc", "container=runc"},
        {"variable CUDA_VISIBLE_DEVICES shown=0", "visible-devices=0"},
        {"variable CUDA_VISIBLE_DEVICES exported=0", "visible-devices=0"},
        {"variable CUDA_VISIBLE_DEVICES in-program=0", "visible-devices-in-program=0"},
        {"variable CUDA_VISIBLE_DEVICES for-command=0", "visible-devices-for-command=0"},
        {"variable PATH shown=0", ""},
        {"variable PATH exported=0", ""},
        {"variable PATH in-program=0", ""},
        {"variable PATH for-command=0", ""},
        {"service nvidia-fabricmanager active=inactive",
         "service-down/nvidia-fabricmanager=inactive"},
        {"service nvidia-fabricmanager active=active", ""},
    };
    CHECK_ROWS(ROWS);
}
