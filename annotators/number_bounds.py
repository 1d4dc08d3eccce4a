"""The bounds and hedges around the number of a phrase in plain spelling and lower case."""

from __future__ import annotations

import re

from annotators.number_words import DEGREES, LEAD_SIGNS, LEADS, TRAILS

_LEAD_AT_START = re.compile(
    rf"(?:even )?(?:(?:(?:{'|'.join(DEGREES)}) )?"
    rf"({'|'.join(re.escape(p) for p in sorted(LEADS, key=len, reverse=True))}) |([<>]=?|[~≈≥≤]) ?)"
)
_TRAIL_AT_END = re.compile(
    rf"(?:{'|'.join(re.escape(p) for p in sorted(TRAILS, key=len, reverse=True))})\Z",
    re.IGNORECASE | re.ASCII,  # else a long s is an s, and no key of the table
)


def without_leads(text: str) -> tuple[str, frozenset[str]]:
    """`text` without the bounds and hedges before its number, and what they are: min, max, near."""
    leads: set[str] = set()
    while found := _LEAD_AT_START.match(text):
        leads.add(LEADS[found[1]] if found[1] else LEAD_SIGNS[found[2]])
        text = text[found.end() :]
    return text, frozenset(leads)


def without_trail(text: str) -> tuple[str, str]:
    """`text` without the bound or hedge behind its number, and that."""
    found = _TRAIL_AT_END.search(text)
    return (text[: found.start()], found[0]) if found else (text, "")
