"""What came out: docs/MUTANTS.md, and what is held against tests/mutate/reasons."""
import collections
import os
import subprocess
import time

NOTICED, SURVIVED, NOT_REACHED = "noticed", "survived", "not reached"


def read_reasons(path):
    """{(file, function, condition): reason}. A line `FILE FUNCTION: CONDITION`, then the reason on
    lines that begin with blanks; `#` begins a remark."""
    reasons, key = {}, None
    with open(path) as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip() or line.startswith("#"):
                continue
            if line[0].isspace():
                if key is None:
                    raise ValueError(f"{path}:{number}: a reason of nothing")
                reasons[key] = f"{reasons[key]} {line.strip()}".strip()
                continue
            place, separator, condition = line.strip().partition(": ")
            key = (*place.split(" "), condition)
            if not separator or len(key) != 3 or key in reasons:
                raise ValueError(f"{path}:{number}: not `FILE FUNCTION: CONDITION`, or twice")
            reasons[key] = ""
    return reasons


def name_of(atom):
    return f"{atom.file} {atom.function}: {atom.key[2]}"


def judge(atoms, rows, reasons, say):
    """Whether each mutant that nobody noticed has its reason."""
    left = [atom for atom in atoms if rows[atom.key]["status"] != NOTICED]
    without = [atom for atom in left if not reasons.get(atom.key)]
    for atom in without:
        say(f"{rows[atom.key]['status']}, without a reason: {name_of(atom)} (line {atom.line})")
    known = {atom.key: atom for atom in atoms}
    for key in reasons:
        if key not in known:
            say(f"stale, there is no such condition: {key[0]} {key[1]}: {key[2]}")
        elif rows[key]["status"] == NOTICED:
            say(f"stale, {rows[key]['suite']} notices it: {key[0]} {key[1]}: {key[2]}")
    return not without


def cell(text):
    return text.replace("|", "\\|")


def code(text):
    return f"`` {cell(text)} ``" if "`" in text else f"`{cell(text)}`"


def by_place(atoms, rows):
    counts = collections.defaultdict(collections.Counter)
    for atom in atoms:
        place = os.path.dirname(atom.file)
        counts[place][rows[atom.key]["status"]] += 1
        counts["together"][rows[atom.key]["status"]] += 1
    yield "| | conditions | noticed | survived | not reached |"
    yield "|---|---:|---:|---:|---:|"
    for place in sorted(counts, key=lambda place: (place == "together", place)):
        of_it = counts[place]
        yield (f"| {place} | {sum(of_it.values())} | {of_it[NOTICED]} | {of_it[SURVIVED]} | "
               f"{of_it[NOT_REACHED]} |")


def by_suite(atoms, rows):
    counts = collections.Counter(rows[atom.key]["suite"] for atom in atoms
                                 if rows[atom.key]["status"] == NOTICED)
    yield "| noticed first by | conditions |"
    yield "|---|---:|"
    for suite, count in counts.most_common():
        yield f"| {suite} | {count} |"


def commit_of(root):
    """As `git describe` names it, and whether the sources are those of the commit."""
    def said(*command):
        return subprocess.run(["git", "-C", root, *command], stdout=subprocess.PIPE, text=True,
                              check=True).stdout.strip()
    changed = said("status", "--porcelain", "--untracked-files=no", "--", "src", "tests")
    return said("rev-parse", "--short=12", "HEAD") + (", with changes" if changed else "")


def of_run(commit, counts, not_tried, left_out):
    """Lines on what was run, and what was not."""
    lines = [f"Run on {time.strftime('%-d %B %Y')}, on commit {commit}. Tests that were "
             "tried, each alone:", "", "| | tests |", "|---|---:|"]
    lines += [f"| {title} | {count} |" for title, count in counts]
    lines += ["", "\"ld.so\" are worlds of `tests/oracle/ldso` (seed 1, the written and the kept "
              "ones): the real loader was", "asked once, whycpu with each mutant."]
    lines += ["", "Not tried:", ""]
    lines += [f"- {what};" for what in not_tried]
    lines += [f"- {name}, which failed without a mutant;" for name in left_out]
    lines += ["- real TensorFlow (`tests/oracle/truth`), and what needs minutes: fuzzing, torture, "
              "the speed."]
    return lines


def write(path, atoms, rows, reasons, how):
    left = [atom for atom in atoms if rows[atom.key]["status"] != NOTICED]
    lines = [
        "# Conditions that were flipped", "",
        "Written by `./dev truth --mutate`; do not edit. Each condition of `src/diagnose`, "
        "`src/loader`,",
        "`src/inspect` and `src/frameworks` (what decides an `if`, a loop, `?:`, an operand of "
        "`&&`, `||`",
        "and `!`, each comparison) is turned round in turn, in a program that is built once, and "
        "the tests",
        "that reach it are run until one fails. A test that notices it would notice a slip of the pen there.", "",
        *how, "",
        *by_place(atoms, rows), "",
        "A crash, or no end after several times the usual time, is noticed too. The cheapest tests "
        "come",
        "first, so this says where the cheap ones are, not what the dear ones could do:", "",
        *by_suite(atoms, rows), "",
        "## What no test notices", "",
        "Each has its reason, kept in `tests/mutate/reasons`; one without makes the command fail.",
        ""]
    if left:
        lines += LEFT_HEAD
    lines += [row_of(atom, rows, reasons) for atom in left]
    with open(path, "w") as stream:
        stream.write("\n".join(lines) + "\n")


def row_of(atom, rows, reasons):
    reason = reasons.get(atom.key) or "**none yet**"
    return (f"| {atom.file}, `{atom.function}` | {code(atom.key[2])} | "
            f"{rows[atom.key]['status']} | {cell(reason)} |")


# ---- A run of some files ----

LEFT_TITLE = "## What no test notices"
LEFT_HEAD = ["| where | condition | | why |", "|---|---|---|---|"]
AGAIN_TITLE = "## Tried again since"
AGAIN_HEAD = ["Some files, on a later commit, and files of other places; the numbers above are those of the",
              "whole run.", "",
              "| file | commit | conditions | noticed | survived | not reached |",
              "|---|---|---:|---:|---:|---:|"]


def rows_behind(lines, head):
    """The rows of the table that begins with these lines."""
    if head[-2] not in lines:
        return []
    first = lines.index(head[-2]) + 2
    last = first
    while last < len(lines) and lines[last].startswith("| "):
        last += 1
    return lines[first:last]


def file_of(row):
    """"| src/a.c, `function` | …" and "| src/a.c | …": src/a.c"""
    return row[2:].split(" |")[0].split(",")[0]


def renewed(text, atoms, rows, reasons, commit):
    """The page with what a run of some files found, in place of what it said of them."""
    lines = text.rstrip("\n").split("\n")
    tried = collections.defaultdict(collections.Counter)
    for atom in atoms:
        tried[atom.file][rows[atom.key]["status"]] += 1
    again = [row for row in rows_behind(lines, AGAIN_HEAD) if file_of(row) not in tried]
    again += [f"| {file} | {commit} | {sum(of.values())} | {of[NOTICED]} | {of[SURVIVED]} | "
              f"{of[NOT_REACHED]} |" for file, of in tried.items()]
    left = [row for row in rows_behind(lines, LEFT_HEAD) if file_of(row) not in tried]
    left += [row_of(atom, rows, reasons) for atom in atoms if rows[atom.key]["status"] != NOTICED]
    title = lines.index(LEFT_TITLE)
    above = lines[:lines.index(AGAIN_TITLE) if AGAIN_TITLE in lines else title]
    left = (LEFT_HEAD if left else []) + sorted(left, key=file_of)
    return "\n".join([*above, AGAIN_TITLE, "", *AGAIN_HEAD, *sorted(again, key=file_of), "",
                      *lines[title:title + 4], *left]) + "\n"


def renew(path, atoms, rows, reasons, commit):
    with open(path) as stream:
        text = stream.read()
    with open(path, "w") as stream:
        stream.write(renewed(text, atoms, rows, reasons, commit))
