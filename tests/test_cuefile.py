from __future__ import annotations

from pathlib import Path

import pytest

from annotators.rule import CATEGORIES, TARGETS
from annotators.rulefile import load_pack
from annotators.shipped import rules_directory
from tests.packs import HEAD, cases, errors, load

# Each case: what stands behind the three keys of `HEAD`, so from line 4 on; then the whole message.
FAULTS = r"""
== an unknown key of a cue
cues:
- {id: a, category: denied, mtach: denied, match: denied}
--
p.yaml:5:29: error[unknown-key] unknown key 'mtach' in a cue; did you mean 'match'?
    - {id: a, category: denied, mtach: denied, match: denied}
                                ^
== an unknown category
cues:
- {id: a, category: denial, match: denied}
--
p.yaml:5:21: error[unknown-value] unknown category 'denial'; did you mean 'denied'?
    - {id: a, category: denial, match: denied}
                        ^
== an unknown direction
cues:
- {id: a, category: denied, match: denied, direction: forwards}
--
p.yaml:5:55: error[unknown-value] unknown direction 'forwards'; did you mean 'forward'?
    - {id: a, category: denied, match: denied, direction: forwards}
                                                          ^
== an unknown layer
cues:
- {id: a, category: denied, match: denied, layers: [counts]}
--
p.yaml:5:53: error[unknown-value] unknown layer 'counts'; did you mean 'count'?
    - {id: a, category: denied, match: denied, layers: [counts]}
                                                        ^
== a reach that is no number
cues:
- {id: a, category: denied, match: denied, reach: far}
--
p.yaml:5:51: error[type] reach must be a number of words, 0 to 999
    - {id: a, category: denied, match: denied, reach: far}
                                                      ^
== a shield with a scope
cues:
- {id: a, category: shield, match: not denied, reach: 3}
--
p.yaml:5:48: error[unknown-key] a shield has no scope, so 'reach' says nothing of it
    - {id: a, category: shield, match: not denied, reach: 3}
                                                   ^
== keys that are missing
cues:
- {description: empty}
--
p.yaml:5:3: error[missing-key] a cue needs the key 'id'
    - {description: empty}
      ^
p.yaml:5:3: error[missing-key] a cue needs the key 'category'
    - {description: empty}
      ^
p.yaml:5:3: error[missing-key] a cue needs the key 'match'
    - {description: empty}
      ^
== an id that is no name
cues:
- {id: Not True, category: denied, match: denied}
--
p.yaml:5:8: error[name] id 'Not True' must be lower-case letters, digits and hyphens, a letter first
    - {id: Not True, category: denied, match: denied}
           ^
== two cues of one id
cues:
- {id: a, category: denied, match: denied}
- {id: a, category: past, match: once}
--
p.yaml:6:8: error[duplicate-id] cue 'p.a' is defined twice
    - {id: a, category: past, match: once}
           ^
== a pattern that is none
cues:
- {id: a, category: denied, match: 'denied (that'}
--
p.yaml:5:44: error[pattern] cue 'a': '(' is never closed
    - {id: a, category: denied, match: 'denied (that'}
                                               ^
== a stop that is no pattern
cues:
- {id: a, category: denied, match: denied, stop: '(and'}
--
p.yaml:5:51: error[pattern] stop of cue 'a': '(' is never closed
    - {id: a, category: denied, match: denied, stop: '(and'}
                                                      ^
== an unknown name in a cue
cues:
- {id: a, category: denied, match: 'no {quantty} of'}
--
p.yaml:5:40: error[unknown-name] cue 'p.a' uses unknown name '{quantty}'; did you mean 'quantity'?
    - {id: a, category: denied, match: 'no {quantty} of'}
                                           ^
== no pattern
cues:
- {id: a, category: denied, match: []}
--
p.yaml:5:36: error[type] cue 'a' must hold a pattern
    - {id: a, category: denied, match: []}
                                       ^
== cues that are no list
cues: {id: a, category: denied, match: denied}
--
p.yaml:4:7: error[type] cues must be a list
    cues: {id: a, category: denied, match: denied}
          ^
== terminators without a pattern
terminators: []
--
p.yaml:4:14: error[type] terminators must hold a pattern
    terminators: []
                 ^
== a miss with a mark
cues:
- {id: a, category: denied, match: denied, tests: {miss: ['denied [[3 men]]']}}
--
p.yaml:5:59: error[test] a miss holds no [[ ]] mark
    - {id: a, category: denied, match: denied, tests: {miss: ['denied [[3 men]]']}}
                                                              ^
"""


@pytest.mark.parametrize(("body", "message"), cases(FAULTS))
def test_a_faulty_cue_is_told_where_and_what(tmp_path: Path, body: str, message: str) -> None:
    assert errors(tmp_path, {"p.yaml": HEAD + body}) == message


def test_a_cue_goes_forward_to_the_sentence_end_and_touches_both_layers(tmp_path: Path) -> None:
    body = "cues:\n- {id: a, category: denied, match: [denied, 'no proof'], description: A denial.}\n"
    ((cue,),) = [pack.cues for pack in load(tmp_path, {"p.yaml": HEAD + body}).packs]
    assert (cue.rule.id, cue.category, cue.rule.description) == ("p.a", "denied", "A denial.")
    assert (cue.direction, cue.reach, cue.layers, cue.stop) == ("forward", None, TARGETS, None)
    assert len(cue.rule.patterns) == 2


def test_a_pack_without_cues_has_none(tmp_path: Path) -> None:
    rules = load(tmp_path, {"p.yaml": HEAD})
    assert (rules.packs[0].cues, rules.cues.groups, rules.cues.terminators) == ((), (), ())


def test_the_shipped_pack_has_at_least_sixty_cues_of_every_category() -> None:
    cues = load_pack(rules_directory() / "assertions.yaml").cues
    assert len(cues) >= 60
    assert {cue.category for cue in cues} == {*CATEGORIES, "shield"}


def test_names_in_cues_are_what_asks_for_the_tagger(tmp_path: Path) -> None:
    for match, reads in (("denied by {person}", True), ("denied by {count}", False)):
        body = f"cues:\n- {{id: a, category: denied, match: '{match}'}}\n"
        assert load(tmp_path, {"p.yaml": HEAD + body}).reads_names({"count"}) is reads
