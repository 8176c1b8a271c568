"""docs/ADVICE.md, from the rows and from what came of the tests."""

import re

from advice import BOUND, CHAPTERS, FALSE, HALF, TRUE

HEAD = """# What people are told

Advice that one finds when TensorFlow runs on the CPU, and what is true of it. Each piece has its
proof. Where it can be tried, it was: on the real wheels, beside a driver that answers until the GPUs
are listed ([tests/advice](../tests/advice)). Nothing computes on that driver, so speed, results and
what happens on a full GPU rest on the sources that are named. A row whose test was not run says so.

This page is written by `./dev truth --advice`; the suite checks that it is what the last run made it.

"""


def words_of(name):
    return "`%s`" % name


def outcome_of(row, outcomes):
    found = []
    if row.test:
        outcome = outcomes.get(row.test)
        if outcome and outcome["outcome"] == "held":
            found.append("tried on %s: %s" % (outcome["date"], words_of(row.test)))
        elif outcome and outcome["outcome"] == "failed":
            found.append("**the test fails**: %s" % words_of(row.test))
        elif outcome:
            found.append("not run (%s): %s" % (outcome["because"], words_of(row.test)))
        else:
            found.append("not run: %s" % words_of(row.test))
    if row.machines:
        found.append("machines: " + ", ".join(words_of(name) for name in row.machines))
    return "; ".join(found) or "no test: it would take a GPU or another system"


def anchor(says):
    return re.sub(r"[^a-z0-9 _-]", "", says.lower()).replace(" ", "-")


def summary(rows, outcomes):
    held = {row.test for row in rows
            if row.test and outcomes.get(row.test, {}).get("outcome") == "held"}
    asked = {row.test for row in rows if row.test}
    counts = ", ".join("%d %s" % (sum(row.verdict == verdict for row in rows), verdict)
                       for verdict in (TRUE, HALF, BOUND, FALSE))
    return "%d pieces: %s. %d tests, of which %d were run and held.\n" % (
        len(rows), counts, len(asked), len(held))


def text(rows, outcomes):
    parts = [HEAD, summary(rows, outcomes), "\n| advice | verdict |\n|---|---|\n"]
    parts += ["| [%s](#%s) | %s |\n" % (row.says, anchor(row.says), row.verdict) for row in rows]
    for chapter in CHAPTERS:
        parts.append("\n## %s\n" % chapter)
        for row in (row for row in rows if row.chapter == chapter):
            parts.append("\n### %s\n\n**%s.** %s\n\n*Proof:* %s *Test:* %s.\n" % (
                row.says, row.verdict[0].upper() + row.verdict[1:], row.why, row.proof,
                outcome_of(row, outcomes)))
    return "".join(parts)
