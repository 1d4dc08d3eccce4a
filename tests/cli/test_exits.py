"""What the help of a command says of its exit codes."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from annotators.cli.main import COMMANDS, app

ALONE = [name for name in COMMANDS if name not in ("export", "rules", "model")]  # no groups


@pytest.mark.parametrize("name", [*ALONE, "export csv", "rules diff", "rules why"])
def test_only_a_command_that_loads_packs_or_a_model_can_fail_by_them(name: str) -> None:
    result = CliRunner().invoke(app, [*name.split(), "--help"], prog_name="glossator")
    error = next(line for line in result.stdout.splitlines() if line.startswith("    2 "))
    takes_models = "--model" in result.stdout
    assert ("no such model" in error) == takes_models
    assert ("a broken rule pack" in error) == takes_models
    assert len(error) <= 80
