"""A pack that is made to hurt is refused, or compiled, within the time that a person waits without wondering.

Each case is measured in the processor time of this process, so that a busy machine does not fail it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from annotators.listfile import MAX_LIST_BYTES
from annotators.packreader import MAX_PACK_BYTES
from annotators.problem import RuleFileError
from annotators.ruleset import link, read_packs
from tests.packs import HEAD, write

SECONDS = 5.0
RULE = "- {{id: {}, annotate: unit, match: '{}'}}\n"
EVERY_FOLD = "[case, hyphen, apostrophe, diacritics, al-, doubled, possessive]"

Files = Mapping[str, str]


def pack(*patterns: str, lists: str = "", macros: str = "") -> str:
    rules = "rules:\n" + "".join(RULE.format(f"r{n}", p) for n, p in enumerate(patterns)) if patterns else ""
    lists = f"lists:\n{lists}" if lists else ""
    macros = f"macros:\n{macros}" if macros else ""
    return f"{HEAD}{lists}{macros}{rules}"


def word(number: int) -> str:
    """A word of its own for every number, in letters."""
    letters = ""
    for _ in range(4):
        number, digit = divmod(number, 26)
        letters += chr(97 + digit)
    return f"w{letters}"


WORDS = [word(n) for n in range(50_000)]
LONGER = [w * 3 for w in WORDS]
DOUBLING = "  m0: 'army'\n" + "".join(f"  m{n}: '{{m{n - 1}}} {{m{n - 1}}}'\n" for n in range(1, 21))


def long_names() -> str:
    return "".join(f"Al-{a.title()}'s {a[::-1]}-{a} Brrigade\n" for a in WORDS)


CASES: dict[str, tuple[Callable[[], Files], str]] = {
    "nested quantifiers": (lambda: {"p.yaml": pack("((army+)+)+")}, ""),
    "quantifiers nested twenty deep": (
        lambda: {"p.yaml": pack(f"{'(' * 20}army+{')+' * 20}")},
        "the pattern grows beyond",
    ),
    "quantifiers around a number": (
        lambda: {"p.yaml": pack("((((({quantity}+)+)+)+)+)+")},
        "the pattern grows beyond",
    ),
    "macros that double": (
        lambda: {"p.yaml": pack("{m20}", macros=DOUBLING)},
        "written out, it has more than",
    ),
    "a thousand macros that double": (
        lambda: {
            "p.yaml": pack(
                *(f"{{m{n}}}" for n in range(1, 1000)),
                macros="  m0: 'army'\n"
                + "".join(f"  m{n}: '{{m{n - 1}}} {{m{n - 1}}}'\n" for n in range(1, 1000)),
            )
        },
        "written out, it has more than",
    ),
    "macros just small enough, in many rules": (
        lambda: {
            "p.yaml": pack(
                *(f"{w} {{m12}}" for w in WORDS[:300]),
                macros="".join(DOUBLING.splitlines(keepends=True)[:13]),
            )
        },
        "all rules together have more than",
    ),
    "1,000 rules of many numbers": (
        lambda: {"p.yaml": pack(*(f"{w} ({{quantity}}+ {{quantity}}+)+" for w in WORDS[:1000]))},
        "all rules together grow beyond",
    ),
    "an alternation of 50,000 words": (
        lambda: {"p.yaml": pack(f"({' | '.join(WORDS)})")},
        "has more than 20000 parts",
    ),
    "a list of 50,000 words in the pack": (
        lambda: {"p.yaml": pack("{w}", lists=f"  w: {{words: [{', '.join(WORDS)}]}}\n")},
        "",
    ),
    "a file of 50,000 words": (
        lambda: {"p.yaml": pack("{w}", lists="  w: {file: w.txt}\n"), "w.txt": "\n".join(WORDS)},
        "",
    ),
    "50,000 names under every fold": (
        lambda: {
            "p.yaml": pack("{w}", lists=f"  w: {{file: w.txt, fold: {EVERY_FOLD}}}\n"),
            "w.txt": long_names(),
        },
        "",
    ),
    "50,000 rows of a table": (
        lambda: {
            "p.yaml": pack("{w}", lists="  w: {file: w.csv, match: [name, aliases]}\n"),
            "w.csv": "name,aliases,kind\n" + "".join(f"{w},{w}x,army\n" for w in WORDS),
        },
        "",
    ),
    "50,000 rows that are too short": (
        lambda: {
            "p.yaml": pack("{w}", lists="  w: {file: w.csv}\n"),
            "w.csv": "name,kind\n" + "".join(f"{w}\n" for w in WORDS),
        },
        "1 field where the header has 2",
    ),
    "50,000 times the same name": (
        lambda: {
            "p.yaml": pack("{w}", lists="  w: {file: w.txt}\n"),
            "w.txt": "army\n" * 50_000,
        },
        "",
    ),
    "two rows of the same 15,000 names": (
        lambda: {
            "p.yaml": pack("{w}", lists="  w: {file: w.csv, match: [name, aliases]}\n"),
            "w.csv": "name,aliases\n" + "".join(f"{w},{';'.join(WORDS[100:15_100])}\n" for w in WORDS[:2]),
        },
        "",
    ),
    "a bracket before 900,000 empty lines": (
        lambda: {"p.yaml": HEAD + "lists: {" + "\n" * 900_000},
        "did not find expected",
    ),
    "a million names": (
        lambda: {"p.yaml": pack("{w}", lists="  w: {file: w.txt}\n"), "w.txt": "a\n" * 1_000_000},
        "more than 100000 names",
    ),
    "ten lists of 40,000 names": (
        lambda: {
            "p.yaml": pack(
                *(f"{{w{n}}}" for n in range(10)),
                lists="".join(f"  w{n}: {{file: w.txt}}\n" for n in range(10)),
            ),
            "w.txt": "\n".join(WORDS[:40_000]),
        },
        "more than 100000 names",
    ),
    "2,000 globs in overrides": (
        lambda: {
            "p.yaml": HEAD
            + "rules:\n"
            + "".join(
                f"- {{id: {w}, annotate: {'unit' if n % 2 else 'count'}, match: {w}, overrides: ['*{w}*']}}\n"
                for n, w in enumerate(WORDS[:2_000])
            )
        },
        "",
    ),
    "a list file that is too large": (
        lambda: {
            "p.yaml": pack("{w}", lists="  w: {file: w.txt}\n"),
            "w.txt": "army\n" * (MAX_LIST_BYTES // 4),
        },
        "w.txt is larger than",
    ),
    "10,000 rules of one word": (lambda: {"p.yaml": pack(*WORDS[:10_000])}, ""),
    "10,000 rules that are the same": (lambda: {"p.yaml": pack(*["army"] * 10_000)}, ""),
    "5,000 unknown names": (
        lambda: {"p.yaml": pack(*(f"{{{w}}}" for w in WORDS[:5_000]))},
        "uses unknown name",
    ),
    "5,000 unknown rules in overrides": (
        lambda: {
            "p.yaml": HEAD
            + "rules:\n"
            + "".join(
                f"- {{id: {w}, annotate: unit, match: {w}, overrides: [p.{w}x]}}\n" for w in WORDS[:5_000]
            )
        },
        "overrides unknown rule",
    ),
    "20,000 unknown keys": (
        lambda: {"p.yaml": HEAD + "".join(f"{w}: x\n" for w in WORDS[:20_000])},
        "unknown key",
    ),
    "300 rules of a long noun phrase": (
        lambda: {
            "p.yaml": pack(*(f"{w} {{quantity}} {{nouns}} {{money}} {{quantity}}" for w in WORDS[:300]))
        },
        "",
    ),
    "a pack of 5 MB": (
        lambda: {"p.yaml": HEAD + "rules:\n" + "".join(RULE.format(word(n), "army") for n in range(110_000))},
        f"the file is larger than {MAX_PACK_BYTES} bytes",
    ),
    "a pack as large as it may be": (
        lambda: {
            "p.yaml": pack(
                "army",
                lists=f"  w: {{words: [{', '.join(LONGER)[: MAX_PACK_BYTES - 200]}]}}\n",
            )
        },
        "",
    ),
    "lists 500 deep": (
        lambda: {"p.yaml": f"{HEAD}rules: {'[' * 500}{']' * 500}\n"},
        "deep in one another",
    ),
    "mappings 500 deep": (
        lambda: {"p.yaml": HEAD + "".join(f"{' ' * n}a:\n" for n in range(500))},
        "deep in one another",
    ),
    "brackets that are never closed": (
        lambda: {"p.yaml": f"{HEAD}rules: {'[' * 100_000}\n"},
        "exceeded maximum nesting depth",
    ),
    "groups 20,000 deep": (lambda: {"p.yaml": pack("(" * 20_000)}, "groups nest deeper than"),
    "a pattern of 500,000 code points": (
        lambda: {"p.yaml": pack("army " * 100_000)},
        "has more than 20000 parts",
    ),
    "a pattern of 500,000 optional words": (
        lambda: {"p.yaml": pack("navy " + "army? " * 80_000)},
        "has more than 20000 parts",
    ),
    "a pattern as long as it may be": (lambda: {"p.yaml": pack("army " * 11_000)}, ""),
}


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_pack_is_compiled_or_refused_in_time(tmp_path: Path, case: str) -> None:
    files, message = CASES[case]
    paths = write(tmp_path, files())
    said = ""
    start = time.process_time()
    try:
        link(read_packs(paths))
    except RuleFileError as error:
        said = str(error)
    seconds = time.process_time() - start
    print(f"{case}: {seconds:.2f} s")
    assert (message in said) if message else said == ""
    assert seconds < SECONDS
