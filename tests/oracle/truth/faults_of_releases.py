"""Faults for every release, and for every way in which an environment is made."""

from faults import MASKED, REPAIR, SEARCHED, SEVEN, SMALLEST, TYPES, fault, some, untouched

EARLY = "{work}/early"
NAMED = {SEARCHED: "{seven}"}


def of_release(env=None, repair=(), needs_nvjitlink=True):
    """What every CUDA build of TensorFlow must answer alike; `env` is what makes it work."""
    env = env or {}

    def of(name, *changes, **more):
        variables = {**env, **more.pop("env", {})}
        return fault(name, *repair, *changes, env=variables, **more)

    def shadow(directory):
        return {SEARCHED: directory + ":" + env.get(SEARCHED, "/nonexistent")}

    mended = [of("works")] if env or repair else []
    found = untouched() + mended + [of("removed " + role, ["remove", role])
                                      for role in SEVEN]
    found += [
        of("removed cudart and cudnn", ["remove", "cudart"], ["remove", "cudnn"]),
        of("cufft of another major", ["move", "cufft", "{site}/nvidia/cufft/lib/libcufft.so.99"]),
        of("cudnn of another major", ["move", "cudnn", "{site}/nvidia/cudnn/lib/libcudnn.so.5"]),
        of("empty cusolver", ["empty", "cusolver"]),
        of("text instead of cusparse", ["text", "cusparse"]),
        of("cublas cut in half", ["cut", "cublas", "50%"], kills="libcublas.so"),
        of("cudart for another machine", ["poke", "cudart", 18, [183, 0]]),
        of("cufft shadowed by text", ["text", EARLY + "/{libcufft}"], env=shadow(EARLY)),
        of("cudart shadowed by a foreign file", ["copy", "cudart", EARLY + "/{libcudart}"],
           ["poke", EARLY + "/{libcudart}", 18, [183, 0]], env=shadow(EARLY)),
        of("framework without RUNPATH", ["pathless", "framework"]),
        of("framework without RUNPATH, LD_LIBRARY_PATH names all", ["pathless", "framework"],
           env=NAMED),
        of("LD_LIBRARY_PATH names all", env=NAMED),
        of("toolkit", toolkit=True),
        of("toolkit, nvidia removed", ["remove", "nvidia"], toolkit=True),
        of("visible devices ''", env={MASKED: ""}),
        of("two devices, visible '1'", env={MASKED: "1"}, stub={"COUNT": 2}),
        of("device types 'CPU'", env={TYPES: "CPU"}),
        of("device types 'GPU'", env={TYPES: "GPU"}),
        of("compute capability 3.0", stub={"CC": "3.0"}),
        of("compute capability 3.5", stub={"CC": "3.5"}),
        of("at least 200 multiprocessors", env={SMALLEST: "200"}),
        of("no NVML", nvml=False),
        of("framework removed", ["remove", "framework"]),
    ]
    if needs_nvjitlink:
        found.append(of("removed nvjitlink", ["remove", "nvjitlink"]))
    return found


def shortly(faults):
    """Without what the releases before and after it have already told."""
    left_out = {"removed cudart and cudnn", "cudart for another machine",
                "cudart shadowed by a foreign file", "toolkit, nvidia removed",
                "compute capability 3.5", "LD_LIBRARY_PATH names all", "removed cusparse",
                "two devices, visible '1'"}
    return [f for f in faults if f["name"] not in left_out]


def briefly(faults):
    """Where only the interpreter is another one, or where little works."""
    return [f for f in faults if f["name"] == "works"] + some(
                faults, "untouched", "removed cusolver", "cudnn of another major",
                "cufft shadowed by text", "framework without RUNPATH", "visible devices ''",
                "compute capability 3.0", "no NVML")


def of_cpu_release():
    return untouched() + [
        fault("toolkit by LD_LIBRARY_PATH", env={SEARCHED: "{toolkit}"}, toolkit=True),
        fault("visible devices ''", env={MASKED: ""}),
        fault("device types 'GPU'", env={TYPES: "GPU"}),
        fault("no NVML", nvml=False),
        fault("framework removed", ["remove", "framework"]),
        fault("PYTHONPATH names an empty directory", env={"PYTHONPATH": "{work}/empty"}),
    ]


def mixed():
    """CUDA libraries of a release that the framework was not built for."""
    return untouched() + [
        fault("LD_LIBRARY_PATH names all", env=NAMED),
        fault("toolkit", toolkit=True),
        fault("toolkit, LD_LIBRARY_PATH names all", env=NAMED, toolkit=True),
        fault("links of the majors that are asked for", *[
            ["link", EARLY + "/" + asked, "{site}/nvidia/%s/lib/%s" % (package, there)]
            for package, asked, there in (
                ("cuda_runtime", "libcudart.so.11.0", "libcudart.so.12"),
                ("cublas", "libcublas.so.11", "libcublas.so.12"),
                ("cublas", "libcublasLt.so.11", "libcublasLt.so.12"),
                ("cufft", "libcufft.so.10", "libcufft.so.11"),
                ("cusparse", "libcusparse.so.11", "libcusparse.so.12"),
                ("cudnn", "libcudnn.so.8", "libcudnn.so.9"))],
              env={SEARCHED: EARLY + ":{seven}"}),
    ]


def lost_half():
    """Two CUDA majors in one directory each, and what is left when one is uninstalled."""
    return untouched() + [
        fault("LD_LIBRARY_PATH names all", env=NAMED),
        fault("cuBLAS of CUDA 11 uninstalled", ["uninstall", "nvidia_cublas_cu11-11.11.3.6"]),
        fault("cuDNN of CUDA 11 uninstalled", ["uninstall", "nvidia_cudnn_cu11-8.7.0.84"]),
        fault("cuDNN of CUDA 12 uninstalled", ["uninstall", "nvidia_cudnn_cu12-9.3.0.75"]),
        fault("cuBLAS of CUDA 12 uninstalled", ["uninstall", "nvidia_cublas_cu12-12.5.3.2"]),
    ]


def of_way():
    """Wherever the environment is and whoever made it."""
    return untouched() + [
        fault("LD_LIBRARY_PATH names all", env=NAMED),
        fault("removed cufft", ["remove", "cufft"]),
        fault("cudnn cut to a page", ["cut", "cudnn", 4096], kills="libcudnn.so"),
        fault("framework without RUNPATH", ["pathless", "framework"]),
        fault("PYTHONNOUSERSITE", env={"PYTHONNOUSERSITE": "1"}),
        fault("tensorflow removed", ["remove", "tensorflow"], lenient=True),
    ]


def found_by():
    """The same environment, as a person starts it."""
    return [
        fault("through PATH", env={"PATH": "{bin}:/usr/bin:/bin"}, asked="path"),
        fault("activated", env={"PATH": "{bin}:/usr/bin:/bin", "VIRTUAL_ENV": "{prefix}"},
              asked="path"),
    ]


def of_user():
    return of_way() + [
        fault("another HOME", env={"HOME": "{work}/home"}),
        fault("PYTHONUSERBASE names it", env={"HOME": "{work}/home",
                                              "PYTHONUSERBASE": "{env}/home/.local"}),
        fault("PYTHONUSERBASE names nothing", env={"PYTHONUSERBASE": "{work}/empty"}),
        fault("not seen from an environment", ["venv", "{work}/venv"],
              python="{work}/venv/bin/python"),
        fault("seen from an environment that sees the system's", ["venv", "{work}/venv",
                                                                 "--system-site-packages"],
              python="{work}/venv/bin/python"),
    ]


def of_target():
    return of_way() + [
        fault("PYTHONPATH ends in a slash", env={"PYTHONPATH": "{site}/"}),
        fault("PYTHONPATH with empty elements", env={"PYTHONPATH": "::{site}::"}),
        fault("PYTHONPATH is relative", ["link", "{work}/cwd/packages", "{site}"],
              env={"PYTHONPATH": "packages"}),
        fault("PYTHONPATH is empty", env={"PYTHONPATH": ""}),
        fault("PYTHONPATH through a link", ["link", "{work}/packages", "{site}"],
              env={"PYTHONPATH": "{work}/packages"}),
    ]


def of_conda():
    prefix = {SEARCHED: "{env}/lib"}
    return of_way() + [
        fault("the framework has RPATH to the prefix", ["pathless", "framework"],
              ["remove", "cusolver"]),
        fault("LD_LIBRARY_PATH names the prefix", env=prefix),
        fault("LD_LIBRARY_PATH names the prefix, cublas cut", ["cut", "cublas", "50%"],
              env=prefix, kills="libcublas.so"),
        fault("LD_LIBRARY_PATH names the prefix, no cudnn", ["remove", "cudnn"], env=prefix),
        fault("framework without RUNPATH, no cudnn", ["pathless", "framework"],
              ["remove", "cudnn"]),
        fault("environment moved", ["relocate", "{work}/moved"], python="{work}/moved/bin/python",
              env={SEARCHED: "{work}/moved/lib"}),
        fault("environment moved, framework without RUNPATH", ["pathless", "framework"],
              ["relocate", "{work}/moved"], python="{work}/moved/bin/python"),
        fault("a venv of its interpreter", ["venv", "{work}/venv", "--system-site-packages"],
              ["pathless", "framework"], python="{work}/venv/bin/python"),
    ]


def of_debian():
    """The distribution's own interpreter, and its directory for what others install."""
    there = "/usr/local/lib/{version}/dist-packages"
    debian = "/usr/bin/python3"
    return [
        fault("in dist-packages of the distribution's interpreter", ["bind", "{site}", there],
              python=debian),
        fault("in dist-packages, without the libraries", ["bind", "{site}", there],
              ["remove", there + "/nvidia"], python=debian),
        fault("in the user's own, for the distribution's interpreter",
              ["bind", "{site}", "{work}/home/.local/lib/{version}/site-packages"],
              python=debian),
    ]


def of_checkout():
    """What makes Python look into a directory that is no part of the environment."""
    finder = ("import sys, importlib.util\n"
              "class Finder:\n"
              "    def find_spec(name, path=None, target=None):\n"
              "        if name == 'tensorflow':\n"
              "            return importlib.util.spec_from_file_location(\n"
              "                name, '{env}/checkout/tensorflow/__init__.py')\n"
              "sys.meta_path.insert(0, Finder)\n")

    def by(name, *lines, **more):
        return fault(name, ["forget_editable"], *lines, **more)

    plain = ["write", "there.pth", "{env}/checkout\n"]
    return of_way() + [
        by("nothing leads there"),
        by("by a .pth file", plain),
        by("by a .pth file, LD_LIBRARY_PATH names all", plain, env=NAMED),
        by("by a .pth file that ends without a newline",
           ["write", "there.pth", "# comment\n\n{env}/checkout"], env=NAMED),
        by("by a .pth file that is relative", ["write", "there.pth", "../../../../checkout\n"],
           env=NAMED),
        by("by a .pth file that is hidden", ["write", ".there.pth", "{env}/checkout\n"], env=NAMED),
        by("by a .pth file that runs code",
           ["write", "there.pth", "import sys; sys.path.append('{env}/checkout')\n"], env=NAMED),
        by("by a finder", ["write", "finder.py", finder],
           ["write", "finder.pth", "import finder\n"], env=NAMED),
        by("by sitecustomize", ["write", "sitecustomize.py",
                                "import sys; sys.path.append('{env}/checkout')\n"], env=NAMED),
        by("by PYTHONPATH", env={"PYTHONPATH": "{env}/checkout"}),
        by("by a link", ["link", "tensorflow", "{env}/checkout/tensorflow"]),
    ]


RELEASES = {
    "tf-2.12.1-cu11": of_release(env=NAMED, needs_nvjitlink=False),
    "tf-2.12.1-cu11+curand": briefly(of_release(env=NAMED)),
    "tf-2.13.1-cu11": briefly(of_release(env=NAMED)),
    "tf-2.14.1-cuda": of_release(needs_nvjitlink=False),
    "tf-2.15.1-cuda": shortly(of_release()),
    "tf-2.16.2-cuda": shortly(of_release()),
    "tf-2.17.1-cuda": shortly(of_release()),
    "tf-2.19.1-cuda": shortly(of_release()),
    "tf-2.20.0-cuda-3.13": briefly(of_release()),
    "tf-2.21.0-cuda-3.13": briefly(of_release(repair=[REPAIR])),
    "tf-cpu-2.12.1": of_cpu_release(),
    "tf-cpu-2.15.1": of_cpu_release(),
    "tf-2.13.1-cu12": mixed(),
    "tf-2.15.1-cudnn9": briefly(of_release()),
    "tf-2.20.0-cu11+cu12": lost_half(),
    "way-venv": of_way() + of_debian(),
    "way-virtualenv": of_way(),
    "way-system-framework": of_way(),
    "way-system-libraries": of_way(),
    "way-system-all": of_way(),
    "way-uv-relocatable": of_way() + found_by(),
    "way-uv-symlinks": of_way(),
    "way-user": of_user(),
    "way-target": of_target(),
    "way-conda": of_conda(),
    "way-editable": of_way(),
    "way-checkout": of_checkout(),
    "way-moved": of_way() + found_by(),
    "way-odd-path": of_way() + found_by(),
    "way-link": of_way() + found_by(),
}
