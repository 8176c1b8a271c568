"""Which features of a world its outcome hangs on: each is taken away, and the real loader is asked
again. A feature that can go without any effect was there, and was not tried."""
import copy

from damage import PASSED_OVER, STOPPING
from elf_writer import NODEFLIB, Library
from shrink import libraries
from world_plan import HardLink, Link, Socket


def sound(plan):
    return [library for _, library in libraries(plan)]


def objects(plan):
    return [what for what in plan.files.values() if isinstance(what, Library)]


def clears(field, of=objects, value=None, where=lambda thing: True):
    """The feature is a field of libraries that has another value than `value`."""
    def remove(plan):
        for library in of(plan):
            if getattr(library, field) != value and where(library):
                setattr(library, field, copy.copy(value))
    return remove


def without_elements(is_odd, fields=("rpath", "runpath"), variable=True):
    """Path elements of a kind are taken out; a list without any left goes as a whole."""
    def kept(text):
        elements = [one for part in text.split(":") for one in part.split(";")]
        rest = [one for one in elements if not is_odd(one)]
        return text if rest == elements else ":".join(rest) or None

    def remove(plan):
        for library in sound(plan):
            for field in fields:
                if getattr(library, field) is not None:
                    setattr(library, field, kept(getattr(library, field)))
        text = plan.environment.get("LD_LIBRARY_PATH")
        if variable and text:
            text = kept(text)
            plan.environment["LD_LIBRARY_PATH"] = text or ""
    return remove


def without_files(is_meant):
    def remove(plan):
        for path in [path for path, what in plan.files.items() if is_meant(path, what)]:
            del plan.files[path]
    return remove


def without_damage(*kinds):
    """Of STOPPING or PASSED_OVER."""
    tables = {**STOPPING, **PASSED_OVER}
    meant = [tables[kind][1] for kind in kinds]

    def remove(plan):
        for library in objects(plan):
            if library.damage in meant:
                library.damage = []
    return remove


def in_plan(field, value):
    def remove(plan):
        setattr(plan, field, copy.copy(value))
    return remove


def in_cache(field, value):
    def remove(plan):
        if plan.cache:
            setattr(plan.cache, field, copy.copy(value))
    return remove


def without_flag(flag):
    def remove(plan):
        for library in objects(plan):
            library.flags_1 &= ~flag
    return remove


def without_variable(name):
    def remove(plan):
        plan.environment.pop(name, None)
    return remove


def plain_sonames(plan):
    for path, what in plan.files.items():
        if isinstance(what, Library):
            what.soname = path.rpartition("/")[2]


def no_versions(plan):
    for library in sound(plan):
        library.wants, library.defines = [], []


def chain_depth(plan, depth):
    """The libraries of a chain (chains.py) at a depth need nothing any more."""
    for path, what in plan.files.items():
        if isinstance(what, Library) and ".chain%d." % depth in path:
            what.needed = []


def readable(plan):
    plan.nobody = False


def second_needs(mark):
    """Chains mark what makes a diamond or a circle by the name that is needed (chains.py)."""
    def remove(plan):
        for library in objects(plan):
            library.needed = [name for name in library.needed if mark not in name]
    return remove


def is_odd_element(text):
    return (not text or not text.startswith("%W/") or "//" in text or ".." in text or
            text.endswith("/") or text in ("%W/absent", "%W/plain"))


FEATURES = {
    "RPATH of a library": clears("rpath"),
    "RUNPATH of a library": clears("runpath"),
    "RPATH of the program": clears("rpath", lambda plan: [plan.main]),
    "RUNPATH of the program": clears("runpath", lambda plan: [plan.main]),
    "token in a path": without_elements(lambda text: "$" in text),
    "token in DT_NEEDED": lambda plan: [setattr(library, "needed", [
        name for name in library.needed if "$" not in name]) for library in sound(plan)],
    "empty element": without_elements(lambda text: not text),
    "LD_LIBRARY_PATH": without_variable("LD_LIBRARY_PATH"),
    "odd element of LD_LIBRARY_PATH": without_elements(is_odd_element, fields=()),
    "private ld.so.cache": in_plan("cache", None),
    "damaged ld.so.cache": in_cache("damage", []),
    "file gone since ldconfig ran": in_cache("removed", []),
    "file replaced since ldconfig ran": in_cache("replaced", {}),
    "glibc-hwcaps directory": without_files(lambda path, what: "glibc-hwcaps" in path),
    "legacy hwcaps directory": without_files(
        lambda path, what: any(part in ("tls", "x86_64", "haswell", "avx512_1")
                               for part in path.split("/")[:-1])),
    "dependency": clears("needed", value=[]),
    "dependency 2 deep": lambda plan: chain_depth(plan, 1),
    "dependency 3 deep": lambda plan: chain_depth(plan, 2),
    "dependency 4 deep": lambda plan: chain_depth(plan, 3),
    "dependency 5 deep": lambda plan: chain_depth(plan, 4),
    "diamond": second_needs(".diamond."),
    "circle": second_needs(".circle."),
    "cut file": clears("damage", value=[], where=lambda library: library.damage and
                       library.damage[0][0] == "cut" and not isinstance(library.damage[0][1], int)),
    "damaged file that stops": without_damage(*STOPPING),
    "foreign file": without_damage(*PASSED_OVER),
    "executable as a library": lambda plan: (without_damage("executable")(plan), [
        setattr(library, "layout", "four") for library in objects(plan)
        if library.layout == "program"]),
    "linker script as a library": without_damage("linker script", "text"),
    "unreadable file": clears("mode", value=0o755),
    "directory without rights": in_plan("modes", {}),
    "another user": readable,
    "link": without_files(lambda path, what: isinstance(what, Link)),
    "hard link": without_files(lambda path, what: isinstance(what, HardLink)),
    "socket": without_files(lambda path, what: isinstance(what, Socket)),
    "LD_PRELOAD": without_variable("LD_PRELOAD"),
    "/etc/ld.so.preload": without_files(lambda path, what: path == "etc/ld.so.preload"),
    "opened before": in_plan("loaded", []),
    "other opener than the program": in_plan("by", []),
    "SONAME unlike the file name": plain_sonames,
    "symbol versions": no_versions,
    "symbols": clears("references", value=[]),
    "DF_1_NODEFLIB": without_flag(NODEFLIB),
    "DF_1_NOOPEN or DF_1_PIE": without_flag(0x08000040),
    "x86 level in a note": clears("isa", value=0),
    "tag of a system or kernel": clears("abi_tag"),
    "static TLS": clears("tls", value=0),
    "program through a link or relative path": in_plan("main_as", "%W/bin/main"),
    "working directory": in_plan("cwd", ""),
}


def features_of(plan, answers_of):
    """name -> whether the outcome hangs on it, for the features that the plan has. `answers_of`
    asks the real loader about a plan; None: the world cannot be tried."""
    before = answers_of(copy.deepcopy(plan))
    found = {}
    for name, remove in FEATURES.items():
        other = copy.deepcopy(plan)
        remove(other)
        if other != plan and before is not None:
            after = answers_of(other)
            found[name] = after is not None and after != before
    return found
