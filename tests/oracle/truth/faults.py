"""The faults, as data: what is changed in an environment before it is started.

A fault is a dict: `name`, and as needed
  changes   list of changes (a do_… method of stage.Stage and its arguments)
  env       variables of the process; {site}, {env}, {work}, {hollow}, … are filled in
  stub      settings of the stand-in driver (WHYCPU_STUB_…)
  nvml      False: no libnvidia-ml.so.1
  toolkit   True: the system's own CUDA toolkit stays in the loader's cache
  python    the interpreter, where it is not the environment's own
  kills     the library that a dying process dies of (or how its name begins): the answer must
            name it
  lenient   True: a change that an earlier one made impossible is left out
  assume    what is assumed beyond what the stub settings say
  asked     "path": whycpu is told no interpreter, and finds the one that the shell would
  apart     why the answer cannot be compared (then only the real side is recorded)
"""

MASKED = "CUDA_VISIBLE_DEVICES"
TYPES = "TF_ENABLED_DEVICE_TYPES"
SMALLEST = "TF_MIN_GPU_MULTIPROCESSOR_COUNT"
SEARCHED = "LD_LIBRARY_PATH"
PRELOAD = "LD_PRELOAD"

SEVEN = ["cudart", "cublas", "cublasLt", "cufft", "cusolver", "cusparse", "cudnn"]
REPAIR = ["link", "nvidia/cusparse/lib/libcusolver.so.11", "../../cusolver/lib/libcusolver.so.11"]
FAKE = ["write", "{work}/fake/tensorflow/__init__.py", "__version__ = '2.20.0'\n"]
MACHINE_ARM = ["poke", "cufft", 18, [183, 0]]


def fault(name, *changes, **more):
    return dict(name=name, changes=list(changes), **more)


def untouched():
    return [fault("untouched")]


def spoiled():
    """One library is not what it should be."""
    found = [fault("removed " + name, ["remove", name]) for name in SEVEN]
    found += [fault("empty " + name, ["empty", name]) for name in ("cudart", "cublas", "cudnn")]
    found += [fault("text instead of " + name, ["text", name]) for name in ("cufft", "cusparse")]
    found += [
        fault("cudart cut in half", ["cut", "cudart", "50%"], kills="libcudart.so.12"),
        fault("cublas cut in half", ["cut", "cublas", "50%"], kills="libcublas.so.12"),
        fault("cublasLt cut at 1 %", ["cut", "cublasLt", "1%"], kills="libcublasLt.so.12"),
        fault("cufft cut at 10 %", ["cut", "cufft", "10%"], kills="libcufft.so.11"),
        fault("cufft cut at 99.9 %", ["cut", "cufft", "99.9%"], kills="libcufft.so.11"),
        fault("cudnn cut to a page", ["cut", "cudnn", 4096], kills="libcudnn.so.9"),
        fault("cusparse cut to 40 bytes", ["cut", "cusparse", 40]),
        fault("cusparse cut to its header", ["cut", "cusparse", 64]),
        fault("cusparse cut in its program headers", ["cut", "cusparse", "headers+-8"]),
        fault("cufft cut behind its program headers", ["cut", "cufft", "headers+0"],
              kills="libcufft.so.11"),
        fault("cufft cut in the section headers", ["cut", "cufft", -64]),
        fault("cufft cut where the loaded part ends", ["cut", "cufft", "loaded+0"]),
        fault("cufft cut a page before the loaded part ends", ["cut", "cufft", "loaded+-4096"],
              kills="libcufft.so.11"),
        fault("cufft is a dangling link", ["link", "cufft", "libnowhere.so"]),
        fault("cufft is a link to itself", ["link", "cufft", "libcufft.so.11"]),
        fault("cufft is a directory", ["directory", "cufft"]),
        fault("cufft is a socket", ["socket", "cufft"]),
        fault("cufft is a link to a device", ["link", "cufft", "/dev/null"]),
        fault("cufft is a link to a directory", ["link", "cufft", ".."]),
        fault("cufft of mode 000", ["mode", "cufft", 0]),
        fault("cufft for another machine", MACHINE_ARM),
        fault("cudart for another machine", ["poke", "cudart", 18, [183, 0]]),
        fault("cufft of another word size", ["poke", "cufft", 4, [1]]),
        fault("cufft of another byte order", ["poke", "cufft", 5, [2]]),
        fault("cufft of another system", ["poke", "cufft", 7, [9]]),
        fault("cufft is no shared object", ["poke", "cufft", 16, [1, 0]]),
        fault("cufft is not ELF in its first byte", ["poke", "cufft", 0, [0]]),
        fault("cufft of another major", ["move", "cufft", "nvidia/cufft/lib/libcufft.so.12"]),
        fault("cudnn of another major", ["move", "cudnn", "nvidia/cudnn/lib/libcudnn.so.8"]),
        fault("two libraries removed", ["remove", "cufft"], ["remove", "cudnn"]),
    ]
    return found


def dependencies():
    """What the libraries themselves need."""
    return [
        fault("removed nvjitlink", ["remove", "nvjitlink"]),
        fault("empty nvjitlink", ["empty", "nvjitlink"]),
        fault("nvjitlink for another machine", ["poke", "nvjitlink", 18, [183, 0]]),
        fault("nvjitlink cut in half", ["cut", "nvjitlink", "50%"], kills="libnvJitLink.so.12"),
        fault("nvjitlink moved, LD_LIBRARY_PATH names it",
              ["move", "nvjitlink", "{work}/else/libnvJitLink.so.12"],
              env={SEARCHED: "{work}/else"}),
        fault("nvjitlink package removed", ["remove", "nvidia/nvjitlink"]),
        fault("cudnn's parts removed", ["remove", "cudnn_graph"],
              ["remove", "nvidia/cudnn/lib/libcudnn_ops.so.9"]),
        fault("cudnn_graph cut in half", ["cut", "cudnn_graph", "50%"]),
        fault("cudnn_ops removed", ["remove", "nvidia/cudnn/lib/libcudnn_ops.so.9"]),
        fault("cusolver without a search path of its own", ["pathless", "cusolver"]),
        fault("cublas without a search path of its own", ["pathless", "cublas"]),
        fault("cusparse without a search path, nvjitlink by LD_LIBRARY_PATH",
              ["pathless", "cusparse"], ["pathless", "cusolver"],
              env={SEARCHED: "{site}/nvidia/nvjitlink/lib:{site}/nvidia/cusparse/lib"
                             ":{site}/nvidia/cublas/lib"}),
        fault("cublasLt without the symbols that cublas needs",
              ["copy", "{hollow}/libcublasLt.so.12", "cublasLt"]),
        fault("cusparse without any symbols", ["copy", "{hollow}/libcusparse.so.12", "cusparse"]),
        fault("cufft without any symbols", ["copy", "{hollow}/libcufft.so.11", "cufft"]),
        fault("curand, nccl, cupti, nvrtc removed", ["remove", "nvidia/curand"],
              ["remove", "nvidia/nccl"], ["remove", "nvidia/cuda_cupti"],
              ["remove", "nvidia/cuda_nvrtc"]),
    ]


def moved():
    away = ["move", "cufft", "{work}/else/libcufft.so.11"]
    return [
        fault("cufft moved", away),
        fault("cufft moved, LD_LIBRARY_PATH names it", away, env={SEARCHED: "{work}/else"}),
        fault("cufft moved, LD_LIBRARY_PATH is relative", away, env={SEARCHED: "../else"}),
        fault("cufft moved to the working directory, empty element",
              ["move", "cufft", "{work}/cwd/libcufft.so.11"], env={SEARCHED: "/nonexistent:"}),
        fault("cufft moved to the working directory, empty LD_LIBRARY_PATH",
              ["move", "cufft", "{work}/cwd/libcufft.so.11"], env={SEARCHED: ""}),
        fault("cufft moved, elements separated by a semicolon", away,
              env={SEARCHED: "/nonexistent;{work}/else"}),
        fault("cufft moved, an element is a file", away,
              env={SEARCHED: "/etc/hostname:{work}/else"}),
        fault("cufft moved into a hwcaps directory",
              ["move", "cufft", "{work}/else/glibc-hwcaps/x86-64-v2/libcufft.so.11"],
              env={SEARCHED: "{work}/else"}),
        fault("cufft in a directory that TensorFlow searches for another",
              ["move", "cufft", "nvidia/cudnn/lib/libcufft.so.11"]),
        fault("the nvidia directory moved", ["move", "nvidia", "{env}/elsewhere/nvidia"]),
        fault("the nvidia directory is a link", ["move", "nvidia", "{env}/elsewhere/nvidia"],
              ["link", "nvidia", "{env}/elsewhere/nvidia"]),
        fault("the cufft directory is a link", ["move", "nvidia/cufft", "{env}/elsewhere/cufft"],
              ["link", "nvidia/cufft", "../../../../elsewhere/cufft"]),
        fault("cublas is a link to another directory without its dependency",
              ["move", "cublas", "{work}/else/libcublas.so.12"],
              ["remove", "cublasLt"], ["link", "cublas", "{work}/else/libcublas.so.12"]),
    ]


def shadowed():
    """An earlier directory of LD_LIBRARY_PATH holds a file of the same name."""
    early = {SEARCHED: "{work}/early"}
    name = "{work}/early/libcufft.so.11"
    return [
        fault("shadowed by text", ["text", name], env=early),
        fault("shadowed by an empty file", ["empty", name], env=early),
        fault("shadowed by a directory", ["directory", name], env=early),
        fault("shadowed by a dangling link", ["link", name, "nowhere"], env=early),
        fault("shadowed by a link to itself", ["link", name, "libcufft.so.11"], env=early),
        fault("shadowed by a foreign file", ["copy", "{hollow}/libcufft.so.11", name],
              ["poke", name, 18, [183, 0]], env=early),
        fault("shadowed by a file of the other word size",
              ["copy", "{hollow}/libcufft.so.11", name], ["poke", name, 4, [1]], env=early),
        fault("shadowed by a short file of the other word size",
              ["copy", "{hollow}/libcufft.so.11", name], ["poke", name, 4, [1]], ["cut", name, 52],
              env=early),
        fault("shadowed by a library that opens", ["copy", "{hollow}/libcufft.so.11", name],
              env=early),
        fault("shadowed by a library that needs another one",
              ["copy", "{hollow}/needs-libcusolver.so.11", name], env=early),
        fault("dependency shadowed by text", ["text", "{work}/early/libnvJitLink.so.12"],
              env=early),
        fault("cublasLt shadowed by text, which cublas does not see",
              ["text", "{work}/early/libcublasLt.so.12"], env=early),
        fault("cusparse shadowed by an empty library",
              ["copy", "{hollow}/libcusparse.so.12", "{work}/early/libcusparse.so.12"], env=early),
        fault("the bad file comes second", ["text", name],
              env={SEARCHED: "{site}/nvidia/cufft/lib:{work}/early"}),
    ]


def search_paths():
    """The search path in the object that asks."""
    return [
        fault("framework without RUNPATH", ["pathless", "framework"]),
        fault("framework without RUNPATH, LD_LIBRARY_PATH names all", ["pathless", "framework"],
              env={SEARCHED: "{seven}"}),
        fault("framework with an empty RUNPATH", ["searchpath", "framework", ""]),
        fault("framework with a RUNPATH that names one directory",
              ["searchpath", "framework", "$ORIGIN/../nvidia/cudnn/lib"]),
        fault("framework with RPATH instead", ["rpath", "framework"]),
        fault("framework with RPATH, cufft shadowed by text", ["rpath", "framework"],
              ["text", "{work}/early/libcufft.so.11"], env={SEARCHED: "{work}/early"}),
        fault("framework with an absolute RUNPATH",
              ["searchpath", "framework", "{seven}"]),
    ]


def preloaded():
    return [
        fault("preload of cusolver", env={PRELOAD: "{site}/nvidia/cusolver/lib/libcusolver.so.11"}),
        fault("preload of a missing file", env={PRELOAD: "{work}/none.so"}),
        fault("preload of text", ["text", "{work}/text.so"], env={PRELOAD: "{work}/text.so"}),
        fault("preload provides the name", ["remove", "cufft"],
              env={PRELOAD: "{hollow}/other-name-libcufft.so.11"}),
        fault("preload by name through LD_LIBRARY_PATH", ["remove", "cufft"],
              env={PRELOAD: "libcufft.so.11", SEARCHED: "{hollow}"}),
        fault("preload of two", ["remove", "cufft"],
              env={PRELOAD: "{work}/none.so {hollow}/libcufft.so.11"}),
        fault("preload of two by a colon", ["remove", "cufft"],
              env={PRELOAD: "{work}/none.so:{hollow}/libcufft.so.11"}),
        fault("preload of a library that needs a missing one",
              env={PRELOAD: "{hollow}/needs-libcusolver.so.11"}),
        fault("preload of a library cut in half",
              ["copy", "{hollow}/libcufft.so.11", "{work}/half.so"],
              ["cut", "{work}/half.so", "30%"],
              env={PRELOAD: "{work}/half.so"}),
    ]


def mended():
    """Repairs that people make, and some that do not help."""
    return [
        REPAIRED,
        fault("an absolute link", ["link", "nvidia/cusparse/lib/libcusolver.so.11",
                                   "{site}/nvidia/cusolver/lib/libcusolver.so.11"]),
        fault("a hard link", ["hardlink", "nvidia/cusparse/lib/libcusolver.so.11", "cusolver"]),
        fault("LD_LIBRARY_PATH names cusolver",
              env={SEARCHED: "{site}/nvidia/cusolver/lib"}),
        fault("LD_LIBRARY_PATH names all", env={SEARCHED: "{seven}"}),
        fault("links in the tensorflow directory", ["farm", "nvidia", "tensorflow", "relative"]),
        fault("links in the tensorflow directory, LD_LIBRARY_PATH names it",
              ["farm", "nvidia", "tensorflow", "relative"],
              env={SEARCHED: "{site}/tensorflow"}),
        fault("a directory of links, LD_LIBRARY_PATH names it",
              ["farm", "nvidia", "{work}/farm", "absolute"], env={SEARCHED: "{work}/farm"}),
    ]


REPAIRED = fault("a link repairs it", REPAIR)


def visibility(repair=()):
    """Variables; on an environment whose libraries are repaired where they need it."""
    def of(name, **more):
        return fault(name, *repair, **more)

    found = [of("visible devices '%s'" % value, env={MASKED: value}) for value in
             ("", "-1", "0", "1", "0,1", "0,0", "NoDevFiles", "none", "garbage", " 0", "0,-1",
              "-1,0", "0gpu", "1gpu", "7", "GPU-deadbeef")]
    found += [of("two devices, visible '%s'" % value, env={MASKED: value}, stub={"COUNT": 2})
              for value in ("0", "1", "1,0", "0,1", "0,0", "0,-1,1", "1,2", "1,2,0", "0, 1",
                            "0,,1")]
    found += [of("two devices", stub={"COUNT": 2}), of("eight devices", stub={"COUNT": 8})]
    found += [of("device types '%s'" % value, env={TYPES: value}) for value in
              ("", "CPU", "GPU", "CPU,GPU", "GPU,CPU", "gpu", "CPU,gpu", "CPU, GPU", "XLA",
               "CPU,GPU,", "CPU,XLA_GPU")]
    return found


def architecture(repair=()):
    def of(name, **more):
        return fault(name, *repair, **more)

    found = [of("compute capability " + cc, stub={"CC": cc})
             for cc in ("3.0", "3.5", "5.0", "7.5", "8.9", "9.0", "12.0")]
    found += [
        of("4 multiprocessors", stub={"SMS": 4}),
        of("2 devices of 4 multiprocessors", stub={"SMS": 4, "COUNT": 2}),
        of("multiprocessors 108 and 4", stub={"SMS": "108,4", "COUNT": 2},
           apart="--assume-gpu knows one kind of GPU"),
        of("at least 200 multiprocessors", env={SMALLEST: "200"}),
        of("at least 108 multiprocessors", env={SMALLEST: "108"}),
        of("at least 'abc' multiprocessors", env={SMALLEST: "abc"}),
        of("at least 0 multiprocessors", env={SMALLEST: "0"}),
        of("at least '' multiprocessors", env={SMALLEST: ""}),
        of("at least ' 200' multiprocessors", env={SMALLEST: " 200"}),
        of("at least '200 ' multiprocessors", env={SMALLEST: "200 "}),
        of("at least '+200' multiprocessors", env={SMALLEST: "+200"}),
        of("at least '200x' multiprocessors", env={SMALLEST: "200x"}),
        of("at least '0x200' multiprocessors", env={SMALLEST: "0x200"}),
        of("at least 5000000000 multiprocessors", env={SMALLEST: "5000000000"}),
        of("at least -5 multiprocessors", env={SMALLEST: "-5"}),
        of("4 multiprocessors, at least 4", stub={"SMS": 4}, env={SMALLEST: "4"}),
        of("4 multiprocessors, at least 8", stub={"SMS": 4}, env={SMALLEST: "8"}),
        of("driver 11.4", stub={"DRIVER": 11040, "CC": "8.0"}, assume="driver=470.57.02"),
        of("driver 12.2", stub={"DRIVER": 12020, "CC": "8.0"}, assume="driver=535.104.05"),
        of("no NVML", nvml=False),
        of("NVML fails", stub={"NVML": 9}, apart="only the driver itself can tell"),
        of("cuInit fails with 999", stub={"CUINIT": 999}, apart="only the driver itself can tell"),
        of("cuInit fails with 803", stub={"CUINIT": 803}, apart="only the driver itself can tell"),
    ]
    return found


def system_toolkit():
    """The system's CUDA toolkit stays in the loader's cache; some of its names fit."""
    return [
        fault("toolkit", toolkit=True),
        fault("toolkit, cusparse removed", ["remove", "cusparse"], toolkit=True),
        fault("toolkit, cudnn removed", ["remove", "nvidia/cudnn"], toolkit=True),
        fault("toolkit, cudnn's parts removed", ["remove", "cudnn_graph"], toolkit=True),
        fault("toolkit, cudnn empty", ["empty", "cudnn"], toolkit=True),
        fault("toolkit, nvjitlink removed", ["remove", "nvjitlink"], toolkit=True),
        fault("toolkit, cufft removed", ["remove", "cufft"], toolkit=True),
        fault("toolkit, nvidia removed", ["remove", "nvidia"], toolkit=True),
        fault("toolkit by LD_LIBRARY_PATH", env={SEARCHED: "{toolkit}"}, toolkit=True),
        fault("toolkit by LD_LIBRARY_PATH alone", env={SEARCHED: "{toolkit}"}),
        fault("toolkit without RUNPATH", ["pathless", "framework"], toolkit=True),
    ]


def places():
    """Where the environment is, and what Python imports from."""
    moved_to = ["relocate", "{work}/moved"]
    other = "{envs}/tf-cpu-2.21.0/lib/{version}/site-packages"
    return [
        fault("environment moved", moved_to, python="{work}/moved/bin/python"),
        fault("environment by python -m venv", ["venv", "{work}/venv"],
              ["bind", "{site}", "{work}/venv/lib/{version}/site-packages"],
              python="{work}/venv/bin/python"),
        fault("the interpreter's own packages", ["into_base"], python="{base_python}"),
        fault("environment that sees the interpreter's packages", ["into_base"],
              ["venv", "{work}/venv", "--system-site-packages"], python="{work}/venv/bin/python"),
        fault("environment that does not see the interpreter's packages", ["into_base"],
              ["venv", "{work}/venv"], python="{work}/venv/bin/python"),
        fault("the user's own packages",
              ["bind", "{site}", "{work}/home/.local/lib/{version}/site-packages"],
              python="{base_python}"),
        fault("the user's own packages, switched off",
              ["bind", "{site}", "{work}/home/.local/lib/{version}/site-packages"],
              python="{base_python}", env={"PYTHONNOUSERSITE": "1"}),
        fault("the user's own packages are not seen by an environment",
              ["bind", other, "{work}/home/.local/lib/{version}/site-packages"]),
        fault("PYTHONPATH names an empty directory", env={"PYTHONPATH": "{work}/empty"}),
        fault("PYTHONPATH names another build", env={"PYTHONPATH": other}),
        fault("PYTHONPATH names something else of that name", FAKE,
              env={"PYTHONPATH": "{work}/fake"}),
        fault("a .pth file names another build", ["write", "other.pth", other + "\n"]),
        fault("through a link to the environment", ["link", "{work}/link", "{env}"],
              python="{work}/link/bin/python"),
    ]


def broken_import():
    return [
        fault("framework removed", ["remove", "framework"]),
        fault("framework cut in half", ["cut", "framework", "50%"],
              kills="libtensorflow_framework.so.2"),
        fault("framework empty", ["empty", "framework"]),
        fault("cc removed", ["remove", "cc"]),
        fault("cc cut behind its loaded part", ["cut", "cc", "loaded+65536"]),
        fault("cc is text", ["text", "cc"]),
        fault("tensorflow removed", ["remove", "tensorflow"]),
        fault("tensorflow/__init__.py removed", ["remove", "tensorflow/__init__.py"]),
    ]


def borrowed():
    """A wheel without CUDA packages takes the libraries of another place."""
    donor = "{envs}/tf-2.20.0-cuda/lib/{version}/site-packages"
    every = {SEARCHED: "{other_seven}"}
    found = [
        fault("borrows all", env=every),
        fault("nvidia is a link to another environment", ["link", "nvidia", donor + "/nvidia"]),
        fault("a directory of links", ["farm", donor + "/nvidia", "{work}/farm", "absolute"],
              env={SEARCHED: "{work}/farm"}),
        fault("a directory of links without cublasLt",
              ["farm", donor + "/nvidia", "{work}/farm", "absolute"],
              ["remove", "{work}/farm/libcublasLt.so.12"], env={SEARCHED: "{work}/farm"}),
        fault("a directory of links without nvjitlink",
              ["farm", donor + "/nvidia", "{work}/farm", "absolute"],
              ["remove", "{work}/farm/libnvJitLink.so.12"], env={SEARCHED: "{work}/farm"}),
        fault("a directory of links with a bad cufft",
              ["farm", donor + "/nvidia", "{work}/farm", "absolute"],
              ["text", "{work}/farm/libcufft.so.11"], env={SEARCHED: "{work}/farm"}),
        fault("borrows all, a bad cudnn first", ["text", "{work}/early/libcudnn.so.9"],
              env={SEARCHED: "{work}/early:{other_seven}"}),
        fault("borrows all, a bad cudnn last", ["text", "{work}/early/libcudnn.so.9"],
              env={SEARCHED: "{other_seven}:{work}/early"}),
        fault("borrows all, with the toolkit", env=every, toolkit=True),
        fault("borrows all, no device", env={MASKED: "-1", **every}),
        fault("borrows all, CPU only", env={TYPES: "CPU", **every}),
        fault("borrows all, too old a GPU", env=every, stub={"CC": "3.0"}),
        fault("borrows all, no NVML", env=every, nvml=False),
        fault("preloads all", env={PRELOAD: ":".join(
            donor + "/nvidia/" + p for p in (
                "cuda_runtime/lib/libcudart.so.12", "cublas/lib/libcublas.so.12",
                "cufft/lib/libcufft.so.11", "cusolver/lib/libcusolver.so.11",
                "cudnn/lib/libcudnn.so.9"))}),
        fault("the toolkit alone", toolkit=True),
        fault("the toolkit by LD_LIBRARY_PATH", env={SEARCHED: "{toolkit}"}),
        fault("PYTHONPATH names the CUDA environment", env={"PYTHONPATH": donor}),
    ]
    for left_out in ("cuda_runtime", "cublas", "cufft", "cusolver", "cusparse", "cudnn"):
        kept = [d for d in ("cuda_runtime", "cublas", "cufft", "cusolver", "cusparse", "cudnn")
                if d != left_out]
        found.append(fault("borrows all but " + left_out, env={
            SEARCHED: ":".join(donor + "/nvidia/" + d + "/lib" for d in kept)}))
    return found


def some(faults, *names):
    wanted = [f for f in faults if f["name"] in names]
    assert len(wanted) == len(names), names
    return wanted


def of_cpu_build():
    cuda = "{envs}/tf-2.20.0-cuda/lib/{version}/site-packages"
    return (untouched() + broken_import() + [
        fault("toolkit", toolkit=True),
        fault("LD_LIBRARY_PATH names CUDA libraries", env={SEARCHED: "{other_seven}"}),
        fault("nvidia is a link to another environment", ["link", "nvidia", cuda + "/nvidia"]),
        fault("PYTHONPATH names a CUDA build", env={"PYTHONPATH": cuda}),
        fault("no NVML", nvml=False),
        fault("preload of a missing file", env={PRELOAD: "{work}/none.so"}),
        fault("preload of CUDA libraries",
              env={PRELOAD: cuda + "/nvidia/cuda_runtime/lib/libcudart.so.12"}),
    ] + some(visibility(), "visible devices ''", "visible devices '0'", "two devices",
             "device types 'CPU'", "device types 'GPU'", "device types 'CPU,GPU'",
             "device types 'gpu'", "device types ''")
        + some(architecture(), "compute capability 3.0", "compute capability 9.0",
               "at least 200 multiprocessors")
        + some(places(), "environment moved", "environment by python -m venv",
               "the interpreter's own packages", "the user's own packages"))


def of_older():
    return untouched() + [
        fault("toolkit", toolkit=True),
        fault("LD_LIBRARY_PATH names all", env={SEARCHED: "{seven}"}),
        fault("framework without RUNPATH", ["pathless", "framework"]),
    ] + some(visibility(), "visible devices '-1'", "device types 'CPU'", "device types 'GPU'") \
      + some(architecture(), "compute capability 3.0", "no NVML")


def two_distributions():
    return untouched() + [
        REPAIRED,
        fault("tensorflow_cpu uninstalled", ["uninstall", "tensorflow_cpu-2.21.0"]),
        fault("tensorflow uninstalled", ["uninstall", "tensorflow-2.21.0"]),
    ]


def of_small():
    return (some(spoiled(), "removed cufft", "empty cudnn", "cublas cut in half",
                 "cufft is a dangling link")
            + untouched() + [REPAIRED]
            + some(mended(), "LD_LIBRARY_PATH names cusolver")
            + some(search_paths(), "framework without RUNPATH")
            + some(shadowed(), "shadowed by a foreign file")
            + some(dependencies(), "removed nvjitlink")
            + some(visibility([REPAIR]), "visible devices '-1'", "device types 'CPU'"))


def cuda_build(repair=()):
    return (untouched() + spoiled() + dependencies() + moved() + shadowed() + search_paths()
            + preloaded() + mended() + visibility(repair) + architecture(repair)
            + system_toolkit() + places() + broken_import())


FULL = {
    "tf-2.21.0-cuda": cuda_build([REPAIR]),
    "tf-2.20.0-cuda": cuda_build(),
    "tf-2.20.0": untouched() + borrowed() + places() + broken_import()
                 + some(visibility(), "visible devices '-1'", "device types 'GPU'"),
    "tf-cpu-2.21.0": of_cpu_build(),
    "tf-2.21.0-cuda+cpu": two_distributions(),
    "tf-cpu+2.21.0-cuda": two_distributions(),
    "tf-2.18.0-cuda": of_older(),
    "tf-2.16.1-cuda": of_older(),
    "tf-2.13.1": untouched() + some(visibility(), "device types 'CPU'", "device types 'GPU'"),
}
SMALL = {"tf-2.21.0-small": of_small()}
