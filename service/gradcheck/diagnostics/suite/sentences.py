"""D16, sentences: which sentence of the feedback mattered.

One sentence or bullet at a time is left out of one recorded feedback, of its first six. The claim is that edits from
the feedback are better than edits from it without some sentence; which one that is, is chosen by the data, so p-values
and intervals hold for all of them together (Bonferroni). What several sentences say, each alone can be left out: that
no single one mattered does not make the feedback idle.
"""

from textwrap import shorten
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gradcheck.diagnostics.analysis.finding import (
    Check,
    Decided,
    DiagnosticTest,
    Figure,
    Measured,
    TestInput,
    speaks,
)
from gradcheck.diagnostics.effects.contrasts import contrast
from gradcheck.diagnostics.effects.locating import located
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.effects.several import as_one_of, largest
from gradcheck.diagnostics.perturbations.split_suggestions import split_suggestions
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.texts.numbers import count
from gradcheck.texts.vocabulary import vocabulary

if TYPE_CHECKING:
    from gradcheck.diagnostics.plan import DiagnosticPlan

MOST, _SHOWN = 6, 80
_ARMS = tuple(f"without_{number}" for number in range(1, MOST + 1))
_NAMES = {f"real - {arm}": number for number, arm in enumerate(_ARMS, start=1)}
CLAIM = "real - without one sentence"
_LARGEST, _SENTENCES = "sentence that mattered most", "sentences left out, each alone"


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    arms = _ARMS[: _size(samples)]
    each = replace(rules, alpha=rules.alpha / len(arms))  # what can be detected is so at the level of each
    effects = [as_one_of(contrast(samples, "real", arm, each), len(arms)) for arm in arms]
    claim, place = largest(CLAIM, effects)
    return Measured(
        claims=(located(claim, samples, "real", arms[place], rules),),
        others=tuple(effects),
        checks=_take_away(samples, arms),
        figures=(Figure(name=_LARGEST, value=place + 1), Figure(name=_SENTENCES, value=len(arms))),
        flags=_flags(samples, arms),
    )


def _size(samples: Samples) -> int:
    """How many sentences are left out, each in an arm of its own."""
    if samples.material is None:
        return sum(arm in samples.scores for arm in _ARMS)
    return min(len(_suggestions(samples)), MOST)


def _suggestions(samples: Samples) -> list[str]:
    """All sentences of the recorded feedback; empty in simulations."""
    steps = samples.material.steps if samples.material is not None else ()
    return [part for step in steps for text in step.feedback for part in split_suggestions(text)]


def _idle(samples: Samples, arms: tuple[str, ...]) -> list[int]:
    """The numbers of sentences that say no word which the others do not say too."""
    sentences = _suggestions(samples)
    said = [vocabulary([sentence]) for sentence in sentences]
    return [
        place + 1
        for place in range(min(len(arms), len(sentences)))
        if said[place] <= set().union(*said[:place], *said[place + 1 :])
    ]


def _take_away(samples: Samples, arms: tuple[str, ...]) -> tuple[Check, ...]:
    """Leaving a sentence out takes something away from what editors are told, of one sentence at least."""
    if samples.material is None:
        return ()
    idle = len(_idle(samples, arms))
    detail = f"{count(idle)} of {count(len(arms))} sentences say no word that the others do not say too"
    passed = idle < len(arms)
    if passed:
        shown = (shorten(sentence, _SHOWN, placeholder=" …") for sentence in _suggestions(samples)[: len(arms)])
        detail += ": " + " ".join(f"({number}) {text}" for number, text in enumerate(shown, start=1))
    return (Check(name="sentences_differ", passed=passed, detail=detail),)


def _flags(samples: Samples, arms: tuple[str, ...]) -> tuple[str, ...]:
    flags = [f"sentence {number} says no word that the others do not say too" for number in _idle(samples, arms)]
    beyond = len(_suggestions(samples)) - len(arms)
    if beyond > 0:
        flags.append(
            f"of the feedback's sentences the first {MOST} are left out, and not the {count(beyond)} after them"
        )
    return tuple(flags)


def _read(finding: Decided) -> str:
    several = int(finding.figure(_SENTENCES) or 0)
    needed = [_NAMES[effect.name] for effect in finding.others if effect.verdict == "supported"]
    harmful = [_NAMES[effect.name] for effect in finding.others if finding.is_opposite(effect)]
    harm = f"; {_numbered(harmful)} harmed: edits without it do better" if harmful else ""
    match finding.verdict:
        case "supported":
            named = _numbered(needed or [int(finding.figure(_LARGEST) or 0)])
            return f"{named} of {several} mattered: without it edits do worse{harm}"
        case "refuted" if finding.is_opposite(finding.claims[0]):
            return f"every one of {several} sentences harmed: without it edits do better"
        case "refuted":
            return f"no single one of {several} sentences mattered: without any one of them edits do as well"
        case _:
            return f"not settled whether a single one of {several} sentences mattered{harm}"


def _numbered(numbers: list[int]) -> str:
    """`sentence 2`, `each of sentences 1, 3`."""
    return f"sentence {numbers[0]}" if len(numbers) == 1 else f"each of sentences {', '.join(map(str, numbers))}"


def _sentences_of(plan: "DiagnosticPlan") -> int:
    """Of how many sentences the claim is about the largest effect."""
    return max(min(sum(len(split_suggestions(text)) for text in plan.recorded[0].texts), MOST), 1)


def _refuse(plan: "DiagnosticPlan") -> str | None:
    """Sentences are those of one recorded text."""
    if len(plan.recorded) != 1:
        chosen = ", ".join(str(recorded.step) for recorded in plan.recorded)
        return f"every step's feedback has sentences of its own: name one step in steps, of {chosen}"
    if plan.rules.estimand != "fixed_feedback":
        return (
            "critiques that are drawn anew have other sentences: ask for the estimand fixed_feedback, or for it alone"
        )
    return None


SENTENCES = DiagnosticTest(
    name="sentences",
    asks="Which sentence of the feedback mattered?",
    source="leaving out one part at a time; Lei et al. 2018, JASA 113, for the method; Bonferroni over sentences",
    needs=Requirements.of("real", *_ARMS),
    required=("real", *_ARMS[:2]),
    recorded_only=True,
    among=_sentences_of,
    refuse=_refuse,
    measure=_measure,
    read=_read,
    news=speaks(supported="good", refuted="neutral"),  # of what is said twice each alone can be left out
)
