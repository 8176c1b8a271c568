"""What real TensorFlow prints in one prepared world, and what `whycpu log` says of it.

The texts are kept beside the real outcomes, never committed. Of each recording three texts are asked
about: all of it, without the lines that the program itself printed (version and number of GPUs), and
with the list of packages that people are asked for.
"""

import gzip
import json
import os
import re
import subprocess
import tempfile

import compare

RECORDING_VERSION = 2
LONGEST = 900  # seconds
HERE = os.path.dirname(os.path.abspath(__file__))
LEVELS = {"default": {}, "verbose": {"TF_CPP_MAX_VLOG_LEVEL": "1"}}
OF_THE_PROGRAM = ("TensorFlow version:", "Num GPUs Available:")
PARTS = {"whole": "with the program's own lines", "alone": "without them",
         "packages": "with them and the list of packages"}
LIST_PACKAGES = ("import importlib.metadata as m\n"
                 "for name, version in sorted({(str(d.metadata['Name']), d.version)\n"
                 "                             for d in m.distributions()}):\n"
                 "    print('%s==%s' % (name, version))\n")

AGREES, PART, PROBABLY = "agrees", "in part", "probably"
UNKNOWN, WRONG = "cannot tell", "wrong"
SILENT, APART = "says nothing", "apart"
# What ran, and not why it was that: the other cause behind it stands in the environment alone.
BEHIND = {"conflicting-tf-packages": "cpu-only-build"}


# -- recording, in the namespace ---------------------------------------------------------------

def record(stage, level):
    """A start of real TensorFlow by a shell, which tells of a process that is killed."""
    command = ["sh", "-c", '"$@"; exit $?', "sh", stage.python, os.path.join(HERE, "log_probe.py")]
    try:
        done = subprocess.run(command, env=dict(stage.environment(), **LEVELS[level]),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return None
    text = done.stdout.decode(errors="replace")
    packages = subprocess.run([stage.python, "-c", LIST_PACKAGES], env=stage.environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    count = re.search(r"^Num GPUs Available:\s+(\d+)", text, re.MULTILINE)
    return {"text": text, "status": done.returncode, "packages": packages.stdout,
            "listed": int(count.group(1)) if count else None}


def path_of(folder, key, level):
    return os.path.join(folder, "%s-%d-%s.json.gz" % (key, RECORDING_VERSION, level))


def kept(folder, key):
    """The levels that are recorded, as far as they are."""
    found = {}
    for level in LEVELS:
        path = path_of(folder, key, level)
        if os.path.exists(path):
            with gzip.open(path, "rt", encoding="utf-8") as stream:
                found[level] = json.load(stream)
    return found


def keep(folder, key, level, recorded):
    os.makedirs(folder, exist_ok=True)
    path = path_of(folder, key, level)
    with gzip.open(path + ".new", "wt", encoding="utf-8") as stream:
        json.dump(recorded, stream)
    os.replace(path + ".new", path)


# -- asking ------------------------------------------------------------------------------------

def part_of(recorded, part):
    text = recorded["text"]
    if part == "whole":
        return text
    if part == "packages":
        return text + "\n$ pip freeze\n" + recorded["packages"]
    return "".join(line for line in text.splitlines(True) if not line.startswith(OF_THE_PROGRAM))


def causes_of(document):
    return [{key: cause.get(key) for key in ("id", "step", "effect", "certain",
                                                "follows_from", "subjects")}
            for cause in document.get("causes", [])]


def told_by_log(whycpu, text):
    """What `whycpu log` says; of several episodes, all that they say together."""
    with tempfile.NamedTemporaryFile(suffix=".log") as file:
        file.write(text.encode())
        file.flush()
        done = subprocess.run([whycpu, "log", "--json", file.name], timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    if not documents:
        return {"broken": "status %d: %s" % (done.returncode, done.stderr.decode()[-300:])}
    told = {"verdicts": [d["verdict"] for d in documents], "causes": [], "needs": []}
    for document in documents:
        told["causes"] += causes_of(document)
        told["needs"] += [need["command"] for need in document.get("needs", [])
                          if need.get("command")]
    return told


def told_by_check(whycpu, stage):
    document = compare.ask(whycpu, stage)
    if "broken" in document:
        return document
    return {"verdict": document["verdict"], "listed": document["listed"],
            "causes": causes_of(document)}


# -- judging -----------------------------------------------------------------------------------

def contradictions(recorded, told):
    """What the log's answer says against what was seen to happen."""
    found = []
    if recorded["listed"]:
        found += ["%s, and a GPU was listed" % c["id"] for c in told["causes"]
                  if c["effect"] in ("cpu", "fails")]
        found += ["verdict %s, and a GPU was listed" % v for v in told["verdicts"]
                  if v in ("cpu", "fails")]
    elif "gpu" in told["verdicts"]:
        found.append("verdict gpu, and no GPU was listed")
    if recorded["listed"] == 0 and "fails" in told["verdicts"]:
        found.append("verdict fails, and the devices were listed")
    return found


def reasons_of(check, recorded):
    """The check's causes that a start as short as this one can meet, in chain order: what fails at
    the first kernel alone comes later than the list of devices."""
    return [c for c in check.get("causes", [])
            if not c["follows_from"] and (c["effect"] == "cpu" or recorded["listed"] is None)]


def judge_certain(told, reasons):
    """What is told for certain against all that the check finds. A run stops at the first of several
    faults that it meets, which need not be the first of the chain."""
    first = told["causes"][0]
    certain = next(c for c in told["causes"] if c["certain"])
    found = [c["id"] for c in reasons]
    if certain["id"] not in found:
        behind = certain["id"] == BEHIND.get(found[0]) and told["needs"]
        return (PART if behind else WRONG), ["%s, and not %s" % (certain["id"], found[0])]
    if not first["certain"] and first["step"] != reasons[0]["step"]:
        return WRONG, ["%s is suspected before %s, which is certain" % (first["id"],
                                                                        certain["id"])]
    if certain["id"] != found[0]:
        return PART, ["%s, and nothing of %s" % (certain["id"], found[0])]
    return AGREES, [certain["id"]]


def judge(recorded, told, check, fault):
    """(AGREES | PART | PROBABLY | UNKNOWN | WRONG | SILENT | APART, list of what is to be said of it)"""
    if "broken" in told:
        return WRONG, ["no answer: " + told["broken"]]
    found = contradictions(recorded, told)
    if found:
        return WRONG, found
    certain = [c["id"] for c in told["causes"] if c["certain"]]
    reasons = reasons_of(check, recorded)
    if recorded["listed"]:
        return AGREES, certain or ["no cause"]
    if "apart" in fault or not reasons:
        return APART, certain or ["no cause"]
    if certain:
        return judge_certain(told, reasons)
    suspected = [c["id"] for c in told["causes"]]
    if not told["needs"]:
        return SILENT, ["no cause is certain, and no command that would settle it"]
    if set(suspected[:1]) & {c["id"] for c in reasons}:
        return PROBABLY, suspected
    return UNKNOWN, suspected or ["no cause is suspected"]


def answers(whycpu, texts, check, fault):
    """For each level and part: what was listed, what the log tells, and how that is judged."""
    found = []
    for level, recorded in sorted(texts.items()):
        for part in PARTS:
            told = told_by_log(whycpu, part_of(recorded, part))
            judged, says = judge(recorded, told, check, fault)
            found.append({"level": level, "part": part, "listed": recorded["listed"], "told": told,
                          "judged": judged, "says": says})
    return found
