"""What a check found is said again without a check, as long as nothing has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotators import packkey, shipped
from annotators.checked import Checked, checked, keep_check, known_check
from annotators.ruleset import load_rules

PACK = """format: 1
pack: mine
version: 1.0.0
lists:
  watch: {file: watch.txt}
  unused: {words: [marsh]}
rules:
- {id: watch, annotate: unit, match: 'the {watch}'}
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where checks are kept; no pack is shipped."""
    monkeypatch.setattr(shipped, "SHIPPED", ())
    monkeypatch.setenv(packkey.VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "watch.txt").write_text("night watch\n")
    (tmp_path / "mine.yaml").write_text(PACK)
    return tmp_path / "mine.yaml"


def check(pack: Path) -> Checked:
    rules = load_rules([pack], thorough=True)
    found = checked(rules)
    keep_check(found, rules, [pack])
    return found


def test_what_a_check_found_is_known_afterwards(kept: Path, pack: Path) -> None:
    assert known_check([pack]) is None
    found = check(pack)
    assert (found.packs, found.rules, found.lists) == (1, 1, 2)
    assert len(found.warnings) == 1
    assert "unused" in found.warnings[0]
    assert known_check([pack]) == found


@pytest.mark.parametrize("name", ["mine.yaml", "watch.txt"])
def test_a_changed_byte_makes_it_unknown(kept: Path, pack: Path, name: str) -> None:
    check(pack)
    file = pack.parent / name
    file.write_text(file.read_text() + "# more\n")
    assert known_check([pack]) is None
    check(pack)
    assert known_check([pack]) is not None


def test_a_list_that_is_gone_makes_it_unknown(kept: Path, pack: Path) -> None:
    check(pack)
    (pack.parent / "watch.txt").unlink()
    assert known_check([pack]) is None


def test_the_same_bytes_at_another_path_are_checked_again(kept: Path, pack: Path) -> None:
    check(pack)
    other = pack.with_name("other.yaml")
    other.write_text(pack.read_text())
    assert known_check([other]) is None  # its warnings name another file


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"key": 1, "files": [], "found": {}}'])
def test_a_damaged_file_is_not_believed(kept: Path, pack: Path, text: str) -> None:
    check(pack)
    (file,) = kept.glob("*.checked")
    file.write_text(text)
    assert known_check([pack]) is None


def test_a_pack_that_changes_while_it_is_checked_is_not_known(kept: Path, pack: Path) -> None:
    rules = load_rules([pack], thorough=True)
    pack.write_text(PACK.replace("night", "day").replace("'the {watch}'", "'a {watch}'"))
    keep_check(checked(rules), rules, [pack])
    assert known_check([pack]) is None


def test_nothing_is_kept_where_the_cache_is_off_or_the_pack_comes_through_a_pipe(
    kept: Path, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = load_rules([pack], thorough=True)
    keep_check(checked(rules), rules, [Path("/dev/null")])
    monkeypatch.setenv(packkey.VARIABLE, "off")
    check(pack)
    assert known_check([pack]) is None
    assert not kept.exists()


def test_what_others_could_have_put_there_is_not_believed(kept: Path, pack: Path) -> None:
    check(pack)
    assert known_check([pack]) is not None
    kept.chmod(0o777)
    assert known_check([pack]) is None
