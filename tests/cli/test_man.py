"""The manual page."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable

import pytest
from typer.main import get_command

from annotators.cli.main import app
from annotators.cli.man import page
from annotators.cli.options import commands
from annotators.cli.roff import Page, escaped
from tests.cli.conftest import Ending

Run = Callable[..., Ending]
ROOT = get_command(app)
# Pages are laid out by whoever reads them; the style of the source is no fault.
CHECKS = {
    "mandoc": ["mandoc", "-Tlint", "-W", "error"],
    "groff": ["groff", "-ww", "-man", "-z", "-Tutf8"],
}


def rendered(source: str) -> str:
    """The page as a reader sees it, without marks and line breaks."""
    program = next((each for each in ("mandoc", "groff") if shutil.which(each)), None)
    if program is None:
        pytest.skip("neither mandoc nor groff here")
    command = ["mandoc", "-Tutf8"] if program == "mandoc" else ["groff", "-man", "-Tutf8", "-P-cbou"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True, timeout=60)
    plain = done.stdout
    while "\b" in plain:  # overstruck letters are bold
        at = plain.index("\b")
        plain = plain[: at - 1] + plain[at + 1 :]
    return " ".join(plain.split())


def test_the_page_has_every_command_with_its_options_examples_and_exit_codes() -> None:
    text = rendered(page(ROOT, []))
    for name, command in commands(ROOT):
        spoken = f"glossator {name.replace('.', ' ')} [OPTIONS]"
        assert spoken in text
        after = text.partition(spoken)[2]
        for param in command.params:
            if param.param_type_name == "option":
                assert all(each in after for each in param.opts)
        for line in command.epilog.replace("\b\n", "").splitlines():
            assert " ".join(line.split()) in after
    for heading in ("EXIT STATUS", "ENVIRONMENT", "FILES", "CONFIGURATION"):
        assert f" {heading} " in text


@pytest.mark.parametrize("program", CHECKS)
@pytest.mark.parametrize("names", [[], ["annotate"], ["rules"], ["rules", "why"]], ids="-".join)
def test_the_page_has_no_fault(names: list[str], program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")
    done = subprocess.run(
        CHECKS[program], input=page(ROOT, names), capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_page_of_one_command_is_of_it_alone(process: Run) -> None:
    ending = process("man", "rules", "why")
    text = rendered(ending.out)
    assert "glossator-rules-why" in text
    assert "glossator annotate [OPTIONS]" not in text
    ending = process("man", "rules", "wy")
    assert ending.code == 2
    assert "there is no command 'rules wy'" in ending.err


def test_every_character_is_shown_as_it_is() -> None:
    hard = [".PP is no request", "'nor this", r"\fB back \n", "a - b -- c ` ^ ~ \"quoted\" 'x'", "é … “—”"]
    made = Page("X", 1, "x", "x")
    made.section("NAME")
    made.paragraph("x - y", first=True)
    made.section("DESCRIPTION")
    made.example(hard, first=True)
    made.item(".term", "'text")
    text = rendered(made.text())
    assert all(" ".join(line.split()) in text for line in hard)
    assert ".term 'text" in text
    assert escaped("é…").isascii()
