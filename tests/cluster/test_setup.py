"""What a worker gets makes the annotator that this machine has."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from annotators.article import read
from annotators.batch import tagger_on_demand
from annotators.cluster.reading import Reading
from annotators.cluster.setup import PackError, Setup, model_files, pack_files, stamp_of
from annotators.ner.model import DEFAULT, Model, find_model
from annotators.packcache import cached_rules
from annotators.pipeline import Annotator
from annotators.writer import to_yaml

PACK = """format: 1
pack: mine
version: 1.0.0
language: en
lists:
  clubs: {{file: {list_file}}}
rules:
- id: club
  annotate: unit
  match: 'the {{clubs}} squad'
  set: {{kind: group}}
  tests:
    hit: ['[[the Anselm squad]] left']
    miss: ['Anselm left']
"""


def pack(folder: Path, list_file: str) -> Path:
    file = folder / "mine.yaml"
    file.write_text(PACK.format(list_file=list_file))
    (folder / list_file).parent.mkdir(parents=True, exist_ok=True)
    (folder / list_file).write_text("Anselm\nBerta\n")
    return file


@pytest.mark.parametrize("list_file", ["clubs.txt", "lists/clubs.txt", "../lists/clubs.txt"])
def test_a_pack_of_the_user_travels_with_its_lists(tmp_path: Path, list_file: str) -> None:
    (tmp_path / "packs").mkdir()
    file = pack(tmp_path / "packs", list_file)
    rules = cached_rules([file])
    sent = pickle.loads(pickle.dumps(Setup(pack_files([file]), None)))
    for each in tmp_path.rglob("*.*"):
        each.unlink()
    article = read(b"Then the Anselm squad left.", "a.txt")
    there = sent.annotator(tmp_path / "there").annotate(article)
    assert to_yaml(there) == to_yaml(Annotator(rules, None).annotate(article))
    assert [unit.name for unit in there.units or ()] == ["the Anselm squad"]


def test_a_pack_with_a_list_from_the_root_cannot_travel(tmp_path: Path) -> None:
    file = pack(tmp_path, "clubs.txt")
    file.write_text(file.read_text().replace("clubs.txt", f"{tmp_path}/clubs.txt"))
    with pytest.raises(
        PackError, match=f"mine.yaml: {tmp_path}/clubs.txt: workers elsewhere have no such file"
    ):
        pack_files([file])


def test_a_model_of_the_user_travels_and_a_bundled_one_goes_by_name(tmp_path: Path) -> None:
    bundled = find_model(DEFAULT)
    assert model_files(bundled, "auto", "cpu").files is None
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "resources.json").write_text("{}")
    (tmp_path / "own" / "en").mkdir()
    (tmp_path / "own" / "en" / "weights.pt").write_bytes(b"weights")
    own = Model("own", tmp_path / "own")
    sent = Setup((), model_files(own, "stanza", "cpu"))
    there = sent.annotator(tmp_path / "there")
    assert there.run["ner"] == tagger_on_demand(own, "stanza").model
    assert (tmp_path / "there" / "model" / "en" / "weights.pt").read_bytes() == b"weights"


def test_a_stamp_tells_apart_what_makes_other_records() -> None:
    facts = {"glossator": "1", "rules": {"units": "1"}}
    base = Setup((), None)
    stamps = [
        stamp_of(base, facts, "text", "jsonl"),
        stamp_of(base, {**facts, "glossator": "2"}, "text", "jsonl"),
        stamp_of(base, {**facts, "rules": {"units": "2"}}, "text", "jsonl"),
        stamp_of(base, facts, "lines", "jsonl"),
        stamp_of(base, facts, "text", "parquet"),
        stamp_of(Setup((), None, Reading("latin-1")), facts, "text", "jsonl"),
        stamp_of(Setup((), None, Reading(max_bytes=9)), facts, "text", "jsonl"),
        stamp_of(Setup((), None, only=frozenset({"units"})), facts, "text", "jsonl"),
        stamp_of(Setup((), None, explain=True), facts, "text", "jsonl"),
        stamp_of(Setup((), None, count_policy="acled"), facts, "text", "jsonl"),
    ]
    assert len(set(stamps)) == len(stamps)
    assert stamps[0] == stamp_of(Setup((), None), dict(reversed(facts.items())), "text", "jsonl")
