"""Names of rules that are read without loading packs."""

from __future__ import annotations

from pathlib import Path

from annotators.ruleids import policy_names, rule_ids
from annotators.ruleset import load_rules
from annotators.shipped import shipped_packs


def test_the_shipped_packs_have_the_ids_that_loading_them_gives() -> None:
    shipped = load_rules()
    loaded = {compiled.rule.id for _, stage in shipped.stages for compiled in stage}
    assert set(rule_ids(shipped_packs())) == loaded
    assert set(policy_names(shipped_packs())) == set(shipped.count_policies)


def test_packs_half_written_or_in_another_style_give_what_they_have(tmp_path: Path) -> None:
    texts = {
        "a.yaml": "pack: a\nlists:\n  - id: no\nrules:\n  - id: one\n- {id: two, match: x\n",
        "b.yaml": "rules:\n- id: nameless\n",
        "c.yaml": "pack: c\npolicies: {x: {file: y}}\nrules: [",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "d.yaml").write_bytes(b"\xff\xfe\x00")
    files = [*sorted(tmp_path.glob("*.yaml")), tmp_path, tmp_path / "none.yaml"]
    assert rule_ids(files) == ["a.one", "a.two"]
    assert policy_names(files) == []
