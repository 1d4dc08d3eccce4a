"""The count policies of a rule pack: CSV tables that say what vague number words mean."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import yaml

from annotators.boundedfile import LargerError, read_bounded
from annotators.packreader import PackReader
from annotators.problem import Position, Problem, did_you_mean
from annotators.vague import NO_POLICY, VAGUE_WORDS, VagueNumber, VagueTable, vague_words

POLICY_KEYS = ("file",)
MAX_POLICY_BYTES = 100_000  # there are a few dozen vague words
_COLUMNS = ("phrase", "min", "max", "value")
_WHOLE = re.compile(r"[0-9]{1,15}\Z")


def read_policies(
    reader: PackReader, node: Any, places: dict[tuple[str, str], Position]
) -> dict[str, VagueTable]:
    """The tables under the key `policies` of a pack, by name; where each stands goes to `places`."""
    policies: dict[str, VagueTable] = {}
    for name, (key_node, value) in reader.mapping(node, "policies", None).items():
        places["policies", name] = reader.at(key_node)
        if name == NO_POLICY:
            message = f"'{name}' is what a record says where there is no policy; call this one otherwise"
            reader.problem(reader.at(key_node), "name", message)
            continue
        if not reader.name(key_node, "policy", name):
            continue
        keys = reader.mapping(value, f"policy '{name}'", POLICY_KEYS)
        if "file" not in keys:
            if isinstance(value, yaml.MappingNode) and not value.value:
                reader.problem(reader.at(key_node), "missing-key", f"policy '{name}' needs the key 'file'")
            continue
        relative = reader.string(keys["file"][1], "file")
        if relative is not None:
            policies[name] = _read_table(reader, keys["file"][1], relative)
    return policies


def _read_table(reader: PackReader, node: Any, relative: str) -> VagueTable:
    path = reader.path.parent / relative
    try:
        data = read_bounded(path, MAX_POLICY_BYTES, regular=True)
        text = data.decode("utf-8-sig")
    except LargerError:
        message = f"{relative} is larger than {MAX_POLICY_BYTES} bytes, the most that a policy may have"
        reader.problem(reader.at(node), "limit", message)
        return {}
    except OSError as error:
        reader.problem(reader.at(node), "unreadable", f"{relative}: {error.strerror}")
        return {}
    except UnicodeDecodeError as error:
        reader.problem(reader.at(node), "encoding", f"{relative}: not UTF-8 at byte {error.start}")
        return {}
    except ValueError as error:  # a NUL in the path
        reader.problem(reader.at(node), "unreadable", f"{relative}: {error}")
        return {}
    reader.took(relative, data)
    rows = csv.reader(io.StringIO(text), strict=True)
    table: dict[tuple[str, ...], VagueNumber] = {}

    def problem(code: str, message: str, source: str) -> None:
        reader.problems.append(Problem(Position(str(path), max(1, rows.line_num), 1), code, message, source))

    try:
        header = next(rows, [])
        if sorted(header) != sorted(_COLUMNS):
            message = f"the columns of a policy are {', '.join(_COLUMNS)}"
            problem("csv", message, ",".join(header)[:200])
            return {}
        for row in rows:
            if not row:
                continue
            source = ",".join(row)[:200]
            if len(row) != len(header):
                problem("csv-width", f"{len(row)} fields where the header has {len(header)}", source)
                continue
            cells = {column: cell.strip() for column, cell in zip(header, row, strict=True)}
            key = vague_words(" ".join(cells["phrase"].lower().split()))
            numbers = [cells[column] for column in _COLUMNS[1:]]
            if key is None:
                near = did_you_mean(cells["phrase"].lower(), (*VAGUE_WORDS, "a few", "a couple", "a number"))
                problem("csv", f"'{cells['phrase']}' is no vague number word{near}", source)
            elif key in table:
                problem("csv", f"'{cells['phrase']}' stands twice", source)
            elif not any(numbers) or any(number and not _WHOLE.match(number) for number in numbers):
                problem("csv", "min, max and value are whole numbers, and one of them is given", source)
            else:
                least, most, value = (int(number) if number else None for number in numbers)
                given = [number for number in (least, value, most) if number is not None]
                if given != sorted(given):
                    problem("csv", "min, value and max must not fall", source)
                table[key] = VagueNumber(least, most, value)
    except csv.Error as error:
        problem("csv", f"not CSV: {error}", "")
    return table
