"""A plan as JSON and back: what is as usual is left out, so that a small world is a short text."""
import dataclasses
import json

from elf_writer import Library, Reference, Symbol
from world_plan import Cache, Content, Directory, HardLink, Link, Plan, Socket

KINDS = {kind.__name__: kind for kind in
         (Library, Reference, Symbol, Cache, Content, Directory, HardLink, Link, Socket, Plan)}


def to_plain(thing):
    if isinstance(thing, bytes):
        return {"bytes": thing.hex()}
    if isinstance(thing, (list, tuple)):
        return [to_plain(one) for one in thing]
    if isinstance(thing, dict):
        return {key: to_plain(one) for key, one in thing.items()}
    if not dataclasses.is_dataclass(thing):
        return thing
    plain = {"is": type(thing).__name__}
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        if field.default is not dataclasses.MISSING:
            usual = field.default
        elif field.default_factory is not dataclasses.MISSING:
            usual = field.default_factory()
        else:
            usual = dataclasses.MISSING
        if value != usual and field.name not in ("tags", "number"):
            plain[field.name] = to_plain(value)
    return plain


def from_plain(plain):
    if isinstance(plain, list):
        return [from_plain(one) for one in plain]
    if not isinstance(plain, dict):
        return plain
    if "bytes" in plain:
        return bytes.fromhex(plain["bytes"])
    if "is" not in plain:
        return {key: from_plain(one) for key, one in plain.items()}
    fields = {key: from_plain(one) for key, one in plain.items() if key != "is"}
    kind = KINDS[plain["is"]]
    if kind is Plan:
        fields["number"] = None
    if kind is Reference and fields.get("version"):
        fields["version"] = tuple(fields["version"])
    return kind(**fields)


def write_plan(plan, path, says):
    """`says`: why it is kept."""
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"says": says, "plan": to_plain(plan)}, file, indent=1, ensure_ascii=False)
        file.write("\n")


def read_plan(path):
    with open(path, encoding="utf-8") as file:
        plan = from_plain(json.load(file)["plan"])
    plan.number = path.stem
    plan.tags = {"kept"}
    return plan
