"""D1, content: whether what the feedback says matters.

Fresh edits are drawn with the real feedback, with a placebo that never saw the task, and with none. The whole ladder
adds the real feedback again (the A/A noise floor) and texts that know less and less: scores alone, another step's
feedback, another minibatch's, sentences that mention the task's words, another task's feedback, random words. Adebayo
et al. 2018 did this to saliency maps. The claims are real > placebo and real > none, and both must hold: a placebo that
harms is beaten by feedback that does nothing. Placebos are hostile, neutral and kind in turn, and the difference is
told by manner too.
"""

from gradcheck.diagnostics.analysis.checks import knows_nothing, trend
from gradcheck.diagnostics.analysis.finding import Decided, DiagnosticTest, Measured, TestInput, is_primary, speaks
from gradcheck.diagnostics.analysis.manners import by_manner
from gradcheck.diagnostics.effects.contrasts import Terms, contrast
from gradcheck.diagnostics.effects.locating import located
from gradcheck.diagnostics.requirements import Requirements

_CORE = ("real", "none", "placebo")
_LADDER = ("real_again", "scores_only", "stale", "swapped", "task_words", "foreign", "noise")
_ASCENDING = ("noise", "foreign", "placebo", "stale", "swapped", "real")  # from what knows least


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    early = Terms(early=is_primary("content", rules))
    others = [contrast(samples, "placebo", "none", rules)]
    if "real_again" in samples.scores:
        others.insert(0, contrast(samples, "real", "real_again", rules, Terms(claim="equivalence")))
    present = [arm for arm in _LADDER[1:] if arm in samples.scores]
    ladder = [samples.scores[arm] for arm in _ASCENDING if arm in samples.scores]
    others += [contrast(samples, "real", arm, rules) for arm in present]
    if {"stale", "foreign"} <= set(present):
        others.append(contrast(samples, "stale", "foreign", rules))
    manners = by_manner(samples, rules)
    whole = len(ladder) == len(_ASCENDING)
    return Measured(
        claims=tuple(
            located(contrast(samples, "real", arm, rules, early), samples, "real", arm, rules)
            for arm in ("placebo", "none")
        ),
        others=tuple(others),
        checks=knows_nothing(samples, "placebo"),
        figures=(*manners.figures, *(trend(f"trend over {' < '.join(_ASCENDING)}", ladder) if whole else ())),
        flags=manners.flags,
    )


def _read(finding: Decided) -> str:
    over_placebo, over_none = finding.claims
    placebo = finding.other("placebo - none")
    placebo_harmed = finding.is_opposite(placebo)
    words = finding.other("real - task_words")
    match finding.verdict:
        case "supported":
            reading = "what the feedback says moved the score: edits from it beat those from a placebo and from none"
            reading += "; the placebo harmed" if placebo_harmed else ""
            if words is not None and words.verdict == "refuted":
                reading += "; a text that mentions the task's words does as well"
        case "refuted" | "inconclusive" if finding.is_opposite(over_none):
            reading = "the feedback harmed: edits without any do better"
        case "refuted" if placebo_harmed:
            reading = "the placebo harmed, so beating it says nothing: edits without feedback do as well"
        case "inconclusive" if placebo_harmed:
            reading = "the placebo harmed, so beating it says nothing; whether the feedback helps is not settled"
        case "refuted" if placebo is not None and placebo.verdict == "supported":
            reading = "any feedback-shaped text helps; what it says did not matter"
        case "refuted" if over_none.verdict == "refuted":
            reading = "edits without feedback do as well: what the editor knows by itself does the work"
        case "refuted" if finding.is_opposite(over_placebo):
            reading = "edits from a placebo beat edits from the feedback"
        case "refuted":
            reading = "edits from the feedback are no better than edits from a placebo"
        case _:
            reading = "not settled whether edits from the feedback beat those from a placebo and from none"
    return reading


CONTENT = DiagnosticTest(
    name="content",
    asks="Does it matter what the feedback says?",
    source="placebo ladder after Adebayo et al. 2018, arXiv 1810.03292",
    needs=Requirements.of(*_CORE, *_LADDER),
    core=Requirements.of(*_CORE),
    required=_CORE,
    shared=0.5,
    measure=_measure,
    read=_read,
    news=speaks(supported="good", refuted="bad"),
)
