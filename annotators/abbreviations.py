"""Abbreviations with a full stop that ends no sentence, for tokens and sentences alike."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_RANKS_AND_TITLES = _words(
    "Gen Lt Col Brig Maj Sgt Cpl Pvt Pfc Spc Capt Cmdr Cdr Comdr Cdre Adm Ens Insp Supt Det Pol Mr Mrs Ms Dr"
    " Prof Sen Rep Gov Pres Rev Fr Hon Messrs Mme Mlle Msgr Amb Asst Atty Dep Eng Mt Ft"
)
# What follows belongs to the same sentence, always.
NEVER_LAST = (
    _RANKS_AND_TITLES | {word.upper() for word in _RANKS_AND_TITLES} | _words("vs cf viz approx e.g i.e")
)
# Abbreviations before a number, ordinary words elsewhere ("No. 5", "He said no.").
BEFORE_NUMBER = _words("rs no nos art arts vol fig figs ch sec para paras p pp")
# The last word of a sentence where one of STARTERS follows ("in the U.S. The"). Dotted letters (U.S., a.m.)
# and initials are treated alike. No "Sat.", "Sun.", "Miss.", "Ill.": they are words too.
SELDOM_LAST = _words(
    "St Jr Sr Esq Inc Co Corp Ltd Bros Univ Dept Govt Ave Blvd Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov"
    " Dec etc al Ala Ariz Calif Colo Conn Fla Ga Mich Minn Okla Pa Tenn Tex Va Wis"
)
# Capitalised words that begin a sentence far more often than they stand inside one. No "First" ("U.S. First
# Army"), no "I" ("U.S. I Corps").
STARTERS = _words(
    "The A An In On At He She They We It You But And Or So Yet His Her Their Its Our My This That These Those"
    " There Here When While Where After Before As If For From With Without Some Many Most Several According"
    " However Meanwhile Moreover Also What Who Why How Not Now Then Both By Under Since Until Despite During"
    " Although Though Because Earlier Later Last Such Even Once To Of Among Amid Between Is Are Was Were Has"
    " Have Had Will Would"
)
