"""A surrogate of how combinations of choices score, which says what to try next.

It is the multivariate tree-structured Parzen estimator (Bergstra et al. 2011; Falkner et al. 2018, BOHB, section 3.2)
as optuna has it. All is in memory and drawn from one seed: the same scores in the same order give the same
combinations.
"""

from collections.abc import Sequence

import numpy as np

Choice = tuple[int, ...]
"""An option of every variable, by its number."""


class Surrogate:
    """Ask for combinations, tell their scores; higher is better."""

    def __init__(self, options: Sequence[int], rng: np.random.Generator) -> None:
        """`options` is how many options each variable has."""
        import optuna

        # It tells of every study and trial on a handler of its own; what is left, its warnings, goes where ours go.
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        optuna.logging.disable_default_handler()
        optuna.logging.enable_propagation()
        self._variables: dict[str, optuna.distributions.BaseDistribution] = {
            str(place): optuna.distributions.CategoricalDistribution(range(count))
            for place, count in enumerate(options)
        }
        sampler = optuna.samplers.TPESampler(seed=int(rng.integers(2**31)), multivariate=True, constant_liar=True)
        self._study = optuna.create_study(direction="maximize", sampler=sampler)
        self._asked: list[optuna.Trial] = []

    def ask(self, count: int) -> list[Choice]:
        """So many combinations to try at once; each after the first supposes that those before it will score badly.

        This is the constant liar (Ginsbourger et al. 2010). Combinations may come again.
        """
        self._asked = [self._study.ask(self._variables) for _ in range(count)]
        return [tuple(int(trial.params[name]) for name in self._variables) for trial in self._asked]

    def tell(self, scores: Sequence[float | None]) -> None:
        """The scores of what was asked for last, in that order; None where there is none."""
        from optuna.trial import TrialState

        for trial, score in zip(self._asked, scores, strict=True):
            state = TrialState.FAIL if score is None else TrialState.COMPLETE
            self._study.tell(trial, score, state)

    def note(self, choice: Choice, score: float) -> None:
        """The score of a combination that was not asked for."""
        from optuna.trial import create_trial

        params = dict(zip(self._variables, choice, strict=True))
        self._study.add_trial(create_trial(params=params, distributions=self._variables, value=score))
