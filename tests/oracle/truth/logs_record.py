"""What whycpu log was judged to say of the worlds of each environment: logs_record.txt.

A run of some environments takes their place and leaves those of the others as they stand, so that
all worlds need not be recorded in one go on one machine."""

import os

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "logs_record.txt")
HEAD = ("# Written by ./dev truth --logs: for each environment the commit of whycpu that was judged, "
        "then a line\n# for each world: its fault, what the check finds, how the six texts are judged. "
        "A fault without a name: a\n# world of a run that named only those whose texts do not lead to "
        "the cause.\n")


def read(path=PATH):
    """{environment: {"commit": …, "worlds": [{"fault", "check", "cells"}]}}, in the file's order."""
    found, of_it = {}, None
    with open(path, encoding="utf-8") as stream:
        for line in stream.read().splitlines():
            if line.startswith("= "):
                _, name, commit = line.split(" ")
                of_it = found[name] = {"commit": commit, "worlds": []}
            elif line and not line.startswith("#"):
                fault, check, *cells = line.split("\t")
                of_it["worlds"].append({"fault": fault, "check": check, "cells": cells})
    return found


def write(record, path=PATH):
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(HEAD)
        for name, of_it in record.items():
            stream.write("= %s %s\n" % (name, of_it["commit"]))
            for world in of_it["worlds"]:
                stream.write("\t".join([world["fault"], world["check"], *world["cells"]]) + "\n")


def put(record, commit, worlds, order):
    """Environments of `worlds` (environment -> worlds) take the place of those that stand there,
    unless more worlds were recorded then; says which were left. `order`: of all environments."""
    left = []
    for name, of_it in worlds.items():
        if len(of_it) < len(record.get(name, {"worlds": []})["worlds"]):
            left.append(name)
        else:
            record[name] = {"commit": commit, "worlds": of_it}
    for name in sorted(record, key=lambda name: order.index(name) if name in order else len(order)):
        record[name] = record.pop(name)
    return left
