#include "inspect/machine_of_lines.h"

#include "base/writer.h"

#define EMPTY                                                                                      \
    "whycpu-world 1\n"                                                                             \
    "tree /\n"                                                                                     \
    "environment complete\n"                                                                       \
    "processor x86_64\n"                                                                           \
    "user me uid=1000 gid=1000 home=/home/me\n"                                                    \
    "cwd /home/me\n"

World *machine_of(const char *lines)
{
    const char *error = NULL;
    const char *text = arena_printf(test_arena(), EMPTY "%s", lines);
    World *world = world_recorded(test_arena(), text_of(text), &error);
    CHECK_TEXT(error, NULL);
    return world;
}

World *changed_machine(const char *lines, const char *changes)
{
    const char *error = NULL;
    World *below = machine_of(lines);
    World *world = below ? world_overlay(test_arena(), below) : NULL;
    const char *text = arena_printf(test_arena(), "whycpu-world 1\n%s", changes);
    if (world && !overlay_text(world, text_of(text), &error))
        CHECK_TEXT(error, NULL);
    return world;
}

/* ---- Facts as lines ---- */

static void put_opening(Writer *writer, const Opening *opening)
{
    put(writer, open_result_word(opening->result));
    if (opening->path)
        put_format(writer, " %s by %s", opening->path,
                   opening->rule ? rule_word(opening->rule) : "none");
    if (opening->fails_on)
        put_format(writer, ", fails on %s", opening->fails_on);
    if (opening->because)
        put_format(writer, ", because %s", opening->because);
    if (opening->by)
        put_format(writer, ", asked by %s", opening->by);
}

static void put_value(Writer *writer, const Fact *fact)
{
    if (fact->text)
        put(writer, fact->text);
    else if (fact->opening)
        put_opening(writer, fact->opening);
    else if (fact->number)
        put_format(writer, "%lld", fact->number);
    else if (fact->texts.items)
        for (size_t i = 0; i < fact->texts.count; i++)
            put_format(writer, "%s[%s]", i ? " " : "", fact->texts.items[i]);
    else
        put(writer, fact->flag ? "yes" : "no or none");
}

Text all_facts(const Facts *facts)
{
    Writer writer = writer_new(test_arena());
    for (size_t i = 0; i < facts_count(facts); i++) {
        const Fact *fact = facts_at(facts, i);
        put_format(&writer, "%s %s: ", fact->subject, fact_word(fact->name));
        if (fact->known == PRESENT)
            put_value(&writer, fact);
        else if (fact->known == ABSENT)
            put(&writer, "absent");
        else
            put_format(&writer, "unknown, %s", fact->because ? fact->because : "NULL");
        put_format(&writer, " (%s)%s\n", fact->source ? fact->source : "NULL",
                   fact->assumed ? " assumed" : "");
    }
    return (Text){writer.bytes, writer.length};
}

/* ---- A machine where everything is right ---- */

#define LIBRARY   "machine=x86_64 needed=libc.so.6 "
#define TO        "$ORIGIN/../nvidia/"
#define NO_OPENER "symbols=undefined:_ZN3tsl8internal9DsoLoader20GetCusolverDsoHandleEv"

static const char SYSTEM[] =
    "link /lib -> usr/lib\n"
    "link /lib64 -> usr/lib64\n"
    "dir /sys/module\n"
    "file /proc/sys/kernel/osrelease\n"
    "  | 6.1.0-9-amd64\n"
    "link /usr/lib64/ld-linux-x86-64.so.2 -> ../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2\n"
    "elf /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 mode=0755 machine=x86_64 "
    "soname=ld-linux-x86-64.so.2\n"
    "elf /usr/lib/x86_64-linux-gnu/libc.so.6 machine=x86_64 soname=libc.so.6 "
    "verdef=libc.so.6,GLIBC_2.38\n"
    "elf /usr/bin/python3.11 mode=0755 machine=x86_64 "
    "interpreter=/lib64/ld-linux-x86-64.so.2 needed=libc.so.6\n"
    "file /usr/lib/python3.11/os.py\n";

static const char DRIVER[] =
    "file /sys/bus/pci/devices/0000:01:00.0/uevent\n"
    "  | DRIVER=nvidia\n"
    "  | PCI_CLASS=30200\n"
    "  | PCI_ID=10DE:2335\n"
    "file /sys/module/nvidia/version\n"
    "  | 580.65.06\n"
    "char /dev/nvidia0 195:0 mode=0666\n"
    "char /dev/nvidiactl 195:255 mode=0666\n"
    "char /dev/nvidia-uvm 511:0 mode=0666\n"
    "elf /usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06 " LIBRARY "soname=libcuda.so.1\n"
    "link /usr/lib/x86_64-linux-gnu/libcuda.so.1 -> libcuda.so.580.65.06\n"
    "elf /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.580.65.06 " LIBRARY "soname=libnvidia-ml.so.1\n"
    "link /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1 -> libnvidia-ml.so.580.65.06\n";

static const char TENSORFLOW[] =
    "file /env/pyvenv.cfg\n"
    "  | home = /usr/bin\n"
    "  | version = 3.11.7\n"
    "link /env/bin/python -> /usr/bin/python3.11\n"
    "dir " SITE "/tensorflow-2.20.0.dist-info\n"
    "file " SITE "/tensorflow-2.20.0.dist-info/INSTALLER\n"
    "  | pip\n"
    "dir " SITE "/nvidia_cublas_cu12-12.5.3.2.dist-info\n"
    "file " SITE "/tensorflow/__init__.py\n"
    "file " SITE "/tensorflow/python/platform/build_info.py\n"
    "  | build_info = collections.OrderedDict([('is_cuda_build', True), ('is_rocm_build', False),\n"
    "  |   ('cuda_version', '12.5.1'), ('cudnn_version', '9'),\n"
    "  |   ('cuda_compute_capabilities', ['sm_60', 'sm_80', 'compute_90'])])\n"
    "elf " SITE "/tensorflow/libtensorflow_framework.so.2 " LIBRARY
    "soname=libtensorflow_framework.so.2 runpath=\"" TO "cuda_runtime/lib:" TO "cublas/lib:" TO
    "cufft/lib:" TO "cusolver/lib:" TO "cusparse/lib:" TO "cudnn/lib:" TO "nvjitlink/lib\" "
    "symbols=_ZN3tsl8internal9DsoLoader20GetCusolverDsoHandleEv,"
    "undefined:_ZN3tsl8internal9DsoLoader18GetCurandDsoHandleEv,"
    "undefined:_ZN3tsl8internal9DsoLoader16GetNvmlDsoHandleEv\n"
    "elf " SITE "/tensorflow/python/platform/_pywrap_cpu_feature_guard.so " LIBRARY
    "needed=libtensorflow_framework.so.2 runpath=\"$ORIGIN/../..\" " NO_OPENER "\n"
    "elf " SITE "/tensorflow/python/_pywrap_tensorflow_internal.so " LIBRARY
    "needed=libtensorflow_framework.so.2 runpath=\"$ORIGIN/..\" " NO_OPENER "\n"
    "elf " SITE "/nvidia/cuda_runtime/lib/libcudart.so.12 " LIBRARY "soname=libcudart.so.12\n"
    "elf " SITE "/nvidia/cublas/lib/libcublasLt.so.12 " LIBRARY "soname=libcublasLt.so.12\n"
    "elf " SITE "/nvidia/cublas/lib/libcublas.so.12 " LIBRARY
    "needed=libcublasLt.so.12 soname=libcublas.so.12 runpath=\"$ORIGIN\"\n"
    "elf " SITE "/nvidia/cufft/lib/libcufft.so.11 " LIBRARY "soname=libcufft.so.11\n"
    "elf " SITE "/nvidia/nvjitlink/lib/libnvJitLink.so.12 " LIBRARY "soname=libnvJitLink.so.12\n"
    "elf " SITE "/nvidia/cusparse/lib/libcusparse.so.12 " LIBRARY
    "needed=libnvJitLink.so.12 soname=libcusparse.so.12 runpath=\"$ORIGIN/../../nvjitlink/lib\"\n"
    "elf " SITE "/nvidia/cusolver/lib/libcusolver.so.11 " LIBRARY
    "needed=libcusparse.so.12 soname=libcusolver.so.11 runpath=\"$ORIGIN/../../cusparse/lib\"\n"
    "elf " SITE "/nvidia/cudnn/lib/libcudnn.so.9 " LIBRARY
    "soname=libcudnn.so.9 runpath=\"$ORIGIN\"\n"
    "elf " SITE "/nvidia/cudnn/lib/libcudnn_graph.so.9 " LIBRARY "soname=libcudnn_graph.so.9\n"
    "elf " SITE "/nvidia/cudnn/lib/libcudnn_ops.so.9 " LIBRARY "soname=libcudnn_ops.so.9\n";

const char *healthy_lines(void)
{
    return arena_printf(test_arena(), "%s%s%s", SYSTEM, DRIVER, TENSORFLOW);
}
