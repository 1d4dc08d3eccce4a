"""What every worker must have to annotate as one machine would: packs and model by value, and the options."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotators.batch import tagger_on_demand
from annotators.cluster.reading import Reading
from annotators.document import LAYERS
from annotators.ner.model import MODELS, Model
from annotators.packcache import cached_rules
from annotators.pipeline import DEFAULT_POLICY, Annotator


class PackError(ValueError):
    """A pack that cannot be taken to another machine."""


Files = Mapping[str, bytes]  # by path, relative and with `/`


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model as a worker gets it: one that comes with the package by its name, another by value."""

    name: str
    files: Files | None
    engine: str
    device: str


@dataclass(frozen=True, slots=True)
class Setup:
    """Packs, model and options. It can be pickled; `annotator` makes the same of it on every machine."""

    packs: tuple[tuple[str, Files], ...]  # of the user: the pack's own path among its files, and these
    model: ModelFiles | None  # None: rules alone
    reading: Reading = field(default_factory=Reading)
    only: frozenset[str] = frozenset(LAYERS)
    count_policy: str = DEFAULT_POLICY
    explain: bool = False

    def annotator(self, folder: Path) -> Annotator:
        """The annotator, whose files are put into `folder`, to be there until the first article is annotated.

        :raises FileNotFoundError: a file of the model is gone.
        :raises annotators.problem.RuleFileError: the packs have problems.
        """
        paths = []
        for number, (pack, files) in enumerate(self.packs):
            below = folder / f"pack-{number}"
            _unpack(files, below)
            paths.append(below / pack)
        tagger = None
        if self.model is not None:
            home = MODELS / self.model.name
            if self.model.files is not None:
                home = folder / "model"
                _unpack(self.model.files, home)
            tagger = tagger_on_demand(Model(self.model.name, home), self.model.engine, self.model.device)
        return Annotator(cached_rules(paths), tagger, self.only, self.count_policy, explain=self.explain)


def pack_files(packs: Sequence[Path]) -> tuple[tuple[str, Files], ...]:
    """Each of `packs` with all files that it names.

    :raises PackError: one is named by a path from the root.
    :raises OSError: one cannot be read.
    """
    from annotators.rulefile import read_pack  # late, as `annotators.packcache` has it

    shipped = []
    for path in packs:
        names = [name for name, _ in read_pack(path).files if name]
        absolute = next((name for name in names if name.startswith("/")), None)
        if absolute is not None:
            raise PackError(f"{path}: {absolute}: workers elsewhere have no such file; name it from the pack")
        # A list may stand above its pack (`../lists/x.csv`): so many folders are put above the pack.
        depth = max((name.split("/").count("..") for name in names), default=0)
        above = "".join(f"above-{number}/" for number in range(depth))
        own = above + path.name
        files = {own: path.read_bytes()}
        for name in names:
            files[_joined(above, name)] = (path.parent / name).read_bytes()
        shipped.append((own, files))
    return tuple(shipped)


def model_files(model: Model, engine: str, device: str) -> ModelFiles:
    """`model` for workers.

    :raises OSError: it cannot be read.
    """
    if model.folder == MODELS / model.name:
        return ModelFiles(model.name, None, engine, device)
    files = {
        file.relative_to(model.folder).as_posix(): file.read_bytes()
        for file in sorted(model.folder.rglob("*"))
        if file.is_file()
    }
    return ModelFiles(model.name, files, engine, device)


def stamp_of(setup: Setup, facts: Mapping[str, object], kind: str, output: str) -> str:
    """What makes two runs write the same records of the same articles, as SHA-256.

    `facts` is what records say of the run: versions and digests of program, packs and model.
    """
    return digest_of(
        *(repr(sorted(facts.items(), key=str)), kind, output, repr(setup.reading)),
        *(repr(sorted(setup.only)), setup.count_policy, str(setup.explain)),
    )


def digest_of(*parts: str) -> str:
    """SHA-256 over `parts`, hexadecimal."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        whole.update(f"{len(data)}:".encode() + data)
    return whole.hexdigest()


def _joined(above: str, name: str) -> str:
    parts = above.rstrip("/").split("/") if above else []
    for part in name.split("/"):
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _unpack(files: Files, folder: Path) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
