"""A few of the recorded texts, short and without names of this machine, for tests that start no
framework: tests/logs/started/. A file is a head of "key: value", a line of dashes, and the text."""

import json
import os
import re
import socket

import environments
import logs

MOST_BYTES = 5000
PACKAGES = ("nvidia", "tensorflow", "keras", "tf", "numpy")  # of a list the rest is of no account
RULE = "-" * 40
# What only tells that something was kept, and not why.
KEYS = ("world", "level", "listed", "apart", "check", "packages")


def redacted(text, environment):
    """Paths that anybody may have, and a name that every machine may bear."""
    for path, instead in ((os.path.join(environments.CACHE, "envs", environment), "/home/eva/env"),
                          (environments.CACHE, "/home/eva/other"),
                          (os.path.expanduser("~"), "/home/eva")):
        text = text.replace(path, instead)
    text = re.sub(r"\b%s\b" % re.escape(socket.gethostname()), "host1", text)
    return re.sub(r"/tmp/[^\s:'\"]*", "/tmp/work", text)


def kept_of(row, recorded, level):
    causes = json.dumps(row["check"].get("causes", []))
    packages = [one for one in recorded["packages"].split() if one.startswith(PACKAGES)]
    return {"world": "%s / %s" % (row["environment"], row["fault"]["name"]), "level": level,
            "listed": recorded["listed"], "apart": "apart" in row["fault"],
            "check": json.loads(redacted(causes, row["environment"])),
            "packages": " ".join(packages)}


def judged_of(whycpu, kept, text):
    """{part: how it is judged} of one text."""
    recorded = {"text": text, "listed": kept["listed"],
                "packages": kept["packages"].replace(" ", "\n") + "\n"}
    fault = {"apart": True} if kept["apart"] else {}
    check = {"causes": kept["check"], "verdict": ""}
    return {part: logs.judge(recorded, logs.told_by_log(whycpu, logs.part_of(recorded, part)),
                             check, fault) for part in logs.PARTS}


def words_of(judged):
    return "; ".join("%s %s: %s" % (part, kind, ", ".join(says))
                     for part, (kind, says) in judged.items())


def file_name(kept):
    return re.sub(r"[^a-z0-9.]+", "_", ("%s %s" % (kept["world"], kept["level"])).lower()) + ".txt"


def written(kept, judged, text):
    head = "".join("%s: %s\n" % (key, json.dumps(kept[key]) if key in ("check", "listed", "apart")
                                 else kept[key]) for key in KEYS)
    return head + "judged: " + words_of(judged) + "\n" + RULE + "\n" + text


def read(path):
    """(kept, words of how it was judged, text)"""
    with open(path, encoding="utf-8", newline="") as stream:
        head, _, text = stream.read().partition(RULE + "\n")
    kept = dict(line.split(": ", 1) for line in head.splitlines())
    for key in ("check", "listed", "apart"):
        kept[key] = json.loads(kept[key])
    return kept, kept.pop("judged"), text


def keep_some(folder, whycpu, row, texts, seen):
    """Those that differ from all before in the release, in what the check finds, or, roughly, in how
    they are judged; `seen` is what they were."""
    for level, recorded in sorted(texts.items()):
        text = redacted(recorded["text"], row["environment"])
        if not text or len(text) > MOST_BYTES or "broken" in row["check"]:
            continue
        kept = kept_of(row, recorded, level)
        judged = judged_of(whycpu, kept, text)
        kind = (row["environment"].split("-cu")[0], words_of(judged).count(logs.AGREES),
                tuple(cause["id"] for cause in kept["check"]), words_of(judged)[:30])
        if kind in seen:
            continue
        seen.add(kind)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, file_name(kept)), "w", encoding="utf-8",
                  newline="") as stream:
            stream.write(written(kept, judged, text))
