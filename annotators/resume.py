"""What an earlier run has left and this one need not do again.

A record depends on its article, told by its SHA-256, and on versions, rules, model and options: the stamp.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from annotators.batch import read_source
from annotators.document import LAYERS, Document, Failure
from annotators.inputs import Admitted, EmptyFolder, Item, Skipped, Source
from annotators.pipeline import Annotator
from annotators.sinks import FileSink
from annotators.windows import Pause

# Failures that reading the article again cannot bring about.
_OF_THE_WORK = ("internal", "worker-died", "timeout")


def stamp_of(annotator: Annotator, format_: str, encoding: str, decisions: Sequence[str] = ()) -> str:
    """A digest of the versions, rules, model and options that decide what the record of an article is.

    `decisions` are the digests of the files of decisions.
    """
    parts = {
        "run": annotator.run,
        "packs": [pack.digest for pack in annotator.rules.packs],
        "layers": sorted(annotator.only),
        "explain": annotator.explain,
        "decisions": [*decisions],
        "format": format_,
        "encoding": encoding.lower().replace("_", "-"),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def digest_of(source: Source) -> str | None:
    """The SHA-256 that the record of `source` would give; None where that cannot be told without using up
    what can be read only once."""
    with suppress(OSError, ValueError):
        if source.text is not None:
            return hashlib.sha256(source.text.encode()).hexdigest()
        if source.path is not None and stat.S_ISREG(source.path.stat().st_mode):
            with source.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    return None


class ContinuedFile(FileSink):
    """A `FileSink` that keeps the records of an interrupted run, up to the first that would be another now.

    Records of failures stay too where the article still cannot be read or the work itself has failed.
    """

    def __init__(
        self,
        path: Path,
        stamp: str,
        render: Callable[[Document | Failure], str],
        *,
        encoding: str,
        max_bytes: int,
    ) -> None:
        """`render` makes YAML documents or JSON lines."""
        super().__init__(path, stamp=stamp)
        self._render, self._encoding, self._max_bytes = render, encoding, max_bytes
        self._kept = 0  # bytes of the records that stay
        self._settled = False  # whether it is known which do

    def __enter__(self) -> ContinuedFile:
        """
        :raises OutputError: as `FileSink`.
        """
        self._open(kept=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and not self._settled:  # nothing has been written
            assert self._file is not None
            self._file.close()
        else:
            super().__exit__(kind, error, trace)

    def admitted(self, items: Iterable[Item]) -> Iterator[Admitted]:
        """The inputs, as `Skipped` those whose records stand in the file already."""
        with self.part.open("rb") as file:
            kept = _whole_records(file)
            for item in items:
                if not self._settled and not isinstance(item, (Pause, EmptyFolder)):
                    record = next(kept, b"")
                    skipped = self._skipped(item, record.decode(errors="replace")) if record else None
                    if skipped is not None:
                        self._kept += len(record)
                        self.records += 1
                        yield skipped
                        continue
                    self._settle()
                yield item
        self._settle()

    def _settle(self) -> None:
        """Drop what stands behind the records that stay."""
        if not self._settled:
            self._settled = True
            self._cut(self._kept)

    def _skipped(self, item: Source | Failure, record: str) -> Skipped | None:
        """`item` as passed over, if `record` is its own."""
        if isinstance(item, Failure):
            return Skipped(item.article, failed=True) if record == self._render(item) else None
        digest = digest_of(item)
        if digest is not None and record.startswith(self._head(item, digest)):
            found = any(f"\n{layer}:\n" in record or f'"{layer}":[{{' in record for layer in LAYERS)
            return Skipped(item.name, found=found)
        if item.path is None and item.text is None:
            return None
        if digest is not None and any(record.startswith(self._failed(item, code)) for code in _OF_THE_WORK):
            return Skipped(item.name, failed=True)
        if '"error":' not in record and "\nerror: " not in record:
            return None
        again = read_source(item, encoding=self._encoding, max_bytes=self._max_bytes)
        same = isinstance(again, Failure) and record == self._render(again)
        return Skipped(item.name, failed=True) if same else None

    def _head(self, item: Source, digest: str) -> str:
        """How the record of `item` begins."""
        nothing = Document(item.name, digest, None, None, None, None, origin=item.origin)
        text = self._render(nothing)
        return text[: text.rindex("run")]

    def _failed(self, item: Source, code: str) -> str:
        """How the record of `item` begins that has failed with `code`."""
        text = self._render(Failure(item.name, code, "", item.origin))
        return text[: text.rindex("message")]


def _whole_records(file: BinaryIO) -> Iterator[bytes]:
    """The records of a file of either format that are surely whole.

    Of the last YAML document nothing tells that: it is not among them.
    """
    document: list[bytes] = []
    for line in file:
        if not line.endswith(b"\n"):
            return
        if line.startswith(b"{"):
            yield line
            continue
        if line == b"---\n" and document:
            yield b"".join(document)
            document = []
        document.append(line)
