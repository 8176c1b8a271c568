"""Writes what runs came to into the table of a document, between two markers.

  table.py DOCUMENT OUTPUT...      outputs of run; a run with the same C library and seed is replaced
"""
import re
import sys

START, END = "<!-- runs of tests/oracle/ldso -->", "<!-- end of runs -->"
HEAD = ["| date | C library | system | seed | worlds | names asked for | disagreements |",
        "|---|---|---|---|---|---|---|"]
SUMMARY = re.compile(r"# run of ([0-9-]+): glibc ([0-9.]+) of (.*), seed (\S+), (\d+) worlds, "
                     r"(\d+) names, (\d+) disagree$", re.MULTILINE)


def rows_of(text):
    """(C library, seed) -> row."""
    rows = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| 2"):
            rows[cells[1], cells[3]] = cells
    return rows


def summaries(output):
    for date, glibc, system, seed, worlds, names, disagree in SUMMARY.findall(output):
        yield [date, glibc, system, seed, worlds, names, disagree]


def sums(rows):
    by_library = {}
    for row in rows:
        known = by_library.setdefault(row[1], [0, 0])
        known[0] += int(row[4])
        known[1] += int(row[6])
    parts = ["%s: %d worlds, %d disagreements" % (glibc, worlds, wrong)
             for glibc, (worlds, wrong) in by_library.items()]
    return "In sum, " + "; ".join(parts) + "."


def main():
    document, outputs = sys.argv[1], sys.argv[2:]
    with open(document, encoding="utf-8") as file:
        before, _, rest = file.read().partition(START)
    inside, _, after = rest.partition(END)
    rows = rows_of(inside)
    for path in outputs:
        with open(path, encoding="utf-8", errors="replace") as file:
            for row in summaries(file.read()):
                rows[row[1], row[3]] = row
    ordered = sorted(rows.values(), key=lambda row: ([int(part) for part in row[1].split(".")],
                                                     row[0], row[3]))
    lines = HEAD + ["| %s |" % " | ".join(row) for row in ordered] + ["", sums(ordered)]
    with open(document, "w", encoding="utf-8") as file:
        file.write("%s%s\n%s\n%s%s" % (before, START, "\n".join(lines), END, after))


if __name__ == "__main__":
    main()
