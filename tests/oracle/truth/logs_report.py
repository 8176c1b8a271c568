"""Closes a run with --logs: what is printed, and its section of docs/ACCURACY.md."""

import os
import shlex

import logs
import logs_record
import logs_spread
import report

HEADING = report.OF_OTHERS[1]
KINDS = (logs.AGREES, logs.PROBABLY, logs.PART, logs.UNKNOWN, logs.WRONG, logs.SILENT, logs.APART)


def reproduce(row):
    return "tests/oracle/truth/run --logs --whycpu build/whycpu --only " + shlex.quote(
        row["environment"] + "/" + row["fault"]["name"].replace("[", "?"))


def reason_of(row):
    if "broken" in row["check"]:
        return "no answer"
    reasons = [logs.reasons_of(row["check"], a) for a in row["answers"]]
    return " or ".join(sorted({found[0]["id"] if found
                               else "nothing (%s)" % row["check"]["verdict"] for found in reasons}))


def problems(row):
    if "not_run" in row:
        return ["the world could not be prepared: " + row["not_run"]]
    return ["%s, %s: %s: %s" % (a["level"], a["part"], a["judged"], "; ".join(a["says"]))
            for a in row.get("answers", []) if a["judged"] in (logs.WRONG, logs.SILENT)]


def tap(number, row, say):
    wrong = problems(row)
    for text in wrong:
        say("# " + text)
    if wrong:
        say("# see: " + reproduce(row))
    title = "%s/%s" % (row["environment"], row["fault"]["name"].replace("#", "No. "))
    if "check" in row:
        title += ": check says " + reason_of(row)
        title += "; " + ", ".join("%s %s %s" % (a["level"], a["part"], a["judged"])
                                  for a in row["answers"])
    skip = " # SKIP " + row["skipped"] if "skipped" in row else ""
    say("%s %d - %s%s" % ("not ok" if wrong else "ok", number, title, skip))


def close(rows, skipped, options, say):
    for environment, fault, why in skipped:
        say("ok - %s/%s # SKIP %s" % (environment, fault["name"], why))
    say("1..%d" % (len(rows) + len(skipped)))
    compared = [row for row in rows if "answers" in row]
    for line in counts([world_of(row) for row in compared]):
        say("# " + line)
    path = options.accuracy or (os.path.join(report.ROOT, "docs", "ACCURACY.md")
                                if "/" not in options.only and not options.small else None)
    if path and compared:
        put_record(path, compared, bool(options.accuracy), say)
    failed = sum(bool(problems(row)) for row in rows)
    aside = len(skipped) + sum("skipped" in row for row in rows)
    say("%d not run" % aside)
    say("%d passed, %d failed" % (len(rows) + len(skipped) - failed - aside, failed))
    return 1 if failed else 0


def put_record(path, compared, elsewhere, say):
    """What was compared goes into the record, and all that stands there into the document; where
    that is not the project's own, its record stays too."""
    worlds = {}
    for row in compared:
        worlds.setdefault(row["environment"], []).append(world_of(row))
    wanted = logs_spread.wanted()
    record = logs_record.read()
    for name in logs_record.put(record, report.commit(), worlds, list(wanted)):
        say("# %s: more worlds were recorded before; that stays" % name)
    if not elsewhere:
        logs_record.write(record)
    put_section(path, section(record, wanted))


def answers_of(rows, **wanted):
    return [a for row in rows for a in row["answers"]
            if all(a[key] == value for key, value in wanted.items())]


def of_row(row):
    """The judgements of a row in a few words."""
    cells = []
    for level in logs.LEVELS:
        for part in logs.PARTS:
            answer = next(iter(answers_of([row], level=level, part=part)), None)
            cells.append("" if answer is None else answer["judged"] + (
                "" if answer["judged"] in (logs.AGREES, logs.PROBABLY, logs.SILENT, logs.APART)
                else ": " + "; ".join(answer["says"])))
    return cells


def world_of(row):
    """What is recorded of a row."""
    return {"fault": row["fault"]["name"], "check": reason_of(row), "cells": of_row(row)}


def kind_of(cell):
    return cell.split(": ", 1)[0]


def counted(cells):
    """How many cells are of each kind, as the end of a line of a table."""
    kinds = [kind_of(cell) for cell in cells]
    return " | ".join(str(kinds.count(kind)) for kind in KINDS)


def counts(worlds):
    out = ["| level | text | %s |" % " | ".join(KINDS), "|---" * (2 + len(KINDS)) + "|"]
    texts = [(level, words) for level in logs.LEVELS for words in logs.PARTS.values()]
    for number, (level, words) in enumerate(texts):
        out.append("| %s | %s | %s |" % (level, words,
                                         counted([world["cells"][number] for world in worlds])))
    return out


def by_environment(record, wanted):
    out = ["| environment | worlds | of | judged by | %s |" % " | ".join(KINDS),
           "|---" * (4 + len(KINDS)) + "|"]
    for name, of_it in record.items():
        cells = [cell for world in of_it["worlds"] for cell in world["cells"]]
        out.append("| %s | %d | %d | %s | %s |" % (name, len(of_it["worlds"]), wanted.get(name, 0),
                                                   of_it["commit"], counted(cells)))
    return out


def leading_astray(record):
    """The worlds of which a text does not lead to the cause."""
    out = ["| world | check | default | alone | packages | verbose | alone | packages |",
           "|---" * 8 + "|"]
    for name, of_it in record.items():
        out += ["| %s / %s | %s | %s |" % (name, world["fault"], world["check"],
                                           " | ".join(world["cells"]))
                for world in of_it["worlds"]
                if any(kind_of(cell) not in (logs.AGREES, logs.PROBABLY, logs.APART)
                       for cell in world["cells"])]
    return out


def section(record, wanted):
    worlds = [world for of_it in record.values() for world in of_it["worlds"]]
    out = [HEADING, "",
           "Generated by `./dev truth --logs`. Real TensorFlow is started in the worlds of "
           "some of the faults above, at its default level and with TF_CPP_MAX_VLOG_LEVEL=1. "
           "`whycpu log` reads what it printed, and its root cause is put beside the one that "
           "`whycpu check` finds in that world. The program prints its version and how many GPUs "
           "it lists; the text is tried with these two lines, without them, and with the list of "
           "packages behind it. *agrees*: the same "
           "root, and it is certain, or a GPU was listed and nothing is said to keep work off it. "
           "*probably*: it is suspected, and said not to be certain. "
           "*in part*: of several faults in one world another than the first of the chain, since "
           "TensorFlow got no further; or the build that ran, and not the packages that brought it "
           "there. "
           "*cannot tell*: no cause is certain, and the command that would settle it is named. "
           "*wrong*: "
           "another cause is certain, or the verdict contradicts what was listed. *says nothing*: "
           "no cause is certain, and no command that would settle it. *apart*: what the driver answers, which a "
           "look from outside cannot know.", "",
           "%d worlds of %d environments, %d texts; %d worlds were not recorded. Environments are "
           "recorded in several runs; of each the table has how many worlds there are, and the commit "
           "of whycpu that was judged." % (
               len(worlds), len(record), sum(bool(cell) for world in worlds for cell in world["cells"]),
               sum(wanted.values()) - len(worlds)), ""]
    out += counts(worlds) + [""] + by_environment(record, wanted)
    out += ["", "Where a text does not lead to the cause (default level with and without the "
            "program's lines, and with the list of packages; the same at the verbose level):", ""]
    return "\n".join(out + leading_astray(record)) + "\n"


def put_section(path, section_text):
    """Instead of the section that was there; at the end where there was none."""
    with open(path) as stream:
        before, _, behind = report.section_in(stream.read(), HEADING)
    behind = "\n" + behind if behind else ""
    with open(path, "w") as stream:
        stream.write(before.rstrip("\n") + "\n\n" + section_text + behind)
