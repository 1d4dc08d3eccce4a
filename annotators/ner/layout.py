"""What a Stanza model folder holds, by its `resources.json` and the files that are there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OURS = "en"  # the language whose sentences and tokens are found by our own rules


class LayoutError(ValueError):
    """A folder that is no NER model, or more than one; the message says what is amiss."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A model folder, read."""

    language: str  # Stanza's code: `en`, `uk`, `zh-hans`
    package: str  # of the NER model
    tokenizer: str | None  # its package, where the folder has one
    wanted: dict[str, str]  # the packages that `stanza.Pipeline` is to be asked for, by processor
    files: dict[str, tuple[str, ...]]  # processor -> packages, of all that is there for the language

    @property
    def own_tokens(self) -> bool:
        """Whether the model finds sentences and tokens by itself.

        An English one never does: ours are those that the rules see, and offsets need no mapping back.
        """
        return self.language != OURS and self.tokenizer is not None


def read_layout(folder: Path) -> Layout:
    """The layout of the model in `folder`: one language, one NER model.

    A folder in which Stanza keeps many languages has the one that there is a NER model for.

    :raises FileNotFoundError: there is no resources.json.
    :raises LayoutError: it cannot be read, or names no language that the folder has one NER model for.
    """
    resources = _resources(folder)
    languages = [name for name in resources if any((folder / name / "ner").glob("*.pt"))]
    if not languages:
        raise LayoutError(f"{folder} holds no NER model: no file */ner/*.pt of a language in resources.json")
    if len(languages) > 1:
        raise LayoutError(f"{folder} holds NER models for {', '.join(languages)}; it takes exactly one")
    (language,) = languages
    files = {
        kind.name: tuple(sorted(file.stem for file in kind.glob("*.pt")))
        for kind in sorted((folder / language).iterdir())
        if kind.is_dir()
    }
    files = {kind: packages for kind, packages in files.items() if packages}
    default = _default(resources[language])
    package = _chosen(folder, default, "ner", files["ner"])
    tokenizer = _chosen(folder, default, "tokenize", files["tokenize"]) if "tokenize" in files else None
    # Stanza lowers the case of names that it is given (`kazNERD`), but not that of its default.
    wanted = {
        processor: chosen if chosen is not None and chosen != default.get(processor) else "default"
        for processor, chosen in (("tokenize", tokenizer), ("ner", package))
    }
    return Layout(language=language, package=package, tokenizer=tokenizer, wanted=wanted, files=files)


def _resources(folder: Path) -> dict[str, dict[str, Any]]:
    """The languages of resources.json; neither its aliases nor its other keys."""
    file = folder / "resources.json"
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileNotFoundError(
            f"{folder} holds no resources.json, so it is not a Stanza model folder"
        ) from None
    except ValueError as error:
        raise LayoutError(f"{file} is no JSON: {error}") from None
    if not isinstance(read, dict):
        raise LayoutError(f"{file} is no object")
    return {name: of for name, of in read.items() if isinstance(of, dict) and "alias" not in of}


def _default(language: dict[str, Any]) -> dict[str, Any]:
    """The default package of each processor of a language."""
    packages = language.get("packages")
    default = packages.get("default") if isinstance(packages, dict) else None
    return default if isinstance(default, dict) else {}


def _chosen(folder: Path, default: dict[str, Any], processor: str, packages: tuple[str, ...]) -> str:
    """The package of `processor`: the default one, else the only one.

    :raises LayoutError: it is neither.
    """
    if default.get(processor) in packages:
        return str(default[processor])
    if len(packages) > 1:
        named = ", ".join(packages)
        raise LayoutError(f"{folder} holds several models for {processor} ({named}), and none is the default")
    return packages[0]
