"""Entity hygiene: what a tagger puts into a name and what it leaves out of one, put right."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from annotators.document import Entity
from annotators.folding import fold_name

_TRAILING = re.compile(r"(?:['’]s?|[\s.,;:!?\"”»)\]…—–-]|['’]S)+\Z")
_LEADING = re.compile(r"[\W_]+")  # flags and bullets too
_INITIAL = re.compile(r"(?<!\w)(?:[A-Z]|Jr|Sr)\.\Z")
# `A/B` is two names, and so is `Bishop: Ortega`.
_PAIR = re.compile(r"\s*[/|]\s*|:\s+")
# `Hamas' Haniya`: what stands before the apostrophe is not part of the name.
_POSSESSOR = re.compile(r".*(?:s['’]|['’]s)\s+", re.DOTALL)
_INITIALS_BEFORE = re.compile(r"(?:\b[A-Z]\.\s?)+\Z")
# `Washington, D.C. Biden said`, `the U.S. Obama left`
_NO_INITIALS = frozenset({"D.C.", "E.U.", "U.A.E.", "U.K.", "U.N.", "U.S."})
# A name that the model cut behind a particle or before a hyphen: Bashar al | Assad, Moon Jae | -in.
_ENDS_IN_PARTICLE = re.compile(r"(?:^|[\s-])(?:[Aa]l|[Ee]l|[Aa]sh|bin|ibn|Abu|abu|van|von|de)-?\Z")
_NEXT_PART = re.compile(r"[\s-]?[A-Z][\w’']*")
_HYPHEN_PART = re.compile(r"-[a-z]{2,6}\b")
# `a Chun Doo-hwan-style warning`, `the Saddam Hussein-era rules`
_ATTRIBUTIVE = re.compile(
    r"-(?:style|era|led|run|held|like|type|loyal|backed|linked|aligned|allied|armed|funded|owned|ruled|ordered|"
    r"appointed)\b"
)
# An abbreviation before a name is whom the person speaks for: `SOHR Rami Abdulrahman`.
_ACRONYM_BEFORE = re.compile(r"(?:[A-Z]{3,}|[A-Z]{2,}s|EU|UN|UK)\s+(?=[A-Z][a-z])")
_HAN_NAME = re.compile(r"\s?\(([\u3400-\u9fff·]{1,6})\)")
_ARTICLE_BEFORE = re.compile(r"(?<![\w-])(?:[Aa]l|[Ee]l|[Aa]sh|[Aa]r|[Aa]n|[Aa]d|[Aa]t|[Aa]z)-\Z")
# Parts before a name that the model cut off: Jean-Pierre, van Lieshout, Md Alam.
_GIVEN_BEFORE = re.compile(
    r"(?<![\w-])(?:(?:Jean|Lars|Hans|Karl|Carl|Franz|Ernst|Heinz|Klaus|Jan|Per|Anne?|Marie|Eva|Anna|Abd|Abu|Umm?|"
    r"Abd[ue][lr])-|(?:van(?: de[nr]?)?|von(?: der)?|dos|bin|ibn|bint|Md|Mohd) )\Z"
)
# Vasyl "Sokil | " Hrytsenko
_NICKNAME_CUT = re.compile(r"[^\"“”]*[\"“][^\"“”]+\Z")
_NICKNAME_REST = re.compile(r"[\"”](?: [A-Z][\w’-]+)+")
# Karim B | .
_LAST_INITIAL = re.compile(r".*\s[A-Z]\Z", re.DOTALL)
_GENERATION_BEHIND = re.compile(r",?\s(?:Jr|Sr)\b\.?")
# `the Russo-Ukrainian war`
_COMPOUND = re.compile(
    r"(?:Russo|Sino|Anglo|Franco|Indo|Austro|Turko|Greco|Perso|Serbo|Judeo|Euro|Afro|Ibero|Hispano|Italo|Soviet)\Z"
)
# The verb of a headline behind a name: `Orban Hails Summit`.
_HEADLINE_VERB = re.compile(
    r"\s(?:Accuses|Admits|Arrives|Attacks|Backs|Blames|Calls|Claims|Condemns|Confirms|Defends|Demands|Denies|Dies|"
    r"Dismisses|Faces|Fires|Frees|Gets|Hails|Hits|Insists|Joins|Leads|Leaves|Loses|Makes|Meets|Mourns|Names|Offers|"
    r"Orders|Pledges|Praises|Quits|Rejects|Resigns|Returns|Sacks|Says|Seeks|Signs|Slams|Speaks|Takes|Tells|Threatens|"
    r"Urges|Visits|Vows|Wants|Warns|Welcomes|Wins)\Z"
)
# `hurt in Stepnohirsk`, `captured Birnah`: a person of one word stands there only as an owner (`in Putin's
# circle`), or where the word before governs the `in`.
_IN_PLACE = re.compile(
    r"\b(?:in|In|captured|recaptured|capture of|recapture of|capturing|retook|liberated|entered|besieged|"
    r"withdrew from|towards?|outskirts of|villages? of|towns? of|city of|countryside of)\s\Z"
)
_GOVERNS_IN = re.compile(
    r"\b(?:confidence|trust\w*|faith|belie\w+|interest\w*|disappoint\w+|hopes?|see[ns]?|saw|f[io]nds?|found|ally|friend|"
    r"partner|enemy|rival|opponent|confided?|pride|loss|invest\w*|rooted|embodied|personified|vested|stake|instilled?|"
    r"successor|match|leader|hero|champion|man|woman) in\s\Z"
)


def clean(text: str, entity: Entity, titles: Collection[str]) -> Iterator[Entity]:
    """`entity` as the name it is: trimmed, split where it is two, gone where nothing of it is a name.

    `titles` are honorifics and ranks, folded; they are left outside a person. A person's name in Han
    characters, in brackets behind it, is a name of its own. A person where only a place can stand is a place.
    """
    if entity.label != "person":
        start, end = _trimmed(text, entity.start, entity.end)
        if start < end:
            yield Entity(entity.label, start, end)
        return
    cuts = [m.span() for m in _PAIR.finditer(text, entity.start, entity.end)]
    starts = [entity.start, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), entity.end]
    for start, end in zip(starts, ends, strict=True):
        start, end = _trimmed(text, start, end)
        if start == end:
            continue
        start, end = _person(text, start, end, titles)
        if text[end : end + 1] == "." and fold_name(text[start : end + 1]) in titles:
            continue  # `Smt. Sitharaman`, of which the model made two
        if _COMPOUND.match(text, start, end) and text[end : end + 1] == "-":
            continue
        if start < end and _is_place(text, start, end):
            yield Entity("place", start, end)
        elif start < end and not _is_acronym(text, start, end):
            yield Entity("person", start, end)
            han = _HAN_NAME.match(text, end)
            if han:
                yield Entity("person", *han.span(1))


def goes_on(text: str, first: Entity, second: Entity) -> bool:
    """Whether `second` is the rest of the person `first`: `Elijah | J. Magnier`."""
    return (
        first.label == second.label == "person"
        and text[first.end : second.start] == " "
        and text[second.start : second.start + 1].isupper()
        and text[second.start + 1 : second.start + 2] == "."
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without quotes, punctuation, possessives; `start` is at most `end`."""
    trailing = _TRAILING.search(text, start, end)
    if trailing:
        end = trailing.start()
        end += bool(_INITIAL.search(text, start, end + 1))  # the full stop of `George W.`
    leading = _LEADING.match(text, start, end)
    return (min(leading.end(), end) if leading else start), end


def _person(text: str, start: int, end: int, titles: Collection[str]) -> tuple[int, int]:
    """A person's name without what stands before it, and with the parts of it that the model cut off."""
    possessor = _POSSESSOR.match(text, start, end)
    start = _after_titles(text, possessor.end() if possessor else start, end, titles)
    acronym = _ACRONYM_BEFORE.match(text, start, end)
    start = _after_titles(text, acronym.end(), end, titles) if acronym else start
    before = _INITIALS_BEFORE.search(text, max(0, start - 12), start)
    if before and before.group().strip() not in _NO_INITIALS:
        start = before.start()
    article = _ARTICLE_BEFORE.search(text, max(0, start - 4), start)
    start = article.start() if article else start
    given = _GIVEN_BEFORE.search(text, max(0, start - 12), start)
    start = given.start() if given else start
    attributive = _ATTRIBUTIVE.search(text, start, end)
    if attributive:
        return start, attributive.start()
    verb = _HEADLINE_VERB.search(text, start, end)
    end = verb.start() if verb else end
    if _NICKNAME_CUT.match(text, start, end) and (rest_of := _NICKNAME_REST.match(text, end)):
        end = rest_of.end()
    if _LAST_INITIAL.match(text, start, end) and re.match(r"\.(?:,|\s[a-z(])", text[end : end + 3]):
        end += 1
    cut = _NEXT_PART if _ENDS_IN_PARTICLE.search(text, start, end) else _HYPHEN_PART
    for rest in (cut, _GENERATION_BEHIND):
        behind = rest.match(text, end)
        if behind and not _ATTRIBUTIVE.match(text, end):
            end = behind.end()
    trailing = _TRAILING.search(text, start, end)
    if trailing and text[trailing.start()] in "'’":
        end = trailing.start()
    return start, end


def _is_place(text: str, start: int, end: int) -> bool:
    """Whether a name of one word stands where only a place can."""
    if " " in text[start:end] or "\n" in text[start:end] or text[end : end + 1] in ("'", "’", "-"):
        return False
    before = text[max(0, start - 30) : start]
    return bool(_IN_PLACE.search(before)) and not _GOVERNS_IN.search(before)


def _is_acronym(text: str, start: int, end: int) -> bool:
    """Whether a name is one word in capitals amid words that are not: `SOHR said`, but not `PUTIN WINS`."""
    name = text[start:end]
    around = text[max(0, start - 30) : start] + text[end : end + 30]
    return name.isupper() and name.isalpha() and 2 < len(name) < 6 and any(c.islower() for c in around)


def _after_titles(text: str, start: int, end: int, titles: Collection[str]) -> int:
    """Where the name begins behind the titles that stand before it, `start` where nothing would be left."""
    position = start
    while True:
        words = text[position:end].split()
        for count in (3, 2, 1):
            if len(words) > count and fold_name(" ".join(words[:count])) in titles:
                for word in words[:count]:
                    position = text.index(word, position) + len(word)
                position += len(text[position:end]) - len(text[position:end].lstrip())
                break
        else:
            return position
