"""A comparison of prompts as text for people."""

import textwrap

from gradcheck.texts.numbers import amount, count, difference, dollars, p_value
from gradcheck_client.models import PromptComparison, PromptPair, PromptScore

_WIDTH = 100


def comparison_text(found: PromptComparison) -> list[str]:
    """Every prompt's score and what it took, every two prompts, and what must not be overlooked."""
    lines = [_prompt(prompt) for prompt in found.prompts]
    uses = "once" if found.times_used == 1 else f"{count(found.times_used)} times"
    lines += ["", f"every two, with intervals that hold together (the examples have been tested on {uses}):"]
    lines += [line for pair in found.pairs for line in _pair(pair)]
    if found.ranking:
        ranked = (f"{one.name} {difference(one.strength, one.ci95)}" for one in found.ranking)
        lines += ["", f"strength, in log odds against {found.prompts[0].name}: {', '.join(ranked)}"]
    return [*lines, *([found.reason] if found.reason else []), *(f"but {warning}" for warning in found.warnings)]


def _prompt(prompt: PromptScore) -> str:
    score = "no score" if prompt.score is None or prompt.ci95 is None else amount(prompt.score, prompt.ci95)
    cost = "cost unknown" if prompt.cost_usd is None else f"${dollars(prompt.cost_usd)}"
    failed = f", {count(prompt.failed)} failed" if prompt.failed else ""
    return f"  {prompt.name}: {score} on {count(prompt.n)} examples{failed}; {count(prompt.calls)} calls, {cost}"


def _pair(pair: PromptPair) -> list[str]:
    names = f"  {pair.second} - {pair.first}: "
    if pair.estimate is None or pair.adjusted_p is None:
        return textwrap.wrap(f"{names}not tested, {pair.reason}", _WIDTH, subsequent_indent="    ")
    verdicts = {
        "first_better": f"{pair.first} is better",
        "second_better": f"{pair.second} is better",
        "not_distinguishable": "not distinguishable",
    }
    shown = f"{difference(pair.estimate, pair.ci95)}  adjusted {p_value(pair.adjusted_p)}"
    flips = f"{pair.fixed} fixed, {pair.broken} broken"
    if pair.test == "sign":
        flips = f"{pair.fixed} won, {pair.broken} lost, {pair.n - pair.fixed - pair.broken} tied"
    return [f"{names}{shown}, {flips}: {verdicts[pair.verdict]}"]
