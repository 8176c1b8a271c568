"""Of which faults the texts are recorded: each kind, on several releases and builds.

Every start takes seconds, so not all of them. A row is an environment and patterns of names.
"""

import fnmatch

import faults
import faults_of_releases

EVERY = ["*"]
OF_NEWEST = [
    "untouched", "removed cudart", "removed cublas", "removed cufft", "removed cudnn",
    "empty cudart", "empty cudnn", "text instead of cufft", "cudart cut in half",
    "cudnn cut to a page", "cufft is a dangling link", "cufft of mode 000",
    "cufft for another machine", "cudnn of another major", "cufft of another major",
    "removed nvjitlink", "nvjitlink cut in half", "cudnn's parts removed",
    "cublasLt without the symbols that cublas needs", "cufft moved",
    "the nvidia directory moved", "shadowed by text", "shadowed by a foreign file",
    "framework without RUNPATH", "framework without RUNPATH, LD_LIBRARY_PATH names all",
    "preload of a missing file", "preload of a library cut in half", "a link repairs it",
    "LD_LIBRARY_PATH names all", "visible devices ''", "visible devices '-1'",
    "visible devices '1'", "visible devices 'GPU-deadbeef'", "two devices",
    "two devices, visible '1,0'", "device types 'CPU,GPU'", "device types 'CPU'",
    "device types 'GPU'",
    "compute capability 3.0", "compute capability 5.0", "compute capability 12.0",
    "at least 200 multiprocessors", "multiprocessors 108 and 4", "no NVML", "NVML fails",
    "cuInit fails with 999", "cuInit fails with 803", "driver 11.4", "toolkit, nvidia removed",
    "environment that does not see the interpreter's packages",
    "PYTHONPATH names another build", "PYTHONPATH names something else of that name",
    "framework removed", "framework cut in half", "framework empty", "cc removed",
    "tensorflow removed", "tensorflow/__init__.py removed",
]
CHOSEN = {
    "tf-2.12.1-cu11": EVERY,
    "tf-2.13.1": EVERY,
    "tf-2.13.1-cu12": EVERY,
    "tf-2.14.1-cuda": ["untouched", "removed cufft", "removed cudnn", "no NVML"],
    "tf-2.15.1-cuda": EVERY,
    "tf-2.15.1-cudnn9": ["untouched", "cudnn of another major"],
    "tf-2.16.1-cuda": EVERY,
    "tf-2.17.1-cuda": ["untouched", "removed cudart", "visible devices*", "device types*",
                       "compute capability 3.0", "at least*"],
    "tf-2.18.0-cuda": EVERY,
    "tf-2.19.1-cuda": EVERY,
    "tf-2.20.0": ["untouched", "borrows all", "borrows all, *", "borrows all but cudnn",
                  "PYTHONPATH names the CUDA environment", "visible devices*", "device types*"],
    "tf-2.20.0-cuda": ["untouched", "removed cudart", "visible devices '-1'", "no NVML",
                       "NVML fails", "cuInit*", "device types 'GPU'", "device types 'CPU,GPU'"],
    "tf-2.20.0-cu11+cu12": EVERY,
    "tf-2.21.0-cuda": OF_NEWEST,
    "tf-2.21.0-cuda+cpu": EVERY,
    "tf-cpu-2.12.1": EVERY,
    "tf-cpu-2.15.1": EVERY,
    "tf-cpu-2.21.0": ["untouched", "toolkit", "LD_LIBRARY_PATH names CUDA libraries",
                      "PYTHONPATH names a CUDA build", "no NVML", "visible devices*",
                      "device types*", "framework removed", "compute capability 9.0"],
    "way-conda": ["untouched", "removed cufft", "LD_LIBRARY_PATH names the prefix*"],
    "way-user": ["untouched", "tensorflow removed"],
}


def chosen(table):
    """Of a table environment -> faults, those whose texts are recorded."""
    for environment, of_it in table.items():
        patterns = CHOSEN.get(environment, [])
        wanted = [f for f in of_it
                  if any(fnmatch.fnmatchcase(f["name"], p.replace("[", "[[]")) for p in patterns)]
        if wanted:
            yield environment, wanted


def wanted():
    """environment -> of how many worlds the texts are to be recorded."""
    table = {**faults.FULL, **faults_of_releases.RELEASES}
    return {environment: len(of_it) for environment, of_it in chosen(table)}
