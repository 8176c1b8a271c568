#!/usr/bin/env python3
"""Repairs are done on made up environments, and taken back: the tree is then what it was, byte for
byte, wherever whycpu was killed on the way, there or back, or the disk was full. Prints TAP.

  apply.py [--sample N] [--only WORD]

At N of the system calls that change something, default: at each; only the repairs whose name has
WORD in it. WHYCPU is the program."""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from repairs import SITE, SOLVER, Place, differences, fast_directory, tree  # noqa: E402
from tap import done, tell  # noqa: E402

CHANGES = ("write,pwrite64,fsync,syncfs,rename,renameat,renameat2,mkdir,mkdirat,rmdir,unlink,"
           "unlinkat,link,linkat,symlink,symlinkat,fchmod,fchmodat,fchown,utimensat,ftruncate")
FULL = "write,rename,renameat,renameat2,mkdirat,linkat,symlinkat,fsync"
KILL, NO_SPACE = ("signal=KILL", CHANGES), ("error=ENOSPC", FULL)


def wholly(place, what):
    """How the tree is once it is mended."""
    place.fresh()
    plan = place.run("--assume-gpu", "--venv", str(place.env))
    tell(not place.changed(), f"{what}: the plan changes nothing", plan.stdout)
    refused = place.run("--apply", "--assume-gpu", "--venv", str(place.env))
    tell(refused.returncode == 64 and not place.changed(),
         f"{what}: without --yes and a terminal nothing is done", refused.stdout)
    mended = place.apply()
    tell(mended.returncode == 0 and place.changed(), f"{what}: done", mended.stdout)
    after = place.mended()
    undone = place.run("--undo")
    tell(undone.returncode == 0 and not place.changed(), f"{what}: taken back", undone.stdout,
         place.changed())
    again = place.run("--undo")
    tell(again.returncode == 64, f"{what}: there is nothing more to take back", again.stdout)
    return after


def newer_work(place, what, path):
    place.fresh()
    place.apply()
    os.unlink(place.env / path)
    (place.env / path).write_text("somebody's own")
    now = tree(place.env)
    refused = place.run("--undo")
    tell(refused.returncode == 1 and path in refused.stdout and tree(place.env) == now,
         f"{what}: newer work is not overwritten, but named", refused.stdout)


# -- interrupted ---------------------------------------------------------------------------------

def injected(way, call):
    """strace counts the calls of each name for itself."""
    name, nth = call
    return ("strace", "-o", "/dev/null", "-e", f"trace={name}", "-e", "signal=none", "-e",
            f"inject={name}:{way[0]}:when={nth}")


def calls_of(place, way, go):
    """The calls that whycpu itself makes there, each of which could be the last one: (name, which
    one of that name)."""
    trace = place.work / "trace"
    go(tracer=("strace", "-o", str(trace), "-e", f"trace={way[1]}", "-e", "signal=none"))
    calls, seen = [], {}
    for line in trace.read_text().splitlines():
        name = line.split("(")[0]
        if "(" in line and name in way[1].split(","):
            seen[name] = seen.get(name, 0) + 1
            calls.append((name, seen[name]))
    return calls


def some_of(calls, sample):
    """That many of them, spread over all; 0: each."""
    if not sample or sample >= len(calls):
        return calls
    return [calls[len(calls) * (2 * i + 1) // (2 * sample)] for i in range(sample)]


def resume(place, tracer=()):
    return place.run("--resume", "--yes", tracer=tracer)


def undo(place, tracer=()):
    return place.run("--undo", tracer=tracer)


class Kept:
    """What went wrong, told once for all calls."""

    def __init__(self):
        self.runs, self.problems = 0, []

    def note(self, held, where, said, paths):
        self.runs += 1
        if not held:
            self.problems.append(f"{where}: {said.stdout} {paths[:5]}")

    def tell(self, what):
        tell(self.runs and not self.problems, f"{what} ({self.runs} runs)", *self.problems[:5])


def comes_back(place, kept, where, repairs=1):
    """Whatever has happened: --undo puts everything back, and then nothing is left to do. It takes
    back one repair, the last."""
    undone = undo(place)
    while undone.returncode == 0 and place.changed() and repairs > 1:
        repairs -= 1
        undone = undo(place)
    listed = place.run("--list")
    held = undone.returncode in (0, 64) and not place.changed() and "interrupted" not in listed.stdout
    kept.note(held, where, undone, place.changed())


def goes_on(place, kept, where, after):
    """Whatever has happened: --resume, or beginning anew where nothing is open, ends mended, and is
    taken back all the same. A repair that could not note what it saw has ended with the steps that
    it did: the rest is another repair."""
    resumed, repairs = resume(place), 1
    if resumed.returncode == 64:
        resumed, repairs = place.apply(), 2
    paths = differences(place.mended(), after)
    kept.note(not paths, where, resumed, paths)
    comes_back(place, kept, f"{where}, resumed", repairs)


def on_the_way_there(place, what, after, sample):
    for way in (KILL, NO_SPACE):
        back, on = Kept(), Kept()
        place.fresh()
        calls = calls_of(place, way, place.apply)
        for call in some_of(calls, sample):
            place.fresh()
            place.apply(tracer=injected(way, call))
            comes_back(place, back, call)
            place.fresh()
            place.apply(tracer=injected(way, call))
            goes_on(place, on, call, after)
        back.tell(f"{what}: {way[0]} at one of {len(calls)} calls, then --undo")
        on.tell(f"{what}: {way[0]} at one of {len(calls)} calls, then --resume")


def on_the_way_back(place, what, sample):
    for way in (KILL, NO_SPACE):
        kept = Kept()
        place.fresh()
        place.apply()
        calls = calls_of(place, way, lambda tracer: undo(place, tracer))
        for call in some_of(calls, sample):
            place.fresh()
            place.apply()
            undo(place, injected(way, call))
            refused = resume(place)
            if refused.returncode != 64:
                kept.note(False, f"--resume after {call}", refused, [])
            comes_back(place, kept, call)
        kept.tell(f"{what}: {way[0]} at one of {len(calls)} calls of --undo, then --undo")


def on_the_way_on(place, what, after, sample):
    """Killed early, in the middle and late, and then again while it goes on."""
    place.fresh()
    first_calls = calls_of(place, KILL, place.apply)
    for way in (KILL, NO_SPACE):
        back, on = Kept(), Kept()
        for turn, first in enumerate(some_of(first_calls, 2 if sample else 3)):
            def killed():
                place.fresh()
                place.apply(tracer=injected(KILL, first))

            killed()
            calls = calls_of(place, way, lambda tracer: resume(place, tracer))
            for number, call in enumerate(some_of(calls, sample)):
                where = f"killed at {first}, at {call} of --resume"
                killed()
                resume(place, injected(way, call))
                if (number + turn) % 2:
                    goes_on(place, on, where, after)
                else:
                    comes_back(place, back, where)
        on.tell(f"{what}: {way[0]} at a call of --resume, then --resume")
        back.tell(f"{what}: {way[0]} at a call of --resume, then --undo")


# -- who may -------------------------------------------------------------------------------------

def foreign(place):
    place.fresh()
    if os.geteuid() != 0:
        return
    for path, _, files in os.walk(place.env):
        os.chown(path, 12345, 12345)
    place.before = tree(place.env)
    refused = place.apply()
    tell("belongs to user 12345" in refused.stdout and not place.changed(),
         "as root, nothing of another user is changed", refused.stdout)
    place.fresh()
    nearest = place.env / SITE / "nvidia"
    os.rename(nearest, place.work / "elsewhere")
    nearest.symlink_to(place.work / "elsewhere")
    elsewhere = tree(place.work / "elsewhere")
    place.apply()
    tell(tree(place.work / "elsewhere") == elsewhere,
         "nothing is changed through a link that leads out")
    shutil.rmtree(place.work / "elsewhere")


def several(place):
    """Steps of three kinds in one repair."""
    place.defective()
    place.hidden()
    place.without_package("libcufft.so.11")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    can_trace = subprocess.run(["strace", "-o", "/dev/null", "true"], check=False,
                               stderr=subprocess.DEVNULL).returncode == 0
    for what, prepare, path in (("a link", Place.defective, None),
                                ("a text", Place.hidden, "bin/activate"),
                                ("a file put away", Place.damaged, None),
                                ("a package", Place.without_package, SOLVER),
                                ("several steps", several, "bin/activate")):
        if options.only not in what:
            continue
        with tempfile.TemporaryDirectory(prefix="whycpu-apply-", dir=fast_directory()) as work:
            place = Place(os.path.realpath(work))
            prepare(place)
            after = wholly(place, what)
            if path:
                newer_work(place, what, path)
            if prepare is Place.defective:
                foreign(place)
            if can_trace:
                on_the_way_there(place, what, after, options.sample)
                on_the_way_back(place, what, options.sample)
                on_the_way_on(place, what, after, options.sample)
    return done()


sys.exit(main())
