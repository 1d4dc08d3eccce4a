from __future__ import annotations

from annotators.ruleset import RuleSet
from annotators.wordlist import INLINE_LIMIT
from tests.factories import findings, matches, quotes, ruleset

NAMES = "".join(f"title{number},x\n" for number in range(INLINE_LIMIT + 1))


def rules(*keys: str) -> RuleSet:
    """A rule of these keys, about long lists."""
    body = ", ".join(["id: r", "annotate: unit", *keys])
    return ruleset(
        "lists:\n  title: {file: titles.csv, match: [name]}\n  post: {file: posts.csv, match: [name]}\n"
        f"rules:\n- {{{body}}}\n",
        titles_csv=f"name,kind\nجيش,sign\nGov.,governor\nkhan,title\n{NAMES}",
        posts_csv=f"name,kind\nkhan,post\n{NAMES.replace('title', 'post')}",
    )


def test_an_entry_of_a_long_list_in_another_script_is_found_only_where_its_letters_are() -> None:
    found = rules("match: 'the {title}'")
    assert quotes(found, "the دار, the جيش, the title7") == ["the جيش", "the title7"]
    [listed] = findings(found, "the دار, the جيش, the title7").listed.values()
    assert [entry.columns["name"] for _, entry in listed.values()] == ["جيش", "title7"]


def test_a_pattern_may_name_several_long_lists_and_spans() -> None:
    found = rules("match: '{title} {person} of {post} {place}'")
    text = "the title7 Omar of post8 Homs"
    assert quotes(found, text, person="Omar", place="Homs") == [text[4:]]


def test_a_text_that_is_in_two_long_lists_of_a_pattern_is_an_entry_of_the_later_one() -> None:
    found = rules("match: '({t:title} | {t:post}) army'", "set: {kind: $t.kind}")
    assert [dict(m.attributes) for m in matches(found, "a khan army")] == [{"kind": "post"}]


def test_what_begins_where_another_span_ends_is_seen_too() -> None:
    found = rules("match: ['{person} said', '{title} army']")
    assert quotes(found, "Gov.Omar said", person="Omar") == ["Omar said"]


def test_a_layer_that_no_rule_annotates_shows_nothing() -> None:
    found = rules("match: '({crossing} | gate | {title}) army'")
    assert quotes(found, "the gate army, the khan army") == ["gate army", "khan army"]
