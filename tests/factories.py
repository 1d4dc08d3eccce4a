"""Articles, rule sets and noisy texts for tests."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from unittest.mock import patch

import pytest
from hypothesis import strategies as st

from annotators.article import Article, read
from annotators.document import Entity
from annotators.match import Match
from annotators.matcher import Findings, find
from annotators.rulefile import load_pack
from annotators.ruleset import RuleSet, load_rules
from annotators.shipped import rules_directory
from annotators.vague import VagueTable
from annotators.wordlist import Entry, WordList
from tests.packs import HEAD, load


def article(text: str) -> Article:
    return read(text.encode(), "a.txt")


def ruleset(body: str, **lists: str) -> RuleSet:
    """The rules of one pack `p`; `body` is what stands behind its head. `lists`: file name -> content, the
    underscore of a name standing for its dot (`groups_csv`)."""
    files = {name.replace("_", "."): content for name, content in lists.items()}
    # The shortest pack to try a condition or `{word}` on matches any word, which is refused of users' packs.
    with TemporaryDirectory() as folder, patch("annotators.linker.matches_any_words", return_value=False):
        return load(Path(folder), {"p.yaml": HEAD + body, **files})


@cache
def shipped() -> RuleSet:
    """The shipped packs, loaded once."""
    return load_rules()


@cache
def guidelines() -> VagueTable:
    """What vague number words mean by default."""
    return load_pack(rules_directory() / "counts.yaml").policies["guidelines"]


def entity(found: Article, label: str, text: str) -> Entity:
    """What the tagger would say of the first place where `text` stands."""
    start = found.text.index(text)
    return Entity(label, start, start + len(text))


def findings(rules: RuleSet, text: str, **entities: str | Sequence[str]) -> Findings:
    """Run `rules` on `text`. `entities`: label -> texts that the tagger is taken to find."""
    found = article(text)
    tagged = [
        entity(found, label, name)
        for label, names in entities.items()
        for name in ([names] if isinstance(names, str) else names)
    ]
    return find(found, rules, sorted(tagged, key=lambda e: e.start))


def matches(
    rules: RuleSet, text: str, layer: str = "unit", **entities: str | Sequence[str]
) -> tuple[Match, ...]:
    return findings(rules, text, **entities).layers.get(layer, ())


def quotes(rules: RuleSet, text: str, layer: str = "unit", **entities: str | Sequence[str]) -> list[str]:
    """The text of each match of `layer`."""
    found = article(text).text  # without the byte-order mark
    return [found[m.start : m.end] for m in matches(rules, text, layer, **entities)]


def wordlist(*names: str, folds: str = "case diacritics", plural: bool = False) -> WordList:
    """A list with an entry a name; the aliases of an entry stand behind `=`: `Islamic State=IS=ISIL`."""
    entries = tuple(Entry(tuple(row.split("=")), {"name": row.split("=")[0]}) for row in names)
    return WordList("listed", entries, frozenset(folds.split()), plural)


def seconds(action: Callable[[], object], repeats: int = 2) -> float:
    """CPU seconds of the shortest of some runs of `action`, so that a busy machine hardly counts."""
    times = []
    for _ in range(repeats):
        began = process_time()
        action()
        times.append(process_time() - began)
    return min(times)


# What newspapers, their content systems and hostile people put between and into words.
_SPACES = [" "] * 8 + ["  ", "\n", "\r\n", "\n\n", "\r\n\r\n", "\xa0", "\t"]
_SPACES += ["\u2028", "\u2009", "\x1f", "\x1e", "\x0b"]
_SIGNS = [*".,;:!?'\"()[]-/&%$#@*_|’‘“”«»–—…£€´`", "'s", "’s", " - "]
_NOISE = [*"\u200b\u200d\ufeff\xad\u202e\u0301\u0323\u20dd\x00\x01\x07\x7f"]
_ODD = [*"ßŁﬁﷺ½٣軍\U000e0041\u0600\U0010ffff", "🇱🇧", "👩‍👧", "جيش", "армия"]
_WORDS = (
    "the of an 3rd Fourth brigade Army al-Arida Abdelfattah Qa'im U.S. officers 70 1,500 IS Müller Šabac"
).split()


def noisy_texts(words: Sequence[str] = tuple(_WORDS), pieces: int = 25) -> st.SearchStrategy[str]:
    """Texts of up to `pieces` words and noises, composed or decomposed."""
    word = st.sampled_from(words)
    piece = st.one_of(
        word,
        word,
        word.map(lambda w: unicodedata.normalize("NFD", w)),
        st.sampled_from(_SPACES),
        st.sampled_from(_SPACES),
        st.sampled_from(_SIGNS + _NOISE + _ODD),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
    )
    return st.lists(piece, max_size=pieces).map("".join)


only_as_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


def make(folder: Path, *files: str) -> None:
    for name in files:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text\n")
