#!/usr/bin/env python3
"""The record of ./dev truth --logs: a run of some environments leaves the others as they stand, and
the section of docs/ACCURACY.md is what the record gives."""

import os
import sys
import tempfile

sys.dont_write_bytecode = True
TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path[:0] = [os.path.join(TESTS, "tools"), os.path.join(TESTS, "oracle", "truth")]

import logs_record  # noqa: E402
import logs_report  # noqa: E402
import logs_spread  # noqa: E402
import report  # noqa: E402
import tap  # noqa: E402


def world(fault, *kinds):
    return {"fault": fault, "check": "cpu-only-build", "cells": [*kinds] * (6 // len(kinds))}


def put(before, worlds):
    record = {name: {"commit": "old", "worlds": of_it} for name, of_it in before.items()}
    left = logs_record.put(record, "new", worlds, ["first", "second", "third"])
    return {name: (of_it["commit"], len(of_it["worlds"])) for name, of_it in record.items()}, left


def environments_are_replaced():
    two = [world("untouched", "agrees"), world("no NVML", "wrong: x")]
    found, left = put({"third": two, "first": two}, {"second": two[:1]})
    tap.tell(list(found.items()) == [("first", ("old", 2)), ("second", ("new", 1)),
                                     ("third", ("old", 2))] and not left,
             "environments that were not run stay, in the order of the table", found)
    found, left = put({"first": two[:1], "second": two}, {"first": two, "second": two})
    tap.tell(found == {"first": ("new", 2), "second": ("new", 2)} and not left,
             "those that were run take their place", found)
    found, left = put({"first": two}, {"first": two[:1]})
    tap.tell(found == {"first": ("old", 2)} and left == ["first"],
             "fewer worlds than before take no place", found, left)


def a_record_is_read_again():
    record = {"first": {"commit": "abc", "worlds": [world("untouched", "agrees", "cannot tell: x"),
                                                    world("", "", "probably")]}}
    record["first"]["worlds"][1]["check"] = ""
    with tempfile.NamedTemporaryFile() as file:
        logs_record.write(record, file.name)
        tap.tell(logs_record.read(file.name) == record, "what was written is read again")
    lines = logs_report.counts(record["first"]["worlds"])[2:]
    tap.tell(lines[0] == "| default | with the program's own lines | 1 | 0 | 0 | 0 | 0 | 0 | 0 |",
             "a text that was not recorded counts as nothing", *lines)


def the_document_is_of_the_record():
    path = os.path.join(report.ROOT, "docs", "ACCURACY.md")
    with open(path, encoding="utf-8") as stream:
        stands = report.section_in(stream.read(), logs_report.HEADING)[1]
    made = logs_report.section(logs_record.read(), logs_spread.wanted())
    tap.tell(stands.rstrip("\n") == made.rstrip("\n"),
             "the section of docs/ACCURACY.md is what the record gives")


def sections_are_kept():
    """Every part of the document that ./dev truth does not write itself."""
    path = os.path.join(report.ROOT, "docs", "ACCURACY.md")
    kept = report.sections_of_others(path)
    with open(path, encoding="utf-8") as stream:
        of_others = stream.read().split("\n## Repairs\n")[1]
    lost = [line for line in of_others.split("\n") if line.startswith("## ")
            and "\n" + line + "\n" not in kept]
    tap.tell(not lost, "what others wrote behind the repairs is kept", *lost)


environments_are_replaced()
sections_are_kept()
a_record_is_read_again()
the_document_is_of_the_record()
sys.exit(tap.done())
