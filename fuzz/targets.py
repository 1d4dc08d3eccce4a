"""What is fuzzed: functions from any bytes to nothing, which raise when a promise is broken.

Each ends in what the library promises for its input: a value that keeps its contract, or the error that its
docstring names. Anything else is a fault. Nothing here needs atheris: the tests call the same functions.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

from annotators import verify
from annotators.article import Article, ArticleError, read
from annotators.document import Document, Failure
from annotators.inputs import listed
from annotators.numbers import Quantity, read_money, read_ordinal, read_quantity
from annotators.pattern import PatternError, parse
from annotators.pipeline import DEFAULT_POLICY, Annotator, load_tagger
from annotators.problem import RuleFileError
from annotators.reader import RecordError, document, read_records
from annotators.ruleset import link, load_rules, read_packs
from annotators.scorebrat import BratFolder
from annotators.scoreinput import read_side
from annotators.sentences import MAX_SENTENCE
from annotators.unparse import unparse
from annotators.windows import Pause
from annotators.writer import record, to_jsonl, to_yaml

ENCODINGS = (
    "utf-8",
    "utf-8",
    "utf-8",
    "latin-1",
    "cp1252",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "cp1256",
    "gb18030",
)

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BrokenError(AssertionError):
    """A promise that was not kept."""


def must(kept: bool, promise: str) -> None:
    if not kept:
        raise BrokenError(promise)


def article(data: bytes) -> None:
    """Decoding and segmentation. The first byte chooses the encoding."""
    encoding = ENCODINGS[data[0] % len(ENCODINGS)] if data else "utf-8"
    try:
        found = read(data[1:], "a.txt", encoding=encoding)
    except ArticleError as error:
        must(error.code == "encoding" and str(error).isprintable(), f"an error that says why: {error}")
        return
    must(found.text in (text := data[1:].decode(encoding), text[1:]), "the text is what was decoded")
    segmented(found)


def segmented(found: Article) -> None:
    """Check lines, tokens and sentences."""
    text = found.text
    starts, ends = found.token_starts, found.token_ends
    covered = "".join(text[a:b] for a, b in zip(starts, ends, strict=True))
    must(covered == "".join(text.split()), "every character but white space is in one token")
    must(all(a < b for a, b in zip(starts, ends, strict=True)), "no token is empty")
    must(all(b <= a for b, a in zip(ends, starts[1:], strict=False)), "tokens are in order")
    sentences = list(found.sentences)
    must([token for a, b in sentences for token in range(a, b)] == list(range(len(starts))), "a partition")
    must(all(0 < b - a <= MAX_SENTENCE for a, b in sentences), "no sentence is empty or endless")
    for number, (first, last) in enumerate(sentences):
        must(found.sentence_span(number) == (starts[first], ends[last - 1]), "a sentence is its tokens")
    must(all(a < b for a, b in pairwise(found.line_starts)), "lines are in order")


@cache
def annotator() -> Annotator:
    return Annotator(load_rules(), None, explain=True)


@cache
def tagging_annotator() -> Annotator:
    from annotators.ner.model import DEFAULT, find_model

    model = find_model(DEFAULT)
    return Annotator(load_rules(), load_tagger(model.folder, model.name, "compiled"), explain=True)


def annotate(data: bytes) -> None:
    """An article through the rules, into both forms of its record and back."""
    _annotate(data, annotator())


def tag(data: bytes) -> None:
    """As `annotate`, with the model."""
    _annotate(data, tagging_annotator())


def _annotate(data: bytes, by: Annotator) -> None:
    try:
        found = read(data, "a.txt")
    except ArticleError:
        return
    made = by.annotate(found)
    must(not (faults := list(verify.faults(made, found))), f"{faults}")
    written(made)


def written(made: Document | Failure) -> None:
    """Check that both forms of a record are read back as they were made."""
    as_yaml, as_json = to_yaml(made), to_jsonl(made)
    must(as_json.endswith("\n") and len(as_json.splitlines()) == 1, "a record is one line of JSON")
    in_yaml = list(yaml.load_all(as_yaml, Loader=_LOADER))
    must(in_yaml == [json.loads(as_json)] == [record(made)], "both forms say the same, once")
    for form in (as_yaml, as_json):
        (stored,) = read_records(io.BytesIO(form.encode()), "r")
        must(record(stored.document) == record(made), "a record is read as it was written")


def numbers(data: bytes) -> None:
    """Number phrases."""
    text = data.decode("utf-8", "replace")
    for quantity in (read_quantity(text), read_money(text, {"$": "USD", "euro": "EUR"})):
        if isinstance(quantity, Quantity):
            given = [n for n in (quantity.min, quantity.value, quantity.max) if n is not None]
            must(all(n - n == 0 and n >= 0 for n in given), f"numbers are finite: {quantity}")
            must(len(json.dumps(given)) < 200, f"numbers are of a size that can be printed: {quantity}")
    ordinal = read_ordinal(text)
    must(ordinal is None or ordinal >= 0, f"an ordinal counts: {ordinal}")


def pattern(data: bytes) -> None:
    """A pattern, parsed and printed again."""
    text = data.decode("utf-8", "replace")
    try:
        tree = parse(text)
    except PatternError as error:
        must(0 <= error.offset <= len(text), "the place of a fault is in the pattern")
        return
    printed = unparse(tree)
    must(unparse(parse(printed)) == printed, f"{printed!r} is read as it was meant")


_TEXT = "The 3rd Army and 70 officers of the Fourth Division crossed at al-Arida. US Army, 1,500 men."


def pack(data: bytes) -> None:
    """A rule pack, its list and its table, parted by form feeds; one that is fit is run."""
    whole, words, table, *_ = [*data.split(b"\f"), b"army\n", b"name,kind\narmy,a\n"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.yaml"
        path.write_bytes(whole)
        (Path(folder) / "w.txt").write_bytes(words)
        (Path(folder) / "w.csv").write_bytes(table)
        try:
            rules = link(read_packs([path]))
        except RuleFileError as error:
            must(bool(error.problems), "an error names a problem")
            for problem in error.problems:
                must(problem.at.line >= 1 and problem.at.column >= 1, f"a place counts from one: {problem}")
                str(problem)
            return
    found = read(_TEXT.encode(), "a.txt")
    policy = next(iter(rules.count_policies), DEFAULT_POLICY)  # a pack by itself may have others than these
    made = Annotator(rules, None, count_policy=policy, explain=True).annotate(found)
    must(not (faults := list(verify.faults(made, found))), f"{faults}")
    written(made)


def records(data: bytes) -> None:
    """A file of records, in YAML or JSON lines."""
    try:
        for stored in read_records(io.BytesIO(data), "r"):
            made = stored.document
            again = document(record(made))
            must(record(again) == record(made), "a record that was read can be written")
            written(made)
    except RecordError as error:
        must(str(error).startswith("r:"), f"a fault has its place: {error}")


def gold(data: bytes) -> None:
    """Either side of a score: records or gold."""
    try:
        for annotated in read_side(io.BytesIO(data), "g"):
            record(annotated.document)
    except RecordError as error:
        must(str(error).startswith("g:"), f"a fault has its place: {error}")


def brat(data: bytes) -> None:
    """A text and its brat standoff, parted by a form feed."""
    text, _, notes = data.partition(b"\f")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.txt").write_bytes(text)
        (Path(folder) / "a.ann").write_bytes(notes)
        try:
            for annotated in BratFolder(Path(folder)).articles():
                record(annotated.document)
        except RecordError as error:
            must(str(error).startswith(folder), f"a fault has its place: {error}")


def lists(data: bytes) -> None:
    """The lists of `--files-from`."""
    for null in (False, True):
        for name in listed(io.BytesIO(data), null=null):
            must(isinstance(name, Pause) or bool(name), "no name is empty")


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each
    for each in (article, annotate, tag, numbers, pattern, pack, records, gold, brat, lists)
}
