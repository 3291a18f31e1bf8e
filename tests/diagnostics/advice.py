"""A world in which prompts are better for asking for care and worse for asking for none, and a run in it.

The critic asks for care where an example's label is right. How far critic, editor, rewriter and judge play along is up
to the test: their attributes are read at every call.
"""

import functools
import re
from collections.abc import Sequence

import msgspec

from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.diagnostics.analysis.measuring import findings
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from tests.support import harness, world
from tests.support.recorded import Ran, example, recorded

CARE, NO_CARE, VAGUE = "Ask for care", "Ask for no care", "Think about the tone"
LABELS = ("negative", "neutral", "positive")
TRAIN, VALIDATION, PROBE, STEPS, BATCH = 12, 3, 24, 3, 3
_OWN = re.compile(r"\bk(\d+)\b")
_DATA = re.compile(r"<data-[0-9a-f]+>\n(.*?)\n</data-", re.DOTALL)
_SHOWN = re.compile(r"Input: Item k(\d+)\n\s*Answer: (.*)\n\s*Scoring: (.*)")
_EXPECTED = re.compile(r'expected "([^"]*)"')


def label_of(number: int) -> str:
    """The right answer about an item."""
    return LABELS[number % len(LABELS)]


class Advice:
    """The scripted model, obedient unless told otherwise.

    `critic`: `aware` of the labels it is shown, `overrules` wrong ones, or `repeats` them but asks for care all the
    same. `editor`: `obeys`, `ignores` feedback, `refuses` to ask for no care, or writes `nothing` that can be used.
    With `any_helps` a prompt that asks for no care is as good as one that asks for care.
    """

    def __init__(
        self,
        critic: str = "aware",
        editor: str = "obeys",
        *,
        inverts: bool = True,
        judges: bool = True,
        any_helps: bool = False,
    ) -> None:
        self.critic, self.editor, self.any_helps = critic, editor, any_helps
        self.inverts, self.judges = inverts, judges
        self.model = harness.Model(self.answer)

    def answer(self, body: harness.Body) -> str:
        """The model's answer to a request."""
        text = harness.text_of(body)
        blocks = _DATA.findall(text)
        if "<ANSWER>" in text:
            return f"<ANSWER>{'yes' if self._judged(text, blocks) else 'no'}</ANSWER>" if self.judges else "Well."
        if "A review:" in text:
            return f"<FEEDBACK>{blocks[0].replace(CARE, NO_CARE) if self.inverts else blocks[0]}</FEEDBACK>"
        if "<FEEDBACK>" in text:
            return f"<FEEDBACK>{self._criticised(blocks[1])}</FEEDBACK>"
        if "<PROMPT>" in text:
            return self._edited(blocks[-1], body["seed"])
        return self._answered(text, body["seed"])

    def _judged(self, text: str, blocks: list[str]) -> bool:
        if "opposite" in text:
            return NO_CARE in blocks[1]
        _, after, review = blocks
        return ("No care." if NO_CARE in review else "Care.") in after

    def _criticised(self, evidence: str) -> str:
        found = _SHOWN.search(evidence)
        assert found is not None
        truth, note = label_of(int(found[1])), found[3]
        if note == "not shown":
            return f"{VAGUE}."
        expected = _EXPECTED.search(note)
        told = found[2] if expected is None else expected[1]
        misled = told != truth and self.critic == "aware"
        named = truth if self.critic == "overrules" else told
        return f"{NO_CARE if misled else CARE}: here it is {named}."

    def _edited(self, feedback: str, seed: int) -> str:
        if self.editor == "nothing":
            return "I would rather not."
        bad = feedback.count(NO_CARE)
        good = feedback.count(CARE)
        if self.editor == "ignores":
            good = bad = 0
        if self.editor == "refuses":
            bad = 0
        asked = " ".join(["Care."] * good + ["No care."] * bad)
        return f"<PROMPT>Draft {seed}. {asked} {{text}}</PROMPT>"

    def _answered(self, text: str, seed: int) -> str:
        number = int(_OWN.findall(text)[-1])
        bad, good = text.count("No care."), text.count(" Care.")
        net = good + bad if self.any_helps else good - bad
        skill = 0.55 + 0.35 * net / max(good + bad, 1)
        right = world.noise(text, seed) < skill
        return label_of(number) if right else label_of(number + 1)


TEXTGRAD = {"name": "textgrad", "steps": STEPS, "batch": BATCH, "chain": "one_step"}
PROTEGI = {"name": "protegi", "rounds": STEPS, "beam": 1, "minibatch": 8, "gradients": 1, "paraphrases": 0}


@functools.cache
def run(method: str = "textgrad") -> Ran:
    """The run, made once: no edit was usable, so that every step starts from the given prompt.

    To be called where no event loop runs.
    """
    splits = ["train"] * TRAIN + ["validation"] * VALIDATION + ["probe"] * PROBE
    examples = [example(n, split, f"Item k{n}", LABELS) for n, split in enumerate(splits)]
    settings = {"textgrad": TEXTGRAD, "protegi": PROTEGI}[method]
    return recorded(Advice(editor="nothing").model, examples, settings, "Answer.\n\n{text}")


def again(ran: Ran, result: harness.Body, *, labels: Sequence[str], **request: object) -> dict[str, Finding]:
    """The findings of what was drawn, had the allowed answers been these."""
    plan = planned(ran, **request)
    material = msgspec.convert(result["material"], Material)
    return findings(plan.rules, plan.untestable, msgspec.structs.replace(material, labels=tuple(labels)))


def planned(ran: Ran, **request: object) -> DiagnosticPlan:
    """The plan of a diagnostic on the run."""
    options = msgspec.convert({**harness.WHOLE, **request}, DiagnosticRequest)
    return build_diagnostic_plan(options, harness.ran(ran.record))
