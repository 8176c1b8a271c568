"""Nothing is changed through a link that leads out of a tree: every way of spoiling, at every place
where a link can stand, beside a directory that is there only to be hit."""
import os
import random as randomness

import confine
import places
import spoil
import trees


def aim(place):
    """A tree of links, each to what lies outside: above what is spoilt, and in its place."""
    root, outside = os.path.join(place, "root"), os.path.join(place, "outside")
    os.makedirs(os.path.join(outside, "below"))
    with open(os.path.join(outside, "file"), "wb") as file:
        file.write(b"untouched")
    os.makedirs(os.path.join(root, "here"))
    for name, target in {"file": "file", "directory": "below", "none": "new", "all": ""}.items():
        os.symlink(os.path.join(outside, target), os.path.join(root, "here", name))
    os.symlink("/proc/1/root" + outside, os.path.join(root, "here/init"))
    for path in trees.READ + trees.LISTED:
        top = os.path.join(root, path.split("/")[0])
        if not os.path.lexists(top):
            os.symlink(outside, top)
    return root, outside


AIMED = ["here/file", "here/directory", "here/none", "here/all/file", "here/all/below/x",
         "here/none/x", "here/directory/a/b", "here/init/x", trees.READ[0], trees.LISTED[0],
         trees.ENVIRONMENT]


def hit(place, how):
    """What `how(root, outside)` changed outside of the root."""
    root, outside = aim(place)
    before = confine.state(outside)
    try:
        how(root, outside)
    except (OSError, ValueError):
        pass
    after = confine.state(outside)
    confine.clear_up(place)
    return [f"there is {after} now"] if after != before else []


def ways():
    """(name, how) of each way of spoiling, where it may hit."""
    for number, kind in enumerate([spoil.spoil_content] + spoil.KINDS):
        for path in AIMED:
            for seed in range(3):
                yield (f"kind {number} at {path}", lambda root, outside, kind=kind, path=path,
                       seed=seed: kind(randomness.Random(seed), root, path))
    yield "a file that is cut", lambda root, outside: spoil.truncate(
        randomness.Random(1), os.path.join(root, "here/file"))
    yield "files that change", lambda root, outside: spoil.changing(randomness.Random(1), root)()
    for name, tree in trees.TREES.items():
        yield name, tree
    yield "a healthy machine", lambda root, outside: places.healthy(root)


def links_above(place):
    """Whatever is wrong with a link above a place, it is said in one way."""
    root, _ = aim(place)
    found = []
    for path in AIMED[3:]:
        try:
            found.append(f"{path} is taken for {trees.beneath(root, path)}")
        except trees.LeadsOut:
            pass
    confine.clear_up(place)
    return found


def problems(place):
    os.mkdir(place)
    found = links_above(os.path.join(place, "aim"))
    for name, how in ways():
        found += [f"{name}: {what}" for what in hit(os.path.join(place, "aim"), how)]
    return found
