"""Scores and errors as text: a table for people, CSV, JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields

from annotators.score import MISSED, SPURIOUS, Error, Figures, LayerScore
from annotators.scoreitems import ATTRIBUTES

_FIGURES = ("precision", "recall", "f1")


def table(scores: Mapping[str, LayerScore]) -> str:
    """Aligned columns: the mentions, strict and lenient figures, then the accuracy of each attribute."""
    lines = [
        f"{'':<10} {'mentions':>13}  {'strict':^20}  {'lenient':^20}".rstrip(),
        f"{'layer':<10} {'gold':>6} {'output':>6}" + f"  {'P':>6} {'R':>6} {'F1':>6}" * 2,
    ]
    lines += [
        f"{layer:<10} {score.gold:>6} {score.output:>6}{_columns(score.strict)}{_columns(score.lenient)}"
        for layer, score in scores.items()
    ]
    rows = [
        f"{layer:<10} {name:<10} {each.right:>6} {each.judged:>6} {each.share:>9.3f}"
        for layer, score in scores.items()
        for name, each in score.attributes.items()
    ]
    if rows:
        lines += ["", f"{'layer':<10} {'attribute':<10} {'right':>6} {'of':>6} {'accuracy':>9}", *rows]
    return "".join(f"{line}\n" for line in lines)


def _columns(figures: Figures) -> str:
    return f"  {figures.precision:>6.3f} {figures.recall:>6.3f} {figures.f1:>6.3f}"


def to_csv(scores: Mapping[str, LayerScore]) -> str:
    """A row a layer. The figures are not rounded; an attribute that is not judged in the layer is empty."""
    names = [f"{match}_{figure}" for match in ("strict", "lenient") for figure in _FIGURES]
    header = ["layer", "gold", "output", *names, *(f"{name}_accuracy" for name in ATTRIBUTES)]
    rows: list[Sequence[object]] = [header]
    for layer, score in scores.items():
        shares = [score.attributes[name].share if name in score.attributes else "" for name in ATTRIBUTES]
        figures = [getattr(match, name) for match in (score.strict, score.lenient) for name in _FIGURES]
        rows.append([layer, score.gold, score.output, *figures, *shares])
    return _csv(rows)


def to_json(scores: Mapping[str, LayerScore], articles: int, missing: Sequence[str]) -> str:
    """One object on one line.

    :param articles: how many gold has.
    :param missing: those of them that the output lacks.
    """
    layers = {
        layer: {
            "gold": score.gold,
            "output": score.output,
            "strict": {"right": score.exact, **asdict(score.strict)},
            "lenient": {"right": score.overlapping, **asdict(score.lenient)},
            "attributes": {
                name: {"right": a.right, "judged": a.judged, "accuracy": a.share}
                for name, a in score.attributes.items()
            },
        }
        for layer, score in scores.items()
    }
    whole = {"articles": articles, "missing": list(missing), "layers": layers}
    return json.dumps(whole, ensure_ascii=False) + "\n"


def error_line(error: Error) -> str:
    """`article:line: layer: what: quote  # details`, without a line break."""
    # Quotes as `repr` gives them: two may differ by a blank at an end, or by a line break.
    if error.what == MISSED:
        details = [f"output: {error.output!r}"] if error.output else []
    elif error.what == SPURIOUS:
        details = [f"gold: {error.gold!r}"] if error.gold else []
    else:
        details = [f"{' '.join(error.gold.split()) or '-'} -> {' '.join(error.output.split()) or '-'}"]
    if error.by:
        details.append(f"by {error.by}")
    line = f"{error.article}:{error.line}: {error.layer}: {error.what}: {error.quote!r}"
    return line + ("  # " + "; ".join(details) if details else "")


def error_json(error: Error) -> str:
    """One object on one line."""
    return json.dumps(asdict(error), ensure_ascii=False) + "\n"


ERROR_HEADER = ",".join(field.name for field in fields(Error)) + "\n"


def error_csv(error: Error) -> str:
    """A row below `ERROR_HEADER`."""
    return _csv([list(asdict(error).values())])


def _csv(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
