from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators import __version__
from annotators.article import read
from annotators.document import LAYERS, Crossing, Document, Location, Mention
from annotators.ner.model import DEFAULT, digest, find_model
from annotators.ner.stage import Tagged, Tagger
from annotators.ner.texttagger import TextTagger
from annotators.pipeline import Annotator, TaggerInfo, layers_named, load_tagger
from annotators.ruleset import RuleSet, load_rules
from annotators.shipped import SHIPPED
from tests.packs import HEAD, load

ROOT = Path(__file__).parent.parent
TEXT = """\
Prime Minister Najib Mikati met General Jamil Hassan of the Fourth Division in Beirut.

Lebanese army units returned around 70 Syrian officers and soldiers at the Masnaa border crossing.

They paid $5 to the smugglers, and Mikati left.
"""


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


def names_of(words: str) -> Tagger:
    """A tagger to which every run of words of `words` is a person."""
    known = set(words.split())

    def tag(sentences: Sequence[Sequence[str]]) -> Tagged:
        return [[["I-Person" if word in known else "O" for word in sentence]] for sentence in sentences]

    return tag


def annotator(rules: RuleSet, *only: str) -> Annotator:
    tagger = TaggerInfo(names_of("Najib Mikati General Jamil Hassan"), "toy+sha256:00ff", "toy")
    return Annotator(rules, tagger, only or LAYERS)


def mentions(document: Document) -> list[Mention]:
    return [
        *(mention for person in document.people or () for mention in person.mentions),
        *(mention for unit in document.units or () for mention in unit.mentions),
        *(mention for crossing in document.crossings or () for mention in crossing.mentions),
        *(count.mention for count in document.counts or ()),
    ]


def test_an_article_becomes_the_entities_of_its_four_layers(rules: RuleSet) -> None:
    found = annotator(rules).annotate(read(TEXT.encode(), "a.txt"))
    assert (found.article, found.sha256) == ("a.txt", read(TEXT.encode(), "b.txt").sha256)
    assert [(p.name, p.roles, len(p.mentions)) for p in found.people or ()] == [
        ("Najib Mikati", ("Prime Minister",), 2),
        ("Jamil Hassan", ("General",), 1),
    ]
    assert [(u.name, u.kind, u.number, u.country) for u in found.units or ()] == [
        ("Fourth Division", "division", 4, None),
        ("Lebanese army", "army", None, "LB"),
    ]
    start = TEXT.index("Masnaa")
    assert found.crossings == (
        Crossing(
            "Masnaa border crossing",
            "official",
            "masnaa",
            ("LB", "SY"),
            Location(33.702867, 35.924047),
            (Mention("Masnaa border crossing", start, start + 22, 3, "crossings.gazetteer"),),
        ),
    )
    assert [(c.mention.quote, c.value, c.approximate, c.what, c.unit) for c in found.counts or ()] == [
        ("around 70 Syrian officers and soldiers", 70, True, "Syrian officers and soldiers", None),
        ("$5", 5, False, "money", "USD"),
    ]


def test_an_empty_article_has_four_empty_layers(rules: RuleSet) -> None:
    found = annotator(rules).annotate(read(b"", "a.txt"))
    assert (found.people, found.units, found.crossings, found.counts) == ((), (), (), ())


@pytest.mark.parametrize(
    "only", [*((layer,) for layer in LAYERS), ("units", "counts"), LAYERS], ids=lambda only: "+".join(only)
)
def test_only_the_layers_that_were_asked_for_are_filled_and_as_they_would_be_with_all(
    rules: RuleSet, only: tuple[str, ...]
) -> None:
    article = read(TEXT.encode(), "a.txt")
    everything, found = annotator(rules).annotate(article), annotator(rules, *only).annotate(article)
    for layer in LAYERS:
        expected = getattr(everything, layer) if layer in only else None
        assert getattr(found, layer) == expected, layer


def test_the_same_article_always_gives_the_same_document(rules: RuleSet) -> None:
    kept = annotator(rules)
    article = read(TEXT.encode(), "a.txt")
    first = kept.annotate(article)
    kept.annotate(read(TEXT.replace("Mikati", "Assad").replace("Fourth", "5th").encode(), "b.txt"))
    assert kept.annotate(article) == first
    assert kept.annotate(read(TEXT.encode(), "a.txt")) == first
    assert annotator(rules).annotate(article) == first


WORDS = st.sampled_from(
    [*TEXT.split(), "\n\n", "\r\n", "Ain\u0301", "\u200b", "Assads", "al-Assad's", "(SDF)",
     "Syrian Democratic Forces", "Rafah", "illegal crossings",
     "dozens of", "€3 million", "—", "“", "𝔄", "3rd Brigade,", "Gen. J."]
)  # fmt: skip


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_every_quote_is_the_text_between_its_offsets(rules: RuleSet, text: str) -> None:
    article = read(text.encode(), "a.txt")
    for mention in mentions(annotator(rules).annotate(article)):
        assert article.text[mention.start : mention.end] == mention.quote
        assert mention.quote == mention.quote.strip() != ""
        assert mention.line == article.line(mention.start)


# What the record says of the run


def test_the_run_names_the_version_the_packs_and_the_model(rules: RuleSet) -> None:
    run = annotator(rules).annotate(read(b"", "a.txt")).run
    assert list(run) == ["glossator", "rules", "count_policy", "ner", "engine"]
    assert (run["glossator"], run["ner"], run["engine"]) == (__version__, "toy+sha256:00ff", "toy")
    assert run["rules"] == {p.name: f"{p.version}+sha256:{p.digest[:8]}" for p in rules.packs}
    assert [pack.name for pack in rules.packs] == list(SHIPPED)


def test_without_a_model_the_run_names_none(rules: RuleSet) -> None:
    run = Annotator(rules, None).annotate(read(b"", "a.txt")).run
    assert list(run) == ["glossator", "rules", "count_policy"]


def test_the_digest_in_the_run_changes_with_the_pack(tmp_path: Path) -> None:
    def packs(body: str) -> object:
        return (
            Annotator(load(tmp_path, {"p.yaml": HEAD + body}), None).annotate(read(b"", "a.txt")).run["rules"]
        )

    assert packs("") == packs("")
    assert packs("") != packs("# a comment\n")


# Packs of a user


def test_packs_without_the_shipped_lists_annotate(tmp_path: Path) -> None:
    rules = load(
        tmp_path,
        {
            "p.yaml": HEAD
            + "rules:\n- {id: gate, annotate: crossing, match: 'the {Name} gate'}\n"
            + "- {id: band, annotate: unit, match: '{Name} band', set: {kind: other}}\n"
        },
    )
    found = annotator(rules).annotate(read(b"At the Wagah gate the Khan band and Najib Mikati met.", "a.txt"))
    assert [(c.name, c.kind, c.countries) for c in found.crossings or ()] == [
        ("the Wagah gate", "official", ())
    ]
    assert [u.name for u in found.units or ()] == ["Khan band"]
    assert [p.name for p in found.people or ()] == ["Najib Mikati"]


def test_a_gazetteer_of_bare_names_annotates(tmp_path: Path) -> None:
    pack = (
        "lists:\n  crossing-name: {words: [Wagah, Torkham]}\n"
        "rules:\n- {id: gate, annotate: crossing, match: '{crossing-name} gate', set: {id: $crossing-name}}\n"
    )
    found = annotator(load(tmp_path, {"p.yaml": HEAD + pack})).annotate(read(b"the Wagah gate", "a.txt"))
    assert [(c.name, c.id, c.countries) for c in found.crossings or ()] == [("Wagah gate", None, ())]


# The tagger


def test_titles_of_the_packs_are_left_outside_the_names_that_the_tagger_finds(rules: RuleSet) -> None:
    found = annotator(rules).annotate(read(b"They met General Jamil Hassan there.", "a.txt"))
    ((person,),) = [found.people or ()]
    assert (person.name, person.mentions[0].quote) == ("Jamil Hassan", "Jamil Hassan")


def units_of(words: str, *, marks: bool = True) -> TaggerInfo:
    """A tagger with two columns: every run of words of `words` is an organization to the first, to the other
    a unit."""
    known = set(words.split())

    def column(sentence: Sequence[str], label: str) -> list[str]:
        return [f"I-{label}" if word in known else "O" for word in sentence]

    def tag(sentences: Sequence[Sequence[str]]) -> Tagged:
        return [[column(s, "Organization"), column(s, "Unit")] for s in sentences]

    return TaggerInfo(tag, "toy", "toy", lambda: marks)


def test_a_unit_that_only_the_model_finds_is_a_unit_of_the_record(rules: RuleSet) -> None:
    text = (
        "The Marsh Foxes fighters met the Sand Foxes Border Guard."
        " The Fourth Division left; the Sand Foxes fighters stayed."
    )
    known = "Marsh Foxes Sand Border Guard Fourth Division"
    found = Annotator(rules, units_of(known)).annotate(read(text.encode(), "a.txt"))
    units = [(u.name, u.kind, [(m.quote, m.by) for m in u.mentions]) for u in found.units or ()]
    body = [("Sand Foxes Border Guard", "units.national-body"), ("Sand Foxes", "ner.unit")]
    assert units == [
        ("Marsh Foxes", "other", [("Marsh Foxes", "ner.unit")]),
        ("Sand Foxes Border Guard", "border-guard", body[:1]),
        ("Fourth Division", "division", [("Fourth Division", "units.named-body")]),
        ("Sand Foxes", "other", body[1:]),
    ]


def test_a_unit_of_the_model_that_a_rule_takes_is_explained(rules: RuleSet) -> None:
    annotator = Annotator(rules, units_of("Fourth Division"), explain=True)
    dropped = annotator.annotate(read(b"The Fourth Division left.", "a.txt")).explain or ()
    (lost,) = [each for each in dropped if each.mention.by == "ner.unit"]
    assert (lost.layer, lost.mention.quote, lost.reason) == ("units", "Fourth Division", "overrides")
    assert lost.lost_to is not None
    assert lost.lost_to.by == "units.named-body"


@pytest.mark.parametrize(
    ("only", "marks", "runs"),
    [("units", True, True), ("units", False, False), ("counts", True, False), ("people", False, True)],
)
def test_units_alone_need_a_tagger_that_marks_units(
    rules: RuleSet, only: str, marks: bool, runs: bool
) -> None:
    found = Annotator(rules, units_of("Foxes", marks=marks), (only,)).annotate(
        read(b"The Foxes fighters left.", "a")
    )
    assert ("ner" in found.run) == runs
    assert [unit.name for unit in found.units or ()] == ["Foxes"] * (only == "units" and marks)


@pytest.mark.parametrize(("only", "called"), [(("people",), True), (LAYERS, True), (("counts",), False)])
def test_the_tagger_is_asked_only_where_its_names_are_read(
    tmp_path: Path, only: tuple[str, ...], called: bool
) -> None:
    body = (
        "rules:\n- {id: a, annotate: role, match: 'general {person}'}\n"
        "- {id: b, annotate: count, match: '{number}'}\n"
    )
    calls: list[int] = []

    def tag(sentences: Sequence[Sequence[str]]) -> Tagged:
        calls.append(len(sentences))
        return [[["O"] * len(sentence)] for sentence in sentences]

    toy = Annotator(load(tmp_path, {"p.yaml": HEAD + body}), TaggerInfo(tag, "toy", "toy"), only)
    run = toy.annotate(read(b"One general left.", "a.txt")).run
    assert (calls == [1], "ner" in run) == (called, called)


@pytest.mark.parametrize(
    ("engine", "runs"), [("auto", "compiled"), ("compiled", "compiled"), ("stanza", "stanza")]
)
def test_the_tagger_of_a_folder_is_named_with_the_digest_of_its_weights(engine: str, runs: str) -> None:
    model = find_model(DEFAULT)
    tagger = load_tagger(model.folder, model.name, engine)
    assert (tagger.model, tagger.engine) == (f"{DEFAULT}+sha256:{digest(model.folder)[:8]}", runs)
    assert not isinstance(tagger.tag, TextTagger)
    assert [len(tags) for tags in tagger.tag([["Najib", "Mikati"]])[0]] == [2, 2]


# Without a model, in processes of their own

PROGRAM = f"""
import sys
from annotators.article import read
from annotators.pipeline import Annotator
from annotators.ruleset import load_rules
from annotators.writer import to_jsonl, to_yaml
found = Annotator(load_rules(), None).annotate(read({TEXT.encode()!r}, "a.txt"))
assert found.people and found.units and found.crossings and found.counts
print(to_yaml(found), to_jsonl(found))
print(sorted({{name.partition(".")[0] for name in sys.modules}} & {{"torch", "stanza", "numpy", "pyarrow"}}))
"""


@pytest.fixture(scope="module")
def outputs() -> list[str]:
    """What two processes print of one article, with strings hashed differently."""
    found = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", PROGRAM]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        found.append(done.stdout)
    return found


def test_without_a_model_neither_torch_nor_stanza_nor_numpy_is_imported(outputs: list[str]) -> None:
    assert [output.splitlines()[-1] for output in outputs] == ["[]", "[]"]


def test_two_processes_write_the_same_record_to_the_byte(outputs: list[str]) -> None:
    assert outputs[0] == outputs[1]


# The layers of an option


@pytest.mark.parametrize("names", [["units"], ["counts", "people"], list(LAYERS), ["units", "units"], []])
def test_layers_are_known_by_their_names(names: list[str]) -> None:
    assert layers_named(names) == set(names)


@pytest.mark.parametrize(
    ("names", "wrong"), [(["unit"], "unit"), (["units", ""], ""), (["z", "a", "units"], "a")]
)
def test_an_unknown_layer_is_refused_with_the_known_ones(names: list[str], wrong: str) -> None:
    message = f"unknown layer '{wrong}'; the layers are people, units, crossings, counts"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        layers_named(names)


def test_the_record_names_the_count_policy(rules: RuleSet) -> None:
    for name in ("guidelines", "acled"):
        assert Annotator(rules, None, count_policy=name).annotate(read(b"", "a")).run["count_policy"] == name


def test_an_unknown_count_policy_is_refused_with_the_known_ones(rules: RuleSet) -> None:
    with pytest.raises(ValueError, match=r"unknown count policy 'aclde'; the policies are guidelines, acled"):
        Annotator(rules, None, count_policy="aclde")


def test_packs_without_a_policy_leave_vague_numbers_unread(tmp_path: Path) -> None:
    body = "rules:\n- {id: a, annotate: count, match: '{quantity} men'}\n"
    found = Annotator(load(tmp_path, {"p.yaml": HEAD + body}), None).annotate(
        read(b"dozens men and 12 men", "a")
    )
    assert [count.mention.quote for count in found.counts or ()] == ["12 men"]
    assert found.run["count_policy"] == "none"
