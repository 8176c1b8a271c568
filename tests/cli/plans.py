#!/usr/bin/env python3
"""Every machine of tests/machines gets a plan: nothing crashes, each document is as its schema
says, each cause that stops the GPU and follows from no other has a step that says what is done, and
what is called enough ends in the GPU. Prints TAP.

WHYCPU, VALIDATE_JSON, SCHEMAS, MACHINES and JUDGE_MACHINES as in meson.build.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from tap import done, tell  # noqa: E402

WHYCPU, VALIDATE, JUDGE = (os.environ[name] for name in ("WHYCPU", "VALIDATE_JSON", "JUDGE_MACHINES"))
SCHEMAS, MACHINES = os.environ["SCHEMAS"], pathlib.Path(os.environ["MACHINES"])


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def documents(*command):
    said = run(*command)
    return said.returncode, [json.loads(line) for line in said.stdout.splitlines()], said


def causes_to_mend(judgements):
    return {cause["id"] for judgement in judgements for cause in judgement["causes"]
            if not cause["follows_from"]}


def changes_packages(command):
    words = " ".join(command)
    return any(f"{manager} {verb}" in words for manager in ("pip", "conda", "mamba")
               for verb in ("install", "uninstall", "remove"))


def faults_of(plan):
    """Sentences: what is wrong with one plan."""
    for step in plan["steps"]:
        if not step["ways"] and not step["no_use"]:
            yield f"{step['cause']}: there is neither a way nor a reason"
        for way in step["ways"]:
            for fix in way["fixes"]:
                if not fix["command"] and not fix["says"]:
                    yield f"{step['cause']}: {fix['id']} says nothing"
                if changes_packages(fix["command"]) and not fix["undo"]:
                    yield f"{step['cause']}: nobody says how {fix['id']} is undone"
                if fix["needs_root"] and fix["by"] == "user":
                    yield f"{step['cause']}: {fix['id']} needs root and is said to be the user's"
            if way["mends"] is False:
                yield f"{step['cause']}: a way that is of no use is proposed"
            if way["mends"] is None and not way["because"]:
                yield f"{step['cause']}: not tried, and nobody says why"
    if plan["suffices"] and plan["after"]["verdict"] != "gpu":
        yield "called enough, and does not end in the GPU"
    if plan["suffices"] is None and not plan["because"] and plan["steps"]:
        yield "it cannot be told whether it is enough, and nobody says why"


def wrong_with(path, kept):
    """Sentences: what is wrong with the plans for a recorded machine."""
    status, plans, said = documents(WHYCPU, "fix", "--json", "--snapshot", path)
    if status not in (0, 1, 2) or said.stderr or not plans:
        yield f"status {status}: {said.stderr.strip()}"
        return
    kept.write(said.stdout)
    _, judgements, _ = documents(WHYCPU, "--json", "--snapshot", path)
    planned = {id for plan in plans for step in plan["steps"] for id in [step["cause"], *step["also"]]}
    mended_with = any(step["ways"] and step["ways"][0]["mends"] for plan in plans for step in plan["steps"])
    for cause in causes_to_mend(judgements) - planned:
        if not mended_with:
            yield f"{cause} has no step"
    for plan in plans:
        yield from faults_of(plan)
    terminal = run(WHYCPU, "fix", "--snapshot", path)
    if terminal.returncode != status or not terminal.stdout or terminal.stderr:
        yield f"the terminal says {terminal.returncode}, JSON {status}"


def main():
    work = pathlib.Path(tempfile.mkdtemp())
    names = sorted(str(path.relative_to(MACHINES / "faults"))[:-len(".machine")]
                   for path in (MACHINES / "faults").glob("*/*.machine"))
    with open(work / "plans", "w", encoding="utf-8") as kept:
        for name in names:
            path = work / "a.world"
            with open(path, "w", encoding="utf-8") as world:
                subprocess.run([JUDGE, "--recorded", MACHINES, name], stdout=world, check=True)
            wrong = list(wrong_with(path, kept))
            tell(not wrong, name, *wrong)
    valid = run(VALIDATE, SCHEMAS, work / "plans")
    tell(valid.returncode == 0, "every document is as its schema says",
         *valid.stdout.splitlines()[:20], *valid.stderr.splitlines()[:20])
    for path in work.iterdir():
        path.unlink()
    work.rmdir()
    return done()


sys.exit(main())
