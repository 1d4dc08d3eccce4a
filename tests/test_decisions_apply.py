from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotators.article import Article
from annotators.deciding import Applied, apply
from annotators.decisions import ArticleDecisions, parse_id, said
from annotators.document import Count, Crossing, Document, Dropped, Person, Quote, Unit
from annotators.reader import document as read_record
from annotators.verify import faults
from annotators.writer import record
from tests.decisioncases import (
    article_of,
    articles,
    decisions_about,
    decisions_in,
    document_of,
    documents,
    mention,
    places,
)

ARTICLE = article_of()
TARIF = Person("Omar Tarif", ("General",), (mention(ARTICLE, "Omar Tarif"), mention(ARTICLE, "Tarif", nth=1)))
VOSS = Person("Lena Voss", (), (mention(ARTICLE, "Lena Voss"),))
FALCONS = Unit("Kesra Falcons", "brigade", 4, "SY", (mention(ARTICLE, "Kesra Falcons"),))
MEN = Count(mention(ARTICLE, "30 men"), value=30, what="men")
OF_THEM = Count(
    mention(ARTICLE, "12 of them"),
    value=12,
    part_of=Quote("30 men", MEN.mention.start, MEN.mention.end),
)
GATE = Crossing("Kesra gate", "official", None, (), None, (mention(ARTICLE, "Kesra gate"),))
BASE = document_of(ARTICLE, people=(TARIF, VOSS), units=(FALCONS,), crossings=(GATE,), counts=(MEN, OF_THEM))


def decided(
    folder: Path, *lines: str, complete: bool = False, base: Document = BASE, article: Article = ARTICLE
) -> Applied:
    head = f"article: a.txt\nsha256: {article.sha256}\ncomplete: {str(complete).lower()}\n"
    body = "decisions:\n" + "".join(f"- {line}\n" for line in lines)
    file = decisions_in(folder, head + (body if lines else ""))
    return apply(base, next(file.articles()), article)


def id_of(quote: str, layer: str, nth: int = 0) -> str:
    found = mention(ARTICLE, quote, nth=nth)
    return f"{layer}:{found.start}-{found.end}"


def test_an_id_is_written_as_it_is_read() -> None:
    found = parse_id("units:1788-1803")
    assert found is not None
    assert str(found) == "units:1788-1803"
    for wrong in ("unit:1-2", "units:2-1", "units:2-2", "units:a-b", "units:1-2 ", "units:-1-2", ""):
        assert parse_id(wrong) is None


def test_what_is_rejected_goes_and_its_entity_with_its_last_mention(tmp_path: Path) -> None:
    once = decided(tmp_path, f"reject: {id_of('Tarif', 'people', 1)}")
    assert [each.name for each in once.document.people or ()] == ["Omar Tarif", "Lena Voss"]
    assert [len(each.mentions) for each in once.document.people or ()] == [1, 1]
    gone = decided(tmp_path, f"reject: {id_of('Lena Voss', 'people')}")
    assert gone.document.people == (TARIF,)
    assert gone.document.units == BASE.units


def test_a_rejected_mention_is_told_among_what_was_dropped(tmp_path: Path) -> None:
    base = replace(BASE, explain=())
    found = decided(tmp_path, f"reject: {id_of('Lena Voss', 'people')}", base=base).document.explain
    assert found == (Dropped("people", VOSS.mentions[0], None, "rejected"),)


def test_what_is_accepted_stays_as_it_is_and_comes_back_where_no_rule_finds_it(tmp_path: Path) -> None:
    line = f"{{accept: {id_of('Kesra Falcons', 'units')}, name: Kesra Falcons, kind: brigade, number: 4}}"
    assert decided(tmp_path, line).document.units == (FALCONS,)
    later = decided(tmp_path, line, base=replace(BASE, units=()))
    (unit,) = later.document.units or ()
    assert (unit.name, unit.kind, unit.number, unit.country) == ("Kesra Falcons", "brigade", 4, None)
    assert [each.by for each in unit.mentions] == ["decision.accept"]


def test_a_mention_is_moved_to_another_layer_with_what_is_said_of_it(tmp_path: Path) -> None:
    line = f"{{retag: {id_of('Lena Voss', 'people')}, layer: units, kind: militia, country: SY}}"
    document = decided(tmp_path, line).document
    assert document.people == (TARIF,)
    assert places(document)[2:4] == ["units:26-39 Kesra Falcons", "units:44-53 Lena Voss"]
    moved = (document.units or ())[1]
    assert (moved.kind, moved.country, moved.mentions[0].by) == ("militia", "SY", "decision.retag")


def test_a_mention_begins_and_ends_where_its_new_quote_does(tmp_path: Path) -> None:
    line = f"{{retag: {id_of('Kesra Falcons', 'units')}, quote: of the Kesra Falcons}}"
    (unit,) = decided(tmp_path, line).document.units or ()
    assert unit.mentions[0].quote == "of the Kesra Falcons"
    assert unit.name == "of the Kesra Falcons"  # it had the name of its one mention
    assert (unit.kind, unit.number) == ("brigade", 4)


def test_one_attribute_can_be_changed_or_taken_away_for_the_whole_entity(tmp_path: Path) -> None:
    line = f"{{retag: {id_of('Tarif', 'people', 1)}, roles: [Colonel, speaker]}}"
    people = decided(tmp_path, line).document.people or ()
    assert people[0].roles == ("Colonel", "speaker")
    assert [each.by for each in people[0].mentions] == ["p.r", "decision.retag"]
    line = f"{{retag: {id_of('Kesra Falcons', 'units')}, number: null, country: null}}"
    (unit,) = decided(tmp_path, line).document.units or ()
    assert (unit.number, unit.country, unit.kind) == (None, None, "brigade")


def test_a_name_says_whose_mention_it_is(tmp_path: Path) -> None:
    second = id_of("Tarif", "people", 1)
    apart = decided(tmp_path, f"{{retag: {second}, name: Sami Tarif}}").document.people or ()
    assert [(each.name, each.roles) for each in apart] == [
        ("Omar Tarif", ("General",)),
        ("Lena Voss", ()),
        ("Sami Tarif", ()),  # a part of an entity does not take its roles along
    ]
    joined = decided(tmp_path, f"{{retag: {second}, name: Lena Voss}}").document.people or ()
    assert [(each.name, len(each.mentions)) for each in joined] == [("Omar Tarif", 1), ("Lena Voss", 2)]


def test_an_entity_of_which_all_mentions_are_renamed_keeps_its_attributes(tmp_path: Path) -> None:
    ids = (id_of("Omar Tarif", "people"), id_of("Tarif", "people", 1))
    people = decided(tmp_path, *(f"{{retag: {each}, name: O. Tarif}}" for each in ids)).document.people or ()
    assert [(each.name, each.roles) for each in people] == [("O. Tarif", ("General",)), ("Lena Voss", ())]


def test_what_was_missed_is_added_by_its_quote_and_line(tmp_path: Path) -> None:
    document = decided(tmp_path, "{add: units, quote: Falcons, line: 2, name: Kesra Falcons}").document
    assert places(document)[3:5] == ["units:26-39 Kesra Falcons", "units:94-101 Kesra Falcons"]
    assert len(document.units or ()) == 1
    assert list(faults(document, ARTICLE)) == []


def test_an_addition_without_a_name_or_kind_is_called_by_its_quote(tmp_path: Path) -> None:
    document = decided(tmp_path, "{add: units, quote: Oum}", "{add: 'crossings:59-62'}").document
    (_, unit) = document.units or ()
    assert (unit.name, unit.kind, unit.mentions[0].by) == ("Oum", "other", "decision.add")
    assert [(each.name, each.kind) for each in document.crossings or ()] == [
        ("Oum", "official"),
        ("Kesra gate", "official"),
    ]


def test_what_a_rule_finds_over_a_decided_mention_goes(tmp_path: Path) -> None:
    line = "{add: units, quote: the Kesra Falcons}"
    assert places(decided(tmp_path, line).document)[3] == "units:22-39 the Kesra Falcons"
    assert len(decided(tmp_path, line).document.units or ()) == 1


def test_counts_have_other_numbers_and_parts_follow_their_whole(tmp_path: Path) -> None:
    whole, part = id_of("30 men", "counts"), id_of("12 of them", "counts")
    document = decided(
        tmp_path,
        f"{{retag: {whole}, quote: said 30 men, value: null, min: 31, approximate: true}}",
        f"{{retag: {part}, assertion: denied}}",
    ).document
    first, second = document.counts or ()
    assert (first.value, first.min, first.approximate, first.what) == (None, 31, True, "men")
    assert second.part_of == Quote("said 30 men", first.mention.start, first.mention.end)
    assert (second.mention.assertion, second.mention.cue) == ("denied", "decision")
    assert list(faults(document, ARTICLE)) == []
    alone = decided(tmp_path, f"reject: {whole}").document.counts or ()
    assert [each.part_of for each in alone] == [None]
    apart = decided(tmp_path, f"{{retag: {part}, part_of: null}}").document.counts or ()
    assert [each.part_of for each in apart] == [None, None]


def test_of_a_complete_article_nothing_stays_that_is_not_decided(tmp_path: Path) -> None:
    lines = (
        f"{{accept: {id_of('Lena Voss', 'people')}}}",
        f"{{accept: {id_of('Kesra Falcons', 'units')}, kind: militia}}",
    )
    found = decided(tmp_path, *lines, complete=True)
    assert places(found.document) == ["people:44-53 Lena Voss", "units:26-39 Kesra Falcons"]
    assert [str(each) for each in found.undecided] == [
        "counts:75-81",
        "counts:83-93",
        "crossings:119-129",
        "people:8-18",
        "people:64-69",
    ]
    # What the decisions say of an entity is all that is said of it.
    assert found.document.units == (replace(FALCONS, kind="militia", number=None, country=None),)


def test_decisions_that_cannot_be_followed_are_told_and_the_others_hold(tmp_path: Path) -> None:
    found = decided(
        tmp_path,
        "{add: people, quote: Tarif}",
        "{reject: people:8-18, quote: Omar Taref}",
        "{accept: people:900-901}",
        "{add: counts, quote: '30', part_of: counts:1-2}",
        "{retag: units:26-39, layer: people, start: 44, end: 53}",
        "{accept: people:44-53}",
        "{reject: people:64-69}",
    )
    assert [problem.replace(str(tmp_path), "") for problem in found.problems] == [
        (
            "/d.yaml:5: add people: 'Tarif' is not alone in a.txt; it stands in line 1 (start 13, end 18),"
            " line 2 (start 64, end 69); give its `line` or `start`; not applied"
        ),
        "/d.yaml:6: reject people:8-18: there stands 'Omar Tarif', not 'Omar Taref'; not applied",
        "/d.yaml:7: accept people:900-901: no words stand at 900 to 901; not applied",
        (
            "/d.yaml:9: retag units:26-39: people:44-53 is the mention of another decision"
            " (accept people:44-53); not applied"
        ),
        "/d.yaml:8: add counts: part_of names counts:1-2, which is no other count; not applied",
    ]
    assert [len(each.mentions) for each in found.document.people or ()] == [1, 1]


def test_of_two_that_say_otherwise_of_one_entity_the_first_holds(tmp_path: Path) -> None:
    ids = (id_of("Omar Tarif", "people"), id_of("Tarif", "people", 1))
    found = decided(tmp_path, f"{{retag: {ids[0]}, roles: [mayor]}}", f"{{retag: {ids[1]}, roles: [major]}}")
    assert (found.document.people or ())[0].roles == ("mayor",)
    assert [problem.partition(": ")[2] for problem in found.problems] == [
        f"retag {ids[1]}: another decision says another roles of Omar Tarif; not applied"
    ]


def test_a_layer_that_was_not_asked_for_stays_away(tmp_path: Path) -> None:
    base = replace(BASE, people=None)
    line = f"{{retag: {id_of('Lena Voss', 'people')}, layer: units}}"
    document = decided(tmp_path, line, "{add: people, quote: Oum}", base=base).document
    assert document.people is None
    assert [each.name for each in document.units or ()] == ["Kesra Falcons", "Lena Voss"]


def test_the_record_says_which_decisions_are_in_it(tmp_path: Path) -> None:
    one = decided(tmp_path, "{add: people, quote: Oum}").document.run["decisions"]
    other = decided(tmp_path, "{add: people, quote: Oum, note: why}").document.run["decisions"]
    assert str(one).startswith("sha256:")
    assert one != other
    assert decided(tmp_path, "{add: people, quote: Oum}").document.run["decisions"] == one


@given(data=st.data())
def test_deciding_twice_is_deciding_once_and_the_record_fits_its_article(data: st.DataObject) -> None:
    article = data.draw(articles())
    base = data.draw(documents(article))
    assert list(faults(base, article)) == []
    decisions = data.draw(decisions_about(article, base))
    once = apply(base, decisions, article).document
    assert list(faults(once, article)) == []
    assert read_record(record(once)) == once
    assert apply(once, decisions, article).document == once


@given(data=st.data())
def test_decisions_that_say_nothing_change_nothing(data: st.DataObject) -> None:
    article = data.draw(articles())
    base = data.draw(documents(article))
    found = apply(base, ArticleDecisions(article.name, article.sha256), article)
    assert replace(found.document, run={}) == base
    assert found.undecided == tuple(sorted(each.id for each in said(base)))
