"""Rule packs: YAML files -> checked, frozen packs whose parts know their file and position.

The schema is closed and every scalar is a string unless this module says otherwise (`no` is not false,
`12:30` is not 750). All faults of all packs are collected, then raised together.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from annotators.folding import fold_name
from annotators.pattern import Group, PatternError, expand, parse
from annotators.problem import Position, Problem, RuleFileError, did_you_mean
from annotators.wordlist import FOLDS, Entry, WordList

FORMAT = "1"
# The layers of the record, and three that only help: what a person is, and places and other things that
# are no person.
LAYERS = ("person", "role", "place", "other", "unit", "crossing", "count")
CONSTRAINTS = ("capitalized", "uppercase", "lowercase", "not-lowercase", "plural")
BUILTIN_LISTS = ("breaks", "not-plural", "plural-heads", "singular-heads", "currencies")
_PACK_KEYS = (
    "format pack version language description imports lists macros builtins rules".split()
)  # the order in which a pack is usually written
_LIST_KEYS = ("words", "file", "match", "fold", "plural")
_RULE_KEYS = (
    "id description annotate match case where unless set span everywhere overrides priority tests".split()
)
_TEST_KEYS = ("text", "set", "entities")
_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
# What one code point of a quoted scalar is written as.
_SINGLE_QUOTED = re.compile(r"''|.")
_DOUBLE_QUOTED = re.compile(r"\\x..|\\u.{4}|\\U.{8}|\\.|.")
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # YAML 1.1
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # YAML 1.1
_MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Written:
    """Where a string of a pack stands. `columns[i]` is that of its code point i; a string that is written
    over several lines has none."""

    at: Position
    columns: Sequence[int] = ()

    def position(self, offset: int) -> Position:
        """Where code point `offset` stands, the start of the string where that is not known."""
        if not self.columns:
            return self.at
        column = self.columns[offset] if offset < len(self.columns) else self.columns[-1] + 1
        return Position(self.at.path, self.at.line, column)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition on a capture: a named one, or membership of lists."""

    capture: str
    name: str  # one of CONSTRAINTS, `in`, `not`
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleTest:
    """An example inside a rule. `spans` are code points in `text`, the marks `[[ ]]` removed."""

    kind: str  # hit | miss | todo
    text: str
    spans: tuple[tuple[int, int], ...]
    attributes: Mapping[str, str]
    entities: Mapping[str, tuple[str, ...]]  # what NER is taken to find: label -> texts
    at: Position


@dataclass(frozen=True, slots=True)
class Rule:
    """A checked rule. `patterns` and `unless` are parsed, macros not yet expanded."""

    id: str  # pack.rule
    layer: str
    patterns: tuple[Group, ...]
    exact_case: bool
    constraints: tuple[Constraint, ...]
    unless: tuple[Group, ...]
    attributes: Mapping[str, str]
    span: tuple[str, ...]  # captures from the first to the last of which the annotation reaches; empty: all
    everywhere: bool  # what it finds is annotated wherever the article repeats it to the letter
    overrides: tuple[str, ...]
    priority: int
    description: str
    tests: tuple[RuleTest, ...]
    at: Position
    written: tuple[Written, ...]  # of `patterns`, then of `unless`
    places: Mapping[tuple[str, str], Position]  # (key, name): what `where`, `span`, `set`, `overrides` name


@dataclass(frozen=True, slots=True)
class Pack:
    """One rule pack with everything it declares itself; what it imports is in `imports`."""

    name: str
    version: str
    path: str
    digest: str  # sha256 over the pack and its list files, hexadecimal
    imports: tuple[str, ...]
    lists: Mapping[str, WordList]
    macros: Mapping[str, Group]
    builtins: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    written: Mapping[str, Written]  # of the macros
    places: Mapping[tuple[str, str], Position]  # (key, name): its `imports`, `lists` and `macros`
    lines: tuple[str, ...] = field(repr=False, default=())


Keys = Mapping[str, tuple[Any, Any]]  # key -> (key node, value node)


class _Reader:
    """Walks one YAML file; problems pile up in `problems`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.lines: tuple[str, ...] = ()
        self.hash = hashlib.sha256()

    def at(self, node: Any, offset: int = 0) -> Position:
        if node is None:
            return Position(str(self.path), 1, 1)
        mark = node.start_mark
        return Position(str(self.path), mark.line + 1, mark.column + 1 + offset)

    def problem(self, at: Position, code: str, message: str) -> None:
        source = self.lines[at.line - 1] if at.line <= len(self.lines) else ""
        self.problems.append(Problem(at, code, message, source))

    def root(self) -> Any:
        try:
            data = self.path.read_bytes()
            text = data.decode("utf-8")
        except OSError as error:
            at = Position(str(self.path), 1, 1)
            self.problems.append(Problem(at, "unreadable", error.strerror or "cannot be read"))
            return None
        except UnicodeDecodeError as error:
            at = Position(str(self.path), 1, 1)
            self.problems.append(Problem(at, "encoding", f"not UTF-8 at byte {error.start}"))
            return None
        self.hash.update(data)
        self.lines = tuple(_LINE_BREAK.split(text))
        unprintable = _UNPRINTABLE.search(text)
        if unprintable is not None:
            before = _LINE_BREAK.split(text[: unprintable.start()])
            at = Position(str(self.path), len(before), len(before[-1]) + 1)
            self.problem(at, "yaml", f"not YAML: character U+{ord(unprintable.group()):04X} is not allowed")
            return None
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            for event in yaml.parse(text, Loader=loader):
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                    self.problem(
                        self.at(event), "alias", "anchors and aliases are not allowed in a rule pack"
                    )
                    return None
            return yaml.compose(text, Loader=loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = Position(str(self.path), mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)
            reason = ", ".join(part for part in (error.context, error.problem) if part)
            self.problem(at, "yaml", f"not YAML: {reason}")
            return None

    def mapping(self, node: Any, what: str, allowed: Sequence[str] | None) -> dict[str, tuple[Any, Any]]:
        """Key -> (key node, value node), duplicates and unknown keys reported."""
        if not isinstance(node, yaml.MappingNode):
            self.problem(self.at(node), "type", f"{what} must be a mapping of keys to values")
            return {}
        found: dict[str, tuple[Any, Any]] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                self.problem(self.at(key_node), "type", f"a key of {what} must be a plain word")
            elif key in found:
                self.problem(self.at(key_node), "duplicate-key", f"'{key}' stands twice in {what}")
            elif allowed is not None and key not in allowed:
                message = f"unknown key '{key}' in {what}{did_you_mean(key, allowed)}"
                self.problem(self.at(key_node), "unknown-key", message)
            else:
                found[key] = (key_node, value_node)
        return found

    def string(self, node: Any, what: str) -> str | None:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        self.problem(self.at(node), "type", f"{what} must be a string")
        return None

    def strings(self, node: Any, what: str) -> list[tuple[str, Any]]:
        """A string or a list of strings, each with its node."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found = []
        for item in nodes:
            value = self.string(item, f"each entry of {what}" if item is not node else what)
            if value is not None:
                found.append((value, item))
        return found

    def choice(self, node: Any, what: str, allowed: Sequence[str]) -> str | None:
        value = self.string(node, what)
        if value is not None and value not in allowed:
            self.problem(
                self.at(node), "unknown-value", f"unknown {what} '{value}'{did_you_mean(value, allowed)}"
            )
            return None
        return value

    def strings_at(self, keys: Keys, key: str, places: dict[tuple[str, str], Position]) -> list[str]:
        """The strings of an optional key; where they stand goes to `places`."""
        found = self.strings(keys[key][1], key) if key in keys else []
        for value, node in found:
            places.setdefault((key, value), self.at(node))
        return [value for value, _ in found]

    def pattern(self, node: Any, what: str) -> Group | None:
        source = self.string(node, what)
        if source is None:
            return None
        try:
            return parse(source)
        except PatternError as error:
            self.problem(self.written(node).position(error.offset), "pattern", f"{what}: {error}")
            return None

    def written(self, node: Any) -> Written:
        """Where the code points of a scalar stand."""
        start, end, at = node.start_mark, node.end_mark, self.at(node)
        if start.line != end.line:
            return Written(at)
        if node.style not in ("'", '"'):
            return Written(at, range(at.column, at.column + len(node.value)))
        unit = _SINGLE_QUOTED if node.style == "'" else _DOUBLE_QUOTED
        inside = self.lines[start.line][start.column + 1 : end.column - 1]
        return Written(at, tuple(at.column + 1 + found.start() for found in unit.finditer(inside)))


def load_pack(path: Path) -> Pack:
    """Read and check one pack; what it refers to in other packs is checked by `annotators.ruleset`.

    :raises RuleFileError: with every fault of the file and its lists.
    """
    reader = _Reader(path)
    root = reader.root()
    if reader.problems:
        raise RuleFileError(reader.problems)
    if root is None:
        raise RuleFileError([Problem(Position(str(path), 1, 1), "empty", "the file holds no rule pack")])
    pack = _read_pack(reader, root)
    if reader.problems or pack is None:
        raise RuleFileError(reader.problems)
    return pack


def _read_pack(reader: _Reader, root: Any) -> Pack | None:
    keys = reader.mapping(root, "a rule pack", _PACK_KEYS)
    if not isinstance(root, yaml.MappingNode):
        return None
    for required in ("format", "pack", "version"):
        if required not in keys:
            reader.problem(reader.at(root), "missing-key", f"a rule pack needs the key '{required}'")
    if "format" in keys:
        version = reader.string(keys["format"][1], "format")
        if version is not None and version != FORMAT:
            message = f"format {version} is not known to this version, which reads format {FORMAT}"
            reader.problem(reader.at(keys["format"][1]), "format", message)
            return None
    name = _name(reader, keys, "pack") or "unnamed"
    version = reader.string(keys["version"][1], "version") if "version" in keys else None
    if version == "":
        reader.problem(reader.at(keys["version"][1]), "type", "version must not be empty")
    for key in ("language", "description"):
        if key in keys:
            reader.string(keys[key][1], key)
    places: dict[tuple[str, str], Position] = {}
    imports = reader.strings_at(keys, "imports", places)
    lists = _read_lists(reader, keys["lists"][1], places) if "lists" in keys else {}
    macros: dict[str, Group] = {}
    written: dict[str, Written] = {}
    if "macros" in keys:
        for key, (key_node, node) in reader.mapping(keys["macros"][1], "macros", None).items():
            macro = reader.pattern(node, f"macro '{key}'")
            if macro is not None:
                macros[key] = macro
                written[key] = reader.written(node)
                places["macros", key] = reader.at(key_node)
    builtins: dict[str, tuple[str, ...]] = {}
    if "builtins" in keys:
        for key, (_, node) in reader.mapping(keys["builtins"][1], "builtins", BUILTIN_LISTS).items():
            named = [reader.choice(item, "list", tuple(lists)) for _, item in reader.strings(node, key)]
            builtins[key] = tuple(name for name in named if name is not None)
    rules: list[Rule] = []
    if "rules" in keys:
        node = keys["rules"][1]
        if not isinstance(node, yaml.SequenceNode):
            reader.problem(reader.at(node), "type", "rules must be a list")
        else:
            seen: set[str] = set()
            for item in node.value:
                rule = _read_rule(reader, item, name)
                if rule is None:
                    continue
                if rule.id in seen:
                    reader.problem(rule.at, "duplicate-id", f"rule '{rule.id}' is defined twice")
                seen.add(rule.id)
                rules.append(rule)
    return Pack(
        name,
        version or "",
        str(reader.path),
        reader.hash.hexdigest(),
        tuple(imports),
        lists,
        macros,
        builtins,
        tuple(rules),
        written,
        places,
        reader.lines,
    )


def _name(reader: _Reader, keys: Keys, key: str) -> str | None:
    if key not in keys:
        return None
    value = reader.string(keys[key][1], key)
    if value is not None and not _NAME.match(value):
        message = f"{key} '{value}' must be lower-case letters, digits and hyphens, a letter first"
        reader.problem(reader.at(keys[key][1]), "name", message)
        return None
    return value


def _read_lists(reader: _Reader, node: Any, places: dict[tuple[str, str], Position]) -> dict[str, WordList]:
    lists: dict[str, WordList] = {}
    for name, (key_node, value) in reader.mapping(node, "lists", None).items():
        places["lists", name] = reader.at(key_node)
        before = len(reader.problems)
        keys = reader.mapping(value, f"list '{name}'", _LIST_KEYS)
        if len(reader.problems) > before and not keys:
            continue
        folds = {"case", "diacritics"}
        if "fold" in keys:
            folds = set()
            for fold, fold_node in reader.strings(keys["fold"][1], "fold"):
                if fold in FOLDS:
                    folds.add(fold)
                else:
                    message = f"unknown fold '{fold}'{did_you_mean(fold, FOLDS)}"
                    reader.problem(reader.at(fold_node), "unknown-value", message)
        plural = False
        if "plural" in keys:
            plural = reader.choice(keys["plural"][1], "plural", ("true", "false")) == "true"
        if ("words" in keys) == ("file" in keys):
            message = f"list '{name}' needs either 'words' or 'file'"
            reader.problem(reader.at(key_node), "list", message)
            continue
        if "words" in keys:
            entries = []
            for word, word_node in reader.strings(keys["words"][1], "words"):
                if fold_name(word):
                    entries.append(Entry((word,), {"name": word}))
                else:
                    reader.problem(reader.at(word_node), "list", f"a word of list '{name}' is empty")
        else:
            columns = (
                [c for c, _ in reader.strings(keys["match"][1], "match")] if "match" in keys else ["name"]
            )
            entries = []
            for relative, file_node in reader.strings(keys["file"][1], "file"):
                entries += _read_list_file(reader, file_node, relative, columns)
        if not any(entry.names for entry in entries):
            if len(reader.problems) == before:
                reader.problem(reader.at(key_node), "list", f"list '{name}' has no entry")
            continue
        lists[name] = WordList(name, tuple(entries), frozenset(folds), plural)
    return lists


def _read_list_file(reader: _Reader, node: Any, relative: str, columns: Sequence[str]) -> list[Entry]:
    path = reader.path.parent / relative
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        reader.problem(reader.at(node), "unreadable", f"{relative}: {error.strerror}")
        return []
    except UnicodeDecodeError as error:
        reader.problem(reader.at(node), "encoding", f"{relative}: not UTF-8 at byte {error.start}")
        return []
    reader.hash.update(data)
    if path.suffix == ".csv":
        return _read_csv(reader, node, path, text, columns)
    lines = (line.strip() for line in text.splitlines())
    return [Entry((line,), {"name": line}) for line in lines if fold_name(line) and not line.startswith("#")]


def _read_csv(reader: _Reader, node: Any, path: Path, text: str, columns: Sequence[str]) -> list[Entry]:
    rows = csv.reader(io.StringIO(text), strict=True)
    entries: list[Entry] = []
    try:
        header = next(rows, [])
        twice = next((column for column in header if header.count(column) > 1), None)
        if twice is not None:
            at = Position(str(path), 1, 1)
            message = f"two columns are called '{twice}'"
            reader.problems.append(Problem(at, "csv", message, ",".join(header)[:200]))
            return []
        for column in columns:
            if column not in header:
                message = f"{path.name} has no column '{column}'{did_you_mean(column, header)}"
                reader.problem(reader.at(node), "unknown-column", message)
                return []
        for row in rows:
            if not row:
                continue
            if len(row) != len(header):
                at = Position(str(path), rows.line_num, 1)
                message = f"{len(row)} fields where the header has {len(header)}"
                reader.problems.append(Problem(at, "csv-width", message, ",".join(row)[:200]))
                continue
            cells = dict(zip(header, row, strict=True))
            names = [name.strip() for column in columns for name in cells[column].split(";")]
            entries.append(Entry(tuple(dict.fromkeys(n for n in names if fold_name(n))), cells))
    except csv.Error as error:
        at = Position(str(path), rows.line_num, 1)
        reader.problems.append(Problem(at, "csv", f"not CSV: {error}"))
    return entries


def _read_rule(reader: _Reader, node: Any, pack: str) -> Rule | None:
    before = len(reader.problems)
    keys = reader.mapping(node, "a rule", _RULE_KEYS)
    if len(reader.problems) > before and not keys:
        return None
    missing = [key for key in ("id", "annotate", "match") if key not in keys]
    for key in missing:
        reader.problem(reader.at(node), "missing-key", f"a rule needs the key '{key}'")
    name = _name(reader, keys, "id")
    layer = reader.choice(keys["annotate"][1], "layer", LAYERS) if "annotate" in keys else None
    patterns: list[Group] = []
    written: list[Written] = []
    if "match" in keys:
        items = reader.strings(keys["match"][1], "match")
        if not items and isinstance(keys["match"][1], yaml.SequenceNode) and not keys["match"][1].value:
            reader.problem(reader.at(keys["match"][1]), "type", "match must hold a pattern")
        for _, item in items:
            pattern = reader.pattern(item, f"rule '{name}'")
            if pattern is not None:
                patterns.append(pattern)
                written.append(reader.written(item))
    unless = []
    if "unless" in keys:
        for source, item in reader.strings(keys["unless"][1], "unless"):
            veto = reader.pattern(item, f"unless of rule '{name}'")
            if veto is not None and "{match}" not in source:
                message = (
                    f"unless of rule '{name}' does not say where the match stands; write {{match}} in it"
                )
                reader.problem(reader.at(item), "unless", message)
            elif veto is not None:
                unless.append(veto)
                written.append(reader.written(item))
    priority = 0
    if "priority" in keys:
        text = reader.string(keys["priority"][1], "priority")
        if text is not None and re.fullmatch(r"-?[0-9]{1,6}", text):
            priority = int(text)
        elif text is not None:
            reader.problem(reader.at(keys["priority"][1]), "type", "priority must be a whole number")
    exact = "case" in keys and reader.choice(keys["case"][1], "case", ("exact", "any")) == "exact"
    places: dict[tuple[str, str], Position] = {}
    span = reader.strings_at(keys, "span", places)
    everywhere = "everywhere" in keys and (
        reader.choice(keys["everywhere"][1], "everywhere", ("true", "false")) == "true"
    )
    overrides = reader.strings_at(keys, "overrides", places)
    attributes: dict[str, str] = {}
    if "set" in keys:
        for key, (_, value) in reader.mapping(keys["set"][1], "set", None).items():
            attributes[key] = reader.string(value, f"'{key}' of set") or ""
            places["set", key] = reader.at(value)
    constraints = _read_constraints(reader, keys["where"][1], places) if "where" in keys else []
    tests = _read_tests(reader, keys["tests"][1], str(name)) if "tests" in keys else []
    description = (
        (reader.string(keys["description"][1], "description") or "") if "description" in keys else ""
    )
    if missing or name is None or layer is None or not patterns:
        return None
    return Rule(
        f"{pack}.{name}",
        layer,
        tuple(patterns),
        exact,
        tuple(constraints),
        tuple(unless),
        attributes,
        tuple(span),
        everywhere,
        tuple(overrides),
        priority,
        description,
        tuple(tests),
        reader.at(keys["id"][1]),
        tuple(written),
        places,
    )


def _read_constraints(
    reader: _Reader, node: Any, places: dict[tuple[str, str], Position]
) -> list[Constraint]:
    found: list[Constraint] = []
    for capture, (key_node, value) in reader.mapping(node, "where", None).items():
        places["where", capture] = reader.at(key_node)
        for item in value.value if isinstance(value, yaml.SequenceNode) else [value]:
            if isinstance(item, yaml.MappingNode):
                for kind, (_, lists) in reader.mapping(item, f"where of '{capture}'", ("in", "not")).items():
                    named = reader.strings(lists, kind)
                    for name, name_node in named:
                        places.setdefault(("where list", name), reader.at(name_node))
                    found.append(Constraint(capture, kind, tuple(name for name, _ in named)))
                continue
            condition = reader.choice(item, "constraint", CONSTRAINTS)
            if condition is not None:
                found.append(Constraint(capture, condition))
    return found


def _read_tests(reader: _Reader, node: Any, rule: str) -> list[RuleTest]:
    tests: list[RuleTest] = []
    for kind, (_, value) in reader.mapping(node, f"tests of rule '{rule}'", ("hit", "miss", "todo")).items():
        if not isinstance(value, yaml.SequenceNode):
            reader.problem(reader.at(value), "type", f"{kind} must be a list")
            continue
        for item in value.value:
            attributes: dict[str, str] = {}
            entities: dict[str, tuple[str, ...]] = {}
            text_node = item
            if isinstance(item, yaml.MappingNode):
                keys = reader.mapping(item, f"a test of rule '{rule}'", _TEST_KEYS)
                if "text" not in keys:
                    reader.problem(reader.at(item), "missing-key", "a test needs the key 'text'")
                    continue
                text_node = keys["text"][1]
                if "set" in keys:
                    for key, (_, wanted) in reader.mapping(keys["set"][1], "set", None).items():
                        attributes[key] = reader.string(wanted, f"'{key}' of set") or ""
                if "entities" in keys:
                    labels = ("person", "place", "organization")
                    for key, (_, names) in reader.mapping(keys["entities"][1], "entities", labels).items():
                        entities[key] = tuple(v for v, _ in reader.strings(names, key))
            marked = reader.string(text_node, "a test")
            if marked is None:
                continue
            text, spans = unmark(marked)
            if (kind == "miss") == bool(spans):
                message = (
                    "a miss holds no [[ ]] mark" if spans else f"a {kind} marks what is found with [[ and ]]"
                )
                reader.problem(reader.at(text_node), "test", message)
                continue
            tests.append(RuleTest(kind, text, spans, attributes, entities, reader.at(text_node)))
    return tests


def unmark(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """`a [[b]] c` -> (`a b c`, ((2, 3),))."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    size = position = 0
    for found in _MARKED.finditer(marked):
        pieces += [marked[position : found.start()], found.group(1)]
        size += found.start() - position
        spans.append((size, size + len(found.group(1))))
        size = spans[-1][1]
        position = found.end()
    pieces.append(marked[position:])
    return "".join(pieces), tuple(spans)


def expand_all(
    groups: Iterable[Group], macros: Mapping[str, Group], fail: Callable[[PatternError, int], None]
) -> list[Group]:
    """Each group with its macros expanded; faults go to `fail` with the index of the group."""
    expanded: list[Group] = []
    for index, group in enumerate(groups):
        try:
            expanded.append(expand(group, macros))
        except PatternError as error:
            fail(error, index)
    return expanded
