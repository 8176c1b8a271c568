"""Whether a kind of fault was mended and put back, and in which words that is told."""


def lists(outcome):
    return outcome["outcome"] == "lists" and outcome["listed"] > 0


def said(outcome):
    if outcome["outcome"] == "lists":
        return "lists %d" % outcome["listed"]
    if "signal" in outcome:
        return "dies of " + outcome["signal"]
    return "fails: " + outcome.get("error", outcome["outcome"])[:90]


def some(lines):
    return "; ".join(lines[:3]) + (", and %d more" % (len(lines) - 3) if len(lines) > 3 else "")


def of_person(found):
    """What whycpu leaves to a person, it must leave alone."""
    if found["apply"]["status"] == 0:
        return ["--apply ends with status 0, although it could not mend it"]
    return ["--apply changed " + some(found["changed"])] if found["changed"] else []


def of_repair(found):
    wrong = []
    if found["apply"]["status"] != 0:
        wrong.append("--apply ends with status %d" % found["apply"]["status"])
    if not lists(found["after"]):
        wrong.append("after --apply TensorFlow " + said(found["after"]))
    if found.get("undo", {}).get("status", 1) != 0:
        wrong.append("--undo ends with status %s" % found.get("undo", {}).get("status", "none"))
    return wrong


def problems(row, found):
    """One sentence for each thing that is not as it has to be."""
    if "not_run" in found:
        return ["it could not be prepared: " + found["not_run"]]
    wrong = []
    if lists(found["before"]):
        wrong.append("the fault is none: TensorFlow " + said(found["before"]))
    if "broken" in found["plan"]:
        wrong.append("no plan: " + found["plan"]["broken"])
    if row.get("run") and not lists(found["run"]):
        wrong.append("under run --repair TensorFlow " + said(found["run"]))
    if found["untouched"]:
        wrong.append("a plan or run --repair changed " + some(found["untouched"]))
    wrong += of_person(found) if row.get("person") else of_repair(found)
    if found["left"]:
        wrong.append("after --undo: " + some(found["left"]))
    return wrong
