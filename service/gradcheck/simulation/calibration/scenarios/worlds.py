"""The worlds of the suite and the verdicts on `content` they must produce, at the recommended budget.

Twenty steps, four replicates, a hundred items, delta 0.05; ten replicates in W3, where prompts differ so much that
fewer could not call an effect of nothing equivalent, and two hundred items in W6, where more redraws of edits hardly
help and more items do. That no reaction was seen is said where two looks, at 2.5 % and 5 %, find none. A verdict in the
wrong direction must hardly ever come. What other tests must say is in `patterns`.
"""

from collections.abc import Mapping

from gradcheck.diagnostics.suite.noise_floor import NO_REACTION
from gradcheck.simulation.calibration.limits import AtMost, Limit, Share
from gradcheck.simulation.calibration.readers import effect_verdict, every, flagged, verdict
from gradcheck.simulation.calibration.scenario import Scenario
from gradcheck.simulation.calibration.scenarios.shared import core, together
from gradcheck.simulation.calibration.suite import Reader, Suite
from gradcheck.simulation.worlds.registry import WORLDS

_TESTS = ("noise_floor", "content")
_DESIGN = core(20, 4, 100)
_LARGER = {"W3": core(20, 10, 100), "W6": core(20, 4, 200)}
_NO_REACTION = "no reaction to prompts"
_SHARES = {_NO_REACTION: Share(least=0.9)}

_supported, _refuted = verdict("content", "supported"), verdict("content", "refuted")
_any_text_helps = effect_verdict("content", "placebo - none", "supported")

# What must be found, and what must hardly ever be.
_PATTERNS: Mapping[str, tuple[Mapping[str, Reader], Mapping[str, Reader]]] = {
    "W0": (
        {"content refuted": _refuted, _NO_REACTION: flagged("noise_floor", NO_REACTION)},
        {"content supported": _supported},
    ),
    "W1": ({"content supported": _supported}, {"content refuted": _refuted}),
    "W2": ({"content refuted": _refuted}, {"content supported": _supported}),
    "W3": ({"content refuted": _refuted}, {"content supported": _supported}),
    "W4": ({"content supported": _supported}, {"content refuted": _refuted}),
    "W5": ({"content supported": _supported}, {"content refuted": _refuted}),
    "W6": ({"content supported": _supported}, {"content refuted": _refuted}),
    "W7": (
        {"content supported, a placebo helps too": every(_supported, _any_text_helps)},
        {"content refuted": _refuted},
    ),
    "W8": ({"content not testable": verdict("content", "not_testable")}, {}),
    "W8-floor": ({"content not testable": verdict("content", "not_testable")}, {}),
    "W9": ({"content refuted": _refuted}, {"content supported": _supported}),
    "W10": ({"content refuted": _refuted}, {"content supported": _supported}),
    "W13": ({"content refuted": _refuted}, {"content supported": _supported}),
    "W14": ({"content supported": _supported}, {"content refuted": _refuted}),
}


def _worlds() -> Scenario:
    draws, limits = {}, dict[str, Limit]()
    for name, (wanted, wrong) in _PATTERNS.items():
        draws[name] = Suite(
            world=WORLDS[name], design=_LARGER.get(name, _DESIGN), tests=_TESTS, readers={**wanted, **wrong}
        )
        limits |= {f"{name}: {quantity}": _SHARES.get(quantity, Share()) for quantity in wanted}
        limits |= {f"{name}: {quantity}": AtMost() for quantity in wrong}
    return Scenario(
        name="worlds",
        about="every world's verdicts are those it was made for",
        worlds=tuple(_PATTERNS),
        draw=together(draws),
        limits=limits,
        per_thousand=100,
        part=10,
    )


CELLS = (_worlds(),)
