"""What a tree is: type, rights, content and target of each entry.

A large file counts by its size, the time of its last change and samples of its content: the kernel
moves that time with every write, and reading gigabytes twice a row would take most of a run.
"""

import hashlib
import os
import stat

LARGE = 1 << 20
SAMPLES, SAMPLE = 16, 1 << 16


def content(path, entry):
    whole = hashlib.blake2b(digest_size=16)
    with open(path, "rb") as stream:
        if entry.st_size < LARGE:
            whole.update(stream.read())
        else:
            whole.update(b"%d" % entry.st_mtime_ns)
            for i in range(SAMPLES):
                stream.seek((entry.st_size - SAMPLE) * i // (SAMPLES - 1))
                whole.update(stream.read(SAMPLE))
    return whole.hexdigest()


def describe(path):
    entry = os.lstat(path)
    kind = stat.S_IFMT(entry.st_mode)
    found = [oct(entry.st_mode), entry.st_uid, entry.st_gid]
    if kind == stat.S_IFLNK:
        return found + [os.readlink(path)]
    return found + [entry.st_size, content(path, entry)] if kind == stat.S_IFREG else found


def tree(roots, apart=()):
    """path -> what is there, of everything below the roots but what lies `apart`."""
    found = {}
    waiting = [root for root in roots if os.path.lexists(root)]
    while waiting:
        path = waiting.pop()
        if path in apart:
            continue
        found[path] = describe(path)
        if os.path.isdir(path) and not os.path.islink(path):
            waiting += [os.path.join(path, name) for name in os.listdir(path)]
    return found


def differences(before, after):
    """One line for each path that is not what it was."""
    lines = ["gone: " + path for path in sorted(before.keys() - after.keys())]
    lines += ["new: " + path for path in sorted(after.keys() - before.keys())]
    return lines + ["changed: %s: %s, was %s" % (path, after[path], before[path])
                    for path in sorted(before.keys() & after.keys())
                    if before[path] != after[path]]
