"""Worlds written by hand: each one is a rule that is easily got wrong, or was."""
from dataclasses import replace

from damage import PASSED_OVER, STOPPING
from elf_writer import NODEFLIB, Library, Reference, Symbol
from world_plan import Cache, Content, Directory, HardLink, Link, Plan


def linked(soname, **rest):
    """An object as gcc and ld make it."""
    return Library(soname, layout="linked", **rest)


def world(**rest):
    rest.setdefault("main", Library())
    return Plan(number=None, **rest)


def search_worlds():
    one = linked("libone.so.1")
    opener = linked("libopener.so")
    yield "origin-is-the-textual-directory", world(
        files={"real/liba.so.1.0": linked("liba.so.1", needed=["libb.so"], runpath="$ORIGIN"),
               "real/libb.so": linked("libb.so"),
               "linked/liba.so.1": Link("../real/liba.so.1.0"),
               "beside/liba.so.1": Link("../real/liba.so.1.0"),
               "beside/libb.so": linked("libb.so")},
        names=["%W/linked/liba.so.1", "%W/beside/liba.so.1", "%W/real/liba.so.1.0"])
    yield "origin-of-the-program-is-resolved", world(
        main=Library(rpath="$ORIGIN/../lib"), main_as="%W/elsewhere/deep/link",
        files={"elsewhere/deep/link": Link("../../bin/main"), "lib/libone.so.1": one,
               "elsewhere/lib/libone.so.1": one},
        names=["libone.so.1"])
    yield "runpath-of-the-opener-switches-the-programs-rpath-off", world(
        main=Library(rpath="%W/lib"), by=["%W/a/libopener.so"],
        files={"lib/libone.so.1": one,
               "a/libopener.so": linked("libopener.so", runpath="%W/absent")},
        names=["libone.so.1"])
    yield "empty-runpath-switches-rpath-off", world(
        main=Library(rpath="%W/lib"), by=["%W/a/libopener.so"],
        files={"lib/libone.so.1": one, "a/libone.so.1": one,
               "a/libopener.so": Library("libopener.so", rpath="$ORIGIN", runpath="")},
        names=["libone.so.1"])
    yield "runpath-of-the-program-serves-nobody-else", world(
        main=Library(runpath="%W/lib"), by=["%W/a/libopener.so"],
        files={"lib/libone.so.1": one, "a/libopener.so": opener},
        names=["libone.so.1"])
    yield "rpath-chain-ends-at-each-dlopen", world(
        by=["%W/a/libopener.so"],
        files={"a/libopener.so": linked("libopener.so", rpath="%W/lib"),
               "lib/libn.so": linked("libn.so", needed=["libone.so.1"]), "lib/libone.so.1": one},
        names=["libn.so", "libone.so.1"])
    yield "rpath-goes-from-needed-to-needed", world(
        by=["%W/a/libinner.so", "%W/a/libouter.so"],
        files={"a/libouter.so": linked("libouter.so", rpath="%W/a:%W/lib", needed=["libinner.so"]),
               "a/libinner.so": linked("libinner.so"), "lib/libone.so.1": one},
        names=["libone.so.1"])
    yield "semicolon-separates-in-the-variable-alone", world(
        environment={"LD_LIBRARY_PATH": "%W/absent;%W/lib"}, by=["%W/a/libopener.so"],
        files={"lib/libone.so.1": one, "b/libtwo.so": linked("libtwo.so"),
               "a/libopener.so": linked("libopener.so", runpath="%W/absent;%W/b")},
        names=["libone.so.1", "libtwo.so"])
    yield "empty-variable-is-no-variable", world(
        environment={"LD_LIBRARY_PATH": ""}, cwd="lib", files={"lib/libone.so.1": one},
        names=["libone.so.1"])
    yield "colon-alone-is-the-working-directory", world(
        environment={"LD_LIBRARY_PATH": ":"}, cwd="lib", files={"lib/libone.so.1": one},
        names=["libone.so.1"])
    yield "self-link-ends-its-list-alone", world(
        main=Library(rpath="%W/a:%W/b"), environment={"LD_LIBRARY_PATH": "%W/c"},
        files={"a/libone.so.1": Link("libone.so.1"), "b/libone.so.1": one, "c/libone.so.1": one},
        names=["libone.so.1"])
    yield "regular-file-as-directory", world(
        main=Library(rpath="%W/plain:plain:%W/b"), environment={"LD_LIBRARY_PATH": "%W/plain:%W/c"},
        files={"plain": Content(b"text"), "b/libone.so.1": one, "c/libone.so.1": one},
        names=["libone.so.1"])


def file_worlds():
    one = linked("libone.so.1")

    def first(damage):
        return world(main=Library(rpath="%W/a:%W/b"),
                     files={"a/libone.so.1": Library("libone.so.1", damage=damage),
                            "b/libone.so.1": one},
                     names=["libone.so.1", "%W/a/libone.so.1"])

    yield "short-i386-stops", first(STOPPING["ELF32 of 52 bytes"][1])
    yield "long-i386-is-passed-over", first(PASSED_OVER["i386"][1])
    yield "aarch64-is-passed-over", first(PASSED_OVER["aarch64"][1])
    yield "linker-script-stops", first(STOPPING["linker script"][1])
    yield "cut-before-its-dynamic-section", first([("cut", (2, 0.5))])
    yield "cut-in-its-section-headers", first([("cut", ("sections", 0.5))])
    yield "directory-in-place-of-the-file", world(
        main=Library(rpath="%W/a:%W/b"),
        files={"a/libone.so.1": Directory(), "b/libone.so.1": one}, names=["libone.so.1"])
    yield "unreadable-is-passed-over", world(
        main=Library(rpath="%W/a:%W/b"), nobody=True,
        files={"a/libone.so.1": Library("libone.so.1", mode=0), "b/libone.so.1": one},
        names=["libone.so.1"])


def needs_worlds():
    yield "breadth-first", world(
        files={"a/libn.so": Library("libn.so", needed=["libv.so", "libw.so"], runpath="$ORIGIN"),
               "a/libv.so": Library("libv.so", needed=["libmissing.so"])},
        names=["%W/a/libn.so"])
    yield "versions-come-last", world(
        files={"a/libn.so": Library("libn.so", needed=["libv.so", "libw.so"], runpath="$ORIGIN",
                                    wants=[("libv.so", "V_2", False)]),
               "a/libv.so": Library("libv.so", defines=["V_1"]),
               "a/libw.so": Library("libw.so", needed=["libmissing.so"]),
               "b/libn.so": Library("libn.so", needed=["libv.so"], runpath="%W/a",
                                    wants=[("libv.so", "V_2", False)]),
               "c/libn.so": Library("libn.so", needed=["libv.so"], runpath="%W/a",
                                    wants=[("libv.so", "V_2", True)]),
               "d/libn.so": Library("libn.so", needed=["libw.so"], runpath="%W/d",
                                    wants=[("libw.so", "V_2", False)]),
               "d/libw.so": Library("libw.so")},
        names=["%W/a/libn.so", "%W/b/libn.so", "%W/c/libn.so", "%W/d/libn.so"])
    yield "circle", world(
        files={"a/libx.so": linked("libx.so", needed=["liby.so"], runpath="$ORIGIN"),
               "a/liby.so": linked("liby.so", needed=["libx.so"], runpath="$ORIGIN")},
        names=["%W/a/libx.so", "%W/a/liby.so"])
    yield "preload-with-a-missing-need-stops-the-program", world(
        environment={"LD_PRELOAD": "%W/a/libp.so"},
        files={"a/libp.so": linked("libp.so", needed=["libmissing.so"]),
               "a/libone.so.1": linked("libone.so.1")},
        names=["%W/a/libone.so.1"])
    yield "empty-name-is-needed", world(
        environment={"LD_LIBRARY_PATH": "%W/a"},
        files={"a/libone.so.1": linked("libone.so.1", needed=["", "libtwo.so.1"]),
               "a/libtwo.so.1": linked("libtwo.so.1")},
        names=["libone.so.1", ""])
    yield "missing-preload-is-passed-over", world(
        environment={"LD_PRELOAD": "%W/a/absent.so:%W/a/libone.so.1"},
        files={"a/libone.so.1": linked("libone.so.1")}, names=["libone.so.1"])


def loaded_worlds():
    yield "soname-of-another-file", world(
        loaded=["%W/a/other-name.so"], files={"a/other-name.so": linked("libone.so.1")},
        names=["libone.so.1", "other-name.so", "%W/a/other-name.so"])
    yield "one-inode-is-one-object", world(
        loaded=["%W/a/libone.so.1", "%W/b/alias.so"], main=Library(rpath="%W/b:%W/c"),
        files={"a/libone.so.1": linked("libone.so.1"), "b/alias.so": HardLink("a/libone.so.1"),
               "c/link.so": Link("../a/libone.so.1"), "d/libother.so": linked("libone.so.1")},
        names=["%W/b/alias.so", "alias.so", "link.so", "%W/d/libother.so"])


def root_worlds(machine):
    one, two = linked("libone.so.1"), linked("libtwo.so.2")
    yield "the-root-directory-is-given-up-after-a-miss", world(
        root="inside", environment={"LD_LIBRARY_PATH": "/"}, names=["libone.so.1"],
        files={"./libone.so.1": one})
    yield "the-root-directory-is-kept-after-a-hit", world(
        root="outside", by=["libinner.so", "/a/libouter.so"],
        files={"a/libouter.so": linked("libouter.so", runpath="/"), "b/libtwo.so.2": two,
               "./libinner.so": linked("libinner.so", runpath="/:/b"), "./libone.so.1": one},
        names=["libone.so.1", "libtwo.so.2"])
    default = machine["system-directories"][0].lstrip("/")
    best = "glibc-hwcaps/x86-64-v2"
    yield "nodeflib-drops-cached-files-below-default-directories", world(
        root="inside", by=["/a/libopener.so"], cache=Cache(["/" + default + "/nvidia", "/opt/nv"]),
        files={"a/libopener.so": Library("libopener.so", flags_1=NODEFLIB),
               default + "/nvidia/libone.so.1": linked("libone.so.1"),
               default + "/libtwo.so.2": linked("libtwo.so.2"),
               "opt/nv/libtri.so.3": linked("libtri.so.3")},
        names=["libone.so.1", "libtwo.so.2", "libtri.so.3"])
    yield "cached-names-compare-by-number", world(
        root="outside", cache=Cache(["/opt/nv"]), files={"opt/nv/libx.so.72": linked("libx.so.72")},
        names=["libx.so.072", "libx.so.72", "libx.so.7"])
    yield "best-hwcaps-entry-is-final", world(
        root="inside", cache=Cache(["/opt/nv"], removed=["opt/nv/" + best + "/libone.so.1"]),
        files={"opt/nv/" + best + "/libone.so.1": linked("libone.so.1"),
               "opt/nv/libone.so.1": linked("libone.so.1")},
        names=["libone.so.1"])
    yield "ldconfig-makes-a-link-to-a-stub", world(
        root="outside", cache=Cache(["/cuda/stubs"]),
        files={"cuda/stubs/libcuda.so": linked("libcuda.so.1")}, names=["libcuda.so.1"])
    yield "soname-in-the-cache-without-such-a-file", world(
        root="inside", cache=Cache(["/cuda/stubs"], ["-X"]),
        files={"cuda/stubs/libcuda.so": linked("libcuda.so.1"),
               default + "/libcuda.so.1": linked("libcuda.so.1")},
        names=["libcuda.so.1"])
    yield "gone-from-the-cache-but-in-a-default-directory", world(
        root="outside", cache=Cache(["/opt/nv"], removed=["opt/nv/libone.so.1"]),
        files={"opt/nv/libone.so.1": linked("libone.so.1"),
               default + "/libone.so.1": linked("libone.so.1"),
               default + "/" + best + "/libtwo.so.2": linked("libtwo.so.2"),
               default + "/libtwo.so.2": linked("libtwo.so.2")},
        names=["libone.so.1", "libtwo.so.2"])


def symbol_worlds():
    """Who has to define a symbol, and who may."""
    def pair(reference, *symbols, **rest):
        """A library that looks up `first`, and the one that it needs."""
        return {"a/libuser.so": Library("libuser.so", needed=["libgiver.so"], runpath="$ORIGIN",
                                        references=[reference], **rest),
                "a/libgiver.so": Library("libgiver.so", symbols=list(symbols))}

    def alone(reference, *symbols, **rest):
        return world(files=pair(reference, *symbols, **rest), names=["%W/a/libuser.so"])

    yield "symbol-is-there", alone(Reference("first"), Symbol("first"))
    yield "symbol-is-nowhere", alone(Reference("first"), Symbol("second"))
    yield "function-is-nowhere", alone(Reference("first", how="call"))
    yield "weak-reference-may-stay-open", alone(Reference("first", weak=True))
    yield "reference-without-a-relocation", alone(Reference("first", how="nothing"))
    yield "relocation-of-type-none", alone(Reference("first", how="none"))
    yield "hidden-symbol-does-not-count", alone(Reference("first"), Symbol("first", visibility=2))
    yield "protected-symbol-counts", alone(Reference("first"), Symbol("first", visibility=3))
    yield "symbol-without-an-address", alone(Reference("first"), Symbol("first", value=0))
    yield "symbol-of-a-section", alone(Reference("first"), Symbol("first", kind=3))
    asks = {"reference": Reference("first", version=("libgiver.so", "V_1")),
            "wants": [("libgiver.so", "V_1", False)]}
    for name, symbol in (("the-version-asked-for", Symbol("first", "V_1")),
                         ("an-older-version-asked-for", Symbol("first", "V_1", hidden=True)),
                         ("another-version", Symbol("first", "V_2")),
                         ("another-version-hidden", Symbol("first", "V_2", hidden=True)),
                         ("no-version-among-versions", Symbol("first"))):
        files = pair(asks["reference"], symbol, wants=asks["wants"])
        files["a/libgiver.so"].defines = ["V_1", "V_2"]
        yield name, world(files=files, names=["%W/a/libuser.so"])
        plain = pair(Reference("first"), symbol)
        plain["a/libgiver.so"].defines = ["V_1", "V_2"]
        yield "unversioned-meets-" + name, world(files=plain, names=["%W/a/libuser.so"])
    yield "unversioned-meets-two-versions", world(
        files={"a/libuser.so": Library("libuser.so", needed=["libgiver.so"], runpath="$ORIGIN",
                                       references=[Reference("first")]),
               "a/libgiver.so": Library("libgiver.so", defines=["V_1", "V_2"],
                                        symbols=[Symbol("first", "V_1"), Symbol("first", "V_2")])},
        names=["%W/a/libuser.so"])
    for name, others in (("one-of-two-is-hidden-from-outside", [Symbol("first", "V_1", visibility=2),
                                                                Symbol("first", "V_1")]),
                         ("the-only-one-is-hidden-from-outside", [Symbol("first", "V_1",
                                                                         visibility=2)]),
                         ("the-first-is-hidden-from-outside", [Symbol("first", visibility=2),
                                                               Symbol("first")])):
        for style in ("gnu", "sysv"):
            files = pair(Reference("first"), *others)
            files["a/libgiver.so"].defines = ["V_1"]
            files["a/libgiver.so"].hash_style = style
            yield name + "-" + style, world(files=files, names=["%W/a/libuser.so"])
    yield "the-named-library-has-no-versions-at-all", alone(
        asks["reference"], Symbol("first"), wants=asks["wants"])
    yield "the-named-library-is-hollow", alone(asks["reference"], wants=asks["wants"])
    yield "a-preload-defines-it", world(
        environment={"LD_PRELOAD": "%W/b/libhelp.so"},
        files={**pair(Reference("first", how="call")),
               "b/libhelp.so": Library("libhelp.so", symbols=[Symbol("first")])},
        names=["%W/a/libuser.so"])
    yield "what-was-opened-before-does-not-help", world(
        loaded=["%W/b/libhelp.so"],
        files={**pair(Reference("first", how="call")),
               "b/libhelp.so": Library("libhelp.so", symbols=[Symbol("first")])},
        names=["%W/a/libuser.so"])
    yield "what-was-opened-before-helps-who-needs-it", world(
        loaded=["%W/a/libgiver.so"], files=pair(Reference("first"), Symbol("first")),
        names=["%W/a/libuser.so"])
    yield "the-opener-does-not-help", world(
        by=["%W/b/libhelp.so"],
        files={**pair(Reference("first")),
               "b/libhelp.so": Library("libhelp.so", symbols=[Symbol("first")])},
        names=["%W/a/libuser.so"])
    # Which of several is named: dependencies first, data before calls.
    yield "the-deepest-library-is-named", world(
        files={"a/libtop.so": Library("libtop.so", needed=["libmid.so", "liblow.so"],
                                      runpath="$ORIGIN", references=[Reference("first")]),
               "a/libmid.so": Library("libmid.so", needed=["liblow.so"], runpath="$ORIGIN",
                                      references=[Reference("second")]),
               "a/liblow.so": Library("liblow.so", needed=["libtop.so"], runpath="$ORIGIN",
                                      references=[Reference("third")])},
        names=["%W/a/libtop.so", "%W/a/libmid.so", "%W/a/liblow.so"])
    yield "data-comes-before-calls", world(
        files={"a/libuser.so": Library("libuser.so", references=[
            Reference("first", how="call"), Reference("second"), Reference("third")])},
        names=["%W/a/libuser.so"])
    for name, rest in (("lazy", {}), ("now", {"bind_now": True})):
        yield "preload-calls-what-is-nowhere-" + name, world(
            environment={"LD_PRELOAD": "%W/a/libuser.so"},
            files={"a/libuser.so": Library("libuser.so", references=[
                Reference("first", how="call")], **rest)},
            names=["libc.so.6"])
    yield "preload-uses-data-that-is-nowhere", world(
        environment={"LD_PRELOAD": "%W/a/libuser.so"},
        files={"a/libuser.so": Library("libuser.so", references=[Reference("first")])},
        names=["libc.so.6"])
    yield "ld-bind-now", world(
        environment={"LD_PRELOAD": "%W/a/libuser.so", "LD_BIND_NOW": "1"},
        files={"a/libuser.so": Library("libuser.so", references=[
            Reference("first", how="call")])},
        names=["libc.so.6"])


def tag_worlds():
    """Files for other kernels and systems, each with one for all of them behind it."""
    tags = [(0, 2, 6, 32), (0, 3, 17, 0), (0, 99, 0, 0), (0, 255, 255, 255), (1, 0, 0, 0)]
    names = ["libtag%d.so" % number for number in range(len(tags))]
    files = {"a/" + name: Library(name, abi_tag=tag) for name, tag in zip(names, tags)}
    files.update({"b/" + name: Library(name) for name in names})
    yield "tags-of-kernels-and-systems", world(
        main=Library(rpath="%W/a:%W/b"), files=files,
        names=names + ["%W/a/" + name for name in names])
    yield "tags-in-the-cache", world(
        root="inside", cache=Cache(["/a", "/b"]), files=files, names=names)
    yield "tags-behind-another-note", world(
        files={"a/%d.so" % alignment: Library(abi_tag=(1, 0, 0, 0), isa=1, isa_by="note",
                                              abi_tag_alignment=alignment)
               for alignment in (1, 4, 8, 16)},
        names=["%%W/a/%d.so" % alignment for alignment in (1, 4, 8, 16)])


def cut_worlds():
    """Libraries of each make, cut at many places: all over, and closely in what the loader reads."""
    whole = {"runpath": "/absent", "needed": ["libc.so.6"], "defines": ["V_1"],
             "wants": [("libc.so.6", "GLIBC_2.2.5", False)]}
    makes = {"linked": linked("libcut.so", runpath="/absent"),
             "linked-whole": Library("libcut.so", layout="linked-whole", needed=["libc.so.6"]),
             "appended": Library("libcut.so", layout="appended", **whole),
             "written-notes": Library("libcut.so", isa=1, abi_tag=(0, 2, 6, 32)),
             "written-one": Library("libcut.so", layout="one", **whole),
             "written-four-bss": Library("libcut.so", layout="four-bss", hash_style="both")}
    for make, library in makes.items():
        places = [("file", k / 40) for k in range(40)] + [("dynamic", k / 60) for k in range(61)]
        files = {"cut/%d.so" % number: replace(library, damage=[("cut", place)])
                 for number, place in enumerate(places)}
        yield "cut-" + make, world(files=files, names=["%W/" + path for path in files])


def tricky_plans(machine):
    """name -> plan, in order."""
    plans = {}
    for group in (search_worlds(), file_worlds(), needs_worlds(), loaded_worlds(),
                  root_worlds(machine), symbol_worlds(), tag_worlds(), cut_worlds()):
        for name, plan in group:
            plan.number = name
            plan.tags = {"written by hand"}
            plans[name] = plan
    return plans
