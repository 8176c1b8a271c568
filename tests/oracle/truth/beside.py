"""Compares `whycpu check --framework WORD` with the real framework beside it, fault by fault.

A framework is a small file of data (torch_truth, jax_truth, …) that fills in a Framework and calls
run(). For each fault there is one private mount namespace (stage.py), in which first the real
framework starts, with a stand-in for the driver, and then whycpu is asked about the same world. The
system's CUDA toolkit is hidden. Nothing of the vendor's check of the driver is forged: the code with
which the CUDA runtime turns the stand-in down is the proof that every step before it was passed.

    X_truth --whycpu build/whycpu                 all of it; writes its section of docs/ACCURACY.md
    X_truth --whycpu build/whycpu --only PATTERN  those alone
    X_truth --whycpu build/whycpu --kept          starts nothing again: with kept answers alone
    X_truth --whycpu build/whycpu --again         starts everything again
"""

import argparse
import dataclasses
import fnmatch
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys

import environments
import logs
import machine
import report
import stage

HERE = os.path.dirname(os.path.abspath(__file__))
LONGEST = 900  # seconds
WITH_GPU = os.path.join(HERE, "..", "..", "bench", "with_gpu.sh")


@dataclasses.dataclass
class Framework:
    word: str           # as --framework names it; kept answers lie in real-WORD
    name: str           # as people write it
    environments: tuple
    faults_of: object   # (environment) -> faults, see fault()
    probe: str          # the program that the judged Python runs; prints "PROBE " and JSON
    drivers: dict       # name -> {soname: [sources]}; {}: no library of the driver at all
    keyed: tuple        # the files on which a kept answer depends
    outcome: object     # (real) -> (verdict, what it says in one line)
    differences: object  # (real, answer, fault) -> what is wrong about the answer, in words
    compared: str       # what is compared with what, for docs/ACCURACY.md
    behind: object = lambda real, fault: None  # why that answer cannot be compared; None: it can
    driver_of: object = lambda fault: "whole"  # (fault) -> its key of `drivers`
    words_of: object = lambda environment: {}  # (environment) -> what {word} in a fault stands for
    key_more: object = lambda fault: []  # what else a kept answer depends on
    # Keys of a fault that do not change what really happens.
    forgotten: tuple = ("assume", "ask", "gpu", "look")
    kept: str = ""      # the directory of kept answers, if it is another one
    arguments_of: object = lambda fault: []  # (fault) -> what the probe is given besides
    ask: object = None  # (framework, program, world) -> the answer, if it is not about one document


# -- what faults are made of -------------------------------------------------------------------

def fault(name, *changes, **more):
    """`env`, `stub` (variables of the stand-in driver), `gpu` and `assume` (what --assume-gpu says);
    `look`: on a machine that seems to have a GPU, instead of --assume-gpu; `ask`: there the stand-in
    is asked too (--ask driver)."""
    return dict(name=name, changes=list(changes), **more)


def library(environment, stem):
    """Below site-packages; None where this release has none."""
    site = environments.site_of(environment)
    found = sorted(glob.glob(os.path.join(glob.escape(site), "nvidia", "*", "lib",
                                          stem + ".so.*[0-9]")))
    return os.path.relpath(found[0], site) if found else None


def decoys(environment, *stems):
    """Files of those names that are no libraries, in {work}/decoy."""
    return [("write", "{work}/decoy/" + os.path.basename(library(environment, stem)), "x" * 99)
            for stem in stems if library(environment, stem)]


# -- inside the namespace ----------------------------------------------------------------------

def driver_directory(framework, name):
    return os.path.join(environments.CACHE, "driver", framework.word + "-" + name)


class BesideStage(stage.Stage):
    def __init__(self, framework, environment, what):
        super().__init__(environment, what)
        self.driver = driver_directory(framework, framework.driver_of(what))
        self.words.update(framework.words_of(environment))

    def set_up(self):
        super().set_up()
        if "machine" in self.fault:
            machine.lay(stage.WORK, self.fault["machine"])


def start(framework, world):
    """What the real framework does."""
    done = subprocess.run([world.python, os.path.join(HERE, framework.probe),
                           *framework.arguments_of(world.fault)],
                          env=world.environment(), stdin=subprocess.DEVNULL, timeout=LONGEST,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    line = next((x for x in done.stdout.splitlines() if x.startswith("PROBE ")), None)
    return (json.loads(line[6:]) if line
            else {"status": done.returncode, "died": done.stderr[-300:]})


def assumption(framework, what):
    """The GPU that the stand-in driver stands for; without one there is none to assume. On a machine
    that has one the driver itself is asked."""
    if "machine" in what:
        return ["--ask=driver"]
    libraries = framework.drivers[framework.driver_of(what)]
    if not libraries:
        return []
    words = [what.get("gpu", "sm_90")] + ([what["assume"]] if "assume" in what else [])
    words += [] if "libnvidia-ml.so.1" in libraries else ["no-nvml"]
    return ["--assume-gpu=" + ",".join(words)]


def ask(framework, program, world):
    command = [program, "check", "--python", world.python, "--framework", framework.word, "--json"]
    variables = world.environment()
    if world.fault.get("ask"):
        command += ["--ask", "driver"]
    if world.fault.get("ask") or world.fault.get("look"):
        given = ["%s=%s" % pair for pair in variables.items()]
        command = [WITH_GPU, "env", "-i", *given, *command]
    else:
        command += assumption(framework, world.fault)
    done = subprocess.run(command, env=variables, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True)
    document = json.loads(done.stdout.splitlines()[0])
    causes = document["causes"]
    return {"verdict": document["verdict"], "listed": document["listed"],
            "raises": document.get("raises"), "causes": [c["id"] for c in causes],
            "told": logs.causes_of(document),
            "findings": [c["id"] for c in document["findings"]],
            "effects": {c["id"]: c["effect"] for c in causes},
            "subjects": [s for c in causes for s in c["subjects"]],
            "fails_on": [c["fails_on"] for c in causes if c["fails_on"]],
            "fixes": [f["id"] for c in causes for f in c["fixes"]],
            "notes": document["notes"],
            "unknown": ["%s: %s" % (u["says"], u["because"]) for u in document["unknown"]]}


def inside(framework, job):
    stage.die_with_parent()
    world = BesideStage(framework, job["environment"], job["fault"])
    world.set_up()
    result = {}
    if job["real"]:
        result["real"] = start(framework, world)
    if job["whycpu"]:
        result["answer"] = (framework.ask or ask)(framework, job["whycpu"], world)
    print("RESULT " + json.dumps(result))
    return 0


# -- outside of it -----------------------------------------------------------------------------

def build_drivers(framework):
    compiler = os.environ.get("CC", "cc").split()
    for name, libraries in framework.drivers.items():
        directory = driver_directory(framework, name)
        os.makedirs(directory, exist_ok=True)
        for file, sources in libraries.items():
            soname = file.split(".so.")[0] + ".so.1"
            subprocess.run(compiler + [
                "-std=gnu11", "-O1", "-fPIC", "-shared", "-fvisibility=hidden",
                *[os.path.join(HERE, one) for one in sources], "-Wl,-soname," + soname, "-o",
                os.path.join(directory, file)], check=True)
            link = os.path.join(directory, soname)
            if file != soname and not os.path.lexists(link):
                os.symlink(file, link)


def kept_directory(framework):
    return os.path.join(environments.CACHE, framework.kept or "real-" + framework.word)


def kept_file(framework, environment, what):
    """Where the real outcome of a fault is kept; named by everything that could change it."""
    parts = [environment, environments.fingerprint(environment),
             {k: v for k, v in what.items() if k not in framework.forgotten}]
    for name in framework.keyed:
        with open(os.path.join(HERE, name)) as stream:
            parts.append(stream.read())
    text = json.dumps(parts + framework.key_more(what), sort_keys=True)
    return os.path.join(kept_directory(framework),
                        hashlib.sha256(text.encode()).hexdigest()[:24] + ".json")


def in_namespace(job):
    done = subprocess.run(["unshare", "-m", "--propagation", "private", "--", sys.executable,
                           os.path.abspath(sys.argv[0]), "--inside", json.dumps(job)],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    line = next((x for x in done.stdout.splitlines() if x.startswith("RESULT ")), None)
    if line is None:
        return {"not_run": (done.stderr.strip().splitlines() or ["no result"])[-1]}
    return json.loads(line[7:])


def try_one(framework, environment, what, options):
    """{"real", "answer", "wrong"}, or {"not_run": why}."""
    kept = kept_file(framework, environment, what)
    job = {"environment": environment, "fault": what, "whycpu": options.whycpu, "real": True}
    real = None
    if os.path.exists(kept) and not options.again:
        with open(kept) as stream:
            real = json.load(stream)
        job["real"] = False
    elif options.kept:
        return {"not_run": "not started yet"}
    result = in_namespace(job)
    if "not_run" in result:
        return result
    if real is None:
        real = result["real"]
        os.makedirs(kept_directory(framework), exist_ok=True)
        with open(kept, "w") as stream:
            json.dump(real, stream)
    answer = result.get("answer")
    behind = framework.behind(real, what)
    open_ = answer is None or answer["verdict"] == "unknown" or behind
    if answer and behind:
        answer["unknown"] = [behind]
    return {"real": real, "answer": answer, "open": bool(open_),
            "wrong": [] if open_ else framework.differences(real, answer, what)}


AGREES, OPEN, DIFFERS, NOT_RUN = "agree", "left open", "differ", "not run"
KINDS = (AGREES, OPEN, DIFFERS, NOT_RUN)


def kind_of(row):
    if "not_run" in row:
        return NOT_RUN
    if row["wrong"]:
        return DIFFERS
    return OPEN if row["answer"] and row["open"] else AGREES


def tell(framework, number, row):
    if "not_run" in row:
        print("ok %d - %s # SKIP %s" % (number, row["name"], row["not_run"]), flush=True)
        return
    verdict, said = framework.outcome(row["real"])
    print("%s %d - %s: %s: %s" % ("not ok" if row["wrong"] else "ok", number,
                                  row["name"].replace("#", "No. "), verdict,
                                  said.replace("#", "No. ")[:110]), flush=True)
    answer = row["answer"]
    if row["kind"] == OPEN:
        print("# left open: %s" % "; ".join(answer["unknown"][:2]))
    for wrong in row["wrong"]:
        print("# %s (answered %s %s %s %s)" % (wrong, answer["verdict"], answer["causes"],
                                               answer["fails_on"], answer["unknown"][:2]))


def rows_of(framework, options):
    wanted = options.only.split("/")[0] if options.only[0] != "*" else "*"
    for environment in framework.environments:
        if not fnmatch.fnmatch(environment, wanted):
            continue  # not even installed
        try:
            environments.install(environment, print)
        except environments.Unreachable as why:
            yield {"environment": environment, "name": environment,
                   "not_run": str(why).replace("\n", " ")}
            continue
        for what in framework.faults_of(environment):
            name = environment + "/" + what["name"]
            if fnmatch.fnmatch(name, options.only):
                yield dict(try_one(framework, environment, what, options),
                           environment=environment, name=name)


# -- docs/ACCURACY.md --------------------------------------------------------------------------

HEADINGS = {DIFFERS: "Where they differ:", OPEN: "Left open:", NOT_RUN: "Not run:"}


def table_line(name, rows):
    kinds = [row["kind"] for row in rows if row["environment"] == name]
    return "| %s | %s | %d | %s |" % (
        name, report.python_of(name) if environments.is_complete(name) else "", len(kinds),
        " | ".join(str(kinds.count(kind)) for kind in KINDS))


def bullet(row):
    said = row["not_run"] if "not_run" in row else "; ".join(row["wrong"]) or \
        row["answer"]["unknown"][0]
    return "- %s: %s" % (row["name"], said)


def section(framework, rows, old):
    """`old`: the lines of the section as it was; what was not tried now is taken from there."""
    tried = {row["environment"] for row in rows}
    table, bullets = {}, []
    for line in old:
        name = line.lstrip("-| ").split("/")[0].split(" ")[0]
        if line.startswith("| ") and name in framework.environments and name not in tried:
            table[name] = line
        elif line.endswith(":") and line in HEADINGS.values():
            heading = line
        elif line.startswith("- ") and name not in tried:
            bullets.append((heading, line))
    table.update((name, table_line(name, rows)) for name in tried)
    bullets += [(HEADINGS[row["kind"]], bullet(row)) for row in rows if row["kind"] in HEADINGS]
    cells = [[int(cell) for cell in line.split("|")[4:-1]] for line in table.values()]
    agree, open_, differ, _ = map(sum, zip(*cells))
    out = ["## " + framework.name, "", framework.compared + " %d of %d answers agree, %d were left "
           "open. Generated by `./dev truth --%s`." % (agree, agree + differ, open_,
                                                      framework.word), "",
           "| environment | Python | faults | %s |" % " | ".join(KINDS), "|---" * 7 + "|"]
    out += [table[name] for name in framework.environments if name in table]
    for heading in HEADINGS.values():
        lines = [line for one, line in bullets if one == heading]
        out += ["", heading, ""] + lines if lines else []
    return "\n".join(out).replace(environments.ENVIRONMENTS + "/", "") + "\n"


def write_accuracy(framework, rows, path):
    with open(path) as stream:
        text = stream.read()
    before, old, behind = report.section_in(text, "## " + framework.name)
    with open(path, "w") as stream:
        stream.write(before.rstrip("\n") + "\n\n" + section(framework, rows, old.splitlines())
                     + ("\n" + behind.lstrip("\n") if behind else ""))


# -- the command -------------------------------------------------------------------------------

def compare_all(framework, options):
    build_drivers(framework)
    stage.build_bare_cache()
    rows = []
    for row in rows_of(framework, options):
        rows.append(dict(row, kind=kind_of(row)))
        tell(framework, len(rows), rows[-1])
    print("1..%d" % len(rows))
    print("# " + ", ".join("%d %s" % ([row["kind"] for row in rows].count(kind), kind)
                           for kind in KINDS))
    whole = options.only == "*" and not options.kept
    path = options.accuracy or (os.path.join(report.ROOT, "docs", "ACCURACY.md") if whole else None)
    if path and options.whycpu:
        write_accuracy(framework, rows, path)
    return 1 if any(row["kind"] == DIFFERS for row in rows) else 0


def run(framework):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whycpu", type=os.path.abspath)
    parser.add_argument("--only", default="*")
    parser.add_argument("--kept", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--accuracy", type=os.path.abspath)
    parser.add_argument("--inside", type=json.loads, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if shutil.which("ldconfig") is None:
        os.environ["PATH"] += ":/sbin:/usr/sbin"
    return inside(framework, options.inside) if options.inside else compare_all(framework, options)
