"""D7, paraphrase: whether the effect depends on what feedback means, not on its wording or layout.

Two paraphrases by a model, which a judge must call equivalent, and the same sentences as bullets and in another order,
against two draws of the real feedback. The claim is that the paraphrases' mean lies within delta of the real draws'.
Beside it stands the variance between texts that say the same, against that between edits of one text.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gradcheck.diagnostics.analysis.checks import affirmed, differs
from gradcheck.diagnostics.analysis.finding import DiagnosticTest, Finding, Measured, TestInput, is_primary, speaks
from gradcheck.diagnostics.effects.contrasts import Terms, compare, contrast, of_spread
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.effects.units import first_draws
from gradcheck.diagnostics.material import ArmDraw
from gradcheck.diagnostics.perturbations.feedback_sources import mute_judge
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import JudgeQuestion, Requirements

_REAL = ("real", "real_again")
_PARAPHRASES = ("paraphrase_1", "paraphrase_2")
_LAYOUTS = ("bullets", "reordered")
_EQUIVALENT = 0.95
_TRIVIAL = "invariance is trivial where content does not matter: ask for the test content with it"
BETWEEN_TEXTS = "sd between texts"
_ASKS = tuple(JudgeQuestion(question="equivalent", arm=arm) for arm in _PARAPHRASES)


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    real, other = (_mean(samples, arms) for arms in (_REAL, _PARAPHRASES))
    terms = Terms(claim="equivalence", early=is_primary("paraphrase", rules))
    equal = Terms(claim="equivalence")
    others = [
        compare(f"real - {arm}", samples.scores["real"], _changed(samples, arm), samples, ("real", arm), rules, equal)
        for arm in (*_PARAPHRASES, *_LAYOUTS)
        if arm in samples.scores
    ]
    return Measured(
        claims=(compare("real - paraphrases", real, other, samples, (*_REAL, *_PARAPHRASES), rules, terms),),
        others=(contrast(samples, *_REAL, rules, equal), *others, _between_texts(samples, rules)),
        checks=(
            *(check for arm in _PARAPHRASES for check in differs(samples, arm)),
            *affirmed(samples, "equivalent", _PARAPHRASES, _EQUIVALENT),
        ),
        flags=() if "content" in rules.tests else (_TRIVIAL,),
    )


def _mean(samples: Samples, arms: Sequence[str]) -> Matrix:
    """The mean of arms on the items that all of them have, shape (blocks, items)."""
    return np.asarray(np.mean([samples.scores[arm] for arm in arms], axis=0), dtype=np.float64)


def _changed(samples: Samples, arm: str) -> Matrix:
    """An arm's scores without the blocks whose text is the real one: what has no other layout cannot be compared."""
    both = zip(samples.drawn("real"), samples.drawn(arm), strict=True)
    same = np.array([_written(real) == _written(other) for real, other in both], dtype=np.bool_)
    scores = samples.scores[arm]
    return np.where(same[:, np.newaxis], np.nan, scores) if same.size else scores


def _between_texts(samples: Samples, rules: Rules) -> Effect:
    """How much edits of texts that say the same differ beyond edits of one text, within blocks.

    Within, not between, blocks: a paraphrase is written anew for each, and the critic may have been asked anew too.
    """
    arms = [arm for arm in (*_REAL, *_PARAPHRASES, *_LAYOUTS) if arm in samples.scores]
    scores = np.concatenate([samples.scores[arm] for arm in arms])
    blocks = np.tile(np.arange(samples.steps.size), len(arms))
    texts = _texts(samples, arms)
    scored = ~np.isnan(scores).all(axis=1) & first_draws(samples, arms, blocks, texts)
    effect = Effect(
        name=BETWEEN_TEXTS,
        test="identity test",
        claim="equivalence",
        n_pairs=int(np.unique(blocks[scored]).size),
        n_items=scores.shape[1],
        n_steps=int(np.unique(np.tile(samples.steps, len(arms))[scored]).size),
    )
    return of_spread(effect, scores[scored], blocks[scored], texts[scored], rules.seed)


def _texts(samples: Samples, arms: Sequence[str]) -> NDArray[np.int_]:
    """A number for what each edit was made from, shape (arms * blocks,): equal where the texts are."""
    if samples.material is None:
        return np.repeat([0 if arm in _REAL else index for index, arm in enumerate(arms)], samples.steps.size)
    written = [_written(drawn) for arm in arms for drawn in samples.drawn(arm)]
    return np.unique(written, return_inverse=True)[1]


def _written(drawn: ArmDraw) -> str:
    """What an arm's slots say, as editors are shown it: without line breaks."""
    return " ".join(" ".join(drawn.feedback).split())


def _read(finding: Finding) -> str:
    between = finding.other(BETWEEN_TEXTS)
    uneven = between is not None and between.verdict == "refuted"
    match finding.verdict:
        case "supported" if uneven:
            return "INVARIANT on average, yet texts that say the same differ more than edits of one text do"
        case "supported":
            return "INVARIANT: the same feedback in other words does as well"
        case "refuted":
            return "SENSITIVE: the same feedback in other words does not do the same"
        case _:
            return "not settled whether the same feedback in other words does as well"


PARAPHRASE = DiagnosticTest(
    name="paraphrase",
    asks="Does the effect depend on the meaning of the feedback alone?",
    source="paraphrased reasoning after Lanham et al. 2023, arXiv 2307.13702",
    needs=Requirements.of(*_REAL, *_PARAPHRASES, *_LAYOUTS, repeats=1, asks=_ASKS),
    required=(*_REAL, *_PARAPHRASES),
    refuse=lambda plan: mute_judge(plan.run),
    measure=_measure,
    read=_read,
    news=speaks(supported="neutral", refuted="bad"),  # what does nothing does so in any words
)
