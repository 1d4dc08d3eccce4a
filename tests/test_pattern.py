from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotators.pattern import (
    MAX_DEPTH,
    MAX_GAP,
    MAX_PARTS,
    MAX_REGEX,
    SPECIAL,
    Gap,
    Group,
    Item,
    Literal,
    PatternError,
    Reference,
    Sequence,
    expand,
    labels,
    parse,
    references,
)
from annotators.patterncompiler import Compiled, Expression, compile_pattern
from annotators.regex import Regex

Node = Literal | Reference | Gap | Group

# The syntax tree


def rendered(node: Node) -> str:
    """A pattern that parses to `node`."""
    if isinstance(node, Literal):
        return "".join(f"\\{c}" if c in SPECIAL or c == "\\" or c.isspace() else c for c in node.text)
    if isinstance(node, Gap):
        return f"{{gap:{node.words}}}"
    if isinstance(node, Reference):
        return f"{{{node.name}}}" if node.label == node.name else f"{{{node.label}:{node.name}}}"
    return "(" + " | ".join(map(rendered_sequence, node.alternatives)) + ")"


def rendered_sequence(sequence: Sequence) -> str:
    return "".join(f"{' ' * i.blank}{rendered(i.node)}{i.quantifier}" for i in sequence.items)


def pattern_of(group: Group) -> str:
    return " | ".join(map(rendered_sequence, group.alternatives))


def without_offsets(node: Node) -> Node:
    if not isinstance(node, Group):
        return replace(node, offset=0)
    return Group(
        tuple(
            Sequence(tuple(replace(i, node=without_offsets(i.node)) for i in s.items))
            for s in node.alternatives
        ),
        0,
        node.label,
    )


def sequence_of(*parts: Item) -> Sequence:
    return Sequence(parts)


@pytest.mark.parametrize(
    ("pattern", "sequence"),
    [
        ("army", [Item(Literal("army", 0), "", False)]),
        ("  the \n army ", [Item(Literal("the", 2), "", False), Item(Literal("army", 8), "", True)]),
        (
            "{nation}-led",
            [Item(Reference("nation", "nation", 0), "", False), Item(Literal("-led", 8), "", False)],
        ),
        ("{ kind:echelon }", [Item(Reference("kind", "echelon", 0), "", False)]),
        ("{gap:12}", [Item(Gap(12, 0), "", False)]),
        (
            "a? {b}* c+ d",
            [
                Item(Literal("a", 0), "?", False),
                Item(Reference("b", "b", 3), "*", True),
                Item(Literal("c", 8), "+", True),
                Item(Literal("d", 11), "", True),
            ],
        ),
        (
            "x(, y)*",
            [
                Item(Literal("x", 0), "", False),
                Item(
                    Group(
                        (sequence_of(Item(Literal(",", 2), "", False), Item(Literal("y", 4), "", True)),),
                        1,
                    ),
                    "*",
                    False,
                ),
            ],
        ),
        (r"(a\ )", [Item(Group((sequence_of(Item(Literal("a ", 1), "", False)),), 0), "", False)]),
        (r"\(\{\}\|\?\*\+\\\a\ b", [Item(Literal(r"({}|?*+\a b", 0), "", False)]),
        ("U.S.? 7,000%", [Item(Literal("U.S.", 0), "?", False), Item(Literal("7,000%", 6), "", True)]),
    ],
)
def test_a_pattern_is_a_sequence_of_words_references_and_groups(pattern: str, sequence: list[Item]) -> None:
    assert parse(pattern) == Group((Sequence(tuple(sequence)),), 0)


def test_alternatives_stand_in_the_order_they_are_written_in() -> None:
    (sequence,) = parse("(of | in the|at)").alternatives
    group = sequence.items[0].node
    assert isinstance(group, Group)
    assert [rendered_sequence(s) for s in group.alternatives] == ["of", "in the", "at"]
    assert pattern_of(parse("a | b c | d")) == "a | b c | d"


NAMES = st.sampled_from("a kind Name al-Arida x_1 gap-2".split())
WORDS = st.text(st.sampled_from("aZ7é軍.,-'$:_ \n{}()|?*+\\"), min_size=1, max_size=4)
LEAVES = st.one_of(
    WORDS.map(lambda text: Literal(text, 0)),
    st.builds(lambda label, name: Reference(label, name, 0), NAMES, NAMES),
    st.integers(1, MAX_GAP).map(lambda words: Gap(words, 0)),
)


def groups(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Group]:
    item = st.builds(Item, nodes, st.sampled_from(["", "?", "*", "+"]), st.booleans())
    sequences = st.lists(item, min_size=1, max_size=4).map(well_formed)
    return st.lists(sequences, min_size=1, max_size=3).map(lambda found: Group(tuple(found), 0))


def well_formed(parts: list[Item]) -> Sequence:
    """Nothing stands before the first item, and two words without a blank between them would be one."""
    made: list[Item] = []
    for item in parts:
        one_word = made and isinstance(made[-1].node, Literal) and not made[-1].quantifier
        blank = item.blank or bool(one_word and isinstance(item.node, Literal))
        made.append(replace(item, blank=bool(made) and blank))
    return Sequence(tuple(made))


TREES = groups(st.recursive(LEAVES, groups, max_leaves=8))


def below(group: Group) -> Iterator[Node]:
    """Every node of the tree."""
    for sequence in group.alternatives:
        for item in sequence.items:
            yield item.node
            if isinstance(item.node, Group):
                yield from below(item.node)


@given(TREES)
def test_a_tree_written_as_a_pattern_parses_to_that_tree_with_offsets_into_the_pattern(tree: Group) -> None:
    pattern = pattern_of(tree)
    parsed = parse(pattern)
    assert without_offsets(parsed) == tree
    assert all(pattern.startswith(rendered(node), node.offset) for node in below(parsed))


def refusal(pattern: str) -> PatternError | None:
    try:
        parse(pattern)
    except PatternError as error:
        return error
    return None


@given(st.text(st.sampled_from("ab {}()|?*+\\:-1\u00b2gp\n"), max_size=25))
@example("{gap:1\u00b2}")
@example("(" * 1_500)
def test_any_string_is_a_pattern_or_is_refused_at_an_offset_inside_it(pattern: str) -> None:
    error = refusal(pattern)
    if error is None:
        assert without_offsets(parse(pattern_of(parse(pattern)))) == without_offsets(parse(pattern))
    else:
        assert 0 <= error.offset <= len(pattern)


EDGE = "white space at the edge of a group has no effect; put it outside: '{a}? {b}'"


@pytest.mark.parametrize(
    ("pattern", "message", "offset"),
    [
        ("", "an empty alternative matches nothing", 0),
        ("  ", "an empty alternative matches nothing", 0),
        ("()", "an empty alternative matches nothing", 1),
        ("a | ", "an empty alternative matches nothing", 3),
        ("(a||b)", "an empty alternative matches nothing", 3),
        ("|a", "an empty alternative matches nothing", 0),
        ("x ( a)", EDGE, 3),
        ("x (a )", EDGE, 4),
        ("x (a | b\n) c", EDGE, 8),
        ("x (a b", "'(' is never closed", 2),
        ("x (a (b)", "'(' is never closed", 2),
        ("a b) c", "')' was never opened", 3),
        ("a {b", "'{' is never closed", 2),
        ("a ?", "'?' has nothing before it to apply to; write \\? for the character", 2),
        ("*", "'*' has nothing before it to apply to; write \\* for the character", 0),
        ("a?+", "'+' has nothing before it to apply to; write \\+ for the character", 2),
        ("a } b", "'}' has nothing before it to apply to; write \\} for the character", 2),
        ("a {}", "'{}' is not a reference; write {name} or {label:name}", 2),
        ("a {b c}", "'{b c}' is not a reference; write {name} or {label:name}", 2),
        ("{a:b:c}", "'{a:b:c}' is not a reference; write {name} or {label:name}", 0),
        ("{1:b}", "'{1:b}' is not a reference; write {name} or {label:name}", 0),
        ("a {gap:0}", "a gap is 1 to 12 words, not '0'", 2),
        ("a {gap:13}", "a gap is 1 to 12 words, not '13'", 2),
        ("a {gap:few}", "a gap is 1 to 12 words, not 'few'", 2),
        ("a {gap:1\u00b2}", "a gap is 1 to 12 words, not '1\u00b2'", 2),
        ("a {2nd}", "'2nd' is not a name", 2),
        ("a {b:2nd}", "'2nd' is not a name", 2),
        ("a b\\", "a backslash ends the pattern", 2),
        ("(" * 21 + "a" + ")" * 21, "groups nest deeper than 20", 21),
    ],
)
def test_what_is_no_pattern_is_refused_with_its_place(pattern: str, message: str, offset: int) -> None:
    with pytest.raises(PatternError) as caught:
        parse(pattern)
    assert (str(caught.value), caught.value.offset) == (message, offset)


def test_groups_may_nest_as_deep_as_the_limit_says() -> None:
    assert labels(parse("(" * MAX_DEPTH + "{a}" + ")" * MAX_DEPTH)) == {"a"}


def test_the_labels_and_references_of_a_pattern_are_found_at_every_depth() -> None:
    tree = parse("{a} (x {b:c}? | ({b:d} {a})+) {gap:3}")
    assert labels(tree) == {"a", "b"}
    assert [(r.label, r.name, r.offset) for r in references(tree)] == [
        ("a", "a", 0),
        ("b", "c", 7),
        ("b", "d", 17),
        ("a", "a", 23),
    ]


# Macros


def macros(**patterns: str) -> dict[str, Group]:
    return {name: parse(pattern) for name, pattern in patterns.items()}


def test_a_macro_stands_for_its_pattern_captured_under_the_label_of_the_reference() -> None:
    known = macros(title="{rank} | {office} of {nation}", rank="general | major")
    tree = expand(parse("the {role:title}? {person}"), known)
    assert labels(tree) == {"role", "rank", "office", "nation", "person"}
    assert [r.name for r in references(tree)] == ["office", "nation", "person"]
    role = tree.alternatives[0].items[1]
    assert isinstance(role.node, Group)
    assert (role.node.label, role.node.offset, role.quantifier, role.blank) == ("role", 4, "?", True)


def test_a_pattern_without_macros_expands_to_itself() -> None:
    tree = parse("the {number:ordinal} (a | {b})* {gap:2} c")
    assert expand(tree, macros(other="x")) == tree


@pytest.mark.parametrize(
    ("known", "name"),
    [
        (macros(a="x {a}"), "a"),
        (macros(a="x ({b} | y)", b="z {c}?", c="{label:a}"), "a"),
        (macros(a="{b}", b="{c}", c="{b}"), "b"),
    ],
)
def test_a_macro_that_uses_itself_is_refused(known: Mapping[str, Group], name: str) -> None:
    with pytest.raises(PatternError, match=f"^macro '{name}' uses itself$"):
        expand(parse("the {a}"), known)


def test_a_macro_may_stand_twice_side_by_side() -> None:
    assert labels(expand(parse("{a} {x:a}"), macros(a="{b}"))) == {"a", "b", "x"}


def test_macros_that_multiply_are_refused_before_they_do() -> None:
    known = macros(m0="x", **{f"m{i + 1}": f"{{m{i}}} {{m{i}}}" for i in range(30)})
    with pytest.raises(PatternError) as caught:
        expand(parse("a {m30}"), known)
    assert str(caught.value) == f"the pattern, its macros written out, has more than {MAX_PARTS} parts"


def test_macros_in_macros_are_refused_where_they_nest_too_deep() -> None:
    known = macros(m0="x", **{f"m{i + 1}": f"{{m{i}}}" for i in range(1_000)})
    assert labels(expand(parse("{m30}"), known)) >= {"m0", "m30"}
    with pytest.raises(PatternError) as caught:
        expand(parse("a {m1000}"), known)
    assert str(caught.value) == f"groups and macros nest deeper than {2 * MAX_DEPTH}"


# What a pattern matches

LISTS = {
    "arm": r"\b(?:mechanised|motor rifle)\b",
    "echelon": r"\b(?:brigade|division)\b",
    "nation": r"\b(?:Syrian|Turkish)\b",
    "nouns": r"[a-z]+s\b",
    "person": r"\x01",
    "Name": r"\b[A-Z][a-z]*(?: [A-Z][a-z]*)*\b",
}


def compiled(pattern: str, **known: str) -> Compiled:
    def resolve(reference: Reference) -> Expression:
        return Expression(LISTS[reference.name], plain_blank=reference.name == "nouns")

    def literal(text: str) -> str:
        left, right = (r"\b" if edge.isalnum() else "" for edge in (text[0], text[-1]))
        return left + re.escape(text) + right

    return compile_pattern(expand(parse(pattern), macros(**known)), resolve, literal)


def found(pattern: str, text: str, **known: str) -> list[str]:
    regex = Regex(compiled(pattern, **known).regex).compiled
    return [m.group().decode("latin-1") for m in regex.finditer(text.encode("latin-1"))]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        # Words and white space
        (
            "the army",
            "the army, the  army, the\x1farmy, thearmy, bathe army",
            ["the army", "the  army", "the\x1farmy"],
        ),
        ("army", "army army's armys -army-", ["army", "army", "army"]),
        # Glued parts
        ("{nation}-led", "Syrian-led Syrian -led Syrian led", ["Syrian-led"]),
        ("{nation}/{nation}", "Syrian/Turkish Syrian / Turkish", ["Syrian/Turkish"]),
        # An optional item and the white space on its left
        ("a b? c", "a b c; a c; ac; a bc", ["a b c", "a c"]),
        ("a b? c?", "a b c; a c; a", ["a b c", "a c", "a"]),
        ("a(, b)? c", "a, b c; a c; a , b c", ["a, b c", "a c"]),
        ("a ({nation}-led)? c", "a Syrian-led c; a c", ["a Syrian-led c", "a c"]),
        # At the start it keeps the white space on its right
        ("a? b", "a b; b; ab", ["a b", "b"]),
        ("a? b? c", "a b c; a c; b c; c", ["a b c", "a c", "b c", "c"]),
        ("a? (b? c)", "a b c; a c; b c; c", ["a b c", "a c", "b c", "c"]),
        ("a*, b", "a a, b; , b", ["a a, b", ", b"]),
        ("x (a? b) c", "x a b c; x b c", ["x a b c", "x b c"]),
        ("(a b?) c", "a b c; a c", ["a b c", "a c"]),
        ("(a b? | a) c", "a b c", ["a b c"]),
        # Repetitions are set apart as the first one is
        ("a* b", "a a a b; b; aa b", ["a a a b", "b", "b"]),
        ("a+ b", "a a b; b", ["a a b"]),
        ("x(, a)+", "x, a, a; x, a , a; x", ["x, a, a", "x, a"]),
        ("x(-a)* b", "x-a-a b; x b; x -a b", ["x-a-a b", "x b"]),
        (
            "{arm}* {echelon}",
            "motor rifle mechanised brigade; brigade",
            ["motor rifle mechanised brigade", "brigade"],
        ),
        ("((a b)+ c)* d", "a b a b c a b c d; d", ["a b a b c a b c d", "d"]),
        # Alternatives: the first that fits, as written
        ("a | a b", "a b", ["a"]),
        ("(a | a b) c", "a b c; a c", ["a b c", "a c"]),
        ("(a b | a)", "a b", ["a b"]),
        # Gaps: as few words as will do, one at least
        ("a {gap:2} c", "a b c; a b b c; a b b b c; a c; a b-b (x) c", ["a b c", "a b b c", "a b-b (x) c"]),
        ("a {gap:2}? c", "a c; a b c", ["a c", "a b c"]),
        ("a {gap:3}", "a b c d", ["a b"]),
        ("a {gap:2} c", "a b\nc", []),
        # A noun phrase stands behind a plain blank, or one before a word that is merely no head
        ("{nation} {nouns}", "Syrian guns Syrian\x1eguns Syrian\x1fguns", ["Syrian guns", "Syrian\x1eguns"]),
        (
            "a {nation}? {nouns}",
            "a Syrian guns; a guns; a\x1fguns; a Syrian\x1fguns",
            ["a Syrian guns", "a guns"],
        ),
        ("{nation}? {nouns}", "Syrian\x1fguns", ["guns"]),
        ("a ({nouns} | b)", "a guns; a\x1fguns; a b", ["a guns", "a b"]),
        ("a (b? {nouns})", "a\x1fguns; a b guns", ["a b guns"]),
        ("a {nouns}+", "a guns tanks\x1fjeeps", ["a guns tanks"]),
        # Sentences
        ("a b", "a\nb", []),
        # A character behind a backslash is itself
        (r"7\+ \(b\)", "7+ (b); 77 b", ["7+ (b)"]),
    ],
)
def test_white_space_and_order_are_as_written(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "captures"),
    [
        ("{echelon}", "brigade", {"echelon": "brigade"}),
        ("{kind:echelon} of {person}?", "brigade of \x01", {"kind": "brigade", "person": "\x01"}),
        ("({a:nation} | {b:arm}) x", "mechanised x", {"b": "mechanised"}),
        ("({a:nation} | {a:arm}) x", "mechanised x", {"a": "mechanised"}),
        ("{a:arm}+ x", "motor rifle mechanised x", {"a": "mechanised"}),
        ("{a:arm}* x", "motor rifle mechanised x", {"a": "mechanised"}),
        ("x {a:arm}* x", "x motor rifle mechanised x", {"a": "mechanised"}),
        ("({a:arm} | {b:nation})* x", "mechanised Syrian Turkish x", {"a": "mechanised", "b": "Turkish"}),
        ("{form} x", "Syrian brigade x", {"form": "Syrian brigade", "nation": "Syrian", "kind": "brigade"}),
        ("{f:form}, {form}", "brigade, division", {"f": "brigade", "form": "division", "kind": "division"}),
    ],
)
def test_the_last_group_of_a_label_that_took_part_holds_its_capture(
    pattern: str, text: str, captures: dict[str, str]
) -> None:
    known = compiled(pattern, form="{nation}? {kind:echelon}")
    match = Regex(known.regex).compiled.fullmatch(text.encode("latin-1"))
    assert match is not None
    assert len(known.labels) == len(known.names) == len(match.groups())
    taken = {
        label: group.decode("latin-1")
        for label, group in zip(known.labels, match.groups(), strict=True)
        if group is not None
    }
    assert taken == captures


@pytest.mark.parametrize(
    ("pattern", "labels"),
    [
        ("{arm}* x", 1),
        ("x {arm}* x", 1),
        ("x {arm}+", 1),
        ("x(, {arm})*", 1),
        ("(({arm} a)* b)* x", 1),
        # The first round stands behind no blank; the last before another blank than the others
        ("{arm}+ x", 2),
        ("{arm}* {nouns}", 3),
        # Of names the first round counts: it is captured apart, or what is repeated is written twice
        ("{Name}* x", 2),
        ("({Name} of)* x", 2),
        ("(a? {Name})* x", 2),
    ],
)
def test_what_is_repeated_is_written_once_where_its_blanks_allow(pattern: str, labels: int) -> None:
    assert len(compiled(pattern).labels) == labels


_NAME = r"[A-Z][a-z]*(?: [A-Z][a-z]*)*"


@given(st.lists(st.sampled_from(["a", "b", "c", "A", "B", "\n"]), max_size=12))
@example(["A", "a", "B", "c", "a", "b"])
def test_repetitions_match_as_regular_expressions_do(words: list[str]) -> None:
    text = " ".join(words).replace(" \n ", "\n").replace("\n ", "\n").replace(" \n", "\n")
    plain = rf"\b(?:(?:a|b|{_NAME}) )*c(?: (?:a|{_NAME}))*(?: b)+(?: a)?\b"
    expected = [each.group() for each in re.finditer(plain, text)]
    assert found("(a | b | {Name})* c (a | {Name})* b+ a?", text) == expected


def test_a_group_knows_the_reference_it_stands_for_and_a_macro_stands_for_none() -> None:
    known = compiled("{f:form} {a:arm}", form="{kind:echelon}")
    assert list(zip(known.labels, known.names, strict=True)) == [("f", ""), ("kind", "echelon"), ("a", "arm")]


@pytest.mark.parametrize(
    ("pattern", "offset"),
    [("a?", 0), ("a* b?", 0), ("x (a? b*) c", 3), ("x | y?", 4), ("{arm}*", 0), ("x (a | b?)?", 7)],
)
def test_a_pattern_whose_parts_may_all_be_left_out_is_refused(pattern: str, offset: int) -> None:
    with pytest.raises(PatternError) as caught:
        compiled(pattern)
    assert str(caught.value) == "every part is optional, so this matches nothing"
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("pattern", "left", "right", "offset"),
    [
        ("police(men | man)", "police", "men", 7),
        ("(air | -)(-led | field)?", "air", "field", 17),
        ("x (air | a b+(c d)) y", "b", "c", 14),
        ("7?th", "7", "th", 2),
        ("{m}s", "tank", "s", 3),
    ],
)
def test_a_word_in_pieces_which_would_never_match_is_refused(
    pattern: str, left: str, right: str, offset: int
) -> None:
    with pytest.raises(PatternError) as caught:
        compiled(pattern, m="a tank")
    assert str(caught.value) == f"'{left}' and '{right}' are one word here; write it in one piece"
    assert caught.value.offset == offset


def test_a_macro_whose_parts_may_all_be_left_out_is_refused() -> None:
    with pytest.raises(PatternError, match="every part is optional"):
        compiled("a {m}", m="b? c*")


def test_repetitions_in_repetitions_are_refused_once_they_grow_too_large() -> None:
    pattern = "{arm}"
    for _ in range(MAX_DEPTH - 2):
        pattern = f"({pattern} b)+"
    with pytest.raises(PatternError) as caught:
        compiled(pattern)
    assert str(caught.value) == f"the pattern grows beyond {MAX_REGEX} bytes"


def test_alternatives_are_refused_once_they_grow_too_large() -> None:
    fits, large = ("(" + " | ".join(["x" * 100] * n) + ") a" for n in (3_000, 6_000))
    assert len(compiled(fits).regex) < MAX_REGEX
    with pytest.raises(PatternError, match=f"the pattern grows beyond {MAX_REGEX} bytes"):
        compiled(large)


# Against a matcher written from the definition

ALPHABET = "abc"


def word_items(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Group]:
    quantifiers = st.sampled_from(["", "", "?", "*", "+"])
    parts = st.lists(st.tuples(nodes, quantifiers), min_size=1, max_size=3)
    sequences = parts.map(
        lambda found: Sequence(tuple(Item(node, q, n > 0) for n, (node, q) in enumerate(found)))
    )
    return st.lists(sequences, min_size=1, max_size=3).map(lambda found: Group(tuple(found), 0))


WORD_LEAVES = st.one_of(
    st.sampled_from(ALPHABET).map(lambda word: Literal(word, 0)),
    st.integers(1, 3).map(lambda words: Gap(words, 0)),
)
WORD_PATTERNS = word_items(st.recursive(WORD_LEAVES, word_items, max_leaves=6))


def can_be_empty(group: Group) -> bool:
    """Whether an alternative, here or below, has no part that must be there."""
    return any(
        all(i.quantifier in ("?", "*") for i in s.items)
        or any(isinstance(i.node, Group) and can_be_empty(i.node) for i in s.items)
        for s in group.alternatives
    )


def naive_matches(group: Group, tokens: list[str]) -> list[tuple[int, int]]:
    """Matches left to right, none overlapping, by backtracking: alternatives in order, repetitions as often
    as they fit, gaps as short as they fit."""

    def unique(ends: Iterator[int]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(ends))

    @cache
    def node_ends(node: Node, at: int) -> tuple[int, ...]:
        if isinstance(node, Gap):
            return tuple(range(at + 1, min(at + node.words, len(tokens)) + 1))
        if isinstance(node, Group):
            return unique(end for s in node.alternatives for end in sequence_ends(s.items, at))
        assert isinstance(node, Literal)
        return (at + 1,) if tokens[at : at + 1] == [node.text] else ()

    @cache
    def item_ends(node: Node, quantifier: str, at: int) -> tuple[int, ...]:
        once = node_ends(node, at)
        if quantifier in ("*", "+"):
            more = unique(end for middle in once for end in item_ends(node, "*", middle))
            return more if quantifier == "+" else unique(iter((*more, at)))
        return (*once, at) if quantifier == "?" else once

    @cache
    def sequence_ends(parts: tuple[Item, ...], at: int) -> tuple[int, ...]:
        if not parts:
            return (at,)
        first, rest = parts[0], parts[1:]
        return unique(
            end
            for middle in item_ends(first.node, first.quantifier, at)
            for end in sequence_ends(rest, middle)
        )

    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        ends = node_ends(group, at)
        if ends:
            spans.append((at, ends[0]))
        at = ends[0] if ends else at + 1
    return spans


@given(WORD_PATTERNS, st.lists(st.sampled_from([*ALPHABET, "d"]), max_size=9))
def test_a_pattern_of_words_matches_what_backtracking_over_the_words_does(
    tree: Group, tokens: list[str]
) -> None:
    pattern = pattern_of(tree)
    if can_be_empty(tree):
        with pytest.raises(PatternError, match="every part is optional"):
            compiled(pattern)
        return
    text = " ".join(tokens)
    regex = Regex(compiled(pattern).regex).compiled
    spans = [
        (text[: m.start()].count(" "), text[: m.end()].count(" ") + 1) for m in regex.finditer(text.encode())
    ]
    assert spans == naive_matches(tree, tokens)
