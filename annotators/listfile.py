"""The lists of a rule pack: inline words, text files, CSV files whose columns become attributes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotators.folding import fold_name
from annotators.packreader import PackReader
from annotators.problem import Position, Problem, did_you_mean
from annotators.wordlist import FOLDS, Entry, WordList

LIST_KEYS = ("words", "file", "match", "fold", "plural")


def read_lists(
    reader: PackReader, node: Any, pack: str, places: dict[tuple[str, str], Position]
) -> dict[str, WordList]:
    """The lists under the key `lists` of a pack, by name; where each stands goes to `places`."""
    lists: dict[str, WordList] = {}
    for name, (key_node, value) in reader.mapping(node, "lists", None).items():
        places["lists", name] = reader.at(key_node)
        before = len(reader.problems)
        keys = reader.mapping(value, f"list '{name}'", LIST_KEYS)
        if len(reader.problems) > before and not keys:
            continue
        folds = {"case", "diacritics"}
        if "fold" in keys:
            folds = set()
            for fold, fold_node in reader.strings(keys["fold"][1], "fold"):
                if fold in FOLDS:
                    folds.add(fold)
                else:
                    message = f"unknown fold '{fold}'{did_you_mean(fold, FOLDS)}"
                    reader.problem(reader.at(fold_node), "unknown-value", message)
        plural = False
        if "plural" in keys:
            plural = reader.choice(keys["plural"][1], "plural", ("true", "false")) == "true"
        if ("words" in keys) == ("file" in keys):
            message = f"list '{name}' needs either 'words' or 'file'"
            reader.problem(reader.at(key_node), "list", message)
            continue
        files: list[str] = []
        if "words" in keys:
            entries = []
            for word, word_node in reader.strings(keys["words"][1], "words"):
                if fold_name(word):
                    entries.append(Entry((word,), {"name": word}))
                else:
                    reader.problem(reader.at(word_node), "list", f"a word of list '{name}' is empty")
        else:
            columns = (
                [c for c, _ in reader.strings(keys["match"][1], "match")] if "match" in keys else ["name"]
            )
            entries = []
            for relative, file_node in reader.strings(keys["file"][1], "file"):
                entries += _read_list_file(reader, file_node, relative, columns)
                files.append(str(reader.path.parent / relative))
        if not any(entry.names for entry in entries):
            if len(reader.problems) == before:
                reader.problem(reader.at(key_node), "list", f"list '{name}' has no entry")
            continue
        lists[name] = WordList(f"{pack}.{name}", tuple(entries), frozenset(folds), plural, tuple(files))
    return lists


def _read_list_file(reader: PackReader, node: Any, relative: str, columns: Sequence[str]) -> list[Entry]:
    path = reader.path.parent / relative
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        reader.problem(reader.at(node), "unreadable", f"{relative}: {error.strerror}")
        return []
    except UnicodeDecodeError as error:
        reader.problem(reader.at(node), "encoding", f"{relative}: not UTF-8 at byte {error.start}")
        return []
    reader.hash.update(data)
    if path.suffix == ".csv":
        return _read_csv(reader, node, path, text, columns)
    lines = (line.strip() for line in text.splitlines())
    return [Entry((line,), {"name": line}) for line in lines if fold_name(line) and not line.startswith("#")]


def _read_csv(reader: PackReader, node: Any, path: Path, text: str, columns: Sequence[str]) -> list[Entry]:
    rows = csv.reader(io.StringIO(text), strict=True)
    entries: list[Entry] = []
    try:
        header = next(rows, [])
        twice = next((column for column in header if header.count(column) > 1), None)
        if twice is not None:
            at = Position(str(path), 1, 1)
            message = f"two columns are called '{twice}'"
            reader.problems.append(Problem(at, "csv", message, ",".join(header)[:200]))
            return []
        for column in columns:
            if column not in header:
                message = f"{path.name} has no column '{column}'{did_you_mean(column, header)}"
                reader.problem(reader.at(node), "unknown-column", message)
                return []
        for row in rows:
            if not row:
                continue
            if len(row) != len(header):
                at = Position(str(path), rows.line_num, 1)
                message = f"{len(row)} fields where the header has {len(header)}"
                reader.problems.append(Problem(at, "csv-width", message, ",".join(row)[:200]))
                continue
            cells = dict(zip(header, row, strict=True))
            names = [name.strip() for column in columns for name in cells[column].split(";")]
            entries.append(Entry(tuple(dict.fromkeys(n for n in names if fold_name(n))), cells))
    except csv.Error as error:
        at = Position(str(path), rows.line_num, 1)
        reader.problems.append(Problem(at, "csv", f"not CSV: {error}"))
    return entries
