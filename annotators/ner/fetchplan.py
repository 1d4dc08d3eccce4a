"""Which files a NER model of Stanza's takes: its list of models, read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotators.ner.layout import OURS
from annotators.problem import did_you_mean, nearest

_SAFE = re.compile(r"[A-Za-z0-9][\w.+-]*", re.ASCII)  # parts of a path, and of an address


class PlanError(ValueError):
    """A model that the host does not have, or a list of models that cannot be read."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a model: LANGUAGE/PROCESSOR/PACKAGE.pt."""

    processor: str
    package: str
    md5: str
    old_md5: str | None  # of an older file that does as well


@dataclass(frozen=True, slots=True)
class Plan:
    """What to download."""

    language: str
    package: str
    files: tuple[File, ...]
    defaults: tuple[tuple[str, str], ...]  # (processor, package) that a pipeline is to load

    @property
    def name(self) -> str:
        """What the model is called: `uk-languk`."""
        return f"{self.language}-{self.package}"


def plan(resources: Mapping[str, Any], language: str, package: str | None = None) -> Plan:
    """The files of the NER model `package` of `language`, or of its default one.

    With its vectors and character models come, for any language but English, a tokenizer and what it takes.
    `resources` is Stanza's resources.json.

    :raises PlanError: there is no such language or package, or no checksum; the message has the nearest name.
    """
    code = _code(resources, language)
    known = resources[code]
    ner = known.get("ner")
    if not isinstance(ner, dict) or not ner:
        raise PlanError(f"Stanza has no NER model for {_called(code, known)}{_with_ner(resources)}")
    default = known.get("packages", {}).get("default", {})
    if package is None:
        package = default.get("ner") or next(iter(ner))
    if package not in ner:
        hint = did_you_mean(package, list(ner))
        raise PlanError(f"Stanza has no NER model '{package}' for {_called(code, known)}{hint}")
    wanted = {"ner": package}
    if code != OURS and default.get("tokenize") in known.get("tokenize", {}):
        wanted = {"tokenize": default["tokenize"], **wanted}
    processors, files = _with_dependencies(resources, code, wanted)
    for part in (code, *(name for pair in files for name in pair)):
        if not _SAFE.fullmatch(part):
            raise PlanError(f"the list of models has a name that is none: {part!r}")
    return Plan(code, package, tuple(_file(known, *pair) for pair in files), tuple(processors))


def reduced(resources: Mapping[str, Any], wanted: Plan) -> dict[str, Any]:
    """A resources.json of that model alone, by which Stanza itself loads the folder."""
    known = resources[wanted.language]
    language: dict[str, Any] = {"lang_name": known.get("lang_name", wanted.language)}
    for file in wanted.files:
        language.setdefault(file.processor, {})[file.package] = known[file.processor][file.package]
    defaults = dict(wanted.defaults)
    return {wanted.language: language | {"default_processors": defaults, "packages": {"default": defaults}}}


def _code(resources: Mapping[str, Any], language: str) -> str:
    """Stanza's code of a language, by code or name."""
    name = language.strip().lower().replace(" ", "_")
    languages = {known: of for known, of in resources.items() if isinstance(of, dict)}
    seen: set[str] = set()
    while isinstance(languages.get(name), dict) and "alias" in languages[name] and name not in seen:
        seen.add(name)
        name = str(languages[name]["alias"])
    if name not in languages or name in seen:
        near = nearest(name, languages)
        hint = f"; did you mean '{near}'?" if near is not None else _with_ner(resources)
        raise PlanError(f"Stanza knows no language '{language}'{hint}")
    return name


def _with_ner(resources: Mapping[str, Any]) -> str:
    codes = [code for code, of in resources.items() if isinstance(of, dict) and of.get("ner")]
    return f"; it has them for {', '.join(codes)}"


def _called(code: str, known: Mapping[str, Any]) -> str:
    name = str(known.get("lang_name", "")).replace("_", " ")
    return f"{code} ({name})" if name else code


def _with_dependencies(
    resources: Mapping[str, Any], code: str, wanted: Mapping[str, str]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """By Stanza's own rules: the (processor, package) pairs to run, and those that there are files of."""
    from stanza.resources import common

    listed = common.maintain_processor_list(resources, code, None, dict(wanted), allow_pretrain=True)
    listed = common.add_dependencies(resources, code, listed)
    run = [(processor, spec.package) for processor, specs in listed for spec in specs]
    files = {(processor, package) for processor, package in common.flatten_processor_list(listed)}
    return run, [*run, *sorted(files - set(run))]


def _file(known: Mapping[str, Any], processor: str, package: str) -> File:
    entry = known.get(processor, {}).get(package)
    if not isinstance(entry, dict) or not isinstance(entry.get("md5"), str):
        raise PlanError(f"the list of models has no checksum of {processor}/{package}")
    return File(processor, package, entry["md5"], entry.get("alternate_md5"))
