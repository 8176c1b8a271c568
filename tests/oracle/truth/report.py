"""Closes a run: what is printed last, and docs/ACCURACY.md."""

import datetime
import os
import platform
import shlex
import subprocess

import compare
import disagreements
import environments
import real

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))


def said(outcome):
    """What the real framework did, in a few words."""
    if outcome["outcome"] == "lists":
        text = "lists %d" % outcome["listed"]
        if outcome["failed"]:
            text += ", without " + " ".join(outcome["failed"])
        return text
    if outcome["outcome"] == "hangs":
        return "hangs"
    moment = "listing" if outcome["imported"] else "import"
    return "dies of %s at %s" % (outcome["signal"], moment) if "signal" in outcome \
        else "fails at %s: %s" % (moment, outcome["error"][:90])


def reproduce(row):
    return "tests/oracle/truth/run --shell --only " + shlex.quote(
        row["environment"] + "/" + row["fault"]["name"].replace("[", "?"))


def count(rows, kind):
    return sum(row.get("judged") == kind for row in rows)


def title(row):
    text = "%s/%s" % (row["environment"], row["fault"]["name"])
    if "real" in row:
        text += ": " + said(row["real"])
    return text.replace("#", "No. ")


def problems(row):
    """Why a row fails: what differs, or what is wrong with the oracle itself."""
    if "not_run" in row:
        return ["the world could not be prepared: " + row["not_run"]]
    found = list(row["wrong"]) if row.get("judged") == compare.DIFFERS else []
    contradiction = real.contradiction(row["real"])
    if contradiction:
        found.append("the oracle contradicts itself: " + contradiction)
    if "plain" in row["real"] and not same_without_log(row):
        found.append("the loader's log changed the outcome")
    return found


def tap(number, row, say):
    wrong = problems(row)
    for text in wrong:
        say("# " + text)
    if wrong and "answer" in row:
        say("# whycpu: " + ", ".join("%s %s" % (k, v) for k, v in row["answer"].items()
                                     if v not in (None, [])))
    if wrong:
        say("# see: " + reproduce(row))
    skip = ""
    if row.get("judged") == compare.UNKNOWN:
        skip = " # SKIP whycpu says unknown: " + "; ".join(row["wrong"])
    elif row.get("judged") == compare.APART:
        skip = " # SKIP real side only: " + row["wrong"][0]
    say("%s %d - %s%s" % ("not ok" if wrong else "ok", number, title(row), skip))


def close(rows, skipped, options, say):
    for environment, fault, why in skipped:
        say("ok - %s/%s # SKIP %s" % (environment, fault["name"], why))
    say("1..%d%s" % (len(rows) + len(skipped), "" if rows or skipped else " # SKIP nothing to run"))
    for environment in dict.fromkeys(row["environment"] for row in rows):
        say("# " + summary_line(environment, [r for r in rows if r["environment"] == environment]))
    whole = not (options.small or options.chance or options.kept) and options.only == "*"
    path = options.accuracy or (os.path.join(ROOT, "docs", "ACCURACY.md") if whole else None)
    if path and options.whycpu:
        text = accuracy(rows, skipped, options) + sections_of_others(path)
        with open(path, "w") as stream:
            stream.write(text)
    failed = sum(bool(problems(row)) for row in rows)
    aside = [count(rows, kind) for kind in (compare.UNKNOWN, compare.APART)] + [len(skipped)]
    say("%d unknown, %d real side only, %d not run" % tuple(aside))
    say("%d passed, %d failed" % (len(rows) - failed - aside[0] - aside[1], failed))
    return 1 if failed else 0


OF_OTHERS = ("## Repairs", "## What a log tells", "## What a log of PyTorch or JAX tells", "## PyTorch",
             "## JAX", "## Keras", "## ONNX Runtime", "## Two frameworks in one environment")


def section_in(text, heading):
    """(before, the section or "", behind) of a document."""
    start = ("\n" + text).find("\n" + heading + "\n")
    if start < 0:
        return text, "", ""
    end = text.find("\n## ", start)
    return (text[:start], text[start:], "") if end < 0 else (
        text[:start], text[start:end + 1], text[end + 1:])


def sections_of_others(path):
    """The sections that tests/oracle/repair/run, --logs and beside.py wrote there: they stay."""
    if not os.path.exists(path):
        return ""
    with open(path) as stream:
        text = stream.read()
    found = [section_in(text, heading)[1].rstrip("\n") for heading in OF_OTHERS]
    return "".join("\n" + section + "\n" for section in found if section)


def same_without_log(row):
    first, second = row["real"], row["real"]["plain"]
    return all(first.get(k) == second.get(k) for k in ("outcome", "listed", "signal", "imported"))


def summary_line(environment, rows):
    text = "%-20s %3d faults" % (environment, len(rows))
    for kind in (compare.AGREES, compare.DIFFERS, compare.UNKNOWN, compare.APART):
        if any("judged" in row for row in rows):
            text += ", %d %s" % (count(rows, kind), kind)
    return text


def version_of(program):
    done = subprocess.run([program, "--version"], stdout=subprocess.PIPE, text=True)
    return (done.stdout.splitlines() or ["?"])[0]


OF_THE_PROGRAM = ("src", "helper", "third_party", "meson.build", "meson_options.txt")


def commit():
    """Which program was judged: what a run writes down beside it makes it no other one."""
    def git(*arguments):
        return subprocess.run(["git", "-C", ROOT, *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True).stdout.strip()

    changed = git("status", "--porcelain", "--", *OF_THE_PROGRAM)
    return (git("describe", "--always") or "unknown") + ("-dirty" if changed else "")


def machine_table():
    """docs/MACHINES.md, counted: a line for each group of machines."""
    with open(os.path.join(ROOT, "docs", "MACHINES.md")) as stream:
        groups = stream.read().split("\n## ")[1:]
    verdicts = ("gpu", "cpu", "fails", "unknown")
    out = ["| machines | number | as expected | %s |" % " | ".join(verdicts),
           "|---|---|---|---|---|---|---|"]
    for group in groups:
        cells = [[cell.strip() for cell in line.split(" | ")]
                 for line in group.split("\n") if line.startswith("| ")][1:]
        if not cells:
            continue
        told = [row[2] for row in cells]
        out.append("| %s | %d | %d | %s |" % (
            group.split("\n")[0], len(cells),
            sum("as expected" in row[-1] for row in cells),
            " | ".join(str(told.count(verdict)) for verdict in verdicts)))
    return out


def python_of(name):
    done = subprocess.run([environments.python_of(name), "-S", "-c",
                           "import sys; print('%d.%d.%d' % sys.version_info[:3])"],
                          stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def frameworks_of(name):
    found = [d.replace("-", " ") for d in environments.distributions(name)
             if d.split("-")[0] in ("tensorflow", "tensorflow_cpu")]
    return ", ".join(found) or "in place of another project"


def by_environment(rows):
    names = list(dict.fromkeys(row["environment"] for row in rows))
    pythons = {name: python_of(name) for name in names}
    minor = sorted({p.rsplit(".", 1)[0] for p in pythons.values()},
                   key=lambda p: [int(part) for part in p.split(".")])
    said = {name: environments.way_of(name).said for name in names}
    releases = {d.split(" ")[1] for name in names for d in frameworks_of(name).split(", ")
                if d.startswith("tensorflow") and not d.split(" ")[1].startswith("0.")}
    out = ["", "## By environment", "",
           "%d environments: %d releases of TensorFlow (%s), Python %s, %d ways of making one. "
           "`tests/oracle/truth/recipes.py` has what is installed in each." % (
               len(names), len(releases), ", ".join(sorted(
                   releases, key=lambda r: [int(part) for part in r.split(".")])),
               ", ".join(minor), len(set(said.values()))), "",
           "| environment | TensorFlow | Python | made by | faults | agree | differ | unknown "
           "| real side only |", "|---|---|---|---|---|---|---|---|---|"]
    for name in names:
        of_it = [row for row in rows if row["environment"] == name]
        out.append("| %s | %s | %s | %s | %d | %d | %d | %d | %d |" % (
            name, frameworks_of(name), pythons[name], said[name], len(of_it),
            *(count(of_it, kind) for kind in (compare.AGREES, compare.DIFFERS, compare.UNKNOWN,
                                              compare.APART))))
    return out


def disagreement_table():
    """What ever differed: the rows of disagreements.py."""
    out = ["", "## What ever differed, and its mend", "",
           "| found | where | TensorFlow | whycpu said | mend |", "|---|---|---|---|---|"]
    return out + ["| %s |" % " | ".join(row[key] for key in (
        "found", "where", "really", "answered", "mend")) for row in disagreements.TABLE]


def not_run_table(skipped):
    """A line for each environment and reason: what has a row and was not compared."""
    names = {}
    for environment, fault, why in skipped:
        names.setdefault((environment, why), []).append(fault["name"])
    out = ["", "## Not run", ""] + ["- %s, %s: %s" % (environment, why, "; ".join(of_it))
                                    for (environment, why), of_it in names.items()]
    return out if skipped else []


def accuracy(rows, skipped, options):
    judged = [row for row in rows if "judged" in row]
    right, wrong = count(rows, compare.AGREES), count(rows, compare.DIFFERS)
    with_names = sum(row["judged"] == compare.AGREES and row["real"].get("walked", False)
                     for row in judged)
    died = sum(row["judged"] == compare.AGREES and row["real"]["outcome"] != "lists"
               for row in judged)
    plain = sum("plain" in row["real"] for row in judged)
    out = ["# How often the answer is right", "",
           "Generated by `./dev truth`; do not edit. %s, %s (%s), %s, %s." % (
               datetime.date.today().isoformat(), version_of(options.whycpu), commit(),
               " ".join(os.confstr("CS_GNU_LIBC_VERSION").split()), platform.machine()), "",
           "`whycpu check --framework tensorflow --assume-gpu=…` was asked about real wheels, each "
           "spoiled in one known way, and real TensorFlow was started in the very same world, with "
           "a stand-in for the driver library (`tests/oracle/truth/stub/`) and a private view of "
           "the file system. Compared are the verdict, the number of GPUs that are listed, the "
           "exact set of libraries that TensorFlow asked for and could not open (wherever it got so "
           "far as to ask), the exit status, and, where the process dies of a library, its name.",
           "", "| | |", "|---|---|",
           "| agree | **%d of %d** |" % (right, right + wrong),
           "| starts of real TensorFlow behind this | %d |" % (
               sum("real" in row for row in rows) + plain),
           "| of these: compared name by name | %d |" % with_names,
           "| of these: the real process died or raised | %d |" % died,
           "| whycpu said unknown | %d |" % count(rows, compare.UNKNOWN),
           "| only the real side can be run (reasons below) | %d |" % count(rows, compare.APART),
           "| not run | %d |" % (len(skipped) + sum("not_run" in row for row in rows))]
    out += by_environment(rows)
    out += ["", "## Where they differ", ""]
    out += ["- **%s / %s**: really %s. %s.\n  `%s`" % (
        row["environment"], row["fault"]["name"], said(row["real"]), "; ".join(row["wrong"]),
        reproduce(row)) for row in judged if row["judged"] == compare.DIFFERS] or ["Nowhere."]
    out += disagreement_table()
    out += ["", "## Unknown", ""]
    out += ["- %s / %s: %s. Really %s." % (row["environment"], row["fault"]["name"],
                                           "; ".join(row["wrong"]), said(row["real"]))
            for row in judged if row["judged"] == compare.UNKNOWN] or ["None."]
    out += ["", "## Real side only", "", "| fault | why | really |", "|---|---|---|"]
    out += ["| %s / %s | %s | %s |" % (row["environment"], row["fault"]["name"], row["wrong"][0],
                                       said(row["real"]))
            for row in judged if row["judged"] == compare.APART]
    out += ["", "## How far this can be trusted", "",
            "- The stand-in driver reads CUDA_VISIBLE_DEVICES as the documentation of CUDA and two "
            "other programs say; that part is no comparison with a real driver.",
            "- A GPU that is listed and has no kernels fails at its first operation, which needs a "
            "GPU to see: there only the listing is compared.",
            "- The names come from TensorFlow's own log of its loader"
            + (", which changed nothing in %d of %d starts that were repeated without it" % (
                sum(same_without_log(r) for r in judged if "plain" in r["real"]), plain)
               if plain else "")
            + "; in each start they were held against the warning and the process's own maps."]
    out += ["", "## Machines", "",
            "How a GPU goes missing below the framework was tried on machines that were written "
            "down by hand; `docs/MACHINES.md` has each of them with its verdict, and the test "
            "`machines` holds it to that.", ""] + machine_table()
    out += not_run_table(skipped)
    return "\n".join(out) + "\n"
