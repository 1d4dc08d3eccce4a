"""Packs together: what each may refer to, in which order their rules run, compiled for matching."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotators import shipped
from annotators.compiledrule import CompiledRule
from annotators.cueset import CueSet
from annotators.gazetteer import Gazetteer
from annotators.lexicon import Lexicon
from annotators.overlaps import Policy
from annotators.problem import Position, Problem
from annotators.rule import Pack
from annotators.vague import VagueTable
from annotators.vocabulary import Vocabulary
from annotators.wordlist import WordList

if TYPE_CHECKING:
    from annotators.compiler import Compiler
    from annotators.scope import Scope

# Names of lists that are looked up by what they are for, in whichever pack they stand.
ROLES = ("honorific", "rank", "name-title", "nation", "crossing-name")


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Checked packs, and their rules in the order in which they run."""

    packs: tuple[Pack, ...]
    stages: tuple[tuple[str, tuple[CompiledRule, ...]], ...]  # (layer, rules); a layer may have two stages
    gazetteers: Mapping[str, tuple[int, Gazetteer]]  # list name -> placeholder byte, trie
    vocabulary: Vocabulary
    lexicon: Lexicon
    policy: Policy
    count_policies: Mapping[str, VagueTable]  # what vague number words mean, by the policy's name
    cues: CueSet
    _warnings: Callable[[], tuple[Problem, ...]] = tuple

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is no error but has no effect, or not the one it seems to have. Looked for when asked for."""
        return self._warnings()

    def reads_names(self, layers: Collection[str]) -> bool:
        """Whether the matches of `layers` depend on what a tagger finds. Of units see `reads_units`."""
        if self.cues.masks & {"person", "place", "organization"}:
            return True
        return "person" in layers or any(
            {*compiled.masks, *compiled.unless_masks} & {"person", "place", "organization"}
            for layer, compiled_rules in self.stages
            for compiled in compiled_rules
            if layer not in ("person", "place", "role")
        )

    def reads_units(self, layers: Collection[str]) -> bool:
        """Whether the matches of `layers` depend on the units that a tagger finds, where it finds such."""
        return "unit" in layers or any(
            "unit" in (*compiled.masks, *compiled.unless_masks)
            for layer, compiled_rules in self.stages
            for compiled in compiled_rules
            if layer != "unit"
        )

    def find_list(self, name: str) -> WordList | None:
        """The list of that name, of whichever pack declares it."""
        return next((pack.lists[name] for pack in self.packs if name in pack.lists), None)

    def compiler(self) -> Compiler:
        """A compiler whose long lists are the bytes that the views of these rules show."""
        from annotators.compiler import Compiler

        compiler = Compiler(self.vocabulary)
        compiler.gazetteers = dict(self.gazetteers)
        return compiler

    def scope(self, rule: str) -> Scope:
        """What the patterns of the rule with the id `rule` may name."""
        from annotators.scope import Library, scope_of

        library = Library(self.packs)
        return scope_of(library, library.by_name[rule.partition(".")[0]])


def load_rules(extra: Iterable[Path] = (), *, thorough: bool = False) -> RuleSet:
    """The shipped packs, with the packs at `extra` added, or in the place of the shipped one of that name.

    The patterns of the shipped packs are compiled when an article needs them; all at once where the check is
    to be `thorough`.

    :raises RuleFileError: with every problem of every pack.
    """
    extra = list(extra)
    packs = read_packs(shipped.shipped_packs(), extra)
    # A shipped list is not unused because the shipped pack that used it was replaced.
    replaced = any(pack.name in shipped.SHIPPED and Path(pack.path) in extra for pack in packs)
    judged = [pack.name for pack in packs if not replaced or Path(pack.path) in extra]
    trusted = [pack.name for pack in packs if shipped.is_shipped(pack.path)]
    return link(packs, judged, () if thorough else trusted)


def read_packs(shipped: Iterable[Path], extra: Iterable[Path] = ()) -> list[Pack]:
    """Read packs as far as they can be read. One of `extra` takes the place of the one of its name among
    `shipped`; two of `extra` that have one name are a problem of the later."""
    from annotators.rulefile import read_pack  # late: stored rules need no YAML

    packs: list[Pack] = [read_pack(path) for path in shipped]
    given: dict[str, str] = {}  # pack name -> path
    files: set[Path] = set()
    for path in extra:
        if path.resolve() in files:
            at = Position(str(path), 1, 1)
            repeated = Problem(at, "duplicate-pack", "the file is given twice; give it once")
            packs = [
                replace(p, problems=(*p.problems, repeated))
                if Path(p.path).resolve() == path.resolve()
                else p
                for p in packs
            ]
            continue
        files.add(path.resolve())
        pack = read_pack(path)
        if pack.name in given:
            message = f"pack '{pack.name}' is declared by {given[pack.name]} too; rename one or leave one out"
            at = pack.places.get(("pack", pack.name), Position(pack.path, 1, 1))
            found = pack.problem(at, "duplicate-pack", message)
            packs.append(replace(pack, problems=(*pack.problems, found)))
            continue
        if pack.name:
            given[pack.name] = pack.path
        names = [p.name for p in packs]
        if pack.name and pack.name in names:
            packs[names.index(pack.name)] = pack
        else:
            packs.append(pack)
    return packs


def link(
    packs: Sequence[Pack], judged: Collection[str] | None = None, trusted: Collection[str] = ()
) -> RuleSet:
    """Check every reference across `packs`, compile the rules, put them in order.

    `judged` names the packs whose unused lists and macros are worth a warning; all where it is None. The
    patterns of those in `trusted` are compiled when an article needs them.

    :raises RuleFileError: with every problem of every pack.
    """
    from annotators.linker import Linker

    linked = Linker(packs, [pack.name for pack in packs] if judged is None else judged, trusted).run()
    return RuleSet(
        tuple(packs),
        linked.stages,
        linked.gazetteers,
        linked.vocabulary,
        linked.lexicon,
        linked.policy,
        {name: table for pack in packs for name, table in pack.policies.items()},
        linked.cues,
        linked.warnings,
    )
