from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.deciding import apply
from annotators.decisionfile import DecisionFile, read_decisions
from annotators.decisions import ArticleDecisions, said
from annotators.decisiontext import decision_line, file_text, replaced
from annotators.document import Crossing, Document, Person, Unit
from annotators.editedrecord import Edited, EditedRecordError, read_edited, to_edit
from annotators.revising import RevisionError, revise
from annotators.signing import About
from annotators.verify import faults
from tests.decisioncases import article_of, articles, decisions_about, document_of, documents, mention

ARTICLE = article_of()
TARIF = Person("Omar Tarif", ("General",), (mention(ARTICLE, "Omar Tarif"), mention(ARTICLE, "Tarif", nth=1)))
VOSS = Person("Lena Voss", (), (mention(ARTICLE, "Lena Voss"),))
FALCONS = Unit("Kesra Falcons", "brigade", 4, None, (mention(ARTICLE, "Kesra Falcons"),))
GATE = Crossing("Kesra gate", "official", None, (), None, (mention(ARTICLE, "Kesra gate"),))
BASE = document_of(ARTICLE, people=(TARIF, VOSS), units=(FALCONS,), crossings=(GATE,))
NOTHING = ArticleDecisions("a.txt", ARTICLE.sha256)


def edited(folder: Path, *changes: tuple[str, str], base: Document = BASE) -> Edited:
    """What is read after each of `changes`, old to new, was made in the text that the editor is given."""
    text = to_edit(base, ARTICLE, complete=False)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "edit.yaml").write_text(text, encoding="utf-8")
    found = read_edited(folder / "edit.yaml", base, ARTICLE)
    assert found is not None
    return found


def lines(folder: Path, *changes: tuple[str, str], previous: ArticleDecisions = NOTHING) -> list[str]:
    base = apply(BASE, previous, ARTICLE).document
    found = revise(BASE, previous, edited(folder, *changes, base=base).document, ARTICLE)
    return [decision_line(each) for each in found.decisions]


def test_what_nobody_changed_is_the_record_itself(tmp_path: Path) -> None:
    assert edited(tmp_path) == Edited(BASE, complete=False)
    assert lines(tmp_path) == []


def test_the_article_stands_below_the_record_and_cannot_break_it(tmp_path: Path) -> None:
    article = article_of("One\x07 line\u2028with: all\r\n- of it\x85 # here")
    text = to_edit(document_of(article), article, complete=True)
    assert text.endswith("#\n# 1  One\\x07 line\\u2028with: all\n# 2  - of it\\x85 # here\n")
    (tmp_path / "e").write_text(text, encoding="utf-8")
    assert read_edited(tmp_path / "e", document_of(article), article) == Edited(
        document_of(article), complete=True
    )


VOSS_ENTRY = "- name: Lena Voss\n  mentions:\n  - {quote: Lena Voss, start: 44, end: 53, line: 1, by: p.r}\n"


@pytest.mark.parametrize(
    ("changes", "decided"),
    [
        ([(VOSS_ENTRY, "")], ["{reject: people:44-53, quote: Lena Voss}"]),
        (
            [(VOSS_ENTRY, ""), ("units:\n", "units:\n" + VOSS_ENTRY.replace("\n  m", "\n  kind: army\n  m"))],
            ["{retag: people:44-53, quote: Lena Voss, layer: units, name: Lena Voss, kind: army}"],
        ),
        (
            [("{quote: Kesra Falcons, start: 26, end: 39", "{quote: the Kesra Falcons")],
            ["{retag: units:26-39, quote: the Kesra Falcons, start: 22, name: Kesra Falcons}"],
        ),
        (
            [("  number: 4\n", "  country: SY\n")],
            ["{retag: units:26-39, quote: Kesra Falcons, number: null, country: SY}"],
        ),
        ([("[General]", "[Colonel]")], ["{retag: people:8-18, quote: Omar Tarif, roles: [Colonel]}"]),
        (
            [("- name: Omar Tarif", "- name: O. Tarif")],
            [
                "{retag: people:8-18, quote: Omar Tarif, name: O. Tarif}",
                "{retag: people:64-69, quote: Tarif, name: O. Tarif}",
            ],
        ),
        (
            [
                (
                    "crossings:\n",
                    "- name: Kesra Falcons II\n  mentions: [{quote: Falcons, line: 2}]\ncrossings:\n",
                )
            ],
            ["{add: units:94-101, quote: Falcons, line: 2, name: Kesra Falcons II}"],
        ),
        (
            [("counts: []", "counts:\n- {quote: 30 men, value: 30}")],
            ["{add: counts:75-81, quote: 30 men, line: 2, value: 30}"],
        ),
        (
            [("line: 2, by: p.r}\ncounts", "line: 2, assertion: planned, by: p.r}\ncounts")],
            ["{retag: crossings:119-129, quote: Kesra gate, assertion: planned}"],
        ),
    ],
)
def test_each_change_is_a_decision(
    tmp_path: Path, changes: list[tuple[str, str]], decided: list[str]
) -> None:
    assert lines(tmp_path, *changes) == decided


def test_what_is_taken_back_is_no_decision_any_more(tmp_path: Path) -> None:
    added = edited(tmp_path, ("counts: []", "counts:\n- {quote: 30 men, value: 30}")).document
    first = revise(BASE, NOTHING, added, ARTICLE)
    assert revise(BASE, first, BASE, ARTICLE).decisions == ()
    rejected = revise(BASE, NOTHING, edited(tmp_path, (VOSS_ENTRY, "")).document, ARTICLE)
    back = revise(BASE, rejected, BASE, ARTICLE)
    assert [decision_line(each) for each in back.decisions] == [
        "{accept: people:44-53, quote: Lena Voss, name: Lena Voss}"
    ]


def test_decisions_keep_who_made_them_and_new_ones_are_signed(tmp_path: Path) -> None:
    first = revise(
        BASE,
        NOTHING,
        edited(tmp_path, (VOSS_ENTRY, "")).document,
        ARTICLE,
        about=About("lena", "", "a place"),
    )
    now = apply(BASE, first, ARTICLE).document
    second = revise(
        BASE,
        first,
        edited(tmp_path, ("kind: brigade", "kind: army"), base=now).document,
        ARTICLE,
        about=About("omar", "2026-01-31"),
    )
    assert [(each.verb, each.who, each.date, each.note) for each in second.decisions] == [
        ("retag", "omar", "2026-01-31", ""),
        ("reject", "lena", "", "a place"),
    ]
    # To say more of the same is not to decide it anew.
    third = revise(BASE, second, apply(BASE, second, ARTICLE).document, ARTICLE, complete=True)
    assert [each.who for each in third.decisions if each.verb == "retag"] == ["omar"]


def test_an_article_that_is_complete_needs_no_record_to_be_gold() -> None:
    found = revise(BASE, NOTHING, BASE, ARTICLE, complete=True)
    assert {each.verb for each in found.decisions} == {"accept"}
    empty = document_of(ARTICLE)
    made = apply(empty, found, ARTICLE).document
    assert [(e.id, e.values) for e in said(made)] == [(e.id, e.values) for e in said(BASE)]


def test_two_that_differ_and_have_one_name_cannot_be_decided(tmp_path: Path) -> None:
    found = edited(tmp_path, ("- name: Lena Voss", "- name: Omar Tarif"))
    with pytest.raises(RevisionError) as raised:
        revise(BASE, NOTHING, found.document, ARTICLE)
    assert str(raised.value).startswith("this cannot be decided for people:8-18 (Omar Tarif), people:64-69")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            "quote: Lena Voss, start: 44, end: 53, line: 1",
            "quote: Tarif",
            -1,
            "error[place] 'Tarif' is not alone in a.txt; it stands in line 1 (start 13, end 18), line 2",
        ),
        ("start: 44", "start: 43", -1, "error[place] a.txt: at 43 to 53 stands ' Lena Voss', not 'Le"),
        ("kind: official", "kind: oficial", -1, "error[unknown-value] unknown kind 'oficial'; did you mean"),
        ("kind: official", "knd: official", -1, "error[unknown-key] unknown key 'knd' in an entry of"),
        ("counts: []\n", "", 0, "error[missing-key] the record lacks 'counts'; write `counts: []`"),
        ("number: 4", "number: four", -1, "error[type] number must be a whole number, not 'four'"),
        ("article: a.txt", "article: b.txt", -1, "error[type] article says what the record is about"),
        ("line: 1, by: p.r}", "line: 1, by: p.r", -1, "error[yaml] not YAML: "),
        ("quote: Tarif, start: 64, end: 69", "quote: Omar Tarif", -1, "does not stand in line 2"),
        ("quote: Tarif, start: 64, end: 69, line: 2", "quote: Omar Tarif", -1, "[duplicate-id] people:8-18"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    with pytest.raises(EditedRecordError) as raised:
        edited(tmp_path, (old, new))
    assert message in str(raised.value)
    if line:
        text = (tmp_path / "edit.yaml").read_text()
        at = raised.value.problems[0].at.line
        assert new.split(":")[0] in text.splitlines()[at - 1] or "yaml]" in message


def test_an_emptied_file_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "e").write_text("# all gone\n")
    assert read_edited(tmp_path / "e", BASE, ARTICLE) is None


@pytest.mark.parametrize("name", ["d.yaml", "d.jsonl"])
def test_a_file_of_decisions_says_what_was_decided_and_keeps_the_rest_as_it_is(
    tmp_path: Path, name: str
) -> None:
    found = revise(BASE, NOTHING, document_of(ARTICLE), ARTICLE, about=About("lena", note="a: 'b' #\n"))
    file = DecisionFile(tmp_path / name, json=name.endswith("jsonl"))
    other = replace(NOTHING, article="b.txt", sha256="0" * 64, complete=True)
    file.path.write_text(file_text(replaced(replaced(file, other), found)), encoding="utf-8")
    again = read_decisions(file.path)
    assert [[decision_line(e) for e in each.decisions] for each in again.articles()] == [
        [],
        [decision_line(each) for each in found.decisions],
    ]
    assert [each.complete for each in again.articles()] == [True, False]
    if name == "d.yaml":
        file.path.write_text("# ours\n" + file.path.read_text().replace("---\n", "---\n# why\n", 1))
        text = file_text(replaced(read_decisions(file.path), replace(found, complete=True)))
        assert text.startswith("# ours\n---\n# why\narticle: b.txt\n")
        assert text.count("complete: true\n") == 2


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_deciding_what_was_changed_makes_the_change(data: st.DataObject) -> None:
    article = data.draw(articles())
    base = data.draw(documents(article))
    previous = data.draw(decisions_about(article, base))
    wanted = data.draw(documents(article))
    complete = data.draw(st.sampled_from([None, True]))
    found = revise(base, previous, wanted, article, complete=complete)
    made = apply(base, found, article).document
    assert [(e.id, e.values, e.mention.assertion) for e in said(made)] == [
        (e.id, e.values, e.mention.assertion) for e in said(wanted)
    ]
    assert list(faults(made, article)) == []
    again = revise(base, found, made, article)
    assert again.decisions == found.decisions
    if complete:
        alone = apply(document_of(article), found, article).document
        assert [(e.id, e.values) for e in said(alone)] == [(e.id, e.values) for e in said(wanted)]
