"""The outcomes of rule tests as JUnit XML, as Jenkins, GitLab and GitHub actions read it.

There is no one schema. This writes what their readers have in common: `testsuites` of `testsuite`s of
`testcase`s with `name`, `classname`, `file` and `line`, and in each at most one `failure` or `skipped`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from xml.etree import ElementTree

from annotators.outcometext import failure, mark, place
from annotators.problem import Position
from annotators.ruletest import Outcome, Untested

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0


def to_junit(
    packs: Sequence[str],
    outcomes: Iterable[Outcome],
    lacking: Iterable[Untested],
    errors: Collection[Untested],
) -> bytes:
    """A suite a pack of `packs`, a case a test. A todo is skipped.

    What is `lacking` is a case too: one that fails where it is among `errors`, and is skipped elsewhere.
    """
    root = ElementTree.Element("testsuites", name="glossator rules test")
    suites = {pack: ElementTree.SubElement(root, "testsuite", name=_safe(pack)) for pack in packs}
    for outcome in outcomes:
        test = outcome.test
        case = _case(suites, outcome.rule, f"{test.kind} {mark(test.text, test.spans)}", test.at)
        if test.kind == "todo":
            message = "passes now; make it a hit" if outcome.passed else "to do"
            ElementTree.SubElement(case, "skipped", message=message)
        elif not outcome.passed:
            _fail(case, place(outcome), f"{test.kind} of {outcome.rule} failed", failure(outcome))
    for each in lacking:
        case = _case(suites, each.rule, f"has a {each.missing}", each.at)
        message = f"{each.rule} has no {each.missing}"
        if each in errors:
            _fail(case, place(each), message, ())
        else:
            ElementTree.SubElement(case, "skipped", message=_safe(message))
    for element in (root, *suites.values()):
        for attribute, path in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
            element.set(attribute, str(len(element.findall(f".//{path}"))))
        element.set("errors", "0")  # a pack that cannot be loaded has no tests
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _case(suites: dict[str, ElementTree.Element], rule: str, name: str, at: Position) -> ElementTree.Element:
    suite = suites[rule.partition(".")[0]]
    return ElementTree.SubElement(
        suite, "testcase", name=_safe(name), classname=_safe(rule), file=_safe(at.path), line=str(at.line)
    )


def _fail(case: ElementTree.Element, at: str, message: str, lines: Sequence[str]) -> None:
    element = ElementTree.SubElement(case, "failure", message=_safe(message), type="failure")
    element.text = _safe("\n    ".join([f"{at}: {message}", *lines]))


def _safe(text: str) -> str:
    """`text` with what no XML document can hold as escapes."""
    return _NOT_XML.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)
