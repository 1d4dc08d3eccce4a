"""Files of decisions: YAML documents or JSON lines, an article each, read and checked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from annotators.decisions import ATTRIBUTES, VERBS, AnnotationId, ArticleDecisions, Decision, parse_id
from annotators.decisionvalues import read_attributes, whole_number
from annotators.document import LAYERS
from annotators.packreader import Keys, PackReader, not_utf8
from annotators.problem import Position, Problem, RuleFileError
from annotators.writer import flow

ARTICLE_KEYS = ("article", "sha256", "complete", "decisions")
ABOUT_KEYS = ("who", "date", "note")
# What each verb can say of the place, beside its id.
PLACE_KEYS = {
    "accept": ("quote", "line"),
    "reject": ("quote", "line"),
    "retag": ("layer", "quote", "start", "end", "line"),
    "add": ("quote", "start", "end", "line"),
}
MAX_BYTES = 100_000_000
_KEYS = (
    *VERBS,
    *dict.fromkeys(key for keys in (*PLACE_KEYS.values(), ABOUT_KEYS, *ATTRIBUTES.values()) for key in keys),
)
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_SURROGATE = re.compile(r"\\u[dD][89abAB]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class DecisionFileError(RuleFileError):
    """Decisions that cannot be used; `problems` lists every fault of every file."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a decisions file, as it is written: a document, a line, or what stands before the first."""

    text: str
    decisions: ArticleDecisions | None


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """A file of decisions, whole: its parts joined are its text."""

    path: Path
    chunks: tuple[Chunk, ...] = ()
    json: bool = False

    def articles(self) -> Iterator[ArticleDecisions]:
        """What it holds, in its order."""
        for chunk in self.chunks:
            if chunk.decisions is not None:
                yield chunk.decisions


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of several files."""

    by_text: Mapping[str, ArticleDecisions]  # by the SHA-256 of the text
    by_name: Mapping[str, tuple[ArticleDecisions, ...]]  # by the article's name

    def of(self, sha256: str) -> ArticleDecisions | None:
        """Those about this text."""
        return self.by_text.get(sha256)

    def outdated(self, article: str, sha256: str) -> tuple[ArticleDecisions, ...]:
        """Those about another text that had the article's name, where there are none about this one."""
        return () if sha256 in self.by_text else self.by_name.get(article, ())


def read_decisions(path: Path) -> DecisionFile:
    """The decisions in `path`.

    :raises DecisionFileError: anything in it is not as it must be.
    :raises OSError: it cannot be read.
    """
    data = path.read_bytes()
    reader = _Reader(path)
    chunks, is_json = _chunks(reader, data)
    if not reader.problems:
        _check_texts(reader.problems, [chunk.decisions for chunk in chunks if chunk.decisions is not None])
    if reader.problems:
        raise DecisionFileError(reader.problems)
    return DecisionFile(path, tuple(chunks), is_json)


def one_decision(option: str, verb: str, about: str, values: Mapping[str, str]) -> Decision:
    """The decision that an option of the command line asks for; its values are as in a file, an empty one is
    null.

    :raises DecisionFileError: it is none; the place of a fault is in what the option stands for.
    """
    pairs = [f"{flow(verb)}: {flow(about)}"]
    for key, value in values.items():
        written = (value if value[0] in "[{" else flow(value)) if value else "null"
        pairs.append(f"{flow(key)}: {written}")
    text = "{" + ", ".join(pairs) + "}"
    reader = _Reader(Path(option))
    reader.lines = (text,)
    node = reader.composed(text)
    decision = _decision(reader, node) if node is not None else None
    if decision is None or reader.problems:
        raise DecisionFileError(reader.problems)
    return replace(decision, at=None)


def joined(files: Iterable[DecisionFile]) -> Decisions:
    """The decisions of all `files`.

    :raises DecisionFileError: two are about one text.
    """
    articles = [decisions for file in files for decisions in file.articles()]
    problems: list[Problem] = []
    _check_texts(problems, articles)
    if problems:
        raise DecisionFileError(problems)
    names: dict[str, tuple[ArticleDecisions, ...]] = {}
    for each in articles:
        if each.article != "-":  # nobody's name
            names[each.article] = (*names.get(each.article, ()), each)
    return Decisions({each.sha256: each for each in articles}, names)


def _check_texts(problems: list[Problem], articles: Iterable[ArticleDecisions]) -> None:
    first: dict[str, ArticleDecisions] = {}
    for each in articles:
        known = first.setdefault(each.sha256, each)
        if known is not each and each.at is not None and known.at is not None:
            where = f"line {known.at.line}" if known.at.path == each.at.path else known.at.path
            message = f"{each.article}: decisions about this text stand in {where} too; join the two"
            problems.append(Problem(each.at, "duplicate-id", message))


class _Reader(PackReader):
    """Walks one file of decisions."""

    what = "a file of decisions"


def _chunks(reader: _Reader, data: bytes) -> tuple[list[Chunk], bool]:
    start = Position(str(reader.path), 1, 1)
    if len(data) > MAX_BYTES:
        reader.problem(start, "limit", f"the file is larger than {MAX_BYTES} bytes; split it")
        return [], False
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reader.problem(start, "encoding", not_utf8(data, error.start))
        return [], False
    lines = _LINE.findall(text)
    reader.lines = tuple(line.rstrip("\r\n") for line in lines)
    is_json = text.lstrip()[:1] == "{"
    found: list[Chunk] = []
    for first, chunk in _parts(lines, each_line=is_json):
        reader.first = first
        found.append(Chunk(chunk, _chunk(reader, chunk, is_json=is_json)))
    return found, is_json


def _parts(lines: list[str], *, each_line: bool) -> Iterator[tuple[int, str]]:
    """The lines of each part, joined, and the number of its first line."""
    part: list[str] = []
    for number, line in enumerate(lines, start=1):
        if part and (each_line or (line.startswith("---") and not line[3:].strip())):
            yield number - len(part), "".join(part)
            part = []
        part.append(line)
    if part:
        yield len(lines) + 1 - len(part), "".join(part)


def _chunk(reader: _Reader, text: str, *, is_json: bool) -> ArticleDecisions | None:
    if is_json and _SURROGATE.search(text):  # characters that YAML does not write so
        try:
            text = json.dumps(json.loads(text), ensure_ascii=False)
            text.encode()
        except ValueError as error:
            reader.problem(Position(str(reader.path), reader.first, 1), "yaml", f"not JSON: {error}")
            return None
    before = len(reader.problems)
    node = reader.composed(text)
    if node is None or len(reader.problems) > before:
        return None
    keys = reader.mapping(node, "the decisions of an article", ARTICLE_KEYS)
    for key in ("article", "sha256"):
        if key not in keys and key not in keys.mistaken and len(reader.problems) == before:
            message = f"the decisions of an article need the key '{key}'"
            reader.problem(reader.at(node), "missing-key", message)
    article = reader.string(keys["article"][1], "article") if "article" in keys else None
    sha256 = reader.string(keys["sha256"][1], "sha256") if "sha256" in keys else None
    if sha256 is not None and not _SHA256.match(sha256):
        reader.problem(reader.at(keys["sha256"][1]), "type", "sha256 must be 64 hexadecimal digits")
    complete = None
    if "complete" in keys:
        complete = reader.choice(keys["complete"][1], "complete", ("true", "false"))
    decisions = list(_decisions(reader, keys["decisions"][1])) if "decisions" in keys else []
    if article is None or sha256 is None or len(reader.problems) > before:
        return None
    return ArticleDecisions(article, sha256, complete == "true", tuple(decisions), reader.at(node))


def _decisions(reader: _Reader, node: Any) -> Iterator[Decision]:
    if not isinstance(node, yaml.SequenceNode):
        reader.problem(reader.at(node), "type", "decisions must be a list")
        return
    first: dict[object, Decision] = {}
    for item in node.value:
        before = len(reader.problems)
        decision = _decision(reader, item)
        if decision is None or len(reader.problems) > before:
            continue
        key = decision.id or (decision.layer, decision.quote, decision.line, decision.start)
        known = first.setdefault(key, decision)
        if known is not decision and known.at is not None:
            message = f"{decision.id or decision.layer} is decided twice, first in line {known.at.line}"
            reader.problem(reader.at(item), "duplicate-id", message)
            continue
        yield decision


def _decision(reader: _Reader, node: Any) -> Decision | None:
    written = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    verbs = [verb for verb in VERBS if verb in written]
    if len(verbs) != 1:
        message = f"a decision has one of the keys {', '.join(VERBS)}"
        if reader.mapping(node, "a decision", _KEYS):
            reader.problem(reader.at(node), "duplicate-key" if verbs else "missing-key", message)
        return None
    verb = verbs[0]
    about = next(value for key, value in node.value if key.value == verb)
    identifier, layer = _about(reader, about, verb)
    if layer is None:
        return None
    moved = next((value for key, value in node.value if key.value == "layer"), None)
    if verb == "retag" and moved is not None:
        layer = reader.choice(moved, "layer", LAYERS)
        if layer is None:
            return None
    before = len(reader.problems)
    allowed = [verb, *PLACE_KEYS[verb], *ABOUT_KEYS]
    if verb == "add" and identifier is not None:
        allowed = [key for key in allowed if key not in ("start", "end")]
    if verb != "reject":
        allowed += ATTRIBUTES[layer]
    keys = reader.mapping(node, f"{verb} of {layer}", allowed)
    place = {
        key: whole_number(reader, keys[key][1], key) if key in keys else None
        for key in ("start", "end", "line")
    }
    quote = reader.string(keys["quote"][1], "quote") if "quote" in keys else None
    attributes = read_attributes(reader, keys, layer) if verb != "reject" else {}
    if verb == "add" and identifier is None and quote is None and None in (place["start"], place["end"]):
        reader.problem(
            reader.at(node), "missing-key", "add needs the key 'quote', or 'start' and 'end', or an id"
        )
    if verb == "retag" and len(reader.problems) == before and not set(keys) - {"retag", "line", *ABOUT_KEYS}:
        reader.problem(reader.at(node), "missing-key", "retag says what is to be otherwise; nothing is said")
    return Decision(
        verb=verb,
        id=identifier,
        layer=layer,
        start=place["start"],
        end=place["end"],
        quote=quote,
        line=place["line"],
        attributes=attributes,
        at=reader.at(node),
        **_about_it(reader, keys),
    )


def _about(reader: _Reader, node: Any, verb: str) -> tuple[AnnotationId | None, str | None]:
    """The id that a decision is about, and its layer; the layer alone for an addition by its quote."""
    text = reader.string(node, verb)
    if text is None:
        return None, None
    if verb == "add" and text in LAYERS:
        return None, text
    found = parse_id(text)
    if found is not None:
        return found, found.layer
    wanted = "an id, as units:1788-1803" + (", or a layer" if verb == "add" else "")
    reader.problem(reader.at(node), "unknown-value", f"{verb} must be {wanted}, not '{text[:60]}'")
    return None, None


def _about_it(reader: _Reader, keys: Keys) -> dict[str, str]:
    found = {key: reader.string(keys[key][1], key) or "" for key in ABOUT_KEYS if key in keys}
    if found.get("date"):
        try:
            date.fromisoformat(found["date"])
        except ValueError:
            message = f"date must be a day, as 2026-01-31, not '{found['date'][:40]}'"
            reader.problem(reader.at(keys["date"][1]), "type", message)
    return found
