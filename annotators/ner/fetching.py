"""Fetch a NER model of Stanza's: the one part of glossator that uses the network.

Stanza's own code decides which files a model takes, downloads them and checks their MD5 sums. A folder
appears when all of it is there, or not at all.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from annotators.ner.fetchplan import Plan, PlanError, plan, reduced
from annotators.ner.model import Model, user_models

# Whose exceptions tell of the network; those of the file system are Python's own.
_CLIENTS = frozenset({"requests", "urllib3", "huggingface_hub", "httpx", "httpx2", "httpcore", "httpcore2"})


class FetchError(Exception):
    """A model that could not be fetched; the message says why, and nothing is left behind."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A model folder that is complete."""

    model: Model
    new: bool  # False: what was there already is what the host has
    transformer: str | None  # needed beside the folder: a name on the Hugging Face hub, or a path


def fetch(
    language: str,
    package: str | None = None,
    *,
    output: Path | None = None,
    url: str | None = None,
    bars: bool = False,
    report: Callable[[str], None] = lambda file: None,
) -> Fetched:
    """Download the NER model `package` of `language`, with all that it needs but a transformer.

    `language` is a code or a name that Stanza knows (`uk`, `ukrainian`); without `package` it is the default
    one. The folder is `output`, which must be new, or LANGUAGE-PACKAGE in `user_models()`, where an older
    download is replaced. `url` is a mirror: it has resources_VERSION.json and LANGUAGE/PROCESSOR/PACKAGE.pt.
    With `bars`, Stanza draws its progress bars on standard error. `report` is told each file before it comes.

    :raises FetchError: there is no such model, the host cannot be reached or does not have it, a file is cut
        short or has another MD5 sum, or holds more than weights.
    :raises OSError: the folder cannot be written; of `output`, that it exists (`FileExistsError`).
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # read as huggingface_hub is imported
    from stanza.resources import common

    parent = output.resolve().parent if output is not None else user_models()
    # Beside the folder to be, so that it can be moved there; what failed leaves not even an empty folder.
    existing = next(folder for folder in (parent, *parent.parents) if folder.exists())
    with _quiet(bars), tempfile.TemporaryDirectory(prefix=".fetch-", dir=existing) as temporary:
        staging = Path(temporary)
        resources = _resources(staging, url or common.DEFAULT_RESOURCES_URL)
        try:
            wanted = plan(resources, language, package)
        except PlanError as error:
            raise FetchError(str(error)) from None
        except (AttributeError, KeyError, TypeError) as error:
            raise FetchError(
                f"the list of models is not as Stanza's: {type(error).__name__}: {error}"
            ) from None
        target = output if output is not None else parent / wanted.name
        model = Model(target.resolve().name, target)
        whole = staging / "model"
        if _holds(target, wanted):
            return Fetched(model, new=False, transformer=_transformer(target, wanted))
        if output is not None and output.exists() and not _is_empty_folder(output):
            raise FileExistsError(17, os.strerror(17), str(output))
        template = f"{url.rstrip('/')}/{{lang}}/{{filename}}" if url else _template(resources)
        _download(wanted, whole, template, report)
        text = json.dumps(reduced(resources, wanted), indent=2, ensure_ascii=False) + "\n"
        (whole / "resources.json").write_text(text, encoding="utf-8")
        transformer = _transformer(whole, wanted)
        parent.mkdir(parents=True, exist_ok=True)
        _move(whole, target, staging / "old")
    return Fetched(model, new=True, transformer=transformer)


def _resources(folder: Path, url: str) -> dict[str, Any]:
    """The list of what the host has."""
    from stanza.resources import common

    shown = f"{url}/resources_{common.DEFAULT_RESOURCES_VERSION}.json"
    with _told(shown):
        common.download_resources_json(str(folder), resources_url=url)
    try:
        read = json.loads((folder / "resources.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise FetchError(f"{shown} is no JSON: {error}") from None
    if not isinstance(read, dict):
        raise FetchError(f"{shown} is no list of models")
    return read


def _template(resources: dict[str, Any]) -> str:
    from stanza.resources import common

    template = resources.get("url") if common.DEFAULT_MODEL_URL == "default" else common.DEFAULT_MODEL_URL
    if not isinstance(template, str):
        raise FetchError("the list of models does not say where they are")
    return template


def _download(wanted: Plan, folder: Path, template: str, report: Callable[[str], None]) -> None:
    from stanza.resources import common

    for number, file in enumerate(wanted.files, 1):
        report(f"{file.processor}/{file.package} ({number} of {len(wanted.files)})")
        path = folder / wanted.language / file.processor / f"{file.package}.pt"
        try:
            url = template.format(
                resources_version=common.DEFAULT_RESOURCES_VERSION,
                lang=wanted.language,
                filename=f"{file.processor}/{file.package}.pt",
            )
        except (KeyError, IndexError, ValueError, AttributeError):
            raise FetchError(f"the list of models has an address that cannot be read: {template}") from None
        with _told(url):
            common.request_file(
                url,
                str(path),
                md5=file.md5,
                raise_for_status=True,
                log_info=False,
                alternate_md5=file.old_md5,
            )
        _check_weights(path, url)


def _check_weights(file: Path, url: str) -> None:
    """Pass a file of weights. Of anything else loading it could run code, and Stanza would refuse it too."""
    import torch

    try:
        torch.load(file, map_location="cpu", weights_only=True)
    except (RuntimeError, EOFError, ValueError, KeyError, pickle.UnpicklingError) as error:
        reason = " ".join(str(error).split())[:200]
        raise FetchError(f"{url} holds no weights, or more than weights: {reason}") from None


def _transformer(folder: Path, wanted: Plan) -> str | None:
    import torch

    file = folder / wanted.language / "ner" / f"{wanted.package}.pt"
    name = torch.load(file, map_location="cpu", weights_only=True)["config"].get("bert_model")
    return str(name) if name else None


def _holds(folder: Path, wanted: Plan) -> bool:
    """Whether `folder` has every file of the plan, unharmed."""
    from stanza.resources import common

    return (folder / "resources.json").is_file() and all(
        common.file_exists(str(folder / wanted.language / file.processor / f"{file.package}.pt"), file.md5)
        for file in wanted.files
    )


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _move(whole: Path, target: Path, old: Path) -> None:
    """Put the folder `whole` in the place of `target`; what was there goes to `old`."""
    mask = os.umask(0)
    os.umask(mask)
    whole.chmod(0o777 & ~mask)
    if target.exists():
        target.rename(old)
    try:
        whole.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


@contextmanager
def _quiet(bars: bool) -> Iterator[None]:
    """Stanza's log kept to itself: exceptions say what matters. It draws its bars at the level INFO alone."""
    log = logging.getLogger("stanza")
    level, disabled = log.level, log.disabled
    log.setLevel(logging.INFO if bars else logging.ERROR)
    log.disabled = True
    try:
        yield
    finally:
        log.setLevel(level)
        log.disabled = disabled


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Turn what Stanza's download raises into a line for a person; faults of the file system pass.

    :raises FetchError: the download failed.
    """
    try:
        yield
    except Exception as error:  # requests and huggingface_hub have no class in common
        told = _reason(url, list(_chain(error)))
        if told is None:
            raise
        raise FetchError(told) from None


def _reason(url: str, chain: list[BaseException]) -> str | None:
    """What a chain of exceptions says of the network; None: nothing."""
    text = str(chain[0])
    if isinstance(chain[0], ValueError) and text.startswith("md5 for "):
        found, _, expected = text.rpartition(" is ")[2].partition(", expected ")
        return f"{url}: wrong MD5 sum {found}, not {expected}: the file is damaged, or another one"
    if not any(type(error).__module__.partition(".")[0] in _CLIENTS for error in chain):
        return None
    names = {type(error).__name__ for error in chain}
    for error in chain:
        status = getattr(getattr(error, "response", None), "status_code", None)
        if status is not None:
            return f"{url}: the host answered {status}{_phrase(status)}"
    if "OfflineModeIsEnabled" in names:
        return f"{url}: HF_HUB_OFFLINE is set, which forbids it"
    if names & {"ChunkedEncodingError", "ContentDecodingError", "RemoteProtocolError"}:
        return f"{url}: the connection broke off before the end of the file"
    last = getattr(chain[-1], "strerror", None) or str(chain[-1])
    return f"cannot fetch {url}: {' '.join(str(last).split())[:200]}"


def _phrase(status: int) -> str:
    return f" {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """`error` and, outermost first, what it wraps; urllib3 and requests wrap by argument and by `reason`."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        wrapped = (*found.args, getattr(found, "reason", None), found.__cause__, found.__context__)
        found = next((e for e in wrapped if isinstance(e, BaseException) and id(e) not in seen), None)
