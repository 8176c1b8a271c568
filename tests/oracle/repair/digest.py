"""What a tree is: type, rights, content and target of each entry.

The environment is the lower layer of an overlay, which nothing can change: only what lies in the
upper layer can differ, and that alone is read. The rest is looked at, entry by entry, all the same.
"""

import hashlib
import os
import stat

LOWER = "as it was installed"
METACOPY, REDIRECT = "trusted.overlay.metacopy", "trusted.overlay.redirect"


def hash_of(path):
    whole = hashlib.blake2b(digest_size=16)
    with open(path, "rb") as stream:
        while piece := stream.read(1 << 20):
            whole.update(piece)
    return whole.hexdigest()


class Layers:
    """An overlay: `merged` is what is seen, in one or more places; `upper` is what was changed of
    `lower`."""

    def __init__(self, merged, upper, lower):
        self.merged, self.upper, self.lower = merged, upper, lower

    def place(self, path):
        """The path below its root, or None for what lies elsewhere."""
        for root in self.merged:
            if path.startswith(root + "/"):
                return os.path.relpath(path, root)
        return None

    def is_of_lower(self, path):
        """Whether the content is that of the same file of the lower layer."""
        place = self.place(path)
        if place is None:
            return False
        upper = os.path.join(self.upper, place)
        if not os.path.lexists(upper):
            return not self.is_renamed(place)
        try:
            names = os.listxattr(upper, follow_symlinks=False)
        except OSError:
            return False
        if METACOPY not in names:
            return False
        redirect = os.getxattr(upper, REDIRECT).decode() if REDIRECT in names else None
        return redirect in (None, "/" + place, os.path.basename(place))

    def is_renamed(self, place):
        """Whether a directory above shows another one of the lower layer."""
        above = os.path.dirname(place)
        while above:
            upper = os.path.join(self.upper, above)
            if os.path.isdir(upper) and REDIRECT in os.listxattr(upper, follow_symlinks=False):
                return True
            above = os.path.dirname(above)
        return False

    def content(self, path, told):
        """The hash behind what `tree` told of a file."""
        return hash_of(os.path.join(self.lower, self.place(path))) if told == LOWER else told


def describe(path, layers):
    entry = os.lstat(path)
    kind = stat.S_IFMT(entry.st_mode)
    found = [oct(entry.st_mode), entry.st_uid, entry.st_gid]
    if kind == stat.S_IFLNK:
        return found + [os.readlink(path)]
    if kind != stat.S_IFREG:
        return found
    content = LOWER if layers.is_of_lower(path) else hash_of(path)
    return found + [entry.st_size, entry.st_mtime_ns, content]


def tree(roots, apart, layers):
    """path -> what is there, of everything below the roots but what lies `apart`."""
    found = {}
    waiting = [root for root in roots if os.path.lexists(root)]
    while waiting:
        path = waiting.pop()
        if path in apart or path in found:
            continue
        found[path] = describe(path, layers)
        if os.path.isdir(path) and not os.path.islink(path):
            waiting += [os.path.join(path, name) for name in os.listdir(path)]
    return found


def is_same(path, before, after, layers):
    if before == after:
        return True
    if before[:-1] != after[:-1] or not (LOWER in before or LOWER in after):
        return False
    return layers.content(path, before[-1]) == layers.content(path, after[-1])


def differences(before, after, layers):
    """One line for each path that is not what it was."""
    lines = ["gone: " + path for path in sorted(before.keys() - after.keys())]
    lines += ["new: " + path for path in sorted(after.keys() - before.keys())]
    return lines + ["changed: %s: %s, was %s" % (path, after[path], before[path])
                    for path in sorted(before.keys() & after.keys())
                    if not is_same(path, before[path], after[path], layers)]
