"""A file of records as plain data: YAML documents or JSON lines, from nobody in particular.

Of YAML that is what `writer` writes and people edit: no alias, which with a few more would fill the memory,
and no tag. In both a key that stands twice in a mapping, of which readers take this or that one, is a fault,
and so is a record that is longer than any should be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any

import yaml

MAX_RECORD_BYTES = 256_000_000  # of one record: an article of 5 MB that is all names has one of 50 MB
MAX_NESTING = 50  # of mappings and lists in one another; a record needs six

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RecordError(ValueError):
    """Something that is no record. `str(error)` is `file:line: reason`."""


def documents(stream: IO[bytes], file: str) -> Iterator[tuple[int, object]]:
    """The line on which each record begins, from 1, and its data. White space alone holds none.

    :raises RecordError: not UTF-8, not YAML or JSON, or such of it as no record has.
    """
    first = b""
    while not first.strip():
        first = _line(stream, file, 1, 0)
        if not first:
            return
    if first.lstrip().startswith(b"{"):
        yield from _json_lines(stream, first, file)
    else:
        yield from _yaml(stream, first, file)


def _line(stream: IO[bytes], file: str, record: int, before: int) -> bytes:
    """The next line of the record that begins on line `record` and has `before` bytes so far."""
    line = stream.readline(MAX_RECORD_BYTES + 1 - before)
    if before + len(line) > MAX_RECORD_BYTES:
        raise RecordError(f"{file}:{record}: a record of more than {MAX_RECORD_BYTES} bytes")
    return line


# JSON may escape one half of a character, which no UTF-8 can hold; YAML's reader refuses that itself.
_surrogate = re.compile(rb"\\u[dD][89a-fA-F]").search


class _TwiceError(ValueError):
    """A key that stands twice in one mapping."""


def _mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        for key, _ in pairs:
            if key not in found:
                raise _TwiceError(key)
            del found[key]
    return found


_from_json = json.JSONDecoder(object_pairs_hook=_mapping).decode


def _json_lines(stream: IO[bytes], first: bytes, file: str) -> Iterator[tuple[int, object]]:
    line, number = first, 1
    while line:
        if line.strip():
            try:
                data = _from_json(line.decode("utf-8"))
                if _surrogate(line):
                    json.dumps(data, ensure_ascii=False).encode()
                yield number, data
            except UnicodeEncodeError:
                raise RecordError(f"{file}:{number}: half of a character (a lone surrogate)") from None
            except UnicodeDecodeError as error:
                raise RecordError(f"{file}:{number}: not UTF-8 at byte {error.start} of the line") from None
            except _TwiceError as error:
                raise RecordError(f"{file}:{number}: the key '{error}' stands twice") from None
            except ValueError as error:
                raise RecordError(f"{file}:{number}: not JSON: {error}") from None
            except RecursionError:
                raise RecordError(f"{file}:{number}: nested too deeply") from None
        line, number = _line(stream, file, number + 1, 0), number + 1


def _yaml(stream: IO[bytes], first: bytes, file: str) -> Iterator[tuple[int, object]]:
    """A document at a time, cut at the lines `---`, so that a file of any size can be read."""
    lines, start, number, size = [first], 1, 1, len(first)
    while True:
        line, number = _line(stream, file, start, size), number + 1
        if line and not (line.startswith(b"---") and not line[3:].strip()):
            lines.append(line)
            size += len(line)
            continue
        text = b"".join(lines)
        if text.strip() not in (b"", b"---"):
            yield start, _load(text, file, start)
        if not line:
            return
        lines, start, size = [line], number, len(line)


class _Loader(_LOADER):  # type: ignore[misc]  # which of PyYAML's it is, the machine says
    """PyYAML's safe loader, but for keys that stand twice, of which it takes the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[object, object]:
        keys: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._refuse("a key that is no text", key)
            if key.value in keys:
                self._refuse(f"the key '{key.value}' stands twice", key)
            keys.add(key.value)
        found: dict[object, object] = super().construct_mapping(node, deep)
        return found

    def _refuse(self, problem: str, node: Any) -> None:
        raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


def _load(text: bytes, file: str, start: int) -> object:
    try:
        whole = text.decode("utf-8-sig")
        loader = _Loader(whole)
    except UnicodeDecodeError as error:
        raise RecordError(f"{file}:{start}: not UTF-8 at byte {error.start} of the record") from None
    try:
        # Events first: what is refused is refused before anything is made of it.
        for fault, at in _faults(yaml.parse(whole, Loader=_LOADER)):
            raise RecordError(f"{file}:{start + at}: {fault}")
        found: object = loader.get_single_data()
        return found
    except yaml.MarkedYAMLError as error:
        line = start + error.problem_mark.line if error.problem_mark else start
        raise RecordError(f"{file}:{line}: not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise RecordError(f"{file}:{start}: not YAML: {error}") from None
    except RecordError:
        raise
    except (ValueError, ArithmeticError) as error:  # 2020-99-99 looks like a date, 5,000 digits like a number
        raise RecordError(f"{file}:{start}: a value that YAML cannot read: {error}") from None
    finally:
        loader.dispose()


def _faults(events: Any) -> Iterator[tuple[str, int]]:
    """What no record has, and its line, from 0."""
    depth = 0
    for event in events:
        line = event.start_mark.line
        if isinstance(event, yaml.AliasEvent):
            yield f"an alias (*{event.anchor}): records hold none", line
        elif getattr(event, "tag", None) is not None:
            yield f"a tag ({event.tag}): records hold none", line
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_NESTING:
                yield "nested too deeply", line
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
