#!/usr/bin/env python3
"""Texts that real frameworks printed in prepared worlds, kept in started/: `whycpu log` must come to
the root cause that `whycpu check` found there, as far as it did when they were kept. No framework is
needed. A text that is judged in other words fails; ACCEPT=1 writes the words down, to be read.

`./dev truth --logs --keep tests/logs/started` keeps them."""

import glob
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "oracle", "truth"))

import logs  # noqa: E402
import logs_kept  # noqa: E402


def judge_one(number, path, accept):
    kept, before, text = logs_kept.read(path)
    judged = logs_kept.judged_of(os.environ["WHYCPU"], kept, text)
    words = logs_kept.words_of(judged)
    if words != before and accept:
        with open(path, "w", encoding="utf-8", newline="") as stream:
            stream.write(logs_kept.written(kept, judged, text))
        before = words
    bad = [part for part, (kind, _) in judged.items() if kind in (logs.WRONG, logs.SILENT)]
    good = words == before and not bad
    print("%s %d - %s, %s" % ("ok" if good else "not ok", number, kept["world"].replace("#", "No. "),
                              kept["level"]))
    if not good:
        print("# %s\n#   now: %s\n#   was: %s" % (os.path.relpath(path), words, before))
    return good


def main():
    paths = sorted(glob.glob(os.path.join(HERE, "started", "*.txt")))
    results = [judge_one(number, path, "ACCEPT" in os.environ)
               for number, path in enumerate(paths, 1)]
    print("1..%d" % len(results))
    return 0 if results and all(results) else 1


sys.exit(main())
