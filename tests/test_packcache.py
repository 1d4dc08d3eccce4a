"""Rule packs that are kept compiled: used while every byte is the same, and never otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from annotators import packcache, packkey, ruleset, shipped
from annotators.article import read
from annotators.packcache import cached_rules
from annotators.pipeline import Annotator
from annotators.problem import RuleFileError
from annotators.ruleset import RuleSet
from annotators.writer import to_yaml

PACK = """format: 1
pack: mine
version: 1.0.0
lists:
  watch: {file: watch.txt}
  town: {file: towns.csv, match: [name], fold: [case, al-]}
policies:
  guidelines: {file: few.csv}
rules:
- id: watch
  annotate: unit
  match: '{kind:watch} of {town}'
  set: {kind: $kind, country: $town.country}
"""
FILES = {
    "mine.yaml": PACK,
    "watch.txt": "night watch\n",
    "towns.csv": "name,country\nal-Tamsa,TD\n",
    "few.csv": "phrase,min,max,value\nseveral,3,,\n",
}
TEXT = "The night watch of Al Tamsa fired; the day watch of Tamsa did not."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where rule sets are kept; nothing is yet, and no pack is shipped."""
    monkeypatch.setattr(shipped, "SHIPPED", ())
    monkeypatch.setenv(packkey.VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack with two lists and a policy."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path / "mine.yaml"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    """The packs of every rule set that was made from its files."""
    calls: list[list[Path]] = []
    real = ruleset.load_rules

    def load_rules(extra: Iterable[Path] = ()) -> RuleSet:
        calls.append(list(extra))
        return real(calls[-1])

    monkeypatch.setattr(packcache, "load_rules", load_rules)
    return calls


def units(pack: Path, text: str = TEXT) -> list[str]:
    """What the rule of the pack finds."""
    document = Annotator(cached_rules([pack]), None, ["units"]).annotate(read(text.encode(), "a"))
    mentions = [mention for unit in document.units or () for mention in unit.mentions]
    return [mention.quote for mention in mentions if mention.by == "mine.watch"]


def test_packs_are_read_once(folder: Path, pack: Path, made: list[list[Path]]) -> None:
    assert units(pack) == units(pack) == ["night watch of Al Tamsa"]
    assert made == [[pack]]
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("watch.txt", "night", "dayly", []),
        ("watch.txt", "night watch", "day watch", ["day watch of Tamsa"]),
        ("towns.csv", "Tamsa", "Tansa", []),
        ("mine.yaml", "of {town}", "of {town} fired", ["night watch of Al Tamsa fired"]),
    ],
)
def test_another_byte_in_a_file_is_seen(
    folder: Path, pack: Path, made: list[list[Path]], name: str, before: str, after: str, expected: list[str]
) -> None:
    assert units(pack) == ["night watch of Al Tamsa"]
    file = pack.parent / name
    stat = file.stat()
    file.write_text(file.read_text().replace(before, after))
    assert units(pack) == expected
    file.write_text(FILES[name])
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert units(pack) == ["night watch of Al Tamsa"]


def test_a_line_that_goes_from_one_list_to_the_next_is_seen(folder: Path, pack: Path) -> None:
    plain = PACK.replace("towns.csv, match: [name], fold: [case, al-]", "towns.txt")
    pack.write_text(plain.replace(", country: $town.country", ""))
    (pack.parent / "watch.txt").write_text("night watch\n")
    (pack.parent / "towns.txt").write_text("day watch\nTamsa\n")
    assert units(pack, "the day watch of Tamsa") == []
    (pack.parent / "watch.txt").write_text("night watch\nday watch\n")
    (pack.parent / "towns.txt").write_text("Tamsa\n")
    assert units(pack, "the day watch of Tamsa") == ["day watch of Tamsa"]


@pytest.mark.parametrize("name", ["towns.csv", "few.csv"])
def test_a_file_that_is_gone_is_told_with_its_own_pack(
    folder: Path, pack: Path, tmp_path: Path, name: str
) -> None:
    units(pack)
    other = tmp_path / "elsewhere"
    other.mkdir()
    for each in FILES.keys() - {name}:
        (other / each).write_text(FILES[each])
    with pytest.raises(RuleFileError) as caught:
        cached_rules([other / "mine.yaml"])
    assert all(str(problem).startswith(f"{other}/mine.yaml:") for problem in caught.value.problems)


def test_the_same_packs_elsewhere_are_the_same(
    folder: Path, pack: Path, tmp_path: Path, made: list[list[Path]]
) -> None:
    units(pack)
    other = tmp_path / "elsewhere"
    other.mkdir()
    for name, text in FILES.items():
        (other / name).write_text(text)
    assert units(other / "mine.yaml") == ["night watch of Al Tamsa"]
    assert made == [[pack]]


def test_a_broken_pack_is_not_kept(folder: Path, pack: Path) -> None:
    pack.write_text(PACK.replace("{town}", "{twon}"))
    for _ in range(2):
        with pytest.raises(RuleFileError, match=r"mine\.yaml:\d+:\d+: error\[unknown-name\]"):
            cached_rules([pack])
    assert not folder.exists()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data[:-1], id="cut"),
        pytest.param(lambda data: data[:30], id="cut in the digest"),
        pytest.param(lambda data: data[:5000] + b"?" + data[5001:], id="a byte"),
        pytest.param(lambda data: b"glossator rules 1\n" + b"0" * 64 + b"\n{}\n", id="another digest"),
        pytest.param(lambda data: b"\x80\x04", id="something else"),
    ],
)
def test_a_damaged_file_is_made_anew(
    folder: Path, pack: Path, made: list[list[Path]], damage: Callable[[bytes], bytes]
) -> None:
    units(pack)
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert units(pack) == ["night watch of Al Tamsa"]
    assert len(made) == 2
    assert file.read_bytes() == whole


def test_another_version_reads_the_packs_anew(
    folder: Path, pack: Path, made: list[list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    units(pack)
    monkeypatch.setattr(packkey, "__version__", "9.9.9")
    units(pack)
    assert len(made) == 2


def test_a_folder_that_cannot_be_written_is_done_without(
    tmp_path: Path, folder: Path, pack: Path, made: list[list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(packkey.VARIABLE, str(tmp_path / "file" / "kept"))
    assert units(pack) == units(pack) == ["night watch of Al Tamsa"]
    assert len(made) == 2


@pytest.mark.parametrize("value", ["off", ""])
def test_it_can_be_switched_off(
    folder: Path, pack: Path, made: list[list[Path]], monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(packkey.VARIABLE, value)
    assert units(pack) == units(pack) == ["night watch of Al Tamsa"]
    assert len(made) == 2
    assert not folder.exists()


def test_without_a_word_of_it_the_folder_is_that_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(packkey.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert packkey.cache_folder() == tmp_path / "glossator"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # to be ignored, says the specification
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert packkey.cache_folder() == tmp_path / "home" / ".cache" / "glossator"


def test_what_is_no_file_is_read_as_it_comes(folder: Path, pack: Path, made: list[list[Path]]) -> None:
    assert packkey.is_file(pack)
    assert not packkey.is_file(Path("/dev/null"))
    assert not packkey.is_file(pack.parent)
    with pytest.raises(RuleFileError, match="the file holds no rule pack"):
        cached_rules([Path("/dev/null")])
    assert made == [[Path("/dev/null")]]


def test_the_newest_files_are_kept(folder: Path, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packkey, "MAX_FILES", 2)
    for version in range(4):
        pack.write_text(PACK.replace("1.0.0", f"1.0.{version}"))
        units(pack)
    assert len(list(folder.iterdir())) == 2
    monkeypatch.setattr(packkey, "MAX_BYTES", 1000)
    pack.write_text(PACK)
    assert units(pack) == ["night watch of Al Tamsa"]


def test_two_processes_at_once_leave_one_whole_file(
    tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    monkeypatch.setenv(packkey.VARIABLE, str(folder))
    pack.write_text(PACK.replace("guidelines", "others"))  # the shipped packs have one of that name
    article = pack.parent / "a.txt"
    article.write_text(TEXT)
    command = [sys.executable, "-m", "annotators.cli", "annotate", "--no-ner", "--rules", str(pack)]
    runs = [subprocess.Popen([*command, str(article)], stdout=subprocess.PIPE) for _ in range(2)]
    first, second = (run.communicate(timeout=120)[0] for run in runs)
    assert b"by: mine.watch" in first
    assert first == second
    (file,) = folder.iterdir()
    packs = [*shipped.shipped_packs(), pack]
    key = packkey.key_of(map(packkey.digest, packs))
    assert packcache._kept(file, key, packs) is not None


def test_the_compiled_packs_of_the_package_are_used(
    tmp_path: Path, made: list[list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    monkeypatch.setenv(packkey.VARIABLE, str(folder))
    monkeypatch.setattr(packcache, "SHIPPED_FILE", str(tmp_path / "shipped.compiled"))
    assert not packcache.is_shipped_current()
    packcache.write_shipped()
    assert packcache.is_shipped_current()
    made.clear()
    cached_rules()
    assert made == []
    assert not folder.exists()


SAMPLES = sorted((Path(__file__).parent.parent / "samples").glob("*.txt"))


@pytest.fixture(scope="module")
def plain() -> Annotator:
    return Annotator(ruleset.load_rules(), None, explain=True)


@pytest.fixture(scope="module")
def kept() -> Annotator:
    return Annotator(cached_rules(), None, explain=True)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_record_is_the_same_from_kept_packs(sample: Path, plain: Annotator, kept: Annotator) -> None:
    article = read(sample.read_bytes(), sample.name)
    expected = to_yaml(plain.annotate(article))
    # as the first article of a run, and as one of many
    assert to_yaml(Annotator(cached_rules(), None, explain=True).annotate(article)) == expected
    for _ in range(2):
        assert to_yaml(kept.annotate(article)) == expected
