"""Every disagreement with real TensorFlow that was ever found, and its mend. A row is never taken
away: where the same thing differs again, it gets another row.

  found     the date
  where     ENVIRONMENT / FAULT, as the run names them
  really    what real TensorFlow did
  answered  what whycpu said before
  mend      what was changed, and the commit
"""


def row(found, where, really, answered, mend):
    return dict(found=found, where=where, really=really, answered=answered, mend=mend)


BOUND = "TF_MIN_GPU_MULTIPROCESSOR_COUNT is read as TensorFlow reads it: blanks and a sign around a " \
        "number of 32 bits, anything else is no bound (46b3149)"

TABLE = [
    row("2026-11-21", "tf-2.20.0-cuda / at least ' 200', '200 ' or '+200' multiprocessors",
        "lists 0", "gpu, lists 1", BOUND),
    row("2026-11-21", "tf-2.20.0-cuda / at least 5000000000 multiprocessors",
        "lists 1", "cpu, lists 0", BOUND),
    row("2026-11-21", "tf-2.20.0-cuda / cublasLt without the symbols that cublas needs",
        "lists 0, without libcublas.so.12 and libcusolver.so.11",
        "gpu, lists 1",
        "the loader looks up what each library needs of the others and names the function that is "
        "missing (74e5853)"),
    row("2026-11-21", "tf-2.21.0-cuda / cublasLt without the symbols that cublas needs",
        "lists 0, without libcublas.so.12 and libcusolver.so.11",
        "cpu, but names libcusolver.so.11 alone",
        "the same (74e5853)"),
    row("2026-11-21", "tf-2.12.1-cu11 / device types 'GPU'",
        "fails: no device can be listed without the CPU's factory",
        "cpu; whether 2.12 reads TF_ENABLED_DEVICE_TYPES was unknown",
        "the variable counts from 2.7 on: its name stands in the wheels of 2.7.0 to 2.11.0, and "
        "2.12.1 obeys it (afb415b)"),
    row("2026-11-21", "way-checkout / by a .pth file that runs code; by a finder; by sitecustomize",
        "lists 1: what runs at each start makes another directory importable",
        "fails: framework-not-installed",
        "code in .pth files and customizations of site leave it open whether a name that is not "
        "found can be imported, but for lines that are known to add nothing; finders of editable "
        "installations are read as before"),
]
