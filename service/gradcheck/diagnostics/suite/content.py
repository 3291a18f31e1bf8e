"""D1, content: whether what the feedback says matters.

Fresh edits are drawn with the real feedback, with the real feedback again (the A/A noise floor), with none, and with
texts that know less and less: scores alone, another step's feedback, another minibatch's, a placebo that never saw the
task, another task's feedback, random words. Adebayo et al. 2018 did this to saliency maps. The claim is real > placebo.
"""

from gradcheck.diagnostics.analysis.checks import knows_nothing, trend
from gradcheck.diagnostics.analysis.contrasts import Terms, contrast
from gradcheck.diagnostics.analysis.effects import Effect
from gradcheck.diagnostics.analysis.finding import DiagnosticTest, Finding, Measured, TestInput, is_primary
from gradcheck.diagnostics.requirements import Requirements

_CORE = ("real", "real_again", "none", "placebo")
_LADDER = ("scores_only", "stale", "swapped", "foreign", "noise")
_ASCENDING = ("noise", "foreign", "placebo", "stale", "swapped", "real")  # from what knows least


def _measure(given: TestInput) -> Measured:
    samples, rules = given.samples, given.rules
    floor = contrast(samples, "real", "real_again", rules, Terms(claim="equivalence"))
    noisy = Terms(least_pair_sd=floor.pair_sd or 0.0)
    early = Terms(least_pair_sd=floor.pair_sd or 0.0, early=is_primary("content", rules))
    others = [
        floor,
        contrast(samples, "real", "none", rules, noisy),
        contrast(samples, "placebo", "none", rules, noisy),
    ]
    present = [arm for arm in _LADDER if arm in samples.scores]
    ladder = [samples.scores[arm] for arm in _ASCENDING if arm in samples.scores]
    others += [contrast(samples, "real", arm, rules, noisy) for arm in present]
    if {"stale", "foreign"} <= set(present):
        others.append(contrast(samples, "stale", "foreign", rules, noisy))
    return Measured(
        claims=(contrast(samples, "real", "placebo", rules, early),),
        others=tuple(others),
        checks=knows_nothing(samples, "placebo"),
        figures=trend(f"trend over {' < '.join(_ASCENDING)}", ladder) if len(ladder) == len(_ASCENDING) else (),
    )


def _read(finding: Finding) -> str:
    def verdict(name: str) -> str:
        effect: Effect | None = finding.other(name)
        return "inconclusive" if effect is None else effect.verdict

    match finding.verdict:
        case "supported":
            return "what the feedback says moved the score: edits from it beat edits from a placebo"
        case "refuted" if verdict("placebo - none") == "supported":
            return "any feedback-shaped text does as well; what it says did not matter"
        case "refuted" if verdict("real - none") == "refuted":
            return "edits without feedback do as well: what the editor knows by itself does the work"
        case "refuted":
            return "edits from the feedback are no better than edits from a placebo"
        case _:
            return "not settled: more pairs are needed to tell the feedback from a placebo"


CONTENT = DiagnosticTest(
    name="content",
    asks="Does it matter what the feedback says?",
    source="placebo ladder after Adebayo et al. 2018, arXiv 1810.03292",
    needs=Requirements.of(*_CORE, *_LADDER),
    core=Requirements.of(*_CORE),
    required=_CORE,
    measure=_measure,
    read=_read,
)
