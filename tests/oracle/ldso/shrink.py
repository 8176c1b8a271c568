"""Makes a world that shows a disagreement as small as it can be."""
import copy
import time

from elf_writer import Library
from world_plan import Directory

USUAL = Library()
LISTS = ("needed", "defines", "wants", "symbols", "references", "damage")
SINGLE = ("soname", "rpath", "runpath", "flags_1", "bind_now", "mode", "hash_style", "layout",
          "isa", "abi_tag", "abi_tag_alignment", "tls")


def without(things, value):
    """The list without the first such value; an error where there is none any more."""
    things = list(things)
    things.remove(value)
    return things


def libraries(plan):
    """(where, library), the program among them; `where` finds it in a copy of the plan."""
    yield None, plan.main
    for path, what in plan.files.items():
        if isinstance(what, Library):
            yield path, what


def library_at(plan, where):
    return plan.main if where is None else plan.files[where]


def set_field(thing, field, value):
    def edit(plan):
        setattr(thing(plan), field, value)
    return edit


def drop_from(thing, field, value):
    def edit(plan):
        setattr(thing(plan), field, without(getattr(thing(plan), field), value))
    return edit


def drop_element(get, put, element, separator):
    def edit(plan):
        put(plan, separator.join(without(get(plan).split(separator), element)))
    return edit


def drop_keys(field, keys):
    def edit(plan):
        for key in keys:
            del getattr(plan, field)[key]
    return edit


def edits_of_library(where, library):
    def at(plan):
        return library_at(plan, where)
    for field in SINGLE:
        if getattr(library, field) != getattr(USUAL, field):
            yield set_field(at, field, getattr(USUAL, field))
    for field in LISTS:
        for value in getattr(library, field):
            yield drop_from(at, field, value)
    for field in ("rpath", "runpath"):
        elements = (getattr(library, field) or "").split(":")
        for element in elements if len(elements) > 1 else []:
            yield drop_element(lambda plan, field=field: getattr(at(plan), field),
                               lambda plan, text, field=field: setattr(at(plan), field, text),
                               element, ":")


def edits_of_environment(plan):
    for name, value in plan.environment.items():
        yield drop_keys("environment", [name])
        for separator in (":", ";", " "):
            elements = value.split(separator)
            for element in elements if len(elements) > 1 else []:
                yield drop_element(
                    lambda plan, name=name: plan.environment[name],
                    lambda plan, text, name=name: plan.environment.update({name: text}),
                    element, separator)


def edits_of_cache(cache):
    def at(plan):
        return plan.cache
    for field in ("directories", "options", "damage", "removed"):
        for value in getattr(cache, field):
            yield drop_from(at, field, value)
    for path in cache.replaced:
        yield set_field(at, "replaced", {key: value for key, value in cache.replaced.items()
                                         if key != path})
    if cache.mode != 0o644:
        yield set_field(at, "mode", 0o644)


def edits_of_files(plan):
    """Many at once first."""
    paths = list(plan.files)
    size = len(paths) // 2
    while size >= 1:
        for start in range(0, len(paths), size):
            yield drop_keys("files", paths[start:start + size])
        size //= 2


def edits_of_setting(plan):
    def at(plan):
        return plan
    if plan.root:
        def leave_root(plan):
            plan.root = plan.cache = None
        yield leave_root
    usual = {"main_as": "%W/bin/main", "env_by_option": False, "cwd": "", "nobody": False,
             "root": None, "merged_usr": True, "cache": None, "by_default": False}
    for field, value in usual.items():
        if getattr(plan, field) != value:
            yield set_field(at, field, value)
    for path in plan.modes:
        yield drop_keys("modes", [path])


def edits(plan):
    """Each takes something away; one may fail on a plan that has shrunk meanwhile."""
    def at(plan):
        return plan
    for field in ("names", "loaded", "by"):
        for value in getattr(plan, field):
            yield drop_from(at, field, value)
    yield from edits_of_files(plan)
    yield from edits_of_environment(plan)
    yield from edits_of_setting(plan)
    if plan.cache:
        yield from edits_of_cache(plan.cache)
    for where, library in libraries(plan):
        yield from edits_of_library(where, library)


def shrunk(plan, differs, seconds=60):
    """The smallest plan found of which `differs(plan)` is still true."""
    deadline = time.monotonic() + seconds
    plan = copy.deepcopy(plan)
    plan.keep_setup = True
    if not differs(copy.deepcopy(plan)):
        plan.keep_setup = False
    shrinks = True
    while shrinks:
        shrinks = False
        for edit in list(edits(plan)):
            if time.monotonic() > deadline:
                return plan
            smaller = copy.deepcopy(plan)
            try:
                edit(smaller)
            except (ValueError, KeyError, AttributeError):
                continue
            if smaller.names and differs(copy.deepcopy(smaller)):
                plan, shrinks = smaller, True
    return plan


def size_of(plan):
    return sum(not isinstance(what, Directory) for what in plan.files.values())
