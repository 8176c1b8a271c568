"""Libraries that need one another: up to five deep, each found by a rule of its own, with diamonds,
circles, and now and then a fault far below."""
from damage import PASSED_OVER, STOPPING
from elf_writer import LAYOUTS, NODEFLIB, Library, Reference, Symbol

RULES = [(5, "runpath"), (5, "rpath"), (4, "rpath above"), (2, "rpath of main"), (3, "variable"),
         (2, "path"), (2, "loaded by SONAME"), (1, "nothing")]
FAULTS = [(5, "none"), (3, "absent"), (2, "damaged"), (2, "foreign"), (2, "version"), (2, "symbol"),
          (1, "NODEFLIB"), (1, "mode")]


class Chain:
    def __init__(self, maker):
        self.maker, self.plan = maker, maker.plan
        depth = maker.weighted([(1, 2), (2, 3), (2, 4), (4, 5)])
        mark = maker.random.randint(0, 1)  # few names, so that the linker is seldom needed
        self.names = ["lib%d.chain%d.so.%d" % (mark, level, level + 1)
                      for level in range(depth + 1)]
        self.places = [maker.one_of(maker.directories) for _ in self.names]
        self.asked = []  # by level: the name under which the next one is needed
        self.links = [Library(name, layout=maker.one_of(LAYOUTS + ("appended",))) for name in self.names]

    def path(self, level):
        return self.places[level] + "/" + self.names[level]

    def way(self, level, place):
        """A path element that leads from a link to a directory, most times by a token."""
        up = "../" * (self.places[level].count("/") + 1)
        element = self.maker.weighted([
            (3, "$ORIGIN/" + up + place), (2, "${ORIGIN}/" + up + place), (2, "%W/" + place),
            (1, "$ORIGIN/" + up + place + "/"), (1, "$ORIGIN/" + up + "absent/../" + place),
            (1, "$ORIGIN" if self.places[level] == place else "%W/./" + place)])
        if self.maker.chance(0.3):
            element = self.maker.joined(self.maker.element(), element)
        return element

    def extend(self, library, kind, element):
        if library.layout == "linked" and "," in element:
            library.layout = "four"
        setattr(library, kind, self.maker.joined(getattr(library, kind), element))

    def connect(self, level):
        """The link of this level finds the next one."""
        maker, plan = self.maker, self.plan
        library, name, place = self.links[level], self.names[level + 1], self.places[level + 1]
        rule = maker.weighted(RULES)
        maker.tag("chain by " + rule)
        needed = name
        if rule in ("runpath", "rpath"):
            self.extend(library, rule, self.way(level, place))
        elif rule == "rpath above":
            above = maker.random.randint(0, level)
            self.extend(self.links[above], "rpath", self.way(above, place))
        elif rule == "rpath of main":
            plan.main.rpath = maker.joined(plan.main.rpath, "%W/" + place)
        elif rule == "variable":
            plan.environment["LD_LIBRARY_PATH"] = maker.joined(
                plan.environment.get("LD_LIBRARY_PATH"), "%W/" + place)
        elif rule == "path":
            needed = self.way(level, place).rpartition(":")[2].rstrip("/") + "/" + name
        elif rule == "loaded by SONAME":
            needed = "lib%d.soname.so" % level
            self.links[level + 1].soname = needed
            plan.loaded.append("%W/" + self.path(level + 1))
        library.needed.append(needed)
        self.asked.append(needed)

    def diamond(self):
        """Two ways to one library: who comes first asks, and it is its RPATH that counts."""
        maker = self.maker
        level = maker.random.randint(2, len(self.names) - 1)
        name = "libside%d.diamond.so" % level
        place = self.places[0]
        side = Library(name, needed=[self.names[level]])
        self.extend(side, maker.one_of(["rpath", "runpath"]),
                    "%W/" + maker.one_of([self.places[level]] + maker.directories))
        if maker.chance(0.5):  # the same name in another place
            self.decoy(level)
        self.plan.files[place + "/" + name] = side
        self.links[0].needed.insert(maker.random.randint(0, 1), "%W/" + place + "/" + name)
        maker.tag("diamond")

    def circle(self):
        """The last one leads back to an upper one, through a library that lacks a symbol too."""
        maker = self.maker
        back = maker.random.randint(0, len(self.names) - 2)
        name = "libback%d.circle.so" % back
        last = self.links[-1]
        self.plan.files[self.places[-1] + "/" + name] = Library(
            name, needed=[self.names[back]], runpath="%W/" + self.places[back])
        last.needed.append("%W/" + self.places[-1] + "/" + name)
        for level in maker.random.sample(range(len(self.links)), 2):
            link = self.links[level]
            if maker.chance(0.6) and not link.layout.startswith(("linked", "appended")):
                link.references.append(Reference("nobody_has_%d" % level))
        maker.tag("circle")

    def decoy(self, level):
        """Another file of the same name, in some other directory."""
        path = self.maker.one_of(self.maker.directories) + "/" + self.names[level]
        if path != self.path(level):
            self.plan.files[path] = self.maker.damaged_library(self.names[level]) \
                if self.maker.chance(0.5) else Library(self.names[level], defines=["V_2"])

    def fault(self):
        maker = self.maker
        kind = maker.weighted(FAULTS)
        level = maker.random.randint(1, len(self.links) - 1)
        library, upper = self.links[level], self.links[level - 1]
        maker.tag("fault in a chain: " + kind)
        if kind == "damaged":
            library.damage = list(maker.one_of([damage for _, damage in STOPPING.values()]))
        elif kind == "foreign":
            library.damage = list(maker.one_of([damage for _, damage in PASSED_OVER.values()]))
        elif kind == "version":
            upper.wants.append((self.asked[level - 1], "V_1", maker.chance(0.1)))
            library.defines = [maker.one_of(["V_1", "V_2"])]
            upper.layout = "four"
        elif kind == "symbol":
            upper.layout = library.layout = "four"
            upper.references.append(Reference("deep", how=maker.one_of(["data", "call"])))
            if maker.chance(0.4):
                library.symbols.append(Symbol("deep"))
        elif kind == "NODEFLIB":
            upper.flags_1 |= NODEFLIB
        elif kind == "mode":
            library.mode = 0
        return level if kind == "absent" else None

    def place_all(self, absent):
        for level, library in enumerate(self.links):
            if level != absent:
                if library.wants or library.references or library.flags_1:
                    library.layout = "two-bss" if library.layout.startswith("linked") \
                        else library.layout
                self.plan.files[self.path(level)] = library


def add_chain(maker):
    chain = Chain(maker)
    for level in range(len(chain.links) - 1):
        chain.connect(level)
    maker.tag("chain %d deep" % (len(chain.links) - 1))
    if maker.chance(0.4):
        chain.diamond()
    if maker.chance(0.3):
        chain.circle()
    if maker.chance(0.3):
        chain.decoy(maker.random.randint(1, len(chain.links) - 1))
    chain.place_all(chain.fault())
    maker.plan.names.append("%W/" + chain.path(0))
