"""One answer of whycpu against one start of the real framework."""

import json
import os
import re
import subprocess

AGREES, DIFFERS, UNKNOWN, APART = "agrees", "differs", "unknown", "apart"


def assumption(fault):
    """The --assume-gpu that says what the stand-in driver says."""
    stub = fault.get("stub", {})
    parts = ["sm_" + str(stub.get("CC", "9.0")).replace(".", ""),
             "sms=%s" % stub.get("SMS", 108), "count=%s" % stub.get("COUNT", 1)]
    if not fault.get("nvml", True):
        parts.append("no-nvml")
    if "assume" in fault:
        parts.append(fault["assume"])
    return "--assume-gpu=" + ",".join(parts)


def command(whycpu, stage):
    which = [] if stage.fault.get("asked") == "path" else ["--python", stage.python]
    return [whycpu, "check", *which, "--framework", "tensorflow", "--json",
            assumption(stage.fault)]


def ask(whycpu, stage):
    """whycpu's document, or {"broken": why}."""
    try:
        done = subprocess.run(command(whycpu, stage), env=stage.environment(), timeout=60,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
    except subprocess.TimeoutExpired:
        return {"broken": "no answer within 60 s"}
    text = done.stdout.decode(errors="replace")
    try:
        document = json.loads(text.splitlines()[0])
    except (IndexError, ValueError):
        return {"broken": "status %d: %s" % (done.returncode,
                                             done.stderr.decode(errors="replace").strip()[:300])}
    document["status"] = done.returncode
    return document


def subjects(document):
    return sorted({name for cause in document.get("causes", []) if cause["step"] == "libraries"
                   and cause["effect"] == "cpu" for name in cause.get("subjects", [])})


def named_as_fatal(document):
    names = set()
    for cause in document.get("causes", []):
        if cause["effect"] == "fails":
            names.update(cause.get("subjects") or [])
            names.add(cause.get("fails_on") or "")
    return {os.path.basename(name) for name in names}


def summary(document):
    """What is kept of an answer."""
    if "broken" in document:
        return document
    return {"verdict": document["verdict"], "listed": document["listed"],
            "status": document["status"], "subjects": subjects(document),
            "fatal": sorted(named_as_fatal(document) - {""}),
            "raises": document.get("raises"),
            "causes": [cause["id"] for cause in document.get("causes", [])],
            "unknown": [u.get("says", "") for u in document.get("unknown", [])]}


def expected(real):
    if real["outcome"] != "lists":
        return {"verdict": "fails"}
    wanted = {"listed": real["listed"], "verdict": "gpu" if real["listed"] else "cpu"}
    if real["walked"]:
        wanted["subjects"] = real["failed"]
    return wanted


def really_said(said, error):
    """Python names a file as its loader does, on the way by which it was found."""
    plain = re.sub(r"/[a-z_]+/\.\.(?=/)", "", re.sub(r"/[a-z_]+/\.\.(?=/)", "", error))
    return plain.startswith("%s: %s" % (said["exception"], re.sub(
        r"/[a-z_]+/\.\.(?=/)", "", re.sub(r"/[a-z_]+/\.\.(?=/)", "", said["text"]))))


def judge(real, answer, fault):
    """(AGREES | DIFFERS | UNKNOWN | APART, list of what differs)"""
    if "apart" in fault:
        return APART, [fault["apart"]]
    if "broken" in answer:
        return DIFFERS, ["no answer: " + answer["broken"]]
    wanted = expected(real)
    if answer["verdict"] == "unknown":
        return UNKNOWN, answer["unknown"][:2] or ["no reason given"]
    wrong = []
    # A GPU that is listed and has no kernels fails later than this oracle can look.
    later = wanted["verdict"] == "gpu" and answer["verdict"] == "fails"
    if answer["verdict"] != wanted["verdict"] and not later:
        wrong.append("verdict %s, really %s" % (answer["verdict"], wanted["verdict"]))
    if "listed" in wanted and answer["listed"] != wanted["listed"]:
        wrong.append("listed %s, really %s" % (answer["listed"], wanted["listed"]))
    if "subjects" in wanted and answer["subjects"] != wanted["subjects"]:
        wrong.append("names %s, really %s" % (answer["subjects"], wanted["subjects"]))
    killer = fault.get("kills")
    if real["outcome"] != "lists" and killer and not any(
            name.startswith(killer) for name in answer["fatal"]):
        wrong.append("does not name %s as what kills it, but %s" % (killer, answer["fatal"]))
    said = answer.get("raises")
    if not real.get("imported", True) and said and not really_said(said, real.get("error") or ""):
        wrong.append("raises %s: %s, really %s" % (
            said["exception"], said["text"], (real.get("error") or "nothing")[:120]))
    status = {"gpu": 0, "cpu": 1, "fails": 1}[answer["verdict"]]
    if answer["status"] != status:
        wrong.append("exit status %s for verdict %s" % (answer["status"], answer["verdict"]))
    return (DIFFERS if wrong else AGREES), wrong
