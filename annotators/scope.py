"""What the rules of each pack may name: its own lists and macros, and those of the packs that it imports."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from annotators.builtins import BUILTIN_NAMES
from annotators.compiledrule import SPAN_BYTES
from annotators.pattern import Group
from annotators.problem import ERROR, Position, Problem, did_you_mean
from annotators.rule import Pack
from annotators.wordlist import WordList

# More problems than this get no nearest name: to look for one takes time.
MAX_HINTS = 200


class Library:
    """The packs that are linked, and the problems found in them so far."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.packs = packs
        self.by_name = {pack.name: pack for pack in packs if pack.name}
        self.problems: list[Problem] = [problem for pack in packs for problem in pack.problems]
        self.hints = 0

    def problem(self, pack: Pack, at: Position, code: str, message: str, severity: str = ERROR) -> None:
        self.problems.append(pack.problem(at, code, message, severity))

    def near(self, name: str, known: Collection[str]) -> str:
        self.hints += 1
        return did_you_mean(name, known) if self.hints <= MAX_HINTS else ""

    def may_be_unread(self, name: str) -> bool:
        """Whether there may be a pack of that name among those whose names cannot be read."""
        return name not in self.by_name and any(not pack.name for pack in self.packs)


@dataclass(slots=True)
class Scope:
    """What the rules of a pack may name: its own lists and macros, and those of the packs it imports."""

    lists: dict[str, WordList] = field(default_factory=dict)
    macros: dict[str, Group] = field(default_factory=dict)
    # Names that are declared but of no use, and whether there may be more of them than can be told. Both are
    # the fault of a problem that is reported elsewhere.
    unusable: set[str] = field(default_factory=set)
    is_open: bool = False

    @property
    def names(self) -> set[str]:
        """What a pattern may refer to, usable or not."""
        return {*self.lists, *self.macros, *self.unusable, *BUILTIN_NAMES, *SPAN_BYTES}


def scope_of(library: Library, pack: Pack) -> Scope:
    scope = Scope()
    for name in dict.fromkeys((*pack.imports, pack.name)):
        source = pack if name == pack.name else library.by_name.get(name)
        if source is None:
            scope.is_open = True  # reported as an unknown pack
            continue
        scope.lists.update(source.lists)
        scope.macros.update(source.macros)
        scope.is_open = scope.is_open or bool(source.unread & {"lists", "macros"})
        declared = {key for kind, key in source.places if kind in ("lists", "macros")}
        scope.unusable |= declared - source.lists.keys() - source.macros.keys()
    return scope


def check_imports(library: Library) -> None:
    """Every import is there, once, and no pack needs itself."""
    for pack in library.packs:
        for name in dict.fromkeys(pack.imports):
            at = pack.places["imports", name]
            if name == pack.name:
                library.problem(pack, at, "import", f"pack '{name}' imports itself; leave it out")
            elif pack.imports.count(name) > 1:
                library.problem(pack, at, "import", f"pack '{name}' is imported twice")
            elif name not in library.by_name and not library.may_be_unread(name):
                message = (
                    f"imports unknown pack '{name}'{library.near(name, library.by_name.keys() - {pack.name})}"
                )
                library.problem(pack, at, "unknown-pack", message)
    reported: set[str] = set()
    for pack in library.packs:
        circle = _circle(library, pack)
        if circle and not reported & set(circle):
            reported |= set(circle)
            message = f"packs import each other in a circle: {' -> '.join((*circle, pack.name))}"
            at = pack.places["imports", circle[1]]
            library.problem(pack, at, "import", f"{message}; put what both need into a third pack")


def _circle(library: Library, pack: Pack) -> list[str]:
    """The shortest way along the imports from `pack` back to itself, without its last step."""
    paths = [[pack.name]]
    seen = {pack.name}
    for path in paths:  # grows
        last = library.by_name.get(path[-1])
        for name in last.imports if last is not None else ():
            if name == pack.name and len(path) > 1:
                return path
            if name not in seen:
                seen.add(name)
                paths.append([*path, name])
    return []


def check_names(library: Library, pack: Pack) -> None:
    """No list or macro has the name of another one that the pack may use, or a built-in name."""
    known: set[str] = set()
    for name in dict.fromkeys((*pack.imports, pack.name)):
        source = pack if name == pack.name else library.by_name.get(name)
        if source is None:
            continue
        own = source is pack
        mine: set[str] = set()
        for kind, key in source.places:
            if kind not in ("lists", "macros"):
                continue
            if own and (key in BUILTIN_NAMES or key in SPAN_BYTES or key in ("match", "gap")):
                message = f"'{key}' is a built-in name; choose another"
                library.problem(pack, pack.places[kind, key], "shadow", message)
            elif key in known or (own and key in mine):
                message = f"'{key}' is declared twice among pack '{pack.name}' and its imports"
                at = pack.places[kind, key] if own else pack.places["imports", name]
                library.problem(pack, at, "duplicate-name", message)
            mine.add(key)
        known |= mine
