from __future__ import annotations

from collections.abc import Sequence

import pytest

from annotators.article import read
from annotators.document import Person
from annotators.match import Capture, Match
from annotators.people import clean_role, name_tokens, resolve_people
from annotators.testfile import unmark


def people(marked: str, roles: Sequence[tuple[str, int]] = ()) -> tuple[Person, ...]:
    """Resolve the names marked with `[[ ]]`; each role is (its text, the index of the name it is of)."""
    text, spans = unmark(marked)
    matches = [Match("person", "ner.person", start, end, {}, {}) for start, end in spans]
    given = []
    for role, index in roles:
        start = text.index(role)
        person = Capture(*spans[index], text[slice(*spans[index])])
        given.append(Match("role", "p.r", start, start + len(role), {"role": role}, {"person": person}))
    return resolve_people(read(text.encode(), "a.txt"), matches, given)


def quotes(marked: str) -> list[tuple[str, list[str]]]:
    return [(person.name, [mention.quote for mention in person.mentions]) for person in people(marked)]


def test_an_article_without_names_has_no_people() -> None:
    assert people("nobody spoke") == ()


def test_a_mention_keeps_its_place_line_and_rule() -> None:
    (person,) = people("Today\n[[Najib Mikati]] spoke.\r\n[[Mikati]] left.")
    assert [(m.start, m.end, m.line, m.by) for m in person.mentions] == [
        (6, 18, 2, "ner.person"),
        (27, 33, 3, "ner.person"),
    ]


@pytest.mark.parametrize(
    "marked",
    [
        "[[Najib Mikati]] spoke. [[Mikati]] left.",
        "[[Mikati]] left. [[Najib Mikati]] spoke.",
        "[[Najib]] left. [[Najib Mikati]] spoke. [[MIKATI]] went.",
        "[[Mikati]] left. [[Mikati]] spoke. [[Najib Mikati]] went.",
    ],
    ids=["behind it", "before it", "around it", "twice before it"],
)
def test_a_part_of_a_name_joins_the_full_name(marked: str) -> None:
    (person,) = people(marked)
    assert person.name == "Najib Mikati"
    assert len(person.mentions) == marked.count("[[")
    assert [m.start for m in person.mentions] == sorted(m.start for m in person.mentions)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Julani", "Abu Mohammed al-Julani"),
        ("Abu Mohammed", "Abu Mohammed al-Julani"),
        ("Mohammed", "Abu Mohammed al-Julani"),
        ("George Bush", "George W. Bush"),
        ("Bush", "George H. W. Bush"),
        ("Kim", "Kim Jong Un"),
        ("Erdogan", "Recep Tayyip Erdoğan"),
        ("El-Sisi", "Abdel Fattah al-Sisi"),
        ("O'Neill", "Paul O’Neill"),
    ],
)
def test_shorter_forms_of_a_name_are_the_same_person(short: str, full: str) -> None:
    assert quotes(f"[[{full}]] met [[{short}]].") == [(full, [full, short])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bashar Assad", "Maher Assad"),
        ("Kim Jong Un", "Kim Jong Il"),
        ("Najib Mikati", "Najib Azouri"),
        ("Mikati", "Miqati"),
        ("Ann Lee", "An Le"),
        ("Ann Lee", "Lee Ann Womack"),
    ],
)
def test_names_that_differ_in_a_word_are_two_people(one: str, other: str) -> None:
    assert quotes(f"[[{one}]] met [[{other}]].") == [(one, [one]), (other, [other])]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "[[Bashar Assad]] rose. [[Maher Assad]] fell. [[Assad]] slept.",
            [("Bashar Assad", 1), ("Maher Assad", 2)],
        ),
        (
            "[[Bashar Assad]] rose. [[Assad]] sat. [[Maher Assad]] fell. [[Assad]] slept.",
            [("Bashar Assad", 2), ("Maher Assad", 2)],
        ),
        (
            "[[Assad]] sat. [[Bashar Assad]] rose. [[Maher Assad]] fell.",
            [("Bashar Assad", 2), ("Maher Assad", 1)],
        ),
        (
            "[[Maher Assad]] fell. [[Bashar Assad]] rose. [[Maher Assad]] ran. [[Assad]] slept.",
            [("Maher Assad", 3), ("Bashar Assad", 1)],
        ),
    ],
    ids=["the one before", "the one before, again", "the one behind", "the one mentioned again"],
)
def test_a_surname_of_two_people_is_the_one_mentioned_last_else_the_next(
    marked: str, expected: list[tuple[str, int]]
) -> None:
    assert [(person.name, len(person.mentions)) for person in people(marked)] == expected


def test_a_surname_with_a_rank_is_the_person_of_that_rank() -> None:
    found = people(
        "Major [[Oleh Sydorenko]] met Mayor [[Ivan Sydorenko]]. Major [[Sydorenko]] left.",
        [("Major", 0), ("Mayor", 1), ("Major", 2)],
    )
    assert [(person.name, len(person.mentions)) for person in found] == [
        ("Oleh Sydorenko", 2),
        ("Ivan Sydorenko", 1),
    ]


def test_a_surname_with_a_title_is_the_person_whom_the_text_gives_no_other() -> None:
    found = people(
        "[[Park Min-jun]] met Rep. [[Park Ji-ho]]. President [[Park]] left.",
        [("Rep.", 1), ("President", 2)],
    )
    assert [(person.name, person.roles) for person in found] == [
        ("Park Min-jun", ("President",)),
        ("Park Ji-ho", ("Rep.",)),
    ]


@pytest.mark.parametrize("form", ["Assad", "al-Assad", "Al Assad", "el-Assad", "ASSAD", "al-Ássad"])
def test_articles_case_and_diacritics_do_not_part_a_name(form: str) -> None:
    assert quotes(f"[[Bashar al-Assad]] met [[{form}]].") == [("Bashar al-Assad", ["Bashar al-Assad", form])]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[[Bashar al-Assads]] regime. [[Bashar al-Assad]] fled.", "Bashar al-Assad"),
        ("[[Bashar al-Assad]] fled. The [[Assads]] men.", "Bashar al-Assad"),
        ("The [[Assads]] men. [[Assad]] fled.", "Assad"),
        ("[[Bashar al-Assad's]] regime.", "Bashar al-Assad"),
        ("[[Bashar al-Assad’s]] regime.", "Bashar al-Assad"),
        ("The [[Assads]] regime fell.", "Assad"),
        ("[[Omar al-Assads]] forces and [[Assad]]", "Omar al-Assad"),
        ("The [[Assads]] regime didn't fall.", "Assads"),
        ("The [[Assads]] fled.", "Assads"),
        ("[[Rawls']] book.", "Rawls"),
        ("[[Rawls]] wrote.", "Rawls"),
        ("[[Jamil\r\n  Hassan]] fled.", "Jamil Hassan"),
    ],
)
def test_the_name_is_clean_and_the_quote_as_printed(marked: str, name: str) -> None:
    text, spans = unmark(marked)
    (person,) = people(marked)
    assert person.name == name
    assert [m.quote for m in person.mentions] == [text[start:end] for start, end in spans]


def test_a_surname_that_ends_in_s_keeps_it() -> None:
    assert quotes("[[Ann Williams]] met [[Williams]] and [[John Evans]].") == [
        ("Ann Williams", ["Ann Williams", "Williams"]),
        ("John Evans", ["John Evans"]),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sadeqi", "Saddeqi"),
        ("Ignatiev", "Ignatyev"),
        ("Carillo", "Carrillo"),
        ("Zelenskyy", "Zelensky"),
        ("Zelenskiy", "Zelensky"),
        ("Husayn", "Hussein"),
        ("Youssef", "Yusuf"),
        ("Abdullah", "Abdallah"),
    ],
)
def test_transliterations_of_a_name_are_the_same_person(one: str, other: str) -> None:
    assert quotes(f"[[Omar {one}]] met [[{other}]].") == [(f"Omar {one}", [f"Omar {one}", other])]


def test_compounds_with_abd_are_written_together_or_apart() -> None:
    marked = "[[Omar Abdel Rahman]], [[Omar Abdulrahman]], [[Abdul-Rahman]], [[Rahman]]; [[Omar Abdelkader]]."
    assert quotes(marked) == [
        ("Omar Abdel Rahman", ["Omar Abdel Rahman", "Omar Abdulrahman", "Abdul-Rahman", "Rahman"]),
        ("Omar Abdelkader", ["Omar Abdelkader"]),
    ]


def test_people_come_in_the_order_of_their_first_mention() -> None:
    names = [person.name for person in people("[[Sharaa]] met [[Najib Mikati]] and [[Ahmad al-Sharaa]].")]
    assert names == ["Ahmad al-Sharaa", "Najib Mikati"]


# Roles


def test_roles_go_to_the_person_of_their_mention_in_text_order() -> None:
    found = people(
        "General [[Jamil Hassan]], head of police, met Prime Minister [[Najib Mikati]]. [[Hassan]], lawyer.",
        [("lawyer", 2), ("Prime Minister", 1), ("head of police", 0), ("General", 0)],
    )
    assert [(person.name, person.roles) for person in found] == [
        ("Jamil Hassan", ("General", "head of police", "lawyer")),
        ("Najib Mikati", ("Prime Minister",)),
    ]


def test_a_role_that_is_given_twice_stands_once_where_it_came_first() -> None:
    (person,) = people(
        "The general [[Jamil Hassan]], pilot, and the General, [[Hassan]].",
        [("general", 0), ("pilot", 0), ("the General,", 1)],
    )
    assert person.roles == ("general", "pilot")


def test_a_role_of_nobody_is_left_out() -> None:
    text = "General Hassan met Mikati."
    role = Match("role", "p.r", 0, 7, {"role": "General"}, {"person": Capture(8, 14, "Hassan")})
    mikati = Match("person", "ner.person", 19, 25, {}, {})
    assert [p.roles for p in resolve_people(read(text.encode(), "a.txt"), [mikati], [role])] == [()]


@pytest.mark.parametrize(
    ("printed", "plural", "singular", "role"),
    [
        ("Vice Presidents", "Presidents", "president", "Vice President"),
        ("secretaries general", "secretaries general", "secretary general", "secretary general"),
        ("spokesmen of the army", "spokesmen", "spokesman", "spokesman of the army"),
        ("pilots", "drivers", "driver", "pilots"),
    ],
)
def test_a_title_in_the_plural_is_the_role_of_each(
    printed: str, plural: str, singular: str, role: str
) -> None:
    text, spans = unmark("[[Ann Ross]], [[Omar Daud]] and [[Najib Mikati]] met [[Jamil Hassan]].")
    matches = [Match("person", "ner.person", start, end, {}, {}) for start, end in spans]
    first, last = (Capture(*spans[i], text[slice(*spans[i])]) for i in (0, 2))
    attributes = {"role": printed, "plural": plural, "singular": singular}
    shared = Match("role", "p.r", 0, 1, attributes, {"person": first, "last": last})
    found = resolve_people(read(text.encode(), "a.txt"), matches, [shared])
    assert [person.roles for person in found] == [(role,), (role,), (role,), ()]


@pytest.mark.parametrize(
    ("printed", "role"),
    [
        ("then Defence Minister", "then Defence Minister"),
        ("March EU envoy", "EU envoy"),
        ("New York mayor", "New York mayor"),
        ("New minister", "minister"),
        ("the kind permission of His Majesty Sultan", "Sultan"),
        ("NICARAGUA'S Foreign Minister", "Foreign Minister"),
        ("school's director", "school's director"),
        ("caretaker Prime Minister", "caretaker Prime Minister"),
        ("the new U.S. envoy", "U.S. envoy"),
        ("The former head of Air Force Intelligence,", "former head of Air Force Intelligence"),
        ("an officer’s", "officer"),
        ("his   own\r\nbodyguard", "own bodyguard"),
        ("“leader of the party”", "leader of the party"),
        ("newspaper editor", "newspaper editor"),
        ("chief of Sabo Mines announced", "chief of Sabo Mines"),
        ("spokesman for the Sabo group described fierce fighting", "spokesman for the Sabo group"),
        ("envoy to Homs in March", "envoy to Homs"),
        ("s Korean dealer", "Korean dealer"),  # of `Daud's Korean dealer`, where `S Korean` is a nation
        ("minister until early May", "minister"),
        ("ARMY KILLS REBEL COMMANDER", "REBEL COMMANDER"),
        ("Turkish Police Arrest Opposition Mayor", "Opposition Mayor"),
        ("Sabo Fire Chief", "Sabo Fire Chief"),
        ("member of the Meet Sabo movement", "member of the Meet Sabo movement"),
        ("anaesthetist", "anaesthetist"),
        ("theatre director", "theatre director"),
        ("", ""),
    ],
)
def test_a_role_is_cleaned_of_articles_determiners_and_new(printed: str, role: str) -> None:
    assert clean_role(printed) == role


# Aliases


def linked(marked: str, person: str, alias: str) -> list[tuple[str, tuple[str, ...], list[str]]]:
    """The people where `alias` is said to be `person`; the first is a general, the last a poet."""
    text, spans = unmark(marked)
    matches = [Match("person", "ner.person", start, end, {}, {}) for start, end in spans]

    def capture(words: str) -> Capture:
        start = text.index(words)
        return Capture(start, start + len(words), words)

    roles = [
        Match("role", "p.link", 0, len(text), {}, {"person": capture(person), "alias": capture(alias)}),
        Match("role", "p.a", 0, 3, {"role": "general"}, {"person": Capture(*spans[0], "")}),
        Match("role", "p.a", 4, 7, {"role": "poet"}, {"person": Capture(*spans[-1], "")}),
    ]
    found = resolve_people(read(text.encode(), "a.txt"), matches, roles)
    return [(p.name, p.roles, [m.quote for m in p.mentions]) for p in found]


def test_two_names_that_the_text_says_are_of_one_person_are_joined() -> None:
    assert linked(
        "The [[Abdallah Jiddo]], known as [[Shakush]], fled. [[Shakush]]!", "Abdallah Jiddo", "Shakush"
    ) == [("Abdallah Jiddo", ("general", "poet"), ["Abdallah Jiddo", "Shakush", "Shakush"])]


@pytest.mark.parametrize(
    ("person", "alias"),
    [("Abdallah Jiddo", "known"), ("known", "Shakush"), ("Abdallah Jiddo", "Abdallah")],
    ids=["the alias is nobody", "the person is nobody", "one name twice"],
)
def test_a_link_without_two_people_joins_nobody(person: str, alias: str) -> None:
    assert linked("The [[Abdallah Jiddo]], known as [[Shakush]], fled.", person, alias) == [
        ("Abdallah Jiddo", ("general",), ["Abdallah Jiddo"]),
        ("Shakush", ("poet",), ["Shakush"]),
    ]


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("Bashar al-Assad", ("bashar", "assad")),
        ("George W. Bush", ("george", "w", "bush")),
        ("Ghassan “Abu Ali” Núñez", ("ghassan", "abu", "ali", "nunez")),
        ("Al", ("al",)),
    ],
)
def test_the_words_of_a_name_are_folded_and_without_articles(name: str, tokens: tuple[str, ...]) -> None:
    assert name_tokens(name) == tokens
