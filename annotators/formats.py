"""How records are written: the formats of `annotate`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotators.document import Document, Failure

FORMATS = ("yaml", "jsonl", "csv", "tsv")


@dataclass(frozen=True, slots=True)
class Format:
    """One of `FORMATS`."""

    suffix: str  # of a file of it
    render: Callable[[Document | Failure], str]  # the text of one record, whole lines
    header: str = ""  # above the first record of a file


def format_named(name: str) -> Format:
    """
    :raises KeyError: it is none of `FORMATS`.
    """
    if name in ("csv", "tsv"):
        from annotators import mentionrows  # late: most runs write none

        if name == "csv":
            return Format(".csv", mentionrows.to_csv, mentionrows.csv_header())
        return Format(".tsv", mentionrows.to_tsv, mentionrows.tsv_header())
    from annotators.writer import to_jsonl, to_yaml

    return Format(f".{name}", {"yaml": to_yaml, "jsonl": to_jsonl}[name])
