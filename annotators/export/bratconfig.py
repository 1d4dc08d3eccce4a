"""The two files by which brat opens a folder: what may be annotated, and how it looks."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from annotators.export.conll import CLASSES

# Which classes an attribute of few values belongs to.
_ATTRIBUTES = {"Kind": "Unit|Crossing", "Country": "Unit", "Assertion": "Crossing|Count"}
# Told apart by the colour-blind: after Okabe and Ito, Color Universal Design (2008), lightened.
_COLOURS = {"Person": "#f5d080", "Unit": "#9ad0f0", "Crossing": "#80d0b0", "Count": "#e8b0d0"}


def annotation_conf(values: Mapping[str, Collection[str]]) -> str:
    """`annotation.conf`. `values`: what each attribute was seen to have, in brat's letters."""
    lines = ["[entities]", *CLASSES.values(), "", "[relations]"]
    # Mentions of one entity; the overlaps of layers that brat would mark as faults.
    lines += ["Equiv\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive"]
    lines += ["Part_of\tArg1:Count, Arg2:Count", "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"]
    lines += ["", "[events]", "", "[attributes]", "Approximate\tArg:Count"]
    for name, classes in _ATTRIBUTES.items():
        if seen := sorted(values.get(name, ())):
            lines.append(f"{name}\tArg:{classes}, Value:{'|'.join(seen)}")
    return "\n".join([*lines, ""])


def visual_conf() -> str:
    """`visual.conf`."""
    lines = ["[labels]", *(f"{name} | {name} | {name[:3]}" for name in CLASSES.values())]
    lines += ["Part_of | part of", "", "[drawing]"]
    lines += [f"{name}\tbgColor:{_COLOURS[name]}" for name in CLASSES.values()]
    lines += ["SPAN_DEFAULT\tfgColor:black, bgColor:lightgrey, borderColor:darken"]
    lines += ["ARC_DEFAULT\tcolor:black, arrowHead:triangle-5", ""]
    return "\n".join(lines)
