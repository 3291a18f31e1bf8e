"""Runs of the suite itself on samples of the twin: `findings` judges them, readers take numbers from what it finds."""

import math
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.diagnostics.analysis.measuring import found_by
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import Rules
from gradcheck.domain.base import Value
from gradcheck.simulation.calibration.given import given, rules
from gradcheck.simulation.calibration.pairwise_judge import PairwiseJudge
from gradcheck.simulation.calibration.scenario import Columns, Portion
from gradcheck.simulation.calibration.twin_samples import samples_of
from gradcheck.simulation.twin.simulate import simulate
from gradcheck.simulation.twin.sizes import Scores, TwinDesign
from gradcheck.simulation.worlds.world import World


class Judged(Value, frozen=True, kw_only=True, eq=False):
    """A run: what was drawn, under which rules, and what the suite found."""

    world: World
    design: TwinDesign
    scores: Scores
    run: int
    samples: Samples
    rules: Rules
    findings: Mapping[str, Finding]

    def effect(self, test: str, name: str) -> Effect | None:
        """A claim of a test, or an effect beside it, by its name."""
        finding = self.findings[test]
        return next((effect for effect in (*finding.claims, *finding.others) if effect.name == name), None)


Reader = Callable[[Judged], float]


class Suite(Value, frozen=True, kw_only=True):
    """Tests on a design in a world; calling it draws a part. `changes` are those of the rules.

    Arms may be judged under other names than those they were drawn under: `known_as` has them. Where there is a `judge`
    scores are win shares against the given prompt's first answers.
    """

    world: World
    design: TwinDesign
    tests: tuple[str, ...]
    readers: Mapping[str, Reader]
    changes: Mapping[str, object] = {}
    known_as: Mapping[str, str] = {}
    judge: PairwiseJudge | None = None

    def __call__(self, part: Portion) -> Columns:
        """The columns of a part."""
        scores = simulate(self.world, self.design, part.runs, part.seed)
        columns: Columns = {name: [] for name in self.readers}
        for run in range(part.runs):
            judged = self._judged(scores, run, part)
            for name, reader in self.readers.items():
                columns[name].append(reader(judged))
        return columns

    def _judged(self, scores: Scores, run: int, part: Portion) -> Judged:
        under = rules(*self.tests, **{"seed": part.seed + run, **self.changes})
        drawn = samples_of(self.design, scores, run)
        drawn = drawn if self.judge is None else self.judge.win_shares(drawn, part.seed + run)
        samples = replace(drawn, scores={self.known_as.get(arm, arm): rows for arm, rows in drawn.scores.items()})
        return Judged(
            world=self.world,
            design=self.design,
            scores=scores,
            run=run,
            samples=samples,
            rules=under,
            findings=found_by([DIAGNOSTICS[name] for name in self.tests], given(samples, under), {}),
        )


def number(value: float | None) -> float:
    """A value of a column; nothing is not a number."""
    return math.nan if value is None else float(value)
