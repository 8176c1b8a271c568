"""Takes out of a recorded world what is nobody's business: users, hosts, numbers of cards."""

import re

UUID = re.compile(r"\b(GPU|MIG)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
BOARD = re.compile(r"^(\s*\|\s*(?:Video BIOS|GPU Serial|Board Serial|Serial Number):\s*).*$",
                   re.MULTILINE | re.IGNORECASE)
# What a judgement never needs and a person may not want to pass on.
SECRET = re.compile(r"^env \"?[^\"=]*(?:TOKEN|SECRET|PASSWORD|PASSWD|KEY|CREDENTIAL|COOKIE|AUTH)"
                    r"[^\"=]*=.*\n", re.MULTILINE | re.IGNORECASE)


def whole_word(word):
    return re.compile(r"(?<![A-Za-z0-9_-])" + re.escape(word) + r"(?![A-Za-z0-9_-])")


def number_uuids(text):
    """Each card keeps a UUID of its own, so that masks by UUID still mean the same card; the first
    eight digits stay distinct."""
    seen = {}

    def instead(match):
        number = seen.setdefault(match.group(0), len(seen) + 1)
        return f"{match.group(1)}-{number:08x}-0000-4000-8000-{number:012x}"

    return UUID.sub(instead, text), seen


def shorten_masks(text, seen):
    """CUDA_VISIBLE_DEVICES=GPU-8932f937, a beginning of a UUID."""
    for uuid, number in seen.items():
        kind, first = uuid.split("-")[:2]
        text = re.sub(rf"\b{kind}-{first}\b(?!-)", f"{kind}-{number:08x}", text)
    return text


def redact(text, user, host, home, rename_user="ada", rename_host="box"):
    """The text with other names in place of these; the empty string stands for "not known"."""
    text = SECRET.sub("", text)
    text, seen = number_uuids(text)
    text = shorten_masks(text, seen)
    text = BOARD.sub(r"\1(left out)", text)
    if home and home not in ("/", "/root"):
        text = re.sub(re.escape(home) + r"(?![A-Za-z0-9_.-])", f"/home/{rename_user}", text)
    if user and user != "root":
        text = whole_word(user).sub(rename_user, text)
    for name in sorted({host, host.split(".")[0]} - {"", "localhost"}, key=len, reverse=True):
        text = whole_word(name).sub(rename_host, text)
    return text
