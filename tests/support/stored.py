"""A diagnostic as `GET /diagnostics/ID` gives it, made from numbers, whose verdicts follow from its material."""

import msgspec
import numpy as np

from gradcheck.diagnostics.analysis.measuring import RULES_VERSION, findings
from gradcheck.diagnostics.analysis.summary import summary
from gradcheck.diagnostics.material import ArmDraw, Block, Material, StepTexts
from tests.support.drawing import rules

_ARMS = {"real": 0.6, "real_again": 0.6, "none": 0.5, "placebo": 0.45, "stale": 0.5, "swapped": 0.55, "noise": 0.5}
_TEXTS = {arm: (f"Say what {arm} says, and say it plainly, once for every case.",) for arm in _ARMS}


def made_diagnostic(pairs: int = 24, items: int = 20) -> bytes:
    """The body, of the tests `content` and `noise_floor` on so many pairs of one step."""
    rng = np.random.default_rng(7)

    def edit(arm: str) -> ArmDraw:
        right = rng.random(items) < _ARMS[arm] + rng.normal(0, 0.1)
        return ArmDraw(
            arm=arm,
            feedback=_TEXTS[arm],
            text=f"Prompt {arm}.",
            rejected=(),
            scores=tuple(right.astype(float).tolist()),
        )

    blocks = tuple(Block(step=1, replicate=n, arms=tuple(map(edit, _ARMS))) for n in range(pairs))
    step = StepTexts(step=1, component="user", before="Prompt.", feedback=_TEXTS["real"], minibatch=("a",))
    material = Material(blocks=blocks, steps=(step,), labels=("yes", "no"), corpus=("Is it so? yes or no",))
    fixed = rules("content", "noise_floor", sampling="edits drawn at temperature 0.7")
    found = findings(fixed, {}, material)
    return msgspec.json.encode(
        {
            **msgspec.structs.asdict(fixed),
            "status": "succeeded",
            "untestable": {},
            "result": {
                "findings": found,
                "summary": summary(found),
                "material": material,
                "rules_version": RULES_VERSION,
            },
        }
    )
