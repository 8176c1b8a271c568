"""What a small world is made of, and how chance puts one together.

A plan is pure data: the same seed and number give the same plan on every machine. "%W" in a text
stands for the directory of the world ("" when the world is a root of its own).
"""
import random
from dataclasses import dataclass, field
from typing import Dict, List, Optional

from chains import add_chain
from damage import CUTS, PASSED_OVER, STOPPING, i386_header
from elf_writer import LAYOUTS, NODEFLIB, NOOPEN, Library, Reference, Symbol
from notes import add_levels, add_tag


@dataclass
class Link:
    target: str


@dataclass
class HardLink:
    path: str


@dataclass
class Directory:
    mode: int = 0o755


@dataclass
class Socket:
    pass


@dataclass
class Content:
    data: bytes
    mode: int = 0o644


@dataclass
class Cache:
    """/etc/ld.so.cache of a world that is a root of its own."""
    directories: List[str]
    options: List[str] = field(default_factory=list)  # of ldconfig
    damage: List = field(default_factory=list)
    removed: List[str] = field(default_factory=list)  # files that go once it is made
    replaced: Dict[str, bytes] = field(default_factory=dict)
    mode: int = 0o644


@dataclass
class Plan:
    number: object
    files: Dict[str, object] = field(default_factory=dict)  # path below the world -> what is there
    modes: Dict[str, int] = field(default_factory=dict)     # directories, set last
    main: Library = field(default_factory=Library)
    main_as: str = "%W/bin/main"
    loaded: List[str] = field(default_factory=list)
    by: List[str] = field(default_factory=list)             # innermost first; none: the program
    names: List[str] = field(default_factory=list)
    environment: Dict[str, str] = field(default_factory=dict)
    env_by_option: bool = False
    cwd: str = ""
    nobody: bool = False
    root: Optional[str] = None  # "inside", "outside": the world is a root; where whycpu runs
    merged_usr: bool = True
    cache: Optional[Cache] = None
    by_default: bool = False    # no --by where the program itself asks
    keep_setup: bool = True     # False: what does not open before is left out of the plan
    tags: set = field(default_factory=set)


NAMES = ["libone.so.1", "libtwo.so.2", "libtri.so", "libfor.so.4", "libfiv.so.5", "libsix.so.6.1"]
DIRECTORIES = ["a", "b", "c", "opt/x", "deep/er/est", "lib", "sp ace", "\u00fc\"\\'"]
LEGACY = ["tls", "x86_64", "tls/x86_64", "x86_64/x86_64", "tls/x86_64/x86_64", "haswell",
          "tls/haswell", "haswell/x86_64", "avx512_1", "haswell/avx512_1", "tls/haswell/x86_64"]
HWCAPS = ["glibc-hwcaps/x86-64-v2", "glibc-hwcaps/x86-64-v3", "glibc-hwcaps/x86-64-v4",
          "glibc-hwcaps/x86-64-v9", "glibc-hwcaps"]
VERSIONS = ["V_1", "V_2", "V_3"]
SYMBOLS = ["first", "second", "third"]
THEMES = ["search", "tokens", "links", "damage", "cuts", "fatal", "versions", "loaded", "hwcaps",
          "legacy", "names", "preload", "permissions", "needs", "variable", "symbols", "chain",
          "notes", "default"]


class Maker:
    """Draws one plan."""

    def __init__(self, seed, number, machine, may_root):
        self.random = random.Random("%s/%s" % (seed, number))
        self.machine = machine
        self.plan = Plan(number)
        self.rooted = may_root and self.chance(0.22)
        self.themes = set(self.random.sample(THEMES, self.random.randint(1, 3)))
        self.directories = self.random.sample(DIRECTORIES, self.random.randint(2, 4))
        self.names = self.random.sample(NAMES, self.random.randint(3, 5))
        self.links_to_directories = []
        self.openers = []  # libraries, as plan.by
        self.version_pairs = []

    # ---- Small words ----

    def chance(self, probability):
        return self.random.random() < probability

    def one_of(self, things):
        return self.random.choice(things)

    def weighted(self, pairs):
        """`pairs`: (weight, thing)."""
        weights, things = zip(*pairs)
        return self.random.choices(things, weights)[0]

    def tag(self, *names):
        self.plan.tags.update(names)

    def theme(self, name, when, otherwise):
        return when if name in self.themes else otherwise

    # ---- Search paths ----

    def element(self):
        """One element of an RPATH, a RUNPATH or LD_LIBRARY_PATH."""
        directory = self.one_of(self.directories)
        other = self.one_of(self.directories)
        linked = self.one_of(self.links_to_directories or ["absent"])
        tokens = self.theme("tokens", 6, 1)
        origin = 4 * tokens
        up = "../" * (other.count("/") + 1)
        return self.weighted([
            (40, "%W/" + directory),
            (origin * 2, "$ORIGIN"),
            (origin * 2, "$ORIGIN/" + up + directory),
            (origin, "${ORIGIN}/" + up + directory),
            (5, "%W/absent"),
            (self.theme("search", 4, 1), "/"),
            (self.theme("search", 6, 3), ""),
            (5, directory),
            (3, "./" + directory),
            (2, "%W/" + directory + "/"),
            (2, "%W//" + directory),
            (2, "%W/" + directory + "/../" + other),
            (self.theme("links", 4, 1), "%W/la/../" + other),
            (self.theme("links", 4, 1), "%W/lb/" + up + directory),
            (self.theme("links", 8, 2), "%W/" + linked),
            (self.theme("search", 3, 1), "%W/plain"),
            (self.theme("search", 3, 1), "plain"),
            (2, "%W/" + directory + ";%W/" + other),
            (tokens, "%W/" + directory + "/$LIB"),
            (tokens, "%W/" + directory + "/$PLATFORM"),
            (tokens, "%W/$ORIGINXX"),
            (tokens, "%W/$FOO"),
            (tokens, "%W/${ORIGIN"),
            (tokens, "%W/" + directory + "/${LIB}"),
            (tokens, "%W/" + directory + "/$LIBX"),
            (tokens, "%W/" + directory + "/${PLATFORM}x"),
            (origin / 4, "x$ORIGIN"),
            (origin / 4, "$ORIGIN$ORIGIN"),
            (tokens, "$LIB"),
        ])

    def search_path(self):
        count = self.weighted([(50, 1), (30, 2), (15, 3), (5, 5)])
        text = ":".join(self.element() for _ in range(count))
        if "$" in text:
            self.tag("token in a path")
        if text.startswith(":") or text.endswith(":") or "::" in text or not text:
            self.tag("empty element")
        return text

    def give_search_path(self, library, probability, of_main=False):
        if not self.chance(probability):
            return
        kind = self.weighted([(50, "runpath"), (38, "rpath"), (6, "both"), (6, "empty")])
        where = "of main" if of_main else "of a library"
        if kind == "both":
            library.rpath, library.runpath = self.search_path(), self.search_path()
        elif kind == "empty":
            setattr(library, self.one_of(["runpath", "rpath"]), "")
            if self.chance(0.5):
                library.rpath = self.search_path()
        else:
            setattr(library, kind, self.search_path())
        self.tag("%s %s" % (kind, where))

    # ---- Objects ----

    def needed_name(self):
        name = self.one_of(self.names)
        directory = self.one_of(self.directories)
        named = self.theme("names", 4, 1)
        return self.weighted([
            (60, name),
            (self.theme("needs", 8, 2), "libabsent.so.9"),
            (3, "libc.so.6"),
            (1, "libm.so.6"),
            (1.0 * named, "%W/" + directory + "/" + name),
            (0.5 * named, directory + "/" + name),
            (1.0 * named, "$ORIGIN/" + name),
            (0.5 * named, "${ORIGIN}/../" + directory + "/" + name),
            (0.3 * named, "%W/" + directory + "/absent.so"),
        ])

    def layout(self):
        make = self.weighted([(50, "four"), (60, None), (15, "appended"), (0.3, "linked")])
        return make or self.one_of(LAYOUTS)

    def sound_library(self, name, depth=0):
        library = Library(layout=self.layout(), hash_style=self.one_of(["gnu", "sysv", "both"]))
        library.soname = self.weighted([
            (70, name), (8, None), (self.theme("loaded", 14, 6), self.one_of(self.names)),
            (6, name + ".77"), (2, ""), (1, "%W/a/" + name)])
        if library.soname not in (name, None):
            self.tag("soname is not the file's name")
        many = 2 if self.themes & {"needs", "versions"} else 0.7
        for _ in range(self.weighted([(60, 0), (28 * many, 1), (12 * many, 2), (5 * many, 3)])):
            needed = self.needed_name()
            if needed not in library.needed:
                library.needed.append(needed)
        self.give_search_path(library, self.theme("search", 0.7, 0.4))
        if self.chance(self.theme("versions", 0.6, 0.05)):
            self.give_versions(library)
        if self.chance(self.theme("search", 0.06, 0.02)):
            library.flags_1 |= NODEFLIB
            self.tag("DF_1_NODEFLIB")
        if library.layout in LAYOUTS and self.chance(self.theme("symbols", 0.8, 0.05)):
            self.give_symbols(library)
        if library.layout in LAYOUTS and self.chance(self.theme("notes", 0.4, 0.01)):
            add_levels(self, library)
        if library.layout in LAYOUTS and self.chance(self.theme("notes", 0.3, 0.02)):
            add_tag(self, library)
        if library.layout in LAYOUTS and self.chance(self.theme("notes", 0.3, 0.02)):
            library.tls = self.one_of([8, 16, 40])  # for all together there is room for 1600
            self.tag("static TLS")
        if "default" in self.themes:
            self.give_defaults(library)
        return library

    def give_defaults(self, library):
        """Something from a default directory, which DF_1_NODEFLIB forbids."""
        if self.chance(0.3):
            library.needed.append(self.one_of(["libm.so.6", "libutil.so.1", "librt.so.1"]))
        if self.chance(0.4):
            library.flags_1 |= NODEFLIB
            self.tag("DF_1_NODEFLIB")

    def give_symbols(self, library):
        self.tag("symbols")
        for name in SYMBOLS:
            if self.chance(0.6):
                version = self.one_of(library.defines + [None]) if library.defines else None
                library.symbols.append(Symbol(
                    name, version, hidden=bool(version) and self.chance(0.2),
                    weak=self.chance(0.1), visibility=self.weighted([(90, 0), (4, 2), (4, 3)]),
                    kind=self.weighted([(60, 2), (20, 1), (10, 0), (3, 3), (3, 10)])
                    if self.chance(0.3) else 2,
                    value=0 if self.chance(0.04) else None))
            if library.defines and self.chance(0.1):  # a second version of the name
                library.symbols.append(Symbol(name, self.one_of(library.defines),
                                              hidden=self.chance(0.6)))
        wanted = [(name, version) for name, version, _ in library.wants]
        for name in SYMBOLS:
            if self.chance(0.35):
                library.references.append(Reference(
                    name, self.one_of(wanted) if wanted and self.chance(0.6) else None,
                    weak=self.chance(0.1),
                    how=self.weighted([(4, "data"), (5, "call"), (0.7, "nothing"),
                                       (0.5, "none")])))
        library.bind_now = self.chance(0.1)

    def give_versions(self, library):
        self.tag("symbol versions")
        if self.chance(0.75):
            library.defines = self.random.sample(VERSIONS, self.random.randint(1, 2))
        for needed in library.needed:
            if needed == "libc.so.6":
                library.wants.append((needed, self.one_of(["GLIBC_2.2.5", "GLIBC_2.99"]), False))
            elif self.chance(0.6):
                for version in self.random.sample(VERSIONS, self.random.randint(1, 2)):
                    library.wants.append((needed, version, self.chance(0.15)))

    def damaged_library(self, name):
        library = self.sound_library(name)
        kind = self.weighted([(self.theme("damage", 3, 1), "stopping"),
                              (2, "passed over"),
                              (self.theme("cuts", 6, 0.7), "cut"),
                              (self.theme("damage", 0.5, 0.1), "program"),
                              (self.theme("fatal", 2, 0.3), "flag")])
        if kind == "program":
            library = Library(layout="program")
            self.tag("file: program")
        elif kind == "flag":
            library.flags_1 |= self.one_of([NOOPEN, 0x08000000, 0x08000000 | NOOPEN])  # DF_1_PIE
            self.tag("DF_1_NOOPEN or DF_1_PIE")
        elif kind == "cut":
            if self.chance(0.5):
                # Few and simple ones, so that the linker is seldom needed.
                library = Library(name, layout=self.one_of(["linked", "linked-whole"]))
                if self.chance(0.3):
                    library.needed = [self.one_of(["libabsent.so.9", NAMES[0], "libm.so.6"])]
            part = self.weighted(CUTS)
            library.damage = [("cut", (part, self.one_of([0, 0.001, self.random.random(), 0.999])))]
            self.tag("cut in " + ("segment %d" % part if isinstance(part, int) else part))
        else:
            table = STOPPING if kind == "stopping" else PASSED_OVER
            what = self.weighted([(weight, key) for key, (weight, _) in table.items()])
            library.damage = list(table[what][1])
            self.tag("file: " + what)
        return library

    def odd_thing(self, name):
        """Something at the place of a library that is no object of its own."""
        directory, other = self.one_of(self.directories), self.one_of(self.names)
        kind = self.weighted([(10, "link"), (4, "dangling"), (4, "self link"), (3, "directory"),
                              (2, "socket"), (8, "hard link"), (2, "link to directory"),
                              (2, "loop")])
        self.tag(kind)
        return {
            "link": lambda: Link(self.one_of(["%W/" + directory + "/" + other,
                                              "%W/" + directory + "/" + name + ".real"])),
            "dangling": lambda: Link("%W/absent/" + name),
            "self link": lambda: Link(name),
            "loop": lambda: Link(name + ".loop"),
            "directory": lambda: Directory(),
            "socket": lambda: Socket(),
            "hard link": lambda: HardLink(directory + "/" + other),
            "link to directory": lambda: Link("%W/" + directory),
        }[kind]()

    def place_library(self, directory, name):
        files = self.plan.files
        path = directory + "/" + name
        draw = self.random.random()
        bad = self.theme("damage", 0.25, 0.05) + self.theme("cuts", 0.2, 0.01)
        odd = self.theme("links", 0.35, 0.05)
        if draw < bad:
            files[path] = self.damaged_library(name)
        elif draw < bad + odd:
            files[path] = self.odd_thing(name)
            if files[path] == Link(name + ".loop"):
                files[path + ".loop"] = Link(name)
            elif isinstance(files[path], Link) and files[path].target.endswith(".real"):
                files["%s" % files[path].target[3:]] = self.sound_library(name)
        else:
            files[path] = self.sound_library(name)

    def fill(self):
        """Directories with libraries, and their special subdirectories."""
        plan = self.plan
        places = list(self.directories)
        if "tokens" in self.themes:
            for directory in self.directories:
                places += [directory + "/" + self.machine["lib"], directory + "/$LIBX",
                           directory + "/" + self.machine["platform"], directory + "/haswell"]
            places += ["$ORIGINXX", "$FOO", "${ORIGIN", self.machine["lib"]]
        for theme, subdirectories in (("hwcaps", HWCAPS), ("legacy", LEGACY)):
            if theme in self.themes:
                self.tag(theme)
                for directory in list(places):
                    places += [directory + "/" + subdirectory for subdirectory in subdirectories
                               if self.chance(0.3)]
        if self.rooted and "search" in self.themes:
            places.append(".")  # the root directory itself
        for place in places:
            plan.files.setdefault(place, Directory())
            for name in self.names:
                if self.chance(0.45 if place in self.directories else 0.2):
                    self.place_library(place, name)
        plan.files["plain"] = Content(b"a regular file\n")
        for link, target in (("la", self.directories[0]), ("lb", self.directories[-1]),
                             ("lself", "lself"), ("lgone", "absent")):
            plan.files[link] = Link(target)
            self.links_to_directories.append(link)

    def pair_versions(self):
        """Makes one library want versions of another one that it surely finds."""
        sound = [path for path, what in self.plan.files.items()
                 if isinstance(what, Library) and not what.damage and not what.flags_1]
        if len(sound) < 2:
            return
        consumer, provider = self.random.sample(sound, 2)
        directory, _, name = provider.rpartition("/")
        library, other = self.plan.files[consumer], self.plan.files[provider]
        library.needed = [name] if self.chance(0.7) else [name] + library.needed
        library.runpath = "%W/" + directory
        library.wants = [(name, version, self.chance(0.1))
                         for version in self.random.sample(VERSIONS, self.random.randint(1, 2))]
        other.needed = [self.needed_name()] if self.chance(0.15) else []
        other.wants = []
        if self.chance(0.85):
            other.defines = self.random.sample(VERSIONS, self.random.randint(1, 2))
        self.version_pairs.append(consumer)

    # ---- Who asks for what ----

    def existing(self):
        files = self.plan.files.items()
        return self.one_of([path for path, what in files if "/" in path and
                            (not isinstance(what, (Directory, Content)) or self.chance(0.02))] or
                           ["plain"])

    def interesting(self):
        """A file that has what the themes are about."""
        themes = self.themes
        pool = list(self.version_pairs)
        for path, what in self.plan.files.items():
            if isinstance(what, Library):
                reasons = {"cuts": any(kind == "cut" for kind, _ in what.damage),
                           "damage": what.damage, "fatal": what.flags_1, "needs": what.needed,
                           "hwcaps": "glibc-hwcaps" in path,
                           "permissions": what.mode & 0o444 == 0}
                wanted = any(reason and theme in themes for theme, reason in reasons.items())
            else:
                wanted = "links" in themes and isinstance(what, (Link, HardLink, Socket)) and \
                    "/" in path
            if wanted:
                pool.append(path)
        return self.one_of(pool) if pool else self.existing()

    def sound_existing(self):
        """A library that should open: nothing that it needs is surely missing."""
        candidates = [path for path, what in self.plan.files.items()
                      if isinstance(what, Library) and not what.damage
                      and not what.flags_1 & (NOOPEN | 0x08000000)]
        lonely = [path for path in candidates if not self.plan.files[path].needed]
        pool = lonely if lonely and self.chance(0.8) else candidates
        return self.one_of(pool) if pool else None

    def spelled(self, path):
        """One of the ways to name a file by a path."""
        above = "../" * (self.plan.cwd.count("/") + 1) if self.plan.cwd else ""
        relative = above + path
        directory, _, name = path.rpartition("/")
        if "links" in self.themes and self.chance(0.1):
            return "%W/lb/../" + path
        if "links" in self.themes and self.chance(0.3):
            for link in ("la", "lb"):
                if self.plan.files[link].target == directory:
                    return "%W/" + link + "/" + name
        return self.weighted([(60, "%W/" + path),
                              (12, relative if "/" in relative else "./" + relative),
                              (4, "./" + relative), (4, "%W/" + directory + "//" + name),
                              (3, "%W/" + directory + "/../" + path if "/" not in directory
                               else "%W/./" + path)])

    def asked_name(self):
        name = self.one_of(self.names)
        directory = self.one_of(self.directories)
        named = self.theme("names", 4, 1)
        text, tag = self.weighted([
            (60, (name, "bare name")),
            (2, ("libabsent.so.9", "bare name of nothing")),
            (0.3 * named, ("lib" + "x" * 260 + ".so", "name that no file can have")),
            (0.3 * named, ("./" + "x" * 260 + "/" + name, "name that no file can have")),
            (0.3 * named, (" " + name, "bare name of nothing")),
            (3 + self.theme("loaded", 6, 0), (name + ".77", "bare name, SONAME alone")),
            (7 * named, (self.spelled(self.existing()), "path")),
            (1.5 * named, ("%W/" + directory + "/absent.so", "path to nothing")),
            (1.5 * named, ("$ORIGIN/" + name, "token in the name")),
            (named, ("${ORIGIN}/../" + directory + "/" + name, "token in the name")),
            (0.5 * named, ("%W/" + directory + "/$LIB/" + name, "token in the name")),
            (0.5 * named, ("%W/$FOO/" + name, "token in the name")),
            (0.5 * named, ("$ORIGINXX/" + name, "token in the name")),
            (0.4 * named, ("%W/" + directory, "path to a directory")),
            (0.3 * named, ("%W/" + directory + "/" + name + "/", "path with a slash at its end")),
            (0.5 * named, ("libc.so.6", "system library")),
            (0.5 * named, (self.machine["libc"], "system library")),
            (0.5 * named, ("libm.so.6", "system library")),
            (self.theme("default", 30, 0), ("libm.so.6", "system library")),
            (0.3 * named, (self.machine["interpreter"].rpartition("/")[2], "system library")),
            (0.3 * named, (self.plan.main_as, "the program itself")),
        ])
        self.tag("asked: " + tag)
        return text

    def choose_openers(self):
        plan = self.plan
        plan.by_default = self.chance(0.5)
        count = self.weighted([(12, 0), (60, 1), (20, 2), (8, 3)])
        self.tag("openers: %d" % count)
        below = None  # the opener that this one opens
        for number in range(count):
            path = self.sound_existing() if self.chance(0.15) else None
            if path is None:
                directory = self.one_of(self.directories)
                name = "libopener%d.so" % number
                path = directory + "/" + name
                plan.files[path] = library = self.sound_library(name)
                library.needed = []
                library.wants = []
                if self.chance(0.25):
                    library.needed = [self.one_of(self.names)]
                self.give_search_path(library, 0.3)
                if below and self.chance(0.3):
                    library.needed.append(self.one_of([below, below.rpartition("/")[2]]))
                    self.tag("opener needed by the next one")
            below = path.rpartition("/")[2] if self.chance(0.08) else self.spelled(path)
            plan.by.append(below)
            self.openers.append(plan.files[path])

    def choose_loaded(self):
        count = self.weighted([(self.theme("loaded", 5, 70), 0), (50, 1), (20, 2), (10, 3)])
        for _ in range(count):
            path = self.sound_existing()
            if path:
                self.tag("loaded before")
                self.plan.loaded.append(self.one_of(self.names) if self.chance(0.08)
                                        else self.spelled(path))

    def choose_environment(self):
        plan = self.plan
        # Another root has no environment of its own but what is given by --env.
        plan.env_by_option = self.chance(0.4) or plan.root == "outside"
        plan.keep_setup = self.chance(0.1)
        if self.chance(self.theme("variable", 0.9, 0.3)):
            count = self.weighted([(40, 1), (30, 2), (20, 3), (3, 0)])
            elements = [self.element() for _ in range(count)]
            text = self.weighted([(80, ":"), (20, ";")]).join(elements)
            text = self.weighted([(80, text), (8, text + ":"), (6, ":" + text), (3, ":"),
                                  (3, "::")])
            given = plan.environment.get("LD_LIBRARY_PATH")
            text = self.joined(given, text) if given else text
            plan.environment["LD_LIBRARY_PATH"] = text
            self.tag("LD_LIBRARY_PATH" if text else "LD_LIBRARY_PATH empty")
            if text.startswith(":") or text.endswith(":") or "::" in text:
                self.tag("LD_LIBRARY_PATH with an empty element")
        if self.chance(self.theme("preload", 0.9, 0.06)):
            self.tag("LD_PRELOAD")
            items = []
            for _ in range(self.weighted([(60, 1), (30, 2), (10, 3)])):
                sound = self.sound_existing()
                items.append(self.weighted([
                    (50, self.spelled(sound) if sound else "libabsent.so.9"),
                    (8, self.plan.by[0] if self.plan.by else "libabsent.so.9"),
                    (30, self.one_of(self.names)),
                    (8, self.spelled(self.existing())),
                    (5, "libabsent.so.9"),
                    (3, "%W/absent/libone.so.1"),
                    (4, "$ORIGIN/../" + (sound or "absent.so")),
                    (2, "$LIB/" + self.one_of(self.names)),
                    (2, "%W/$FOO/" + self.one_of(self.names))]))
            plan.environment["LD_PRELOAD"] = self.one_of([":", " ", "  "]).join(items)

    def aim(self):
        """Asks for a file of this world by its bare name and names its directory somewhere, so
        that the search comes near it more often than chance would have it."""
        plan = self.plan
        path = self.interesting() if self.chance(0.6) else self.existing()
        directory, _, name = path.rpartition("/")
        for theme, subdirectories in (("hwcaps", HWCAPS), ("legacy", LEGACY)):
            for subdirectory in sorted(subdirectories, key=len, reverse=True):
                if theme in self.themes and directory.endswith("/" + subdirectory):
                    directory = directory[:-len(subdirectory) - 1]
        opener = self.openers[0] if self.openers else plan.main
        where = self.weighted([(50, "opener"), (10, "main"), (25, "variable")])
        element = "%W/" + directory if directory != "." else "/"
        if where == "variable":
            text = plan.environment.get("LD_LIBRARY_PATH")
            plan.environment["LD_LIBRARY_PATH"] = self.joined(text, element)
            self.tag("LD_LIBRARY_PATH")
        else:
            library = plan.main if where == "main" else opener
            kind = "runpath" if library.runpath is not None else \
                "rpath" if library.rpath is not None else self.one_of(["rpath", "runpath"])
            setattr(library, kind, self.joined(getattr(library, kind), element))
        plan.names.append(name)
        self.tag("asked: bare name of a file near by")

    def joined(self, text, element):
        if text is None:
            return element
        return self.weighted([(2, element + ":" + text), (1, text + ":" + element)])

    def choose_main(self):
        plan = self.plan
        if plan.main.rpath is None and plan.main.runpath is None:  # a chain may have given one
            self.give_search_path(plan.main, self.theme("search", 0.6, 0.35), of_main=True)
        if self.chance(0.15):
            needed = self.sound_existing()
            plan.main.needed.append(self.one_of([self.one_of(self.names),
                                                 "%W/" + needed if needed else "libm.so.6"]))
            self.tag("main needs a library")
        if self.chance(0.15):
            plan.files["other/link-to-main"] = Link("../bin/main")
            plan.main_as = "%W/other/link-to-main"
            self.tag("main through a link")
        elif self.chance(0.15) and not plan.cwd:
            plan.main_as = "bin/main"
            self.tag("main by a relative path")

    def choose_permissions(self):
        plan = self.plan
        if "permissions" not in self.themes:
            return
        plan.nobody = self.chance(0.75)
        self.tag("unprivileged" if plan.nobody else "mode 000 for root")
        for path, what in plan.files.items():
            if isinstance(what, Library) and "opener" not in path and self.chance(0.25):
                what.mode = self.one_of([0o000, 0o000, 0o200, 0o111, 0o644])
        for directory in self.directories:
            if self.chance(0.15) and not self.leads_to_interpreter(directory):
                plan.modes[directory] = self.one_of([0o000, 0o711, 0o644])

    def leads_to_interpreter(self, directory):
        """Where that cannot be reached, the kernel starts no program at all."""
        def merged(path):
            return path.replace("/usr/", "/", 1)
        return self.rooted and any(
            merged(path).startswith(merged("/" + directory) + "/")
            for path in (self.machine["interpreter"], self.machine["real-interpreter"]))

    # ---- A world that is a root of its own ----

    def give_preload_file(self):
        """/etc/ld.so.preload holds for every program of a root."""
        items = []
        for _ in range(self.random.randint(1, 3)):
            sound = self.sound_existing()
            items.append(self.weighted([(50, "/" + sound if sound else "libabsent.so.9"),
                                        (30, self.one_of(self.names)), (5, "libabsent.so.9")]))
        text = self.one_of([" ", ":", "\n", "\t# not this: "]).join(items) + self.one_of(["", "\n"])
        self.plan.files["etc/ld.so.preload"] = Content(text.encode())
        self.tag("/etc/ld.so.preload")

    def become_root(self):
        plan = self.plan
        plan.root = self.one_of(["inside", "outside"])
        plan.merged_usr = self.chance(0.7)
        self.tag("root of its own, seen from " + plan.root)
        system = [directory.strip("/") for directory in self.machine["system-directories"]]
        self.directories += self.random.sample(system, self.random.randint(1, 2))
        if self.chance(0.3):
            self.directories.append(self.one_of(system) + "/nvidia/current")

    def give_cache(self):
        plan = self.plan
        if self.chance(0.15):
            self.tag("no cache")
            return
        count = self.random.randint(0, len(self.directories))
        directories = ["/" + path for path in self.random.sample(self.directories, count)]
        options = ["-X"] if self.chance(0.4) else []
        has_hwcaps = "hwcaps" in self.themes
        if not has_hwcaps:
            options += self.weighted([(60, []), (20, ["-c", "compat"]), (15, ["-c", "old"])])
        plan.cache = Cache(directories, options)
        self.tag("cache " + " ".join(options) if options else "cache")
        if self.chance(0.08):
            plan.cache.damage = [self.one_of([
                ("cut", 0), ("cut", 20), ("cut", 48), ("cut", 100), ("content", b"garbage" * 40),
                ("patch", (0, b"x"))])]
            self.tag("damaged cache")
        for path, what in list(plan.files.items()):
            if self.chance(0.07) and isinstance(what, (Library, Link)) and \
                    "opener" not in path and not path.startswith("other/"):
                plan.cache.removed.append(path)
                self.tag("gone since the cache was made")
            elif self.chance(0.03) and isinstance(what, Library) and "opener" not in path:
                plan.cache.replaced[path] = self.one_of([b"", b"text", i386_header(4096),
                                                         b"long text " * 20])
                self.tag("replaced since the cache was made")
        if plan.nobody and self.chance(0.1):
            plan.cache.mode = 0
        if self.chance(0.2):
            directory = self.one_of(self.directories)
            plan.files[directory + "/libnum.so.72"] = self.sound_library("libnum.so.72")
            plan.names.append(self.one_of(["libnum.so.072", "libnum.so.72", "libnum.so.0072"]))
            self.tag("numbers in cached names")

    def make(self):
        plan = self.plan
        if self.rooted:
            self.become_root()
        elif self.chance(0.5):
            plan.cwd = self.one_of(self.directories)
        if plan.root != "outside" and self.rooted and self.chance(0.5):
            plan.cwd = self.one_of(self.directories)
        self.fill()
        for _ in range(self.theme("versions", self.random.randint(1, 3), 0)):
            self.pair_versions()
        for _ in range(self.theme("chain", self.random.randint(1, 2), self.chance(0.1))):
            add_chain(self)
        self.choose_main()
        self.choose_openers()
        self.choose_loaded()
        self.choose_environment()
        for _ in range(self.weighted([(15, 0), (50, 1), (25, 2), (10, 3)])):
            self.aim()
        for _ in range(self.weighted([(10 if plan.names else 0, 0), (60, 1), (20, 2), (10, 3)])):
            plan.names.append(self.asked_name())
        self.choose_permissions()
        if self.rooted:
            self.give_cache()
            if self.chance(self.theme("preload", 0.5, 0.03)):
                self.give_preload_file()
        self.tag(*("theme " + theme for theme in self.themes))
        return plan


def make_plan(seed, number, machine, may_root):
    return Maker(seed, number, machine, may_root).make()
