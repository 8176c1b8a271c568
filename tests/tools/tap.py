"""TAP for tests in Python. tell() and skip() number what was looked at; the last thing that a test
does is to exit with done()."""

MOST_LINES, MOST_CHARACTERS = 40, 400  # of a remark: its end says what went wrong

_number = _failed = 0


def tell(holds, what, *remarks):
    """One line; the remarks, of any type and any number of lines, where it does not hold."""
    global _number, _failed
    _number += 1
    _failed += not holds
    for remark in () if holds else remarks:
        for line in str(remark).splitlines()[-MOST_LINES:]:
            print("#", line[:MOST_CHARACTERS])
    print("ok" if holds else "not ok", _number, "-", what, flush=True)
    return holds


def skip(what, why):
    global _number
    _number += 1
    print("ok", _number, "-", what, "# SKIP", why, flush=True)


def done():
    """Prints the plan; the exit status, which is not 0 either where nothing was looked at."""
    print(f"1..{_number}", flush=True)
    return 1 if _failed or not _number else 0
